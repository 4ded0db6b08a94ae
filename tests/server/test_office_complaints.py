"""The register of complaints: who takes each up, by when, what came of it; seen by the office alone."""

from collections.abc import Iterator

import pytest

from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.stand import Stand

PATH = "/office/registers/complaints"
DONE = {"standing": "done", "owner": "Bà Lan", "due": "2026-11-20", "answer": "Đã nhắc người trực"}


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        stand.client.post(f"/q/{stand.poster}", data={"rating": "1", "comment": "Phải chờ lâu, gọi 0912345678"})
        stand.client.post(f"/q/{stand.poster}", data={"rating": "4", "comment": "Tốt"})
        yield made


def identity(office: Office) -> str:
    return str(next(row.id for row in office.rows(t.ballot) if row.rating == 1))


def test_a_complaint_has_an_owner_a_day_and_an_end(stand: Stand, office: Office) -> None:
    browser, path = office.browser("office"), f"{PATH}/{identity(office)}"
    shown = text(browser.get(PATH))
    assert "Phải chờ lâu, gọi [đã che]" in shown and "Chưa xử lý" in shown and "Tốt" not in shown
    assert browser.post(path, DONE | {"standing": "working", "answer": ""}).status_code == 303
    stand.set("2026-11-23T08:00:00+07:00")
    assert "Quá hạn" in text(browser.get(PATH))
    assert browser.post(path, DONE).status_code == 303
    shown = text(browser.get(PATH))
    assert "Quá hạn" not in shown and "Đã nhắc người trực" in shown and "Đã ghi 2 lần" in shown
    assert "Bà Lan" in browser.get(f"{PATH}.csv").text and "Bà Lan" not in text(browser.get(f"{PATH}?q=khong+co"))
    assert "Xử lý phản ánh" in text(browser.get("/office/audit"))
    assert stand.differences() == []
    with stand.database.engine.begin() as connection:
        connection.execute(t.complaint_step.update().values(owner="khác"))
    assert "Sổ theo dõi không khớp với nhật ký: complaint_set" in stand.differences()[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [("standing", "x"), ("owner", ""), ("owner", "x" * 101), ("due", "mai"), ("answer", ""),
     ("answer", "gọi 0912345678")],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_beside_its_field(office: Office, name: str, value: str) -> None:
    answer = office.browser("office").post(f"{PATH}/{identity(office)}", DONE | {name: value})
    assert (answer.status_code, f'id="{name}-problem"' in answer.text) == (422, True)
    assert office.rows(t.complaint_step) == []


def test_a_ballot_that_is_no_complaint_has_no_page(office: Office) -> None:
    liked = next(row.id for row in office.rows(t.ballot) if row.rating == 4)
    assert office.browser("office").post(f"{PATH}/{liked}", DONE).status_code == 404

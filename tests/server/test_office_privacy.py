"""What members are told of their data, a copy of it for who asks, and its end when the period is over."""

from collections.abc import Iterator

import pytest

from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.stand import Stand


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def test_who_is_invited_reads_what_is_kept_of_them(stand: Stand, office: Office) -> None:
    browser, invite = office.browser("office"), f"/office/people/{stand.members[1]}/invite"
    assert "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15" in text(browser.post(invite))
    assert browser.post("/office/privacy", {"notice": "Lời của xã", "months": "36"}).status_code == 303
    page = browser.get("/office/privacy").text
    assert '<p class="own-data">Lời của xã</p>' in browser.post(invite).text
    assert browser.post("/invites").text.count('<p class="own-data">Lời của xã</p>') == 12
    assert "Đã lưu thông báo về dữ liệu." in page and 'value="36"' in page
    assert "thông báo: Lời của xã; số tháng giữ: 36" in text(browser.get("/office/audit"))


@pytest.mark.parametrize(
    ("wrong", "name"),
    [({"notice": " "}, "notice"), ({"notice": "x" * 2001}, "notice"), ({"months": ""}, "months"),
     ({"months": "mãi"}, "months"), ({"months": "0"}, "months"), ({"months": "241"}, "months")],
)  # fmt: skip
def test_a_refused_notice_comes_back_filled(office: Office, wrong: dict[str, str], name: str) -> None:
    form = {"notice": "Lời của xã", "months": "36"} | wrong
    answer = office.browser("admin").post("/office/privacy", form)
    assert (answer.status_code, f'id="{name}-problem"' in answer.text) == (422, True)
    assert all(value.strip() in answer.text for value in form.values())
    assert not [row for row in office.rows(cast.t.audit) if row.act == "privacy_set"]

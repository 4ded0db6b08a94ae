"""The leader rules on a swap at the roster's page; the office sees it and cannot."""

from collections.abc import Iterator

import pytest

from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.phone_script import Phone
from tests.server.stand import MONDAY, Stand


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def asked(stand: Stand, accept: bool | None = True, day: str = "2026-11-20") -> tuple[str, Phone, Phone]:
    """Place 1 asks place 5, who is not on it, to take the morning."""
    one, other = stand.phone(1), stand.phone(5)
    made = one.fact("swap_asked", {"duty": f"{day}.morning.{stand.point}", "with": stand.members[5]}, MONDAY)
    one.push(made)
    if accept is not None:
        other.push(other.fact("swap_answered", {"ask": made["id"], "accept": accept}, MONDAY))
    return made["id"], one, other


def rule(office: Office, ask: str, approve: str = "yes", role: str = "leader", reason: str = "") -> int:
    form = {"approve": approve, "reason": reason}
    answer = office.browser(role).post(f"/office/roster/swaps/{ask}", form)
    return int(answer.status_code)


def acts(office: Office) -> list[str]:
    return [row.act for row in office.acts()]


def test_approving_publishes_and_is_written_down(stand: Stand, office: Office) -> None:
    ask, one, other = asked(stand)
    shown = text(office.browser("leader").get("/office/roster"))
    assert "Trần Văn Bình</b> xin <b>Võ Minh Khôi</b> trực thay: buổi sáng Thứ Sáu, 20/11/2026." in shown
    assert "1</b> lời xin" in text(office.browser("office").get("/office/today"))
    for phone in (one, other):
        phone.pull()
    assert rule(office, ask) == 303
    for phone in (one, other):
        changes = {change["kind"]: change for change in phone.pull()}
        assert changes["swap"]["data"]["state"] == "approved"
        assert changes["duty"]["deleted"] is (phone is one)
    assert acts(office) == ["swap_approved"]
    trail = text(office.browser("office").get("/office/audit"))
    assert "của: Trần Văn Bình; người nhận: Võ Minh Khôi" in trail
    assert "Xin đổi ca" not in text(office.browser("leader").get("/office/roster"))
    assert stand.differences() == []


def test_declining_keeps_the_roster(stand: Stand, office: Office) -> None:
    ask, one, _ = asked(stand)
    before = office.rows(cast.t.duty)
    assert rule(office, ask, "no", reason="Ca này cần người biết máy") == 303
    assert office.rows(cast.t.duty) == before
    told = one.whole()["swap", f"swap.{ask}"]["data"]
    assert (told["state"], told["sentence"].endswith("Lý do: Ca này cần người biết máy.")) == ("declined", True)
    assert stand.differences() == []


@pytest.mark.parametrize("role", ["office", "accountant", "chairman", "admin"])
def test_only_the_leader_rules(stand: Stand, office: Office, role: str) -> None:
    ask, _, _ = asked(stand)
    assert rule(office, ask, role=role) == 403
    if role == "office":
        page = text(office.browser(role).get("/office/roster"))
        assert "Chờ Tổ trưởng duyệt." in page
        assert f"/office/roster/swaps/{ask}" not in page
    assert acts(office) == []


@pytest.mark.parametrize(("accept", "sentence"), [(None, "chưa nhận lời"), (False, "không còn chờ duyệt")])
def test_what_cannot_be_approved_says_why_and_changes_nothing(
    stand: Stand, office: Office, accept: bool | None, sentence: str
) -> None:
    ask, _, _ = asked(stand, accept)
    before = office.rows(cast.t.duty)
    answer = office.browser("leader").post(f"/office/roster/swaps/{ask}", {"approve": "yes"})
    assert (answer.status_code, sentence in text(answer)) == (409, True)
    assert (office.rows(cast.t.duty), acts(office)) == (before, [])


def test_a_shift_that_has_begun_is_not_swapped(stand: Stand, office: Office) -> None:
    ask, _, _ = asked(stand)
    stand.set("2026-11-20T08:00:00+07:00")
    answer = office.browser("leader").post(f"/office/roster/swaps/{ask}", {"approve": "yes"})
    assert (answer.status_code, "Ca này đã bắt đầu" in text(answer)) == (409, True)


@pytest.mark.parametrize(("ask", "form", "status"), [("0", {"approve": "yes"}, 404), ("0", {}, 422)])
def test_an_odd_request_changes_nothing(office: Office, ask: str, form: dict[str, str], status: int) -> None:
    assert office.browser("leader").post(f"/office/roster/swaps/{ask}", form).status_code == status
    assert acts(office) == []

"""A service point is in use from its day on, and changes no day before it."""

import re

from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.stand import Stand


def test_a_point_is_in_use_from_its_day_on_and_changes_no_day_before(stand: Stand) -> None:
    with cast.opened(stand) as office:
        check(stand, office)


def check(stand: Stand, office: Office) -> None:
    stand.set("2026-11-20T09:00:00+07:00")
    browser, leader = office.browser("admin"), office.browser("leader")

    def past() -> tuple[list[str], int, list[dict]]:
        matters = leader.get("/office/months/2026-11/matters?show=all").text
        points = re.findall('id="point-(.*?)"', leader.get("/office/today?day=2026-11-19").text)
        return points, matters.count("<tr>"), stand.get("/api/v1/weeks/2026-W46", "office").json()["days"]

    before = past()
    assert 'name="point_from" type="date" value="2026-11-20"' in browser.get("/office/people").text
    for day, name in (("2026-11-25", "Điểm Vạn Thọ"), ("2027-01-04", "Điểm Tuần Lễ")):
        assert browser.post("/office/points", {"point_name": name, "point_from": day}).status_code == 303
    wrong = browser.post("/office/points", {"point_name": "Điểm Ba", "point_from": ""})
    assert (wrong.status_code, len(office.rows(t.point))) == (422, 3)
    assert past() == before
    new = next(row.id for row in office.rows(t.point) if row.name == "Điểm Vạn Thọ")
    for day, shown in (("2026-11-24", False), ("2026-11-25", True)):
        assert (f'id="point-{new}"' in leader.get(f"/office/today?day={day}").text) is shown
    november, named = leader.get(f"/office/roster?month=2026-11&point={new}").text, "2026-11-{}.morning"
    assert f'name="{named.format("25")}"' in november and f'name="{named.format("24")}"' not in november
    assert "Điểm Tuần Lễ" not in november and "Điểm Tuần Lễ" in leader.get("/office/posters").text
    assert "dùng từ 25/11/2026" in text(browser.get("/office/people"))
    assert stand.differences() == []

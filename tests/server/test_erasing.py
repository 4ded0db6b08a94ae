"""Erasing a person: their name goes from what others wrote too, and the book still agrees with itself."""

from sync_server import tables as t
from sync_server import trail
from tests.server import office_cast as cast
from tests.server.office_cast import text
from tests.server.stand import Stand
from tests.server.week_cast import PATH as WEEK
from tests.server.week_cast import lived

NAME, FORMER = "Trần Văn Bình (Đông)", "Trần Văn Bình"
SAID = "Máy in hết mực, tôi gọi thợ"


def test_the_name_goes_from_all_that_was_written_but_for_closed_lists(stand: Stand) -> None:
    phones = lived(stand)
    member, person = stand.members[1], f"/office/people/{stand.members[1]}"
    raised = phones[1].fact("difficulty_raised", {"text": SAID, "urgent": False}, "2026-11-20T09:00:00+07:00")
    phones[1].push(raised)
    stand.set("2026-11-20T16:30:00+07:00")
    with cast.opened(stand) as office:
        browser, leader = office.browser("office"), office.browser("leader")
        told = {"standing": "done", "owner": FORMER, "due": "", "answer": f"Cảm ơn {FORMER}, đã thay mực"}
        assert browser.post(f"/office/registers/difficulties/{raised['id']}", told).status_code == 303
        wish = {"member": member, "day": "2026-11-18", "counted": True, "reason": f"{FORMER} có mặt, máy hỏng"}
        assert stand.act("/api/v1/months/2026-11/decide", wish).status_code == 200
        assert leader.post(f"/office/availability/{member}", {"most": "2"}).status_code == 303
        words = {"feedback": "", "causes": f"Máy của {FORMER} hỏng", "proposals": "", "plan": "", "base": "0"}
        assert leader.post(f"{WEEK}/text", words | {"send": "yes"}).status_code == 303
        assert browser.post(f"{WEEK}/forwarded", {"note": f"Biểu dương {FORMER}"}).status_code == 303
        left = {"name": NAME, "role": "member", "group": "union_member", "group_from": "", "stops": "2026-11-21"}
        assert browser.post(person, left).status_code == 303
        stand.set("2026-12-01T08:00:00+07:00")
        assert stand.act("/api/v1/months/2026-11/close", {"override": "Đã đối chiếu"}).status_code == 200
        stand.set("2029-01-05T08:00:00+07:00")
        assert stand.differences() == []
        assert browser.post(person + "/erase", {"sure": "yes"}).status_code == 303
        assert stand.differences() == []
        for table in t.metadata.sorted_tables:
            for row in office.rows(table) if table is not t.closing else ():
                assert FORMER not in str(row) and SAID not in str(row), table.name
        assert not office.rows(t.availability)
        assert FORMER in office.rows(t.closing)[0].body, "who signed for the money stays on the closed list"
        assert "(đã xóa)" in text(browser.get(WEEK)) and "Lê Hoàng Duy" in text(browser.get(WEEK))
        with stand.database.engine.begin() as connection:
            changed = t.audit.update().where(t.audit.c.act == "member_erased").values(detail='{"acts":[1,2,3]}')
            connection.execute(changed)
            assert [row.act for _, row in trail.breaks(connection, stand.commune) if row][-1] == "member_erased"

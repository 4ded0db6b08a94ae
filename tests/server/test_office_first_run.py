"""A real start: from `create-admin` to a team with a roster, step by step, each refused politely when wrong."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync_server import installation, setup
from sync_server import tables as t
from sync_server.database import Database
from sync_server.settings import Settings
from tests.server.office_cast import Browser, text
from tests.server.stand import SECRET, Client, Stand

NAMES = {
    "name": "xã Vạn Hưng", "from": "2025-07-01", "authority": "ỦY BAN NHÂN DÂN XÃ VẠN HƯNG", "place": "Vạn Hưng",
    "unit": "Văn phòng HĐND và UBND", "counter": "Trung tâm Phục vụ hành chính công", "maker": "Người lập biểu",
    "accountant": "Kế toán", "chairman": "Chủ tịch UBND xã",
}  # fmt: skip
TEAM = "Nguyễn Thị Mai; Đoàn viên; Tổ trưởng\n\n Trần  Văn Bình;thanh nien\r\nLê Thị Cúc\tCông chức\n"
PASSWORD = "một mật khẩu đủ dài"


@pytest.fixture
def fresh(stand: Stand, tmp_path: Path) -> Iterator[Stand]:
    """The stand's server over an empty database with only its administrator."""
    settings = Settings(data_dir=tmp_path / "real", secret_key=SECRET, database_url="", public_url="http://testserver")
    database = Database(settings.url)
    installation.migrate(database)
    database.write(lambda tx: installation.first_admin(tx, "admin", PASSWORD, None))
    stand.site.settings, stand.site.database = settings, database
    yield stand
    database.close()


@pytest.fixture
def admin(fresh: Stand) -> Iterator[Browser]:
    browser = Browser(fresh.app)
    assert browser.sign_in("admin", PASSWORD).headers["location"] == "/office/setup"
    yield browser
    browser.close()


def rows(stand: Stand, table: t.sa.Table) -> list[object]:
    with stand.site.database.reader() as connection:
        return list(connection.execute(t.sa.select(table)))


def acts(stand: Stand) -> list[str]:
    return [row.act for row in rows(stand, t.audit)]  # type: ignore[attr-defined]


def test_a_new_administrator_is_led_through_every_step(fresh: Stand, admin: Browser) -> None:
    assert admin.get("/office/people").headers["location"] == "/office/setup"
    assert "trình diễn" not in admin.get("/office/setup").text
    assert text(admin.get("/office/setup")).count("Chưa làm") == 5
    assert admin.post("/office/setup/commune", NAMES).headers["location"] == "/office/setup#point"
    assert admin.post("/office/setup/point", {"point_name": "Bộ phận Một cửa"}).status_code == 303
    assert (
        admin.post("/office/setup/members", {"members": TEAM, "since": "2026-11-01", "adults": "yes"}).status_code
        == 303
    )
    for role in ("leader", "office"):
        user = {"username": role, "user_name": role, "user_role": role, "password": PASSWORD}
        assert admin.post("/office/setup/users", user).status_code == 303
    shown = text(admin.get("/office/setup"))
    assert (shown.count("Đã xong"), shown.count("Chưa làm")) == (4, 1)
    team = {(m.name, m.role) for m in rows(fresh, t.member)}
    assert team == {("Nguyễn Thị Mai", "leader"), ("Trần Văn Bình", "member"), ("Lê Thị Cúc", "member")}


def test_no_name_is_shown_or_taken_until_there_is_one(fresh: Stand, admin: Browser) -> None:
    page = admin.get("/office/setup")
    assert "chưa đặt tên" not in page.text.lower().split("<main")[1]
    for wrong, name, sentence in (
        ({"authority": "ỦY BAN NHÂN DÂN XÃ CHƯA ĐẶT TÊN"}, "authority",
         "Chưa ghi tên cơ quan. Tên này in trên danh sách ký nhận."),
        ({"place": "chưa đặt tên"}, "place", "Chưa ghi địa danh."),
        ({"name": "xã chưa đặt tên", "authority": "", "place": ""}, "name", "Chưa ghi tên xã"),
        ({"name": "", "authority": "", "place": ""}, "name", "Ô này chưa ghi."),
        ({"name": "x" * 2000, "authority": "", "place": ""}, "name", "Dài quá"),
    ):  # fmt: skip
        answer = admin.post("/office/setup/commune", NAMES | wrong)
        assert (answer.status_code, f'id="{name}-problem" role="alert">{sentence}' in answer.text) == (422, True), wrong
        assert answer.text.count('-problem" role="alert"') == 1, wrong
        assert text(admin.get("/office/setup")).count("Chưa làm") == 5
    assert acts(fresh) == ["signed_in"]


def test_the_office_is_named_after_its_commune(fresh: Stand, admin: Browser) -> None:
    admin.post(
        "/office/setup/commune", NAMES | {"name": "xã Tân Lập", "authority": "", "place": "", "from": "2026-11-01"}
    )
    offices = json.loads(rows(fresh, t.commune)[0].config)["offices"]
    assert [(o["authority"], o["place"]) for o in offices] == [("ỦY BAN NHÂN DÂN XÃ TÂN LẬP", "Tân Lập")]
    assert text(admin.get("/office/setup")).count("Chưa làm") == 4


def test_phones_hear_which_number_calls_the_office(fresh: Stand, admin: Browser) -> None:
    answer = admin.post("/office/setup/commune", NAMES | {"office_phone": "gọi cô Mai"})
    assert answer.status_code == 422 and "Hãy ghi số điện thoại gọi được" in answer.text and "gọi cô Mai" in answer.text
    assert admin.post("/office/setup/commune", NAMES | {"office_phone": "0258 384 2001"}).status_code == 303
    assert 'value="0258 384 2001"' in admin.get("/office/setup").text

    def told() -> str:
        with fresh.site.database.reader() as connection:
            return setup.about(connection, rows(fresh, t.commune)[0].commune_id)["office_phone"]

    assert told() == "0258 384 2001"
    admin.post("/office/setup/commune", NAMES)
    assert told() == ""


def test_a_name_given_on_the_command_line_fills_the_form(fresh: Stand, admin: Browser) -> None:
    config = json.dumps(setup.plan_config("phường Ninh Hiệp"), ensure_ascii=False)
    values = {"name": "phường Ninh Hiệp", "config": config}
    fresh.site.database.write(lambda tx: tx.execute(t.commune.update().values(values)) and None)
    page = admin.get("/office/setup").text
    assert 'value="ỦY BAN NHÂN DÂN PHƯỜNG NINH HIỆP"' in page and 'value="Ninh Hiệp"' in page
    assert text(admin.get("/office/setup")).count("Đã xong") == 1


def test_then_the_leader_publishes_a_roster(fresh: Stand, admin: Browser) -> None:
    admin.post("/office/setup/commune", NAMES)
    admin.post("/office/setup/point", {"point_name": "Bộ phận Một cửa"})
    admin.post("/office/setup/members", {"members": TEAM, "since": "2026-11-01", "adults": "yes"})
    user = {"username": "leader", "user_name": "Mai", "user_role": "leader", "password": PASSWORD}
    admin.post("/office/setup/users", user)
    leader = Browser(fresh.app)
    leader.sign_in("leader", PASSWORD)
    point, members = rows(fresh, t.point)[0].id, [m.id for m in rows(fresh, t.member)]
    form = {"month": "2026-11", "point": point, "do": "publish", "2026-11-25.morning": members[:2]}
    shown = leader.get(leader.post("/office/roster", form).headers["location"]).text
    rev = rows(fresh, t.roster_draft)[0].rev
    assert f'name="rev" value="{rev}"' in shown
    assert leader.post("/office/roster/publish", {"month": "2026-11", "point": point, "rev": rev}).status_code == 303
    assert len(rows(fresh, t.duty)) == 1
    guide = text(admin.get("/office/setup"))
    assert guide.split('id="roster"')[1].split("</h2>")[0].endswith("Chưa làm</span>"), "no phone is enrolled yet"
    for left in ("62 quy tắc chưa duyệt", "chưa ghi họ tên người ký, chưa ghi căn cứ", "chưa tập lần nào",
                 "chưa ghi dự toán năm 2026", "Quy tắc ứng xử"):  # fmt: skip
        assert left in guide, left
    code = re.findall(r"enrol\?code=([0-9A-Z]{10})", leader.post(f"/office/people/{members[0]}/invite").text)[0]
    assert fresh.client.post("/api/v1/enrol", json={"code": code, "device": {}}).status_code == 200
    assert text(admin.get("/office/setup")).split('id="roster"')[1].split("</h2>")[0].endswith("Đã xong</span>")
    assert "xã Vạn Hưng" in leader.get("/office/today").text
    leader.close()


def test_without_a_point_other_pages_say_what_is_missing(fresh: Stand, admin: Browser) -> None:
    for role in ("leader", "office"):
        user = {"username": role, "user_name": role, "user_role": role, "password": PASSWORD}
        admin.post("/office/setup/users", user)
        browser = Browser(fresh.app)
        browser.sign_in(role, PASSWORD)
        assert "Chưa có điểm trực" in browser.get("/office/today").text
        assert "Chưa có điểm trực" in browser.get("/office/roster").text
        for path in ("/office/months/2026-11", "/office/months", "/office/people", "/office/screens", "/invites"):
            assert browser.get(path).status_code == 200, path
        browser.close()


def test_names_of_a_new_time_leave_the_old_ones(fresh: Stand, admin: Browser) -> None:
    admin.post("/office/setup/commune", NAMES)
    admin.post("/office/setup/commune", NAMES | {"from": "2026-11-10", "chairman": "Giám đốc Trung tâm"})
    config = rows(fresh, t.commune)[0].config
    assert "Chủ tịch UBND xã" in config and "Giám đốc Trung tâm" in config
    assert "Giám đốc Trung tâm" in admin.get("/office/setup").text


def test_a_commune_is_not_called_by_a_name_before_its_day(fresh: Stand, admin: Browser) -> None:
    admin.post("/office/setup/commune", NAMES)
    coming = NAMES | {"name": "phường Vạn Hưng", "from": "2027-01-01", "chairman": "Giám đốc Trung tâm"}
    answer = admin.post("/office/setup/commune", coming)
    assert (answer.status_code, 'id="from-problem" role="alert">Tên xã mới dùng ngay' in answer.text) == (422, True)
    assert 'value="phường Vạn Hưng"' in answer.text, "what was typed is kept"
    row = rows(fresh, t.commune)[0]
    assert row.name == "xã Vạn Hưng" and "Giám đốc" not in row.config


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("Nguyễn Thị Mai", "Dòng 1: “Nguyễn Thị Mai”."),
        ("Nguyễn Thị Mai; Đoàn viên\nTrần Văn Bình; Sinh viên", "Dòng 2: “Trần Văn Bình; Sinh viên”."),
        ("Mai; Đoàn viên; Thủ quỹ", "Dòng 1"),
        ("; Đoàn viên", "Dòng 1"),
        ("Mai; Đoàn viên\nMai; Thanh niên", "Đã có người mang họ tên này"),
        ("Trần Văn Bình; Đoàn viên\nTRẦN  VĂN BÌNH; Thanh niên", "Đã có người mang họ tên này"),
        ("", "Ô này chưa ghi."),
        ("\n".join(f"Người {n}; Đoàn viên" for n in range(101)), "Dài quá."),
    ],
)
def test_one_wrong_line_takes_nobody(fresh: Stand, admin: Browser, lines: str, sentence: str) -> None:
    answer = admin.post("/office/setup/members", {"members": lines, "since": "2026-11-01", "adults": "yes"})
    assert answer.status_code == 422
    shown = text(answer)
    assert f'id="members-problem" role="alert">{sentence}' in shown
    assert lines.split("\n")[-1] in answer.text
    assert rows(fresh, t.member) == []


def test_each_step_is_refused_beside_its_field(fresh: Stand, admin: Browser) -> None:
    for path, fields, name in (
        ("commune", NAMES | {"name": ""}, "name"),
        ("commune", NAMES | {"from": "đầu năm"}, "from"),
        ("commune", NAMES | {"maker": " "}, "maker"),
        ("point", {"point_name": " "}, "point_name"),
        ("members", {"members": TEAM, "since": "", "adults": "yes"}, "since"),
        ("members", {"members": TEAM, "since": "2026-11-01"}, "adults"),
        ("users", {"username": "x", "user_name": "", "user_role": "office", "password": PASSWORD}, "username"),
    ):
        answer = admin.post(f"/office/setup/{path}", fields)
        assert (answer.status_code, f'id="{name}-problem"' in answer.text) == (422, True), (path, name)
    assert not rows(fresh, t.point) and acts(fresh) == ["signed_in"]


def test_the_front_door_of_an_empty_database_is_sign_in(stand: Stand, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "empty", secret_key=SECRET, database_url="", public_url="http://testserver")
    stand.site.database = Database(settings.url)
    installation.migrate(stand.site.database)
    client = Client(stand.app)
    assert client.get("/login", headers={"Accept": "text/html"}).status_code == 200
    client.close()
    stand.site.database.close()


def test_names_to_come_are_listed_mended_and_taken_back(fresh: Stand, admin: Browser) -> None:
    admin.post("/office/setup/commune", NAMES)
    admin.post("/office/setup/commune", NAMES | {"from": "2027-01-01", "chairman": "Giám đốc Trung tâm"})
    shown = text(admin.get("/office/setup"))
    assert 'Từ 01/07/2025</b> <span class="tag closed">Đang dùng' in shown
    assert 'Từ 01/01/2027</b> <span class="tag">Sắp dùng' in shown and 'value="Giám đốc Trung tâm"' not in shown
    coming = admin.get("/office/setup?from=2027-01-01").text
    assert 'value="Giám đốc Trung tâm"' in coming and 'value="2027-01-01"' in coming
    assert admin.post("/office/names/2025-07-01/remove").status_code == 404, "papers carry these"
    assert admin.post("/office/names/2027-01-02/remove").status_code == 404
    assert admin.post("/office/names/2027-01-01/remove").status_code == 303
    assert "Giám đốc Trung tâm" not in rows(fresh, t.commune)[0].config
    assert "Bỏ tên cơ quan chưa dùng" in text(admin.get("/office/audit"))

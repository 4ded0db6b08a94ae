"""The command line (wire contract §1): what it prints, where, and how it says no."""

import json
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sync_server import cli, database, installation
from sync_server.settings import Settings
from tests.server.stand import SECRET

NOW = "2026-11-16T07:50:00+07:00"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that does not exist yet, named by the environment and nothing else."""
    folder = tmp_path / "data"
    for name in ("DATABASE_URL", "SECRET_KEY", "SECRET_KEY_FILE", "PUBLIC_URL", "TRUSTED_PROXIES"):
        monkeypatch.delenv(f"SHIFTBOOK_{name}", raising=False)
    monkeypatch.setenv("SHIFTBOOK_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def run(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in this process: exit code, standard output, standard error."""

    def made(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["shiftbook", *arguments])
        capsys.readouterr()
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return made


@pytest.fixture
def filled(demonstration: tuple[Path, dict], data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demonstration database in the data folder."""
    data.mkdir()
    (data / "shiftbook.db").write_bytes(demonstration[0].read_bytes())
    monkeypatch.setenv("SHIFTBOOK_SECRET_KEY", SECRET)
    return data / "shiftbook.db"


def one_line(told: tuple[int, str, str], code: int, about: str = "") -> None:
    """The command said no in one line of standard error, and printed nothing."""
    assert told[0] == code, told
    assert told[1] == ""
    assert told[2].startswith("shiftbook: ")
    assert len(told[2].strip().splitlines()) == 1
    assert about in told[2]
    assert "Traceback" not in told[2]


def test_demo_prints_one_object_and_nothing_else(data: Path) -> None:
    """In a process of its own, as a script runs it."""
    command = [sys.executable, "-m", "sync_server.cli", "demo", "--json", "--rehearse", NOW]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert told.keys() == {"commune", "points", "members", "web_users", "procedures"}
    assert [p.keys() for p in told["points"]] == [{"id", "name", "poster_code"}]
    assert len(told["members"]) == 12
    assert all(m.keys() == {"id", "name", "group", "role", "invite"} for m in told["members"])
    assert [m["role"] for m in told["members"]].count("leader") == 1
    assert {u["username"]: u["role"] for u in told["web_users"]} == {
        name: name for name in ("leader", "office", "chairman", "admin")
    }
    assert all(u["password"] for u in told["web_users"])
    assert told["procedures"] == 86
    assert (data / "secret.key").stat().st_mode & 0o77 == 0


def test_demo_refuses_a_database_with_people(run: Run, filled: Path) -> None:
    before = filled.read_bytes()
    one_line(run("demo", "--json"), 2)
    assert filled.read_bytes() == before


def test_demo_refuses_a_real_database(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIFTBOOK_ADMIN_PASSWORD", "một mật khẩu dài")
    assert run("create-admin", "--commune", "xã Thử")[0] == 0
    one_line(run("demo"), 2)
    one_line(run("serve", "--rehearse", NOW), 2)


def test_rehearsal_copy_of_a_real_database_may_be_rehearsed(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIFTBOOK_ADMIN_PASSWORD", "một mật khẩu dài")
    run("create-admin", "--commune", "xã Thử")
    assert run("backup", "--rehearsal", str(data / "copy.db"))[0] == 0
    real, _, _ = installation.opened()
    monkeypatch.setenv("SHIFTBOOK_DATABASE_URL", f"sqlite:///{data / 'copy.db'}")
    settings, copy, _ = installation.opened()
    assert installation.rehearsable(copy)
    copy.close()
    assert settings.url != real.url


def test_invite_prints_code_and_link(run: Run, filled: Path, demonstration: tuple[Path, dict]) -> None:
    member = demonstration[1]["members"][3]
    for named in (member["id"], member["name"]):
        code, out, err = run("invite", named, "--json")
        told = json.loads(out)
        assert (code, err, told.keys()) == (0, "", {"code", "link"})
        assert told["link"].endswith(f"/app/#/enrol?code={told['code']}")
    assert run("invite", member["id"])[1].splitlines()[0] != told["code"]


def test_invite_for_nobody(run: Run, filled: Path) -> None:
    one_line(run("invite", "nobody", "--json"), 2)


@pytest.mark.parametrize("role", ["office", "leader", "admin"])
def test_token_is_shown_once_and_stored_hashed(run: Run, filled: Path, role: str) -> None:
    code, out, err = run("token", "--role", role, "--json")
    told = json.loads(out)
    assert (code, err, told.keys()) == (0, "", {"token"})
    with sqlite3.connect(filled) as connection:
        rows = connection.execute("SELECT hash, role FROM api_token").fetchall()
    assert [r[1] for r in rows] == [role]
    assert told["token"] not in rows[0][0]
    assert run("token", "--role", role, "--json")[1] != out


@pytest.mark.parametrize(
    "arguments", [("token", "--role", "chairman"), ("token",), ("invite",), ("serve", "--port", "x")]
)
def test_wrong_use(run: Run, filled: Path, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err and "Traceback" not in err


@pytest.mark.parametrize("instant", ["yesterday", "2026-11-16", "2026-11-16T07:50:00"])
def test_unreadable_instant(run: Run, filled: Path, instant: str) -> None:
    one_line(run("serve", "--rehearse", instant), 2)


def test_real_start_makes_an_admin(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIFTBOOK_ADMIN_PASSWORD", "ngắn")
    one_line(run("create-admin"), 2)
    monkeypatch.setenv("SHIFTBOOK_ADMIN_PASSWORD", "một mật khẩu dài")
    code, out, _ = run("create-admin", "--commune", "xã Thử")
    assert (code, "một mật khẩu dài" in out) == (0, False)
    with sqlite3.connect(data / "shiftbook.db") as connection:
        assert connection.execute("SELECT username, role FROM web_user").fetchall() == [("admin", "admin")]
        assert connection.execute("SELECT demonstration FROM commune").fetchall() == [(0,)]
        assert connection.execute("SELECT count(*) FROM procedure").fetchone() == (86,)


def test_create_admin_again_says_what_it_changed(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIFTBOOK_ADMIN_PASSWORD", "một mật khẩu dài")
    assert "Đã tạo người quản trị admin." in run("create-admin", "--commune", "xã Thử")[1]
    monkeypatch.setenv("SHIFTBOOK_ADMIN_PASSWORD", "một mật khẩu khác")
    _, out, _ = run("create-admin", "--commune", "xã Khác")
    assert "Đã đổi mật khẩu của admin. Xã đã lập từ trước nên bỏ qua --commune" in out
    monkeypatch.setenv("SHIFTBOOK_ADMIN_PASSWORD", "một mật khẩu khác")
    assert "--commune" not in run("create-admin", "--username", "quan.tri")[1]
    with sqlite3.connect(data / "shiftbook.db") as connection:
        assert connection.execute("SELECT name FROM commune").fetchall() == [("xã Thử",)]


def test_create_admin_refuses_the_demonstration(run: Run, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIFTBOOK_ADMIN_PASSWORD", "một mật khẩu dài")
    one_line(run("create-admin"), 2)


def test_migrate_and_verify(run: Run, data: Path) -> None:
    assert [run("migrate")[0] for _ in range(2)] == [0, 0]
    assert run("verify")[0] == 0


@pytest.mark.parametrize("arguments", [("verify",), ("token", "--role", "office"), ("invite", "x"), ("backup", "b.db")])
def test_missing_database(run: Run, data: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Nothing is made where there was nothing."""
    arguments = tuple(str(tmp_path / a) if a == "b.db" else a for a in arguments)
    one_line(run(*arguments), 1, "chưa có cơ sở dữ liệu")
    assert not data.exists()
    assert not list(tmp_path.glob("b.db*"))


@pytest.mark.parametrize("arguments", [("serve",), ("verify",), ("migrate",), ("demo",), ("token", "--role", "office")])
def test_corrupt_database(run: Run, data: Path, arguments: tuple[str, ...]) -> None:
    data.mkdir()
    (data / "shiftbook.db").write_bytes(b"not a database, but long enough to be read as one" * 100)
    one_line(run(*arguments), 1)


def test_newer_database(run: Run, filled: Path) -> None:
    with sqlite3.connect(filled) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    one_line(run("serve"), 1)
    one_line(run("verify"), 1)


def test_locked_database(run: Run, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = database._sqlite_settings

    def impatient(connection: sqlite3.Connection, record: object) -> None:
        patient(connection, record)
        connection.execute("PRAGMA busy_timeout=1")

    monkeypatch.setattr(database, "_sqlite_settings", impatient)
    holder = sqlite3.connect(filled, isolation_level=None)
    holder.execute("PRAGMA journal_mode=WAL")
    holder.execute("BEGIN IMMEDIATE")
    one_line(run("token", "--role", "office"), 1, "locked")
    holder.close()


@pytest.mark.parametrize("command", ["serve", "demo", "migrate"])
def test_data_folder_that_cannot_be_made(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SHIFTBOOK_DATA_DIR", str(tmp_path / "file" / "data"))
    one_line(run(command), 1)


def test_data_folder_that_cannot_be_written(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data.mkdir()
    monkeypatch.setattr(installation.os, "access", lambda *_: False)
    one_line(run("serve"), 1, str(data))
    assert list(data.iterdir()) == []


def test_port_in_use(run: Run, filled: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        one_line(run("serve", "--port", port), 1, port)


@pytest.mark.parametrize(
    ("name", "value"), [("PUBLIC_URL", "sotruc.example"), ("TRUSTED_PROXIES", "here"), ("SECRET_KEY_FILE", "{short}")]
)
def test_wrong_setting(run: Run, filled: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    short = filled.with_name("short.key")
    short.write_text("ngắn")
    monkeypatch.delenv("SHIFTBOOK_SECRET_KEY")
    monkeypatch.setenv(f"SHIFTBOOK_{name}", value.format(short=short))
    one_line(run("verify"), 1)


def test_key_is_made_once(data: Path) -> None:
    first = Settings().key()
    assert Settings().key() == first
    assert len(first) >= 32


def test_a_database_opened_with_another_key_says_so_in_one_line(run: Run, data: Path) -> None:
    assert run("demo")[0] == 0
    (data / "secret.key").write_text("một khóa hoàn toàn khác, cũng đủ ba mươi hai chữ")
    one_line(run("verify"), 1, "khóa bí mật không phải của cơ sở dữ liệu này")


@pytest.mark.parametrize("url", ["garbage", "sqlite://", "mysql://127.0.0.1/x", "postgresql://127.0.0.1"])
@pytest.mark.parametrize("command", ["verify", "serve", "demo"])
def test_an_address_of_no_database_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str, command: str
) -> None:
    monkeypatch.setenv("SHIFTBOOK_DATABASE_URL", url)
    one_line(run(command), 1, "SHIFTBOOK_DATABASE_URL")


def test_a_short_secret_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIFTBOOK_SECRET_KEY", "short")
    one_line(run("migrate"), 1, "32")


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59+07:00"])
def test_a_rehearsal_at_the_end_of_the_calendar_is_one_line(run: Run, data: Path, instant: str) -> None:
    one_line(run("demo", "--rehearse", instant), 2, "--rehearse")
    assert not data.exists()


def test_a_refused_rehearsal_leaves_nothing_behind(run: Run, data: Path) -> None:
    one_line(run("serve", "--rehearse", NOW), 2, "--rehearse")
    assert not data.exists()

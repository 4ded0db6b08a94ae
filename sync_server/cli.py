"""The `shiftbook` command: every failure is one clear line and an exit code, never a traceback."""

import json
import os
import secrets
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from shiftbook.moments import format_instant, parse_instant, parse_month
from shiftbook.money import dong
from sync_server import copies, installation, security, setup, totals, verification
from sync_server import demo as demonstration
from sync_server import tables as t
from sync_server.clock import Clock
from sync_server.database import Database
from sync_server.run import listen
from sync_server.settings import Settings


class Stop(click.ClickException):
    """A refusal to go on: one line on standard error, exit code 1 (failed) or 2 (asked for what cannot be done)."""

    def __init__(self, line: str, code: int = 1) -> None:
        super().__init__(line)
        self.code = code

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """Click's name for the code."""
        return self.code

    def show(self, file: Any = None) -> None:
        """Print the one line."""
        click.echo(f"shiftbook: {self.message}", err=True)


def _instant(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        instant = parse_instant(value)
    except ValueError:
        raise Stop(f"--rehearse cần thời điểm kiểu 2026-11-23T07:55:00+07:00, không phải {value!r}", 2) from None
    if not 2000 <= instant.year <= 9000:
        raise Stop("--rehearse cần một thời điểm từ năm 2000 đến năm 9000", 2)
    return instant


rehearse = click.option("--rehearse", metavar="INSTANT", callback=_instant, help="Lấy INSTANT làm bây giờ.")
as_json = click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")


@click.group()
def cli() -> None:
    """Sổ Trực: máy chủ và các việc của người quản trị."""


def main() -> None:
    """Run the command."""
    installation.failing_in_one_line(cli)


def the_commune(database: Database) -> int:
    """The one commune of this installation; raises Stop when there is none yet."""
    with database.reader() as connection:
        found = connection.execute(sa.select(t.commune.c.commune_id).order_by(t.commune.c.commune_id)).scalars().all()
    if not found:
        raise Stop("chưa có xã nào; hãy chạy `shiftbook create-admin` hoặc `shiftbook demo`", 2)
    return int(found[0])


def _print(told: dict[str, Any], as_json: bool, human: Callable[[dict[str, Any]], str]) -> None:
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else human(told))


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@rehearse
def serve(host: str, port: int, rehearse: datetime | None) -> None:
    """Cập nhật cơ sở dữ liệu rồi phục vụ mọi thứ."""
    refusal = Stop("--rehearse chỉ dùng với dữ liệu trình diễn hoặc bản sao diễn tập", 2)
    file = Settings().file
    if rehearse and file and not file.exists():  # looked at first, so that a refusal leaves nothing behind
        raise refusal
    settings, database, keys = installation.opened()
    installation.sound(database)
    if rehearse and not installation.rehearsable(database):
        raise refusal
    listen(settings, database, keys, where=(host, port), rehearsed=rehearse)


@cli.command()
@as_json
@rehearse
def demo(as_json: bool, rehearse: datetime | None) -> None:
    """Điền xã trình diễn vào cơ sở dữ liệu còn trống."""
    _, database, keys = installation.opened()
    if installation.has_people(database):
        raise Stop("cơ sở dữ liệu đã có người; chỉ điền được vào cơ sở dữ liệu trống", 2)
    told = database.write(lambda tx: demonstration.fill(tx, keys, Clock(rehearse)))
    database.close()
    _print(
        told, as_json, lambda d: f"Đã tạo {demonstration.NAME}: {len(d['members'])} người, {d['procedures']} thủ tục."
    )


@cli.command()
@click.argument("member")
@as_json
def invite(member: str, as_json: bool) -> None:
    """Mã mời dùng một lần cho thành viên MEMBER (mã hoặc họ tên), trong 24 giờ."""
    settings, database, keys = installation.opened(existing=True)
    commune = the_commune(database)
    with database.reader() as connection:
        m = t.member.c
        named = sa.or_(m.id == member, m.name == member)
        found = connection.execute(sa.select(m.id).where(m.commune_id == commune, named)).scalars().all()
    if len(found) != 1:
        raise Stop(f"{'không có' if not found else 'có nhiều'} thành viên {member!r}", 2)
    code = database.write(lambda tx: setup.invite(tx, commune, found[0], keys=keys, real_now=Clock().real()))
    database.close()
    told = {"code": code, "link": setup.invite_link(settings.public_url, code)}
    _print(told, as_json, lambda d: f"{d['code']}\n{d['link']}")


@cli.command()
@click.option("--role", required=True, type=click.Choice(["office", "leader", "admin"]))
@as_json
def token(role: str, as_json: bool) -> None:
    """Thẻ truy cập cho chương trình; chỉ hiện một lần."""
    _, database, keys = installation.opened(existing=True)
    commune, secret = the_commune(database), security.token()
    row = {"hash": keys.hashed(secret), "commune_id": commune, "role": role, "made_at": format_instant(Clock().real())}
    database.write(lambda tx: tx.execute(t.api_token.insert(), row) and None)
    database.close()
    _print({"token": secret}, as_json, lambda d: str(d["token"]))


@cli.command("create-admin")
@click.option("--username", default="admin", show_default=True)
@click.option("--commune", "name", default=None, help="Tên xã, ví dụ: xã Đại Lãnh.")
def create_admin(username: str, name: str | None) -> None:
    """Tạo người quản trị đầu tiên; mật khẩu đọc từ SHIFTBOOK_ADMIN_PASSWORD, bàn phím, hoặc tự sinh."""
    settings, database, _ = installation.opened()
    password = os.environ.pop("SHIFTBOOK_ADMIN_PASSWORD", "") or _asked_password()
    if len(password) < 10:
        raise Stop("mật khẩu cần ít nhất 10 ký tự", 2)
    with database.reader() as connection:
        row = connection.execute(sa.select(t.commune)).first()
        again = connection.execute(sa.select(t.web_user).where(t.web_user.c.username == username)).first() is not None
    if row is not None and row.demonstration:
        raise Stop("đây là cơ sở dữ liệu trình diễn; hãy dùng một cơ sở dữ liệu mới cho xã thật", 2)
    database.write(lambda tx: installation.first_admin(tx, username, password, name))
    database.close()
    done = f"Đã đổi mật khẩu của {username}." if again else f"Đã tạo người quản trị {username}."
    unused = (
        " Xã đã lập từ trước nên bỏ qua --commune; tên xã sửa ở trang Thiết lập." if name and row is not None else ""
    )
    click.echo(f"{done}{unused} Hãy chạy `shiftbook serve` rồi mở {settings.public_url}/login")


def _asked_password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Mật khẩu", hide_input=True, confirmation_prompt=True))
    made = secrets.token_urlsafe(12)
    click.echo(f"Mật khẩu: {made}")
    return made


@cli.command()
def migrate() -> None:
    """Đưa cơ sở dữ liệu lên phiên bản mới nhất."""
    _, database, _ = installation.opened()
    database.close()
    click.echo("Cơ sở dữ liệu đã ở phiên bản mới nhất.")


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--rehearsal", is_flag=True, help="Đánh dấu bản sao để diễn tập với đồng hồ riêng.")
def backup(file: Path, rehearsal: bool) -> None:
    """Sao cơ sở dữ liệu ra FILE, cả khi máy chủ đang chạy."""
    copies.backup(Settings(), file, rehearsal=rehearsal)
    click.echo(f"Đã sao ra {file} ({file.stat().st_size:,} byte).".replace(",", "."))


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Thay cơ sở dữ liệu bằng bản sao FILE; giữ bản đang dùng bên cạnh."""
    kept = copies.restore(Settings(), file)
    click.echo("Đã khôi phục; các điện thoại sẽ gửi lại 60 ngày gần nhất." + (f" Bản cũ: {kept}" if kept else ""))


@cli.command("totals")
@click.argument("month")
@click.option("--rebuild", is_flag=True, help="Bỏ tổng đã lưu của tháng và tính lại hết từ sổ.")
@as_json
def month_totals(month: str, rebuild: bool, as_json: bool) -> None:
    """Tổng của tháng MONTH (ví dụ 2026-11) ở mọi xã trong cơ sở dữ liệu, lấy từ tổng đã lưu."""
    try:
        wanted = parse_month(month)
    except ValueError:
        raise Stop(f"{month!r} không phải một tháng kiểu 2026-11", 2) from None
    _, database, _ = installation.opened(existing=True)
    found = totals.current(database, wanted, rebuild=rebuild)
    database.close()
    _print(totals.told(wanted, found), as_json, _in_lines)


def _in_lines(told: dict[str, Any]) -> str:
    lines = [
        f"{one['name']}: {one['members']} người, {one['days']} ngày công, {dong(one['amount_dong'])}"
        f" ({'đã chốt' if one['closed'] else 'chưa chốt'})"
        for one in told["communes"]
    ]
    if len(lines) == 1:
        return lines[0]
    sums = f"Cộng {len(lines)} xã ({told['closed']} xã đã chốt): {told['members']} người, {told['days']} ngày công"
    return "\n".join([*lines, f"{sums}, {dong(told['amount_dong'])}"])


@cli.command()
def verify() -> None:
    """Tính lại mọi con số từ sổ và so với những gì đã ghi; 0 chỉ khi tất cả khớp."""
    _, database, keys = installation.opened(existing=True)
    wrong = verification.differences(database, keys)
    for line in wrong:
        click.echo(line)
    if wrong:
        raise Stop(f"{len(wrong)} chỗ không khớp")
    click.echo("Mọi con số đều khớp với sổ.")
    gone = verification.erased(database)
    if gone:
        click.echo(f"{gone} mục đã xóa lời viết khi hết thời hạn lưu: không so được nội dung của các mục ấy.")


if __name__ == "__main__":
    main()

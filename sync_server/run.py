"""Listening, and `make run`: the demonstration commune with every address, user and invite printed."""

import asyncio
import gc
import io
import logging
import socket
import sys
from datetime import datetime

import click
import orjson
import qrcode
import sqlalchemy as sa
import structlog
import uvicorn
import uvloop

from sync_server import app, demo, installation, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.clock import Clock
from sync_server.database import Database, Tx
from sync_server.security import Keys
from sync_server.settings import Settings
from sync_server.site import Site

# The loop and the writer hand work to each other all the time; Python's 5 ms between turns would be felt at each.
SWITCH_S = 0.0005


def listen(
    settings: Settings, database: Database, keys: Keys, *, where: tuple[str, int], rehearsed: datetime | None
) -> None:
    """Serve until told to stop; a port in use raises Unusable before anything else is done."""
    with bound(*where) as door:
        _settle_process()
        server = app.build(Site(settings, database, keys, Clock(rehearsed), where=where))
        config = uvicorn.Config(
            server, access_log=False, log_level="warning", lifespan="on", proxy_headers=False, server_header=False
        )
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(uvicorn.Server(config).serve(sockets=[door]))


def _settle_process() -> None:
    """This process is a server from here on: one JSON line a request on standard error, and quick turns."""
    structlog.configure(
        processors=[structlog.processors.TimeStamper(fmt="iso"), structlog.processors.add_log_level,
                    structlog.processors.format_exc_info, structlog.processors.JSONRenderer(orjson.dumps)],
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer), cache_logger_on_first_use=True,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )  # fmt: skip
    sys.setswitchinterval(SWITCH_S)
    gc.freeze()  # what is loaded by now stays: looking through it again and again would be felt in the slowest answers
    gc.set_threshold(50_000, 20, 100)


def bound(host: str, port: int) -> socket.socket:
    """A door that listens already; raises Unusable when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError as error:
        door.close()
        raise installation.Unusable(
            f"không mở được cổng {port} ở {host}: {error.strerror}; hãy chọn cổng khác"
        ) from None
    door.listen(2048)
    return door


def fresh_access(tx: Tx, keys: Keys, real_now: datetime) -> tuple[list[tuple[str, str]], list[dict[str, str]]]:
    """New invites for the members without a phone, and new passwords for the demonstration users."""
    commune = tx.execute(sa.select(t.commune.c.commune_id)).scalar_one()
    m, d = t.member.c, t.device_member.c
    with_phone = sa.select(d.member).where(d.commune_id == commune)
    rows = tx.execute(
        sa.select(m.id, m.name).where(m.commune_id == commune, m.id.not_in(with_phone)).order_by(m.place)
    ).all()
    return [(r.name, setup.invite(tx, commune, r.id, keys=keys, real_now=real_now)) for r in rows], demo.reset_users(
        tx, commune
    )


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def main(port: int) -> None:
    """Điền dữ liệu trình diễn nếu còn trống, in mọi địa chỉ rồi phục vụ."""
    told = Settings()
    if "public_url" not in told.model_fields_set:
        told = told.model_copy(update={"public_url": f"http://127.0.0.1:{port}"})
    settings, database, keys = installation.opened(told)
    clock = Clock()
    if not installation.has_people(database):
        database.write(lambda tx: demo.fill(tx, keys, clock))
    if installation.demonstration(database):
        invites, users = database.write(lambda tx: fresh_access(tx, keys, clock.real()))
        _print_addresses(settings, database, invites, users)
    else:
        click.echo(f"Sổ Trực: {settings.public_url}/login")
    listen(settings, database, keys, where=("127.0.0.1", port), rehearsed=None)


def _print_addresses(
    settings: Settings, database: Database, invites: list[tuple[str, str]], users: list[dict[str, str]]
) -> None:
    base = settings.public_url
    with database.reader() as connection:
        points = connection.execute(sa.select(t.point.c.id, t.point.c.poster_code)).all()
        today = _on_duty(connection)
    links = [(name, setup.invite_link(base, code)) for name, code in invites]
    lines = [f"{name}\n{_qr(link)}" for name, link in links]
    lines += ["Sổ Trực, dữ liệu trình diễn", "", f"Văn phòng    {base}/login"]
    lines += [f"  {u['username']:<9} mật khẩu {u['password']}" for u in users]
    lines += ["", f"Điện thoại   {base}/app/   (mỗi người một lời mời, dùng một lần, trong 24 giờ; mã QR ở trên)"]
    lines += [f"  {name:<24} {link}{'   ← trực hôm nay' if name in today else ''}" for name, link in links]
    if not today:
        lines += ["  Hôm nay không ai có ca: chọn ai cũng được, lần vào ca sẽ là hạng C, chờ văn phòng quyết định."]
    for point in points:
        lines += ["", f"Áp phích     {base}/q/{point.poster_code}", f"Màn quầy     {base}/desk/{point.id}"]
    click.echo("\n".join(["", *lines, ""]))


def _on_duty(connection: sa.Connection) -> set[str]:
    commune = communes.read(connection, connection.execute(sa.select(t.commune.c.commune_id)).scalar_one())
    duties = commune.ground.roster.on(Clock().now().date())
    return {commune.people[member].name for duty in duties for member in duty.members}


def _qr(link: str) -> str:
    """A QR code in half blocks, for a phone held before the terminal."""
    code = qrcode.QRCode(border=2)
    code.add_data(link)
    drawn = io.StringIO()
    code.print_ascii(out=drawn, invert=True)
    return drawn.getvalue()


if __name__ == "__main__":
    installation.failing_in_one_line(main)

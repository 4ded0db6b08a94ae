"""The pages people see: which modules have them, how each is laid out, and how a refusal looks on one."""

from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import URL

from sync_server import language, satisfaction_words, sign_words, week_bulletin, week_words
from sync_server import tables as t
from sync_server.errors import Refused
from sync_server.language import _
from sync_server.office import listing, table_files, words
from sync_server.site import Visitor, site, visitor

environment = Environment(
    loader=PackageLoader("sync_server"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True, extensions=["jinja2.ext.i18n"],
)  # fmt: skip
_SAID = (words, week_words, satisfaction_words, sign_words)
_FILTERS = {name: made for said in _SAID for name, made in said.FILTERS.items()}
language.install(environment, _FILTERS | {"bulletin": week_bulletin.bulletin, "cell": listing.told})
for _said in _SAID:
    environment.globals.update(language.shown(_said.GLOBALS))

SAID_COOKIE = "sotruc-said"
DEMONSTRATION = ("Dữ liệu trình diễn – không dùng để chi tiền", "Trình diễn, không chi tiền")  # in full, on a phone
_TITLES = {
    403: "Không được phép", 404: "Không tìm thấy", 405: "Địa chỉ không dùng được", 409: "Chưa làm được",
    410: "Đã hết hạn", 413: "Quá lớn", 422: "Chưa đúng", 429: "Hãy đợi một phút", 503: "Máy chủ đang bận",
}  # fmt: skip
_NAVIGATION = (
    ("/office/today", "Hôm nay", {"leader", "office"}),
    ("/office/chairman", "Tổng quan", {"chairman", "office"}),
    ("/office/weeks", "Tuần", {"leader", "office", "accountant", "chairman"}),
    ("/office/months", "Tháng", {"leader", "office", "accountant", "chairman"}),
    ("/office/money", "Kinh phí", {"office", "accountant", "chairman"}),
    ("/office/roster", "Lịch trực", {"leader", "office"}),
    ("/office/satisfaction", "Phiếu", {"leader", "office", "chairman"}),
    ("/office/registers", "Sổ theo dõi", {"leader", "office", "officer", "accountant", "chairman"}),
    ("/office/people", "Thành viên", {"leader", "office", "admin"}),
    ("/office/screens", "Màn hình quầy", {"leader", "office"}),
    ("/office/terms", "Quy định", {"office", "admin"}),
    ("/office/setup", "Thiết lập", {"admin"}),
    ("/office/audit", "Nhật ký", {"office", "chairman", "admin"}),
)
# Pages that are reached from one of the menu.
_WITHIN = {
    f"/office/{name}": "/office/terms" for name in
    ("names", "procedures", "calendar", "imports", "rehearsal", "privacy", "conduct", "papers")
} | {"/office/availability": "/office/roster"}  # fmt: skip
# These are with the ballots, and with the terms for who does not see ballots.
_OF_BALLOTS = ("/office/posters", "/office/slips", "/office/wording", "/office/said")


def routers() -> list[Any]:
    """Every face's routes."""
    from sync_server import kiosk, office
    from sync_server.exports import papers, week_papers

    return [*office.routers(), kiosk.router, papers.router, week_papers.router]


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A page of the common layout; nothing of it is kept by the browser, so that signing out shows nothing more."""
    here, found = site(request), visitor(request)
    with here.database.reader() as connection:
        c, u = t.commune.c, t.web_user.c
        wanted = sa.select(c.name, c.demonstration).limit(2)
        rows = connection.execute(wanted.where(c.commune_id == found.commune) if found else wanted).all()
        name = connection.execute(sa.select(u.name).where(u.username == found.name)).scalar() if found else None
    own = rows[0] if len(rows) == 1 else None
    notices = [tuple(map(_, DEMONSTRATION))] if any(row.demonstration for row in rows) else []
    if here.clock.rehearsed is not None:
        now = here.clock.now()
        short = _("Diễn tập {day} {time}", day=words.short(now.date()), time=words.clock_time(now))
        notices.append((_("Diễn tập – đồng hồ đang đặt lúc {moment}", moment=words.moment(now)), short))
    said = request.cookies.get(SAID_COOKIE)
    layout = {
        "said": words.said(said or ""),
        "visitor": found, "signed_in": name or (found.name if found else ""), "notices": notices,
        "commune_name": own.name if own else "", "path": _place(request.url.path, found),
        "navigation": _navigation(found), "again": _again(request),
    }  # fmt: skip
    text = environment.get_template(template).render({**layout, **values})
    file = table_files.answer(request, text) if status == 200 else None
    if file is not None:
        return file
    text = table_files.listed(request, text) if status == 200 else text
    answer = HTMLResponse(text, status, headers={"Cache-Control": "no-store"})
    if said:
        answer.delete_cookie(SAID_COOKIE, path="/office")
    return answer


def piece(template: str, **values: Any) -> Response:
    """A piece of a page that is there already."""
    return HTMLResponse(environment.get_template(template).render(values), headers={"Cache-Control": "no-store"})


def _place(path: str, found: Visitor | None) -> str:
    ballots = "/office/terms" if found and found.role == "admin" else "/office/satisfaction"
    within = _WITHIN | dict.fromkeys(_OF_BALLOTS, ballots)
    return next((menu for own, menu in within.items() if path == own or path.startswith(f"{own}/")), path)


def _navigation(found: Visitor | None) -> list[tuple[str, str]]:
    return [
        (path, language.told(name, context="page"))
        for path, name, roles in _NAVIGATION
        if found and found.role in roles
    ]


def seen(request: Request, path: str, said: str = "") -> Response:
    """After a write: the address to look at next, and the act that page says was done (`words.SAID`)."""
    answer = RedirectResponse(path, 303)
    if said:
        answer.set_cookie(
            SAID_COOKIE, said, max_age=60, path="/office", httponly=True, samesite="lax", secure=site(request).secure
        )
    return answer


def own_path(text: str) -> str:
    """A path of this server to go on to, or nothing: never another site's address."""
    own = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if own else ""


def _again(request: Request) -> str:
    """Where the page can be seen again in another language; nowhere for what answers a form, which is seen once."""
    return _address(request.url) if request.method == "GET" else ""


def _address(url: URL) -> str:
    return f"{url.path}?{url.query}" if url.query else url.path


def refusal(request: Request, refused: Refused) -> Response:
    """A refusal as a page; who is not signed in is asked to, and comes back to the page they wanted or came from."""
    if refused.status == 401:
        if "hx-request" in request.headers:  # a page asks for a piece of itself: all of it has to go
            return Response(status_code=401, headers={"HX-Refresh": "true"})
        if request.method == "GET":
            return RedirectResponse(f"/login?next={quote(_address(request.url))}", 303)
        before = URL(request.headers.get("referer", ""))
        own = before.netloc in (request.url.netloc, URL(site(request).settings.public_url).netloc)
        return RedirectResponse(f"/login?lost=1&next={quote(_address(before) if own else '')}", 303)
    title = _(_TITLES.get(refused.status, "Máy chủ gặp lỗi"))
    values = {"title": title, "message": refused.message}
    if refused.status >= 500:  # the database may be what failed, so this page asks it nothing
        text = environment.get_template("failed.html").render(values)
        return HTMLResponse(text, refused.status, headers=refused.headers)
    answer = page(request, "refused.html", refused.status, **values)
    answer.headers.update(refused.headers)
    return answer

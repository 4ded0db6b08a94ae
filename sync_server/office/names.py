"""What papers carry, from a day on: names and titles, who signs, where papers go, on what grounds; old papers stay."""

import json
from dataclasses import replace
from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day, month_days, next_month
from sync_server import acts, dated, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.language import _, shown
from sync_server.office import words
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
PATH: Final = "/office/names"
EDITORS: Final = ("office", "admin")
OFFICE: Final = {"authority": "Tên cơ quan", "place": "Địa danh", "unit": "Bộ phận chi trả", "counter": "Nơi trực"}
# Who signs: the field of the title, that of the name, and on which papers.
SIGNED: Final = (
    ("maker", "maker_name", "Người lập biểu", "Danh sách ký nhận"),
    ("accountant", "accountant_name", "Kế toán", "Danh sách ký nhận, giấy đề nghị"),
    ("chairman", "chairman_name", "Người duyệt", "Danh sách ký nhận, giấy đề nghị, bảng chấm công; báo cáo gửi đến"),
    ("leader_title", "leader_name", "Người ký của Tổ", "Báo cáo tuần của Tổ"),
    ("office_title", "office_name", "Người ký của Văn phòng", "Báo cáo tuần trình Chủ tịch"),
)  # fmt: skip
LISTS: Final = {
    "recipients": ("Nơi nhận của báo cáo tuần", "Mỗi dòng một nơi; dòng “Như trên;” có sẵn."),
    "request_recipients": ("Nơi nhận của giấy đề nghị thanh toán", "Mỗi dòng một nơi."),
    "grounds": ("Căn cứ", "Mỗi dòng một căn cứ, in nghiêng ở đầu báo cáo tuần và giấy đề nghị. "
                "Ví dụ: Căn cứ Kế hoạch số …/KH-UBND ngày …/…/… của UBND xã;"),
}  # fmt: skip
LONGEST: Final = 1500


@router.get(PATH)
def names(request: Request) -> Response:
    """Every entry, and one to be changed: that of `from`, else the one in force."""
    return _shown(request, allowed(request, *EDITORS), Form())


def _shown(request: Request, found: Visitor, form: Form, *, status: int = 200) -> Response:
    here = site(request)
    today = local_day(here.clock.now())
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
    offices = dated.in_order(o for o in commune.config["offices"] if not setup.unnamed(o["authority"]))
    wanted = request.query_params.get("from")
    entry = next((o for o in offices if o["from"] == wanted), commune.office_on(today))
    told = {**dated.CARRIED["names"], **entry}
    filled = {name: "\n".join(value) if isinstance(value, list) else value for name, value in told.items()}
    filled = {name: "" if setup.unnamed(value) else value for name, value in filled.items()}
    form = replace(form, values={name: [value] for name, value in filled.items()} | form.values)
    return page(request, "names.html", status, form=form, offices=[{**dated.CARRIED["names"], **o} for o in offices],
                office=shown(OFFICE), signed=shown(SIGNED), lists=shown(LISTS), today=today.isoformat(),
                free_from=_free(commune), in_force=commune.office_on(today)["from"])  # fmt: skip


def _free(commune: Commune) -> date | None:
    """The first day after every closed month, None while none is closed."""
    return month_days(next_month(max(commune.closed)))[0] if commune.closed else None


@router.post(PATH)
def change(request: Request, form: Posted) -> Response:
    """Keep an entry: everything papers carry from its day on."""
    found = allowed(request, *EDITORS)
    here, now = site(request), site(request).clock.now()
    form.refusal = "Chưa lưu tên, người ký, nơi nhận."
    entry = {"from": form.day("from").isoformat(), **_read(form)}

    def work(tx: Tx) -> None:
        before = dated.before(communes.current(tx, found.commune).config["offices"], entry["from"])
        put(tx, found.commune, entry, form)
        if form.sound:
            told = acts.after(entry, {name: value for name, value in before.items() if name in entry})
            acts.record(tx, found.commune, "names_set", told, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    if form.sound:
        here.database.write(work)
    if not form.sound:
        return _shown(request, found, form, status=422)
    return seen(request, f"{PATH}?from={entry['from']}", "names_set")


def _read(form: Form) -> dict[str, Any]:
    titles = [*OFFICE, *(title for title, *_rest in SIGNED)]
    told: dict[str, Any] = {name: form.needed(name) for name in titles}
    for name in ("authority", "place"):
        if setup.unnamed(told[name]):
            form.refuse(name, "office_unnamed" if name == "authority" else "place_unnamed")
    for _title, name, *_rest in SIGNED:
        told[name] = form.text(name)
        if len(told[name]) > 100:
            form.refuse(name, "too_long")
    for name in LISTS:
        told[name] = [line.strip() for line in form.text(name).splitlines() if line.strip()]
        if len(form.text(name)) > LONGEST:
            form.refuse(name, "too_long")
    return told


def put(tx: Tx, commune_id: int, entry: dict[str, Any], form: Form, **more: Any) -> None:
    """Write an entry among the dated names, with `more` of the settings beside it.

    What the entry does not say stays as it was on its day. Refused beside `from` when a paper of a closed month would
    print otherwise than it did; names that were none yet may always be given.
    """
    commune = communes.current(tx, commune_id)
    config = commune.config
    named = [o for o in config["offices"] if not setup.unnamed(o["authority"] + o["place"])]
    before = dated.on(named, date.fromisoformat(entry["from"])) if named else {}
    offices = dated.put(named, {**before, **entry})
    month = _reprinted(commune, offices)
    if month:
        free = words.full(month_days(next_month(month))[0])
        form.refuse("from", _(
            "{month} đã chốt và giấy tháng ấy in các tên đang có. Để giấy cũ in như cũ, hãy chọn ngày từ {free}.",
            month=words.month(month).capitalize(), free=free,
        ))  # fmt: skip
    if not form.sound:
        return
    values = {
        "config": json.dumps({**config, **more.pop("config", {}), "offices": offices}, ensure_ascii=False),
        **more,
    }
    tx.execute(t.commune.update().where(t.commune.c.commune_id == commune_id).values(values))
    setup.tell_commune(tx, commune_id)


def _reprinted(commune: Commune, offices: list[dict[str, Any]]) -> str | None:
    """The newest closed month whose papers other names would change."""
    for month in sorted(commune.closed, reverse=True):
        last = month_days(month)[-1]
        before, after = commune.office_on(last), dated.names_on(offices, last)
        if not setup.unnamed(before["authority"] + before["place"]) and before != {**after, "from": before["from"]}:
            return month
    return None


@router.post(PATH + "/{begins}/remove")
def take_back(request: Request, begins: str) -> Response:
    """Take back names that have not begun; those that were in force stay, since papers carry them."""
    found = allowed(request, *EDITORS)
    here = site(request)
    now = here.clock.now()

    def work(tx: Tx) -> None:
        config = communes.current(tx, found.commune).config
        kept = [o for o in config["offices"] if o["from"] != begins]
        if len(kept) == len(config["offices"]) or begins <= local_day(now).isoformat() or not kept:
            raise Refused("not_found", 404)
        text = json.dumps({**config, "offices": kept}, ensure_ascii=False)
        tx.execute(t.commune.update().where(t.commune.c.commune_id == found.commune).values(config=text))
        communes.changed(tx, found.commune)
        acts.record(tx, found.commune, "names_taken_back", {"from": begins}, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    here.database.write(work)
    return seen(request, PATH, "names_taken_back")

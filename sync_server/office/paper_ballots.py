"""The pages of paper ballots: open a box, read it once each by two people, and settle where they read differently."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day
from shiftbook.roster import SESSION_NAMES
from sync_server import ballots
from sync_server import commune as communes
from sync_server import paper_ballots as boxes
from sync_server.errors import Refused
from sync_server.language import _
from sync_server.language import shown as table
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.paper_ballots import INVALID, MOST_PAPERS, Batch, Row
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
PATH: Final = "/office/satisfaction/papers"
KINDS: Final = {"quick": "Phiếu nhanh (một câu)", "full": "Phiếu đầy đủ (chín câu)"}
BLANK: Final = "-"
_QUESTIONS: Final = {f"q{one['no']}": one for one in ballots.TEXTS["full"]}
NAMES: Final = {"rating": "Hài lòng chung", "comment": "Góp ý", "q7": "Số lần phải đến", "q8": "Phải trả thêm tiền",
                **{name: one["factor_vi"] for name, one in _QUESTIONS.items() if "factor_vi" in one}}  # fmt: skip


def choices(name: str) -> dict[str, tuple[Any, str]]:
    """What may stand on a paper in a field: by what a form sends, the value kept and its words."""
    scale = {str(step["value"]): (step["value"], f"{step['value']} {_(step['vi'])}") for step in ballots.TEXTS["scale"]}
    if name == "rating":
        return {**scale, str(INVALID): (INVALID, _("0 Không hợp lệ (trống, gạch nhiều ô)"))}
    question = _QUESTIONS[name]
    if question["type"] == "scale":
        own = {"na": ("na", _(question["na_vi"]))} if "na_vi" in question else {}
    else:
        scale, own = {}, {str(o["value"]): (o["value"], _(o["vi"])) for o in question["options"]}
    return {**scale, **own, BLANK: (None, _("Bỏ trống"))}


@router.get(PATH)
def listed(request: Request) -> Response:
    """The boxes."""
    return _listed(request, allowed(request, "office"), Form())


def _listed(request: Request, found: Visitor, form: Form, *, status: int = 200) -> Response:
    today = local_day(site(request).clock.now())
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
        known = boxes.batches(connection, found.commune)
        alone = boxes.readers(connection, found.commune) < 2
    form.values = {"day": [today.isoformat()], "kind": ["quick"]} | form.values
    return page(request, "paper_boxes.html", status, batches=known, commune=commune, form=form, me=found.name,
                alone=alone, kinds=list(table(KINDS).items()), points=list(commune.points.items()),
                sessions=list(table(SESSION_NAMES).items()))  # fmt: skip


@router.post(PATH)
def open_batch(request: Request, form: Posted) -> Response:
    """Open a box."""
    found, now = allowed(request, "office"), site(request).clock.now()
    form.refusal = "Chưa mở lô."
    with site(request).database.reader() as connection:
        points = communes.read(connection, found.commune).points
    box = (form.chosen("point", points), form.day("day"), form.chosen("session", SESSION_NAMES))
    kind, papers = form.chosen("kind", KINDS), form.number("papers")
    if papers is None or not 1 <= papers <= MOST_PAPERS:
        form.refuse("papers", _("Hãy đếm số tờ, từ 1 đến {most}.", most=MOST_PAPERS))
        papers = 0
    if not form.sound:
        return _listed(request, found, form, status=422)
    try:
        identity = site(request).database.write(
            lambda tx: boxes.open_batch(tx, found.commune, box, papers, full=kind == "full", actor=found.actor, now=now)
        )
    except Refused as refused:
        return _listed(request, found, form.refused(refused, "session"), status=refused.status)
    return seen(request, f"{PATH}/{identity}", "paper_opened")


@router.get(PATH + "/{identity}")
def shown(request: Request, identity: str) -> Response:
    """One box: to be read, waiting for somebody else, to be settled, or stored."""
    return _shown(request, allowed(request, "office"), identity, Form())


def _shown(request: Request, found: Visitor, identity: str, form: Form, *, status: int = 200) -> Response:
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
        batch = boxes.one(connection, found.commune, identity)
        alone = boxes.readers(connection, found.commune) < 2
    offered = {name: choices(name) for name in batch.fields if name != "comment"}
    return page(request, "paper_box.html", status, batch=batch, commune=commune, form=form, names=table(NAMES),
                offered=offered, part=batch.part_for(found.name), turn=batch.turn_of(found.name), alone=alone,
                differences=_differences(batch))  # fmt: skip


def _differences(batch: Batch) -> list[dict[str, Any]]:
    """The differences in words: both readings of each."""

    def word(name: str, value: Any) -> str:
        if name == "comment":
            return value or _("không ghi gì")
        return next(words for kept, words in choices(name).values() if kept == value)

    return [
        {"place": place, "name": name, "key": f"d-{name}-{place}", "one": word(name, one), "two": word(name, two)}
        for place, name, one, two in batch.differences
    ]  # fmt: skip


@router.post(PATH + "/{identity}")
def enter(request: Request, identity: str, form: Posted) -> Response:
    """One person's reading of the box."""
    found, now = allowed(request, "office"), site(request).clock.now()
    form.refusal = "Chưa lưu lượt nhập."
    with site(request).database.reader() as connection:
        batch = boxes.one(connection, found.commune, identity)
    part, first = batch.part_for(found.name), form.number("first")
    if first is not None and first <= batch.read_by(found.name):  # gone back in the browser, and sent once more
        return seen(request, f"{PATH}/{identity}", "paper_before")
    rows = {place: _row(form, batch, place) for place in part}
    if not form.sound:
        return _shown(request, found, identity, form, status=422)
    try:
        after = site(request).database.write(
            lambda tx: boxes.enter(tx, found.commune, identity, rows, actor=found.actor, now=now)
        )
    except Refused as refused:
        return _shown(request, found, identity, form.refused(refused, "papers"), status=refused.status)
    told = "paper_stored" if after.stored else "paper_part" if part.stop <= batch.papers else "paper_entered"
    return seen(request, f"{PATH}/{identity}", told)


def _row(form: Form, batch: Batch, place: int) -> Row:
    row: Row = {}
    for name in batch.fields:
        key = f"{name}-{place}"
        if name == "comment":
            row[name] = ballots.comment({"comment": form.text(key)})
            if len(row[name]) > ballots.LONGEST_COMMENT:
                most = ballots.LONGEST_COMMENT
                form.refuse(key, _("Tờ {place}: góp ý dài quá {most} ký tự.", place=place, most=most))
        else:
            offered = choices(name)
            told = form.text(key) or ("" if name == "rating" else BLANK)
            if told not in offered:
                form.refuse(key, _("Tờ {place}: chưa chọn {what}.", place=place, what=_(NAMES[name]).lower()))
            row[name] = offered.get(told, (None,))[0]
    return row


@router.post(PATH + "/{identity}/settle")
def settle(request: Request, identity: str, form: Posted) -> Response:
    """The third look at the papers that were read differently."""
    found, now = allowed(request, "office"), site(request).clock.now()
    form.refusal = "Chưa chốt lô."
    with site(request).database.reader() as connection:
        batch = boxes.one(connection, found.commune, identity)
    chosen: dict[tuple[int, str], Any] = {}
    for place, name, one, two in batch.differences:
        told = form.text(f"d-{name}-{place}")
        if told not in ("1", "2"):
            form.refuse(f"d-{name}-{place}", _("Tờ {place}: hãy xem lại tờ giấy rồi chọn một.", place=place))
        chosen[place, name] = one if told == "1" else two
    reason = form.needed("reason", 500)
    if not form.sound:
        return _shown(request, found, identity, form, status=422)
    try:
        site(request).database.write(
            lambda tx: boxes.settle(tx, found.commune, identity, chosen, reason=reason, actor=found.actor, now=now)
        )
    except Refused as refused:
        return _shown(request, found, identity, form.refused(refused, "reason"), status=refused.status)
    return seen(request, f"{PATH}/{identity}", "paper_stored")


@router.post(PATH + "/{identity}/drop")
def drop(request: Request, identity: str, form: Posted) -> Response:
    """Give up a box opened by mistake."""
    found, now = allowed(request, "office"), site(request).clock.now()
    form.refusal = "Chưa bỏ lô."
    reason = form.needed("drop_reason", 300)
    if not form.sound:
        return _shown(request, found, identity, form, status=422)
    try:
        site(request).database.write(
            lambda tx: boxes.drop(tx, found.commune, identity, reason, actor=found.actor, now=now)
        )
    except Refused as refused:
        return _shown(request, found, identity, form.refused_in_field(refused, "drop_reason"), status=refused.status)
    return seen(request, PATH, "paper_dropped")

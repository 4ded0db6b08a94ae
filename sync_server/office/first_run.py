"""A real start: the administrator names the commune, its counter, its team and who signs in, step by step."""

from dataclasses import replace
from datetime import date
from typing import Final

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.allowance import GROUPS
from shiftbook.legality import in_force as in_force_on
from shiftbook.moments import local_day
from shiftbook.search import folded
from sync_server import acts, dated, particulars, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.language import _, shown
from sync_server.office import names
from sync_server.office.forms import Form, Posted
from sync_server.office.people import add_members, users_of, write_point
from sync_server.office.users import write_user
from sync_server.pages import page, seen
from sync_server.particulars import DIALLED
from sync_server.setup import NewMember
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
OFFICE_FIELDS: Final = {
    "authority": "Tên cơ quan", "place": "Địa danh", "unit": "Bộ phận chi trả", "counter": "Nơi trực",
    "maker": "Người lập biểu", "accountant": "Kế toán", "chairman": "Người duyệt",
}  # fmt: skip
# Left empty, these follow from the commune's name.
DERIVED: Final = {
    "authority": "Để trống thì theo tên xã, ví dụ: ỦY BAN NHÂN DÂN XÃ ĐẠI LÃNH",
    "place": "Để trống thì theo tên xã, ví dụ: Đại Lãnh",
}
MOST_AT_ONCE: Final = 100


@router.get("/office/setup")
def steps(request: Request) -> Response:
    """Every step, each saying whether it is done."""
    return _shown(request, allowed(request, "admin"), Form())


def _shown(request: Request, found: Visitor, form: Form, status: int = 200) -> Response:
    here = site(request)
    today = local_day(here.clock.now())
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        users = users_of(connection, commune.id)
        phones, rehearsed = _begun(connection, commune.id)
    offices = [
        o for o in sorted(commune.config["offices"], key=lambda o: o["from"]) if not setup.unnamed(o["authority"])
    ]
    wanted = request.query_params.get("from")
    office = next((o for o in offices if o["from"] == wanted), commune.office_on(today))
    known = {"name": commune.name, **{k: office[k] for k in OFFICE_FIELDS}}
    filled = {**{k: "" if setup.unnamed(v) else v for k, v in known.items()}, "from": office["from"],
              "office_phone": commune.config.get("office_phone", ""),
              "since": today.replace(day=1).isoformat(), "user_role": "leader"}  # fmt: skip
    form = replace(form, values={k: [v] for k, v in filled.items()} | form.values)
    done = {"commune": not any(map(setup.unnamed, known.values())), "point": bool(commune.points),
            "members": bool(commune.people),
            "users": {"leader", "office"} <= {user.role for user in users},
            "roster": bool(commune.ground.roster.current()) and phones}  # fmt: skip
    return page(request, "setup.html", status, commune=commune, form=form, done=done, users=users,
                office_fields=shown(OFFICE_FIELDS), derived=shown(DERIVED), offices=offices, today=today.isoformat(),
                in_force=commune.office_on(today)["from"],
                ahead=_ahead(commune, today, rehearsed=rehearsed))  # fmt: skip


def _begun(connection: sa.Connection, commune: int) -> tuple[bool, bool]:
    """Whether a phone is enrolled, and whether there ever was a rehearsal."""
    d, a = t.device.c, t.audit.c
    phones = sa.select(d.id).where(d.commune_id == commune, d.revoked_at.is_(None)).limit(1)
    rehearsals = sa.select(a.rev).where(a.commune_id == commune, a.act == "rehearsal_begun").limit(1)
    return connection.execute(phones).first() is not None, connection.execute(rehearsals).first() is not None


def _ahead(commune: Commune, today: date, *, rehearsed: bool) -> dict[str, str]:
    """What is still open before the first day, by what it is about: a sentence each, none for what is done."""
    config, office = commune.config, commune.office_on(today)
    in_force = (in_force_on(versions, today) for versions in commune.procedures.values())
    unapproved = sum(rule.from_memory for rule in in_force if rule)
    signed = [office.get(key) for key in ("maker_name", "accountant_name", "chairman_name")]
    names = [*([] if all(signed) else [_("chưa ghi họ tên người ký")]),
             *([] if office.get("grounds") else [_("chưa ghi căn cứ")])]  # fmt: skip
    carried, year = _("đang dùng điều đặt sẵn, giữ nguyên cũng được"), str(today.year)
    told = {
        "names": ", ".join(names),
        "rules": _("{n} quy tắc chưa duyệt", n=unapproved) if unapproved else "",
        "terms": "" if {"targets", "ballot_periods", "notices"} <= config.keys() else carried,
        "conduct": carried if config["conduct"] == setup.plan_config("")["conduct"] else "",
        "money": "" if year in config.get("budgets", {}) else _("chưa ghi dự toán năm {year}", year=year),
        "privacy": "" if "member_terms" in config or "privacy" in config else carried,
        "rehearsal": "" if rehearsed else _("chưa tập lần nào"),
    }
    return {name: sentence for name, sentence in told.items() if sentence}


@router.post("/office/setup/commune")
def name_commune(request: Request, form: Posted) -> Response:
    """The commune's name, and the names its papers carry from a day on."""
    found = allowed(request, "admin")
    here = site(request)
    name, since, now = form.needed("name"), form.day("from"), here.clock.now()
    office, phone = {"from": since.isoformat(), **_names(form, name)}, form.text("office_phone")
    if phone and not DIALLED.fullmatch(phone):
        form.refuse("office_phone", "not_a_phone")

    def work(tx: Tx) -> None:
        if since > local_day(now) and name != communes.current(tx, found.commune).name:
            form.refuse("from", "name_to_come")
        names.put(tx, found.commune, office, form, name=name, config={"office_phone": phone})
        if form.sound:
            told = {"name": name, "office_phone": phone, **office}
            acts.record(tx, found.commune, "commune_named", told, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    if form.sound:
        here.database.write(work)
    form.refusal = "Chưa lưu tên xã và cơ quan."
    return _next(request, found, form, "point", said="commune_named")


def _names(form: Form, name: str) -> dict[str, str]:
    """What the papers will carry; a name that is none yet is refused, since people sign for money under it."""
    follows = bool("name" in form.problems or setup.unnamed(name))  # what is left empty is then asked for by the name
    if not follows:
        derived = {key: value for key, value in dated.office_names(name).items() if not form.text(key)}
        form.values |= {key: [value] for key, value in derived.items()}
    for key, problem in (("name", "commune_unnamed"), ("authority", "office_unnamed"), ("place", "place_unnamed")):
        if setup.unnamed(form.text(key)) or (key in DERIVED and not form.text(key) and not follows):
            form.refuse(key, problem)
    return {key: form.text(key) if follows and key in DERIVED else form.needed(key) for key in OFFICE_FIELDS}


@router.post("/office/setup/point")
def first_point(request: Request, form: Posted) -> Response:
    """The first service point."""
    found = allowed(request, "admin")
    write_point(request, found, form)
    return _next(request, found, form, "members", said="point_added")


@router.post("/office/setup/members")
def team(request: Request, form: Posted) -> Response:
    """The team, pasted one a line: all are taken or none."""
    found = allowed(request, "admin")
    since, new = form.day("since"), _read(form)
    if form.text("adults") != "yes":
        form.refuse("adults", "adults_missing")
    if form.sound:
        add_members(request, found, [NewMember(n, g, r, since, {"of_age": "yes"}) for n, g, r in new], form)
        if "name" in form.problems:
            form.problems = {"members": form.problems["name"]}
    form.refusal = "Chưa thêm thành viên."
    return _next(request, found, form, "users", said="member_added")


def _read(form: Form) -> list[tuple[str, str, str]]:
    """(name, group, role) of every line; what cannot be read is named by its line."""
    groups = {folded(words): group for group, words in GROUPS.items()}
    lines = [(n, line.strip()) for n, line in enumerate(form.text("members").splitlines(), 1) if line.strip()]
    wrong, new = [], []
    for number, line in lines:
        parts = [" ".join(part.split()) for part in line.replace("\t", ";").split(";")]
        group = groups.get(folded(parts[1])) if len(parts) > 1 else None
        leads = len(parts) > 2 and folded(parts[2]) == folded("Tổ trưởng")
        if not parts[0] or group is None or len(parts) > 3 or (len(parts) == 3 and parts[2] and not leads):
            wrong.append(_("Dòng {number}: “{line}”.", number=number, line=line[:80]))
        else:
            new.append((parts[0], group, "leader" if leads else "member"))
    names = [particulars.alike(name) for name, _, _ in new]
    if wrong:
        form.refuse("members", " ".join([*wrong[:5], _("Hãy ghi: Họ tên; nhóm — ví dụ: Trần Văn Bình; Đoàn viên.")]))
    elif not lines:
        form.refuse("members", "missing")
    elif len(set(names)) < len(names):
        form.refuse("members", "name_taken")
    elif len(lines) > MOST_AT_ONCE:
        form.refuse("members", "too_long")
    return new


@router.post("/office/setup/users")
def users(request: Request, form: Posted) -> Response:
    """Someone who signs in."""
    found = allowed(request, "admin")
    write_user(request, found, form)
    return _next(request, found, form, "users", said="user_added")


def _next(request: Request, found: Visitor, form: Form, step: str, *, said: str) -> Response:
    return seen(request, f"/office/setup#{step}", said) if form.sound else _shown(request, found, form, 422)

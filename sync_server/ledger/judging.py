"""The verdict on one fact: which rule of the book speaks against it, if any."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final, NamedTuple

from shiftbook import attendance, facts, legality
from shiftbook.attendance import Grade
from shiftbook.codes import heaviest
from shiftbook.facts import Assisted, CheckedIn, Fact
from shiftbook.moments import local_day, month_of, parse_day
from sync_server.commune import Commune
from sync_server.ledger.devices import Device
from sync_server.security import DESK_STEP_S, Keys

# Facts about a day's work; once the month of that day is closed they become matters of the open month.
OF_A_MONTH: Final = frozenset(
    {"checked_in", "checked_out", "presence_confirmed", "assisted", "handed_over", "ballot_offered", "outreach_done",
     "corrected", "voided"}
)  # fmt: skip


class Target(NamedTuple):
    """The fact another one names: what and whose the first of its chain is, its day, who said it, whom a swap asks."""

    id: str
    kind: str
    member: str
    day: date
    root: str
    by: str
    asked: str | None = None


Shift = tuple[str, str, str]  # member, day, session


class Entry(NamedTuple):
    """A check-in for a shift: the device that made it and its number there."""

    device: str
    seq: int
    id: str


def earliest(entries: Iterable[Entry]) -> list[Entry]:
    """Each phone's first check-in of a shift, the only ones that can be the shift's first."""
    by_device: dict[str, Entry] = {}
    for entry in entries:
        held = by_device.get(entry.device)
        if held is None or (entry.seq, entry.id) < (held.seq, held.id):
            by_device[entry.device] = entry
    return list(by_device.values())


def first(entries: Iterable[Entry]) -> str | None:
    """Which of a shift's check-ins was first: by its phone's own numbers, between phones by id, never by arrival."""
    return min((e.id for e in earliest(entries)), default=None)


class Verdict(NamedTuple):
    """What the ledger says of a fact; `grade` and `codes` are a check-in's (or its correction's)."""

    code: str | None
    day: date
    grade: Grade | None = None
    codes: tuple[str, ...] = ()
    entry: CheckedIn | None = None
    amends: bool = False

    @property
    def status(self) -> str:
        """stored when nothing speaks against it, else refused: kept, but not counting as it stands."""
        return "stored" if self.code is None else "refused"


class Bench(NamedTuple):
    """What a verdict needs beside the fact, as it was when that `arrived`; `entries` are each shift's check-ins."""

    commune: Commune
    keys: Keys
    arrived: datetime
    device: Device
    sender: Device
    entries: Mapping[Shift, Sequence[Entry]]
    target: Target | None
    original: Fact | None


def judge(fact: Fact, bench: Bench) -> Verdict:
    """The verdict on a fact as it arrives; the same fact on the same bench always gets the same one.

    Raises BadField for a correction whose new data does not fit its target's kind.
    """
    content = fact.content
    if isinstance(content, CheckedIn):
        if not _known(fact.member, bench):
            return Verdict("not_allowed", parse_day(content.day))
        return _check_in(fact, content, bench)
    day = _day(fact, bench.target)
    code = _standing_code(fact, day, bench) or _own_code(fact, day, bench)
    if not isinstance(content, facts.Corrected | facts.Voided):
        return Verdict(code, day)
    amends = code in (None, "month_closed")
    if isinstance(content, facts.Corrected) and bench.target and amends:
        entry = facts.content(bench.target.kind, content.data)
        if isinstance(entry, CheckedIn) and bench.original:
            judged = _check_in(bench.original, entry, bench)
            return Verdict(code or judged.code, judged.day, judged.grade, judged.codes, entry, amends)
        if isinstance(entry, Assisted):
            code = code or _rule(entry, day, bench)
    return Verdict(code, day, amends=amends)


def _rule(entry: Assisted, day: date, bench: Bench) -> str | None:
    """What the rules say of a corrected act; a matter that may not be named is judged as kept, which is without it.

    Or a correction that waited for its target, and is judged again from what was kept, would be told something else.
    """
    kept = replace(entry, procedure=None) if entry.procedure in bench.commune.unnamed else entry
    return legality.refusal(kept, bench.commune.procedure_on(kept.procedure, day))


def _check_in(fact: Fact, entry: CheckedIn, bench: Bench) -> Verdict:
    """`fact` is the first one told, also for a correction: its time and clock stay the evidence for the new `entry`."""
    day = parse_day(entry.day)
    shown = desk(fact, entry, bench.commune, bench.keys)
    codes = set(attendance.evidence(fact, entry, shown, bench.commune.ground, arrived=bench.arrived))
    if not bench.commune.people[fact.member].active_on(day):
        codes.add("member_inactive")
    if bench.device.revoked or bench.sender.revoked:
        codes.add("device_revoked")
    grade = attendance.grade(codes)
    if entry is fact.content and _comes_after(fact, entry, bench):
        codes.add("already_checked_in")
    late = month_of(day) in bench.commune.closed and "device_revoked" not in codes
    code = "month_closed" if late else heaviest(codes)
    return Verdict(code, day, grade, tuple(sorted(codes)), entry)


def _comes_after(fact: Fact, entry: CheckedIn, bench: Bench) -> bool:
    others = bench.entries.get((fact.member, entry.day, entry.session), ())
    return first([*others, Entry(bench.device.id, fact.seq, fact.id)]) != fact.id


def _standing_code(fact: Fact, day: date, bench: Bench) -> str | None:
    """What speaks against anything this person says from this device of this day and target."""
    if bench.device.revoked or bench.sender.revoked:
        return "device_revoked"
    if not _known(fact.member, bench):
        return "not_allowed"
    if not bench.commune.people[fact.member].active_on(day):
        return "member_inactive"
    if bench.target and not _may_name(
        fact, bench.target, bench
    ):  # before the month: what may not be said moves no money
        return "not_allowed"
    waits = bench.target is None and target_of(fact) is not None  # its day is not known before its target is
    closed = fact.kind in OF_A_MONTH and month_of(day) in bench.commune.closed and not waits
    return "month_closed" if closed else None


def _own_code(fact: Fact, day: date, bench: Bench) -> str | None:
    content = fact.content
    if isinstance(content, Assisted):
        return legality.refusal(content, bench.commune.procedure_on(content.procedure, day))
    return "target_unknown" if bench.target is None and target_of(fact) is not None else None


def _may_name(fact: Fact, target: Target, bench: Bench) -> bool:
    """Whether this person may say this of that fact."""
    own = fact.member == target.member
    match fact.kind:
        case "checked_out":
            return own and target.kind == "checked_in"
        case "presence_confirmed":
            return not own and target.kind == "checked_in"
        case "swap_answered":
            return target.kind == "swap_asked" and (own or target.asked == fact.member)
        case _:  # what the leader said of my fact is not mine to take back
            return fact.member == target.by or bench.commune.roles.get(fact.member) == "leader"


_NAMING: Final = {
    kind: name
    for kind, record in facts.KINDS.items()
    for name in ("target", "check_in", "ask")
    if hasattr(record, name)
}


def target_of(fact: Fact) -> str | None:
    """The id of the fact this one names, None for the kinds that name none."""
    name = _NAMING.get(fact.kind)
    return getattr(fact.content, name) if name else None


def _day(fact: Fact, target: Target | None) -> date:
    """The day a fact belongs to: its target's when it speaks of another fact, else the day it was made."""
    return target.day if target else local_day(fact.corrected_moment)


def _known(member: str, bench: Bench) -> bool:
    return member in bench.sender.members and member in bench.commune.people


def desk(fact: Fact, entry: CheckedIn, commune: Commune, keys: Keys) -> attendance.Desk:
    """What a check-in's desk code is worth at its corrected time, one step of 60 s to either side (RFC 6238 §5.2)."""
    moment = fact.corrected_moment
    if entry.desk_code is None:
        return "missing"
    if entry.point not in commune.points or not 1971 <= moment.year <= 9000:
        return "wrong"
    now = int(moment.timestamp()) // DESK_STEP_S
    near = {keys.desk_code(commune.id, entry.point, step) for step in (now - 1, now, now + 1)}
    return "right" if entry.desk_code in near else "wrong"

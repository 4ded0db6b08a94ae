"""My month and my troubles: the same fold the office reads, over what the office told and what is still unsent."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from phone.strings import moment, money, say, words
from shiftbook import allowance, attendance
from shiftbook.allowance import Dated, Day, Person, Terms
from shiftbook.codes import CHECK_IN_ORDER

# What to do about a code the office gave: the name of the sentence that says so.
DO = {
    "procedure_barred": "hand_over", "procedure_officer_only": "hand_over", "nothing_to_write": "guide",
    "not_requested": "ask", "not_reviewed": "review", "not_signed": "sign", "unknown_kind": "report",
    "bad_field": "report", "not_allowed": "report", "not_counted": "ask_leader", "clock_drifting": "confirm",
    "desk_code_missing": "confirm",
}  # fmt: skip


@dataclass(frozen=True)
class MyDay:
    """One of my days; `sentences` say why it does not count yet, `again` that a right desk code can still better it."""

    day: date
    grade: str | None
    counted: bool
    undecided: bool
    sessions: tuple[str, ...]
    sentences: list[str]
    unsent: bool
    codes: tuple[str, ...] = ()
    decided: bool = False
    again: bool = False


@dataclass(frozen=True)
class MyMonth:
    """My month: days in order, how many count, what they come to; `unpaid` says why that is nothing."""

    month: str
    title: str
    days: list[MyDay]
    count: int
    amount_dong: int
    total_text: str
    closed: bool
    adjustments: list[str]
    unpaid: str

    def on(self, day: date) -> MyDay | None:
        """One day of it."""
        return next((d for d in self.days if d.day == day), None)

    def with_again(self, day: date) -> "MyMonth":
        """The same month, a day of which a right desk code can still better."""
        return replace(self, days=[replace(d, again=True) if d.day == day else d for d in self.days])


@dataclass(frozen=True)
class Trouble:
    """A fact the office could not take as it stands."""

    title: str
    when: str
    sentence: str
    what_to_do: str


@dataclass(frozen=True)
class Waiting:
    """A fact that is still on this phone alone; `who` made it, where several people use the phone."""

    title: str
    when: str
    who: str


def month(
    name: str, me: tuple[dict[str, Any], dict[str, Any] | None], *, row: dict[str, Any] | None,
    check_ins: list[dict[str, Any]], commune: dict[str, Any],
) -> MyMonth:  # fmt: skip
    """My month from the office's line (`row`, None before there is one) and this phone's own check-ins."""
    person = _person(*me)
    told = {_day(d).day: _day(d, person.id) for d in (row or {}).get("days", [])}
    heard = {identity for d in told.values() for identity in d.facts}
    waiting = [f for f in check_ins if f["stage"] == "unsent" and f["id"] not in heard]
    pending = {date.fromisoformat(f["data"]["day"]) for f in waiting}
    found = {(person.id, day): value for day, value in told.items()}
    for fact in waiting:
        day = date.fromisoformat(fact["data"]["day"])
        found.setdefault((person.id, day), _unsent_day(person.id, day, fact))
    lines = allowance.lines(name, [person], _terms(commune), found)
    count, amount = (lines[0].count, lines[0].amount_dong) if lines else (0, 0)
    late = {day: "one_more" if day in told else "not_sent" for day in pending}
    days = [_shown(found[key], late.get(key[1], "")) for key in sorted(found)]
    title = say("mine.month", first=date.fromisoformat(f"{name}-01"))
    moved = (row or {}).get("adjustments", [])
    amount += sum(a["amount_dong"] for a in moved)
    unpaid = count > 0 and not lines[0].amount_dong
    return MyMonth(
        name, title, days, count, amount, say("mine.total", amount=money(amount)), bool((row or {}).get("closed")),
        [_adjustment(a) for a in moved], _unpaid(lines[0].group) if unpaid else "",
    )  # fmt: skip


def _unpaid(group: str) -> str:
    return say("mine.unpaid", group=words("book.groups").get(group, ""))


def _adjustment(told: dict[str, Any]) -> str:
    amount = money(told["amount_dong"])
    return say("mine.adjustment", day=date.fromisoformat(told["day"]), amount=amount, reason=told["reason"])


def _person(me: dict[str, Any], row: dict[str, Any] | None) -> Person:
    groups = (row or {}).get("groups") or [{"from": "2024-01-01", "group": "youth"}]
    dated = tuple(Dated(date.fromisoformat(g["from"]), g["group"]) for g in groups)
    return Person(str(me.get("id", "")), str(me.get("name", "")), dated)


def _terms(commune: dict[str, Any]) -> Terms:
    rates = tuple(Dated(date.fromisoformat(r["from"]), int(r["dong"])) for r in commune.get("rates", []))
    paid = commune.get("paid_groups", [])
    return Terms(rates, tuple((date.fromisoformat(p["from"]), frozenset(p["groups"])) for p in paid))


def _day(told: dict[str, Any], member: str = "") -> Day:
    return Day(
        member=member, day=date.fromisoformat(told["day"]), grade=told["grade"], counted=told["counted"],
        undecided=bool(told.get("undecided")), sessions=tuple(told["sessions"]), facts=tuple(told["facts"]),
        codes=tuple(told["codes"]), decided_by=told.get("decided_by"), reason=told.get("reason"),
        confirmed=bool(told.get("confirmed")),
    )  # fmt: skip


def _unsent_day(member: str, day: date, fact: dict[str, Any]) -> Day:
    """A day only this phone knows: it counts for nothing until the office has it."""
    return Day(member, day, None, False, True, (fact["data"]["session"],), (fact["id"],), ())


def _shown(day: Day, late: str) -> MyDay:
    sentences = [say(f"mine.late.{late}")] if late else []
    if not day.counted and not day.reason:
        codes = [code for code in CHECK_IN_ORDER if code in day.codes and code != "already_checked_in"]
        sentences += [_why(code, day) for code in codes if _grades(code, day)]
    if day.reason:
        sentences.append(say("mine.office_reason", reason=day.reason))
    return MyDay(
        day.day, day.grade, day.counted, day.undecided, day.sessions, sentences, late == "not_sent", day.codes,
        day.decided_by is not None,
    )  # fmt: skip


def _grades(code: str, day: Day) -> bool:
    """Whether a code belongs to the check-in that grades the day: `codes` are those of the weaker ones too."""
    return day.grade != "B" or attendance.grade([code]) == "B"


def _why(code: str, day: Day) -> str:
    """The reason; what some go on to promise of the Tổ trưởng no longer holds for a day the office decides."""
    sentence = say(f"book.codes.{code}")
    return sentence if day.grade == "B" else sentence.split(". ")[0].rstrip(".") + "."


def next_step(day: MyDay) -> str:
    """What happens next with a day that does not count yet."""
    if day.again:
        return say("mine.do.code_again")
    if day.counted or day.unsent or not day.undecided:
        return ""
    return {"B": say("mine.do.confirm"), "C": say("mine.do.wait")}.get(day.grade or "", "")


def troubles(found: list[Any], names: dict[str, str], day_of: Callable[[date], MyDay | None]) -> list[Trouble]:
    """Refused and unreadable facts with what to do; of a shift checked in to twice only what became of its day."""
    told = [_of_check_in(f, day_of) if f["kind"] == "checked_in" else _trouble(f, names) for f in reversed(found)]
    return [trouble for trouble in told if trouble]


def _of_check_in(fact: dict[str, Any], day_of: Callable[[date], MyDay | None]) -> Trouble | None:
    """The best check-in grades the day: a second one is nothing to worry about, nor a first that was bettered."""
    if fact.get("code") == "already_checked_in":
        return None
    trouble = _trouble(fact, {})
    day = day_of(date.fromisoformat(fact["data"]["day"])) if fact["status"] == "refused" else None
    if day is None or day.grade is None:
        return trouble
    if day.counted:
        return None
    told = [say("mine.not_counted"), *day.sentences] if day.decided else day.sentences
    return replace(trouble, sentence=" ".join(told) or trouble.sentence, what_to_do=next_step(day))


def _trouble(fact: dict[str, Any], names: dict[str, str]) -> Trouble:
    code = fact.get("code") or ""
    sentence = words("book.codes").get(code) or fact.get("message") or say("mine.not_taken")
    return Trouble(title_of(fact, names), moment(fact.get("at")), sentence, say(f"mine.do.{DO.get(code, 'wait')}"))


def waiting(found: list[dict[str, Any]], names: dict[str, str], people: list[dict[str, Any]]) -> list[Waiting]:
    """Unsent facts in the order made, in words, without anything that was typed."""
    known = {member["id"]: str(member["name"]) for member in people} if len(people) > 1 else {}
    return [Waiting(title_of(fact, names), moment(fact.get("at")), known.get(fact["member"], "")) for fact in found]


def title_of(fact: dict[str, Any], names: dict[str, str]) -> str:
    """What a fact is, in words."""
    content = fact.get("data") or {}
    guided = fact["kind"] == "assisted" and content.get("mode") == "guided"
    kinds = words("mine.kinds")
    title = kinds["guided"] if guided else kinds.get(fact["kind"], kinds["other"])
    procedure = names.get(content.get("procedure") or "")
    return f"{title}: {procedure}" if procedure else title

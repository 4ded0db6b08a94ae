"""One act of writing on behalf while it is filled in: what is still lacking, and the fact it becomes."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from phone.strings import say
from shiftbook.legality import Procedure
from shiftbook.moments import parse_day
from shiftbook.privacy import looks_private, masked_code

# Thông tư 01/2018/TT-VPCP Điều 19: unit codes, day received as yymmdd, number of the day (4 digits, up to 7 in use).
DOSSIER = re.compile(r"[A-Z0-9]{1,3}(?:\.[A-Z0-9]{1,3}){1,4}-(\d{6})-\d{4,7}")
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(frozen=True)
class Act:
    """What the chips and boxes stand at; every choice that is made is in sight."""

    mode: str = "handwritten"
    applicant: str = "person"
    requested: bool = False
    reviewed: str | None = None
    signed: str | None = None
    outcome: str = "ready"

    def unconfirmed(self) -> "Act":
        """The same act before the citizen confirmed anything: a confirmation is about one act only."""
        return replace(self, requested=False, reviewed=None, signed=None)

    def with_(self, **changes: Any) -> "Act":
        """The same act with some of it changed."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Texts:
    """What the text fields hold."""

    missing: str = ""
    dossier_code: str = ""
    due_on: str = ""
    words: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        between = r"\n" if "\n" in self.missing else r"[,;]"
        object.__setattr__(self, "words", [w.strip() for w in re.split(between, self.missing) if w.strip()])


def listed(words: list[str]) -> str:
    """Words as they stand in the field: with commas between, on a line each where one has a comma itself."""
    if any(mark in word for word in words for mark in ",;"):
        return "".join(f"{word}\n" for word in words)
    return ", ".join(words)


def of(told: dict[str, Any]) -> tuple[Act, Texts]:
    """The form that would give this data."""
    due = parse_day(told["due_on"]).strftime("%d/%m/%Y") if told.get("due_on") else ""
    texts = Texts(listed(told.get("missing") or []), told.get("dossier_code") or "", due)
    names = ("mode", "applicant", "requested", "reviewed", "signed", "outcome")
    return Act(**{name: told[name] for name in names if told.get(name) is not None}), texts


def faults(act: Act, texts: Texts) -> dict[str, str]:
    """What keeps the act from being saved, a sentence for each place; empty when nothing does."""
    found = {} if act.mode == "guided" else _unconfirmed(act)
    if act.outcome == "incomplete" and not texts.words:
        found["missing"] = say("act.no_missing")
    if looks_private(texts.missing):
        found["missing"] = say("common.private")
    if masked_code(texts.dossier_code) != texts.dossier_code:
        found["dossier_code"] = say("act.number")
    if texts.due_on.strip() and due_day(texts.due_on) is None:
        found["due_on"] = say("act.bad_day")
    return found


def _unconfirmed(act: Act) -> dict[str, str]:
    standing = {"requested": act.requested, "reviewed": act.reviewed, "signed": act.signed}
    return {name: say(f"book.codes.not_{name}") for name, value in standing.items() if not value}


def due_day(text: str) -> date | None:
    """The day written as 25/11/2026, None for anything else."""
    match = DAY.fullmatch(text.strip())
    if not match:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def odd_code(text: str, today: date) -> str:
    """A warning for a dossier code that does not look like one; it never keeps anything from being saved."""
    code = text.strip().upper()
    if not code:
        return ""
    match = DOSSIER.fullmatch(code)
    try:
        fits = match is not None and parse_day(f"20{match[1][:2]}-{match[1][2:4]}-{match[1][4:]}") <= today
    except ValueError:
        fits = False
    return "" if fits else say("act.odd_code")


def data(act: Act, texts: Texts, procedure: Procedure, point: str) -> dict[str, Any]:
    """The fact's data; a procedure that is only counted is not named."""
    due = due_day(texts.due_on)
    told = {
        **guided(procedure, point),
        "mode": act.mode,
        "applicant": act.applicant,
        "outcome": act.outcome,
        "missing": texts.words if act.outcome == "incomplete" else [],
        "dossier_code": texts.dossier_code.strip().upper() or None,
        "due_on": due.isoformat() if due else None,
    }
    if act.mode == "guided":
        return told
    return told | {"requested": act.requested, "reviewed": act.reviewed, "signed": act.signed}


def guided(procedure: Procedure, point: str) -> dict[str, Any]:
    """The data of guidance alone, which needs no confirmation under any rule."""
    named = procedure.record == "full"
    return {
        "point": point,
        "procedure": procedure.id if named else None,
        "rules_version": procedure.rules_version if named else None,
        "mode": "guided",
    }


def handed_over(procedure: Procedure, point: str, reason: str, note: str) -> dict[str, Any]:
    """The data of taking somebody to the officer."""
    named = procedure.id if procedure.record == "full" else None
    return {"point": point, "procedure": named, "reason": reason, "note": note.strip()}

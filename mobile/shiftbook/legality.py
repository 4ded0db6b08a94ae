"""Whether a volunteer may write a form on someone's behalf, by the rule in force on the day the work was done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from shiftbook.facts import Assisted

# report.vi.md §3.1: each rule with what the app says for it. Which procedure has which rule is data of the office.
RULES: Final = {
    "allowed": "Được viết hộ",
    "conditional": "Viết hộ có điều kiện",
    "officer_only": "Chỉ công chức được ghi",
    "barred": "Không được viết hộ",
    "not_applicable": "Không có tờ khai để viết hộ",
}
RECORDS: Final = ("full", "count", "none")
_ON_THE_WIRE: Final = (
    "id", "code", "name", "field", "rule", "record", "reminder", "legal_basis", "rules_version",
)  # fmt: skip
_REFUSALS: Final = {
    "barred": "procedure_barred",
    "officer_only": "procedure_officer_only",
    "not_applicable": "nothing_to_write",
}


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a procedure's rule for the office, on which day, and on what ground."""

    by: str
    on: date
    ground: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of a procedure's rule, in force from `effective_from` to `effective_to` (both included, None = open).

    `record` says what is kept of it: 'full', 'count' (sensitive: never named in a fact) or 'none' (denunciations,
    Luật Tố cáo 2018 Điều 9: not even the handwriting may be known). `papers` are what to bring, if the office said.
    """

    id: str
    code: str
    name: str
    field: str
    rule: str
    record: str
    reminder: str
    legal_basis: str
    rules_version: str
    effective_from: date = date.min
    effective_to: date | None = None
    same_day: bool = False
    time_limit: str = ""
    source: str = ""
    confidence: str = ""
    papers: tuple[str, ...] = ()
    approval: Approval | None = None

    @property
    def from_memory(self) -> bool:
        """Whether the rule was written from memory (mark m) and nobody has approved it."""
        return self.approval is None and "quy tắc m" in self.confidence

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force on a day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def json(self) -> dict[str, Any]:
        """The row a phone receives (wire contract §3), with time limit, same-day, source and confidence beside it.

        `papers` and `approval` are there only when the office gave them: rows without are what they always were.
        """
        given: dict[str, Any] = {"papers": list(self.papers)} if self.papers else {}
        if self.approval:
            said = self.approval
            given["approval"] = {"by": said.by, "on": said.on.isoformat(), "ground": said.ground}
        return {"id": self.id, "code": self.code, "name": self.name, "field": self.field, "rule": self.rule,
                "record": self.record, "reminder": self.reminder, "legal_basis": self.legal_basis,
                "rules_version": self.rules_version, "effective_from": self.effective_from.isoformat(),
                "effective_to": self.effective_to.isoformat() if self.effective_to else None,
                "same_day": self.same_day, "time_limit": self.time_limit, "source": self.source,
                "confidence": self.confidence, **given}  # fmt: skip


def in_force(versions: Iterable[Procedure], day: date) -> Procedure | None:
    """The version in force on a day: of several the one that began last; None when there is none."""
    holding = (v for v in versions if v.holds_on(day))
    return max(holding, key=lambda v: (v.effective_from, v.rules_version), default=None)


def refusal(act: Assisted, procedure: Procedure | None) -> str | None:
    """The code that keeps an act from counting, or None when it counts.

    `procedure` is the version in force when the work was done; None when the act names none (a matter that is only
    counted) or one nobody knows. Guidance needs no confirmation and counts under every rule. Order: the procedure's
    own rule, then request, review and signature (plan, II.1: on request, checked by the citizen, signed or
    fingerprinted by the citizen).
    """
    if act.mode == "guided":
        return None
    if procedure is None:
        return "target_unknown" if act.procedure is not None else "procedure_officer_only"
    return _REFUSALS.get(procedure.rule) or unconfirmed(act.requested, act.reviewed, act.signed)


def unconfirmed(requested: bool | None, reviewed: str | None, signed: str | None) -> str | None:
    """The first of the three confirmations that is lacking, as its refusal code, or None when all stand."""
    if not requested:
        return "not_requested"
    if reviewed is None:
        return "not_reviewed"
    return "not_signed" if signed is None else None


def may_write(procedure: Procedure) -> bool:
    """Whether the app offers to write at all."""
    return procedure.rule in ("allowed", "conditional")


def from_json(row: Mapping[str, Any]) -> Procedure:
    """The procedure a phone received, back as a record."""
    begins, ends, said = row.get("effective_from"), row.get("effective_to"), row.get("approval")
    return Procedure(
        **{name: row[name] for name in _ON_THE_WIRE},
        effective_from=date.fromisoformat(begins) if begins else date.min,
        effective_to=date.fromisoformat(ends) if ends else None,
        same_day=bool(row.get("same_day")),
        time_limit=row.get("time_limit") or "",
        source=row.get("source") or "",
        confidence=row.get("confidence") or "",
        papers=tuple(row.get("papers") or ()),
        approval=Approval(said["by"], date.fromisoformat(said["on"]), said["ground"]) if said else None,
    )

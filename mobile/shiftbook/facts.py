"""The facts a phone may record: one frozen, checked record a kind, and its JSON form (wire contract §3 and §4)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from math import ceil, floor
from typing import Any, ClassVar, Final

from shiftbook import fields as check
from shiftbook.fields import BadField
from shiftbook.moments import parse_instant, shifted
from shiftbook.roster import SESSIONS

FARTHEST_OFFSET_MS: Final = 10**13
_REQUIRED: Final = object()


def _is(checker: check.Check, default: Any = _REQUIRED) -> Any:
    """A field with its check; a `default` that is a type is made anew for each record."""
    meta = {"check": checker, "required": default is _REQUIRED}
    if default is _REQUIRED:
        return field(metadata=meta)
    if isinstance(default, type):
        return field(default_factory=default, metadata=meta)
    return field(default=default, metadata=meta)


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A member begins a shift."""

    kind: ClassVar = "checked_in"
    point: str = _is(check.identifier)
    day: str = _is(check.day)
    session: str = _is(check.one_of(*SESSIONS))
    desk_code: str | None = _is(check.or_none(check.desk_code), None)
    facilities: Mapping[str, str] = _is(check.facilities, dict)


@dataclass(frozen=True, slots=True)
class CheckedOut:
    """A member ends the shift begun by a check-in."""

    kind: ClassVar = "checked_out"
    check_in: str = _is(check.uuid)


@dataclass(frozen=True, slots=True)
class PresenceConfirmed:
    """A fellow member or the leader saw the person of a check-in."""

    kind: ClassVar = "presence_confirmed"
    check_in: str = _is(check.uuid)


@dataclass(frozen=True, slots=True)
class Assisted:
    """One person or organisation helped; `missing` names papers that were lacking."""

    kind: ClassVar = "assisted"
    point: str = _is(check.identifier)
    mode: str = _is(check.one_of("handwritten", "typed", "guided"))
    procedure: str | None = _is(check.or_none(check.identifier), None)
    rules_version: str | int | None = _is(check.or_none(check.version), None)
    applicant: str | None = _is(check.or_none(check.one_of("person", "organisation")), None)
    requested: bool | None = _is(check.or_none(check.truth), None)
    reviewed: str | None = _is(check.or_none(check.one_of("read", "read_aloud")), None)
    signed: str | None = _is(check.or_none(check.one_of("signature", "fingerprint", "not_needed")), None)
    outcome: str | None = _is(check.or_none(check.one_of("ready", "incomplete")), None)
    missing: list[str] = _is(check.word_list, list)
    dossier_code: str | None = _is(check.or_none(check.text), None)
    due_on: str | None = _is(check.or_none(check.day), None)

    def __post_init__(self) -> None:
        if self.mode != "guided":
            for name in ("applicant", "outcome"):
                if getattr(self, name) is None:
                    raise BadField(name)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A person was taken to the officer instead of being written for."""

    kind: ClassVar = "handed_over"
    point: str = _is(check.identifier)
    reason: str = _is(check.one_of("barred", "officer_only", "not_requested", "other"))
    procedure: str | None = _is(check.or_none(check.identifier), None)
    note: str = _is(check.text, "")


@dataclass(frozen=True, slots=True)
class BallotOffered:
    """A ballot was offered; which slip is never said."""

    kind: ClassVar = "ballot_offered"
    point: str = _is(check.identifier)
    channel: str = _is(check.one_of("slip", "poster", "paper"))


@dataclass(frozen=True, slots=True)
class DifficultyRaised:
    """Something stands in the way of the team's work."""

    kind: ClassVar = "difficulty_raised"
    text: str = _is(check.words)
    urgent: bool = _is(check.truth, False)


@dataclass(frozen=True, slots=True)
class OutreachDone:
    """The team's work was made known on one of the plan's channels (plan, II.3)."""

    kind: ClassVar = "outreach_done"
    channel: str = _is(check.one_of("radio", "weekly_meeting", "cell_secretaries", "other"))
    note: str = _is(check.text, "")


@dataclass(frozen=True, slots=True)
class ConductAcknowledged:
    """A member read a version of the rules of conduct."""

    kind: ClassVar = "conduct_acknowledged"
    version: str | int = _is(check.version)


@dataclass(frozen=True, slots=True)
class SwapAsked:
    """A member asks a colleague (`with`) to take a shift."""

    kind: ClassVar = "swap_asked"
    duty: str = _is(check.identifier)
    with_: str = _is(check.identifier)


@dataclass(frozen=True, slots=True)
class SwapAnswered:
    """The colleague answers a request."""

    kind: ClassVar = "swap_answered"
    ask: str = _is(check.uuid)
    accept: bool = _is(check.truth)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A fact is replaced, with a reason; `data` is the whole new data of the target's kind."""

    kind: ClassVar = "corrected"
    target: str = _is(check.uuid)
    reason: str = _is(check.words)
    data: dict[str, Any] = _is(check.record)


@dataclass(frozen=True, slots=True)
class Voided:
    """A fact is taken back, with a reason."""

    kind: ClassVar = "voided"
    target: str = _is(check.uuid)
    reason: str = _is(check.words)


Content = (
    CheckedIn | CheckedOut | PresenceConfirmed | Assisted | HandedOver | BallotOffered | DifficultyRaised
    | OutreachDone | ConductAcknowledged | SwapAsked | SwapAnswered | Corrected | Voided
)  # fmt: skip
KINDS: Final[dict[str, type[Content]]] = {
    t.kind: t
    for t in (CheckedIn, CheckedOut, PresenceConfirmed, Assisted, HandedOver, BallotOffered, DifficultyRaised,
              OutreachDone, ConductAcknowledged, SwapAsked, SwapAnswered, Corrected, Voided)
}  # fmt: skip
_PLAN: Final[dict[str, tuple[tuple[str, str, check.Check, bool], ...]]] = {
    kind: tuple((f.name, f.name.rstrip("_"), f.metadata["check"], f.metadata["required"]) for f in fields(record))
    for kind, record in KINDS.items()
}


def content(kind: str, data: Any) -> Content:
    """The checked record of a kind from its JSON `data`; unknown fields are left out.

    Raises KeyError for an unknown kind and BadField, naming the field, for a value that does not fit.
    """
    if not isinstance(data, dict):
        raise BadField("data")
    values: dict[str, Any] = {}
    name = ""
    try:
        for attribute, name, checker, required in _PLAN[kind]:
            if name in data:
                values[attribute] = checker(data[name])
            elif required:
                raise BadField(name)
    except ValueError:
        raise BadField(name) from None
    return KINDS[kind](**values)


def content_json(record: Content) -> dict[str, Any]:
    """The JSON `data` of a record, every field of the kind named."""
    return {name: getattr(record, attribute) for attribute, name, _, _ in _PLAN[record.kind]}


@dataclass(frozen=True, slots=True)
class Clock:
    """What a phone knew of the server's time: `offset_ms` = server minus device, measured `age_s` seconds ago."""

    offset_ms: int
    age_s: int
    steady: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened, as a phone recorded it; `at` keeps the text it came with."""

    id: str
    seq: int
    kind: str
    member: str
    at: str
    clock: Clock | None
    content: Content

    @property
    def moment(self) -> datetime:
        """The instant by the phone's own clock."""
        return parse_instant(self.at)

    @property
    def corrected_moment(self) -> datetime:
        """The instant by the server's clock: `at` + `offset_ms`, or `at` when the server was never heard."""
        return shifted(self.moment, self.clock.offset_ms) if self.clock else self.moment

    def json(self) -> dict[str, Any]:
        """The fact as it travels (wire contract §3)."""
        clock = asdict(self.clock) if self.clock else None
        return {"id": self.id, "seq": self.seq, "kind": self.kind, "member": self.member, "at": self.at,
                "clock": clock, "data": content_json(self.content)}  # fmt: skip


def fact(raw: Any) -> Fact:
    """A checked fact from its JSON form.

    Raises BadField with the field's name; an unknown kind is BadField('kind') so that callers may tell it apart.
    """
    if not isinstance(raw, dict):
        raise BadField("fact")
    name, values = "", list[Any]()
    try:
        for name, checker in _ENVELOPE:
            values.append(checker(raw.get(name)))
    except ValueError:
        raise BadField(name) from None
    identity, seq, kind, member, at, clock = values
    return Fact(identity, seq, kind, member, at, clock, content(kind, raw.get("data")))


def corrected_moment(at: str, clock: dict[str, Any] | None) -> datetime:
    """`Fact.corrected_moment` from the JSON of a fact checked before, when nothing else of it is needed."""
    return shifted(parse_instant(at), _clock(clock).offset_ms) if clock else parse_instant(at)


def _sequence(value: Any) -> int:
    return _whole(value, 1, 2**53 - 1)


def _whole(value: Any, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError
    return value


def _instant(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    parse_instant(value)
    return value


def _clock(value: Any) -> Clock:
    if not isinstance(value, dict):
        raise ValueError
    offset, age = value.get("offset_ms"), value.get("age_s")
    farthest = FARTHEST_OFFSET_MS
    return Clock(_rounded(offset, -farthest, farthest), _rounded(age, 0, farthest), check.truth(value.get("steady")))


def _rounded(value: Any, least: int, most: int) -> int:
    """A clock may be told in fractions; kept whole away from zero, so that a hair over a threshold stays over it."""
    if isinstance(value, float) and least <= value <= most:
        value = ceil(value) if value > 0 else floor(value)
    return _whole(value, least, most)


# In the order of Fact's own fields.
_ENVELOPE: Final[tuple[tuple[str, check.Check], ...]] = (
    ("id", check.uuid), ("seq", _sequence), ("kind", check.one_of(*KINDS)), ("member", check.identifier),
    ("at", _instant), ("clock", check.or_none(_clock)),
)  # fmt: skip

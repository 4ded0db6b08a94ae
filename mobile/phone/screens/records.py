"""What I wrote down in the last two weeks, each to be looked at, taken back or corrected; nothing is ever wiped out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from phone.model import Phone
from phone.parts.boxes import card, empty, notice
from phone.parts.buttons import go, main_button, other_button, quiet_button
from phone.parts.choices import choice
from phone.parts.drafts import forget, use_draft, use_draft_typed
from phone.parts.fields import NO_FAULTS, field
from phone.parts.frame import screen
from phone.parts.opened import use_opened, use_phone
from phone.parts.rows import row_button
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint, icon_line, line, title
from phone.records import Record, records
from phone.screens.writing import Mending, Writing
from phone.strings import day_name, relative_day, say, say_to_others, words
from shiftbook.legality import Procedure, may_write
from shiftbook.privacy import looks_private

# Why somebody takes back what is their own; a leader has other reasons.
MY_REASONS = ("mistake", "twice", "other")


@dataclass(frozen=True)
class Wish:
    """What is to be taken back: a fact's id, what to mind of it, and the reasons that are common."""

    target: str
    care: str
    reasons: tuple[str, ...] = MY_REASONS


@ft.component
def Records():
    """The newest first, day by day."""
    phone = use_phone()
    found = _records(phone)
    body: list[ft.Control] = [empty(ft.Icons.HISTORY, say("records.none"))]
    if found:
        body = [hint(say("records.tap_one"))]
    for place, record in enumerate(found):
        if not place or record.day != found[place - 1].day:
            body.append(title(relative_day(record.day, phone.today)))
        body.append(_row(record))
    return screen(phone, "/records", say("records.title"), body, back="/")


def _records(phone: Phone) -> list[Record]:
    return records(phone.my_facts(), {p.id: p.name for p in phone.procedures()}, phone.today)


def _procedure(phone: Phone, record: Record) -> Procedure | None:
    """The procedure of a written act that can be corrected in its form."""
    wanted = record.data.get("procedure") if record.kind == "assisted" else None
    return next((p for p in phone.procedures() if p.id == wanted and may_write(p)), None)


def _row(record: Record) -> ft.Control:
    mended = f"{say('records.mended')} · " if record.mended else ""
    standing = _taken_back(record) if record.taken_back else mended + record.where
    return row_button(record.title, go(f"/records/{record.id}"), under=f"{record.at} · {standing}")


def _taken_back(record: Record) -> str:
    return say("records.taken_back_by", who=record.taken_by) if record.taken_by else say("records.taken_back")


@ft.component
def OneRecord():
    """What it says, what was done to it, and the two things that can still be done."""
    phone = use_phone()
    wanted = ft.use_route_params().get("record", "")
    doing, do = ft.use_state("")
    done, set_done = ft.use_state("")
    record = next((r for r in _records(phone) if r.id == wanted), None)
    if record is None:
        gone = empty(ft.Icons.SEARCH_OFF, say("records.gone"))
        return screen(phone, f"/records/{wanted}", say("records.title"), [gone], back="/records")
    body: list[ft.Control] = [_told(record)]
    if done:
        body += [
            notice("good", say("common.saved"), done, live=True),
            other_button(say("records.to_records"), go("/records")),
        ]
    elif doing == "void":
        care = say("records.of_a_shift") if record.kind == "checked_in" else ""
        wish = Wish(record.id, care)
        body.append(TakeBack(f"/records/{record.id}", wish, lambda: set_done(say("records.was_taken_back"))))
    elif doing == "correct":
        body.append(Correct(record, set_done))
    elif record.taken_by:
        body.append(notice("care", say("mine.do.taken_back")))
    elif not record.taken_back:
        mends = _procedure(phone, record) is not None
        mend = [other_button(say("records.mend"), lambda: do("correct"), ft.Icons.EDIT_OUTLINED)] if mends else []
        body += [
            *mend,
            quiet_button(say("records.take_back_more"), lambda: do("void"), ft.Icons.UNDO),
            hint(say("records.kept")),
        ]
    return screen(phone, f"/records/{wanted}", say("records.title"), body, back="/records")


def _told(record: Record) -> ft.Control:
    data = record.data
    known = {
        "mode": words("writing.modes"),
        "applicant": words("writing.applicants"),
        "outcome": words("writing.outcomes"),
    }
    written = known if record.kind == "assisted" else {}
    said = [named[data[name]] for name, named in written.items() if data.get(name) in named]
    texts = [str(data[name]) for name in ("text", "note") if data.get(name)]
    mark, where = (ft.Icons.UNDO, _taken_back(record)) if record.taken_back else (ft.Icons.INFO_OUTLINE, record.where)
    return card(
        ft.Column([line(record.title, strong=True), hint(f"{record.at} {day_name(record.day)}")], spacing=0),
        *([hint(" · ".join(said))] if said else []),
        *(line(text) for text in texts),
        icon_line(mark, where),
        *(icon_line(ft.Icons.HISTORY, change) for change in record.changes),
    )


@ft.component
def TakeBack(route: str, wish: Wish, done: Callable[[], None]):
    """A reason is needed, and stays typed until it is saved; `route` is the screen this stands on."""
    opened = use_opened()
    reason = Reason(route, wish.reasons)
    busy, failed, once = use_saving()

    async def save() -> None:
        if reason.sound():
            await opened.phone.record("voided", {"target": wish.target, "reason": reason.said()})
            forget(opened, route)
            done()

    return ft.Column(
        [
            *([notice("care", wish.care)] if wish.care else []),
            *reason.controls(),
            fault(failed),
            main_button(say("records.take_back"), once(save), ft.Icons.UNDO, off=busy),
        ],
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@ft.component
def Correct(record: Record, done: Callable[[str], None]):
    """The form it was written in, filled with what it says."""
    opened = use_opened()
    phone = opened.phone
    route = f"/records/{record.id}/{len(record.changes)}"
    reason = Reason(route)

    async def keep(data: dict[str, Any]) -> bool:
        if not reason.sound():
            return False
        await phone.record("corrected", {"target": record.id, "reason": reason.said(), "data": data})
        forget(opened, route)
        return True

    procedure = _procedure(phone, record)
    assert procedure is not None
    mending = Mending(route, record.data, reason.controls(), keep)
    return Writing(procedure, lambda *_: done(say("records.was_mended")), mending)


class Reason:
    """Why something is changed: one that is common, or one's own words; a hook, to be made once a drawing."""

    def __init__(self, route: str, common: tuple[str, ...] = MY_REASONS) -> None:
        self._common = common
        self._picked, self._pick = use_draft(route, "picked", None)
        self._own = use_draft_typed(route, "reason")
        self._wrong, self._set_wrong = ft.use_state(NO_FAULTS)

    def said(self) -> str:
        """The reason as it is kept, for the office to read."""
        if self._picked == "other":
            return self._own.value.strip()
        return say_to_others(f"records.reasons.{self._picked}") if self._picked else ""

    def sound(self) -> bool:
        """Whether there is one; says beside the field what is lacking."""
        told = {} if self.said() else {"reason": say("records.no_reason")}
        told |= {"reason": say("common.private")} if looks_private(self.said()) else {}
        self._set_wrong(told)
        return not told

    def controls(self) -> list[ft.Control]:
        """The choice, and the field for one's own words."""
        wrong = self._wrong.get("reason", "")
        named, above = words("records.reasons"), "" if self._picked == "other" else wrong
        reasons = {name: named[name] for name in self._common}
        chosen = choice(say("common.why"), reasons, self._picked, self._pick, error=above)
        return [chosen, *([field(self._own, say("records.reason"), error=wrong)] if self._picked == "other" else [])]

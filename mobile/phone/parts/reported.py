"""What I told the office in the last two weeks, whether it has it, and what it answered."""

import flet as ft

from phone.model import Phone
from phone.parts.buttons import go
from phone.parts.rows import row_button
from phone.parts.words import title
from phone.records import Record, records
from phone.strings import relative_day, say, words


def reported(phone: Phone, kind: str) -> list[ft.Control]:
    """One kind of it, the newest first; a tap leads to taking it back."""
    told = [r for r in records(phone.my_facts(), {}, phone.today) if r.kind == kind and not r.taken_back]
    return [title(say("reported.title")), *(_row(phone, record) for record in told)] if told else []


def _row(phone: Phone, record: Record) -> ft.Control:
    channel = words("outreach.channels").get(record.data.get("channel", ""), "")
    text = " · ".join(part for part in (channel, record.data.get("text") or record.data.get("note")) if part)
    urgent = [say("reported.urgent")] if record.data.get("urgent") else []
    below = " · ".join([*urgent, f"{record.at} {relative_day(record.day, phone.today)}", record.where])
    return row_button(text, go(f"/records/{record.id}"), under="\n".join([below, *_answer(phone, record.id)]))


def _answer(phone: Phone, identity: str) -> list[str]:
    """How the office says a difficulty stands, and what it answers; nothing while it has said nothing."""
    told = phone.book.row("notice", f"difficulty.{identity}")
    if told is None:
        return []
    standing = words("reported.standings").get(told.get("standing", ""), "")
    answer = say("reported.answer", text=told["text"]) if told.get("text") else ""
    return [" · ".join(filter(None, (standing, answer)))]

"""The form of one act of writing on behalf: what was done, and the citizen's three confirmations."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from phone.acts import made
from phone.model import Phone
from phone.parts.boxes import card
from phone.parts.buttons import main_button, quiet_button
from phone.parts.choices import choice
from phone.parts.drafts import use_draft, use_draft_typed
from phone.parts.fields import NO_FAULTS, Faults, Typed, field
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint
from phone.screens.act import Act, Texts, data, faults, odd_code, of
from phone.screens.confirming import confirmations, order
from phone.screens.hand_over import HandOver, Saved
from phone.screens.papers import Papers
from phone.strings import say, words
from shiftbook.legality import Procedure

Change = Callable[..., None]


@dataclass(frozen=True)
class Mending:
    """An act that is corrected: where its draft lives, what it said, what is asked beside it, and what keeps it; False
    when that would not."""

    route: str
    told: dict[str, Any]
    asks: list[ft.Control]
    keep: Callable[[dict[str, Any]], Awaitable[bool]]


@ft.component
def Writing(procedure: Procedure, saved: Saved, mending: Mending | None = None):
    """Six taps from the tab to a saved act; a refusal says what is lacking where it is lacking, and keeps the rest."""
    phone = use_phone()
    route = mending.route if mending else f"/write/{procedure.id}"
    begun, texts = of(mending.told) if mending else (Act(), Texts())
    act, set_act = use_draft(route, "act", begun)
    wrong, set_wrong = ft.use_state(NO_FAULTS)
    missing, dossier, due = _typed(route, texts)
    busy, failed, once = use_saving()

    def change(**changes) -> None:
        set_act(lambda before: before.with_(**changes))
        set_wrong(lambda before: {k: v for k, v in before.items() if k not in changes and "mode" not in changes})

    async def save() -> None:
        texts = Texts(missing.value, dossier.value, due.value)
        told = faults(act, texts)
        set_wrong(told)
        if told:
            return
        content = data(act, texts, procedure, phone.point)
        if mending is None:
            fact = await phone.record("assisted", content)
            saved(say("hand_over.guided" if act.mode == "guided" else "writing.written"), fact["id"])
        elif await mending.keep(content | {name: mending.told[name] for name in ("point", "rules_version")}):
            saved("", "")

    lacking = say("writing.lacking", count=len(wrong)) if wrong else ""
    return ft.Column(
        [
            *([Papers(procedure, route, missing, change)] if procedure.papers else []),
            _kind(act, change),
            _three(act, change, wrong, made(phone)),
            card(
                choice(say("writing.result"), words("writing.outcomes"), act.outcome, lambda key: change(outcome=key)),
                *_missing(act, missing, wrong, set_wrong),
                More(phone, dossier, due, wrong),
            ),
            *(mending.asks if mending else []),
            fault(failed or lacking),
            main_button(
                say("writing.mend" if mending else "writing.save"), once(save), ft.Icons.SAVE_OUTLINED, off=busy
            ),
            *([] if mending else [ToOfficer(procedure, route, saved)]),
        ],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _kind(act: Act, change: Change) -> ft.Control:
    whose = words("writing.applicants")
    return card(
        choice(say("writing.how"), words("writing.modes"), act.mode, lambda key: change(mode=key)),
        choice(say("writing.who"), whose, act.applicant, lambda key: change(applicant=key)),
    )


def _typed(route: str, texts: Texts) -> list[Typed]:
    starts = {"missing": texts.missing, "dossier": texts.dossier_code, "due": texts.due_on}
    return [use_draft_typed(route, name, start) for name, start in starts.items()]


def _three(act: Act, change: Change, wrong: Faults, before: int) -> ft.Control:
    return hint(say("writing.guided")) if act.mode == "guided" else confirmations(act, change, wrong, order(before))


@ft.component
def ToOfficer(procedure: Procedure, route: str, saved: Saved):
    """Folded away until somebody needs it."""
    handing, set_handing = use_draft(route, "handing", False)
    if handing:
        return HandOver(procedure, saved)
    return quiet_button(say("writing.to_officer"), lambda: set_handing(True), ft.Icons.TRANSFER_WITHIN_A_STATION)


def _missing(act: Act, missing: Typed, wrong: Faults, set_wrong: Callable[[Faults], None]) -> list[ft.Control]:
    if act.outcome != "incomplete":
        return []
    missing.hear = (
        (lambda: set_wrong({k: v for k, v in wrong.items() if k != "missing"})) if "missing" in wrong else None
    )
    return [
        field(
            missing,
            say("writing.missing"),
            error=wrong.get("missing", ""),
            hint_text=say("writing.missing_example"),
            multiline=True,
            max_lines=4,
        )
    ]


@ft.component
def More(phone: Phone, dossier: Typed, due: Typed, wrong: Faults):
    """Two fields that most acts leave empty."""
    opened, set_opened = ft.use_state(bool(dossier.value or due.value))
    odd, set_odd = ft.use_state("")
    if not (opened or {"dossier_code", "due_on"} & wrong.keys()):
        return quiet_button(say("writing.more"), lambda: set_opened(True), ft.Icons.ADD)
    dossier.hear = lambda: set_odd(odd_code(dossier.value, phone.today))
    return ft.Column(
        [
            field(dossier, say("writing.dossier"), error=wrong.get("dossier_code", ""), helper=odd, autocorrect=False),
            field(due, say("writing.due"), error=wrong.get("due_on", ""), hint_text="25/11/2026"),
        ],
        spacing=12,
    )

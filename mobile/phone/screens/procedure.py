"""One procedure: its rule first, then writing, handing over, or only showing the way."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote

import flet as ft

from phone.acts import undo
from phone.parts.boxes import card, empty, notice
from phone.parts.buttons import Do, go, main_button, other_button, quiet_button
from phone.parts.drafts import copied, forget, put_back
from phone.parts.frame import screen
from phone.parts.opened import Opened, use_opened
from phone.parts.rule import rule_badge
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint, icon_line, line, title
from phone.screens.hand_over import HandOver, Saved
from phone.screens.writing import Writing
from phone.strings import say
from shiftbook.legality import Procedure, may_write


@dataclass(frozen=True)
class Done:
    """What was saved, the fact it became, and the form as it stood, for whoever takes it back at once."""

    what: str
    fact: str
    form: dict[str, Any]


NOTHING_DONE: Done | None = None


@ft.component
def OneProcedure():
    """After saving, what to do next takes the form's place, so that nothing is saved twice."""
    opened = use_opened()
    phone = opened.phone
    wanted = unquote(ft.use_route_params().get("procedure", ""))
    saved, set_saved = ft.use_state(NOTHING_DONE)
    undone, set_undone = ft.use_state(False)
    _, failed, once = use_saving()
    route = f"/write/{wanted}"

    def done(what: str, fact: str) -> None:
        set_saved(Done(what, fact, copied(opened, route)))
        set_undone(False)
        forget(opened, route)
        forget(opened, "/write")

    async def take_back() -> None:
        assert saved is not None
        await undo(phone, saved.fact)
        form = saved.form
        put_back(opened, route, form | ({"act": form["act"].unconfirmed()} if "act" in form else {}))
        set_undone(True)
        set_saved(NOTHING_DONE)

    procedure = next((p for p in phone.procedures() if p.id == wanted), None)
    if procedure is None:
        gone = empty(ft.Icons.SEARCH_OFF, say("procedure.gone"), say("procedure.search_again"))
        body: list[ft.Control] = [gone, other_button(say("procedure.other"), go("/write"))]
    elif saved:
        again = partial(set_saved, NOTHING_DONE)
        body = [*_done(opened, procedure, saved.what, again), fault(failed), _undo(once(take_back))]
    else:
        told = [notice("calm", say("undo.undone"), say("undo.form_kept"), live=True)] if undone else []
        body = [*told, About(procedure), *_acts(procedure, done)]
    return screen(phone, route, say("write.title"), body, back="/write")


@ft.component
def About(procedure: Procedure):
    """The rule in a line and what it means here; the article is one tap away."""
    opened, open_law = ft.use_state(False)
    limit = procedure.time_limit or (say("procedure.same_day") if procedure.same_day else "")
    named = bool(procedure.legal_basis)
    head = ft.Column([title(procedure.name), hint(procedure.field)], spacing=2)
    law = quiet_button(say("procedure.law"), lambda: open_law(True), ft.Icons.GAVEL)
    return ft.Column(
        [
            head,
            card(
                rule_badge(procedure, 16),
                *([] if may_write(procedure) or procedure.record == "none" else [line(say("procedure.to_officer"))]),
                *([icon_line(ft.Icons.TIPS_AND_UPDATES_OUTLINED, procedure.reminder)] if procedure.reminder else []),
                *([hint(say("procedure.limit", limit=limit))] if limit else []),
                *([hint(say("procedure.basis", basis=procedure.legal_basis))] if named and opened else []),
                *([law] if named and not opened else []),
            ),
        ],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _acts(procedure: Procedure, saved: Saved) -> list[ft.Control]:
    if procedure.record == "none":
        return [notice("stop", say("procedure.take"), say("procedure.no_record"))]
    if procedure.record == "full" and may_write(procedure):
        return [Writing(procedure, saved)]
    return [HandOver(procedure, saved)]


def _undo(take_back: Do) -> ft.Control:
    return quiet_button(say("undo.undo"), take_back, ft.Icons.UNDO)


def _done(opened: Opened, procedure: Procedure, what: str, again) -> list[ft.Control]:
    def offer_ballot() -> None:
        """To the citizen just served, who never gets the slip shown to the one before."""
        opened.next_citizen = True
        ft.context.page.navigate("/ballot")

    return [
        ft.Container(height=8),
        notice("good", say("common.saved"), what, procedure.name, live=True),
        main_button(say("common.show_ballot"), offer_ballot, ft.Icons.QR_CODE_2),
        other_button(say("ballot.no_phone"), go("/ballot/paper"), ft.Icons.DESCRIPTION_OUTLINED),
        other_button(say("procedure.other"), go("/write"), ft.Icons.SEARCH),
        other_button(say("procedure.again"), again, ft.Icons.REPLAY),
    ]

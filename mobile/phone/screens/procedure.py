"""One procedure: its rule first, then writing, handing over, or only showing the way."""

from urllib.parse import unquote

import flet as ft

from phone.parts.boxes import card, empty, notice
from phone.parts.buttons import go, main_button, other_button
from phone.parts.drafts import forget
from phone.parts.frame import screen
from phone.parts.opened import Opened, use_opened
from phone.parts.rule import rule_badge
from phone.parts.words import hint, icon_line, line, title
from phone.screens.hand_over import HandOver
from phone.screens.writing import Writing
from phone.strings import say
from shiftbook.legality import Procedure, may_write


@ft.component
def OneProcedure():
    """After saving, what to do next takes the form's place, so that nothing is saved twice."""
    opened = use_opened()
    phone = opened.phone
    wanted = unquote(ft.use_route_params().get("procedure", ""))
    saved, set_saved = ft.use_state("")
    route = f"/write/{wanted}"

    def done(what: str) -> None:
        forget(opened, route)
        forget(opened, "/write")
        set_saved(what)

    procedure = next((p for p in phone.procedures() if p.id == wanted), None)
    if procedure is None:
        gone = empty(ft.Icons.SEARCH_OFF, say("procedure.gone"), say("procedure.search_again"))
        return screen(
            phone, route, say("write.title"), [gone, other_button(say("procedure.other"), go("/write"))], back="/write"
        )
    if saved:
        return screen(
            phone, route, say("write.title"), _done(opened, procedure, saved, lambda: set_saved("")), back="/write"
        )
    return screen(phone, route, say("write.title"), [*_about(procedure), *_acts(procedure, done)], back="/write")


def _about(procedure: Procedure) -> list[ft.Control]:
    limit = procedure.time_limit or (say("procedure.same_day") if procedure.same_day else "")
    head = ft.Column([title(procedure.name), hint(procedure.field)], spacing=2)
    return [
        head,
        card(
            rule_badge(procedure, 16),
            *([] if may_write(procedure) or procedure.record == "none" else [line(say("procedure.to_officer"))]),
            *([icon_line(ft.Icons.TIPS_AND_UPDATES_OUTLINED, procedure.reminder)] if procedure.reminder else []),
            *([hint(say("procedure.limit", limit=limit))] if limit else []),
            *([hint(say("procedure.basis", basis=procedure.legal_basis))] if procedure.legal_basis else []),
        ),
    ]


def _acts(procedure: Procedure, saved) -> list[ft.Control]:
    if procedure.record == "none":
        return [notice("stop", say("procedure.take"), say("procedure.no_record"))]
    if procedure.record == "full" and may_write(procedure):
        return [Writing(procedure, saved)]
    return [HandOver(procedure, saved)]


def _done(opened: Opened, procedure: Procedure, what: str, again) -> list[ft.Control]:
    def offer_ballot() -> None:
        """To the citizen just served, who never gets the slip shown to the one before."""
        opened.next_citizen = True
        ft.context.page.navigate("/ballot")

    return [
        ft.Container(height=8),
        notice("good", say("common.saved"), what, procedure.name, live=True),
        main_button(say("common.show_ballot"), offer_ballot, ft.Icons.QR_CODE_2),
        other_button(say("procedure.other"), go("/write"), ft.Icons.SEARCH),
        other_button(say("procedure.again"), again, ft.Icons.REPLAY),
    ]

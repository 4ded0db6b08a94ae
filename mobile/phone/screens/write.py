"""Finding the procedure somebody came for."""

from urllib.parse import quote

import flet as ft

from phone.parts.boxes import empty
from phone.parts.buttons import go, quiet_button
from phone.parts.drafts import use_draft, use_draft_typed
from phone.parts.fields import field
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.rule import rule_badge
from phone.parts.words import hint, said
from phone.strings import say
from phone.theme import SMALL, C
from shiftbook.legality import Procedure

FIRST = 12


@ft.component
def Write():
    """The ones used most come first; typing narrows the list, with or without diacritics."""
    phone = use_phone()
    wanted = use_draft_typed("/write", "wanted")
    all_shown, show_all = use_draft("/write", "all_shown", False)
    _, draw = ft.use_state("")
    query = wanted.value
    wanted.hear = lambda: draw(wanted.value)
    found = phone.find(query)
    shown = found if all_shown else found[:FIRST]
    more = len(found) - len(shown)
    return screen(
        phone,
        "/write",
        say("write.title"),
        [
            field(
                wanted,
                say("write.find"),
                prefix_icon=ft.Icons.SEARCH,
                hint_text=say("write.example"),
                autocorrect=False,
            ),
            *([] if found else [_nothing(query)]),
            *(_row(procedure) for procedure in shown),
            *(
                [quiet_button(say("write.more", count=more), lambda: show_all(True), ft.Icons.EXPAND_MORE)]
                if more
                else []
            ),
        ],
    )


def _row(procedure: Procedure) -> ft.Control:
    """A wide button named after the procedure alone; field and rule are read after it."""
    name = ft.Semantics(exclude_semantics=True, content=ft.Text(procedure.name, size=16, weight=ft.FontWeight.W_500))
    return ft.Semantics(
        container=True,
        button=True,
        label=procedure.name,
        key=procedure.id,
        content=ft.Container(
            padding=12,
            border_radius=12,
            ink=True,
            on_click=go(f"/write/{quote(procedure.id, safe='')}"),
            bgcolor=C.SURFACE_CONTAINER_LOW,
            border=ft.Border.all(1, C.OUTLINE_VARIANT),
            content=ft.Column(
                [name, said(procedure.field, size=SMALL, color=C.ON_SURFACE_VARIANT), rule_badge(procedure)], spacing=4
            ),
        ),
    )


def _nothing(query: str) -> ft.Control:
    if not query.strip():
        return empty(ft.Icons.LIST_ALT, say("write.unheard"), say("common.connect"))
    return ft.Column([said(say("write.nothing", query=query.strip())), hint(say("write.fewer"))])

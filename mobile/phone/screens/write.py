"""Finding the procedure somebody came for."""

from functools import partial
from urllib.parse import quote

import flet as ft

from phone.acts import fields, search, shelf
from phone.model import Phone
from phone.parts.boxes import empty
from phone.parts.buttons import go, quiet_button
from phone.parts.choices import chip
from phone.parts.drafts import use_draft, use_draft_typed
from phone.parts.fields import field
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.rule import rule_badge
from phone.parts.words import hint, said, title
from phone.strings import say
from phone.theme import SMALL, C
from shiftbook.legality import Procedure

FIRST = 12


@ft.component
def Write():
    """What I used last and what I use often come first; typing or a field narrows the list."""
    phone = use_phone()
    wanted = use_draft_typed("/write", "wanted")
    within, choose = use_draft("/write", "field", "")
    all_shown, show_all = use_draft("/write", "all_shown", False)
    _, draw = ft.use_state("")
    query = wanted.value.strip()
    wanted.hear = lambda: draw(wanted.value)
    known = phone.procedures()
    some = query or within
    head, rest = ([], search(known, query, within)) if some else _shelves(phone)
    shown = rest if all_shown else rest[:FIRST]
    more = len(rest) - len(shown)
    unfold = quiet_button(say("write.more", count=more), lambda: show_all(True), ft.Icons.EXPAND_MORE)
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
            *([_fields(known, within, choose)] if known else []),
            *head,
            *([] if rest or head else _nothing(query, within, lambda: choose(""))),
            *(_row(procedure) for procedure in shown),
            *([unfold] if more else []),
        ],
    )


def _shelves(phone: Phone) -> tuple[list[ft.Control], list[Procedure]]:
    """The procedures known to be wanted under their headings, and the others."""
    found = shelf(phone)
    head: list[ft.Control] = []
    for name, procedures in (("write.recent", found.recent), ("write.frequent", found.frequent)):
        head += [title(say(name)), *(_row(p) for p in procedures)] if procedures else []
    return [*head, title(say("write.others"))] if head and found.others else head, found.others


def _fields(known: list[Procedure], within: str, choose) -> ft.Control:
    """One line that is pushed sideways: there are twenty fields, and the largest stand first."""
    chips: list[ft.Control] = [chip(say("write.all_fields"), not within, partial(choose, ""))]
    chips += [chip(name, name == within, partial(choose, name)) for name in fields(known)]
    return ft.Row(chips, scroll=ft.ScrollMode.HIDDEN, spacing=6)


def _row(procedure: Procedure) -> ft.Control:
    """A wide button named after the procedure alone; field and rule are read after it."""
    name = ft.Semantics(
        container=True, exclude_semantics=True, content=ft.Text(procedure.name, size=16, weight=ft.FontWeight.W_500)
    )
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


def _nothing(query: str, within: str, everywhere) -> list[ft.Control]:
    if not query and not within:
        return [empty(ft.Icons.LIST_ALT, say("write.unheard"), say("common.connect"))]
    told: list[ft.Control] = [said(say("write.nothing", query=query)), hint(say("write.fewer"))]
    if within:
        told.append(quiet_button(say("write.everywhere"), everywhere, ft.Icons.SEARCH))
    return told

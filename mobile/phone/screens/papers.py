"""The papers a procedure needs, to be looked through with the citizen; the ticks are only an aid and never recorded."""

from collections.abc import Callable
from functools import partial

import flet as ft

from phone.parts.boxes import card
from phone.parts.buttons import quiet_button
from phone.parts.choices import tick
from phone.parts.drafts import use_draft
from phone.parts.fields import Typed
from phone.parts.words import hint, line
from phone.screens.act import Texts, listed
from phone.strings import say
from shiftbook.legality import Procedure


@ft.component
def Papers(procedure: Procedure, route: str, missing: Typed, change: Callable[..., None]):
    """What is not ticked can be taken over into what is missing with one tap."""
    none: frozenset[int] = frozenset()
    seen, see = use_draft(route, "papers", none)

    def turn(place: int, _: bool) -> None:
        see(lambda before: before ^ {place})

    def take_over() -> None:
        words = Texts(missing.value).words
        missing.put(listed([*words, *(paper for paper in lacking if paper not in words)]))
        change(outcome="incomplete")

    lacking = [paper for place, paper in enumerate(procedure.papers) if place not in seen]
    below = quiet_button(say("papers.take_over", count=len(lacking)), take_over, ft.Icons.PLAYLIST_ADD)
    return card(
        line(say("papers.title"), strong=True),
        ft.Column(
            [tick(paper, place in seen, partial(turn, place)) for place, paper in enumerate(procedure.papers)],
            spacing=0,
        ),
        below if lacking else hint(say("papers.all_there")),
    )

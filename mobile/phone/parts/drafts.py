"""What somebody has begun and not saved: kept while the app runs, so that a touch of another tab loses nothing."""

from collections.abc import Callable
from typing import Any

import flet as ft

from phone.parts.fields import Typed
from phone.parts.opened import Opened, use_opened

Put = Callable[[Any], None]


def draft(opened: Opened, route: str) -> dict[str, Any]:
    """What stands unsaved on one screen, of the member who uses the phone now."""
    me = str((opened.phone.me or {}).get("id", ""))
    return opened.drafts.setdefault((me, route), {})


def begun(opened: Opened, route: str) -> bool:
    """Whether something stands there."""
    kept = draft(opened, route).values()
    return any(value.value.strip() if isinstance(value, Typed) else value is not None for value in kept)


def forget(opened: Opened, route: str) -> None:
    """It was saved, or left by the arrow back. Fields still in sight are emptied, so they stay the same objects."""
    kept = draft(opened, route)
    for name, value in list(kept.items()):
        if isinstance(value, Typed):
            value.put("")
        else:
            del kept[name]


def copied(opened: Opened, route: str) -> dict[str, Any]:
    """What stands there now, for putting it back later."""
    kept = draft(opened, route).items()
    return {name: value.value if isinstance(value, Typed) else value for name, value in kept}


def put_back(opened: Opened, route: str, copy: dict[str, Any]) -> None:
    """What was copied stands there again."""
    kept = draft(opened, route)
    for name, value in copy.items():
        if isinstance(kept.get(name), Typed):
            kept[name].put(value)
        else:
            kept[name] = value


def use_draft(route: str, name: str, start: Any) -> tuple[Any, Put]:
    """A state like ft.use_state that outlives its screen; a function given to the setter gets the newest value."""
    kept = draft(use_opened(), route)
    _, draw = ft.use_state(0)

    def put(value: Any) -> None:
        kept[name] = value(kept.get(name, start)) if callable(value) else value
        draw(lambda times: times + 1)

    return kept.get(name, start), put


def use_draft_typed(route: str, name: str, start: str = "") -> Typed:
    """The content of a text field that outlives its screen."""
    typed: Typed = draft(use_opened(), route).setdefault(name, Typed(start))
    return typed


def tab_leads_to(opened: Opened, here: str, root: str) -> str:
    """Where a tab leads from `here`: to the unsaved work left below it; a second tap leads to the tab itself."""
    me = str((opened.phone.me or {}).get("id", ""))
    if begun(opened, here):
        opened.left_at[me, root_of(here)] = here
    left = opened.left_at.pop((me, root), root) if root != root_of(here) else root
    return left if begun(opened, left) else root


def root_of(route: str) -> str:
    """The tab a screen belongs to."""
    first = "/" + route.strip("/").split("/")[0]
    return first if first in ("/write", "/ballot", "/roster", "/mine") else "/"

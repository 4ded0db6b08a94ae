"""What somebody has begun and not saved: a touch of another tab loses nothing, nor does the system that ends the app.

The desk code and PINs are no drafts: they are gone with their screen.
"""

import contextlib
import dataclasses
import json
from collections.abc import Callable
from typing import Any

import flet as ft

from phone.journal_file import StoreError
from phone.parts.fields import Typed
from phone.parts.opened import Opened, use_opened

Put = Callable[[Any], None]
# So many are kept over the end of the app, each a screen; and so long after the last letter.
MOST_KEPT = 20
SOON_S = 1.0


class Folded(dict[str, Any]):
    """What a form stands at, as the book kept it, until its screen comes and takes it."""


def draft(opened: Opened, route: str) -> dict[str, Any]:
    """What stands unsaved on one screen, of the member who uses the phone now."""
    me = str((opened.phone.me or {}).get("id", ""))
    return opened.drafts.setdefault((me, route), {})


def begun(opened: Opened, route: str) -> bool:
    """Whether something stands there."""
    return _begun(draft(opened, route))


def _begun(kept: dict[str, Any]) -> bool:
    values = kept.values()
    return any(value.value.strip() if isinstance(value, Typed) else value is not None for value in values)


def forget(opened: Opened, route: str) -> None:
    """It was saved, or left by the arrow back. Fields still in sight are emptied, so they stay the same objects."""
    kept = draft(opened, route)
    for name, value in list(kept.items()):
        if isinstance(value, Typed):
            value.put("")
        else:
            del kept[name]
    keep_soon(opened)


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
    opened = use_opened()
    kept = draft(opened, route)
    _, draw = ft.use_state(0)
    if isinstance(kept.get(name), Folded):
        kept[name] = _unfolded(kept[name], start)

    def put(value: Any) -> None:
        kept[name] = value(kept.get(name, start)) if callable(value) else value
        keep_soon(opened)
        draw(lambda times: times + 1)

    return kept.get(name, start), put


def use_draft_typed(route: str, name: str, start: str = "") -> Typed:
    """The content of a text field that outlives its screen."""
    opened = use_opened()
    typed: Typed = draft(opened, route).setdefault(name, Typed(start))
    typed.changed = lambda: keep_soon(opened)
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


def left_open(opened: Opened) -> str:
    """The screen of the newest work that somebody began and did not save; nothing when there is none."""
    me = str((opened.phone.me or {}).get("id", ""))
    own = [route for (member, route) in opened.drafts if member == me and _is_work(route) and begun(opened, route)]
    return own[-1] if own else ""


def _is_work(route: str) -> bool:
    """Not what is set on Hôm nay itself, looked for in the list, or chosen while mending a record."""
    return (route.count("/") == 2 and root_of(route) == "/write") or route in ("/difficulty", "/outreach")


def keep_soon(opened: Opened) -> None:
    """On disk in a moment, with whatever is typed until then."""

    async def keep() -> None:
        await opened.phone.clock.nap(SOON_S)
        opened.keeping = False
        await keep_now(opened)

    if not opened.keeping:
        opened.keeping = True
        ft.context.page.run_task(keep)


async def keep_now(opened: Opened) -> None:
    """Drafts on disk as they stand. A disk that refuses says so when the work itself is saved, and is not asked twice
    for a draft."""
    standing = [key for key in opened.drafts if _begun(opened.drafts[key])][-MOST_KEPT:]
    told = [[*key, _kept(opened.drafts[key])] for key in standing]
    if told != opened.phone.book.recall("drafts", []):
        with contextlib.suppress(StoreError):
            await opened.phone.book.remember("drafts", told)


def take_up(opened: Opened) -> None:
    """The drafts of an earlier run."""
    for member, route, kept in opened.phone.book.recall("drafts", []):
        opened.drafts[member, route] = {name: _taken_up(value) for name, value in kept.items()}


def _kept(standing: dict[str, Any]) -> dict[str, Any]:
    folded = {name: _folded(value) for name, value in standing.items()}
    return {name: told for name, told in folded.items() if _written(told)}


def _written(told: Any) -> bool:
    """Whether the book can keep it; what it cannot is lost with the app, and takes nothing else with it."""
    try:
        json.dumps(told)
    except TypeError:
        return False
    return True


def _folded(value: Any) -> Any:
    if isinstance(value, Typed):
        return {"typed": value.value}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {"fields": dataclasses.asdict(value)}
    return {"value": value}


def _taken_up(told: dict[str, Any]) -> Any:
    if "typed" in told:
        return Typed(told["typed"])
    return Folded(told["fields"]) if "fields" in told else told["value"]


def _unfolded(told: Folded, start: Any) -> Any:
    """The form as it stood; begun anew where this version of the app has other fields."""
    names = {each.name for each in dataclasses.fields(start)} if dataclasses.is_dataclass(start) else set()
    return dataclasses.replace(start, **told) if names == told.keys() else start

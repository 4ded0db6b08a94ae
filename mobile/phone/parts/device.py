"""Asking the phone for what it may refuse: its clipboard, its share sheet, a file, a screen that stays lit."""

from collections.abc import Awaitable
from typing import Any

import flet as ft

from phone.http import IN_BROWSER


async def granted(asked: Awaitable[Any]) -> bool:
    """Whether the phone did it. Flet ends the whole app for an error nobody expects, and these are to be expected: a
    permission withheld, battery saving, a browser without share sheet."""
    try:
        await asked
    except RuntimeError:
        return False
    return True


async def felt() -> None:
    """A short shake of the phone, where it can."""
    await granted(ft.HapticFeedback().medium_impact())


async def leave_for(base: str, page: str) -> None:
    """A page beside the app: in this very tab where it can be, since it leads back and the book opens only once."""
    if IN_BROWSER:
        import flet_js  # type: ignore[import-not-found]

        flet_js.leave_for(page)
    else:
        await granted(ft.UrlLauncher().launch_url(f"{base}/app/{page}"))

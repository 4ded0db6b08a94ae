"""Asking the phone for what it may refuse: its clipboard, its share sheet, a file, a screen that stays lit."""

from collections.abc import Awaitable
from typing import Any

import flet as ft


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

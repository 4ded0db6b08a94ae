"""The opened phone, within reach of every screen."""

from dataclasses import dataclass, field
from typing import Any

import flet as ft

from phone.model import Phone


@dataclass
class Opened:
    """The phone, and what one run of the app remembers beyond a screen."""

    phone: Phone
    next_citizen: bool = False
    recovery_read: bool = False
    month: str = ""  # the one looked at in Của tôi, empty while that is this month
    drafts: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    keeping: bool = False
    # How often, on a page of this size, the line of the office took too much.
    cramped: dict[tuple[float, float], int] = field(default_factory=dict)
    left_at: dict[tuple[str, str], str] = field(default_factory=dict)


NOT_OPENED: Opened | None = None
OPENED = ft.create_context(NOT_OPENED)


def use_opened() -> Opened:
    """The opened phone; the whole screen is drawn again whenever it changes."""
    opened = ft.use_context(OPENED)
    assert opened is not None
    return opened


def use_phone() -> Phone:
    """The phone alone."""
    return use_opened().phone

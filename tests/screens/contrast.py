"""Which inks stand on which grounds on a screen, and whether they can be told apart, in light and in dark."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import flet as ft
from flet.components.public_utils import unwrap_component
from flet.controls.base_control import BaseControl

from phone.theme import C, theme

Pair = tuple[str, str, float]
TEXT, PICTURE = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
# Material 3, baseline scheme: the tone (CIE L*) of each role in light and dark. The seed decides hue and chroma alone,
# and contrast is in the tones. https://m3.material.io/styles/color/static/baseline
TONES = {
    C.PRIMARY: (40, 80), C.ON_PRIMARY: (100, 20),
    C.SECONDARY_CONTAINER: (90, 30), C.ON_SECONDARY_CONTAINER: (10, 90),
    C.ERROR: (40, 80), C.ON_ERROR: (100, 20), C.ERROR_CONTAINER: (90, 30), C.ON_ERROR_CONTAINER: (10, 90),
    C.SURFACE: (98, 6), C.ON_SURFACE: (10, 90), C.ON_SURFACE_VARIANT: (30, 80), C.OUTLINE: (50, 60),
    C.SURFACE_CONTAINER_LOW: (96, 10), C.SURFACE_CONTAINER: (94, 12), C.SURFACE_CONTAINER_HIGHEST: (90, 22),
}  # fmt: skip


def poor(screen: Any) -> set[str]:
    """Each ink that is too close to its ground: `light: primary on surface 3.9`."""
    found = set()
    for dark in (False, True):
        for ink, ground, least in _pairs(unwrap_component(screen), C.SURFACE, dark):
            ratio = contrast(ink, ground, dark)
            if ratio < least:
                found.add(f"{'dark' if dark else 'light'}: {ink} on {ground} {ratio:.1f}")
    return found


def contrast(ink: str, ground: str, dark: bool) -> float:
    """1 to 21."""
    low, high = sorted((luminance(ink, dark), luminance(ground, dark)))
    return (high + 0.05) / (low + 0.05)


def luminance(color: str, dark: bool) -> float:
    """0 to 1, of a role of the theme, by name, or of a colour such as #00695C."""
    scheme = theme(dark).color_scheme
    name = getattr(color, "value", color)
    assert scheme is not None
    given = name if name.startswith("#") else getattr(scheme, getattr(color, "name", "").lower(), None)
    if given:
        parts = [int(given[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return ((TONES[ft.Colors(name)][dark] + 16) / 116) ** 3


def _pairs(control: Any, ground: str, dark: bool) -> Iterator[Pair]:
    control = unwrap_component(control)
    if isinstance(control, list | tuple):
        for each in control:
            yield from _pairs(each, ground, dark)
    if not isinstance(control, BaseControl) or not getattr(control, "visible", True):
        return
    # What is in a theme of its own, as a picture to share is, looks the same on a dark page.
    if getattr(control, "disabled", False) or (dark and getattr(control, "theme_mode", None) is ft.ThemeMode.LIGHT):
        return
    own = getattr(control, "bgcolor", None)
    ground = own if own and own != C.TRANSPARENT else ground
    yield from _own(control, ground)
    for field in dataclasses.fields(control):
        if not field.name.startswith("_") and not field.metadata.get("skip"):
            yield from _pairs(getattr(control, field.name, None), ground, dark)


def _own(control: BaseControl, ground: str) -> Iterator[Pair]:
    match control:
        case ft.FilledButton():
            yield C.ON_PRIMARY, C.PRIMARY, TEXT
        case ft.TextButton() | ft.OutlinedButton():
            yield C.PRIMARY, ground, TEXT
        case ft.Text():
            yield control.color or C.ON_SURFACE, ground, TEXT
        case ft.Icon() if control.color:
            yield control.color, ground, PICTURE

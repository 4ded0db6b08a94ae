"""Colours, sizes and shapes of the app: one primary colour, large text, targets a thumb can hit."""

import flet as ft

SEED = "#00695C"
SIDE = 16
GAP = 12
CORNER = 12
WIDEST = 600
THUMB = 48  # the least width and height of what is tapped
BODY = 16
SMALL = 14
TITLE = 20

C = ft.Colors
STILL = ft.PageTransitionTheme.NONE
# 15 above and below a line of text makes 48 at least, and grows with the reader's own text size.
ROOMY = ft.ButtonStyle(
    padding=ft.Padding.symmetric(vertical=15, horizontal=20),
    shape=ft.RoundedRectangleBorder(radius=CORNER),
    text_style=ft.TextStyle(size=BODY, weight=ft.FontWeight.W_500),
)


# Care is amber, where the seed alone would make it blue; what is good is a quiet green.
LIGHT = ft.ColorScheme(
    primary_container="#CDE8E1",
    on_primary_container="#00201B",
    tertiary="#7A5900",
    tertiary_container="#FFE7B0",
    on_tertiary_container="#3A2A00",
)
DARK = ft.ColorScheme(
    primary_container="#0B4F46",
    on_primary_container="#CDE8E1",
    tertiary="#F0BF4C",
    tertiary_container="#5C4300",
    on_tertiary_container="#FFDEA3",
)


def theme(dark: bool = False) -> ft.Theme:
    """The theme for light or for dark."""
    return ft.Theme(
        color_scheme_seed=SEED,
        color_scheme=DARK if dark else LIGHT,
        visual_density=ft.VisualDensity.STANDARD,
        page_transitions=ft.PageTransitionsTheme(android=STILL, ios=STILL, linux=STILL, macos=STILL, windows=STILL),
        filled_button_theme=ft.FilledButtonTheme(style=ROOMY),
        outlined_button_theme=ft.OutlinedButtonTheme(style=ROOMY),
        navigation_bar_theme=ft.NavigationBarTheme(label_text_style=ft.TextStyle(size=12, letter_spacing=0)),
        text_button_theme=ft.TextButtonTheme(style=ROOMY),
    )


def side(width: float | None) -> float:
    """The margin left and right: a phone's edge, or what keeps lines short on a wide screen.

    A little less on a phone where seven days of 48 would not fit between two margins.
    """
    return max(SIDE if not width or width >= 7 * THUMB + 2 * SIDE else GAP, ((width or 0) - WIDEST) / 2)

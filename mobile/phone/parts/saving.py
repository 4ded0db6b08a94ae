"""Saving once however often a button is tapped, and saying so beside it when the disk refuses."""

from collections.abc import Awaitable, Callable

import flet as ft

from phone.journal_file import StoreError

Act = Callable[[], Awaitable[None]]


def use_saving() -> tuple[bool, str, Callable[[Act], Act]]:
    """Whether a save is on its way, the sentence of the one that failed last, and what makes an act safe to tap."""
    busy, set_busy = ft.use_state(False)
    failed, set_failed = ft.use_state("")
    going = ft.use_ref(False)
    # Tappable again only when drawn again: a second tap may already be on its way while the first one ends.
    if not busy:
        going.current = False

    def once(act: Act) -> Act:
        async def guarded() -> None:
            if going.current:
                return
            going.current = True
            set_busy(True)
            set_failed("")
            try:
                await act()
            except StoreError as error:
                set_failed(error.sentence)
            finally:
                set_busy(False)

        return guarded

    return busy, failed, once

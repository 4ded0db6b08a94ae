"""Every state of every screen opens and says what it must, in colours that can be read.

`tests/browser/sheet.py` shows the same ones.
"""

from pathlib import Path

import flet as ft
import pytest

from phone.app import App, dress
from phone.browser_disk import FolderDisk
from tests.screens.contrast import poor
from tests.screens.harness import Screen
from tests.screens.states import STATES, State


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_a_state_says_what_it_must(state: State, tmp_path: Path) -> None:
    async def disk() -> FolderDisk:
        return FolderDisk(str(tmp_path))

    def main(page: ft.Page) -> None:
        dress(page)
        page.render_views(App, disk, state.phone_on)

    app = Screen(main, state.route)
    for tap in state.taps:
        app.tap(tap) if isinstance(tap, str) else app.fill(*tap)
    assert any(state.says in text for text in app.seen()), app.seen()
    assert poor(app.top) == set()
    app.close()

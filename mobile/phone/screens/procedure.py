"""One procedure: its rule first, then writing, handing over, or only showing the way."""

from urllib.parse import unquote

import flet as ft

from phone.parts.boxes import card, empty, notice
from phone.parts.buttons import go, main_button, other_button
from phone.parts.drafts import forget
from phone.parts.frame import screen
from phone.parts.opened import Opened, use_opened
from phone.parts.rule import rule_badge
from phone.parts.words import hint, icon_line, line, title
from phone.screens.hand_over import HandOver
from phone.screens.writing import Writing
from phone.strings import SAVED
from shiftbook.legality import Procedure, may_write

TO_OFFICER = "Bạn chỉ hướng dẫn, hoặc đưa người dân đến công chức."
NO_RECORD = "Không ghi lại gì về việc này để giữ bí mật cho người dân."


@ft.component
def OneProcedure():
    """After saving, what to do next takes the form's place, so that nothing is saved twice."""
    opened = use_opened()
    phone = opened.phone
    wanted = unquote(ft.use_route_params().get("procedure", ""))
    saved, set_saved = ft.use_state("")
    route = f"/write/{wanted}"

    def done(what: str) -> None:
        forget(opened, route)
        forget(opened, "/write")
        set_saved(what)

    procedure = next((p for p in phone.procedures() if p.id == wanted), None)
    if procedure is None:
        gone = empty(ft.Icons.SEARCH_OFF, "Không thấy thủ tục này trên máy.", "Hãy tìm lại theo tên.")
        return screen(phone, route, "Viết hộ", [gone, other_button("Tìm thủ tục khác", go("/write"))], back="/write")
    if saved:
        return screen(phone, route, "Viết hộ", _done(opened, procedure, saved, lambda: set_saved("")), back="/write")
    return screen(phone, route, "Viết hộ", [*_about(procedure), *_acts(procedure, done)], back="/write")


def _about(procedure: Procedure) -> list[ft.Control]:
    limit = procedure.time_limit or ("Giải quyết trong ngày" if procedure.same_day else "")
    head = ft.Column([title(procedure.name), hint(procedure.field)], spacing=2)
    return [
        head,
        card(
            rule_badge(procedure, 16),
            *([] if may_write(procedure) or procedure.record == "none" else [line(TO_OFFICER)]),
            *([icon_line(ft.Icons.TIPS_AND_UPDATES_OUTLINED, procedure.reminder)] if procedure.reminder else []),
            *([hint(f"Thời hạn: {limit}")] if limit else []),
            *([hint(f"Căn cứ: {procedure.legal_basis}")] if procedure.legal_basis else []),
        ),
    ]


def _acts(procedure: Procedure, saved) -> list[ft.Control]:
    if procedure.record == "none":
        return [notice("stop", "Đưa người dân đến công chức", NO_RECORD)]
    if procedure.record == "full" and may_write(procedure):
        return [Writing(procedure, saved)]
    return [HandOver(procedure, saved)]


def _done(opened: Opened, procedure: Procedure, what: str, again) -> list[ft.Control]:
    def offer_ballot() -> None:
        """To the citizen just served, who never gets the slip shown to the one before."""
        opened.next_citizen = True
        ft.context.page.navigate("/ballot")

    return [
        ft.Container(height=8),
        notice("good", SAVED, what, procedure.name, live=True),
        main_button("Đưa phiếu ý kiến", offer_ballot, ft.Icons.QR_CODE_2),
        other_button("Tìm thủ tục khác", go("/write"), ft.Icons.SEARCH),
        other_button("Ghi thêm lượt cùng thủ tục", again, ft.Icons.REPLAY),
    ]

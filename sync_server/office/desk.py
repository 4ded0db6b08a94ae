"""The counter screen: the changing code, large, with the time it still holds; never an old one."""

from typing import Any

from fastapi import APIRouter, Request, Response

from shiftbook.moments import format_instant
from sync_server import counter
from sync_server.pages import page
from sync_server.security import DESK_STEP_S

router = APIRouter(include_in_schema=False)


@router.get("/desk/{point}")
def desk(request: Request, point: str, dark: str = "") -> Response:
    """The code of a counter now; without JavaScript the page loads itself again when the code changes."""
    shown = counter.desk_code(request, point)
    values: dict[str, Any] = {
        "point": point, "name": shown.name, "dark": bool(dark), "now": format_instant(shown.now), "code": shown.code,
        "left": int((shown.until - shown.now).total_seconds()), "step": DESK_STEP_S,
        "until": format_instant(shown.until),
    }  # fmt: skip
    return page(request, "desk.html", **values)

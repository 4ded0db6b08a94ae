"""The few files the pages need beside themselves: style, script and icon, all from this server."""

from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from sync_server.errors import Refused
from sync_server.office.words import STATIC

router = APIRouter(include_in_schema=False)
_KINDS: Final = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@router.get("/static/{name}")
def asset(name: str) -> Response:
    """A file of `static/`; its address changes with it, so it may be kept for a year."""
    path = STATIC / name
    if path.parent != STATIC or path.suffix not in _KINDS or not path.is_file():
        raise Refused("not_found", 404)
    return FileResponse(
        path, media_type=_KINDS[path.suffix], headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )

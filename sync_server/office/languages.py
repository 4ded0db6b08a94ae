"""The choice of a language: kept in the browser, for one and the same person may read at a shared desk and at home."""

from typing import Final

from fastapi import APIRouter, Request, Response

from sync_server.language import COOKIE, LANGUAGES
from sync_server.office.forms import Posted
from sync_server.pages import own_path, seen
from sync_server.site import same_origin, site

router = APIRouter(include_in_schema=False)
HOLDS_S: Final = 365 * 24 * 60 * 60


@router.post("/language")
def choose(request: Request, form: Posted) -> Response:
    """The same page again, in the language that was chosen; in Vietnamese when it is none we have."""
    same_origin(request)
    answer = seen(request, own_path(form.text("next")) or "/")
    wanted = form.text("language")
    if wanted in LANGUAGES:
        answer.set_cookie(COOKIE, wanted, max_age=HOLDS_S, httponly=True, samesite="lax", secure=site(request).secure)
    return answer

"""Whether a printed code stands for a closed month: for anyone who holds the paper, without a name on it."""

import hashlib
import json

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from sync_server import tables as t
from sync_server.pages import page
from sync_server.site import site

router = APIRouter(include_in_schema=False)


@router.get("/verify")
def ask(request: Request, code: str = "") -> Response:
    """Where a code is typed; on to the page of the one that was."""
    if _code(code):
        return RedirectResponse(f"/verify/{_code(code)}", 303)
    return page(request, "verify.html", code="", row=None)


def _code(text: str) -> str:
    """A code as it is printed, from whatever case, spaces and dashes it was typed with."""
    letters = "".join(c for c in text.upper() if c.isascii() and c.isalnum())[:64]
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


@router.get("/verify/{code}")
def verify(request: Request, code: str) -> Response:
    """Commune, month, total, digest and when it was closed; 404 for a code no closed month has."""
    wanted = _code(code)
    query = sa.select(t.closing).where(t.closing.c.code == wanted)
    with site(request).database.reader() as connection:
        row = connection.execute(query).first()
    told = json.loads(row.body) if row else {}
    digest = hashlib.sha256(row.body.encode()).hexdigest() if row else ""
    return page(request, "verify.html", 200 if row else 404, code=wanted, row=row, told=told, digest=digest)

"""Joining with an invite: what the link or the code says, and what the office answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from phone import answers, http
from phone.book import Book
from phone.http import Post, Unreachable
from phone.strings import say

APP_VERSION = "0.1.0"
SCHEMES = ("http", "https")
Move = Callable[[str], None]


@dataclass(frozen=True)
class Invite:
    """A code, and the office it is of where that was told too."""

    code: str
    office: str = ""


def read(text: str) -> Invite:
    """What somebody typed or pasted: a code alone, the whole link of the office, or one that opens the installed app.

    The links are `{office}/app/#/enrol?code=…` and `sotruc://enrol?code=…&office={office}`.
    """
    text = text.strip()
    try:
        link = urlsplit(text)
        told = parse_qs(urlsplit(link.fragment).query or link.query)
    except ValueError:
        return Invite(text)
    code = told.get("code", [""])[0].strip()
    if not code:
        return Invite(text)
    here = _site(text)
    return Invite(code, here or _site(told.get("office", [""])[0]))


def _site(address: str) -> str:
    link = urlsplit(address)
    return f"{link.scheme}://{link.netloc}" if link.scheme in SCHEMES and link.netloc else ""


def misled(invite: Invite, base: str) -> str:
    """Why this invite is not for an app of the office at `base`, or nothing."""
    if not base:
        return say("enrol.whole_link")
    return say("enrol.other_office", office=invite.office) if invite.office not in ("", base) else ""


async def asked(post: Post, book: Book, base: str, code: str) -> dict[str, Any] | str:
    """What the office tells whoever joins with this code, or the sentence to show; facts already here are kept."""
    told = {"model": http.device(), "os": "", "app_version": APP_VERSION}
    try:
        answer = await post("/api/v1/enrol", {"code": code, "device": told}, book.token(base))
    except Unreachable:
        return say("enrol.offline")
    if answer.status == 200 and answers.of_enrolment(answer.body):
        return answer.body
    return str((answer.status != 200 and answer.body.get("message")) or say("enrol.offline"))

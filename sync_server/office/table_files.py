"""Every table of a page as a file: what the page shows, cell by cell, is what the file holds; no page lists its own.

A table marked `data-form` only asks for input, and one marked `data-own` has a file of its own with more in it.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlencode

from fastapi import Request, Response

from sync_server.exports import csv_file
from sync_server.language import _
from sync_server.week_words import OWN_BALLOT

ASKED: Final = "csv"
SHORT: Final = 50
PLACE: Final = "<!-- files -->"
_TABLE: Final = re.compile(r"<table(?![^>]* data-(?:form|own))[^>]*>(?:\s*<caption[^>]*>(.*?)</caption>)?", re.DOTALL)
_HEADING: Final = re.compile(r"<h[1-3][^>]*>(.*?)</h[1-3]>", re.DOTALL)
_TAG: Final = re.compile(r"<[^>]*>")
_NUMBER: Final = re.compile(r"[-−]?\d{1,3}(?:\.\d{3})*(?: đồng)?")
_EMPTY: Final = frozenset({"br", "img", "input", "hr", "wbr"})
_APART: Final = frozenset({"br", "p", "li", "small", "div"})
_UNSEEN: Final = frozenset({"form", "button", "script", "summary", "svg"})


def listed(request: Request, text: str) -> str:
    """A page with a link to each of its tables' files at its foot."""
    names = _names(text)
    if not names or PLACE not in text or request.method != "GET":
        return text
    told = [(key, value) for key, value in request.query_params.multi_items() if key != ASKED]
    links = (
        f'<a href="?{escape(urlencode([*told, (ASKED, str(number))]))}">{escape(name)}</a>'
        for number, name in enumerate(names, 1)
    )
    return text.replace(PLACE, f'<p class="files unprinted">{_("Tải bảng (CSV):")} {" · ".join(links)}</p>', 1)


def _names(text: str) -> list[str]:
    """Each table by its caption if that is short, else by the heading above it; by a long caption where it has no
    heading, or shares it with another table."""
    found: list[str] = []
    known: Counter[str] = Counter()
    tables = [(table[1], _HEADING.findall(text, 0, table.start())[-1:]) for table in _TABLE.finditer(text)]
    for caption, above in tables:
        shared = sum(above == other for _caption, other in tables) > 1
        named = caption if caption and (shared or len(_plain(caption)) <= SHORT) else ""
        told = _plain(named or "".join(above) or caption or "") or _("Bảng")
        known[told] += 1
        found.append(f"{told} ({known[told]})" if known[told] > 1 else told)
    return found


def _plain(markup: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", markup)).split())


def answer(request: Request, text: str) -> Response | None:
    """The file of the table an address asks for; None when it asks for none there is."""
    asked = request.query_params.get(ASKED, "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 3) or request.method != "GET":
        return None
    names, place = _names(text), int(asked) - 1
    if not 0 <= place < len(names):
        return None
    parser = _Tables()
    parser.feed(text)
    head, *rows = parser.tables[place]
    if _(OWN_BALLOT) in unescape(text):
        rows.append([_(OWN_BALLOT)])
    return csv_file.answer(names[place][:80], [str(cell).replace("; ", " ") for cell in head], rows)


@dataclass
class _Cell:
    number: bool
    wide: int
    said: list[str] = field(default_factory=list)

    def told(self) -> csv_file.Cell:
        text = re.sub(r"\s*;(?: ;)*\s*", "; ", " ".join(" ".join(self.said).split())).strip("; ")
        if self.number and _NUMBER.fullmatch(text):
            return int(text.removesuffix(" đồng").replace(".", "").replace("−", "-"))
        return text


class _Tables(HTMLParser):
    """Every table that is offered, as rows of cells; what is there only for a screen reader or a phone is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[csv_file.Cell]]] = []
        self._row: list[csv_file.Cell] = []
        self._cell: _Cell | None = None
        self._skipped: list[str] = []
        self._within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter a table, a row or a cell, or what is not looked at."""
        told = dict(attrs)
        if tag == "table" and "data-form" not in told and "data-own" not in told:
            self.tables.append([])
            self._within = True
        if not self._within or tag in _EMPTY:
            self._apart(tag)
            return
        if self._skipped or tag in _UNSEEN or {"hidden", "brief", "button"} & set((told.get("class") or "").split()):
            self._skipped.append(tag)
        elif tag == "tr":
            self._row = []
        elif tag in ("td", "th"):
            number = "number" in (told.get("class") or "")
            self._cell = _Cell(number, int(told.get("colspan") or 1))
        self._apart(tag)

    def _apart(self, tag: str) -> None:
        if self._cell is not None and not self._skipped and tag in _APART:
            self._cell.said.append(";")

    def handle_data(self, data: str) -> None:
        """Take what a cell says."""
        if self._cell is not None and not self._skipped:
            self._cell.said.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Leave a table, a row or a cell."""
        if self._skipped:
            if tag in self._skipped:
                while self._skipped.pop() != tag:
                    pass
            return
        if not self._within:
            return
        if tag in ("td", "th") and self._cell is not None:
            beside: list[csv_file.Cell] = [""] * (self._cell.wide - 1)
            told = self._cell.told()  # a figure over several columns stands at their end, where the page writes it
            self._row += [*beside, told] if self._cell.number else [told, *beside]
            self._cell = None
        elif tag == "tr":
            self.tables[-1].append(self._row)
        elif tag == "table":
            self._within = False

"""Finding and masking what looks like a citizen's identity or phone number in free text."""

import re
from typing import Final

MASK: Final = "[đã che]"
SHORTEST: Final = 9
# Nine or twelve digits are identity numbers, ten or eleven a phone number; any longer run is no less private (Luật
# 91/2025/QH15 Điều 3: only what the purpose needs is kept).
_RUN: Final = re.compile(r"\d{9,}")
# Numbers with separators that name no person: a dossier code (TT 01/2018/TT-VPCP Điều 19), a day, years, an amount.
_KEPT: Final = r"""
    (?<![\w.])[A-Z0-9]{1,3}(?:\.[A-Z0-9]{1,3}){1,4}-\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-\d{4,7}(?!\d)
  | (?<!\d)\d{4}-\d\d-\d\d(?!\d)
  | (?<!\d)(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d(?!\d)
  | (?<!\d)(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?![\d/])
  | (?<!\d)(?:19|20)\d\d(?:[ -](?:19|20)\d\d)+(?![ .-]?\d)
  | (?<!\d)\d{1,3}(?:[.,]\d{3})+(?=\s?(?:đồng|triệu|vnđ|đ\b))
"""
_GAP: Final = r"[\s.,/_*()–—…-]{0,3}"
# What joins the groups of a phone number and hardly ever other numbers; ":" does in hours, so not after two digits.
_WIDER: Final = r"[\s.,/_*()|+'’~=;–—…-]{0,3}"
_WIDEST: Final = r"[\s.,/_*()|+'’~=;:–—…-]{0,3}"
# Before a phone number no hour, as in 8:00 20/11/2026; behind it no day, month or year.
_END: Final = r"(?!\d|[.:]\d|[/,]\d\d?(?!\d)|/(?:19|20)\d\d(?!\d))"
_PHONE: Final = (
    r"(?<!\d)0(?:\s?\d){11}(?!\d|[.:/]\d)|(?<!\d)(?:[+]\s?84|0084|84(?=[ .(-]{0,2}[1-9])|(?<!\d[:hg])[0０])"
    rf"(?:{_GAP}\d){{9,10}}{_END}"
    rf"|(?<!\d)(?<!\d[:hg])(?:0[235789](?:{_WIDER}\d){{8,9}}|(?:0[235789]\d|[+]84|0084)(?:{_WIDEST}\d){{7,9}}){_END}"
    r"|(?<!\d)[35789]\d\d[^\S\n]\d{3}[^\S\n]\d{4}(?!\d)"
)
_GROUPED: Final = r"(?<!\d)\d{3,6}(?:(?:[^\S\n]|[._*–-])\d{3,6}){1,4}(?!\d)"
# What has fewer digits than an identity number needs no closer look.
_ENOUGH: Final = re.compile(r"(?:\d\D*+){9}")
_NUMBER: Final = re.compile(
    rf"(?P<kept>{_KEPT})|(?P<private>\d{{9,}}|{_PHONE})|(?P<grouped>{_GROUPED})", re.VERBOSE | re.IGNORECASE
)


def looks_private(text: str) -> bool:
    """Whether a text seems to hold an identity number or a phone number."""
    return masked(text) != text


def masked(text: str) -> str:
    """The text with every such number replaced by '[đã che]'; dossier codes, days and amounts in đồng stay."""
    return _NUMBER.sub(_hidden, text) if len(text) >= SHORTEST and _ENOUGH.search(text) else text


def _hidden(match: re.Match[str]) -> str:
    digits = sum(c.isdigit() for c in match[0])
    # Ten or eleven digits in groups that do not begin like a phone number are a register number more often than not.
    return match[0] if match["kept"] or (match["grouped"] and (digits < 9 or digits in (10, 11))) else MASK


def masked_code(text: str) -> str:
    """A dossier code with only runs of nine digits and more masked: its dotted groups are not a phone number."""
    return _RUN.sub(MASK, text)

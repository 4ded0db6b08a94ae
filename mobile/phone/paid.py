"""What the office says was handed out to me: fetched while there is network, kept for when there is none."""

from datetime import date
from typing import Any, Final
from urllib.parse import quote

from phone.http import Unreachable
from phone.model import Phone
from phone.strings import money, say, words

PATH: Final = "/api/v1/paid"
WAYS: Final = ("cash", "transfer")


def told(phone: Phone, month: str) -> str:
    """What is known of a closed month's payment, as a sentence; empty when the office has told nothing of it."""
    row = next((r for r in phone.book.recall(_key(phone)) or [] if r["month"] == month), None)
    if row is None:
        return ""
    amount = abs(row["amount_dong"])
    if row["day"] is None:
        return say("months.not_paid") if row["amount_dong"] > 0 else say("months.not_taken", amount=money(amount))
    key, way = "months.was_paid" if row["amount_dong"] > 0 else "months.was_taken", words("months.ways")[row["way"]]
    day = date.fromisoformat(row["day"])
    return say(key, amount=money(amount), day=day, way=way, receipt=row["receipt"])


async def fetch(phone: Phone) -> bool:
    """Ask the office; answers whether it told anything new. Without network what is known stays."""
    key, me = _key(phone), str((phone.me or {}).get("id"))
    try:
        answer = await phone.post(f"{PATH}?member={quote(me)}", None, phone.book.token(phone.base))
    except Unreachable:
        return False
    months = answer.body.get("months")
    if answer.status != 200 or not isinstance(months, list) or not all(_is_row(row) for row in months):
        return False
    if months == phone.book.recall(key):
        return False
    await phone.book.remember(key, months)
    return True


def _key(phone: Phone) -> str:
    return f"paid:{(phone.me or {}).get('id')}"


def _is_row(row: Any) -> bool:
    """Whether this is the office's row: a Wi-Fi portal may answer JSON too, and an office may learn other ways."""
    if (
        not isinstance(row, dict)
        or not isinstance(row.get("month"), str)
        or not isinstance(row.get("amount_dong"), int)
    ):
        return False
    if row.get("day", "") is None:
        return True
    try:
        date.fromisoformat(str(row.get("day")))
    except ValueError:
        return False
    return row.get("way") in WAYS and isinstance(row.get("receipt"), str)

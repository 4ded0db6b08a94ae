"""The rules of conduct as the office words them now, and which version of them I have acknowledged."""

from typing import Any

from phone.model import Phone
from phone.records import taken_back


def rules(phone: Phone) -> dict[str, Any] | None:
    """`version`, `from`, `source` and `rules` (each `text` and `clause` of the plan); None before the office told."""
    told = phone.commune.get("conduct")
    return told if isinstance(told, dict) and told.get("rules") and "version" in told else None


def acknowledged(phone: Phone) -> str | int | None:
    """The version I acknowledged last, None when none; old facts are let go, so the version is remembered as well."""
    me = phone.me
    if me is None:
        return None
    facts = phone.book.facts(me["id"])
    gone = taken_back(facts)
    mine = [f for f in facts if f["kind"] == "conduct_acknowledged" and f["id"] not in gone]
    newest = max(mine, key=lambda f: str(f["id"]), default=None)
    remembered: str | int | None = phone.book.recall(f"conduct:{me['id']}")
    return newest["data"].get("version") if newest else remembered


def to_read(phone: Phone) -> dict[str, Any] | None:
    """The rules to show me until I acknowledge them: those whose version is not the one I acknowledged."""
    told = rules(phone)
    return told if phone.me and told and told["version"] != acknowledged(phone) else None


async def acknowledge(phone: Phone) -> None:
    """I have read the rules as they are now."""
    told, me = rules(phone), phone.me
    if told and me:
        await phone.record("conduct_acknowledged", {"version": told["version"]})
        await phone.book.remember(f"conduct:{me['id']}", told["version"])

"""Whether an answer is one of an office (wire contract §2 and §3): a Wi-Fi portal or a stranger may answer JSON too."""

from typing import Any

from shiftbook.moments import parse_instant

YEARS = range(1970, 9000)


def of_exchange(told: dict[str, Any], *, whole: bool) -> bool:
    """Whether all of this may be taken in; `whole` asks for what each 200 has, a 401 may have any of it."""
    missing = {"epoch", "server_time", "verdicts", "changes", "cursor", "more"} - told.keys()
    receipts = [*_list(told.get("receipts", [])), *([told["receipt"]] if told.get("receipt") is not None else [])]
    return (
        not (whole and missing)
        and all(isinstance(told[key], str) for key in ("epoch", "cursor") if key in told)
        and all(isinstance(told[key], list) for key in ("verdicts", "changes", "receipts") if key in told)
        and isinstance(told.get("more", False), bool)
        and ("server_time" not in told or _is_instant(told["server_time"]))
        and all(_has_texts(verdict, "id", "status") for verdict in told.get("verdicts", []))
        and all(_has_texts(change, "id", "kind") for change in told.get("changes", []))
        and all(_is_receipt(receipt) for receipt in receipts)
    )


def of_enrolment(told: dict[str, Any]) -> bool:
    """Whether somebody was enrolled by this."""
    return (
        _has_texts(told, "device", "token", "epoch")
        and _has_texts(told.get("member"), "id")
        and isinstance(told.get("commune"), dict)
        and _is_instant(told.get("server_time"))
    )


def _is_receipt(told: Any) -> bool:
    counts = [told.get(key) for key in ("contiguous_seq", "highest_seq")] if _has_texts(told, "device") else [None]
    return all(type(count) is int and count >= 0 for count in counts) and _is_instant(told.get("at"))


def _is_instant(told: Any) -> bool:
    try:
        return isinstance(told, str) and parse_instant(told).year in YEARS
    except ValueError:
        return False


def _has_texts(told: Any, *names: str) -> bool:
    return isinstance(told, dict) and all(isinstance(told.get(name), str) for name in names)


def _list(told: Any) -> list[Any]:
    return told if isinstance(told, list) else []

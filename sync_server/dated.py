"""What the office sets from a day on, and which of it holds on a day: names and titles, target, counter's notice."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.resources import files
from typing import Any, Final

Entry = dict[str, Any]
FIRST_YEAR, LAST_YEAR = 2000, 2100
FIRST_DAY: Final = "2024-01-01"
KINDS_OF_COMMUNE: Final = ("xã ", "phường ", "thị trấn ", "đặc khu ")
CARRIED: Final[dict[str, Any]] = json.loads(files("sync_server").joinpath("data", "terms.json").read_text("utf-8"))


def sensible(day: date) -> bool:
    """Whether the office can mean a day: 0202-11-20 and 9999-11-20 are slips of the hand."""
    return FIRST_YEAR <= day.year < LAST_YEAR


def on(entries: Iterable[Entry], day: date) -> Entry:
    """The entry ({"from", …}) in force on a day; before the first, the first."""
    known = in_order(entries)
    return next((entry for entry in reversed(known) if entry["from"] <= day.isoformat()), known[0])


def before(entries: Iterable[Entry], day: str) -> Entry:
    """The entry that holds on a day, as the trail tells what was; empty before the first."""
    return next((entry for entry in reversed(in_order(entries)) if entry["from"] <= day), {})


def put(entries: Iterable[Entry], new: Entry) -> list[Entry]:
    """The entries with another one, in place of any that begins on the same day, the first day first."""
    return in_order([*(entry for entry in entries if entry["from"] != new["from"]), new])


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """The entries, the first day first."""
    return sorted(entries, key=lambda entry: str(entry["from"]))


def names_on(entries: Iterable[Entry], day: date) -> Entry:
    """What the papers of a day carry: the office's own entry, and beside it what the plan names (R46)."""
    return {**CARRIED["names"], **on(entries, day)}


def targets(config: Mapping[str, Any]) -> list[Entry]:
    """Which share of ballots (`percent`) the commune means to satisfy, from which day on, and its source (R6)."""
    return in_order(config.get("targets") or CARRIED["targets"])


def notices(config: Mapping[str, Any]) -> list[Entry]:
    """What citizens are told at the counter of their data (report §4), from which day on."""
    return in_order(config.get("notices") or CARRIED["notices"])


def comment_months(config: Mapping[str, Any]) -> list[Entry]:
    """For how many `months` what citizens wrote on ballots is kept (report §4, 12 proposed), from which day on."""
    return in_order(config.get("comment_months") or CARRIED["comment_months"])


def periods(config: Mapping[str, Any]) -> list[Entry]:
    """In which days ballots are asked for (`begins`, `ends`, None for all), and its ground, from which day on.

    The first is the one a commune began with, before such a choice had a day.
    """
    first = config["ballot_period"]
    entry = {"from": FIRST_DAY, "begins": first["from"], "ends": first["to"], "source": ""}
    return in_order([entry, *config.get("ballot_periods", [])])


def member_terms(config: Mapping[str, Any]) -> list[Entry]:
    """What members are told of their data (`notice`) and how many `months` it is kept after they leave, and its ground.

    Before the first one the office set, what the product brings, or what was set before such a choice had a day.
    """
    carried = files("sync_server").joinpath("data", "privacy.json").read_text(encoding="utf-8")
    entry = {"from": FIRST_DAY, "source": "", **(config.get("privacy") or json.loads(carried))}
    return in_order([entry, *config.get("member_terms", [])])


def office_names(commune: str) -> dict[str, str]:
    """The authority and the place as they follow from a commune's name: from "xã Tân Lập" the place "Tân Lập"."""
    kind = next((kind for kind in KINDS_OF_COMMUNE if commune.lower().startswith(kind)), "")
    return {"authority": f"ỦY BAN NHÂN DÂN {commune.upper()}", "place": commune[len(kind) :]}

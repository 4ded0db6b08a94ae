"""Backup and restore on either kind of database, and from one kind to the other."""

from pathlib import Path

import pytest

from sync_server import copies
from sync_server.settings import Settings
from tests.contract.conftest import Opened, Postgres, Sqlite
from tests.server.stand import Stand

FRIDAY = "2026-11-20"
EIGHT = f"{FRIDAY}T07:55:00+07:00"


def settings_of(stand: Stand, url: str | None = None) -> Settings:
    """The settings a command on this database would find."""
    own = stand.database.engine.url.render_as_string(hide_password=False)
    return stand.site.settings.model_copy(update={"database_url": url or own})


def test_a_restored_database_begins_anew_and_the_phones_bring_the_rest(stand: Stand, tmp_path: Path) -> None:
    phone, settings, file = stand.phone(0), settings_of(stand), tmp_path / "ban-sao"
    before = stand.check_in(phone, EIGHT)
    phone.push(before)
    copies.backup(settings, file)
    after = phone.fact("difficulty_raised", {"text": "sau", "urgent": False}, EIGHT)
    phone.push(after)
    phone.pull()
    stand.decide(0, FRIDAY, False)
    kept = copies.restore(settings, file)
    stand.tokens.clear()
    assert kept is not None and kept.exists()
    answer = phone.send(before, after).json()
    assert [v["status"] for v in answer["verdicts"]] == ["duplicate", "stored"]
    assert answer["epoch"] != phone.epoch and answer["changes"][0]["rev"] < 200
    day = stand.day(0, FRIDAY)
    assert day and (day["counted"], day["decided_by"]) == (True, None)
    assert stand.differences() == []


def test_what_was_replaced_can_be_had_back(stand: Stand, tmp_path: Path) -> None:
    phone, settings, file = stand.phone(0), settings_of(stand), tmp_path / "ban-sao"
    copies.backup(settings, file)
    phone.push(stand.check_in(phone, EIGHT))
    kept = copies.restore(settings, file)
    assert kept is not None
    copies.restore(settings, kept)
    stand.tokens.clear()
    day = stand.day(0, FRIDAY)
    assert day and day["grade"] == "A"
    assert stand.differences() == []


@pytest.mark.parametrize("place", ["postgres"], indirect=True)
def test_a_commune_moves_to_postgresql_and_back(
    stand: Stand, place: Sqlite | Postgres, opened: Opened, tmp_path: Path
) -> None:
    """What grew in a file is served from a server after two commands, and the other way about."""
    phone = stand.phone(0)
    phone.push(stand.check_in(phone, EIGHT))
    figures = stand.month()
    copies.backup(settings_of(stand), tmp_path / "tu-postgres")
    at_home = settings_of(stand, f"sqlite:///{tmp_path / 'nha.db'}")
    copies.restore(at_home, tmp_path / "tu-postgres")
    copies.backup(at_home, tmp_path / "tu-sqlite")
    there = settings_of(stand, place.fresh())
    copies.restore(there, tmp_path / "tu-sqlite")
    told = {"commune": stand.commune, "points": [{"id": stand.point, "poster_code": stand.poster}], "members": []}
    for settings in (at_home, there):
        moved = Stand(opened(settings.url), settings, told)
        assert moved.month() == figures
        assert moved.differences() == []
        moved.client.close()

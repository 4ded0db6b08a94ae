"""The nightly backup keeps the newest copies, and a failed night costs no older copy."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.sources import ROOT


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A release folder with the real script and a command that copies or fails as its own file says."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy/backup", tmp_path / "deploy/backup")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    return tmp_path


def night(release: Path, command: str, *options: str) -> int:
    program = release / ".venv/bin/shiftbook"
    program.write_text(f"#!/bin/sh\n{command}\n")
    program.chmod(0o755)
    copies = release / "copies"
    copies.mkdir(exist_ok=True)
    return subprocess.run([release / "deploy/backup", copies, *options], check=False).returncode


def kept(release: Path) -> list[str]:
    return sorted(copy.name for copy in (release / "copies").iterdir())


def test_thirty_copies_are_kept_and_the_oldest_go(release: Path) -> None:
    (release / "copies").mkdir()
    older = [f"shiftbook-202601{day:02}-223000.backup" for day in range(1, 32)]
    for name in older:
        (release / "copies" / name).write_text("old")
    assert night(release, 'test "$1" = backup && echo new > "$2"') == 0
    copies = kept(release)
    assert len(copies) == 30
    assert copies[:-1] == older[2:]
    assert (release / "copies" / copies[-1]).read_text() == "new\n"


def test_a_failed_night_leaves_everything_as_it_was(release: Path) -> None:
    assert night(release, 'echo good > "$2"', "2") == 0
    before = kept(release)
    assert night(release, 'echo half > "$2"; exit 1', "1") == 1
    assert kept(release) == before

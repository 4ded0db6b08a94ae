"""A disk that is really full (a file size limit of the system): one clear sentence, and nothing half written."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from phone.book import Book
from phone.browser_disk import FolderDisk

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("limit", [4000, 4001, 4177, 5000])
def test_a_full_disk_is_told_and_survived(tmp_path, limit):
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'mobile'}", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "tests.crash.filler", str(tmp_path), str(limit)]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment, text=True, check=True)
    said = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    refused = [words for words in said if words[0] == "refused"]
    assert [words[1] for words in refused] == ["store_full"] * 3
    assert "Máy đã hết chỗ trống" in refused[0][2]
    saved = {words[1]: int(words[2]) for words in said if words[0] == "saved"}
    assert list(saved.values()) == list(range(1, len(saved) + 1)) and len(saved) > 3
    asyncio.run(look(str(tmp_path), saved))


async def look(folder, saved):
    book = await Book.open(FolderDisk(folder))
    assert not book.recovery.sentence
    assert {fact["id"]: fact["seq"] for fact in book.facts()} == saved
    book.close()

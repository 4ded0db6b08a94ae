"""kill -9 at a random moment, again and again on the same book: nothing that was said to be saved is ever missing."""

import asyncio
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from phone.book import Book
from phone.browser_disk import FolderDisk

ROOT = Path(__file__).resolve().parents[2]


def killed(folder, mode, patience):
    """What the phone said before it was killed, after `patience` lines of it were heard."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'mobile'}"}
    command = [sys.executable, "-m", "tests.crash.writer", folder, mode]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=environment, text=True) as phone:
        said = [phone.stdout.readline() for _ in range(patience)]
        phone.kill()
        said += phone.stdout.readlines()
    assert said[0] == "open\n", "the book could not be opened"
    return [line.split() for line in said if line.endswith("\n")]


async def look(folder, said, known):
    book = await Book.open(FolderDisk(folder))
    assert book.recovery.dropped == 0 and not book.recovery.from_copy
    known |= {words[1]: int(words[2]) for words in said if words[0] == "saved"}
    facts = {fact["id"]: fact for fact in book.facts()}
    assert {fact_id: facts[fact_id]["seq"] for fact_id in known} == known
    assert sorted(fact["seq"] for fact in facts.values()) == list(range(1, book.count_all() + 1))
    settled = {words[1] for words in said if words[0] == "settled"}
    assert {facts[fact_id]["stage"] for fact_id in settled} <= {"settled"}
    assert len(known) <= len(facts)
    book.close()


def trials(folder, seed, number):
    chance = random.Random(seed)
    known = {}
    for trial in range(number):
        said = killed(folder, ("write", "compact")[trial % 2], chance.randint(1, 60))
        asyncio.run(look(folder, said, known))
    assert known


def test_nothing_saved_is_lost_in_20_trials(tmp_path):
    trials(str(tmp_path), 1, 20)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(200))
def test_nothing_saved_is_lost_in_5000_trials(tmp_path, seed):
    trials(str(tmp_path), seed, 25)

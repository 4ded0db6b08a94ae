"""What unit tests stand on: an unhurried Hypothesis, since a busy machine is no fault of a rule, and a phone's book."""

import asyncio

import pytest
from hypothesis import settings

from tests.unit.store_cast import enrolled

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture
def run():
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def folder(tmp_path):
    return str(tmp_path / "data")


@pytest.fixture
def book(run, folder):
    book = run(enrolled(folder))
    yield book
    book.close()

"""The demonstration database every run begins with, and a log that says nothing of the faults that are meant."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests.server.conftest import demonstration

__all__ = ["demonstration"]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A stumble caused on purpose is not worth a coloured picture of the whole stack, which takes seconds."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()

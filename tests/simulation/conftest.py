"""The demonstration database every run begins with."""

from tests.server.conftest import demonstration

__all__ = ["demonstration"]

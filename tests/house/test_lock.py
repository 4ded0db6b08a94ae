"""The lock names an exact version for everything pyproject.toml asks for, directly or through others."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.sources import ROOT

EXACT = re.compile(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.!+_-]+)")


def grouped(groups: dict[str, list[Any]], name: str) -> Iterator[str]:
    for entry in groups[name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from grouped(groups, entry["include-group"])


def asked(project: dict[str, Any]) -> list[Requirement]:
    texts = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    for extra in project["project"]["optional-dependencies"].values():
        texts += extra
    for group in project["dependency-groups"]:
        texts += grouped(project["dependency-groups"], group)
    return [Requirement(text) for text in texts]


def pins(lock: str) -> dict[str, str]:
    lines = [line for line in lock.splitlines() if line and not line.startswith("#")]
    matched = [EXACT.fullmatch(line) or line for line in lines]
    assert [line for line in matched if isinstance(line, str)] == []
    return {canonicalize_name(match[1]): match[2] for match in matched if not isinstance(match, str)}


def missing(wanted: list[Requirement], locked: dict[str, str]) -> list[str]:
    """What is wanted, here or by what is wanted here, and not locked at a fitting version."""
    found: list[str] = []
    seen: set[tuple[str, str]] = set()
    waiting = [(requirement, "pyproject.toml") for requirement in wanted]
    while waiting:
        requirement, asker = waiting.pop()
        name = canonicalize_name(requirement.name)
        version = locked.get(name)
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            found.append(f"{requirement} asked by {asker}")
            continue
        for extra in {"", *requirement.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                waiting += [(further, name) for further in required_by(name, extra)]
    return found


def required_by(name: str, extra: str) -> list[Requirement]:
    requirements = [Requirement(text) for text in distribution(name).requires or ()]
    return [each for each in requirements if each.marker is None or each.marker.evaluate({"extra": extra})]


def test_the_lock_covers_everything() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = pins((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert missing(asked(project), locked) == []


def test_a_hole_in_the_lock_is_seen() -> None:
    httpx = [Requirement("httpx>=0.28")]
    assert missing(httpx, {}) == ["httpx>=0.28 asked by pyproject.toml"]
    assert missing(httpx, {"httpx": "0.27.0"}) == ["httpx>=0.28 asked by pyproject.toml"]
    assert "idna asked by httpx" in missing(httpx, {"httpx": "0.28.1"})

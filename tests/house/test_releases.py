"""Every released version has its recorded exchanges, and the version is the same wherever it stands."""

import re
import tomllib

from phone.joining import APP_VERSION
from tests.house.sources import ROOT

RELEASED = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_released_version_has_its_recorded_exchanges() -> None:
    """Missing one: `python -m tests.recorded.record`, once, on the day of the release."""
    assert RELEASED
    folders = [ROOT / "tests" / "recorded" / version for version in RELEASED]
    missing = [f.name for f in folders if not (f / "steps.json").exists() or not (f / "shown.json").exists()]
    assert missing == []


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert APP_VERSION == project["version"] == RELEASED[0]

"""What `flet build apk` is given, as far as it can be seen without the Android SDK."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
PURE = {"flet", "tinydb", "httpx", "qrcode"}
# Of these flet keeps builds for Android of its own.
BUILT_FOR_ANDROID = {"cryptography"}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("apk") / "source"
    subprocess.run([ROOT / "tools" / "apk-source", folder], check=True)
    return folder


@pytest.fixture(scope="module")
def declared(source: Path) -> dict:
    return tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_source_starts_by_itself(source: Path, declared: dict) -> None:
    """All that the app imports is there: nothing of the server, the tests or the web build."""
    app = declared["tool"]["flet"]["app"]
    assert (source / app["path"] / f"{app['module']}.py").exists()
    names = {path.name for path in (source / "mobile").iterdir()}
    assert names == {"main.py", "phone", "shiftbook", "assets"}
    command = [sys.executable, "-c", "import phone.app, phone.strings; phone.strings.say('app.name')"]
    subprocess.run(command, check=True, cwd=source / "mobile", env={"PYTHONPATH": str(source / "mobile")})


def test_the_icons_are_square_and_large_enough(source: Path) -> None:
    for name in ("icon", "icon_android", "icon_ios"):
        with Image.open(source / "mobile" / "assets" / f"{name}.png") as picture:
            assert picture.size == (1024, 1024)
            holes = "A" in picture.getbands()
        # A launcher cuts its own shape out of a picture without holes.
        assert holes == (name == "icon")


def test_network_is_the_only_permission(declared: dict) -> None:
    assert declared["tool"]["flet"]["android"]["permission"] == {"android.permission.INTERNET": True}
    assert "permissions" not in declared["tool"]["flet"]


def test_what_goes_on_the_phone_runs_there(declared: dict) -> None:
    """Python packages without compiled parts, but for those that are kept for Android too."""
    names = {re.split(r"[=;<> ]", package)[0] for package in declared["project"]["dependencies"]}
    assert names == PURE | BUILT_FOR_ANDROID
    for name in PURE:
        compiled = [f for f in importlib.metadata.files(name) or [] if f.suffix in (".so", ".pyd")]
        assert compiled == []


def test_the_link_that_opens_the_app_is_the_one_it_reads(declared: dict) -> None:
    for system in ("android", "ios"):
        assert declared["tool"]["flet"][system]["deep_linking"] == {"scheme": "sotruc", "host": "enrol"}


def test_the_names_of_the_app_are_set(declared: dict) -> None:
    told = declared["tool"]["flet"]
    assert re.fullmatch(r"[a-z]+(\.[a-z]+)+", told["bundle_id"])
    assert told["product"] == "Sổ Trực" and told["build_number"] >= 1
    assert told["android"]["split_per_abi"] is True

"""The build of the web app: what goes in, same source same bytes, and a failure that leaves nothing half done."""

import gzip
import json
import re
import tomllib
import unicodedata
import zipfile
from pathlib import Path

import pytest

from web_build import build as building
from web_build.build import PYPROJECT, alone, build, digest, replace_folder
from web_build.client import PATCHES, STOOD_IN_FOR, TAKEN, ClientChanged, patch, refuse_other_origins
from web_build.packages import MSGPACK, PackagesMissing, pack, pins, run, wanted
from web_build.seal import PAGE, seal


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    (folder / "icons").mkdir(parents=True)
    (folder / "index.html").write_text("<p>Sổ Trực</p>" * 200, encoding="utf-8")
    (folder / "icons" / "icon.png").write_bytes(b"png")
    (folder / "NOTICES.txt").write_text("licence " * 200, encoding="utf-8")
    return folder


def test_the_phone_gets_exactly_its_own_packages() -> None:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    everywhere = [text for text in project["dependencies"] if ";" not in text]
    assert [text for text in project["dependencies"] if text not in everywhere] == [
        "cryptography==50.0.2; sys_platform != 'emscripten'"
    ]
    assert wanted(PYPROJECT) == [*everywhere, MSGPACK]
    assert not any(name.startswith(("fastapi", "sqlalchemy")) for name in pins(wanted(PYPROJECT)))


def test_pins_reach_what_the_packages_need() -> None:
    names = {pin.split("==")[0] for pin in pins(["httpx==0.28.1"])}
    assert {"httpx", "httpcore", "h11", "anyio", "certifi", "idna"} <= names
    assert "httpx==0.28.1" in pins(["httpx==0.28.1"])


def test_a_patch_that_does_not_fit_stops_the_build(tmp_path: Path) -> None:
    script = tmp_path / "main.js"
    for text in ("nothing", "old old"):
        script.write_text(text, encoding="utf-8")
        with pytest.raises(ClientChanged, match=r"main\.js"):
            patch(script, "old", "new")
        assert script.read_text(encoding="utf-8") == text
    script.write_text("an old one", encoding="utf-8")
    patch(script, "old", "new")
    assert script.read_text(encoding="utf-8") == "an new one"


def test_every_patched_file_is_taken_and_none_that_ours_stands_in_for() -> None:
    assert {name for name, _, _ in PATCHES} <= set(TAKEN)
    assert not set(STOOD_IN_FOR) & set(TAKEN)


def test_another_origin_in_any_text_stops_the_build(app: Path) -> None:
    refuse_other_origins(app)
    (app / "late.mjs").write_text("import('https://cdn.jsdelivr.net/x.js')", encoding="utf-8")
    with pytest.raises(ClientChanged, match=r"late\.mjs"):
        refuse_other_origins(app)


def test_an_archive_depends_only_on_its_content(tmp_path: Path) -> None:
    archives = []
    for order in (["b.pyc", "a.csv"], ["a.csv", "b.pyc"]):
        folder = tmp_path / order[0]
        (folder / "tests").mkdir(parents=True)
        (folder / "tests" / "test_x.pyc").write_bytes(b"left out")
        for name in order:
            (folder / name).write_bytes(name.encode())
        pack(folder, folder.with_suffix(".zip"))
        archives.append(folder.with_suffix(".zip"))
    assert archives[0].read_bytes() == archives[1].read_bytes()
    assert zipfile.ZipFile(archives[0]).namelist() == ["a.csv", "b.pyc"]


def test_the_seal_names_every_file_the_phone_keeps(app: Path) -> None:
    told = seal(app)
    listed = json.loads((app / "files.json").read_text(encoding="utf-8"))
    worker = (app / "sw.js").read_text(encoding="utf-8")
    assert [entry[0] for entry in listed["files"]] == ["icons/icon.png", "index.html"]
    assert listed["version"] == told["version"]
    assert f"const VERSION = '{told['version']}'" in worker
    assert json.dumps(listed["files"]) in worker
    assert gzip.decompress((app / "NOTICES.txt.gz").read_bytes()) == (app / "NOTICES.txt").read_bytes()


def test_a_changed_file_changes_the_version_and_its_compressed_copy(app: Path) -> None:
    first = seal(app)
    assert seal(app) == first
    (app / "index.html").write_text("<p>Bản mới</p>" * 200, encoding="utf-8")
    second = seal(app)
    assert second["version"] != first["version"]
    assert gzip.decompress((app / "index.html.gz").read_bytes()) == (app / "index.html").read_bytes()
    assert not list(app.glob("sw.js.gz")) + list(app.glob("files.json.gz"))
    (app / "index.html").write_bytes(b"x")
    seal(app)
    assert not (app / "index.html.gz").exists()


def test_the_digest_sees_names_and_contents() -> None:
    before = digest([PAGE])
    assert before == digest([PAGE])
    assert before != digest([PAGE], "another flet")
    assert before != digest([PAGE / "boot.js"])


def test_a_failed_build_leaves_the_old_app_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, ground = tmp_path / "app", tmp_path / "ground"
    old.mkdir()
    ground.mkdir()
    (old / "index.html").write_text("old", encoding="utf-8")

    def refuse(_: Path) -> None:
        raise PackagesMissing("no room")

    monkeypatch.setattr(building, "ground", lambda _: ground)
    monkeypatch.setattr(building, "pack_app", refuse)
    with pytest.raises(PackagesMissing):
        build(old)
    assert [path.name for path in old.iterdir()] == ["index.html"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["app", "ground"]


def test_an_unchanged_source_is_not_built_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"inputs": building.app_digest(), "version": "0123", "bytes": 1, "wire_bytes": 1}
    (tmp_path / "build.json").write_text(json.dumps(told), encoding="utf-8")
    monkeypatch.setattr(building, "ground", lambda _: pytest.fail("built again"))
    assert build(tmp_path) == told


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    for name in ("fresh", "app"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    replace_folder(tmp_path / "fresh", tmp_path / "app")
    assert [path.name for path in tmp_path.iterdir()] == ["app"]
    assert [path.name for path in (tmp_path / "app").iterdir()] == ["fresh"]


def test_a_refused_command_tells_its_last_words() -> None:
    with pytest.raises(PackagesMissing, match="không có mạng"):
        run(["sh", "-c", "echo không có mạng >&2; exit 1"])


def test_one_build_at_a_time_makes_its_folder(tmp_path: Path) -> None:
    with alone(tmp_path / "build"):
        assert (tmp_path / "build").is_dir()


@pytest.mark.parametrize("name", ["index.html", "boot.js", "start.js", "manifest.json"])
def test_what_people_read_is_composed_vietnamese(name: str) -> None:
    text = (PAGE / name).read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("name", sorted(path.name for path in PAGE.glob("*.js")))
def test_no_script_takes_a_name_the_page_needs(name: str) -> None:
    """A function of a plain script is the window's own: one called `open` once kept every link from opening."""
    taken = re.findall(r"^(?:async )?function (\w+)", (PAGE / name).read_text(encoding="utf-8"), re.MULTILINE)
    needed = {
        "open",
        "close",
        "stop",
        "print",
        "find",
        "focus",
        "blur",
        "fetch",
        "alert",
        "confirm",
        "prompt",
        "scroll",
    }
    assert needed & set(taken) == set()


def test_the_manifest_names_icons_that_exist() -> None:
    manifest = json.loads((PAGE / "manifest.json").read_text(encoding="utf-8"))
    assert {(icon["sizes"], icon.get("purpose", "any")) for icon in manifest["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("192x192", "maskable"),
        ("512x512", "maskable"),
    }
    for icon in manifest["icons"]:
        assert (building.ICONS / Path(icon["src"]).name).is_file()

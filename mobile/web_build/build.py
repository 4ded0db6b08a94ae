"""Builds the app folder: an unchanged source is not built twice, and a build that fails leaves the old folder."""

import argparse
import contextlib
import fcntl
import hashlib
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from web_build.client import ClientChanged, copy_client, copy_scanner, pyodide_lock, refuse_other_origins, version
from web_build.packages import PackagesMissing, byte_compile, make_packages, pack, pins, wanted
from web_build.seal import PAGE, compress, seal
from web_build.snapshot import freeze, pack_memory

MOBILE = Path(__file__).parents[1]
PROJECT = MOBILE.parent
PYPROJECT = PROJECT / "pyproject.toml"
ICONS = PROJECT / "assets" / "icons"
SCANNER = PROJECT / "assets" / "scanner"
BESIDE = ["pages.css", "camera.js", "nhan-ho.html", "scan.js", "receive.js", "ap-phich.html", "poster.js"]
PAGE_FILES = ["back.js", "first.js", "start.js", "precache.js", "boot.js", "python.js", "manifest.json", *BESIDE]
APP_PARTS = ["main.py", "phone", "shiftbook"]


def say(text: str) -> None:
    print(f"[app] {text}", flush=True)


def files_of(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    yield from (p for p in sorted(path.rglob("*")) if p.is_file() and "__pycache__" not in p.parts)


def digest(paths: list[Path], *texts: str) -> str:
    """Digest of these texts and of the names and contents of all files under these paths."""
    total = hashlib.sha256("\0".join(texts).encode())
    for path in paths:
        for file in files_of(path):
            total.update(f"\0{file.relative_to(PROJECT)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def ground_digest() -> str:
    here = Path(__file__).parent
    sources = [here / "client.py", here / "packages.py", here / "seal.py", PAGE / "compile.mjs"]
    return digest(sources, version(), *wanted(PYPROJECT), *pins(wanted(PYPROJECT)))


def app_digest() -> str:
    sources = [MOBILE / part for part in APP_PARTS]
    return digest([*sources, Path(__file__).parent, ICONS, SCANNER], ground_digest())


def replace_folder(fresh: Path, target: Path) -> None:
    """Put `fresh` where `target` is by renaming, so that a reader sees the old or the new folder whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    old = target.with_name(f"{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def ground(cache: Path) -> Path:
    """The folder with all that our own source does not change: client, runtime and packages, made once."""
    made = cache / ground_digest()[:16]
    if made.exists():
        say("khung Flutter, Pyodide và gói Python: dùng lại bản đã dựng")
        return made
    shutil.rmtree(cache, ignore_errors=True)
    cache.mkdir(parents=True)
    with tempfile.TemporaryDirectory(dir=cache) as temporary:
        fresh = Path(temporary, "ground")
        fresh.mkdir()
        say("khung Flutter và Pyodide: chép từ flet_web, bỏ phần không dùng, gỡ địa chỉ ngoài")
        copy_client(fresh)
        say(f"gói Python: tải {', '.join(wanted(PYPROJECT))}, biên dịch bằng Pyodide")
        make_packages(PYPROJECT, fresh)
        say("nén phần ít đổi")
        compress(fresh)
        replace_folder(fresh, made)
    return made


def pack_app(archive: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "app")
        for part in APP_PARTS:
            for file in files_of(MOBILE / part):
                copy = folder / file.relative_to(MOBILE)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)
        byte_compile(folder, 0)
        pack(folder, archive)


def write_snapshot(folder: Path) -> str:
    """Write the frozen memory; answer its digest, by which a start knows that memory and archives belong together."""
    memory = pack_memory(freeze(folder, MOBILE / "phone"))
    (folder / "python.snapshot").write_bytes(memory)
    return hashlib.sha256(memory).hexdigest()


def write_pages(folder: Path, snapshot: str) -> None:
    icon = (ICONS / "icon.svg").read_text(encoding="utf-8").replace("<svg ", '<svg aria-hidden="true" ')
    index = (PAGE / "index.html").read_text(encoding="utf-8").replace("__ICON__", icon)
    (folder / "index.html").write_text(index, encoding="utf-8")
    for name in ("python-worker.js", "starting.js"):
        script = (PAGE / name).read_text(encoding="utf-8")
        script = script.replace("__LOCK__", pyodide_lock()).replace("__SNAPSHOT__", snapshot)
        (folder / name).write_text(script, encoding="utf-8")
    for name in PAGE_FILES:
        shutil.copyfile(PAGE / name, folder / name)
    copy_scanner(SCANNER, folder / "scanner")
    (folder / "icons").mkdir()
    for icon_file in sorted(ICONS.glob("*.png")):
        shutil.copyfile(icon_file, folder / "icons" / icon_file.name)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other build works below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".web-build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build(out: Path, force: bool = False) -> dict[str, object]:
    """Build the app into the folder `out` unless it is there already; answers what build.json says."""
    with alone(PROJECT / "build"):
        return build_alone(out, force)


def build_alone(out: Path, force: bool) -> dict[str, object]:
    inputs = app_digest()
    stamp = out / "build.json"
    if not force and stamp.exists():
        told = json.loads(stamp.read_text(encoding="utf-8"))
        if told["inputs"] == inputs:
            say(f"không có gì đổi, giữ nguyên bản {told['version']} ở {out}")
            return told
    started = time.monotonic()
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as temporary:
        folder = Path(temporary, "app")
        shutil.copytree(ground(PROJECT / "build" / "ground"), folder)
        say("mã của điện thoại: biên dịch main.py, phone, shiftbook")
        pack_app(folder / "app.zip")
        say("bộ nhớ Python: nạp sẵn mọi thứ rồi chụp lại")
        write_pages(folder, write_snapshot(folder))
        refuse_other_origins(folder)
        say("liệt kê, đóng dấu và nén")
        told = {"inputs": inputs, **seal(folder)}
        (folder / "build.json").write_text(json.dumps(told), encoding="utf-8")
        replace_folder(folder, out)
    sizes = f"{told['bytes'] / 1e6:.1f} MB, tải qua mạng {told['wire_bytes'] / 1e6:.1f} MB"
    say(f"xong bản {told['version']} ở {out}: {sizes}, {time.monotonic() - started:.0f} giây")
    return told


def main() -> None:
    parser = argparse.ArgumentParser(prog="web_build", description=__doc__)
    parser.add_argument("--out", type=Path, default=PROJECT / "build" / "app")
    parser.add_argument("--force", action="store_true", help="build even when nothing changed")
    options = parser.parse_args()
    try:
        build(options.out.resolve(), options.force)
    except (ClientChanged, PackagesMissing) as error:
        sys.exit(f"[app] không dựng được: {error}")

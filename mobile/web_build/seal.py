"""Lists, stamps and compresses a finished app folder: after `seal` it can be served, and nothing in it may change."""

import gzip
import hashlib
import json
from pathlib import Path

PAGE = Path(__file__).parent / "page"
WRITTEN_LAST = {"sw.js", "files.json", "build.json"}
NOT_ON_THE_PHONE = WRITTEN_LAST | {"NOTICES.txt", "assets/NOTICES"}
ALREADY_SMALL = {".png", ".woff2", ".gz"}
QUICKLY = {".snapshot"}  # made anew with every change: the smallest copy would take ten seconds and save 1 %
FAST = {"python.snapshot", "main.dart.mjs", "main.dart.wasm", "canvaskit/skwasm.js", "canvaskit/skwasm.wasm"}
PLAIN = {"main.dart.js", "canvaskit/canvaskit.js", "canvaskit/canvaskit.wasm"}

File = tuple[str, str, int, int, str]


def compress(folder: Path) -> None:
    """Leave a right .gz beside every file worth it, for a server to send as it is."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in ALREADY_SMALL and path.name not in WRITTEN_LAST:
            content, packed = path.read_bytes(), path.with_name(path.name + ".gz")
            if packed.exists() and gzip.decompress(packed.read_bytes()) == content:
                continue
            packed.unlink(missing_ok=True)
            small = gzip.compress(content, 6 if path.suffix in QUICKLY else 9, mtime=0)
            if len(small) < len(content) * 0.95:
                packed.write_bytes(small)


def start_of(name: str) -> str:
    """Which start needs this file: the fast one, the plain one, or both."""
    return "fast" if name in FAST else "plain" if name in PLAIN else ""


def listed(folder: Path) -> list[File]:
    """What the phone keeps, each as path, first 32 digits of its SHA-256, bytes, bytes on the wire, start."""
    files: list[File] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and path.suffix != ".gz" and name not in NOT_ON_THE_PHONE:
            content = path.read_bytes()
            packed = path.with_name(path.name + ".gz")
            wire = packed.stat().st_size if packed.exists() else len(content)
            files.append((name, hashlib.sha256(content).hexdigest()[:32], len(content), wire, start_of(name)))
    return files


def seal(folder: Path) -> dict[str, object]:
    """Write sw.js, files.json and the compressed copies; answer with the version and both sizes of a fast start."""
    compress(folder)
    files = listed(folder)
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:12]
    worker = [f"const VERSION = '{version}';\nconst FILES = {json.dumps(files)};\n"]
    worker += [(PAGE / name).read_text(encoding="utf-8") for name in ("precache.js", "sw.js")]
    (folder / "sw.js").write_text("".join(worker), encoding="utf-8")
    (folder / "files.json").write_text(json.dumps({"version": version, "files": files}), encoding="utf-8")
    first = [file for file in files if file[4] != "plain"]
    return {"version": version, "bytes": sum(f[2] for f in first), "wire_bytes": sum(f[3] for f in first)}

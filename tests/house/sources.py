"""The project's own files as the house test reads them."""

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOOK = ("mobile/shiftbook",)
PRODUCT = (*BOOK, "mobile/phone", "mobile/web_build", "sync_server", "benchmarks")


@dataclass(frozen=True)
class Source:
    """One Python file: its path within the project, its text and its tree."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)


def sample(text: str) -> Source:
    """A small file that exists only in a test of a check."""
    return Source("sample.py", text)


@cache
def tracked() -> tuple[str, ...]:
    """Every file that is or would be committed, as a path within the project."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode("utf-8").split("\0")
    return tuple(name for name in names if name and (ROOT / name).is_file())


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """The Python files below these folders, without the generated steps of migrations."""
    found = []
    for name in tracked():
        inside = any(name.startswith(f"{folder}/") for folder in folders)
        if inside and name.endswith(".py") and "/migrations/" not in name:
            found.append(Source(name, (ROOT / name).read_text(encoding="utf-8")))
    return tuple(found)

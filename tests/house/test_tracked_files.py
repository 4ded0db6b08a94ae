"""No file names a package index, a machine's own path or a folder beside the project."""

import re

import pytest

from tests.house.sources import ROOT, tracked

FORBIDDEN = {
    "a package index": re.compile(
        r"//(?:[\w-]+\.)*(?:pypi|npmjs|pythonhosted|golang)\.(?:org|com|io)\b|https?://[^\s\"']*/simple\b"
        r"|--(?:extra-)?index-url|--find[-]links|\bPIP_(?:EXTRA_)?INDEX_URL",
        re.IGNORECASE,
    ),
    "a machine's own path": re.compile(r"(?<![\w.}$])/(?:root|work|Users|tmp|home/(?!pyodide|web_user)\w+)/\w"),
    "a folder beside the project": re.compile(r"\.\.[/]shared\b"),
}
OTHERS_WORK = re.compile(r"(^|/)(static|assets|vendor)/.*\.(js|css)$|\.min\.(js|css)$")


def breaches(text: str) -> list[str]:
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]


def test_files_stand_on_their_own() -> None:
    found = []
    for name in tracked():
        raw = (ROOT / name).read_bytes()
        if b"\0" in raw[:8000] or OTHERS_WORK.search(name):
            continue
        found += [f"{name} names {what}" for what in breaches(raw.decode("utf-8"))]
    assert tracked()
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("pip install --index" + "-url x", "a package index"),
        ("https://pypi" + ".org/project/x", "a package index"),
        ("open('/ro" + "ot/x')", "a machine's own path"),
        ("cd /ho" + "me/lan/so-truc", "a machine's own path"),
        ("see .." + "/shared/x.md", "a folder beside the project"),
    ],
)
def test_a_breach_is_seen(text: str, what: str) -> None:
    assert breaches(text) == [what]


@pytest.mark.parametrize(
    "text", ["PyPI", "/opt/shiftbook", "/var/lib/shiftbook", "../assets/icon.png", "{base}/work/x"]
)
def test_what_is_fine_passes(text: str) -> None:
    assert breaches(text) == []

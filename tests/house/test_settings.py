"""Every setting is documented, every documented setting exists, and one place reads the environment."""

import ast
import re

from sync_server.settings import Settings
from tests.house.sources import PRODUCT, ROOT, Source, sample, sources, tracked

NAME = re.compile(r"\bSHIFTBOOK_[A-Z][A-Z_]*[A-Z]\b")
TEXTS = (".md", ".env", ".service", ".py", "Makefile", "backup", "shiftbook-admin")
READER = "sync_server/settings.py"
# On a phone Flet itself tells the app by the environment where its folder is, and a developer where the office is.
TOLD_BY_FLET = {"mobile/phone/browser_disk.py", "mobile/phone/http.py"}
# A password that is used once has no place among settings that live as long as the server.
ONCE = {"sync_server/cli.py": "SHIFTBOOK_ADMIN_PASSWORD"}


def known() -> set[str]:
    return {f"SHIFTBOOK_{field.upper()}" for field in Settings.model_fields} | set(ONCE.values())


def documented() -> set[str]:
    page = (ROOT / "docs/install.md").read_text(encoding="utf-8")
    table = page.split("## 9. ")[1].split("## 10. ")[0]
    return {name for row in table.splitlines() if row.startswith("| `") for name in NAME.findall(row.split("|")[1])}


def strangers(text: str, names: set[str]) -> set[str]:
    return set(NAME.findall(text)) - names


def environment_reads(source: Source) -> list[str]:
    lines = source.text.splitlines()
    return [
        f"{source.path}:{node.lineno} reads the environment"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} and ast.unparse(node.value) == "os"
        if ONCE.get(source.path, "\0") not in lines[node.lineno - 1]
    ]


def test_the_table_of_settings_is_whole_and_true() -> None:
    assert documented() == known()


def test_no_file_names_an_unknown_setting() -> None:
    names = known()
    found = {}
    for name in tracked():
        if name.endswith(TEXTS) and name != "tests/house/test_settings.py":
            found[name] = strangers((ROOT / name).read_text(encoding="utf-8"), names)
    assert {name: unknown for name, unknown in found.items() if unknown} == {}


def test_only_the_settings_read_the_environment() -> None:
    product = [place for place in PRODUCT if place != "benchmarks"]
    files = [source for source in sources(*product) if source.path not in {READER, *TOLD_BY_FLET}]
    found = [line for source in files for line in environment_reads(source)]
    assert not found, "\n".join(["", *found])


def test_an_unknown_setting_and_a_stray_read_are_seen() -> None:
    assert strangers("SHIFTBOOK_PORT=1 and SHIFTBOOK_DATA_DIR", {"SHIFTBOOK_DATA_DIR"}) == {"SHIFTBOOK_PORT"}
    assert environment_reads(sample("import os\nx = os.environ['A']")) == ["sample.py:2 reads the environment"]
    assert environment_reads(sample("x = request.environ")) == []
    password = 'os.environ.pop("SHIFTBOOK_ADMIN_PASSWORD")'
    assert environment_reads(Source("sync_server/cli.py", password)) == []
    assert environment_reads(Source("sync_server/run.py", password)) != []

"""What goes into the frozen memory and how it is packed; which files a start needs; texts put into WebAssembly."""

import struct
from pathlib import Path

import pytest

from web_build.client import PATCHED_TEXTS, ClientChanged, patch_text, refuse_other_origins
from web_build.seal import FAST, PLAIN, listed
from web_build.snapshot import BYTES, MAGIC, names_of_flet, pack_memory


def page(letter: bytes) -> bytes:
    return letter * BYTES


def unpacked(packed: bytes) -> tuple[bytes, bytes]:
    """Head and memory, read back as python-worker.js reads them."""
    head_bytes, size, runs = struct.unpack_from("<III", packed, 4)
    memory, source = bytearray(size), 16 + head_bytes + 8 * runs
    for run in range(runs):
        first, count = struct.unpack_from("<II", packed, 16 + head_bytes + 8 * run)
        memory[first * BYTES : (first + count) * BYTES] = packed[source : source + count * BYTES]
        source += count * BYTES
    assert source == len(packed)
    return packed[16 : 16 + head_bytes], bytes(memory)


@pytest.mark.parametrize("pages", ["0ab00c0", "a", "0", "a0", "abc"])
def test_packed_memory_holds_every_used_page_and_no_empty_one(pages: str) -> None:
    memory = b"".join(page(b"\0" if letter == "0" else letter.encode()) for letter in pages)
    head = struct.pack("<II", 0x706F6469, 64) + b"h" * 56
    packed = pack_memory(head + memory)
    assert packed.startswith(MAGIC)
    assert unpacked(packed) == (head, memory)
    assert packed.count(page(b"\0")) == 0


def test_names_of_flet_are_those_the_phone_uses(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "app.py").write_text("ft.Row([ft.Text('x')]); left.Out; ft.run()", encoding="utf-8")
    (tmp_path / "parts" / "a.py").write_text("ft.Icons.ADD, ft.Row", encoding="utf-8")
    assert names_of_flet(tmp_path) == ["Icons", "Row", "Text", "run"]


def test_a_text_in_webassembly_keeps_its_length_or_stops_the_build(tmp_path: Path) -> None:
    binary = tmp_path / "main.wasm"
    binary.write_bytes(b"\0asm\x0chttps://a.bc\xff")
    patch_text(binary, "https://a.bc", "x/")
    assert binary.read_bytes() == b"\0asm\x0c./././././x/\xff"
    with pytest.raises(ClientChanged, match=r"main\.wasm"):
        patch_text(binary, "https://a.bc", "x/")
    assert all((len(old) - len(new)) % 2 == 0 for old, new in PATCHED_TEXTS)


def test_another_origin_in_webassembly_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "late.wasm").write_bytes(b"\0asm\xffhttps://fonts.gstatic.com/\xff")
    with pytest.raises(ClientChanged, match=r"late\.wasm"):
        refuse_other_origins(tmp_path)


def test_each_start_has_files_of_its_own(tmp_path: Path) -> None:
    for name in FAST | PLAIN | {"app.zip"}:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    starts = {file[0]: file[4] for file in listed(tmp_path)}
    assert starts["app.zip"] == ""
    assert {name for name, start in starts.items() if start == "fast"} == FAST
    assert {name for name, start in starts.items() if start == "plain"} == PLAIN

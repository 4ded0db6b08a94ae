"""Papers as LibreOffice reads them."""

import re
import subprocess
from pathlib import Path

CODE, DIGEST = "MÃ-SỐ-LIỆU", "DẤU-SỐ-LIỆU"
KINDS = {"docx": "txt:Text (encoded):UTF8", "xlsx": "csv:Text - txt - csv (StarCalc):44,34,76"}  # 76 is UTF-8


def known(text: str) -> str:
    """The text with its code and digest, which no two databases share, as words."""
    text = re.sub(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", CODE, text)
    return re.sub(r"\b[0-9a-f]{64}\b", DIGEST, text)


def lost(folder: Path, papers: dict[str, bytes], expected: dict[str, str]) -> dict[str, set[str]]:
    """The expected words of each file that LibreOffice does not find in it; none when it finds all."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    found = {}
    for name, file in papers.items():
        (folder / name).write_bytes(file)
        kind = KINDS[name.rpartition(".")[2]]
        command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", folder, folder / name]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        shown = known((folder / name).with_suffix(f".{kind[:3]}").read_text(encoding="utf-8-sig"))
        if missing := {word for word in _words(expected[name]) if word not in _plain(shown)}:
            found[name] = missing
    return found


def pages(folder: Path, paper: bytes) -> int:
    """How many pages a document has."""
    file = folder / "paper.docx"
    file.write_bytes(paper)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder, file]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    told = subprocess.run(["pdfinfo", file.with_suffix(".pdf")], check=True, capture_output=True, text=True).stdout
    return int(told.split("Pages:")[1].split()[0])


def _words(text: str) -> set[str]:
    return set(_plain(text).split()) - {"|", "/", CODE, DIGEST}


def _plain(text: str) -> str:
    """Thousands without their dots: a sheet holds the number, LibreOffice tells it as it is shown."""
    return re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", text)

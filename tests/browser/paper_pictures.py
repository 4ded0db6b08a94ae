"""The first page of every paper as a picture, by way of LibreOffice and PDF."""

import subprocess
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Page

from sync_server.exports.paper import PAPERS


def close_month(page: Page) -> None:
    """Close the month that is shown, in spite of what is undecided."""
    page.locator("[name=override]").fill("Đã đối chiếu sổ giấy")
    page.locator("#close input[type=checkbox]").check()
    page.locator("#close form button").click()


def papers(context: BrowserContext, pages: tuple[str, str], into: Path) -> None:
    """Pictures of the papers of a month's page and a week's, fetched by somebody signed in."""
    month, week = pages
    files = {f"{kind}-{form}": f"{month}/{kind}.{form}" for kind in PAPERS for form in ("xlsx", "docx")}
    files |= {name: f"{week}/{name}.docx" for name in ("report", "summary")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for paper, address in files.items():
            (folder / f"{paper}.{address[-4:]}").write_bytes(context.request.get(address).body())
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder, *folder.glob("*.*x")]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        for pdf in sorted(folder.glob("*.pdf")):
            once = ["pdftoppm", "-png", "-r", "60", "-f", "1", "-singlefile", pdf, pdf.with_suffix("")]
            subprocess.run(once, check=True, capture_output=True, timeout=60)
            picture = Image.open(pdf.with_suffix(".png")).convert("RGB").quantize(32)
            picture.save(into / f"paper-{pdf.stem}.png", optimize=True)
            print(f"paper-{pdf.stem}", flush=True)

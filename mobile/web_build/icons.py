"""Draws the PNG icons from the two SVG sources: `python -m web_build.icons`, needed only when a drawing changes."""

from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parents[2] / "assets" / "icons"
DRAWN = [
    ("icon.svg", "favicon.png", 48),
    ("icon.svg", "icon-192.png", 192),
    ("icon.svg", "icon-512.png", 512),
    ("icon-maskable.svg", "icon-maskable-192.png", 192),
    ("icon-maskable.svg", "icon-maskable-512.png", 512),
    ("icon-maskable.svg", "apple-touch-icon.png", 180),
    ("icon.svg", "../apk/icon.png", 1024),
    ("icon-maskable.svg", "../apk/icon-full.png", 1024),
]


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for source, name, side in DRAWN:
            page = browser.new_page(viewport={"width": side, "height": side})
            svg = (FOLDER / source).read_text(encoding="utf-8")
            page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{side}px}}</style>{svg}")
            page.screenshot(path=FOLDER / name, omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()

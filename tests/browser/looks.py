"""The looks a phone can have, and what a tool can see of a screen in one: names, sizes, edges, order."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from phone.strings import catalogue

LOOKS: dict[str, dict[str, str]] = {
    "light": {},
    "dark": {"scheme": "dark"},
    "large-text": {"text": "32px"},
    "narrow": {"width": "320", "height": "568"},
    "narrow-large-text": {"width": "320", "height": "568", "text": "32px"},
    "on-its-side": {"width": "844", "height": "390"},
    "english": {"language": "en"},
}
# Of what can be tapped or read, in the order it is read: what has no name, is smaller than a thumb (48 px), reaches
# over the left or right edge, or is read after what stands wholly below it. Left out: what a scrolled edge cuts, and a
# row that a thumb pushes sideways.
FAULTS = """() => {
  const all = [...document.querySelectorAll('flt-semantics')];
  const texts = n => [...n.childNodes].filter(c => c.nodeType === 3 || c.tagName === 'SPAN').map(c => c.textContent);
  const input = n => n.querySelector(':scope > input, :scope > textarea');
  const own = n => n.getAttribute('aria-label') || texts(n).join('') || input(n)?.getAttribute('aria-label') || '';
  const name = n => own(n) || [...n.querySelectorAll('flt-semantics')].map(own).join(' ').trim();
  const roles = ['button', 'checkbox', 'radio', 'tab', 'switch', 'textbox', 'link'];
  const tapped = n => roles.includes(n.getAttribute('role')) || n.hasAttribute('flt-tappable') || input(n);
  const scroller = n => n.parentElement.closest('[style*="overflow-y: scroll"], [style*="overflow: hidden"]');
  const cut = (n, box) => {
    const around = scroller(n) && scroller(n).getBoundingClientRect();
    return around && (box.top <= around.top + 1 || box.bottom >= around.bottom - 1);
  };
  const pushed = n => {
    const row = n.parentElement.closest('[style*="overflow-x: scroll"], [style*="overflow: hidden"]');
    return row && row.children.length > 2 && row.getBoundingClientRect().height < 100;
  };
  const found = [];
  let before = null;
  for (const n of all) {
    const box = n.getBoundingClientRect(), tap = tapped(n), called = own(n);
    if (!box.width || !box.height || !(tap || called)) continue;
    if (tap && !name(n)) found.push(`no name: ${n.outerHTML.slice(0, 160)}`);
    if (pushed(n)) continue;
    const small = Math.min(box.width, box.height) < 47.5 && n.getAttribute('aria-disabled') !== 'true';
    if (tap && small && !cut(n, box) && !tapped(n.parentElement))
      found.push(`small: ${name(n)} ${Math.round(box.width)}x${Math.round(box.height)}`);
    if (box.left < innerWidth && (box.left < -1 || box.right > innerWidth + 1))
      found.push(`over the edge: ${name(n)} ${Math.round(box.left)} to ${Math.round(box.right)}`);
    if (n.querySelector('flt-semantics')) continue;
    if (cut(n, box)) continue;
    if (before && box.bottom <= before.top + 1 && box.left < before.right)
      found.push(`read too late: ${name(n)}`);
    before = box;
  }
  return found;
}"""
SERIOUS = ("critical", "serious")
# Flutter's page: zooming is the system's letters; a title and a language it has; its nodes are named without headings.
NOT_OURS = {"meta-viewport", "aria-allowed-attr", "aria-allowed-role", "scrollable-region-focusable"}


def faults(page: Page) -> list[str]:
    """What is wrong with the screen as it stands, once its semantics are at rest; empty when nothing is."""
    before = None
    for _ in range(60):
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        now: list[str] = page.evaluate(FAULTS)
        if now == before:
            return now
        before = now
    raise AssertionError(f"never at rest: {page.url}")


def axe_faults(page: Page) -> list[str]:
    """What axe holds to be serious."""
    found = Axe().run(page).response["violations"]
    return [
        f"axe {v['id']}: {node['html'][:120]}"
        for v in found
        if v["impact"] in SERIOUS and v["id"] not in NOT_OURS
        for node in v["nodes"]
    ]


GAP = re.compile(r"\{(\w+)(?::([^}]*))?\}")


def english(text: str) -> str:
    """What the phone says in English for a sentence it says in Vietnamese; the same for what is no sentence of it."""
    pairs = dict(_pairs(catalogue("vi"), catalogue("en")))
    if text in pairs:
        return pairs[text]
    if text[:1].islower() and (large := text[:1].upper() + text[1:]) in pairs:
        return pairs[large][:1].lower() + pairs[large][1:]
    # Of several that fit the one with the most words of its own.
    for said in sorted(pairs, key=lambda said: -len(GAP.sub("", said))):
        if GAP.search(said) and ("%" in said or GAP.sub("", said).strip(" ,:")):
            found = _filled(said, pairs[said], text)
            if found:
                return found
    for mark in (": ", ", "):
        if mark in text:
            return mark.join(map(english, text.split(mark)))
    return text


def _filled(said: str, translated: str, text: str) -> str | None:
    """The translated sentence with what fills the gaps of the one that was said; days and hours as it writes them."""
    parts, gaps = GAP.split(said)[::3], GAP.findall(said)
    kinds = [r"([\d:/]+)" if "%" in form else "(.+?)" for _, form in gaps]
    whole = "".join(kind + re.escape(part) for kind, part in zip(["", *kinds], parts, strict=True))
    found = re.fullmatch(whole, text)
    if found is None:
        return None
    filled = [(name, form, told) for (name, form), told in zip(gaps, found.groups(), strict=True)]
    values: dict[str, Any] = {name: english(told) for name, form, told in filled if "%" not in form}
    for name in {name for name, form, _ in filled if "%" in form}:
        own = [(told, form) for other, form, told in filled if other == name]
        try:
            values[name] = datetime.strptime(" ".join(t for t, _ in own), " ".join(f for _, f in own))
        except ValueError:
            return None
    return GAP.sub(lambda gap: format(values[gap[1]], gap[2] if "%" in (gap[2] or "") else ""), translated)


def _pairs(vietnamese: Any, translated: Any) -> Iterator[tuple[str, str]]:
    if isinstance(vietnamese, str):
        yield vietnamese, str(translated)
    elif isinstance(vietnamese, dict):
        for key, text in vietnamese.items():
            if key in translated:
                yield from _pairs(text, translated[key])

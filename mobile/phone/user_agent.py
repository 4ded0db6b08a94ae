"""What to call this phone at the office: its system and browser, from what every browser tells every site."""

import re

from phone.strings import say_to_others

# In this order: an iPhone says that it is like a Mac, an Android phone that it is a Linux.
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
# In this order: nearly all of them say that they are Chrome and Safari too.
BROWSERS = (
    (r"\bZalo", "Zalo"),
    (r"\bFBA[NV]/", "Facebook"),
    (r"\bcoc_coc_browser/", "Cốc Cốc"),
    (r"\bSamsungBrowser/", "Samsung Internet"),
    (r"\b(?:OPR|OPT|OPiOS)/", "Opera"),
    (r"\bEdg(?:A|iOS)?/", "Edge"),
    (r"\b(?:Firefox|FxiOS)/", "Firefox"),
    (r"\b(?:Chrome|CriOS)/(\d+)", "Chrome"),
    (r"\bVersion/\S+ .*\bSafari/", "Safari"),
)


def device_name(agent: str) -> str:
    """Android · Chrome 142, iPhone · Safari, Windows · Edge; Ứng dụng web where the browser tells neither.

    Of the version only Chrome's first number: on a cheap phone it may be years old, and that explains much. The model
    and everything else that could tell one person's phone from another's is deliberately left out.
    """
    system = next((name for word, name in SYSTEMS if word in agent), "")
    told = ((re.search(pattern, agent), name) for pattern, name in BROWSERS)
    match, browser = next(((found, name) for found, name in told if found), (None, ""))
    if match and match.re.groups:
        browser = f"{browser} {match[1]}"
    return " · ".join(part for part in (system, browser) if part) or say_to_others("device.web_app")

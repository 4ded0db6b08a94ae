"""What the page shows at the next start before Python is up: whose phone it is, shifts, the office's word."""

import json
import sys

from phone.model import Phone
from phone.strings import long_day, say, session_hours


def first_sight(phone: Phone) -> str:
    """As JSON for the page; nothing on a phone that several share, where it would show one what is another's."""
    me = phone.me
    if me is None or len(phone.members) > 1:
        return ""
    hours, told, today = phone.hours_on(phone.today), phone.sync_line(), phone.today
    own = [duty for duty in phone.duties() if duty.day == today]
    shifts = [f"{session_hours(duty.session, hours)}, {phone.point_name(duty.point)}" for duty in own]
    sight = {
        "name": me["name"],
        # The page shows the shifts on this day alone, by the office's time like this phone.
        "day": today.isoformat(),
        "behind_ms": int(phone.clock.behind.total_seconds() * 1000),
        "today": [long_day(today), *(shifts or [say("first_sight.no_shift")])],
        "office": say("first_sight.office", told=". ".join(text for text in (told.received, told.waiting) if text)),
    }
    return json.dumps(sight, ensure_ascii=False)


def keep(phone: Phone) -> None:
    """Hand it to the page, which alone has a store that can be read before anything else runs."""
    if sys.platform == "emscripten":
        import flet_js  # type: ignore[import-not-found]

        if hasattr(flet_js, "keep_first_sight"):  # not in Flet's own page
            flet_js.keep_first_sight(first_sight(phone))

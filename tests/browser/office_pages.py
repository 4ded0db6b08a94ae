"""The office's pages, by who sees them."""

MONTH = "/office/months/2026-11"
WEEK = "/office/weeks/2026-W47"
PAGES = {
    "leader": (
        "/office/today",
        "/office/today?day=2026-11-21",
        WEEK,
        "/office/roster",
        "/office/screens",
        "/invites",
        "/office/posters/{point}",
    ),
    "office": (
        "/office/weeks",
        WEEK,
        "/office/months",
        MONTH,
        MONTH + "/days/{member}/2026-11-20",
        "/office/imports",
        "/office/papers",
        "/office/audit",
        MONTH + "/matters?show=all",
        MONTH + "/several",
        "/office/money",
        "/office/registers/difficulties",
        "/office/registers/facilities",
        "/office/registers/complaints",
    ),
    "officer": ("/office/registers/handovers",),
    "admin": (
        "/office/people",
        "/office/people/{member}",
        "/office/imports?kind=members",
        "/office/privacy",
        "/office/setup",
    ),
    "chairman": ("/office/chairman", WEEK, MONTH, "/office/today", MONTH + "/matters", "/office/months/2026-10/paid"),
    "accountant": (MONTH + "/paid", "/office/money"),
    "screen": ("/desk/{point}", "/desk/{point}?dark=1", "/kiosk/{point}"),
    None: ("/login", "/desk", "/verify/AAAA-BBBB-CCCC-DDDD"),
}

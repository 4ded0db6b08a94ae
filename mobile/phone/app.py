"""The phone app: opening the book, the route tree, and drawing it again whenever something changed."""

from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft
import httpx

from phone import first_sight, http
from phone.book import Book
from phone.browser_disk import BrowserDisk, FolderDisk, open_disk
from phone.clock import PhoneClock
from phone.journal_file import StoreError, store_error
from phone.model import Phone
from phone.parts.device import felt
from phone.parts.drafts import keep_now, take_up
from phone.parts.opened import OPENED, Opened
from phone.reminders import watch
from phone.screens import blocked
from phone.screens.ballot import Ballot, BallotCard, LargeBallot
from phone.screens.broken import Broken
from phone.screens.carry import CarryByQr
from phone.screens.conduct import Conduct
from phone.screens.difficulty import Difficulty
from phone.screens.enrol import Enrol
from phone.screens.how import How
from phone.screens.mine import Mine
from phone.screens.months import Months
from phone.screens.one_shift import OneShift
from phone.screens.outreach import Outreach
from phone.screens.paper_ballot import PaperBallot
from phone.screens.people import People
from phone.screens.picture import Picture
from phone.screens.pin import Pin
from phone.screens.poster import Poster
from phone.screens.procedure import OneProcedure
from phone.screens.records import OneRecord, Records
from phone.screens.rescue import Rescue
from phone.screens.roster import Roster
from phone.screens.settings import Settings
from phone.screens.team import Team
from phone.screens.team_part import TeamPart
from phone.screens.team_person import TeamPerson
from phone.screens.today import Today
from phone.screens.trouble import Trouble
from phone.screens.write import Write
from phone.strings import LANGUAGES, language, say
from phone.theme import theme

Disk = FolderDisk | BrowserDisk
UNOPENED: Phone | None = None

ROUTES = [
    ft.Route(index=True, component=Today),
    ft.Route(path="write", component=Write, children=[ft.Route(path=":procedure", component=OneProcedure)]),
    ft.Route(path="ballot", component=Ballot),
    ft.Route(path="ballot/large", component=LargeBallot),
    ft.Route(path="ballot/card", component=BallotCard),
    ft.Route(path="ballot/paper", component=PaperBallot),
    ft.Route(path="roster", component=Roster, children=[ft.Route(path=":duty", component=OneShift)]),
    ft.Route(
        path="mine",
        component=Mine,
        children=[ft.Route(path="months", component=Months), ft.Route(path="picture/:month", component=Picture)],
    ),
    ft.Route(
        path="team",
        component=Team,
        children=[
            ft.Route(path="people/:member/:day", component=TeamPerson),
            ft.Route(path=":part", component=TeamPart),
        ],
    ),
    ft.Route(path="settings", component=Settings),
    ft.Route(path="trouble", component=Trouble),
    ft.Route(path="enrol", component=Enrol),
    ft.Route(path="people", component=People),
    ft.Route(path="rescue", component=Rescue, children=[ft.Route(path="qr", component=CarryByQr)]),
    ft.Route(path="pin/:member", component=Pin),
    ft.Route(path="records", component=Records, children=[ft.Route(path=":record", component=OneRecord)]),
    ft.Route(path="difficulty", component=Difficulty),
    ft.Route(path="poster", component=Poster),
    ft.Route(path="broken", component=Broken),
    ft.Route(path="conduct", component=Conduct),
    ft.Route(path="how", component=How),
    ft.Route(path="outreach", component=Outreach),
    ft.Route(path=":elsewhere*", component=Today),
]


@ft.component
def Screens(phone: Phone):
    """Every screen, drawn again after every change of the phone; only the enrolment until somebody is enrolled."""
    kept: tuple[Opened, Any] = ft.use_state(lambda: opened_on(phone))
    opened = kept[0]
    _, draw = ft.use_state(0)
    ft.use_effect(lambda: begin(opened, lambda: draw(lambda times: times + 1)), [])
    ft.use_effect(lambda: localise(ft.context.page), [language()])
    return OPENED(opened, lambda: ft.Router(ROUTES, manage_views=True) if phone.me else [Enrol()])


def opened_on(phone: Phone) -> Opened:
    """The phone with what an earlier run left unsaved."""
    opened = Opened(phone)
    take_up(opened)
    return opened


def begin(opened: Opened, draw: Callable[[], None]) -> Callable[[], None]:
    """Draw after every change, of the phone, of its size and of the hour; answers how to stop."""
    phone, page = opened.phone, ft.context.page
    made = phone.book.count_all()

    def told() -> None:
        nonlocal made
        draw()
        first_sight.keep(phone)
        if phone.book.count_all() > made:
            made = phone.book.count_all()
            page.run_task(felt)

    async def life(event: ft.AppLifecycleStateChangeEvent) -> None:
        if event.state in (ft.AppLifecycleState.SHOW, ft.AppLifecycleState.RESUME):
            phone.courier.wake()
            draw()
        elif event.state is ft.AppLifecycleState.HIDE:
            await keep_now(opened)

    stop = phone.listen(told)
    first_sight.keep(phone)
    page.on_resize = lambda _: draw()
    page.on_app_lifecycle_state_change = life
    phone.start()
    watching = page.run_task(watch, phone, told)

    def end() -> None:
        watching.cancel()
        stop()

    return end


@ft.component
def App(disk_of: Callable[[], Awaitable[Disk]], phone_on: Callable[[Disk], Awaitable[Phone]]):
    """The book is opened first; where another tab has it, this one waits for its turn."""
    phone, set_phone = ft.use_state(UNOPENED)
    trouble, set_trouble = ft.use_state("")
    busy, set_busy = ft.use_state(False)

    async def open_book() -> None:
        set_trouble("")
        try:
            disk = await disk_of()
            set_busy(disk.another_tab_open)
            await disk.wait_for_turn()
            set_phone(await phone_on(disk))
        except StoreError as refused:
            set_trouble(refused.sentence)
        except OSError as error:
            set_trouble(store_error(error).sentence)

    ft.use_effect(open_book, [])
    if phone:
        return Screens(phone)
    if trouble:
        return [blocked.broken(trouble, open_book)]
    return [blocked.another_tab() if busy else blocked.opening()]


def localise(page: ft.Page) -> None:
    """What Flutter itself says, as in a text field's menu, in the language in force, whatever the browser's is."""
    page.locale_configuration = ft.LocaleConfiguration(
        supported_locales=[ft.Locale(name) for name in LANGUAGES], current_locale=ft.Locale(language())
    )


def dress(page: ft.Page) -> None:
    """Title, language and theme."""
    page.title = say("app.name")
    localise(page)
    page.theme, page.dark_theme = theme(), theme(dark=True)


async def phone_on(disk: Disk) -> Phone:
    """The phone whose book is on this disk, with the office it belongs to."""
    book = await Book.open(disk)
    base = http.base_url() or str((book.enrolment() or {}).get("server") or "")
    client = http.client(base)

    phone = Phone(book, http.poster(client), PhoneClock(), base)

    def move(office: str) -> None:
        client.base_url = httpx.URL(office)

    if not http.IN_BROWSER:
        phone.move = move
    return phone


def main(page: ft.Page) -> None:
    """Start the app on a page."""
    dress(page)
    page.render_views(App, open_disk, phone_on)

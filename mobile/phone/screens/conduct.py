"""The rules of conduct as the office words them: read once a version, and again whenever somebody wants to."""

import flet as ft

from phone import conduct
from phone.model import Phone
from phone.parts.boxes import card, empty, notice
from phone.parts.buttons import go, main_button, other_button
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint, line
from phone.strings import say


def conduct_card(phone: Phone) -> list[ft.Control]:
    """The way to the rules until this version of them was acknowledged; it stands in nobody's way."""
    told = conduct.to_read(phone)
    if told is None:
        return []
    read = other_button(say("conduct.read"), go("/conduct"), ft.Icons.MENU_BOOK_OUTLINED)
    short = say("conduct.short", count=len(told["rules"]))
    return [card(line(say("conduct.card"), strong=True), hint(short), read)]


@ft.component
def Conduct():
    """Every rule with its place in the plan."""
    phone = use_phone()
    busy, failed, once = use_saving()
    told = conduct.rules(phone)
    if told is None:
        unheard = empty(ft.Icons.MENU_BOOK_OUTLINED, say("conduct.unheard"), say("common.connect"))
        return screen(phone, "/conduct", say("conduct.title"), [unheard], back="/")
    if conduct.to_read(phone):
        agree = main_button(say("conduct.agree"), once(lambda: conduct.acknowledge(phone)), ft.Icons.CHECK, off=busy)
        end: list[ft.Control] = [fault(failed), agree]
    else:
        end = [notice("good", say("conduct.agreed"), live=True), other_button(say("common.to_today"), go("/"))]
    rules = [_rule(number, rule) for number, rule in enumerate(told["rules"], 1)]
    source = [hint(say("conduct.source", source=told["source"]))] if told.get("source") else []
    return screen(phone, "/conduct", say("conduct.title"), [card(*rules), *source, *end], back="/")


def _rule(number: int, rule: dict[str, str]) -> ft.Control:
    clause = [hint(say("conduct.clause", clause=rule["clause"]))] if rule.get("clause") else []
    texts = ft.Column([line(rule["text"]), *clause], spacing=0, expand=True)
    mark = ft.Container(line(f"{number}.", strong=True), width=28)
    return ft.Row([mark, texts], spacing=4, vertical_alignment=ft.CrossAxisAlignment.START)

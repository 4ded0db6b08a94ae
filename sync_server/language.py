"""The office's languages: sentences are written in Vietnamese, and English is looked up while an answer is made."""

import gettext
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from starlette.requests import HTTPConnection
from starlette.types import Scope

from shiftbook.sentences import Sentence

COOKIE: Final = "sotruc-language"
LANGUAGES: Final = {"vi": "Tiếng Việt", "en": "English"}
ENGLISH: Final = Path(__file__).parent / "locale/en/LC_MESSAGES/office.po"
# What is printed, signed, filed or read by a phone stays Vietnamese whoever asks for it.
_FILES: Final = (".docx", ".xlsx", ".csv", ".txt", ".ics", ".json")
_LINE: Final = re.compile(r'(?:(\S+) )?(".*")')
_spoken: ContextVar[str] = ContextVar("language", default="vi")


class Catalogue(gettext.GNUTranslations):
    """A catalogue read from its source (.po), so that nothing has to be compiled before the server starts."""

    def _parse(self, fp: Any) -> None:
        self._catalog: dict[Any, str] = {}
        self.plural = lambda n: int(n != 1)
        for entry in fp.read().decode().split("\n\n"):
            texts, key = dict.fromkeys(("msgctxt", "msgid", "msgstr", "msgstr[0]", "msgstr[1]"), ""), ""
            for line in entry.splitlines():
                if found := _LINE.fullmatch(line):
                    key = found[1] or key
                    texts[key] = texts.get(key, "") + json.loads(found[2])
            if texts["msgid"]:
                message = f"{texts['msgctxt']}\x04{texts['msgid']}" if texts["msgctxt"] else texts["msgid"]
                self._catalog[message, 0] = texts["msgstr"] or texts["msgstr[0]"]
                self._catalog[message, 1] = texts["msgstr"] or texts["msgstr[1]"]


@cache
def english() -> Catalogue:
    """The English catalogue."""
    with ENGLISH.open("rb") as file:
        return Catalogue(file)


def current() -> str:
    """The language of the answer that is being made: `vi` or `en`."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within this, sentences are in that language."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def asked(scope: Scope) -> str:
    """The language a request is answered in: its cookie's on a page, Vietnamese in a file and for a phone.

    A leader's phone names its own (`lang`) when it asks for the team.
    """
    path = scope["path"]
    asked_by = HTTPConnection(scope)
    if path.startswith("/api/v1/team"):
        return "en" if asked_by.query_params.get("lang") == "en" else "vi"
    page = not path.startswith("/api/") and not path.endswith(_FILES) and "csv" not in asked_by.query_params
    return "en" if page and asked_by.cookies.get(COOKIE) == "en" else "vi"


def told(message: str, n: int = 1, context: str = "") -> str:
    """A Vietnamese sentence in the current language, itself when the catalogue has none.

    `n` chooses the plural; `context` tells apart what only Vietnamese says with one word.
    """
    if isinstance(message, Sentence):
        return _(message.text, **message.values)
    if current() != "en":
        return message
    found = english().npgettext(context, message, message, n) if context else message
    return found if found != message else english().ngettext(message, message, n)


def _(message: str, **values: Any) -> str:
    """A sentence in the current language with its {named} values; the one called `n` chooses the plural."""
    text = told(message, _counted(values))
    return text.format_map(values) if values else text


def shown(words: Any) -> Any:
    """A table of Vietnamese words (a dict or tuple, also of such) that answers in the language of the moment."""
    if isinstance(words, str):
        return told(words)
    return _Words(words) if isinstance(words, Mapping) else _Row(words) if isinstance(words, Sequence) else words


class _Words(Mapping[Any, Any]):
    def __init__(self, words: Mapping[Any, Any]) -> None:
        self._words = words

    def __getitem__(self, key: Any) -> Any:
        return shown(self._words[key])

    def __iter__(self) -> Iterator[Any]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


class _Row(Sequence[Any]):
    def __init__(self, words: Sequence[Any]) -> None:
        self._words = words

    def __getitem__(self, place: Any) -> Any:
        return shown(self._words[place])

    def __len__(self) -> int:
        return len(self._words)


def _counted(values: dict[str, Any]) -> int:
    n = values.get("n", 1)
    return n if isinstance(n, int) else 1


@pass_eval_context
def _in_context(eval_context: EvalContext, context: str, message: str) -> str:
    text = told(message, context=context)
    return Markup(text) if eval_context.autoescape else text


@pass_eval_context
def _of_template(context: EvalContext, message: str, **values: Any) -> str:
    """Jinja's `gettext` in its newstyle, which also chooses the plural by `n`."""
    text = told(message, _counted(values))
    return (Markup(text) if context.autoescape else text) % values


def vietnamese(value: Any, name: str = "") -> Any:
    """A value as a filter, or its words themselves, say it in Vietnamese: for what is printed from an English page."""
    with speaking("vi"):
        return _filters[name](value) if name else list(value)


_filters: dict[str, Any] = {}


def install(environment: Environment, filters: dict[str, Any]) -> None:
    """Give templates `_`, `trans`, and the filters."""
    _filters.update(filters)
    environment.filters.update(filters | {"told": told, "vietnamese": vietnamese})
    environment.globals.update(
        {"gettext": _of_template, "pgettext": _in_context, "LANGUAGES": LANGUAGES, "language": current}
    )
    environment.newstyle_gettext = True  # type: ignore[attr-defined]

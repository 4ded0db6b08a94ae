"""What a released phone and a released server once said to each other still holds, each beside today's other half."""

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from phone.book import Book
from phone.browser_disk import FolderDisk
from phone.clock import PhoneClock
from phone.http import Answer, Unreachable
from phone.model import Phone
from shiftbook.moments import parse_instant
from sync_server import copies
from tests.recorded.commune import new_stand
from tests.recorded.recording import Step, office_acts, shown
from tests.server.phone_script import uuid7
from tests.server.stand import Stand

HERE = Path(__file__).parent
VERSIONS = sorted(folder.name for folder in HERE.iterdir() if (folder / "steps.json").exists())
NAME = re.compile(r"<[^<>]+>")
# What a phone acts on is not only there with the same shape: it is the same.
FIGURES = {"status", "code", "contiguous_seq", "highest_seq", "stored", "deleted", "more", "grade", "counted", "count",
           "amount_dong", "closed", "rule"}  # fmt: skip


def told(version: str, name: str) -> Any:
    """One of a version's files."""
    return json.loads((HERE / version / f"{name}.json").read_text(encoding="utf-8"))


def facts_in(steps: list[Step]) -> list[str]:
    """The names of all facts, in the order they were made."""
    found = set(re.findall(r"<fact \d+>", json.dumps(steps)))
    return sorted(found, key=lambda name: int(name[6:-1]))


class Replay:
    """Today's server before an old phone; `real` is what it calls the things that the recording gave names."""

    def __init__(self, stand: Stand, folder: Path, facts: list[str]) -> None:
        self.stand, self.copy = stand, folder / "backup.db"
        self.real = {"<point>": stand.point, "<poster>": stand.poster, **{name: uuid7() for name in facts}}
        self.real |= {f"<member {place}>": member for place, member in enumerate(stand.members)}
        self.then: dict[Any, Any] = {}
        self.today: dict[Any, Any] = {}

    def step(self, step: Step) -> None:
        """What happened then happens now, and comes to the same."""
        self.stand.set(step["at"])
        match step.get("office"):
            case None:
                self._asked(step)
            case "backup":
                copies.backup(self.stand.site.settings, self.copy)
            case "restore":
                copies.restore(self.stand.site.settings, self.copy)
                self.stand.tokens.clear()
            case act:
                office_acts(self.stand, act, self.now(step["told"]), step["role"])

    def now(self, value: Any) -> Any:
        """A recorded value with today's ids, tokens and codes in the place of names."""
        return json.loads(NAME.sub(self._real, json.dumps(value, ensure_ascii=False)))

    def _real(self, found: re.Match[str]) -> str:
        name = found[0]
        if name.startswith("<desk code at "):
            return self.stand.desk_code(name[14:-1])
        if name not in self.real and name.startswith("<invite "):
            self.real[name] = self.stand.invite(int(name.split()[-1][:-1]))
        return self.real[name]

    def _asked(self, step: Step) -> None:
        headers = {"Authorization": f"Bearer {self.now(step['token'])}"} if step["token"] else {}
        answer = self.stand.client.post(step["to"], json=self.now(step["body"]), headers=headers)
        assert answer.status_code == step["status"], answer.text
        old, new = dict(step["reply"]), dict(answer.json())
        before, after = old.pop("changes", []), new.pop("changes", [])
        self.same(old, new, step["to"])
        self.then |= {(step["phone"], c["kind"], self.now(c["id"])): c for c in before}
        self.today |= {(step["phone"], c["kind"], c["id"]): c for c in after}

    def same(self, old: Any, new: Any, where: str) -> None:
        """Every field that was there is there with the same shape, and the figures have the same value."""
        assert type(old) is type(new), (where, old, new)
        if isinstance(old, dict):
            assert old.keys() <= new.keys(), (where, old.keys() - new.keys())
            for name, value in old.items():
                self.same(value, new[name], f"{where}.{name}")
        elif isinstance(old, list):
            assert len(new) >= len(old), (where, old, new)
            for place, value in enumerate(old):
                self.same(value, new[place], where)
        elif isinstance(old, str) and NAME.fullmatch(old):
            known = new if old.startswith("<cursor ") else self.real.get(old, new)
            assert known == new, (where, old, new)
            self.real[old] = new
        elif where.rpartition(".")[2] in FIGURES:
            assert old == new, (where, old, new)


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_phone_is_answered_by_todays_server_as_it_was(version: str, tmp_path: Path) -> None:
    steps = told(version, "steps")
    stand = new_stand(tmp_path)
    replay = Replay(stand, tmp_path, facts_in(steps))
    for step in steps:
        replay.step(step)
    assert replay.then.keys() <= replay.today.keys()
    for key, change in replay.then.items():
        replay.same({**change, "id": key[2]}, replay.today[key], f"{key}")
    assert stand.differences() == []
    stand.close()


class Later:
    """Today's phone before an old server: it makes the recorded facts itself, and reads the recorded replies."""

    def __init__(self, run: Callable[[Any], Any], folder: Path) -> None:
        self.run = run
        self.at = 0.0
        self.replies: list[Answer] = []
        self.ids: dict[str, str] = {}
        clock = PhoneClock(lambda: self.at, lambda: self.at)
        self.app = Phone(run(Book.open(FolderDisk(str(folder)))), self._post, clock, "http://testserver")

    async def _post(self, path: str, body: dict[str, Any], token: str | None) -> Answer:
        if not self.replies:
            raise Unreachable
        return self.replies.pop()

    def step(self, step: Step) -> None:
        """One request of the recording, answered as it was then."""
        self.at = parse_instant(step["at"]).timestamp()
        for fact in step["body"].get("facts", ()):
            if fact["id"] not in self.ids:
                self._write(fact)
        if not step.get("lost"):
            self.replies.append(Answer(step["status"], self.now(step["reply"])))
        if step["to"].endswith("enrol"):
            assert self.run(self.app.enrol("MÃ-MỜI")) is None
        else:
            self.run(self.app.courier.once())
        assert not self.replies

    def now(self, value: Any) -> Any:
        """A recorded value with this phone's ids for its facts."""
        text = json.dumps(value, ensure_ascii=False)
        return json.loads(NAME.sub(lambda found: self.ids.get(found[0], found[0]), text))

    def _write(self, fact: dict[str, Any]) -> None:
        told = {name: self.now(fact[name]) for name in ("at", "clock", "data")}
        made = self.run(self.app.book.write(fact["kind"], fact["member"], **told))
        assert made["seq"] == fact["seq"]
        self.ids[fact["id"]] = made["id"]


@pytest.mark.parametrize("version", VERSIONS)
def test_todays_phone_comes_to_the_same_with_an_old_servers_replies(version: str, tmp_path: Path) -> None:
    then = told(version, "shown")
    with asyncio.Runner() as runner:
        for number, screens in enumerate(then):
            phone = Later(runner.run, tmp_path / str(number))
            for step in told(version, "steps"):
                if step.get("phone") == number:
                    phone.step(step)
            assert phone.app.book.count_unsent() == 0
            assert all(fact["status"] for fact in phone.app.book.facts())
            assert shown(phone.app, runner.run) == screens
            phone.app.book.close()

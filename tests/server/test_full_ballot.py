"""The nine questions, the versions of their wording, ballots sent again, replaced posters and guessed codes."""

import json
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa

from sync_server import ballot_texts, doors, guessing, posters, security
from sync_server import tables as t
from sync_server.acts import Actor
from tests.server.stand import Stand
from tests.server.test_rating import IN_HOURS, ballots, sent, this_mornings

ACTOR = Actor("office", "office")
ONCE = "20261117-0123456789abcdef0123"


@pytest.fixture(autouse=True)
def during_the_morning(stand: Stand) -> None:
    stand.set(IN_HOURS)


def reworded(stand: Stand, day: date, **words: str) -> int:
    told = dict(ballot_texts.fields()) | words
    now = stand.clock.now()
    return stand.database.write(lambda tx: ballot_texts.write(tx, stand.commune, told, day, actor=ACTOR, now=now))


def replaced(stand: Stand) -> str:
    now = stand.clock.now()
    return stand.database.write(
        lambda tx: posters.replace(tx, stand.commune, stand.point, "rách", actor=ACTOR, now=now)
    )


def test_all_nine_questions_are_asked_in_the_words_of_the_data(stand: Stand) -> None:
    for lang in ("vi", "en"):
        page = unescape(stand.client.get(f"/q/{stand.poster}?show=full&lang={lang}").text)
        for question in ballot_texts.SHIPPED["full"]:
            assert f"{question['no']}. {question[lang]}" in page
            assert question.get(f"na_{lang}", "") in page
        names = re.findall(r'<input type="radio" name="(\w+)" value="(\w+)"', page)
        assert len(names) == len(set(names)) == 7 * 5 + 3 + 3 + 2
        assert {name for name, value in names if value == "na"} == {"q4", "q5", "q6"}


def test_from_quick_to_full_and_to_the_other_language_nothing_chosen_is_lost(stand: Stand) -> None:
    path = f"/q/{stand.poster}"
    full = sent(stand, path, rating="2", comment="Chờ lâu", show="full").text
    assert 'name="rating" value="2" required checked' in full and ">\nChờ lâu</textarea>" in full
    english = sent(stand, path, rating="2", q4="na", q7="3", view="full", switch="en").text
    for kept in ('name="q4" value="na" checked', 'name="q7" value="3" checked', "Full ballot, 9 questions"):
        assert kept in english, kept
    back = sent(stand, path, view="full", q1="5", comment="x").text
    assert "Chưa chọn mức hài lòng" in back and 'name="q1" value="5" checked' in back and "Phiếu đầy đủ" in back
    assert ballots(stand) == []
    sent(stand, path, view="full", rating="4", q1="5", q4="na")
    assert json.loads(ballots(stand)[0]["answers"]) == {"q1": 5, "q4": "na"}


def test_a_wording_holds_from_its_day_and_a_ballot_keeps_which_it_answered(stand: Stand) -> None:
    path, words = f"/q/{stand.poster}", "Hôm nay Ông/Bà thấy thế nào?"
    version = reworded(stand, date(2026, 11, 18), question_vi=words, q4_na_vi="Không nhờ ai")
    before = stand.client.get(path).text
    assert words not in before and 'name="version" value="0"' in before
    stand.set("2026-11-18T09:00:00+07:00")
    now = stand.client.get(path).text
    assert words in now and f'name="version" value="{version}"' in now
    assert "Không nhờ ai" in stand.client.get(f"{path}?show=full").text
    for told, kept in ((str(version), version), ("0", 0), ("", version), ("77", version), ("9" * 40, version)):
        once = f"20261118-{told:x<20}"[:60]
        sent(stand, path, rating="5", version=told, once=once)
        own = stand.keys.ballot(once, "20261118")
        assert {b["id"]: b["version"] for b in ballots(stand)}[own] == kept
    assert stand.differences() == []


def test_a_wording_reaches_the_phones_and_the_same_words_are_no_new_version(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.pull()
    version = reworded(stand, date(2026, 11, 18), thanks_vi="Cảm ơn!")
    assert reworded(stand, date(2026, 11, 19), thanks_vi="Cảm ơn!") == 0
    told = [c["data"] for c in phone.pull() if c["kind"] == "ballot_texts"]
    assert [(x["version"], x["from"], x["quick"]["thanks_vi"]) for x in told[-1:]] == [
        (version, "2026-11-18", "Cảm ơn!")
    ]


@pytest.mark.parametrize("channel", ["slip", "poster"])
def test_sent_again_by_its_page_it_is_thanked_for_and_stored_once(stand: Stand, channel: str) -> None:
    path = f"/q/{stand.poster}" if channel == "poster" else f"/r/{this_mornings(stand, stand.phone(0))[0]}"
    answers = [sent(stand, path, rating="3", once=ONCE) for _ in range(3)]
    assert [(a.status_code, "đã được ghi nhận" in a.text) for a in answers] == [(200, True)] * 3
    assert len(ballots(stand)) == 1
    other = sent(stand, path, rating="3", once="20261117-" + "f" * 20)
    assert other.status_code == (200 if channel == "poster" else 409)
    assert ONCE not in str(ballots(stand))
    assert stand.differences() == []


def test_an_id_begins_by_the_day_of_arrival_whatever_day_the_page_names(stand: Stand) -> None:
    """A page opened before seven o'clock, one that held its ballot overnight, one that names a day to be known by."""
    for n, named in enumerate(("20261117", "20261116", "20261112", "19990101", "99999999")):
        sent(stand, f"/q/{stand.poster}", rating="3", once=f"{named}-{n:020d}")
    sent(stand, f"/q/{stand.poster}", rating="3")
    assert len({b["id"][:4] for b in ballots(stand)}) == 1 and len(ballots(stand)) == 6
    for day in ("2026-11-18", "2026-11-24"):  # the answer was lost, the page sends again
        stand.set(f"{day}T00:01:00+07:00")
        for n, named in enumerate(("20261117", "20261116", "20261112")):
            sent(stand, f"/q/{stand.poster}", rating="3", once=f"{named}-{n:020d}")
        assert len(ballots(stand)) == 6


@pytest.mark.parametrize(
    "once", ["", "short", "x" * 30, "20261117-short", "20261117-" + "x" * 65, "20261117-ăăăăăăăăăăăăăăăăăă"]
)
def test_a_name_that_is_none_makes_no_two_ballots_one(stand: Stand, once: str) -> None:
    for _ in range(2):
        assert sent(stand, f"/q/{stand.poster}", rating="3", once=once).status_code == 200
    assert len(ballots(stand)) == 2


def test_a_replaced_poster_says_so_and_leads_on_with_what_was_written(stand: Stand) -> None:
    new = replaced(stand)
    asked = stand.client.get(f"/q/{stand.poster}")
    assert (asked.status_code, "đã được thay" in asked.text, f'href="/q/{new}?lang=vi"' in asked.text) == (
        410,
        True,
        True,
    )
    late = sent(stand, f"/q/{stand.poster}", rating="2", comment="Chờ lâu")
    assert (late.status_code, f'action="/q/{new}"' in late.text) == (410, True)
    assert 'value="2" required checked' in late.text and "Chờ lâu" in late.text
    assert ballots(stand) == []
    assert sent(stand, f"/q/{new}", rating="2").status_code == 200
    assert stand.differences() == []


def test_phones_learn_the_new_poster(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.pull()
    new = replaced(stand)
    told = next(c["data"] for c in phone.pull() if c["kind"] == "commune")
    assert [p["poster_code"] for p in told["points"]] == [new]


def test_ten_thousand_random_codes_find_none_and_are_counted_without_an_address(stand: Stand) -> None:
    given_out = this_mornings(stand, stand.phone(0))
    straight, today = stand.database.straight, date(2026, 11, 17)
    assert doors.by_slip(straight, given_out[0], stand.keys, today)
    assert not any(doors.by_slip(straight, security.code(), stand.keys, today) for _ in range(10_000))
    found = [stand.client.get(f"/r/{security.code()}").status_code for _ in range(300)]
    assert (found.count(404), found.count(429)) == (30, 270)
    stand.site.guesses.keep()
    with stand.database.reader() as connection:
        assert guessing.by_day(connection, today) == {"2026-11-17": (30, 270)}
        told = [dict(row) for row in connection.execute(sa.select(t.code_guess)).mappings()]
    assert [row.keys() for row in told] == [{"day", "unknown", "stopped"}]


def test_guessing_is_stopped(stand: Stand) -> None:
    slips = this_mornings(stand, stand.phone(0))
    assert {stand.client.get(f"/r/{security.code()}").status_code for _ in range(30)} == {404}
    stopped = stand.client.get(f"/r/{slips[0]}")
    assert (stopped.status_code, "Xin đợi một phút" in stopped.text) == (429, True)
    kept = sent(stand, f"/r/{slips[0]}", rating="2", comment='Chờ "lâu"', q7="2", version="0", lang="en")
    assert (kept.status_code, kept.headers["retry-after"], ballots(stand)) == (429, "60", [])
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', kept.text))
    assert fields == {"rating": "2", "comment": "Chờ &#34;lâu&#34;", "q7": "2", "version": "0", "lang": "en"}
    assert ">Send again</button>" in kept.text


def test_wrong_codes_from_one_network_leave_the_poster_open(stand: Stand) -> None:
    assert {stand.client.get(f"/r/{security.code()}").status_code for _ in range(31)} == {404, 429}
    assert {stand.client.get(f"/q/NO{n}").status_code for n in range(31)} == {404}
    assert stand.client.get(f"/q/{stand.poster}").status_code == 200
    assert sent(stand, f"/q/{stand.poster}", rating="5").status_code == 200


def test_a_flood_on_the_poster_loses_nobody_elses_ballot(stand: Stand) -> None:
    stand.site.settings = stand.site.settings.model_copy(update={"trusted_proxies": "127.0.0.1"})

    def by(address: str) -> Any:
        headers = {"X-Forwarded-For": address}
        return stand.client.post(f"/q/{stand.poster}", data={"rating": "5"}, headers=headers).status_code

    flood = [by("203.0.113.9") for _ in range(300)]
    honest = [by(f"198.51.100.{n}") for n in range(40)]
    assert (flood.count(200), flood.count(429), set(honest)) == (30, 270, {200})
    assert len(ballots(stand)) == 70


def test_a_phone_whose_slips_were_used_gets_as_many_fresh_ones(stand: Stand) -> None:
    phone = stand.phone(0)
    given = this_mornings(stand, phone)
    for used in (given[:1], given[1:]):
        for code in used:
            assert sent(stand, f"/r/{code}", rating="5").status_code == 200
        phone.cursor = None
        fresh = {code for code in this_mornings(stand, phone) if stand.client.get(f"/r/{code}").status_code == 200}
        assert len(fresh) >= 30

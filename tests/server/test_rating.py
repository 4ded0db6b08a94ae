"""The citizen's ballot (wire contract §5): every state its own page in both languages, nothing lost, nothing joined."""

import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from html import unescape
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from sync_server import setup
from sync_server import tables as t
from tests.server.stand import Stand

IN_HOURS = "2026-11-17T09:00:00+07:00"


@pytest.fixture(autouse=True)
def during_the_morning(stand: Stand) -> None:
    """Tuesday, nine in the morning: inside the morning session of a working day."""
    stand.set(IN_HOURS)


@pytest.fixture
def slips(stand: Stand) -> list[str]:
    """The slips a phone received for this morning."""
    return this_mornings(stand, stand.phone(0))


def this_mornings(stand: Stand, phone: Any) -> list[str]:
    blocks = [c["data"] for c in phone.pull() if c["kind"] == "ballot_slips"]
    return next(b["slips"] for b in blocks if (b["day"], b["session"]) == (IN_HOURS[:10], "morning"))


def rows(stand: Stand, table: sa.Table) -> list[dict[str, Any]]:
    with stand.database.reader() as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def ballots(stand: Stand) -> list[dict[str, Any]]:
    return rows(stand, t.ballot)


def sent(stand: Stand, path: str, **fields: str) -> httpx.Response:
    return stand.client.post(path, data=fields)


def test_slip_is_rated_once_and_says_so(stand: Stand, slips: list[str]) -> None:
    path = f"/r/{slips[0]}"
    assert stand.client.get(path).status_code == 200
    first = sent(stand, path, rating="5", comment="Cán bộ tận tình", lang="vi")
    assert (first.status_code, "Cảm ơn Ông/Bà. Ý kiến đã được ghi nhận." in first.text) == (200, True)
    again = sent(stand, path, rating="1", comment="Chép <lại>")
    assert "Chép &lt;lại&gt;</textarea>" in again.text
    assert (again.status_code, "Phiếu này đã được gửi" in again.text) == (409, True)
    assert stand.client.get(path).status_code == 409
    assert [(b["rating"], b["comment"], b["channel"]) for b in ballots(stand)] == [(5, "Cán bộ tận tình", "slip")]


def test_two_hundred_at_once_on_one_slip_store_one(stand: Stand, slips: list[str]) -> None:
    path = f"/r/{slips[0]}"
    with ThreadPoolExecutor(200) as pool:
        codes = list(pool.map(lambda n: sent(stand, path, rating=str(n % 5 + 1)).status_code, range(200)))
    assert sorted(codes) == [200] + [409] * 199
    assert len(ballots(stand)) == len(rows(stand, t.slip_spent)) == 1


def test_slip_typed_by_hand_is_found(stand: Stand, slips: list[str]) -> None:
    code = next(s for s in slips if "0" in s or "1" in s)
    by_hand = code.lower().replace("0", "o").replace("1", "l")
    for behind in ("", "/", ".", "./"):
        assert stand.client.get(f"/r/{by_hand[:5]}-{by_hand[5:]}{behind}").status_code == 200
        assert sent(stand, f"/q/{stand.poster}{behind}", rating="5").status_code == 200


def test_poster_says_which_counter_and_counts_apart(stand: Stand) -> None:
    page = stand.client.get(f"/q/{stand.poster.lower()}")
    assert "Trung tâm Phục vụ hành chính công xã Đại Lãnh" in page.text
    assert sent(stand, f"/q/{stand.poster}", rating="3").status_code == 200
    told = stand.get("/api/v1/satisfaction").json()
    assert (told["poster"]["ballots"], told["slip"]["ballots"]) == (1, 0)


def test_unknown_codes_get_a_page_that_says_what_to_do(stand: Stand) -> None:
    for path in ("/r/0000000000", "/r/%C4%91%E1%BB%95i", "/q/NOWHERE"):
        for answer in (stand.client.get(path), sent(stand, path, rating="5")):
            assert (answer.status_code, "quét lại mã QR" in answer.text) == (404, True)
    assert ballots(stand) == []


@pytest.mark.parametrize(("now", "status"), [("2026-11-24T23:59:00+07:00", 200), ("2026-11-25T00:00:00+07:00", 410)])
def test_slip_is_taken_for_seven_days_and_then_leads_to_the_poster(
    stand: Stand, slips: list[str], now: str, status: int
) -> None:
    stand.set(now)
    page = stand.client.get(f"/r/{slips[0]}")
    assert (page.status_code, f'href="/q/{stand.poster}?lang=vi"' in page.text) == (status, status == 410)
    answer = sent(stand, f"/r/{slips[0]}", rating="4", comment="Vẫn còn đây", q7="2")
    assert (answer.status_code, len(ballots(stand))) == (status, int(status == 200))
    if status == 410:
        assert f'method="post" novalidate action="/q/{stand.poster}"' in answer.text and "hết hạn" in answer.text
        assert "Vẫn còn đây</textarea>" in answer.text and 'value="4" required checked' in answer.text
        assert 'name="q7" value="2"' in answer.text


@pytest.mark.parametrize("rating", [None, "", "0", "6", "5.0", "năm", "-1", "٥"])
def test_missing_or_unreadable_rating_keeps_what_was_typed(stand: Stand, slips: list[str], rating: str | None) -> None:
    fields = {"comment": 'Ghế <b>ít</b> & "cũ"', "q1": "5", "q8": "7"} | ({} if rating is None else {"rating": rating})
    answer = sent(stand, f"/r/{slips[0]}", **fields)
    assert answer.status_code == 422
    assert "Chưa chọn mức hài lòng" in answer.text
    assert 'Ghế <b>ít</b> & "cũ"</textarea>' in unescape(answer.text)
    assert "<b>ít" not in answer.text
    assert 'name="q1" value="5"' in answer.text and 'name="q8"' not in answer.text
    assert ballots(stand) == []
    assert stand.client.get(f"/r/{slips[0]}").status_code == 200


def test_comment_is_measured_as_a_person_counts(stand: Stand, slips: list[str]) -> None:
    decomposed = "e\u0302\u0301" * 999 + "\r\n!"
    answer = sent(stand, f"/r/{slips[0]}", rating="2", comment=decomposed)
    assert (answer.status_code, "1001 ký tự" in answer.text) == (422, True)
    assert 'value="2" required checked' in answer.text
    assert sent(stand, f"/r/{slips[0]}", rating="2", comment=decomposed[3:]).status_code == 200
    assert ballots(stand)[0]["comment"] == "ế" * 998 + "\n!"


def test_far_too_much_is_refused_in_words(stand: Stand, slips: list[str]) -> None:
    answer = sent(stand, f"/r/{slips[0]}", rating="2", comment="a" * 70_000)
    assert (answer.status_code, "Không đọc được phiếu vừa gửi" in answer.text) == (413, True)


def test_private_numbers_and_what_no_database_holds_are_left_out(stand: Stand, slips: list[str]) -> None:
    sent(stand, f"/r/{slips[0]}", rating="1", comment="Gọi tôi 0912 345 678,\x00 CCCD 056123456789")
    assert ballots(stand)[0]["comment"] == "Gọi tôi [đã che], CCCD [đã che]"


def test_full_ballot_is_kept_and_bad_answers_left_out(stand: Stand) -> None:
    good = {"q1": "5", "q2": "1", "q4": "na", "q7": "3", "q8": "0"}
    sent(stand, f"/q/{stand.poster}", rating="4", **good, q3="na", q5="9", q6="", q9="5")
    assert json.loads(ballots(stand)[0]["answers"]) == {"q1": 5, "q2": 1, "q4": "na", "q7": 3, "q8": 0}


@pytest.mark.parametrize(
    ("now", "session", "outside_hours"),
    [
        ("2026-11-17T08:00:00+07:00", "morning", False),
        ("2026-11-17T10:00:00+07:00", "morning", False),
        ("2026-11-17T11:00:00+07:00", "morning", True),
        ("2026-11-17T13:00:00+07:00", "afternoon", True),
        ("2026-11-17T15:59:00+07:00", "afternoon", False),
        ("2026-11-22T09:00:00+07:00", "morning", True),
    ],
)
def test_ballot_belongs_to_the_session_it_arrives_in_or_near(
    stand: Stand, now: str, session: str, outside_hours: bool
) -> None:
    stand.set(now)
    assert sent(stand, f"/q/{stand.poster}", rating="5").status_code == 200
    kept = ballots(stand)[0]
    assert (kept["day"], kept["session"], kept["outside_hours"]) == (now[:10], session, outside_hours)
    assert kept["outside_period"] is False


@pytest.mark.parametrize(
    ("begins", "ends", "outside"),
    [("2026-11-17", "2026-11-17", False), ("2026-11-18", None, True), (None, "2026-11-16", True)],
)
def test_ballot_outside_the_period_is_kept_and_flagged(
    stand: Stand, begins: str | None, ends: str | None, outside: bool
) -> None:
    config = setup.plan_config("xã Đại Lãnh") | {"ballot_period": {"from": begins, "to": ends}}
    stand.database.write(
        lambda tx: tx.execute(t.commune.update().values(config=json.dumps(config, ensure_ascii=False))) and None
    )
    assert sent(stand, f"/q/{stand.poster}", rating="5").status_code == 200
    assert ballots(stand)[0]["outside_period"] is outside


def test_nothing_joins_a_ballot_to_a_slip_a_device_or_a_moment(stand: Stand, slips: list[str]) -> None:
    before = {name: rows(stand, table) for name, table in t.metadata.tables.items()}
    sent(stand, f"/r/{slips[0]}", rating="5")
    after = {name: rows(stand, table) for name, table in t.metadata.tables.items()}
    assert {name for name in after if after[name] != before[name]} == {"ballot", "slip_spent"}
    kept = after["ballot"][0]
    assert kept.keys() == {
        "commune_id", "id", "point", "day", "session", "channel", "lang", "rating", "answers", "comment",
        "outside_period", "outside_hours", "version",
    }  # fmt: skip
    others = {value for table, many in after.items() if table != "ballot" for row in many for value in row.values()}
    mark = after["slip_spent"][0]["mark"]
    assert kept["id"] not in others
    assert mark not in {value for row in after["slip"] for value in row.values()}


def test_two_ballots_have_unlike_ids(stand: Stand) -> None:
    for _ in range(2):
        sent(stand, f"/q/{stand.poster}", rating="5")
    one, other = (b["id"] for b in ballots(stand))
    assert len(one) == len(other) == 32 and one[:8] != other[:8]


def test_thirty_a_minute_from_one_network_then_a_page_that_keeps_what_was_typed(stand: Stand) -> None:
    path = f"/q/{stand.poster}"
    assert {sent(stand, path, rating="5").status_code for _ in range(30)} == {200}
    more = sent(stand, path, rating="1", comment="Vẫn còn đây")
    assert (more.status_code, more.headers["retry-after"]) == (429, "60")
    assert "Xin đợi một phút" in more.text and "Vẫn còn đây" in more.text
    assert len(ballots(stand)) == 30


def test_no_address_is_kept_to_count_by(stand: Stand) -> None:
    sent(stand, f"/q/{stand.poster}", rating="5")
    stand.client.get("/r/NONE")
    counted = str(vars(stand.site.limiter.storage))
    assert "poster" in counted and "ballot code" in counted
    assert "127.0.0.1" not in counted


def test_flooded_poster_does_not_stop_slips(stand: Stand, slips: list[str]) -> None:
    for _ in range(31):
        sent(stand, f"/q/{stand.poster}", rating="5")
    assert sent(stand, f"/r/{slips[0]}", rating="5").status_code == 200


def test_every_state_speaks_english_one_link_away(stand: Stand, slips: list[str]) -> None:
    path = f"/r/{slips[0]}"
    assert '<html lang="vi">' in stand.client.get(path).text
    assert 'name="switch" value="en" lang="en"' in stand.client.get(path).text
    assert 'href="?lang=en" lang="en"' in stand.client.get("/r/NONE").text
    assert "Are you satisfied with the service you received today?" in stand.client.get(f"{path}?lang=en").text
    said = [
        sent(stand, path, lang="en"),
        sent(stand, path, lang="en", rating="5"),
        stand.client.get(f"{path}?lang=en"),
        stand.client.get("/r/NONE?lang=en"),
    ]
    assert [answer.status_code for answer in said] == [422, 200, 409, 404]
    assert all('<html lang="en">' in answer.text for answer in said)
    assert ballots(stand)[0]["lang"] == "en"
    assert '<html lang="vi">' in stand.client.get("/r/NONE?lang=fr").text


def test_changing_the_language_keeps_what_was_chosen_and_typed(stand: Stand, slips: list[str]) -> None:
    path = f"/r/{slips[0]}"
    page = sent(stand, path, rating="2", comment="Chờ lâu", lang="vi", q7="2", switch="en").text
    for kept in ('<html lang="en">', 'value="2" required checked', ">\nChờ lâu</textarea>", 'name="q7" value="2"'):
        assert kept in page, kept
    assert "No answer chosen yet" not in sent(stand, path, comment="x", switch="en").text
    assert ballots(stand) == []


def test_nobody_who_is_dissatisfied_is_answered_with_a_smile(stand: Stand, slips: list[str]) -> None:
    pages = {sent(stand, f"/r/{slip}", rating=rating).text for slip, rating in zip(slips, "125", strict=False)}
    assert len(pages) == 1
    assert "M12.5 26.5h23" not in pages.pop()
    assert "M12.5 26.5h23" in stand.client.get(f"/r/{slips[5]}").text


def test_whole_page_is_one_small_answer_from_here_alone_without_cookie(stand: Stand, slips: list[str]) -> None:
    for path in (f"/r/{slips[0]}", f"/q/{stand.poster}", "/r/NONE"):
        page = stand.client.get(path)
        assert (page.headers["content-encoding"], int(page.headers["content-length"]) <= 8_000) == ("gzip", True)
        assert "set-cookie" not in page.headers
        assert "http://" not in page.text and "https://" not in page.text and "src=" not in page.text
        assert page.text.count("<script>") == 1 and " onclick" not in page.text
        allowed = page.headers["content-security-policy"]
        inside = page.text.split("<script>")[1].split("</script>")[0]
        assert f"script-src 'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}';" in allowed
        assert allowed.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in allowed
        plain = stand.client.get(path, headers={"Accept-Encoding": "identity"})
        assert (plain.text, "content-encoding" in plain.headers) == (page.text, False)
        assert "Dữ liệu trình diễn" in page.text


def test_locked_database_keeps_what_was_typed(stand: Stand, slips: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: Any, **__: Any) -> bool:
        raise sa.exc.OperationalError("UPDATE slip", {}, Exception("database is locked"))

    monkeypatch.setattr("sync_server.ballots.keep", locked)
    answer = sent(stand, f"/r/{slips[0]}", rating="5", comment="Vẫn còn đây")
    assert (answer.status_code, "Máy chủ đang bận" in answer.text, "Vẫn còn đây" in answer.text) == (503, True, True)


def test_phone_gets_no_ballot_and_keeps_its_slips_in_step(stand: Stand) -> None:
    phone = stand.phone(0)
    slips = this_mornings(stand, phone)
    for code in slips[:3]:
        sent(stand, f"/r/{code}", rating="5")
    assert "ballot" not in {c["kind"] for c in phone.pull()}
    assert stand.differences() == []


def test_rehearsal_says_so_on_every_page(stand: Stand) -> None:
    stand.clock.rehearsed = stand.clock.instant
    for path in (f"/q/{stand.poster}", "/r/NONE"):
        assert "Dữ liệu trình diễn, đang diễn tập: không phải phiếu thật." in stand.client.get(path).text

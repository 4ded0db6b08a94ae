"""Faults that other systems have had, each to be planted in this one and noticed by the simulation."""

import contextlib
from typing import Any

import pytest
from tinydb import where

from phone import book_reply, sync
from phone.book import Book
from phone.book_reply import Reply, State
from phone.http import Unreachable
from phone.journal_file import JournalFile, StoreError
from phone.seal import Bundle
from phone.sync import Outcome
from shiftbook import sealed
from shiftbook.sealed import Sealed
from sync_server import acts, commune, copies
from sync_server.ledger import answering, changes, devices, exchange, judging, known
from sync_server.security import Keys
from tests.simulation import ways
from tests.simulation.planting import shown_by

Patch = pytest.MonkeyPatch
UNSENT = where("stage") == "unsent"


@shown_by(ways.refused_once)
def deletes_on_400(patch: Patch) -> None:
    whole = sync.exchange

    async def broken(book: Book, post: Any, clock: Any) -> Outcome:
        async def once(*more: Any) -> Any:
            answer = await post(*more)
            if answer.status == 400:
                book._facts.remove(UNSENT)
            return answer

        return await whole(book, once, clock)

    patch.setattr(sync, "exchange", broken)


@shown_by(ways.no_network)
def takes_sending_for_arriving(patch: Patch) -> None:
    whole = sync.exchange

    async def broken(book: Book, post: Any, clock: Any) -> Outcome:
        outcome = await whole(book, post, clock)
        if outcome.reason == "unreachable":
            book._facts.update({"stage": "settled", "status": "stored"}, UNSENT)
        return outcome

    patch.setattr(sync, "exchange", broken)


@shown_by(ways.no_network)
def gives_up_for_good_without_a_network(patch: Patch) -> None:
    whole = sync.exchange

    async def broken(book: Book, post: Any, clock: Any) -> Outcome:
        async def once(*more: Any) -> Any:
            if book.recall("gave up"):
                raise Unreachable
            try:
                return await post(*more)
            except Unreachable:
                await book.remember("gave up", True)
                raise

        return await whole(book, once, clock)

    patch.setattr(sync, "exchange", broken)


def on_verdict(patch: Patch, status: str, broken: Any) -> None:
    whole = Reply.take_verdict

    def take(reply: Reply, verdict: dict[str, Any], today: str) -> None:
        if verdict["status"] == status:
            broken(reply, verdict)
        else:
            whole(reply, verdict, today)

    patch.setattr(Reply, "take_verdict", take)


@shown_by(ways.against_the_rule)
def drops_what_was_refused(patch: Patch) -> None:
    on_verdict(patch, "refused", lambda reply, told: reply._facts.remove(where("id") == told["id"]))


@shown_by(ways.of_tomorrow)
def drops_what_was_not_understood(patch: Patch) -> None:
    on_verdict(patch, "quarantined", lambda reply, told: reply._facts.remove(where("id") == told["id"]))


@shown_by(ways.against_the_rule)
def refuses_without_a_word(patch: Patch) -> None:
    on_verdict(
        patch, "refused", lambda reply, told: reply._facts.update({"stage": "settled"}, where("id") == told["id"])
    )
    patch.setattr(Reply, "_take_fact", lambda *_: None)


@shown_by(ways.reply_lost)
def never_settles_a_duplicate(patch: Patch) -> None:
    on_verdict(patch, "duplicate", lambda *_: None)


@shown_by(ways.killed)
def forgets_its_numbers(patch: Patch) -> None:
    whole = State.keep
    patch.setattr(State, "keep", lambda state, key, value: None if key.startswith("seq:") else whole(state, key, value))


@shown_by(ways.restored)
def offers_nothing_again(patch: Patch) -> None:
    patch.setattr(Reply, "meet_epoch", lambda reply, epoch: reply._state.keep("epoch", epoch))


@shown_by(ways.restored_and_ten_years_late)
def offers_sixty_days_by_its_own_clock(patch: Patch) -> None:
    whole = Reply.meet_epoch

    def broken(reply: Reply, epoch: str) -> None:
        kept = [f.doc_id for f in reply._facts.search(where("stage") == "settled") if f["day"] < "2026-09-20"]
        whole(reply, epoch)
        reply._facts.update({"stage": "settled"}, doc_ids=kept)

    patch.setattr(Reply, "meet_epoch", broken)


@shown_by(ways.restored_and_ten_years_late)
def purges_by_what_facts_tell(patch: Patch) -> None:
    whole = Reply.take_verdict
    patch.setattr(Reply, "take_verdict", lambda reply, verdict, today: whole(reply, verdict, ""))


@shown_by(ways.full)
def says_saved_when_the_disk_refused(patch: Patch) -> None:
    whole = JournalFile.append

    def broken(file: JournalFile, line: bytes) -> None:
        with contextlib.suppress(StoreError):
            whole(file, line)

    patch.setattr(JournalFile, "append", broken)


@shown_by(ways.reply_lost)
def does_not_know_what_it_has(patch: Patch) -> None:
    patch.setattr(known, "_stored", lambda *_: {})


@shown_by(ways.late_and_again)
def counts_a_repetition_again(patch: Patch) -> None:
    whole = exchange._take

    def broken(tx: Any, work: Any, arrival: Any) -> Any:
        told = whole(tx, work, arrival)
        if told["status"] == "duplicate":
            work.devices[arrival.device or work.sender].count(arrival.seq)
        return told

    patch.setattr(exchange, "_take", broken)


@shown_by(ways.paged)
def cursor_one_too_far(patch: Patch) -> None:
    whole = changes.after

    def broken(*more: Any, **named: Any) -> Any:
        sent, last, rest = whole(*more, **named)
        return sent, last + bool(rest), rest

    patch.setattr(changes, "after", broken)


@shown_by(ways.plain)
def receipts_for_numbers_that_never_came(patch: Patch) -> None:
    patch.setattr(devices.Device, "contiguous", property(lambda device: device.highest + 1))


@shown_by(ways.plain)
def numbers_are_not_kept(patch: Patch) -> None:
    def count(device: devices.Device, _seq: int | None) -> None:
        device.stored += 1

    patch.setattr(devices.Device, "count", count)


@shown_by(ways.decided)
def lines_are_not_made_again(patch: Patch) -> None:
    patch.setattr(known, "mark_stale", lambda *_: None)


@shown_by(ways.decided)
def decisions_are_not_told(patch: Patch) -> None:
    patch.setattr(acts, "_tell", lambda *_: None)


@shown_by(ways.restored)
def restoring_keeps_the_epoch(patch: Patch) -> None:
    patch.setattr(copies, "_new_epoch", lambda _file: None)


@shown_by(ways.taken_back_elsewhere)
def nothing_waits_for_its_target(patch: Patch) -> None:
    patch.setattr(exchange, "_resolve_waiting", lambda *_: {})


@shown_by(ways.taken_back_elsewhere_after_closing)
def closes_over_what_waits(patch: Patch) -> None:
    whole = judging._standing_code

    def broken(fact: Any, day: Any, bench: Any) -> Any:
        closed = f"{day:%Y-%m}" in bench.commune.closed
        return whole(fact, day, bench) or ("month_closed" if closed else None)

    patch.setattr(judging, "_standing_code", broken)


@shown_by(ways.revoked)
def ignores_a_revoked_phone(patch: Patch) -> None:
    whole = exchange._take

    def broken(tx: Any, work: Any, arrival: Any) -> Any:
        if work.devices[work.sender].revoked:
            return {"id": arrival.id, "status": "refused", "rev": None, "code": "device_revoked", "message": "x"}
        return whole(tx, work, arrival)

    patch.setattr(exchange, "_take", broken)


@shown_by(ways.enrolled_after_a_restore)
def another_phone_may_not_bring_it(patch: Patch) -> None:
    patch.setattr(Book, "_as_sent", lambda _book, fact: {key: fact[key] for key in book_reply.CONTENT})


@shown_by(ways.decided)
def half_a_reply_is_taken(patch: Patch) -> None:
    patch.setattr(Reply, "take_change", lambda *_: None)


@shown_by(ways.plain)
def answers_before_the_commit(patch: Patch) -> None:
    whole = answering.answer

    def broken(tx: Any, asks: Any, *more: Any) -> Any:
        told = whole(tx, asks, *more)
        if any(ask.arrivals for ask in asks):
            tx.connection.exec_driver_sql("DELETE FROM fact")
        return told

    patch.setattr(answering, "answer", broken)


@shown_by(ways.carried)
def takes_a_bundle_that_was_changed(patch: Patch) -> None:
    whole = Keys.opened

    def broken(keys: Keys, bundle: Sealed) -> bytes:
        try:
            return whole(keys, bundle)
        except ValueError:
            return sealed.pack([])

    patch.setattr(Keys, "opened", broken)


@shown_by(ways.carrier_loses_it)
def sealing_settles(patch: Patch) -> None:
    whole = Bundle.text

    async def broken(bundle: Bundle) -> str:
        text = await whole(bundle)
        bundle._book._facts.update({"stage": "settled"}, UNSENT)
        return text

    patch.setattr(Bundle, "text", broken)


@shown_by(ways.closed_then_restored)
def every_writer_takes_what_it_knows_for_current(patch: Patch) -> None:
    patch.setattr(commune, "_is_fresh", lambda _tx, _commune: True)

"""One exchange with a phone: every fact gets its verdict, all of them a revision, and the whole one commit."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from shiftbook import facts
from shiftbook.codes import SENTENCES, heaviest
from shiftbook.facts import Fact
from shiftbook.fields import BadField
from shiftbook.moments import format_instant, parse_instant
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.ledger import devices, known, leading, receiving, slips, swaps
from sync_server.ledger.devices import Device
from sync_server.ledger.judging import Bench, Entry, Target, Verdict, earliest, first, judge, target_of
from sync_server.ledger.receiving import Arrival
from sync_server.security import Keys

_JUDGED = ("stored", "refused")


@dataclass(frozen=True, slots=True)
class Request:
    """One well-formed envelope of a device; `sender` is the device whose token or seal came with it.

    `unsent` is what it says to hold still, None when a carrier speaks for it.
    """

    sender: str
    arrivals: Sequence[Arrival]
    unsent: int | None
    now: datetime


@dataclass
class Work:
    """What requests of one commune have changed so far, gathered to be written in one statement a table."""

    commune: Commune
    devices: dict[str, Device]
    known: known.Known
    keys: Keys
    now: datetime
    at: str = ""
    sender: str = ""
    facts: list[dict[str, Any]] = field(default_factory=list)
    presence: list[dict[str, Any]] = field(default_factory=list)
    amendments: list[dict[str, Any]] = field(default_factory=list)
    quarantined: list[dict[str, Any]] = field(default_factory=list)
    offered: list[tuple[str, str, datetime]] = field(default_factory=list)
    brought: set[tuple[str, str]] = field(default_factory=set)
    overtaken: list[str] = field(default_factory=list)
    swaps: set[str] = field(default_factory=set)
    of_others: set[str] = field(default_factory=set)


def push(tx: Tx, commune: Commune, requests: Sequence[Request], keys: Keys) -> tuple[list[list[dict[str, Any]]], Work]:
    """Take the facts of one commune's waiting requests into the ledger: each one's verdicts in the order sent."""
    arrivals = [a for r in requests for a in r.arrivals]
    names = {r.sender for r in requests} | {a.device for a in arrivals if a.device}
    found = devices.load(tx.connection, commune.id, names)
    for name in sorted(names - found.keys()):
        found[name] = devices.recreate(tx, commune.id, name, requests[0].now)
    work = Work(commune, found, known.gather(tx.connection, commune.id, arrivals), keys, requests[0].now)
    verdicts = []
    for request in requests:
        work.now, work.at, work.sender = request.now, format_instant(request.now), request.sender
        verdicts.append([_take(tx, work, arrival) for arrival in request.arrivals])
        if request.unsent is None:
            found[request.sender].brought(sum(v["status"] != "duplicate" for v in verdicts[-1]))
        else:
            found[request.sender].heard(work.at, request.unsent)
    _write(tx, work)
    _adopt(tx, work)
    changed = {**_overtake(tx, work), **_resolve_waiting(tx, work)}
    slips.count_offered(tx, commune, work.offered)
    return [[changed.get(v["id"], v) if v["status"] in _JUDGED else v for v in told] for told in verdicts], work


def _take(tx: Tx, work: Work, arrival: Arrival) -> dict[str, Any]:
    device = work.devices[arrival.device or work.sender]
    stored = work.known.facts.get(arrival.id) if arrival.id else None
    if stored and stored.digest == arrival.digest:
        return _verdict(arrival.id, "duplicate", stored.rev, stored.code)
    held = work.known.quarantine.get((device.id, arrival.digest))
    if held and (stored or isinstance(work.known.read[arrival.key], str)):
        return _verdict(arrival.id, "duplicate", None, held)
    if stored:
        return _hold(tx, work, arrival, device, code="content_changed")
    fact = work.known.read[arrival.key]
    if isinstance(fact, str):
        return _hold(tx, work, arrival, device, code=fact)
    return _keep(tx, work, fact, (arrival, device))


def _hold(tx: Tx, work: Work, arrival: Arrival, device: Device, *, code: str) -> dict[str, Any]:
    """Quarantine: the raw text is kept, masked, for the office."""
    tx.next_rev(work.commune.id)  # counters changed: whoever remembers the commune must notice
    raw = receiving.quarantined(arrival.raw, work.commune.unnamed, work.commune.named)
    work.known.quarantine[device.id, arrival.digest] = code
    work.quarantined.append(
        {"commune_id": work.commune.id, "device": device.id, "digest": arrival.digest,
         "fact_id": receiving.without_identity(arrival.id), "seq": arrival.seq, "code": code, "raw": raw,
         "arrived_at": work.at}
    )  # fmt: skip
    device.count(arrival.seq if arrival.id else None)
    return _verdict(arrival.id, "quarantined", None, code)


def _keep(tx: Tx, work: Work, fact: Fact, sent: tuple[Arrival, Device]) -> dict[str, Any]:
    arrival, device = sent
    target = work.known.targets.get(target_of(fact) or "")
    verdict = _judged(work, fact, device, target)
    rev = tx.next_rev(work.commune.id)
    row = _row(work, fact, sent, verdict=verdict, rev=rev)
    work.facts.append(row)
    work.known.facts[fact.id] = known.Stored(arrival.digest, rev, verdict.code)
    if not (row["target"] and verdict.code == "target_unknown"):
        work.known.targets[fact.id] = _as_target(fact, verdict, target)
    device.count(fact.seq)
    if device.id != work.sender and verdict.code not in ("not_allowed", "device_revoked"):
        work.brought.add((device.id, fact.member))
    if isinstance(fact.content, facts.CheckedIn) and verdict.grade:
        work.known.originals[fact.id] = fact
        _enter(work, fact, fact.content, device)
    _consequences(work, fact, verdict, target=target, rev=rev)
    return _verdict(fact.id, verdict.status, rev, verdict.code)


def _as_target(fact: Fact, verdict: Verdict, target: Target | None) -> Target:
    """How facts that come later may name this one; an amendment stands for the first fact of its chain."""
    if target and verdict.amends:
        return target._replace(id=fact.id, day=verdict.day, by=fact.member)
    asked = fact.content.with_ if isinstance(fact.content, facts.SwapAsked) else None
    return Target(fact.id, fact.kind, fact.member, verdict.day, fact.id, fact.member, asked)


def _judged(work: Work, fact: Fact, device: Device, target: Target | None) -> Verdict:
    original = work.known.originals.get(target.root) if target else None
    sender = work.devices[work.sender]
    bench = Bench(work.commune, work.keys, work.now, device, sender, work.known.entries, target, original)
    return _verdict_on(fact, bench)


def _verdict_on(fact: Fact, bench: Bench) -> Verdict:
    try:
        return judge(fact, bench)
    except BadField:  # a correction whose new data does not fit its target's kind
        assert bench.target is not None
        return Verdict("bad_field", bench.target.day)


def _enter(work: Work, fact: Fact, entry: facts.CheckedIn, device: Device) -> None:
    """Put a check-in among those of its shift; one that was first until now is remembered as overtaken."""
    others = work.known.entries.setdefault((fact.member, entry.day, entry.session), [])
    before = first(others)
    others[:] = earliest([*others, Entry(device.id, fact.seq, fact.id)])  # no more, or thousands cost their square
    if before and first(others) == fact.id:
        work.overtaken.append(before)


def _row(work: Work, fact: Fact, sent: tuple[Arrival, Device], *, verdict: Verdict, rev: int) -> dict[str, Any]:
    arrival, device = sent
    return {
        "commune_id": work.commune.id, "id": fact.id, "rev": rev, "device": device.id, "seq": fact.seq,
        "kind": fact.kind, "member": fact.member, "day": verdict.day.isoformat(), "status": verdict.status,
        "code": verdict.code, "first_code": verdict.code, "target": target_of(fact),
        "arrived_at": work.at, "digest": arrival.digest,
        "body": receiving.body(fact, arrival.raw, work.commune),
    }  # fmt: skip


def _consequences(work: Work, fact: Fact, verdict: Verdict, *, target: Target | None, rev: int) -> None:
    """What a fact means beyond itself: a presence to be paid, an amendment, a swap to tell of, a ballot offered."""
    content = fact.content
    if verdict.grade is not None and verdict.entry is not None:
        entry = verdict.entry
        work.presence.append(
            {"commune_id": work.commune.id, "id": fact.id, "root": target.root if target else fact.id,
             "member": target.member if target else fact.member, "day": entry.day, "session": entry.session,
             "grade": verdict.grade, "codes": json.dumps(verdict.codes), "rev": rev}
        )  # fmt: skip
    if isinstance(content, facts.Corrected | facts.Voided) and target and verdict.amends:
        work.amendments.append(
            {"commune_id": work.commune.id, "root": target.root, "id": fact.id, "target": content.target,
             "replaces": isinstance(content, facts.Corrected), "rev": rev}
        )  # fmt: skip
        if fact.member != target.member:
            work.of_others.add(fact.id)
    if fact.kind in swaps.KINDS or (target and target.kind in swaps.KINDS):
        work.swaps.add(target.root if target else fact.id)
    if isinstance(content, facts.BallotOffered) and content.channel == "slip":
        work.offered.append((work.sender, content.point, fact.corrected_moment))


def _write(tx: Tx, work: Work) -> None:
    for table, rows in (
        (t.fact, work.facts), (t.quarantine, work.quarantined), (t.presence, work.presence),
        (t.amendment, work.amendments),
    ):  # fmt: skip
        if rows:
            tx.insert(table, rows)
    _mark_stale(tx, work)
    if work.swaps:
        swaps.tell(tx, work.commune, work.swaps)
    if work.of_others:
        leading.tell(tx, work.commune, work.of_others)


def _adopt(tx: Tx, work: Work) -> None:
    """A device made anew holds those whose facts it made, so that a gap in its numbers has somebody to ask."""
    new = sorted((d, m) for d, m in work.brought if m not in work.devices[d].members)
    used = devices.with_token(tx.connection, work.commune.id, {d for d, _ in new}) if new else set()
    rows = [{"commune_id": work.commune.id, "device": d, "member": m} for d, m in new if d not in used]
    if rows:
        tx.execute(known.insert(tx.connection, t.device_member).on_conflict_do_nothing(), rows)


def _mark_stale(tx: Tx, work: Work) -> None:
    """Allowance lines that these facts may have changed are made again before a phone next reads to the end."""
    touched = {(row["member"], row["day"][:7]) for row in work.presence}
    if work.amendments:
        touched |= known.months_of(tx.connection, work.commune.id, {row["root"] for row in work.amendments})
    known.mark_stale(tx, work.commune.id, touched)


def _overtake(tx: Tx, work: Work) -> dict[str, dict[str, Any]]:
    """Check-ins that turn out not to be their shift's first say so from now on; their new verdicts by id."""
    told = {}
    f, p, number = t.fact.c, t.presence.c, work.commune.id
    for identity in work.overtaken:
        both = t.fact.join(t.presence, sa.and_(f.commune_id == p.commune_id, f.id == p.id))
        query = sa.select(p.member, p.day, p.codes, p.rev).select_from(both)
        row = tx.execute(query.where(f.commune_id == number, f.id == identity)).one()
        if row.day[:7] in work.commune.closed:
            continue
        codes = sorted({*json.loads(row.codes), "already_checked_in"})
        code, rev = heaviest(codes), tx.next_rev(number)
        ruled = known.ruled(tx.connection, number, (row.member, row.day), (identity, row.rev))
        shown = {} if ruled else {"status": "refused", "code": code}
        values = {"rev": rev, "first_code": code, **shown}
        tx.execute(t.fact.update().where(f.commune_id == number, f.id == identity).values(values))
        where = (p.commune_id == number, p.id == identity)
        tx.execute(t.presence.update().where(*where).values(codes=json.dumps(codes)))
        told[identity] = _verdict(identity, "refused", rev, code)
    return told


def _resolve_waiting(tx: Tx, work: Work) -> dict[str, dict[str, Any]]:
    """Facts that named one of these before it came are judged again, so that the order of arrival leaves no trace."""
    told: dict[str, dict[str, Any]] = {}
    come = [row["id"] for row in work.facts]
    while come:
        later = Work(work.commune, work.devices, work.known, work.keys, work.now, work.at, work.sender)
        rows = [r for r in known.waiting(tx.connection, work.commune.id, come) if r.target in work.known.targets]
        for row in rows:
            told[row.id] = _judge_again(tx, later, row)
        _write(tx, later)
        come = [row.id for row in rows]
    return told


def _judge_again(tx: Tx, work: Work, row: Any) -> dict[str, Any]:
    """A fact that was refused only because what it names had not come: who sent it and from where was right then."""
    fact = facts.fact(json.loads(row.body))
    device = Device(row.device, 0, [], False, 0, frozenset({fact.member}))
    target = work.known.targets[row.target]
    original = work.known.originals.get(target.root)
    arrived = parse_instant(row.arrived_at)
    bench = Bench(work.commune, work.keys, arrived, device, device, work.known.entries, target, original)
    verdict, rev = _verdict_on(fact, bench), tx.next_rev(work.commune.id)
    values = {"rev": rev, "status": verdict.status, "code": verdict.code, "first_code": verdict.code}
    where = (t.fact.c.commune_id == work.commune.id, t.fact.c.id == fact.id)
    tx.execute(t.fact.update().where(*where).values(day=verdict.day.isoformat(), **values))
    work.known.targets[fact.id] = _as_target(fact, verdict, target)
    _consequences(work, fact, verdict, target=target, rev=rev)
    return _verdict(fact.id, verdict.status, rev, verdict.code)


def _verdict(identity: str | None, status: str, rev: int | None, code: str | None) -> dict[str, Any]:
    message = SENTENCES[code] if code else None
    return {"id": identity, "status": status, "rev": rev, "code": code, "message": message}

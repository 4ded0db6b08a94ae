"""Corrections and voids: the one rule that says which facts stand and what they now say."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Amendment:
    """A correction (`replaces` true) or a void of the fact `target`; ids order amendments in time (UUIDv7)."""

    id: str
    target: str
    replaces: bool


def standing(ids: Iterable[str], amendments: Iterable[Amendment]) -> dict[str, str]:
    """For each fact that still stands, the id of the fact that now speaks for it (its own, or its newest correction).

    A void takes back its target, also when that is a correction or another void. Of several standing corrections of one
    fact, the one with the greatest id speaks; a correction of a correction speaks for the first fact. Amendments that
    name each other in a ring stand for nothing.
    """
    known = {a.id: a for a in amendments}
    if not known:
        return {i: i for i in ids}
    fallen = _fallen(known)
    newest: dict[str, str] = {}
    for amendment in known.values():
        if amendment.replaces and amendment.id not in fallen:
            newest[amendment.target] = max(amendment.id, newest.get(amendment.target, ""))
    speaks: dict[str, str] = {}
    return {i: _speaker(i, newest, speaks) for i in ids if i not in fallen}


def _fallen(known: dict[str, Amendment]) -> set[str]:
    """Every id taken back. Each is judged after all that name it, without recursion: a phone may send any chain."""
    unjudged = dict.fromkeys(known, 0)
    for amendment in known.values():
        if amendment.target in unjudged:
            unjudged[amendment.target] += 1
    ready = [i for i, naming in unjudged.items() if not naming]
    fallen: set[str] = set()
    for identity in ready:
        amendment = known[identity]
        if not amendment.replaces and identity not in fallen:
            fallen.add(amendment.target)
        if amendment.target in unjudged:
            unjudged[amendment.target] -= 1
            if not unjudged[amendment.target]:
                ready.append(amendment.target)
    return fallen | (known.keys() - set(ready))


def _speaker(identity: str, newest: dict[str, str], speaks: dict[str, str]) -> str:
    path = []
    while identity in newest and identity not in speaks:
        path.append(identity)
        identity = newest[identity]
    identity = speaks.get(identity, identity)
    speaks.update(dict.fromkeys(path, identity))
    return identity

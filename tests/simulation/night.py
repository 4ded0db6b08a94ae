"""A long run of the simulation that may be broken off and gone on with: `python -m tests.simulation.night`.

Each round plays some 2 000 steps, in lives longer than those of `make test`, from a seed nobody chose, and is written
down when it has passed: its seed and its steps. Each prints first how to play it again; one that fails prints,
shortened, every step that led there.
"""

import argparse
import json
import logging
import secrets
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structlog

from tests.server.conftest import new_demonstration
from tests.simulation.machine import play

ROUND, LIFE = 12, 200
WHOLE = 1_000_000


def passed(tally: Path) -> int:
    """Steps that passed so far."""
    return sum(row["steps"] for row in _rows(tally))


def _rows(tally: Path) -> Iterator[dict[str, Any]]:
    if tally.exists():
        for line in tally.read_text().splitlines():
            yield json.loads(line)


def go_on(demonstration: tuple[Path, dict[str, Any]], tally: Path, steps: int) -> int:
    """Play rounds until so many steps have passed in all; answers how many have."""
    tally.parent.mkdir(parents=True, exist_ok=True)
    done = passed(tally)
    while done < steps:
        seed = secrets.randbits(48)
        took = play(demonstration, seed, ROUND, LIFE)
        with tally.open("a") as file:
            file.write(json.dumps({"seed": seed, "steps": took}) + "\n")
        done += took
        print(f"{done} / {steps}", file=sys.stderr, flush=True)
    return done


def main() -> None:
    """Go on to the wished number of steps, or play one seed again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=WHOLE)
    parser.add_argument("--tally", type=Path, default=Path("build/simulation.jsonl"))
    parser.add_argument("--seed", type=int)
    parser.add_argument("--runs", type=int, default=ROUND)
    parser.add_argument("--life", type=int, default=LIFE)
    wish = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        demonstration = new_demonstration(Path(folder))
        if wish.seed is not None:
            print(play(demonstration, wish.seed, wish.runs, wish.life))
        else:
            go_on(demonstration, wish.tally, wish.steps)


if __name__ == "__main__":
    main()

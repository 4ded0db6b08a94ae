"""How likely an honest counter would look stuffed: the chance that each sign of it is a false alarm."""

from math import exp, lgamma, log
from typing import Final

# What the signs take for granted; each is told beside the figure that rests on it.
WINDOW_MINUTES: Final = 10
SESSION_MINUTES: Final = 120
BURST: Final = 8
RUN: Final = 10
SAME_NETWORK: Final = 0.5
AT_NIGHT: Final = 0.01
LEAST_EXPECTED: Final = 0.5


def at_least(number: int, expected: float) -> float:
    """The Poisson chance of `number` or more where `expected` (above 0) are to be expected, 0-1."""
    if number <= expected:
        return 1 - sum(_exactly(n, expected) for n in range(number))
    # The far end is summed by itself: 1 less all below would be nothing but rounding.
    total = term = _exactly(number, expected)
    while term > total * 1e-17:
        number += 1
        term *= expected / number
        total += term
    return min(1.0, total)


def _exactly(number: int, expected: float) -> float:
    return exp(number * log(expected) - expected - lgamma(number + 1))


def more_than(number: int, expected: int) -> float:
    """The chance that so many came where one each of `expected` was to come; for none, half a one is expected."""
    return at_least(number, max(expected, LEAST_EXPECTED))


def burst(fullest: int, ballots: int, served: int) -> float:
    """At most the chance that anywhere in a session `fullest` of its `ballots` come within WINDOW_MINUTES.

    Each of the `ballots` may be the last of such a stretch; the others come before it with the Poisson chance of the
    pace at which people were served. The sum over all is never less than the chance of any (Boole's inequality).
    """
    pace = max(served, LEAST_EXPECTED) * WINDOW_MINUTES / SESSION_MINUTES
    return min(1.0, ballots * at_least(fullest - 1, pace))


def run(longest: int, ballots: int) -> float:
    """At most the chance of `longest` in a row from one network, were every other person to use the same one.

    Each of the session's `ballots` may be the last of such a run, which may have begun in the session before.
    """
    return min(1.0, ballots * SAME_NETWORK ** (longest - 1))


def night(at_night: int, ballots: int) -> float:
    """The chance of so many ballots at night, were AT_NIGHT of all honest ones sent then."""
    return at_least(at_night, max(ballots * AT_NIGHT, 0.01))

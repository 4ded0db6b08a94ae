"""The pages of the office, the leader and the administrator: server-rendered, working without JavaScript."""

from typing import Any


def routers() -> list[Any]:
    """The routes of these pages, module by module."""
    from sync_server.office import (
        assets,
        audit,
        availability,
        chairman,
        comments,
        conduct,
        day,
        days_off,
        desk,
        difficulties,
        first_run,
        hand_in,
        imports,
        invites,
        matters,
        member,
        money,
        month,
        names,
        own_calendar,
        paper_ballots,
        papers,
        people,
        posters,
        privacy,
        procedures,
        registers,
        rehearsal,
        roster,
        roster_published,
        satisfaction,
        screens,
        settlement,
        several,
        signing_in,
        signs,
        slips,
        terms,
        today,
        users,
        verify,
        weeks,
        wording,
    )

    faces = (assets, signing_in, today, month, day, papers, roster, roster_published, availability, own_calendar,
             people, member, posters, invites, users, screens, desk, first_run, hand_in, imports, conduct, audit,
             verify, weeks, settlement, matters, several, money, difficulties, registers, chairman,
             privacy, names, terms, procedures, days_off, rehearsal, satisfaction, signs, comments,
             paper_ballots, slips, wording)  # fmt: skip
    return [face.router for face in faces]

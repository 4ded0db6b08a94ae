"""What a volunteer may write: every rule, mode and confirmation, by the rule in force on the day."""

from dataclasses import replace
from datetime import date
from itertools import permutations, product

import pytest

from shiftbook.facts import Assisted
from shiftbook.legality import RULES, Procedure, from_json, in_force, may_write, refusal, unconfirmed
from tests.cast import POINT

BIRTH = Procedure(
    id="1.001193", code="1.001193", name="Đăng ký khai sinh", field="Hộ tịch", rule="allowed", record="full",
    reminder="Viết tờ khai; người đi đăng ký tự kiểm tra, ký", legal_basis="Luật Hộ tịch 2014 Đ.16",
    rules_version="2024-01", effective_from=date(2024, 1, 1),
)  # fmt: skip
MODES = ("handwritten", "typed", "guided")
REQUESTED = (True, False, None)
REVIEWED = ("read", "read_aloud", None)
SIGNED = ("signature", "fingerprint", "not_needed", None)

# protocol.md §4: what a rule refuses outright; None where the three confirmations decide.
BY_RULE = {
    "allowed": None,
    "conditional": None,
    "officer_only": "procedure_officer_only",
    "barred": "procedure_barred",
    "not_applicable": "nothing_to_write",
}


def act(mode: str, requested: bool | None, reviewed: str | None, signed: str | None, procedure: str | None) -> Assisted:
    """One person helped."""
    return Assisted(point=POINT, mode=mode, procedure=procedure, applicant="person", outcome="ready",
                    requested=requested, reviewed=reviewed, signed=signed)  # fmt: skip


@pytest.mark.parametrize("rule", BY_RULE)
def test_every_rule_mode_and_confirmation(rule: str) -> None:
    for mode, requested, reviewed, signed in product(MODES, REQUESTED, REVIEWED, SIGNED):
        if mode == "guided":
            wanted = None
        elif BY_RULE[rule]:
            wanted = BY_RULE[rule]
        elif requested is not True:
            wanted = "not_requested"
        elif reviewed is None:
            wanted = "not_reviewed"
        elif signed is None:
            wanted = "not_signed"
        else:
            wanted = None
        done = act(mode, requested, reviewed, signed, BIRTH.id)
        assert refusal(done, replace(BIRTH, rule=rule)) == wanted, done


def test_no_rule_is_left_out_above() -> None:
    assert set(BY_RULE) == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_the_app_offers_to_write_only_where_the_rule_lets(rule: str) -> None:
    assert may_write(replace(BIRTH, rule=rule)) is (BY_RULE[rule] is None)


@pytest.mark.parametrize("mode", ["handwritten", "typed"])
def test_a_written_act_without_a_known_procedure_does_not_count(mode: str) -> None:
    assert refusal(act(mode, True, "read", "signature", "9.999999"), None) == "target_unknown"
    assert refusal(act(mode, True, "read", "signature", None), None) == "procedure_officer_only"


def test_guidance_counts_even_without_a_procedure() -> None:
    assert refusal(act("guided", None, None, None, None), None) is None
    assert refusal(act("guided", None, None, None, "9.999999"), None) is None


def test_confirmations_are_asked_for_in_order() -> None:
    assert unconfirmed(None, None, None) == "not_requested"
    assert unconfirmed(True, None, None) == "not_reviewed"
    assert unconfirmed(True, "read_aloud", None) == "not_signed"
    assert unconfirmed(True, "read_aloud", "fingerprint") is None


def test_the_rule_in_force_on_the_day_decides() -> None:
    old = replace(BIRTH, effective_to=date(2027, 2, 28))
    new = replace(BIRTH, rule="officer_only", rules_version="2027-03", effective_from=date(2027, 3, 1))
    for versions in permutations([old, new]):
        assert in_force(versions, date(2023, 12, 31)) is None
        assert in_force(versions, date(2024, 1, 1)) == old
        assert in_force(versions, date(2027, 2, 28)) == old
        assert in_force(versions, date(2027, 3, 1)) == new


def test_of_overlapping_versions_the_later_begun_holds() -> None:
    corrected = replace(BIRTH, rule="conditional", rules_version="2024-06", effective_from=date(2024, 6, 1))
    for versions in permutations([BIRTH, corrected]):
        assert in_force(versions, date(2024, 5, 31)) == BIRTH
        assert in_force(versions, date(2024, 6, 1)) == corrected


def test_an_abolished_procedure_is_in_force_to_its_last_day() -> None:
    ended = replace(BIRTH, effective_to=date(2026, 12, 31))
    assert in_force([ended], date(2026, 12, 31)) == ended
    assert in_force([ended], date(2027, 1, 1)) is None


@pytest.mark.parametrize("procedure", [
    BIRTH, replace(BIRTH, effective_to=date(2026, 12, 31), same_day=True, time_limit="Ngay trong ngày", source="Cổng",
                   confidence="tên v", papers=("Tờ khai", "Giấy chứng sinh")),
])  # fmt: skip
def test_a_procedure_comes_back_from_the_wire_as_it_was(procedure: Procedure) -> None:
    assert from_json(procedure.json()) == procedure


def test_the_nine_fields_of_the_contract_are_enough() -> None:
    names = ("id", "code", "name", "field", "rule", "record", "reminder", "legal_basis", "rules_version")
    row = {name: BIRTH.json()[name] for name in names}
    assert from_json(row) == replace(BIRTH, effective_from=date.min)

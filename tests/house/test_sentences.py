"""Every refusal code of the wire contract has a Vietnamese sentence a volunteer understands."""

import re
import unicodedata

from shiftbook.codes import SENTENCES

WIRE_CODES = {
    "not_rostered",
    "outside_window",
    "clock_unknown",
    "clock_drifting",
    "desk_code_wrong",
    "desk_code_missing",
    "shift_full",
    "already_checked_in",
    "procedure_barred",
    "procedure_officer_only",
    "not_requested",
    "not_reviewed",
    "not_signed",
    "nothing_to_write",
    "not_a_working_day",
    "member_inactive",
    "device_revoked",
    "month_closed",
    "target_unknown",
    "not_allowed",
    "content_changed",
}
DIACRITIC = re.compile(r"[^\x00-\x7f]")


def unfit(sentence: str) -> bool:
    """Whether this is not a whole, composed Vietnamese sentence."""
    whole = sentence[:1].isupper() and sentence.endswith((".", "!", "?"))
    composed = unicodedata.is_normalized("NFC", sentence)
    return not (whole and composed and DIACRITIC.search(sentence) and "_" not in sentence)


def test_every_refusal_has_its_sentence() -> None:
    assert WIRE_CODES - SENTENCES.keys() == set()


def test_every_sentence_is_whole_vietnamese() -> None:
    assert {code: sentence for code, sentence in SENTENCES.items() if unfit(sentence)} == {}


def test_an_unfit_sentence_is_seen() -> None:
    fit = "Ca này đã đủ hai người."
    assert not unfit(fit)
    for bad in (
        "",
        "Not allowed.",
        "ca này đã đủ.",
        "Ca này đã đủ",
        "Lỗi shift_full.",
        unicodedata.normalize("NFD", fit),
    ):
        assert unfit(bad), bad

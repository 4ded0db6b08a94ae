"""The text a carrier takes along: small, in QR letters, and never mistaken for another."""

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiftbook import sealed
from shiftbook.sealed import Sealed

QR_LETTERS = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
BUNDLES = st.builds(
    Sealed,
    st.text("0123456789abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=64),
    st.integers(1, 9999),
    st.binary(min_size=12, max_size=12),
    st.binary(min_size=16, max_size=2000),
)


@given(BUNDLES)
def test_the_text_brings_back_the_bundle(bundle: Sealed) -> None:
    assert sealed.from_text(sealed.to_text(bundle)) == bundle


@given(BUNDLES, st.data())
def test_a_part_that_was_lost_or_misread_is_noticed(bundle: Sealed, data: st.DataObject) -> None:
    text = sealed.to_text(bundle)
    at = data.draw(st.integers(0, len(text) - 1))
    other = "A" if text[at] != "A" else "B"
    for spoilt in (text[:at] + text[at + 1 :], text[:at], text[:at] + other + text[at + 1 :]):
        with pytest.raises(ValueError, match=r"."):
            sealed.from_text(spoilt)


@given(BUNDLES, st.integers(1, 700))
def test_frames_are_qr_letters_and_join_to_the_text(bundle: Sealed, letters: int) -> None:
    text = sealed.to_text(bundle)
    frames = [frame.split("/", 4) for frame in sealed.frames(text, letters)]
    assert set(text) <= QR_LETTERS
    assert "".join(part for *_, part in frames) == text
    assert [int(place) for _, _, place, _, _ in frames] == list(range(1, len(frames) + 1))
    assert {(mark, name, of) for mark, name, _, of, _ in frames} == {("STQ1", frames[0][1], str(len(frames)))}


def test_a_text_that_was_sent_through_a_messenger_is_still_read() -> None:
    bundle = Sealed("d0123456789ab", 12, b"n" * 12, b"x" * 100)
    text = sealed.to_text(bundle)
    spoilt = f"  {text[:40].lower()}\r\n{text[40:80]} \n{text[80:]}\n"
    assert sealed.from_text(spoilt) == bundle


@pytest.mark.parametrize("text", ["", "xin chào", "SOTRUC1.D1.0.AAAA", "SOTRUC1.D1.5.A", "SOTRUC1.D1.5.AAAA.AAAAAAAA"])
def test_what_is_no_sealed_text_is_said_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        sealed.from_text(text)


@given(st.lists(st.dictionaries(st.text(), st.integers() | st.text())))
def test_facts_come_out_as_they_went_in(facts: list[dict[str, object]]) -> None:
    assert json.loads(sealed.unpack(sealed.pack(facts))) == {"facts": facts}


@pytest.mark.parametrize(
    "packed",
    [b"", b"x", zlib.compress(b"[]")[:-1], zlib.compress(b" " * 9_000_000)],
    ids=["nothing", "not packed", "cut short", "too large"],
)
def test_what_was_not_packed_here_is_said_so(packed: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        sealed.unpack(packed)

"""Đồng in figures and in words, beside an independent library and a reader of our own."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from shiftbook.money import dong, dong_in_words, figures, words

VECTORS = {
    0: "Không đồng",
    1_005: "Một nghìn không trăm linh năm đồng",
    30_000: "Ba mươi nghìn đồng",
    105_000: "Một trăm linh năm nghìn đồng",
    360_000: "Ba trăm sáu mươi nghìn đồng",
    690_000: "Sáu trăm chín mươi nghìn đồng",
    1_020_000: "Một triệu không trăm hai mươi nghìn đồng",
    1_260_000: "Một triệu hai trăm sáu mươi nghìn đồng",
    2_010_000: "Hai triệu không trăm mười nghìn đồng",
    21_000_000: "Hai mươi mốt triệu đồng",
    -30_000: "Âm ba mươi nghìn đồng",
}
IN_WORDS = {
    1: "một", 4: "bốn", 5: "năm", 10: "mười", 11: "mười một", 14: "mười bốn", 15: "mười lăm", 20: "hai mươi",
    21: "hai mươi mốt", 24: "hai mươi tư", 25: "hai mươi lăm", 55: "năm mươi lăm", 100: "một trăm",
    101: "một trăm linh một", 104: "một trăm linh bốn", 105: "một trăm linh năm", 110: "một trăm mười",
    111: "một trăm mười một", 115: "một trăm mười lăm", 121: "một trăm hai mươi mốt", 1_000: "một nghìn",
    10_000: "mười nghìn", 1_000_000: "một triệu", 1_000_001: "một triệu không trăm linh một",
    1_000_000_000: "một tỷ", 1_000_000_005: "một tỷ không trăm linh năm",
    1_005_000_000: "một tỷ không trăm linh năm triệu", 10**12: "một nghìn tỷ",
    1_000_000_000_001: "một nghìn tỷ không trăm linh một",
}  # fmt: skip
DIGITS = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6,
          "bảy": 7, "tám": 8, "chín": 9}  # fmt: skip


@pytest.mark.parametrize(("amount", "said"), VECTORS.items())
def test_the_vectors_of_the_payment_list(amount: int, said: str) -> None:
    assert dong_in_words(amount) == said


@pytest.mark.parametrize(("number", "said"), IN_WORDS.items())
def test_the_turns_of_vietnamese_numbers(number: int, said: str) -> None:
    assert words(number) == said


@pytest.mark.parametrize(("amount", "shown"), [(0, "0"), (999, "999"), (30_000, "30.000"), (1_260_000, "1.260.000"),
                                               (-30_000, "-30.000")])  # fmt: skip
def test_figures_have_dots_between_thousands(amount: int, shown: str) -> None:
    assert figures(amount) == shown
    assert dong(amount) == f"{shown} đồng"


def as_a_payment_list_says(other: str) -> str:
    """The library's words with its three known habits undone.

    It says southern "lẻ" where papers of state write "linh"; "bốn" after "mươi" where standard speech has "tư"; and
    in a lower group it leaves out the empty hundreds, or says "lẻ" for them, where accounts read "không trăm", so that
    nobody can write a digit in.
    """
    groups = re.findall(r"(.+?)(?: (tỷ|triệu|nghìn)|$)", other)
    said = []
    for place, (group, scale) in enumerate(groups):
        text = group.strip().removeprefix("lẻ ").replace(" lẻ ", " linh ")
        if place and "trăm" not in text:
            text = f"không trăm {'linh ' if ' ' not in text and text != 'mười' else ''}{text}"
        said += [text.replace("mươi bốn", "mươi tư"), scale]
    return " ".join(filter(None, said))


def test_an_independent_library_reads_the_same() -> None:
    """Every number to 4 000, then 1 500 of each length from five to ten digits, then round ones and neighbours."""
    chance = random.Random(30_000)
    numbers = set(range(4_000))
    numbers |= {chance.randrange(10 ** (n - 1), 10**n) for n in range(5, 11) for _ in range(1_500)}
    numbers |= {
        k * 10**n + d for k in (1, 4, 5, 10, 15, 21, 104) for n in (3, 6, 7, 9) for d in (0, 1, 4, 5, 15, 24, 100)
    }
    assert len(numbers) > 10_000
    differing = {n for n in numbers if words(n) != as_a_payment_list_says(num2words(n, lang="vi"))}
    assert not differing


def read(text: str) -> int:
    """The number a person hears, read apart from the product's own code."""
    for scale, worth in (("tỷ", 10**9), ("triệu", 10**6), ("nghìn", 10**3)):
        head, found, tail = text.partition(scale)
        if found:
            return read(head) * worth + read(tail)
    hundreds, _, rest = text.rpartition("trăm")
    tens, found, unit = rest.replace("mười", "một mươi").partition("mươi")
    if not found:
        tens, unit = "", rest.replace("linh", "")
    return 100 * digit(hundreds) + 10 * digit(tens) + digit(unit)


def digit(word: str) -> int:
    """One digit's word, nothing for nothing."""
    return DIGITS[word.strip()] if word.strip() else 0


@given(st.one_of(st.integers(0, 10**6), st.integers(0, 10**12 - 1)))
def test_a_reader_gets_the_number_back(number: int) -> None:
    assert read(words(number)) == number


@given(st.integers(0, 10**12 - 1))
def test_spelling_rules_hold_everywhere(number: int) -> None:
    text = words(number)
    assert not re.search(r"mươi (một|năm|bốn)\b|mười (mốt|tư|năm)\b|linh (mốt|tư|lăm|không)|lẻ|ngàn|  |một mươi", text)
    assert text == text.strip()
    assert dong_in_words(number)[0].isupper()

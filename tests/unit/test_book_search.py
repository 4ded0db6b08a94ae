"""Finding Vietnamese text as people type it."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiftbook.search import folded, found

ITEMS = [(name, name) for name in (
    "1.001193 Đăng ký khai sinh", "1.000894 Đăng ký kết hôn", "1.004884 Đăng ký lại khai sinh",
    "1.000656 Đăng ký khai tử", "1.010038 Tách hộ", "2.000815 Chứng thực bản sao từ bản chính",
    "Khai sinh có yếu tố nước ngoài",
)]  # fmt: skip


@pytest.mark.parametrize(("query", "first"), [
    ("tach ho", "1.010038 Tách hộ"), ("TÁCH HỘ", "1.010038 Tách hộ"), ("  tách   hộ ", "1.010038 Tách hộ"),
    ("1.010038", "1.010038 Tách hộ"), ("000894", "1.000894 Đăng ký kết hôn"), ("ket hon", "1.000894 Đăng ký kết hôn"),
    ("khai sinh", "Khai sinh có yếu tố nước ngoài"), ("sinh khai lai", "1.004884 Đăng ký lại khai sinh"),
    ("dang ky khai tu", "1.000656 Đăng ký khai tử"), ("chung thuc", "2.000815 Chứng thực bản sao từ bản chính"),
    (normalize("NFD", "kết hôn"), "1.000894 Đăng ký kết hôn"),
])  # fmt: skip
def test_the_wanted_one_comes_first(query: str, first: str) -> None:
    assert found(query, ITEMS)[0] == first


def test_what_people_mean_comes_before_what_only_mentions_it() -> None:
    mentions = "Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh 2.000635 Hộ tịch"
    again = "Đăng ký lại khai sinh 1.004884 Hộ tịch"
    birth, abroad = "Đăng ký khai sinh 1.001193 Hộ tịch", "Đăng ký khai sinh có yếu tố nước ngoài 2.000528 Hộ tịch"
    linked = "Liên thông điện tử: đăng ký khai sinh, đăng ký thường trú 3.000722 Hộ tịch"
    texts = [(text, text) for text in (mentions, birth, abroad, again, linked)]
    assert found("khai sinh", texts) == [birth, abroad, again, linked, mentions]
    assert found("khai si", texts) == found("khai sinh", texts)
    assert found("dang ky khai sinh", texts)[:3] == [birth, abroad, linked]
    apart = "Sinh ra phải khai"
    assert found("ai sinh", [(apart, apart), (birth, birth)]) == [birth, apart]


def test_words_must_all_be_there() -> None:
    assert found("khai sinh lưu động", ITEMS) == []


def test_an_empty_query_finds_everything_in_order() -> None:
    assert found("", ITEMS) == found("   ", ITEMS) == [item for _, item in ITEMS]


def test_folding() -> None:
    assert folded("Đăng ký  Khai\u00a0sinh") == "dang ky khai sinh"
    assert folded("ĂÂĐÊÔƠƯ ăâđêôơư ẤỄỘỢỮ") == "aadeoou aadeoou aeoou"


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_folding_is_the_same_for_any_form_and_any_case(text: str) -> None:
    assert folded(normalize("NFD", text)) == folded(normalize("NFC", text))
    assert folded(folded(text)) == folded(text)
    assert "  " not in folded(text)


@given(st.lists(st.sampled_from([text for text, _ in ITEMS]), max_size=7), st.sampled_from(["khai", "dang ky", ""]))
def test_nothing_is_invented_and_nothing_that_matches_is_lost(texts: list[str], query: str) -> None:
    hits = found(query, [(text, place) for place, text in enumerate(texts)])
    matching = [place for place, text in enumerate(texts) if all(word in folded(text) for word in query.split())]
    beginning = [place for place in matching if folded(texts[place]).startswith(query)]
    assert sorted(hits) == matching
    assert hits[: len(beginning)] == beginning

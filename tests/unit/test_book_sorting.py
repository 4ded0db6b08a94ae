"""Vietnamese text is sorted as dictionaries and lists of people are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiftbook.search import by_given_name, sorting


@pytest.mark.parametrize("inorder", [
    ["An", "Ân"], ["đa", "e"], ["da", "đa"], ["ô", "ơ", "p"], ["ma", "mà", "mả", "mã", "má", "mạ", "mac"],
    ["dan", "dán", "dang"], ["uy", "ưa"], ["a b", "ab"], ["", "a"], ["2", "a"],
])  # fmt: skip
def test_words_stand_in_the_order_of_a_dictionary(inorder: list[str]) -> None:
    backwards = inorder[::-1]
    assert sorted(backwards, key=sorting) == inorder


def test_people_stand_by_given_name() -> None:
    names = ["Trần Văn Bình", "Đỗ Anh Thư", "Nguyễn Thị Ánh", "Lê An", "Huỳnh Gia Bình"]
    assert sorted(names, key=by_given_name) == [
        "Lê An", "Nguyễn Thị Ánh", "Huỳnh Gia Bình", "Trần Văn Bình", "Đỗ Anh Thư",
    ]  # fmt: skip


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_can_be_sorted_and_case_does_not_weigh(one: str, other: str) -> None:
    assert sorted([one, other], key=sorting) in ([one, other], [other, one])
    assert sorting(one.lower().upper().lower()) == sorting(one.lower().upper())

"""What looks like a person's number is masked; what names no person is left alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiftbook.privacy import MASK, looks_private, masked, masked_code

PRIVATE = [
    "225123456", "056204001234", "0912345678", "02583838383", "0258 3838383", "0258.3.838.383", "028 3829 1234",
    "0912 345 678", "0912.345.678", "0912-345-678", "(0912) 345 678", "09 12 34 56 78", "0912 34 5678",
    "+84912345678", "+84 912 345 678", "+84 (0)912 345 678", "84912345678", "84 912 345 678", "0084912345678",
    "056 204 001 234", "0562 0400 1234", "056204 001234", "225 123 456", "225.123.456", "0912345678901234",
    "0912 - 345 - 678", "0912/345/678", "0912,345,678", "0912, 345, 678", "0912_345_678", "0912*345*678",
    "0912…345…678", "0912\u00a0345\u00a0678", "0912\n345\n678", "912 345 6789", "0791 2345 67 89",
    "0912 345 678/0913 345 678", "0912:345:678", "0912|345|678", "0912+345+678", "0912'345'678", "0912~345~678",
    "0912=345=678", "0912; 345; 678", "+84:912:345:678", "0258: 383: 8383",
    "０９１２３４５６７８", "０５６２０４００１２３４",
]  # fmt: skip
HARMLESS = [
    "", "Máy in hỏng", "Hồ sơ H15.50.05.13-261008-0975", "000.15.32.H32-240108-0003", "h15.50.05.13-261008-097512",
    "ngày 05/01/2024", "05.01.2024-12.01.2024", "từ 2024-01-01 đến 2024-01-02", "2024-01-01 2024-01-02",
    "05-01-2024 06-01-2024", "năm 2024 2025 2026", "giai đoạn 2021-2025", "08:00-10:00, 14:00-16:00", "8h00 đến 10h00",
    "07.30-11.30 13.30-17.00", "thủ tục 1.001193 và 2.000884", "1.260.000 đồng", "150.000.000 đồng", "840.000.000đ",
    "Quyết định số 9031/QĐ-UBND ngày 20/12/2023", "12345678", "261008-0975", "123 456",
    "150.000 đồng", "20/11/2026", "8:00 - 10:00", "08:00 20/11/2026", "8h00, 20/11/2026", "01/9 - 30/9/2026",
    "02/09, 03/09, 04/09", "100, 200, 300 phiếu", "150,000,000 đồng", "số 0123/2024, 15/8/2024",
    "07.30-11.30, 13.30-17.00", "1.001193, 2.000884", "năm 2021, 2022, 2023", "103 người, 20 phiếu",
    "07.30-11.30; 13.30-17.00", "08:00; 10:00; 14:00; 16:00", "02/09; 03/09; 04/09", "ca 08:00+10:00, 14:00",
    "07:30|11:30|13:30|17:00", "50.000+30.000=80.000 đồng", "150.000.000 đồng+20.000 đồng", "05/11/2026; 8:00; 9:30",
    "5 + 7 = 12; 8 + 9 = 17; 20 + 30", "từ 05/11/2026; 06/11/2026", "quầy 02: 08:00-10:00",
    "ngày 05/11: 150 phiếu; 200 phiếu",
    "Mẫu CT01", "2026-11-23T08:00:00",
]  # fmt: skip


@pytest.mark.parametrize("number", PRIVATE)
def test_numbers_of_people_are_masked_wherever_they_stand(number: str) -> None:
    for before, after in [("", ""), ("Bà Tư ", " nhờ gọi lại"), ("số:", ", hẹn thứ Hai"), ("(", ")"), ("đt", ".")]:
        text = before + number + after
        assert looks_private(text), text
        assert not any(c.isdigit() for c in masked(text)), masked(text)
        assert masked(text).startswith(before.rstrip("("))
        assert masked(text).endswith(after.lstrip(")"))


@pytest.mark.parametrize("text", HARMLESS)
def test_what_names_no_person_stays(text: str) -> None:
    assert not looks_private(text)
    assert masked(text) == text


def test_only_the_number_goes() -> None:
    assert masked("0912 345 678; 8:00 sáng") == f"{MASK}; 8:00 sáng"
    text = "Hồ sơ H15.50.05.13-261008-0975 ngày 08/10/2026 của 0912 345 678, số 056204001234."
    assert masked(text) == f"Hồ sơ H15.50.05.13-261008-0975 ngày 08/10/2026 của {MASK}, số {MASK}."


def test_a_dossier_code_field_keeps_its_groups_and_loses_identity_numbers() -> None:
    assert masked_code("H15.50.05.13-261008-0975") == "H15.50.05.13-261008-0975"
    assert masked_code("056204001234") == MASK


@given(st.text("0123456789 .-+()/:;|đồng84H２", max_size=60))
def test_masking_twice_is_masking_once_and_leaves_no_long_run(text: str) -> None:
    once = masked(text)
    assert masked(once) == once
    assert not looks_private(once)
    run = 0
    for character in once:
        run = run + 1 if character.isdigit() else 0
        assert run < 9


@given(
    st.from_regex(r"0[35789][0-9]{8}", fullmatch=True),
    st.sampled_from(["", " ", ".", "-", " - ", "/", ",", "_", "*", "\u00a0", "\n", "|", "+", "'", "~", "=", ";"]),
)
def test_every_mobile_number_in_every_grouping(number: str, gap: str) -> None:
    for parts in ((4, 3, 3), (3, 3, 4), (4, 6), (2, 2, 2, 2, 2)):
        cuts = [sum(parts[:i]) for i in range(len(parts) + 1)]
        text = gap.join(number[a:b] for a, b in pairwise(cuts))
        assert masked(f"gọi {text} nhé") == f"gọi {MASK} nhé"

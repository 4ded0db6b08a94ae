"""Đồng as figures and as Vietnamese words, the way a payment list prints them."""

from typing import Final

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES: Final = ("", "nghìn", "triệu", "tỷ")


def figures(amount_dong: int) -> str:
    """Whole đồng with dots between thousands and no unit: 1260000 → '1.260.000'."""
    return f"{amount_dong:,}".replace(",", ".")


def dong(amount_dong: int) -> str:
    """Whole đồng as a person reads them: 360000 → '360.000 đồng'."""
    return f"{figures(amount_dong)} đồng"


def words(number: int) -> str:
    """A whole number in Vietnamese words, lower case: 1005 → 'một nghìn không trăm linh năm'.

    Negative numbers begin with 'âm'. Thousands of tỷ repeat the scale: 10**12 → 'một nghìn tỷ'.
    """
    if number < 0:
        return "âm " + words(-number)
    if number >= 10**9:
        high, low = divmod(number, 10**9)
        return f"{words(high)} tỷ" + (f" {_tail(low)}" if low else "")
    return _below_billion(number) if number else _DIGITS[0]


def dong_in_words(amount_dong: int) -> str:
    """The 'Bằng chữ' line: 30000 → 'Ba mươi nghìn đồng', 0 → 'Không đồng'."""
    text = words(amount_dong)
    return text[0].upper() + text[1:] + " đồng"


def _tail(low: int) -> str:
    """What follows a tỷ: its first group is read in full so that no digit can be lost or added by hand."""
    return _below_billion(low, full=True)


def _below_billion(number: int, full: bool = False) -> str:
    groups = [number // 10**6, number // 1000 % 1000, number % 1000]
    parts: list[str] = []
    for group, scale in zip(groups, reversed(_SCALES[:3]), strict=True):
        if group:
            parts.append(_three_digits(group, full or bool(parts)))
            if scale:
                parts.append(scale)
    return " ".join(parts)


def _three_digits(group: int, full: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, unit = divmod(rest, 10)
    parts = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens == 0 and unit:
        parts += ["linh", _DIGITS[unit]] if parts else [_DIGITS[unit]]
    elif tens == 1:
        parts.append("mười")
        parts += [_unit_after_ten(unit)] if unit else []
    elif tens:
        parts += [_DIGITS[tens], "mươi"]
        parts += [_unit_after_tens(unit)] if unit else []
    return " ".join(parts)


def _unit_after_ten(unit: int) -> str:
    return "lăm" if unit == 5 else _DIGITS[unit]


def _unit_after_tens(unit: int) -> str:
    return {1: "mốt", 4: "tư", 5: "lăm"}.get(unit, _DIGITS[unit])

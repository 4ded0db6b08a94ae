"""The year's money: what was spent carried on to December at the pace so far."""


def forecast(spent_dong: int, days_passed: int, days_ahead: int) -> int | None:
    """Đồng by 31 December: what was spent, and the same for each working day still to come, rounded down.

    `days_passed` are the working days since spending began; None before the first of them is over.
    """
    if days_passed <= 0:
        return None
    return spent_dong + spent_dong * days_ahead // days_passed

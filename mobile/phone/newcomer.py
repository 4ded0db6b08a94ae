"""Whether somebody has seen the three steps of how the app works; once is enough."""

from phone.model import Phone

STEPS = ("1", "2", "3")


def new_here(phone: Phone) -> bool:
    """Whether the steps are still to be shown to whoever uses the phone now."""
    return phone.me is not None and not phone.book.recall(_key(phone), False)


async def seen(phone: Phone) -> None:
    """They were read or put aside; on disk, so that they do not come again."""
    await phone.book.remember(_key(phone), True)


def _key(phone: Phone) -> str:
    return f"how:{(phone.me or {}).get('id')}"

"""A sentence that still knows what it was made of, so that it can be said in another language."""

from typing import Any


class Sentence(str):
    """A Vietnamese sentence with its {named} values filled in; `text` and `values` are what it was made of."""

    text: str
    values: dict[str, Any]

    def __new__(cls, text: str, **values: Any) -> "Sentence":
        made = super().__new__(cls, text.format_map(values) if values else text)
        made.text, made.values = text, values
        return made

"""The office words the rules of conduct anew, and every phone is told."""

from collections.abc import Iterator

import pytest

from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.phone_script import Phone
from tests.server.stand import Stand

NEW = {"source": "Quy chế 12/2026", "rules": "Chào hỏi trước. [Điều 3]\n\n  Không hút thuốc  ở quầy.  \n"}


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def told(phone: Phone) -> dict[str, object]:
    rows = [c["data"]["conduct"] for c in phone.whole().values() if c["kind"] == "commune"]
    return dict(rows[0])


def test_the_carried_rules_are_those_of_the_plan(stand: Stand, office: Office) -> None:
    rules = told(stand.phone(0))
    assert (rules["version"], rules["from"]) == ("2024-01", "2024-01-01")
    page = text(office.browser("office").get("/office/conduct"))
    for rule in rules["rules"]:  # type: ignore[attr-defined]
        assert f"{rule['text']} [{rule['clause']}]" in page


def test_a_new_wording_is_a_new_version_and_the_same_is_none(stand: Stand, office: Office) -> None:
    phone = stand.phone(0)
    before = told(phone)
    browser = office.browser("office")
    for _ in range(2):
        assert browser.post("/office/conduct", NEW).status_code == 303
        after = told(phone)
        assert after["rules"] == [
            {"text": "Chào hỏi trước.", "clause": "Điều 3"},
            {"text": "Không hút thuốc ở quầy.", "clause": ""},
        ]
        assert (after["from"], after["version"] != before["version"]) == ("2026-11-16", True)
    assert [row.act for row in office.acts()] == ["conduct_set"]
    phone.push(phone.fact("conduct_acknowledged", {"version": after["version"]}, cast.NOW))
    assert stand.differences() == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"rules": ""}, "Ô này chưa ghi."),
        ({"rules": "[II.1]"}, "Có dòng chỉ ghi nguồn."),
        ({"rules": "câu\n" * 21}, "Dài quá."),
        ({"rules": "c" * 301}, "Dài quá."),
    ],
)
def test_what_cannot_be_taken_comes_back_with_its_sentence(
    stand: Stand, office: Office, fields: dict[str, str], sentence: str
) -> None:
    before = told(stand.phone(0))
    answer = office.browser("admin").post("/office/conduct", NEW | fields)
    assert (answer.status_code, sentence in text(answer)) == (422, True)
    assert told(stand.phone(0)) == before

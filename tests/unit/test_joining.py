"""What people type or paste to join, and whose invite it is."""

import pytest

from phone.joining import Invite, misled, read
from phone.strings import say

HERE = "https://dailanh.example"


@pytest.mark.parametrize(
    ("text", "invite"),
    [
        ("ABCD-EFGH", Invite("ABCD-EFGH")),
        ("  abcd ", Invite("abcd")),
        ("/enrol?code=ABCD", Invite("ABCD")),
        (f"{HERE}/app/#/enrol?code=ABCD", Invite("ABCD", HERE)),
        (f"{HERE}:8443/app/#/enrol?code=AB%2DCD&x=1", Invite("AB-CD", f"{HERE}:8443")),
        (f"sotruc://enrol?code=ABCD&office={HERE}/", Invite("ABCD", HERE)),
        ("sotruc://enrol?code=ABCD&office=javascript:alert(1)", Invite("ABCD")),
        (f"{HERE}/app/", Invite(f"{HERE}/app/")),
        ("http://[half", Invite("http://[half")),
        ("", Invite("")),
    ],
)
def test_a_code_or_a_link_is_read_alike(text: str, invite: Invite) -> None:
    assert read(text) == invite


def test_an_invite_of_another_office_is_told() -> None:
    assert misled(Invite("ABCD"), HERE) == misled(Invite("ABCD", HERE), HERE) == ""
    assert "https://khac.example" in misled(Invite("ABCD", "https://khac.example"), HERE)
    assert misled(Invite("ABCD"), "") == say("enrol.whole_link")

"""What the list of procedures offers first, and how few taps a frequent act and a check-in take."""

import pytest

from phone.acts import shelf
from tests.screens.office import EVERY_DAY, Office, in_field, procedure

BOXES = ("Người dân yêu cầu", "Người dân đã xem lại", "Người dân đã ký")
SAVE = "Lưu lượt viết hộ"
NAMES = {"a": "Khai sinh", "b": "Khai tử", "c": "Kết hôn", "d": "Tạm trú", "e": "Hộ kinh doanh"}
MANY = [procedure(identity, name, "allowed") for identity, name in NAMES.items()]


class Taps:
    """Taps as a person makes them, counted."""

    def __init__(self, app) -> None:
        self.app, self.count = app, 0

    def __call__(self, *names: str) -> None:
        for name in names:
            self.count += 1
            self.app.tap(name)


def write(app, *identities: str) -> None:
    for identity in identities:
        app.go("/write")
        app.go(f"/write/{identity}")
        for name in (*BOXES, SAVE):
            app.tap(name)


@pytest.fixture
def app(enrolled):
    return enrolled(Office(*EVERY_DAY[:1], *MANY))


def test_a_frequent_procedure_takes_six_taps_from_its_tab(app):
    write(app, "e", "e")
    app.tap("Hôm nay")
    tap = Taps(app)
    tap("Viết hộ", NAMES["e"], *BOXES, SAVE)
    assert len(app.facts("assisted")) == 3 and tap.count <= 6


def test_a_check_in_takes_one_tap_and_with_the_desk_code_two(enrolled):
    app = enrolled()
    tap = Taps(app)
    tap("Vào ca")
    assert len(app.facts("checked_in")) == 1 and tap.count == 1


def test_what_was_used_last_and_what_is_used_often_come_first_and_say_so(app):
    write(app, "e", "e", "d", "c", "b")
    app.tap("Viết hộ")
    texts = app.texts()
    places = [texts.index(text) for text in ("Dùng gần đây", "Khai tử", "Kết hôn", "Tạm trú")]
    places += [texts.index(text) for text in ("Hay dùng", "Hộ kinh doanh", "Thủ tục khác", "Khai sinh")]
    assert places == sorted(places)


def test_an_act_that_was_undone_recommends_nothing(app):
    write(app, "e")
    app.tap("Hoàn tác")
    found = shelf(app.phone)
    assert (found.recent, found.frequent, len(found.others)) == ([], [], 5)


def test_nothing_is_called_recent_before_the_first_act(app):
    app.tap("Viết hộ")
    assert not {"Dùng gần đây", "Hay dùng", "Thủ tục khác"} & set(app.texts())


def test_a_field_narrows_the_list_and_what_is_typed(enrolled):
    app = enrolled(Office(*EVERY_DAY[:1], *MANY, in_field("l", "Cấp giấy đất", "Đất đai")))
    app.tap("Viết hộ")
    app.tap("Đất đai")
    assert "Cấp giấy đất" in app.texts() and "Khai sinh" not in app.texts()
    app.fill("Tìm thủ tục", "khai sinh")
    assert "Không thấy thủ tục nào có “khai sinh”." in app.texts()
    app.tap("Tìm trong mọi lĩnh vực")
    assert "Khai sinh" in app.texts()

"""States of what belongs to Hôm nay, of a shift's own page and of the leader's screens."""

from phone.model import Phone
from phone.newcomer import seen
from phone.swaps import answer, ask, askable, swaps
from phone.team import fetch
from tests.screens.office import BINH, EVERY_DAY, Office, duty, roster_notice
from tests.screens.state import State, set_clock
from tests.screens.team_cast import (
    AHEAD,
    AN,
    ASKED,
    CAME,
    CHI,
    CONDUCT,
    LEADS,
    SWAPS,
    TEAM,
    nothing,
    swap,
    taken_back,
    told,
)

SHIFT = f"/roster/{AHEAD}"
DUNG_TODAY = "/team/people/dung/2026-11-23"


async def not_new(phone: Phone, office: Office) -> None:
    """Has seen how it works."""
    await seen(phone)


async def asked_offline(phone: Phone, office: Office) -> None:
    """A colleague was asked without network."""
    await seen(phone)
    office.online = False
    await ask(phone, askable(phone)[-1], "chi")


async def answered_offline(phone: Phone, office: Office) -> None:
    """Said yes to a colleague without network."""
    await seen(phone)
    office.online = False
    await answer(phone, swaps(phone)[0], True)


async def leads(phone: Phone, office: Office) -> None:
    """The leader, with an office that has something of everything."""
    await seen(phone)
    office.team = told()
    set_clock(office, "2026-11-23T08:20:00+07:00")


async def leads_quietly(phone: Phone, office: Office) -> None:
    """The leader, with nothing that waits."""
    office.team = nothing()


async def leads_cut_off(phone: Phone, office: Office) -> None:
    """The leader once had network, and has none now."""
    await leads(phone, office)
    await fetch(phone)
    office.online = False


async def took_back_offline(phone: Phone, office: Office) -> None:
    """The leader took a stranger's check-in back without network, and one of Thursday."""
    await leads_cut_off(phone, office)
    for entry in (CAME[1], CAME[3]):
        await phone.record("voided", {"target": entry, "reason": "Không có mặt ở quầy"})


async def was_taken_back(phone: Phone, office: Office) -> None:
    """Came to the counter's point, and the leader took that back."""
    await seen(phone)
    data = {"point": phone.point, "day": "2026-11-23", "session": "morning", "desk_code": "123456", "facilities": {}}
    fact = await phone.record("checked_in", data)
    await phone.courier.once()
    kind, identity, told_to_me = taken_back(fact["id"], "Không có mặt ở quầy")
    await phone.book.settle(changes=[{"rev": 99, "kind": kind, "id": identity, "data": told_to_me}])


async def leads_unheard(phone: Phone, office: Office) -> None:
    """The leader never had network here since joining."""
    office.online = False


def later(*states: str) -> tuple[object, ...]:
    """An's shift of Wednesday with requests of hers."""
    return (
        *SWAPS,
        *(swap(f"a{i}", state, AN, who) for i, (state, who) in enumerate(zip(states, (CHI, BINH), strict=False))),
    )


NOTICED = (
    *EVERY_DAY,
    roster_notice(
        "an", 7, more=("2026-11-25.afternoon",), less=("2026-11-24.morning",), others=("2026-11-23.morning",)
    ),
)
MANY_MORE = (*EVERY_DAY, roster_notice("an", 7, more=tuple(f"2026-12-{day:02d}.morning" for day in range(1, 10))))
TODAY: dict[str, State] = {
    "today-roster-changed": State("/", "Lịch trực của bạn đã đổi", not_new, rows=NOTICED),
    "today-roster-read": State("/", "Ca tiếp theo: Thứ Tư 25/11", not_new, rows=NOTICED, taps=("Đã hiểu",)),
    "roster-changed": State("/roster", "Bớt 1 ca, bạn không trực nữa: Ngày mai, buổi sáng.", rows=NOTICED),
    "roster-changed-much": State("/roster", "và 3 ca nữa, xem ở Lịch", rows=MANY_MORE),
    "today-how-it-works": State("/", "Bước 1/3", rows=(*EVERY_DAY, CONDUCT)),
    "today-how-last-step": State("/", "Bước 3/3", taps=("Tiếp", "Tiếp")),
    "today-conduct": State("/", "3 điều, đọc một lần.", not_new, rows=(*EVERY_DAY, CONDUCT)),
    "today-asked": State("/", "Trần Quốc Bình nhờ bạn trực thay", not_new, rows=ASKED),
    "today-accepted-offline": State("/", "đang chờ Tổ trưởng duyệt", answered_offline, rows=ASKED),
    "today-mine-refused": State("/", "Ca này vẫn là của bạn.", not_new, rows=later("refused")),
    "today-leader": State("/", "Tổ hôm nay", leads, rows=LEADS),
    "how": State("/how", "Đến quầy: bấm Vào ca"),
    "conduct-to-read": State("/conduct", "Tôi đã đọc và sẽ làm theo", rows=(*EVERY_DAY, CONDUCT)),
    "conduct-read": State(
        "/conduct", "Bạn đã đọc quy tắc này.", rows=(*EVERY_DAY, CONDUCT), taps=("Tôi đã đọc và sẽ làm theo",)
    ),
    "conduct-unheard": State("/conduct", "Máy chưa nhận quy tắc của xã."),
    "broken-some": State("/broken", "Chạm vào thứ đang hỏng", taps=("Mạng: Hỏng",)),
    "broken-nothing": State("/broken", "Hãy chọn ít nhất một thứ", taps=("Báo Tổ trưởng và Văn phòng",)),
    "broken-saved": State("/broken", "Đã lưu trên máy", taps=("Mạng: Hỏng", "Báo Tổ trưởng và Văn phòng")),
    "roster-asked": State("/roster", "Người khác nhờ bạn", rows=ASKED),
    "shift-mine": State(SHIFT, "Nhờ người trực thay", rows=SWAPS),
    "shift-whom": State(SHIFT, "Lê Thị Kim Chi", rows=SWAPS, taps=("Nhờ người trực thay",)),
    "shift-sure": State(SHIFT, "Ca vẫn là của bạn", rows=SWAPS, taps=("Nhờ người trực thay", "Lê Thị Kim Chi")),
    "shift-asked-offline": State(SHIFT, "người kia sẽ thấy khi máy gửi xong", asked_offline, rows=SWAPS),
    "shift-two-asked": State(SHIFT, "đang chờ Tổ trưởng duyệt", rows=later("refused", "accepted")),
    "shift-team-unheard": State(SHIFT, "Máy chưa nhận danh sách", taps=("Nhờ người trực thay",)),
    "shift-nobody-left": State(
        SHIFT,
        "Không còn ai trong Tổ",
        rows=(*EVERY_DAY, ("team", "team", {"members": []})),
        taps=("Nhờ người trực thay",),
    ),
    "shift-begun": State(SHIFT, "Ca này đã bắt đầu", rows=SWAPS, at="2026-11-25T14:10:00+07:00"),
    "shift-given-away": State(
        SHIFT, "Tổ trưởng đã duyệt", rows=(duty("2026-11-23"), TEAM, swap("a1", "approved", AN, CHI))
    ),
    "team-now": State("/team", "Trần Quốc Bình: chưa vào ca", leads, rows=LEADS),
    "team-quiet": State("/team", "Hôm nay không có ca trực.", leads_quietly, rows=LEADS),
    "team-offline": State("/team", "Dưới đây là tình hình lúc 08:20", leads_cut_off, rows=LEADS),
    "team-never-heard": State("/team", "Chưa có mạng nên chưa xem được", leads_unheard, rows=LEADS),
    "team-not-leader": State("/team", "Chỉ Tổ trưởng xem được trang này."),
    "team-confirm": State("/team/confirm", "Đồng hồ điện thoại chưa đủ tin cậy.", leads, rows=LEADS),
    "team-confirmed": State(
        "/team/confirm", "Đã xác nhận Thứ Năm 19/11.", leads, rows=LEADS, taps=("Xác nhận Thứ Năm 19/11",)
    ),
    "team-person": State(DUNG_TODAY, "Ra ca lúc 08:10", leads, rows=LEADS),
    "team-person-asked": State(
        DUNG_TODAY, "Phạm Văn Dũng sẽ thấy bạn đã rút lại", leads, rows=LEADS, taps=("Rút lại lần vào ca này…",)
    ),
    "team-person-no-reason": State(
        DUNG_TODAY, "Hãy chọn hoặc ghi lý do.", leads, rows=LEADS, taps=("Rút lại lần vào ca này…", "Rút lại")
    ),
    "team-person-done": State(
        DUNG_TODAY,
        "sẽ thấy khi hai máy có mạng",
        leads,
        rows=LEADS,
        taps=("Rút lại lần vào ca này…", "Không có mặt ở quầy", "Rút lại"),
    ),
    "team-person-offline": State(DUNG_TODAY, "(chưa gửi)", took_back_offline, rows=LEADS),
    "team-person-closed": State(
        "/team/people/binh/2026-11-19",
        "Văn phòng đã chốt tháng này",
        leads,
        rows=LEADS,
        taps=("Rút lại lần vào ca này…",),
    ),
    "team-person-none": State("/team/people/binh/2026-11-02", "Không còn lần vào ca nào", leads, rows=LEADS),
    "team-taken-back": State("/team", "Phạm Văn Dũng: lần vào ca đã rút lại", took_back_offline, rows=LEADS),
    "team-confirm-taken-back": State("/team/confirm", "Lần vào ca đã rút lại", took_back_offline, rows=LEADS),
    "mine-taken-back": State("/mine", "Lý do: Không có mặt ở quầy", was_taken_back, rows=SWAPS),
    "records-taken-back": State("/records", "Tổ trưởng Phạm Văn Dũng đã rút lại", was_taken_back, rows=SWAPS),
    "trouble-taken-back": State("/trouble", "Văn phòng là nơi quyết định.", was_taken_back, rows=SWAPS),
    "team-confirm-none": State("/team/confirm", "Không có ngày nào chờ bạn.", leads_quietly, rows=LEADS),
    "team-confirm-offline": State(
        "/team/confirm", "nên chưa chắc đã ghi", leads_cut_off, rows=LEADS, taps=("Xác nhận Thứ Năm 19/11",)
    ),
    "team-swaps": State("/team/swaps", "chưa trả lời nên chưa duyệt được", leads, rows=LEADS),
    "team-swaps-approved": State("/team/swaps", "Đã duyệt.", leads, rows=LEADS, taps=("Duyệt đổi ca",)),
    "team-swaps-declining": State("/team/swaps", "Lý do (không bắt buộc)", leads, rows=LEADS, taps=("Không duyệt",)),
    "team-swaps-none": State("/team/swaps", "Không có ai xin đổi ca.", leads_quietly, rows=LEADS),
    "team-difficulties": State("/team/difficulties", "Máy in hết mực", leads, rows=LEADS),
    "team-difficulties-none": State("/team/difficulties", "Chưa ai báo khó khăn.", leads_quietly, rows=LEADS),
    "team-week": State("/team/week", "Chưa có ai", leads, rows=LEADS),
    "team-week-empty": State("/team/week", "Tuần này không có ca trực.", leads_quietly, rows=LEADS),
    "team-silent": State("/team/silent", "Còn 4 mục chưa đến Văn phòng.", leads, rows=LEADS),
    "team-silent-none": State("/team/silent", "Máy nào cũng đã gửi.", leads_quietly, rows=LEADS),
}

"""Every state a screen can be met in: how it comes about, where it is seen, and what it must say.

Opened without a browser by `test_states.py`, and photographed in a real one by `tests/browser/sheet.py`.
"""

from typing import Any

from phone.model import Phone
from tests.screens.office import COMMUNE, EVERY_DAY, Office, allowance, duty, in_field, paper_list, worked
from tests.screens.state import State
from tests.screens.state import set_clock as _at
from tests.screens.states_today import TODAY


async def on_duty(phone: Phone, office: Office) -> dict[str, Any]:
    """Checked in on time, and the office has it."""
    data = {"point": phone.point, "day": "2026-11-23", "session": "morning", "desk_code": "123456", "facilities": {}}
    fact = await phone.record("checked_in", data)
    await phone.courier.once()
    return fact


async def offline(phone: Phone, office: Office) -> None:
    """No network any more."""
    office.online = False


async def on_duty_offline(phone: Phone, office: Office) -> None:
    """Checked in without network."""
    office.online = False
    await on_duty(phone, office)


async def off_duty(phone: Phone, office: Office) -> None:
    """Came and went; the office has both."""
    fact = await on_duty(phone, office)
    _at(office, "2026-11-23T10:02:00+07:00")
    await phone.record("checked_out", {"check_in": fact["id"]})
    await phone.courier.once()


async def stayed_on(phone: Phone, office: Office) -> None:
    """Still on duty after the end of the shift."""
    await on_duty(phone, office)
    _at(office, "2026-11-23T10:10:00+07:00")


async def began_a_note(phone: Phone, office: Office) -> None:
    """An earlier run of the app ended in the middle of a difficulty."""
    await phone.book.remember("drafts", [["an", "/difficulty", {"text": {"typed": "Máy in hết mực"}}]])


async def refused(phone: Phone, office: Office) -> None:
    """Came, and the office could not take it as it stands."""
    office.refuse["checked_in"] = "outside_window"
    await on_duty(phone, office)


async def two_people(phone: Phone, office: Office) -> None:
    """A second person has joined on the same phone."""
    await phone.enrol("MA-CUA-BINH")


async def wrote(phone: Phone, office: Office) -> None:
    """On duty, with a few acts behind."""
    await on_duty(phone, office)
    for identity, mode in (("3", "typed"), ("3", "typed"), ("1.001193", "handwritten"), ("2", "typed"), ("4", "typed")):
        await phone.record("assisted", _act(phone.point, identity, mode))


async def reported(phone: Phone, office: Office) -> None:
    """The office has a number to call, and was told two things; the second waits for a network."""
    office.commune["office_phone"] = "0258 3842 001"
    await phone.enrol("MA-CUA-AN")
    await phone.record("difficulty_raised", {"text": "Máy in hỏng, không in được tờ khai", "urgent": True})
    await phone.record("outreach_done", {"channel": "radio", "note": "đọc bản tin ở thôn 3"})
    await phone.courier.once()
    office.online = False
    await phone.record("difficulty_raised", {"text": "Hết mẫu giấy khai sinh", "urgent": False})


def _act(point: str, identity: str, mode: str) -> dict[str, Any]:
    told = {"point": point, "procedure": identity, "rules_version": "2026-07", "mode": mode, "applicant": "person"}
    done = {"requested": True, "reviewed": "read", "signed": "signature", "outcome": "ready", "missing": []}
    return told | done | {"dossier_code": None, "due_on": None}


MONTH = (
    *EVERY_DAY,
    allowance(
        "an",
        "2026-11",
        [
            worked("2026-11-03", "A", counted=True),
            worked("2026-11-05", "B", "desk_code_missing"),
            worked("2026-11-09", "C", "outside_window"),
            worked("2026-11-12", "A", counted=True),
        ],
    ),
)
FULL = (
    *EVERY_DAY,
    allowance(
        "an",
        "2026-11",
        [worked(f"2026-11-{day:02d}", "A", counted=True) for day in range(2, 28) if day % 7 not in (0, 1)],
    ),
)
MONTHS = (
    *MONTH,
    allowance("an", "2026-09", [worked("2026-09-07", "A", counted=True)], closed=True),
    allowance(
        "an",
        "2026-10",
        [worked(f"2026-10-{day:02d}", "A", counted=True) for day in (5, 12)],
        {"day": "2026-09-14", "amount_dong": 30_000, "reason": "Dữ liệu đến sau khi chốt tháng"},
        closed=True,
    ),
)
DEMONSTRATION = ("commune", "commune", {**COMMUNE, "demonstration": True})
DAY_OFF = (duty("2026-11-25", "afternoon"), *EVERY_DAY[2:])
NO_SHIFTS = EVERY_DAY[2:]
PAPERS = ["Tờ khai đăng ký khai tử theo mẫu", "Giấy báo tử, hoặc giấy thay thế giấy báo tử", "Căn cước của người khai"]
MANY = (
    *EVERY_DAY,
    paper_list("4", "Đăng ký khai tử", PAPERS),
    in_field("2", "Chứng thực bản sao từ bản chính giấy tờ, văn bản", "Chứng thực"),
    in_field("3", "Đăng ký thành lập hộ kinh doanh", "Đăng ký hộ kinh doanh, tổ hợp tác"),
    in_field("5", "Đề nghị hưởng trợ cấp xã hội hằng tháng", "Bảo trợ xã hội"),
)
TICKED = ("Người dân yêu cầu", "Người dân đã xem lại", "Người dân đã ký", "Lưu lượt viết hộ")

STATES: dict[str, State] = {
    "enrol-first-time": State("/enrol", "Nhập mã mời Văn phòng đưa cho bạn.", joined=False),
    "enrol-with-code": State("/enrol?code=MA-CUA-AN", "Tham gia", joined=False),
    "enrol-nothing-typed": State("/enrol", "Hãy nhập mã mời. Mã nằm trong", joined=False, taps=("Tham gia",)),
    "enrol-wrong-code": State("/enrol?code=SAI", "Mã mời không đúng.", joined=False, taps=("Tham gia",)),
    "today-in-the-window": State("/", "Cùng ca: Trần Quốc Bình"),
    "today-before-the-window": State("/", "Bạn vẫn vào ca được; Văn phòng", at="2026-11-23T06:30:00+07:00"),
    "today-too-late": State("/", "Bạn vẫn vào ca được; Văn phòng sẽ quyết định.", at="2026-11-23T10:30:00+07:00"),
    "today-day-off": State("/", "Ca tiếp theo: Thứ Tư 25/11", rows=DAY_OFF),
    "today-no-shifts": State("/", "Bạn chưa có ca trực nào sắp tới.", rows=NO_SHIFTS),
    "today-wrong-desk-code": State("/", "Mã quầy có đúng 6 chữ số", taps=(("Mã quầy", "1234"), "Vào ca")),
    "today-something-broken": State("/", "Giấy bút", taps=("Có hỏng, thiếu", "Mạng: Hỏng")),
    "today-on-duty": State("/", "Đủ bằng chứng: ngày này tự được tính.", on_duty),
    "today-on-duty-offline": State("/", "Còn 1 mục chưa gửi", on_duty_offline),
    "today-last-acts": State("/", "Vừa ghi trong ca này", wrote, rows=MANY),
    "today-undo-asked": State(
        "/",
        "Hoàn tác “Lượt viết hộ: Đăng ký khai tử”?",
        wrote,
        rows=MANY,
        taps=("Hoàn tác: Lượt viết hộ: Đăng ký khai tử, 07:55 ngày 23/11",),
    ),
    "today-undone": State(
        "/",
        "Đã hoàn tác",
        wrote,
        rows=MANY,
        taps=("Hoàn tác: Lượt viết hộ: Đăng ký khai tử, 07:55 ngày 23/11", "Hoàn tác, tôi ghi nhầm"),
    ),
    "today-after": State("/", "Văn phòng đã nhận 2/2", off_duty),
    "today-shift-soon": State("/", "Ca của bạn bắt đầu sau 30 phút", at="2026-11-23T07:30:00+07:00"),
    "today-shift-begun": State("/", "Ca của bạn đã bắt đầu lúc 08:00.", at="2026-11-23T08:10:00+07:00"),
    "today-shift-over": State("/", "Ca đã hết lúc 10:00", stayed_on),
    "today-something-unsaved": State("/", "Bạn còn một việc ghi dở, chưa lưu.", began_a_note),
    "today-refused": State("/", "1 mục Văn phòng chưa tính", refused),
    **TODAY,
    "write-list": State("/write", "Chứng thực di chúc", on_duty),
    "write-found": State("/write", "Đăng ký khai sinh", on_duty, taps=(("Tìm thủ tục", "khai sinh"),)),
    "write-nothing-found": State("/write", "Không thấy thủ tục nào có “zzz”.", on_duty, taps=(("Tìm thủ tục", "zzz"),)),
    "write-used-before": State("/write", "Dùng gần đây", wrote, rows=MANY),
    "write-one-field": State("/write", "Đề nghị hưởng trợ cấp xã hội", wrote, rows=MANY, taps=("Bảo trợ xã hội",)),
    "write-not-in-this-field": State(
        "/write", "Tìm trong mọi lĩnh vực", wrote, rows=MANY, taps=("Chứng thực", ("Tìm thủ tục", "khai sinh"))
    ),
    "write-nothing-received": State("/write", "Máy này chưa nhận danh sách thủ tục.", rows=(duty("2026-11-23"),)),
    "procedure-allowed": State("/write/1.001193", "Ba điều phải có đủ", on_duty),
    "procedure-nothing-ticked": State("/write/1.001193", "Chưa lưu: còn 3 chỗ", on_duty, taps=("Lưu lượt viết hộ",)),
    "procedure-saved": State("/write/1.001193", "Đã ghi: một lượt viết hộ.", on_duty, taps=TICKED),
    "procedure-law": State("/write/1.001193", "Căn cứ: Luật Hộ tịch Điều 16", on_duty, taps=("Xem điều luật",)),
    "procedure-other-order": State("/write/1.001193", "Chính tay người dân ký tên", wrote, rows=MANY),
    "procedure-papers": State("/write/4", "Còn thiếu 2 giấy chưa đánh dấu", on_duty, rows=MANY, taps=(PAPERS[0],)),
    "procedure-undone": State("/write/1.001193", "Đã hoàn tác", on_duty, taps=(*TICKED, "Hoàn tác")),
    "procedure-barred": State("/write/2.000815", "Không được viết hộ", on_duty),
    "procedure-nothing-recorded": State("/write/2.002396", "Đưa người dân đến công chức", on_duty),
    "procedure-only-counted": State("/write/3.000527", "Việc này chỉ đếm số lượt, không ghi tên thủ tục.", on_duty),
    "procedure-unknown": State("/write/9.999999", "Không thấy thủ tục này trên máy.", on_duty),
    "ballot-slip": State("/ballot", "Còn 1 mã phiếu cho buổi này.", on_duty),
    "ballot-poster": State("/ballot", "Máy đã hết mã phiếu của buổi này", on_duty, rows=EVERY_DAY[:-1]),
    "ballot-large": State("/ballot/large", "Khó quét? Tăng độ sáng màn hình", on_duty),
    "ballot-card": State("/ballot/card", "Kính mời Ông/Bà cho ý kiến", on_duty),
    "ballot-paper": State("/ballot/paper", "Đã mời quét áp phích", on_duty),
    "ballot-paper-given": State(
        "/ballot/paper", "Hôm nay bạn đã đưa 1 phiếu giấy.", on_duty, taps=("Đã đưa phiếu giấy",)
    ),
    "roster-shifts": State("/roster", "Tuần này 23/11 – 29/11"),
    "roster-empty": State("/roster", "Tám tuần tới bạn chưa có ca trực nào.", rows=NO_SHIFTS),
    "mine-month": State("/mine", "Tổng cộng: 60.000 đồng", rows=MONTH),
    "mine-a-day-tapped": State(
        "/mine", "Nhắc Tổ trưởng xác nhận ngày này.", rows=MONTH, taps=("Thứ Năm 05/11, mức B, ngày chờ xác nhận",)
    ),
    "mine-a-shift-tapped": State("/mine", "Ca này chưa đến.", rows=MONTH, taps=("Thứ Tư 25/11, có ca trực",)),
    "mine-many": State("/mine", "Tổng cộng: 600.000 đồng", rows=FULL, at="2026-11-28T07:55:00+07:00"),
    "mine-closed": State("/mine/picture/2026-10", "Văn phòng đã chốt tháng này.", rows=MONTHS),
    "mine-months": State("/mine/months", "2 tháng đã chốt, cộng lại: 120.000 đồng", rows=MONTHS),
    "mine-months-first-time": State("/mine/months", "Tổng cộng: 0 đồng"),
    "mine-picture": State("/mine/picture/2026-11", "Ảnh này để xem, không thay bảng chi của Văn phòng.", rows=MONTH),
    "mine-picture-demonstration": State(
        "/mine/picture/2026-11", "Dữ liệu trình diễn, không dùng để chi tiền", rows=(*MONTH, DEMONSTRATION)
    ),
    "mine-empty": State("/mine", "Tháng này bạn chưa có ngày trực nào."),
    "mine-offline": State("/mine", "Chưa gửi đến Văn phòng; sẽ được xét khi gửi xong.", on_duty_offline),
    "trouble-one": State("/trouble", "Vào ca ngoài giờ cho phép", refused),
    "trouble-none": State("/trouble", "Không có mục nào cần xem lại."),
    "difficulty-empty": State("/difficulty", "Lưu khó khăn"),
    "difficulty-urgent": State("/difficulty", "hãy gọi điện cho Văn phòng nữa", taps=("Gấp, cần giải quyết ngay",)),
    "difficulty-looks-private": State(
        "/difficulty", "trông như có số điện thoại", taps=(("Khó khăn gặp phải", "gọi 0912345678"), "Lưu khó khăn")
    ),
    "difficulty-saved": State(
        "/difficulty", "sẽ thấy khi máy gửi được", taps=(("Khó khăn gặp phải", "Máy in hỏng"), "Lưu khó khăn")
    ),
    "difficulty-reported": State("/difficulty", "Máy in hỏng, không in được tờ khai", reported),
    "difficulty-call": State(
        "/difficulty", "Gọi Văn phòng: 0258 3842 001", reported, taps=("Gấp, cần giải quyết ngay",)
    ),
    "outreach-done": State("/outreach", "Loa truyền thanh · đọc bản tin ở thôn 3", reported),
    "poster-first": State("/poster", "Quét mã trên áp phích", on_duty),
    "poster-right": State("/poster?found=ok", "Áp phích đúng và đang chạy", on_duty),
    "poster-not-asked": State("/poster?found=unasked", "Áp phích đúng", on_duty),
    "poster-wrong": State("/poster?found=wrong", "Mã trên áp phích dẫn tới chỗ khác", on_duty),
    "poster-dead": State("/poster?found=dead", "Trang phiếu của áp phích không còn", on_duty),
    "poster-unreadable": State("/poster?found=unreadable", "Mã trên áp phích không đọc được", on_duty),
    "poster-told": State("/poster?found=wrong", "sẽ thấy khi máy gửi được", on_duty, taps=("Báo khó khăn, gấp",)),
    "outreach-empty": State("/outreach", "Lưu tuyên truyền"),
    "people-one": State("/people", "Thêm người dùng máy này"),
    "people-two": State("/people", "Đặt mã PIN của tôi", two_people),
    "records-some": State("/records", "07:55 · Văn phòng đã nhận", on_duty),
    "records-none": State("/records", "Hai tuần qua bạn chưa ghi việc nào trên máy này."),
    "rescue-none": State("/rescue", "Văn phòng đã nhận mọi mục trên máy này."),
    "rescue-some": State("/rescue", "Lâu không có mạng? Nhờ mang hộ", on_duty_offline),
}

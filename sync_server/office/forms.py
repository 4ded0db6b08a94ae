"""A form as it was sent, and what is wrong with it: it goes back filled, each sentence beside its field."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Final
from unicodedata import normalize

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from shiftbook.moments import parse_day
from sync_server import dated
from sync_server.errors import SENTENCES, Refused
from sync_server.language import _

LONGEST_NUMBER: Final = 15
LARGEST: Final = 4 * 1024 * 1024
# 15000000, 15.000.000, 15,000,000 or 15 000 000; 1.5, 15,5 and 50.00 are refused, never read as something else
_DONG: Final = re.compile(r"-?(?:[0-9]+|[1-9][0-9]{0,2}([., ])[0-9]{3}(?:\1[0-9]{3})*)")
PROBLEMS: Final = {
    "missing": "Ô này chưa ghi.",
    "too_long": "Dài quá. Hãy ghi ngắn hơn.",
    "day": "Ngày chưa đúng. Hãy ghi dạng năm-tháng-ngày, ví dụ 2026-11-23.",
    "year": "Năm này chưa đúng. Hãy xem lại, ví dụ 2026.",
    "unknown": "Lựa chọn này không có. Hãy chọn lại trong danh sách.",
    "password_short": "Mật khẩu cần ít nhất 10 ký tự.",
    "username_form": "Tên đăng nhập gồm 3 đến 32 chữ thường không dấu, số, dấu chấm hoặc gạch nối.",
    "username_taken": "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.",
    "name_taken": "Đã có người mang họ tên này trong Tổ. Hãy ghi thêm để phân biệt, ví dụ tên thôn.",
    "point_taken": "Đã có điểm trực mang tên này.",
    "point_gone": "Điểm này đã thôi dùng; cần lại thì thêm một điểm mới.",
    "point_past": "Chỉ thôi dùng từ hôm nay trở đi được: ngày đã qua giữ như đã ghi.",
    "point_last": "Đây là điểm trực duy nhất còn dùng. Hãy thêm điểm mới trước.",
    "screen_code": "Mã này không đúng, đã dùng hoặc đã quá một giờ. Hãy nhờ Tổ trưởng hoặc văn phòng tạo mã mới.",
    "not_looked": "Hãy xem danh sách rồi đánh dấu ô “Tôi đã xem danh sách và chốt tháng này”.",
    "group_from_missing": "Chưa ghi nhóm mới từ ngày nào.",
    "commune_unnamed": "Chưa ghi tên xã. Hãy ghi cả chữ “xã”, ví dụ: xã Đại Lãnh.",
    "name_to_come": "Tên xã mới dùng ngay khi lưu: hãy lưu vào ngày xã đổi tên, hoặc chọn ngày không sau hôm nay.",
    "office_unnamed": "Chưa ghi tên cơ quan. Tên này in trên danh sách ký nhận.",
    "not_a_phone": "Hãy ghi số điện thoại gọi được, ví dụ 0258 384 5678, hoặc để trống.",
    "place_unnamed": "Chưa ghi địa danh. Địa danh này in trước ngày ký trên danh sách ký nhận.",
    "hour": "Giờ chưa đúng. Hãy ghi giờ và phút, ví dụ 07:30.",
    "no_file": "Chưa chọn tệp và cũng chưa dán nội dung.",
    "of_age_missing": "Hãy ghi Đủ hoặc Chưa. Chưa đủ 18 tuổi thì cha mẹ hoặc người giám hộ phải đồng ý trước.",
    "adults_missing": "Chưa đánh dấu ô này. Người chưa đủ 18 tuổi thì thêm ở trang Thành viên.",
    "of_age_but": "Đã đủ 18 tuổi khi tham gia thì để trống ngày đủ 18 tuổi và người giám hộ; nếu không, hãy ghi Chưa.",
    "adult_from_missing": "Chưa ghi ngày người này đủ 18 tuổi.",
    "adult_already": "Ngày này không sau ngày tham gia. Hãy ghi ngày đủ 18 tuổi, không ghi ngày sinh.",
    "adult_too_late": "Ngày này quá xa: người chưa sinh không thể tham gia. Hãy xem lại năm.",
    "guardian_missing": "Chưa đủ 18 tuổi thì cha mẹ hoặc người giám hộ phải đồng ý. Hãy ghi họ tên người ấy.",
    "consent_missing": "Chưa ghi cha mẹ hoặc người giám hộ đồng ý ngày nào.",
    "consent_late": "Cha mẹ hoặc người giám hộ phải đồng ý trước khi thành viên tham gia.",
    "consent_to_come": "Ngày này chưa đến: hãy ghi khi cha mẹ hoặc người giám hộ đã đồng ý.",
    "no_template": "Chưa chọn tệp mẫu.",
    "nobody_chosen": "Chưa chọn ai ở bảng trên.",
    "no_matter_chosen": "Chưa chọn chỗ lệch nào ở bảng trên.",
    "matters_not_looked": "Quyết định nhiều chỗ một lần thì hãy đánh dấu ô “tôi đã xem từng chỗ”.",
    "nothing_said": "Chưa ghi người lo, hạn, quyết định hay giải trình nào.",
    "no_dong": "Số tiền chưa đúng. Hãy ghi số đồng, ví dụ 15.000.000.",
    "dong_too_small": "Số tiền quá nhỏ. Hãy xem lại.",
    "dong_too_large": "Số tiền quá lớn. Hãy xem lại.",
    "rate_too_small": "Dưới 1.000 đồng một ngày thì chắc là ghi thiếu số không. Hãy ghi đủ, ví dụ 30.000.",
    "no_day_chosen": "Chưa chọn ngày nào ở bảng trên.",
    "days_not_looked": "Hãy xem từng ngày rồi đánh dấu ô “Tôi đã xem từng ngày đã chọn”.",
    "not_yourself": "Không thể tự bỏ quyền của chính mình.",
}


@dataclass
class Form:
    """What was sent, with the names of sent files, the sentence beside each field that is refused, and `refusal`:
    what was not done then."""

    values: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    refusal: str = "Chưa ghi gì."

    @classmethod
    def of(cls, **values: str) -> "Form":
        """A form filled with what a newcomer to it should see."""
        return cls({name: [value] for name, value in values.items()})

    def filled(self, name: str, value: object) -> "Form":
        """The same form with a value where nothing was sent: a page with many rows fills each from its row."""
        return replace(self, values={name: [str(value)]} | self.values)

    @property
    def sound(self) -> bool:
        """Whether nothing was refused so far."""
        return not self.problems

    @property
    def first(self) -> str:
        """The first field that was refused, where the page begins to be mended."""
        return next(iter(self.problems), "")

    def text(self, name: str) -> str:
        """A field's value, trimmed and in NFC; empty when it was not sent."""
        return normalize("NFC", self.values.get(name, [""])[0]).replace("\x00", "").strip()

    def number(self, name: str) -> int | None:
        """A field a page filled in itself with a whole number; None when it has none."""
        value = self.text(name)
        return int(value) if value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER else None

    def dong(self, name: str, most: int, *, least: int = 1) -> int:
        """Whole đồng, its thousands apart or not; refused, and 0, when it is none; refused when out of bounds."""
        value = self.needed(name)
        plain = " ".join(value.removesuffix("đồng").removesuffix("VND").split())
        if name in self.problems:
            return 0
        if not _DONG.fullmatch(plain):
            self.refuse(name, "no_dong")
            return 0
        number = int(re.sub("[., ]", "", plain))
        if not least <= number <= most:
            self.refuse(name, "dong_too_small" if number < least else "dong_too_large")
        return number

    def all(self, name: str) -> list[str]:
        """Every filled value of a field that may come several times."""
        return [value.strip() for value in self.values.get(name, []) if value.strip()]

    def refuse(self, name: str, problem: str) -> None:
        """Put a sentence beside a field; the first one stays."""
        self.problems.setdefault(name, _(PROBLEMS.get(problem) or SENTENCES.get(problem) or problem))

    def refused(self, refused: Refused, fallback: str) -> "Form":
        """The same form with a refusal from deeper down beside the field it names."""
        self.refuse(refused.field if refused.field else fallback, refused.code)
        return self

    def refused_in_field(self, refused: Refused, fallback: str) -> "Form":
        """As `refused` where a field is to blame; any other refusal has a page of its own and is raised again."""
        if refused.field is None:
            raise refused
        return self.refused(refused, fallback)

    def needed(self, name: str, longest: int = 200) -> str:
        """A field that must say something, refused when it does not."""
        value = self.text(name)
        if not value:
            self.refuse(name, "missing")
        elif len(value) > longest:
            self.refuse(name, "too_long")
        return value

    def chosen(self, name: str, choices: "dict[str, str] | tuple[str, ...] | set[str]") -> str:
        """One of the choices offered, refused when it is none of them."""
        value = self.text(name)
        if value not in choices:
            self.refuse(name, "unknown" if value else "missing")
        return value

    def day(self, name: str) -> date:
        """A day; refused when it cannot be meant, refused and the first day there is when it cannot be read."""
        try:
            day = parse_day(self.text(name))
        except ValueError:
            self.refuse(name, "day" if self.text(name) else "missing")
            return date.min
        if not dated.sensible(day):
            self.refuse(name, "year")
        return day


async def _posted(request: Request) -> Form:
    length = request.headers.get("content-length", "")
    if not length.isascii() or not length.isdigit() or int(length) > LARGEST:
        raise Refused("file_too_large", 413)
    form = Form()
    async with request.form(max_fields=500, max_files=1, max_part_size=LARGEST) as sent:
        for name, value in sent.multi_items():
            if isinstance(value, UploadFile):
                form.files[name] = await value.read()
                form.names[name] = normalize("NFC", value.filename or "").replace("\x00", "")
            else:
                form.values.setdefault(name, []).append(value)
    return form


Posted = Annotated[Form, Depends(_posted)]

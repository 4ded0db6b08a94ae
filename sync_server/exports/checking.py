"""Whether a Word template can be used: what is wrong with it, by paragraph, and what it leaves out."""

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import docx
from docx.opc.exceptions import PackageNotFoundError
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import LxmlError

from shiftbook.moments import VN
from sync_server.commune import Commune
from sync_server.exports.paper import Paper
from sync_server.exports.tags import faults
from sync_server.exports.values import values
from sync_server.exports.word import as_template, lines, write
from sync_server.language import _

LARGEST: Final = 1024 * 1024
LARGEST_OPENED: Final = 16 * 1024 * 1024
MOST_PARTS: Final = 500
OLD_WORD: Final = b"\xd0\xcf\x11\xe0"  # the container of .doc files, and of .docx files under a password
NO_WORD: Final = (
    "Tệp này không phải là tệp Word (.docx). Hãy mở mẫu bằng Word và lưu theo dạng “Word Document (.docx)”."
)
MISPLACED: Final = (
    "Có {% … %} mở và đóng không cùng một chỗ. Hàng lặp của bảng phải có hàng riêng ghi {%tr for … %} ở trên và hàng "
    "riêng ghi {%tr endfor %} ở dưới; đoạn văn thì dùng {%p … %}."
)
# What zipfile, python-docx and lxml raise at files that are packed, but damaged, locked or of another kind.
UNREADABLE: Final = (
    zipfile.BadZipFile, zlib.error, PackageNotFoundError, LxmlError, ValueError, LookupError, AttributeError, TypeError,
    OSError, RuntimeError, EOFError,
)  # fmt: skip
# What a paper should print: a value's name, and what is said of a template that leaves it out; without its code, its
# total and the names it is no paper of the month, and is refused.
NO_CODE: Final = "Mẫu này không in mã kiểm tra, nên không ai so được giấy với sổ."
NEEDED: Final = {
    "payment-list": {
        "ho_ten": "Mẫu này không in họ tên người nhận.",
        "tong_tien": "Mẫu này không in tổng số tiền.",
        "bang_chu": "Mẫu này không in số tiền bằng chữ.",
    },
    "timesheet": {"ho_ten": "Mẫu này không in họ tên thành viên.", "tong_ngay": "Mẫu này không in tổng số ngày."},
    "payment-request": {
        "tong_tien": "Mẫu này không in tổng số tiền.",
        "bang_chu": "Mẫu này không in số tiền bằng chữ.",
    },
}
_OPENS: Final = re.compile(r"{%[-+]?\s*(end)?(for|if)\b")


@dataclass
class Checked:
    """What forbids a template, and what the office should know of one that may be used."""

    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def check(kind: str, template: bytes, commune: Commune) -> Checked:
    """Read a template and fill it with invented figures, those of a full month and those of an empty one."""
    read = _read(template)
    if isinstance(read, str):
        return Checked([read])
    told = shape(kind, commune)
    wrong = _wrong([as_template(line) for line in read], told)
    if wrong:
        return Checked(wrong)
    try:
        full = write(kind, _sample(commune, full=True), template, told)
        write(kind, _sample(commune, full=False), template, told)
    except (TemplateError, LxmlError, AttributeError, ValueError, TypeError, KeyError):
        # docxtpl names no errors of its own; these are what it lets through from Jinja, lxml and its own patterns.
        return Checked([_(MISPLACED)])
    left_out = _missing(kind, "\n".join(lines(docx.Document(BytesIO(full)))), told)
    warned = [NEEDED[kind]["bang_chu"]] if "bang_chu" in NEEDED[kind] else []
    return Checked([_(what) for what in left_out if what not in warned], [what for what in left_out if what in warned])


def _read(template: bytes) -> list[str] | str:
    """The text of a template, a line a paragraph, or why it is none."""
    if len(template) > LARGEST:
        return _("Tệp quá lớn: mẫu nhiều nhất 1 MB. Hãy bớt hoặc thu nhỏ hình trong mẫu.")
    if template.startswith(OLD_WORD):
        return _(
            "Tệp này là Word đời cũ (.doc) hoặc có mật khẩu. Hãy bỏ mật khẩu và lưu theo dạng “Word Document (.docx)”."
        )
    try:
        with zipfile.ZipFile(BytesIO(template)) as opened:
            parts = opened.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_OPENED:
            return _("Tệp này mở ra quá lớn nên không được nhận. Hãy bớt hình trong mẫu.")
        if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
            return _("Tệp này có macro nên không được nhận. Hãy lưu lại theo dạng “Word Document (.docx)”.")
        return lines(docx.Document(BytesIO(template)))
    except UNREADABLE:
        return _(NO_WORD)


def _wrong(told: list[str], shape: dict[str, Any]) -> list[str]:
    """Sentences of what the template may not say, each with its paragraph."""
    try:
        found = faults(ImmutableSandboxedEnvironment().parse("\n".join(told)), shape)
    except TemplateSyntaxError as error:
        open_at = _unclosed(told)
        if open_at is not None:
            found = [(open_at, _("mở mà không đóng, hoặc đóng mà không mở: thiếu {% endfor %} hay {% endif %}."))]
        else:
            found = [(error.lineno, _("dấu {{ … }} hoặc {% … %} viết chưa đúng."))]
    return [
        _("Đoạn {line} “{said}”: {fault}", line=line, said=_short(told[line - 1]), fault=fault) for line, fault in found
    ]


def _unclosed(told: list[str]) -> int | None:
    """The line of the first block that is not closed, or is closed without having been opened."""
    open_: list[tuple[str, int]] = []
    for number, line in enumerate(told, 1):
        for end, word in _OPENS.findall(line):
            if not end:
                open_.append((word, number))
            elif not open_ or open_.pop()[0] != word:
                return number
    return open_[-1][1] if open_ else None


def _short(line: str) -> str:
    return line.strip() if len(line.strip()) <= 80 else f"{line.strip()[:80]}…"


def _missing(kind: str, printed: str, told: dict[str, Any]) -> list[str]:
    wanted = {told["ma_kiem_tra"]: NO_CODE}
    for name, what in NEEDED[kind].items():
        value = told[name] if name in told else told["dong" if "dong" in told else "nguoi"][0][name]
        wanted[value] = what
    return [what for value, what in wanted.items() if value not in printed]


def shape(kind: str, commune: Commune) -> dict[str, Any]:
    """Values of a paper with a member in every list: what a template may name."""
    told = values(kind, _sample(commune, full=True))
    return {name: [{"dong": ""}] if value == [] else value for name, value in told.items()}


def _sample(commune: Commune, *, full: bool) -> Paper:
    """A closed month nobody had, or an open one without anybody."""
    day = {"day": "2024-01-02", "grade": "A", "counted": True, "sessions": ["morning"], "decided_by": None,
           "undecided": False}  # fmt: skip
    line = {"member": "", "name": "Nguyễn Văn Mẫu", "group": "youth", "days": [day], "count": 41, "rate_dong": 30_000,
            "amount_dong": 1_230_000}  # fmt: skip
    late = {"member": "", "name": "Trần Thị Mẫu", "group": "youth", "day": "2023-12-04", "days": 1,
            "amount_dong": 30_000, "reason": "mẫu", "from_month": "2023-12"}  # fmt: skip
    figures = {
        "status": "closed" if full else "open", "verify_code": "MAUM-AUMA-UMAU-MAUM",
        "lines": [line] if full else [], "adjustments": [late] if full else [], "total_dong": 1_260_000 if full else 0,
        "total_words": "Một triệu hai trăm sáu mươi nghìn đồng" if full else "Không đồng",
    }  # fmt: skip
    made = datetime(2024, 1, 31, tzinfo=VN)
    return Paper("2024-01", figures, commune, "https://sotruc.example.vn", made, digest="0" * 64)

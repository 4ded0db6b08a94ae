"""What a Word template may print: the month's figures as texts, under short Vietnamese names an office can type."""

from typing import Any, Final
from unicodedata import category

from shiftbook.allowance import GROUPS
from shiftbook.moments import month_days
from shiftbook.money import figures
from sync_server.exports import payment_list, payment_request, timesheet
from sync_server.exports.paper import SEALED, SIGNED, TEAM, Paper

COMMON: Final = {
    "co_quan": "Tên cơ quan", "bo_phan": "Bộ phận chi trả", "noi_truc": "Nơi trực",
    "noi_va_ngay": "Địa danh, ngày để trống", "to": "Tên Tổ", "ky": "Tháng của giấy, ví dụ: tháng 11 năm 2026",
    "nguoi_lap": "Chức danh người lập biểu", "ke_toan": "Chức danh kế toán", "nguoi_duyet": "Chức danh người duyệt",
    "ten_nguoi_lap": "Họ tên người lập biểu; trống khi chưa ghi", "ten_ke_toan": "Họ tên kế toán",
    "ten_nguoi_duyet": "Họ tên người duyệt", "can_cu": "DANH SÁCH các căn cứ, mỗi dòng một căn cứ",
    "can_cu.dong": "một căn cứ", "noi_nhan": "DANH SÁCH nơi nhận của giấy đề nghị", "noi_nhan.dong": "một nơi nhận",
    "ky_ten": "Lời nhắc ký, ghi rõ họ tên", "dong_dau": "Lời nhắc ký, đóng dấu",
    "canh_bao": "Bản nháp, dữ liệu trình diễn…; trống khi chi được",
    "tinh_trang": "Dòng đã chốt hay bản nháp, địa chỉ kiểm tra, dấu số liệu", "ma_kiem_tra": "Mã kiểm tra",
    "tong_ngay": "Tổng số ngày của giấy",
}  # fmt: skip
MONEY: Final = {"tong_tien": "Tổng số tiền, có dấu chấm", "bang_chu": "Tổng số tiền bằng chữ"}
_ROW: Final = {
    "stt": "số thứ tự", "ho_ten": "họ và tên", "nhom": "nhóm", "so_ngay": "số ngày", "muc": "mức một ngày",
    "thanh_tien": "thành tiền", "ghi_chu": "ghi chú; với điều chỉnh là tháng, ngày và lý do",
}  # fmt: skip
_CELL: Final = {"mau": "màu nền của ô, dùng trong {% cellbg … %}"}
# Of each paper, every name with what it is; a name with a dot is read of each member of a list.
NAMES: Final[dict[str, dict[str, str]]] = {
    "payment-list": COMMON | MONEY
    | {"dong": "DANH SÁCH các dòng của tháng"} | {f"dong.{k}": v for k, v in _ROW.items()}
    | {"dieu_chinh": "DANH SÁCH các dòng điều chỉnh của tháng đã chốt"}
    | {f"dieu_chinh.{k}": v for k, v in _ROW.items()},
    "timesheet": COMMON
    | {"chu_giai": "Nghĩa của các ký hiệu"}
    | {"ngay": "DANH SÁCH các ngày của tháng", "ngay.so": "ngày", "ngay.thu": "thứ"}
    | {f"ngay.{k}": v for k, v in _CELL.items()}
    | {"nguoi": "DANH SÁCH thành viên"} | {f"nguoi.{k}": _ROW[k] for k in ("stt", "ho_ten", "nhom", "so_ngay")}
    | {"nguoi.o": "DANH SÁCH các ô ngày của một người", "nguoi.o.dau": "ký hiệu"}
    | {f"nguoi.o.{k}": v for k, v in _CELL.items()},
    "payment-request": COMMON | MONEY
    | {"ve_viec": "Nội dung thanh toán", "kem_theo": "Giấy tờ kèm theo", "khoan": "DANH SÁCH các khoản"}
    | {"khoan.stt": "số thứ tự", "khoan.noi_dung": "nội dung", "khoan.so_ngay": "số ngày", "khoan.so_tien": "số tiền"},
}  # fmt: skip


def values(kind: str, paper: Paper) -> dict[str, Any]:
    """A paper's values by name: texts, and lists of further values by name."""
    own = {"payment-list": _payment_list, "timesheet": _timesheet, "payment-request": _payment_request}[kind]
    whole: dict[str, Any] = _printable(_common(paper) | own(paper))
    return whole


def _printable(value: Any) -> Any:
    """Without the characters no Word file may hold (XML 1.0, production 2)."""
    if isinstance(value, dict):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_printable(inner) for inner in value]
    return "".join(letter for letter in value if letter == "\n" or category(letter) not in ("Cc", "Cs", "Cn"))


def _common(paper: Paper) -> dict[str, Any]:
    office = paper.office
    return {
        "co_quan": office["authority"], "bo_phan": office["unit"], "noi_truc": office["counter"],
        "noi_va_ngay": paper.dated, "to": TEAM, "ky": paper.period, "nguoi_lap": office["maker"],
        "ke_toan": office["accountant"], "nguoi_duyet": office["chairman"], "ky_ten": SIGNED, "dong_dau": SEALED,
        "ten_nguoi_lap": office["maker_name"], "ten_ke_toan": office["accountant_name"],
        "ten_nguoi_duyet": office["chairman_name"], "can_cu": _lines(office["grounds"]),
        "noi_nhan": _lines(office["request_recipients"]),
        "canh_bao": " – ".join(paper.warnings), "tinh_trang": paper.standing,
        "ma_kiem_tra": paper.figures["verify_code"],
    }  # fmt: skip


def _lines(told: list[str]) -> list[dict[str, str]]:
    return [{"dong": line} for line in told]


def _money(paper: Paper) -> dict[str, str]:
    return {"tong_tien": figures(paper.figures["total_dong"]), "bang_chu": paper.figures["total_words"]}


def _payment_list(paper: Paper) -> dict[str, Any]:
    own, late = payment_list.rows(paper), payment_list.adjusted(paper)
    told = [_row(number, row) for number, row in enumerate([*own, *late], 1)]
    days = sum(row.days for row in [*own, *late])
    return {"dong": told[: len(own)], "dieu_chinh": told[len(own) :], "tong_ngay": figures(days), **_money(paper)}


def _row(number: int, row: payment_list.Row) -> dict[str, str]:
    return {
        "stt": str(number), "ho_ten": row.name, "nhom": row.group, "so_ngay": str(row.days),
        "muc": figures(row.rate_dong), "thanh_tien": figures(row.amount_dong), "ghi_chu": row.note,
    }  # fmt: skip


def _timesheet(paper: Paper) -> dict[str, Any]:
    calendar, lines = paper.commune.ground.calendar, paper.figures["lines"]
    days = [
        {"so": str(day.day), "thu": timesheet.WEEKDAYS[day.weekday()], "day": day.isoformat(),
         "mau": "FFFFFF" if calendar.is_working(day) else timesheet.REST.removeprefix("#")}
        for day in month_days(paper.month)
    ]  # fmt: skip
    people = []
    for number, line in enumerate(lines, 1):
        marks = {told["day"]: timesheet.mark(told) for told in line["days"]}
        cells = [{"dau": marks.get(day["day"], ""), "mau": day["mau"]} for day in days]
        people.append({"stt": str(number), "ho_ten": line["name"], "nhom": GROUPS[line["group"]], "o": cells,
                       "so_ngay": str(line["count"])})  # fmt: skip
    return {
        "ngay": [{key: day[key] for key in ("so", "thu", "mau")} for day in days],
        "nguoi": people,
        "tong_ngay": figures(sum(line["count"] for line in lines)),
        "chu_giai": timesheet.legend(paper),
    }


def _payment_request(paper: Paper) -> dict[str, Any]:
    found = payment_request.items(paper)
    told = [
        {"stt": str(number), "noi_dung": item.what, "so_ngay": str(item.days), "so_tien": figures(item.amount_dong)}
        for number, item in enumerate(found, 1)
    ]
    own = {"ve_viec": payment_request.about(paper), "kem_theo": payment_request.attached(paper), "khoan": told}
    return {**own, "tong_ngay": figures(sum(item.days for item in found)), **_money(paper)}

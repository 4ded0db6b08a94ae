"""Every refusal and evidence code with the one Vietnamese sentence a volunteer reads for it."""

from typing import Final

# Evidence codes of a check-in, the one that weighs most first (wire contract §3).
CHECK_IN_ORDER: Final = (
    "device_revoked",
    "member_inactive",
    "already_checked_in",
    "shift_full",
    "not_rostered",
    "outside_window",
    "not_a_working_day",
    "clock_unknown",
    "clock_drifting",
    "desk_code_wrong",
    "desk_code_missing",
)

# Each says why, and no more: what happens next depends on the whole day, and whoever shows it says that once.
SENTENCES: Final[dict[str, str]] = {
    "device_revoked": "Điện thoại này đã bị Văn phòng thu hồi; dữ liệu vẫn được giữ.",
    "member_inactive": "Bạn không còn tên trong Tổ vào ngày này.",
    "already_checked_in": "Ca này đã có lần vào ca trước đó. Lần trước vẫn được giữ, bạn không phải làm gì thêm.",
    "shift_full": "Ca này đã đủ hai người theo lịch.",
    "not_rostered": "Bạn không có tên trong lịch ca này.",
    "outside_window": "Vào ca ngoài giờ cho phép (quá sớm trước buổi trực, hoặc đã hết buổi).",
    "not_a_working_day": "Hôm đó không phải ngày làm việc theo lịch.",
    "clock_unknown": "Lúc vào ca, điện thoại chưa so được giờ với Văn phòng.",
    "clock_drifting": "Đồng hồ điện thoại chưa đủ tin cậy. Nếu chỉ vướng điều này, Tổ trưởng xác nhận là được tính.",
    "desk_code_wrong": "Mã quầy không đúng với mã trên màn hình quầy lúc đó.",
    "desk_code_missing": "Chưa có mã quầy. Nếu chỉ thiếu điều này, Tổ trưởng xác nhận là được tính.",
    "procedure_barred": "Thủ tục này không được viết hộ. Hãy chuyển người dân đến công chức.",
    "procedure_officer_only": "Thủ tục này chỉ công chức được ghi. Hãy chuyển người dân đến công chức.",
    "not_requested": "Người dân chưa yêu cầu viết hộ. Chỉ viết hộ khi người dân yêu cầu.",
    "not_reviewed": "Người dân chưa xem lại nội dung. Hãy để người dân đọc lại hoặc đọc cho nghe.",
    "not_signed": "Chưa ghi người dân đã ký hay điểm chỉ. Hãy hỏi lại và ghi cho đúng.",
    "nothing_to_write": "Thủ tục này không có tờ khai để viết hộ. Hãy ghi là hướng dẫn.",
    "month_closed": "Tháng này đã chốt sổ. Mục này được giữ lại để điều chỉnh vào tháng đang mở.",
    "target_unknown": "Chưa thấy mục mà bản ghi này nhắc tới. Văn phòng đã giữ lại để đối chiếu.",
    "not_counted": "Văn phòng đã quyết định không tính ngày này. Xem lý do ở mục Của tôi hoặc hỏi Văn phòng.",
    "not_allowed": "Người ghi không có quyền ghi mục này trên điện thoại này.",
    "unknown_kind": "Văn phòng chưa hiểu loại bản ghi này. Bản gốc được giữ nguyên.",
    "bad_field": "Bản ghi có chỗ không đúng mẫu. Bản gốc được giữ nguyên ở Văn phòng.",
    "content_changed": "Đã có bản ghi khác mang cùng số hiệu. Văn phòng giữ cả hai để đối chiếu.",
}


def sentence(code: str | None) -> str | None:
    """The Vietnamese sentence for a code, or None for no code; an unknown code raises KeyError."""
    return None if code is None else SENTENCES[code]


def heaviest(codes: "frozenset[str] | set[str] | tuple[str, ...] | list[str]") -> str | None:
    """The one evidence code that weighs most (wire contract §3), or None when there is none."""
    return next((code for code in CHECK_IN_ORDER if code in codes), None)

"""What the pages of the office's own terms say of an act, and what the trail calls it."""

from typing import Final

SAID: Final = {
    "names_set": "Đã lưu tên, người ký, nơi nhận.", "target_set": "Đã lưu mục tiêu hài lòng.",
    "period_set": "Đã lưu kỳ lấy phiếu.", "notice_set": "Đã lưu thông báo tại quầy; hãy in và thay bản đang treo.",
    "groups_set": "Đã lưu nhóm được chi hỗ trợ.", "procedure_set": "Đã lưu thủ tục; điện thoại thấy ở lần gửi tới.",
    "procedure_approved": "Đã ghi người duyệt quy tắc.", "calendar_set": "Đã lưu ngày này.",
    "hours_set": "Đã lưu giờ trực; điện thoại thấy ở lần gửi tới.", "rehearsal_begun": "Đã mở bản diễn tập.",
    "rehearsal_ended": "Đã đóng và xóa bản diễn tập.",
}  # fmt: skip
ACTS: Final = {
    "names_set": "Đổi tên, người ký, nơi nhận", "target_set": "Đổi mục tiêu hài lòng", "period_set": "Đổi kỳ lấy phiếu",
    "notice_set": "Sửa thông báo tại quầy", "groups_set": "Đổi nhóm được chi hỗ trợ", "procedure_set": "Sửa thủ tục",
    "procedure_approved": "Duyệt quy tắc viết hộ", "calendar_set": "Ghi ngày nghỉ, làm bù",
    "hours_set": "Đổi giờ trực",
    "rehearsal_begun": "Mở bản diễn tập", "rehearsal_ended": "Đóng bản diễn tập",
}  # fmt: skip
LABELS: Final = {
    "percent": "tỷ lệ phần trăm", "text": "lời", "to": "đến ngày", "procedure": "thủ tục", "rule": "quy tắc",
    "approved_by": "người duyệt", "ground": "căn cứ", "leader_title": "chức danh ký của Tổ",
    "leader_name": "người ký của Tổ", "office_title": "chức danh ký của Văn phòng",
    "office_name": "người ký của Văn phòng", "maker_name": "người lập biểu", "accountant_name": "kế toán",
    "chairman_name": "người duyệt",
}  # fmt: skip

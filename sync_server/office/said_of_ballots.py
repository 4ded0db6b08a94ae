"""What the pages about ballots say after an act, and what the audit trail calls it."""

from typing import Final

SAID: Final = {
    "ballot_threshold_set": "Đã lưu ngưỡng kết luận.",
    "ballots_ruled": "Đã ghi quyết định về buổi này.",
    "urgent_words_set": "Đã lưu danh sách từ cần xem gấp.",
    "comment_set": "Đã lưu việc xử lý góp ý.",
    "comment_period_set": "Đã lưu thời hạn giữ góp ý.",
    "comments_erased": "Đã xóa lời góp ý hết hạn; mức hài lòng giữ nguyên.",
    "paper_opened": "Đã mở lô. Hai người nhập riêng, không xem của nhau.",
    "paper_entered": "Đã lưu lượt nhập của mình.",
    "paper_part": "Đã lưu phần vừa nhập. Xin nhập tiếp phần sau.",
    "paper_before": "Phần này đã lưu từ trước, giữ như lần đầu.",
    "paper_stored": "Đã đưa phiếu giấy vào số liệu; bản nhập nháp đã xóa.",
    "paper_dropped": "Đã bỏ lô; chưa phiếu nào vào số liệu.",
}
ACTS: Final = {
    "ballot_threshold_set": "Đổi ngưỡng kết luận từ phiếu", "ballots_ruled": "Quyết định về dấu hiệu bất thường",
    "urgent_words_set": "Sửa từ cần xem gấp", "comment_set": "Xử lý góp ý trên phiếu",
    "paper_opened": "Mở lô phiếu giấy", "paper_entered": "Nhập phiếu giấy", "paper_stored": "Chốt lô phiếu giấy",
    "paper_dropped": "Bỏ lô phiếu giấy", "comment_period_set": "Đổi thời hạn giữ góp ý",
    "comments_erased": "Xóa góp ý hết thời hạn",
}  # fmt: skip
LABELS: Final = {
    "ballots": "số phiếu", "papers": "số tờ", "turn": "lượt nhập", "through": "đến tờ", "old": "mã cũ",
    "invalid": "số tờ không hợp lệ",
    "differences": "số chỗ lệch", "words": "số từ", "said": "bà con nói", "entered_by": "người nhập",
}  # fmt: skip

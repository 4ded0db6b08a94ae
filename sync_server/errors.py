"""Every refusal the server answers with: one code, one Vietnamese sentence, one HTTP status, one JSON shape."""

from typing import Final

from sync_server.language import _

SENTENCES: Final[dict[str, str]] = {
    "unauthorized": "Chưa đăng nhập hoặc phiên đã hết. Hãy đăng nhập lại.",
    "device_revoked": "Điện thoại này đã bị Văn phòng thu hồi. Dữ liệu vẫn được giữ; hãy báo Văn phòng.",
    "forbidden": "Vai trò của bạn không được làm việc này.",
    "cross_origin": "Yêu cầu đến từ một trang khác nên không được nhận. Hãy mở lại trang của Văn phòng và thử lại.",
    "paper_box_taken": "Buổi này của điểm trực đã có một lô. Phiếu tìm thấy sau thì ghi vào buổi mở hòm kế tiếp.",
    "paper_entered": "Lô này vừa được người khác nhập hoặc chốt. Hãy mở lại trang để xem.",
    "paper_other_person": "Phần này đã nhập rồi. Lượt hai phải do người khác nhập.",
    "span_over_a_year": "Khoảng ngày chưa đúng: ngày đầu không sau ngày cuối, và nhiều nhất một năm một lần xem.",
    "span_unreadable": "Khoảng ngày chưa đúng: ngày đầu không sau ngày cuối, và nhiều nhất 92 ngày một lần xem.",
    "difficulty_moved": "Người khác vừa ghi việc này; điều họ ghi ở ngay trên. Hãy xem, sửa rồi lưu lại.",
    "day_to_come": "Ngày này chưa đến.",
    "not_found": "Không tìm thấy mục này.",
    "method_not_allowed": "Địa chỉ này không nhận cách gọi đó.",
    "malformed": "Nội dung gửi lên không đúng mẫu nên chưa nhận gì. Hãy cập nhật ứng dụng rồi gửi lại.",
    "too_large": "Gói gửi lên quá lớn: mỗi lần nhiều nhất 500 mục và 2 MiB. Hãy gửi từng phần.",
    "file_too_large": "Tệp quá lớn: nhiều nhất 4 MiB. Hãy xem lại đã chọn đúng tệp chưa.",
    "too_many": "Thử quá nhiều lần. Hãy đợi một phút rồi thử lại.",
    "busy": "Máy chủ đang bận. Dữ liệu vẫn ở trên máy của bạn; ứng dụng sẽ tự gửi lại.",
    "storage_full": "Máy chủ hết chỗ chứa nên chưa nhận thêm. Dữ liệu vẫn ở trên máy của bạn; hãy báo Văn phòng.",
    "storage_gone": "Máy chủ mất cơ sở dữ liệu nên chưa ghi gì. Dữ liệu vẫn ở trên máy của bạn; hãy báo Văn phòng.",
    "code_unknown": "Mã mời không đúng. Hãy xem lại mã, hoặc xin Văn phòng một mã mới.",
    "code_used": "Mã mời này đã được dùng. Mỗi mã chỉ dùng một lần; hãy xin Văn phòng một mã mới.",
    "code_expired": "Mã mời đã quá hạn 24 giờ. Hãy xin Văn phòng một mã mới.",
    "no_bundle": "Đây không phải gói niêm phong của Sổ Trực, hoặc đã mất một phần. Hãy lấy lại cả gói rồi nộp lại.",
    "seal_broken": "Gói đã bị sửa trên đường đi nên không mở được. Hãy lấy lại gói từ chính điện thoại đã niêm phong.",
    "sealed_elsewhere": (
        "Máy chủ không biết điện thoại đã niêm phong gói này: của xã khác, hoặc sổ vừa được khôi phục từ bản sao cũ. "
        "Chưa nhận gì; hãy giữ gói và mời người dùng máy ấy tham gia lại."
    ),
    "wrong_password": "Tên đăng nhập hoặc mật khẩu không đúng. Hãy thử lại.",
    "closed": "Tháng này đã chốt, không sửa được nữa. Hãy quyết định ở tháng đang mở; thay đổi sẽ thành điều chỉnh.",
    "not_begun": "Tháng này chưa bắt đầu nên chưa chốt được.",
    "undecided": "Còn ngày chưa quyết định. Hãy quyết định từng ngày, hoặc ghi lý do để vẫn chốt.",
    "unsynced": "Còn điện thoại chưa gửi hết dữ liệu. Hãy nhắc mở ứng dụng có mạng, hoặc ghi lý do để vẫn chốt.",
    "wrong_month": "Ngày này không thuộc tháng đang xem, hoặc tháng của ngày này chưa chốt.",
    "member_unknown": "Không có thành viên này. Hãy chọn lại trong danh sách.",
    "day_unreadable": "Ngày chưa đúng. Hãy ghi dạng năm-tháng-ngày, ví dụ 2026-11-23.",
    "month_unreadable": "Tháng chưa đúng. Hãy ghi dạng năm-tháng, ví dụ 2026-11.",
    "week_unreadable": "Tuần chưa đúng. Hãy ghi dạng năm-W-tuần, ví dụ 2026-W48.",
    "week_not_begun": "Tuần này chưa bắt đầu nên chưa có báo cáo để gửi.",
    "week_sent": "Báo cáo tuần này đã gửi nên không sửa được nữa. Văn phòng trả lại thì sửa được.",
    "week_written": (
        "Trong lúc ông/bà ghi, có người đã lưu một bản khác. Chưa lưu gì; hãy xem bản mới ở phần “Các bản đã lưu”, "
        "sửa lại nếu cần rồi lưu lần nữa."
    ),
    "week_moved": "Báo cáo tuần này không còn ở bước ấy: có người vừa gửi, trả lại hoặc trình. Hãy xem lại trang.",
    "text_too_long": "Dài quá. Hãy ghi ngắn hơn.",
    "text_private": (
        "Có dãy số giống số điện thoại hoặc số định danh. Báo cáo không ghi số của ai; hãy bỏ dãy số ấy. "
        "Số tiền thì ghi có dấu chấm và chữ “đồng”."
    ),
    "counted_missing": "Chưa chọn tính hay không tính ngày này.",
    "reason_missing": "Chưa ghi lý do. Hãy ghi ngắn gọn vì sao quyết định như vậy.",
    "point_closed": "Ngày ấy điểm trực này không dùng nên không xếp ca được.",
    "begun": "Ca này đã bắt đầu nên không sửa lịch được nữa. Nếu người khác trực thay, Văn phòng sẽ quyết định.",
    "more_than_two": "Một ca nhiều nhất hai người.",
    "twice": "Một người không thể có tên hai lần trong một ca.",
    "draft_changed": "Có người vừa lưu bản nháp này. Chưa ghi gì; hãy mở lại trang để xem bản mới rồi sửa tiếp.",
    "swap_over": "Lời xin đổi ca này không còn chờ duyệt: đã duyệt, đã rút, hoặc lịch đã đổi. Hãy mở lại danh sách.",
    "swap_unanswered": "Người được hỏi chưa nhận lời nên chưa duyệt được.",
    "approve_missing": "Chưa chọn duyệt hay không duyệt.",
    "member_missing": "Chưa chọn thành viên.",
    "day_missing": "Chưa chọn ngày.",
    "day_not_yet": "Ngày này chưa tới nên chưa tính được. Hãy quyết định khi ngày ấy đã đến.",
    "day_empty": (
        "Ngày này người ấy không có lịch, không vào ca, không được tính, nên không có gì để bỏ. Hãy xem lại ngày."
    ),
    "day_outside": (
        "Ngày này người ấy chưa vào Tổ hoặc đã rời Tổ nên không tính được. Ngày tham gia ghi ở trang Thành viên."
    ),
    "device_unknown": "Không có điện thoại này.",
    "poster_closed": (
        "Điểm trực này đã thôi dùng nên không in và không thay áp phích nữa. Các mã cũ vẫn còn ở trang Áp phích."
    ),
    "point_unknown": "Không có điểm trực này.",
    "not_closed": "Tháng này chưa chốt nên chưa có danh sách để duyệt và chi.",
    "day_ahead": "Ngày này chưa tới. Hãy chi xong rồi mới đánh dấu.",
    "day_before_closing": "Ngày này trước ngày chốt tháng: chốt rồi mới có danh sách để chi. Hãy xem lại ngày.",
    "below_zero": "Trừ quá số đã ghi chi trong năm. Hãy xem lại khoản đã ghi nhầm.",
    "nothing_owed": "Có người không có tiền trong danh sách đã chốt. Hãy chọn lại trong bảng.",
    "paid_already": "Có người vừa được đánh dấu đã chi từ nơi khác. Chưa đánh dấu ai; hãy xem lại bảng rồi chọn lại.",
    "not_paid": "Người này không còn dấu đã chi. Hãy xem lại bảng.",
    "rate_closed": "Ngày này thuộc hoặc trước một tháng đã chốt, tháng đã chốt giữ mức cũ. Hãy chọn ngày sau đó.",
    "day_moved": (
        "Trong lúc ông/bà ghi, có người vừa quyết định ngày này. Chưa ghi gì; hãy xem quyết định ấy, còn cần thì "
        "ghi lại."
    ),
    "days_moved": (
        "Có ngày đã chọn không còn chờ: vừa được quyết định hoặc xác nhận từ nơi khác. Chưa ghi gì; hãy xem lại rồi "
        "chọn lại."
    ),
    "figures_moved": (
        "Số liệu vừa đổi từ lúc ông/bà mở trang: có dữ liệu mới hoặc quyết định mới. Chưa chốt; hãy xem lại danh sách "
        "rồi đánh dấu lần nữa."
    ),
    "matter_moved": (
        "Trong lúc ông/bà xem, có chỗ đã chọn không còn lệch hoặc vừa được người khác ghi. Chưa ghi gì; hãy xem lại "
        "rồi chọn lại."
    ),
    "matter_decided": "Văn phòng đã quyết định chỗ này nên không giải trình thêm được. Hãy nhờ Văn phòng mở lại.",
    "app_not_built": "Ứng dụng điện thoại chưa được dựng trên máy chủ này. Người quản trị hãy chạy `make app`.",
    "failed": "Máy chủ gặp lỗi, chưa ghi gì. Hãy thử lại; nếu vẫn lỗi, báo người quản trị.",
}


class Refused(Exception):
    """An expected no: `code` names the sentence, `status` the HTTP status, `field` the form field it belongs to."""

    def __init__(
        self, code: str, status: int, *, field: str | None = None, headers: dict[str, str] | None = None, **more: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.field = field
        self.headers = headers or {}
        self.more = more

    @property
    def message(self) -> str:
        """The sentence a person reads."""
        return _(SENTENCES[self.code])

    def json(self) -> dict[str, object]:
        """The one shape of every refusal (wire contract §3)."""
        named = {"field": self.field} if self.field else {}
        return {"code": self.code, "message": self.message, **named, **self.more}

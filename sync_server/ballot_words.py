"""What the citizen's pages say beside the ballot's own texts, in Vietnamese and English."""

from typing import Final

LANGUAGES: Final = ("vi", "en")
# Said by the page's own script.
SCRIPT: Final = ("sending", "held", "open", "offline", "wait", "sent", "half", "lost", "mute")

WORDS: Final[dict[str, dict[str, str]]] = {
    "vi": {
        "title": "Phiếu ý kiến của người dân",
        "own": "Đây là phiếu lấy ý kiến nội bộ của {commune}. Phiếu không ghi tên, không lưu số điện thoại hay địa chỉ "
        "máy gửi.",
        "other_language": "English",
        "send": "Gửi phiếu",
        "missing": "Chưa chọn mức hài lòng. Xin chọn một mức rồi bấm “Gửi phiếu”.",
        "long": "Góp ý dài {length} ký tự, nhiều nhất là 1.000. Xin rút ngắn rồi bấm “Gửi phiếu”.",
        "flood": "Mạng này vừa gửi nhiều phiếu liền nhau nên phiếu này chưa được nhận. Xin đợi một phút rồi bấm "
        "“Gửi phiếu” lần nữa; những gì đã chọn và viết vẫn còn bên dưới.",
        "busy": "Máy chủ đang bận nên phiếu chưa được nhận. Xin đợi một lát rồi bấm “Gửi phiếu” lần nữa; những gì đã "
        "chọn và viết vẫn còn bên dưới.",
        "thanks_more": "Ông/Bà có thể đóng trang này.",
        "pause": "Phiếu trước vừa được gửi. Nếu Ông/Bà chưa gửi, xin đợi vài giây rồi bấm “Gửi phiếu” lần nữa.",
        "next_person": "Màn hình tự trở lại cho người tiếp theo.",
        "spent": "Phiếu này đã được gửi",
        "spent_more": "Mỗi mã chỉ gửi được một lần. Nếu Ông/Bà vừa bấm gửi thì ý kiến đã được ghi nhận, không cần gửi "
        "lại. Nếu chưa gửi, xin nhờ người trực tại quầy cho xem mã khác.",
        "changed": "Phiếu đã được nhận trước khi sửa",
        "changed_more": "Phiếu của Ông/Bà đã được nhận trước khi sửa và nay không đổi được nữa, nên chỗ vừa sửa chưa "
        "được ghi.",
        "day": "{d:%d/%m/%Y}",
        "ceased": "Nơi này đã thôi tiếp từ ngày {day}",
        "begins": "Nơi này bắt đầu tiếp từ ngày {day}",
        "idle_kept": "phiếu vẫn được giữ.",
        "shut_more": "Máy này không lấy phiếu. Cần giúp, xin hỏi Ủy ban nhân dân xã.",
        "yours": "Lời Ông/Bà vừa viết, để chép sang phiếu khác nếu cần:",
        "unknown": "Không tìm thấy phiếu này",
        "unknown_more": "Mã trong địa chỉ chưa đúng. Xin quét lại mã QR; nếu gõ tay, xin xem lại từng chữ. Vẫn không "
        "được, xin hỏi người trực tại quầy.",
        "expired": "Phiếu này đã hết hạn",
        "expired_more": "Mã phiếu dùng được trong 7 ngày. Ông/Bà vẫn có thể cho ý kiến bằng phiếu chung của nơi này.",
        "open_poster": "Mở phiếu chung",
        "guessed": "Xin đợi một phút",
        "guessed_more": "Từ mạng này vừa có nhiều mã không đúng. Xin đợi một phút rồi quét lại mã QR.",
        "guessed_kept": "Từ mạng này vừa có nhiều mã không đúng nên phiếu chưa được nhận. Xin đợi một phút rồi bấm "
        "“Gửi lại”; những gì đã chọn và viết vẫn còn.",
        "send_again": "Gửi lại",
        "unreadable": "Không đọc được phiếu vừa gửi",
        "unreadable_more": "Phiếu chưa được nhận. Xin quay lại, rút ngắn góp ý (nhiều nhất 1.000 ký tự) rồi gửi lại.",
        "replaced": "Áp phích này đã được thay",
        "replaced_more": "Mã trên áp phích cũ không nhận phiếu nữa. Ông/Bà vẫn có thể cho ý kiến bằng phiếu mới của "
        "nơi này.",
        "moved": "Áp phích này đã được thay nên phiếu chưa được nhận. Xin bấm “Gửi phiếu” lần nữa để gửi bằng "
        "mã mới; những gì đã chọn và viết vẫn còn bên dưới.",
        "late": "Mã phiếu này đã hết hạn nên phiếu chưa được nhận. Xin bấm “Gửi phiếu” lần nữa để gửi vào phiếu chung "
        "của nơi này; những gì đã chọn và viết vẫn còn bên dưới.",
        "full": "Trả lời đủ 9 câu",
        "full_title": "Phiếu đầy đủ, 9 câu",
        "full_more": "Câu nào không muốn trả lời, xin để trống; chỉ cần câu 9.",
        "aloud": "Nghe đọc phiếu",
        "mute": "Máy này chưa có giọng đọc tiếng Việt.",
        "sending": "Đang gửi…",
        "held": "Chưa có mạng. Phiếu được giữ trên máy này và tự gửi khi có mạng lại. Nếu đóng trang, mở lại đúng địa "
        "chỉ này thì phiếu được gửi tiếp.",
        "open": "Chưa có mạng. Xin để trang này mở, phiếu tự gửi khi có mạng lại.",
        "tablet": "Chưa có mạng. Phiếu được giữ ở đây và tự gửi khi có mạng lại; Ông/Bà không phải gửi lại.",
        "wait": "Phiếu chưa được nhận vì mạng hoặc máy chủ đang bận. Phiếu được giữ lại và tự gửi sau {s} giây; xin để "
        "trang này mở.",
        "sent": "Phiếu giữ trên máy này đã được gửi. Cảm ơn Ông/Bà.",
        "half": "Phiếu giữ trên máy này đã được gửi như trước khi sửa. Chỗ đang sửa dở chưa được gửi.",
        "lost": "Một phiếu giữ trên máy này không gửi được: mã của phiếu đã dùng hoặc không còn hiệu lực.",
        "edit": "Sửa phiếu đang giữ",
        "fresh": "Phiếu mới cho người khác",
        "whole": "Toàn màn hình",
        "offline": "Chưa có mạng nên chưa đổi được trang. Những gì đã chọn và viết vẫn còn.",
        "preview": "Xem trước: lời này chưa được lưu.",
        "demonstration": "Dữ liệu trình diễn: không phải phiếu thật.",
        "rehearsal": "Diễn tập: không phải phiếu thật.",
        "both": "Dữ liệu trình diễn, đang diễn tập: không phải phiếu thật.",
    },
    "en": {
        "title": "Your opinion",
        "own": "This is the commune’s own ballot ({commune}). It is anonymous: no name, phone number or device address "
        "is kept.",
        "other_language": "Tiếng Việt",
        "send": "Send",
        "missing": "No answer chosen yet. Please choose one, then press “Send”.",
        "long": "Your comment has {length} characters; the limit is 1,000. Please shorten it, then press “Send”.",
        "flood": "Many ballots have just come from this network, so this one was not taken. Please wait a minute and "
        "press “Send” again; what you chose and wrote is still below.",
        "busy": "The server is busy, so the ballot was not taken. Please wait a moment and press “Send” again; what "
        "you chose and wrote is still below.",
        "thanks_more": "You may close this page.",
        "pause": "A ballot has just been sent. If it was not yours, please wait a few seconds and press “Send” again.",
        "next_person": "The screen comes back by itself for the next person.",
        "spent": "This ballot has already been sent",
        "spent_more": "Each code can be sent once. If you have just pressed send, your answer has been recorded and "
        "there is no need to send it again. If you have not, please ask the person at the counter for another code.",
        "changed": "Received before it was changed",
        "changed_more": "Your ballot was received before you changed it and can no longer be changed, so what you have "
        "just changed was not recorded.",
        "day": "{d.day} {d:%B %Y}",
        "ceased": "This place has been closed since {day}",
        "begins": "This place opens on {day}",
        "idle_kept": "ballots are still kept.",
        "shut_more": "This screen takes no ballots. For help, please ask the commune’s People’s Committee.",
        "yours": "What you wrote, to be copied to another ballot if you wish:",
        "unknown": "Ballot not found",
        "unknown_more": "The code in the address is not right. Please scan the QR code again; if you typed it, check "
        "each letter. If it still does not work, please ask the person at the counter.",
        "expired": "This ballot has expired",
        "expired_more": "A code can be used for 7 days. You can still answer on the open ballot of this place.",
        "open_poster": "Go to the open ballot",
        "guessed": "Please wait a minute",
        "guessed_more": "Many wrong codes have just come from this network. Please wait a minute, then scan the QR "
        "code again.",
        "guessed_kept": "Many wrong codes have just come from this network, so the ballot was not taken. Please wait a "
        "minute, then press “Send again”; what you chose and wrote is kept.",
        "send_again": "Send again",
        "unreadable": "The ballot could not be read",
        "unreadable_more": "It was not taken. Please go back, shorten the comment (1,000 characters at most) and send "
        "it again.",
        "replaced": "This poster has been replaced",
        "replaced_more": "The code on the old poster takes no more ballots. You can still answer on the new one of "
        "this place.",
        "moved": "This poster has been replaced, so the ballot was not taken. Please press “Send” again to send it by "
        "the new code; what you chose and wrote is still below.",
        "late": "This code has expired, so the ballot was not taken. Please press “Send” again to send it as an open "
        "ballot of this place; what you chose and wrote is still below.",
        "full": "Answer all 9 questions",
        "full_title": "Full ballot, 9 questions",
        "full_more": "Leave out any question you like; only number 9 is needed.",
        "aloud": "Read aloud",
        "mute": "This device has no English voice.",
        "sending": "Sending…",
        "held": "No network. The ballot is kept on this device and will be sent by itself when the network is back. If "
        "you close the page, opening this same address sends it.",
        "open": "No network. Please leave this page open: the ballot is sent by itself when the network is back.",
        "tablet": "No network. The ballot is kept here and sent by itself when the network is back; no need to send it "
        "again.",
        "wait": "The ballot was not taken because the network or the server is busy. It is kept and sent by itself in "
        "{s} seconds; please leave this page open.",
        "sent": "The ballot kept on this device has been sent. Thank you.",
        "half": "The ballot kept on this device has been sent as it was before you began to change it. The unfinished "
        "change was not sent.",
        "lost": "A ballot kept on this device could not be sent: its code was used or is no longer valid.",
        "edit": "Change the ballot kept here",
        "fresh": "New ballot for somebody else",
        "whole": "Full screen",
        "offline": "No network, so the page could not be changed. What you chose and wrote is still here.",
        "preview": "Preview: these words have not been saved.",
        "demonstration": "Demonstration data: not a real ballot.",
        "rehearsal": "Rehearsal: not a real ballot.",
        "both": "Demonstration data, in rehearsal: not a real ballot.",
    },
}

"""Every Vietnamese sentence of the office's pages has an English one, and no English one is left over."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from jinja2 import nodes
from jinja2.ext import extract_from_ast

from shiftbook import allowance, codes, legality, roster, swaps, workdays
from sync_server import comments, language, pages, satisfaction
from sync_server.ballots import TEXTS as BALLOT
from sync_server.exports.paper import PAPERS
from tests.house.sources import ROOT, Source, sample, sources, tracked

VIETNAMESE: Final = re.compile(r"(?![×÷])[À-ỹ]")
NAME: Final = "Sổ Trực"
TEMPLATES: Final = "sync_server/templates/"
# The ballot speaks two languages of its own (`ballot_words`).
BALLOTS: Final = TEMPLATES + "ballot"
SAYING: Final = {"_", "told"}
SPEAKERS: Final = (
    "sync_server/office/", "sync_server/pages.py", "sync_server/errors.py", "sync_server/week_words.py",
    "sync_server/registers.py", "sync_server/matters.py", "sync_server/settlement.py", "sync_server/particulars.py",
    "sync_server/exports/checking.py", "sync_server/exports/tags.py", "sync_server/exports/values.py",
    "sync_server/satisfaction_words.py", "sync_server/rate_words.py", "sync_server/sign_words.py",
    "mobile/shiftbook/imports.py",
)  # fmt: skip
# Tables of the book and of the papers that pages show.
TABLES: Final[tuple[dict[str, str], ...]] = (
    codes.SENTENCES, allowance.GROUPS, legality.RULES, roster.SESSION_NAMES, swaps.SENTENCES,
    {kind: told[0] for kind, told in workdays.KINDS.items()}, {str(s["value"]): s["vi"] for s in BALLOT["scale"]},
    *({q["no"]: q[word] for q in BALLOT["full"] if word in q} for word in ("factor_vi", "na_vi")),
    *({o["value"]: o["vi"] for o in q["options"]} for q in BALLOT["full"] if "options" in q), comments.KINDS,
    {name: q.text for name, q in satisfaction.QUESTIONS.items()},
    {name: q.counted for name, q in satisfaction.QUESTIONS.items()},
    {kind: told[1] for kind, told in PAPERS.items()}, {kind: told[2] for kind, told in PAPERS.items()},
)  # fmt: skip
# Read, taken apart, written into a file or kept as data; never said on a page.
NOT_SAID: Final = {
    "đồng", "Thứ ", "tháng ", "Buổi ", "Dấu chuỗi", "Chuyển công chức ", "Kế hoạch của xã, mục II.4",
    "Ví dụ: Nguyễn Thị A", "Ví dụ: Trần Văn B", "Đoàn Thanh niên", "12/QĐ-UBND", "Phân công trực, xác nhận ngày công",
    "Trực quầy", "Trần Văn C (cha)", "Nguyễn Văn Mẫu", "Trần Thị Mẫu", "mẫu", "Không đồng",
    "Một triệu hai trăm sáu mươi nghìn đồng", "(thừa)",
    "Mã thủ tục,Tên thủ tục,Lĩnh vực,Viết hộ,Lời nhắc cho người viết hộ,Căn cứ pháp lý,Sổ ghi gì",
    "1.001193,Đăng ký khai sinh,Hộ tịch,Được viết hộ,Hướng dẫn rồi viết hộ khi được yêu cầu,Luật Hộ tịch,"
    "Ghi tên thủ tục",
    "2.001019,Chứng thực di chúc,Chứng thực,Không được viết hộ,Chuyển công chức,Bộ luật Dân sự,Ghi tên thủ tục",
    "Ngày,Loại,Tên ngày nghỉ hoặc lý do", "Tên ngày nghỉ hoặc lý do", "Không ghi gì", "Chỉ đếm",
    "Lịch trực ", "Phiếu nội bộ ", "Câu ", " đồng", r"[-−]?\d{1,3}(?:\.\d{3})*(?: đồng)?", "Phần", "Mục", "Phục vụ",
    "Khoảng 95% từ", "Khoảng 95% đến", "Phiếu tính tỷ lệ", "Phiếu hài lòng", "Phiếu mã một lần", "Đang xem",
    "mã phát cho máy và in giấy", "Tuần, ", "Điểm trực, ", "mã đã mời và in giấy", "mã đã dùng", "Ngày trả lời",
    "26/04/2027,Nghỉ bù,Nghỉ bù Giỗ Tổ Hùng Vương", "08/05/2027,Làm bù,Làm bù",
}  # fmt: skip
# Typed or printed as it is in any language.
SAME: Final = {"Nguyễn Thị Ánh Tuyết; Đoàn viên; Tổ trưởng&#10;Trần Văn Bình; Thanh niên"}
PRINTED: Final = re.compile(r'<(article|ul|p)\b[^>]* lang="vi".*?</\1>', re.S)
TAG: Final = re.compile(r"<[^>]+>")


@cache
def english() -> dict[str, tuple[str, str]]:
    """Both forms of every entry, by its sentence (with its context before it)."""
    catalogue: Any = language.english()._catalog
    return {message: (catalogue[message, 0], text) for (message, form), text in catalogue.items() if form}


def templates() -> dict[str, str]:
    """Name and text of every template, without what is printed or read out in Vietnamese."""
    names = [name for name in tracked() if name.startswith(TEMPLATES) and not name.startswith(BALLOTS)]
    return {name: PRINTED.sub("", (ROOT / name).read_text("utf-8")) for name in names}


def of_template(text: str) -> Iterator[str]:
    """The sentences a template asks for, as the catalogue has them."""
    for _line, function, told in extract_from_ast(pages.environment.parse(text)):
        parts = [told] if isinstance(told, str) else [part for part in told or () if part is not None]
        yield "\x04".join(parts[:2]) if function == "pgettext" else parts[0]


def unmarked(text: str) -> list[str]:
    """What a template says in Vietnamese without asking for it."""
    tree = pages.environment.parse(text)
    asked = {id(part) for call in tree.find_all(nodes.Call) for part in call.args}
    data = [node.data for node in tree.find_all(nodes.TemplateData)]
    written = [node.value for node in tree.find_all(nodes.Const) if id(node) not in asked]
    return [said for said in [*data, *written] if isinstance(said, str) and VIETNAMESE.search(said.replace(NAME, ""))]


def of_code(source: Source) -> Iterator[str]:
    """Every literal with a Vietnamese letter, and what is asked for in so many words; no docstrings."""
    tree = source.tree
    left_out = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            context = [
                kw.value.value for kw in node.keywords if kw.arg == "context" and isinstance(kw.value, ast.Constant)
            ]
            if isinstance(node.args[0].value, str) and node.args[0].value and _name(node.func) in SAYING:
                yield "\x04".join([*map(str, context), node.args[0].value])
                left_out.add(id(node.args[0]))
        text = node.value if isinstance(node, ast.Constant) and id(node) not in left_out else None
        if isinstance(text, str) and VIETNAMESE.search(text):
            yield text


def _name(function: ast.expr) -> str:
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


def said() -> set[str]:
    """Every sentence of the office's pages."""
    found = {sentence for text in templates().values() for sentence in of_template(text)}
    for source in sources("sync_server", "mobile/shiftbook"):
        if source.path.startswith(SPEAKERS):
            found |= set(of_code(source))
    found |= {sentence for table in TABLES for sentence in table.values()}
    return found - NOT_SAID


def holes(text: str) -> set[str]:
    """The placeholders, %(of templates)s and {of code}."""
    return {first or second for first, second in re.findall(r"(?<!{){(\w+)}|%\((\w+)\)s", text)}


def test_every_sentence_of_a_template_is_asked_for() -> None:
    assert len(templates()) > 40
    found = [f"{name}: {said.strip()[:80]!r}" for name, text in templates().items() for said in unmarked(text)]
    assert not found, "\n".join(["", *found])


def test_every_sentence_has_its_english() -> None:
    missing = sorted(said() - english().keys())
    assert not missing, "\n".join(["no entry in office.po:", *missing])


def test_every_entry_is_of_a_sentence() -> None:
    in_context = {f"page\x04{name}" for _path, name, _roles in pages._NAVIGATION}
    unused = sorted(english().keys() - said() - in_context)
    assert not unused, "\n".join(["nobody says:", *unused])


def test_what_is_not_said_is_there() -> None:
    written = {text for s in sources("sync_server", "mobile/shiftbook") if s.path.startswith(SPEAKERS)
               for text in of_code(s)}  # fmt: skip
    assert NOT_SAID - written == set()


def test_placeholders_and_tags_agree() -> None:
    wrong = [
        f"{message} → {text}"
        for message, forms in english().items()
        for place, text in enumerate(forms)
        if (holes(message) - {"n"} != holes(text) - {"n"}) or (place and "n" in holes(message) - holes(text))
        or sorted(TAG.findall(message)) != sorted(TAG.findall(text))
    ]  # fmt: skip
    assert not wrong, "\n".join(["", *wrong])


def test_english_is_english() -> None:
    same = {message for message, forms in english().items() if message in forms}
    assert same == SAME


def test_a_sentence_that_is_not_asked_for_is_seen() -> None:
    for bad in ("<p>Đã lưu</p>", "{{ 'Đã lưu' if x }}", '<p title="Xem trước">x</p>', "{{ f('Đã lưu' ~ x) }}"):
        assert unmarked(bad), bad
    for good in ("{{ _('Đã lưu') }}", "{% trans n=x %}{{ n }} ngày{% endtrans %}", "{{ pgettext('page', 'Tuần') }}"):
        assert not unmarked(good), good
    assert list(of_template("{% trans n=x %}{{ n }} ngày{% endtrans %}{{ _('Xem') }}")) == ["%(n)s ngày", "Xem"]
    assert list(of_code(sample('language.told("Hạn", context="page")'))) == ["page\x04Hạn"]
    assert list(of_code(sample('"""Đây."""\nx = "Đã lưu"\n_("Xem")\nraise E(_("{n} ngày", n=2))'))) == [
        "Đã lưu",
        "Xem",
        "{n} ngày",
    ]

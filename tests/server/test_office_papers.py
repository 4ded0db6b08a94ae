"""The office's own Word templates: taken when they can be used, refused by paragraph, kept by version, given up."""

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from sync_server.exports import shipped, values, word
from sync_server.exports.checking import LARGEST, shape
from sync_server.exports.paper import PAPERS
from tests.server import office_cast as cast
from tests.server.office_cast import Browser, Office, text
from tests.server.stand import Stand
from tests.server.test_papers_word import read, said

PAGE = "/office/papers"
THIS_MONTH = "2026-11"


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def edited(kind: str = "payment-list", edit: Callable[[Document], Any] = lambda document: None) -> bytes:
    """The shipped template as somebody changed it."""
    document = docx.Document(BytesIO(shipped.template(kind)))
    edit(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def with_line(line: str) -> bytes:
    """The shipped payment list with one more paragraph."""
    return edited(edit=lambda document: document.add_paragraph(line))


def bring(browser: Browser, file: bytes, *, kind: str = "payment-list", month: str = THIS_MONTH) -> Any:
    """What the page answers to a template."""
    return browser.sent(PAGE, {"kind": kind, "from_month": month}, file)


def test_the_shipped_templates_are_taken_as_they_are_and_change_nothing(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    for kind in PAPERS:
        before = said(read(stand, kind))
        file = browser.get(f"{PAGE}/{kind}/shipped.docx").content
        assert bring(browser, file, kind=kind).status_code == 303
        assert said(read(stand, kind)) == before
    assert [row.warnings for row in office.rows(cast.t.paper_template)] == ["[]"] * 3


def test_a_template_is_used_from_its_month_on_until_the_office_goes_back(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    assert bring(browser, with_line("Ban hành kèm Quy chế chi tiêu nội bộ, {{ ky }}.")).status_code == 303
    assert "Quy chế chi tiêu nội bộ, tháng 11 năm 2026." in said(read(stand, "payment-list"))
    assert "Quy chế chi tiêu nội bộ, tháng 12 năm 2026." in said(read(stand, "payment-list", "2026-12"))
    assert "Quy chế" not in said(read(stand, "payment-list", "2026-10"))
    shown = text(browser.get(PAGE))
    assert "Mẫu của Văn phòng, từ tháng 11/2026" in shown and "bang.csv" in shown
    version = office.rows(cast.t.paper_template)[0].rev
    kept = browser.get(f"{PAGE}/payment-list/{version}.docx").content
    assert "Quy chế" in said(docx.Document(BytesIO(kept)))
    back = browser.post(PAGE + "/shipped", {"kind": "payment-list", "from_month": "2026-12"})
    assert back.status_code == 303
    assert "Quy chế" in said(read(stand, "payment-list"))
    assert "Quy chế" not in said(read(stand, "payment-list", "2026-12"))
    assert [row.act for row in office.acts()] == ["template_set", "template_shipped"]
    trail = text(office.browser("admin").get("/office/audit"))
    assert "Lưu mẫu Word" in trail and "Danh sách ký nhận; tháng 11/2026" in trail
    assert stand.differences() == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{{ ten_la }}", "“{{ ten_la }}”: không có tên “ten_la”."),
        ("{{ dong.ho_ten }}", "không có tên “dong.ho_ten”."),
        ("{{ dong }}", "“dong” là một danh sách"),
        ("{% for x in tong_tien %}{{ x }}{% endfor %}", "“tong_tien” không phải là danh sách."),
        ("{% for x in dong %}{{ x.tien }}{% endfor %}", "không có tên “x.tien”."),
        ("{{ tong_tien ", "dấu {{ … }} hoặc {% … %} viết chưa đúng."),
        ("{% neu dong %}", "dấu {{ … }} hoặc {% … %} viết chưa đúng."),
        ("{% for x in dong %}{{ x.stt }}", "“{% for x in dong %}{{ x.stt }}”: mở mà không đóng"),
        ("{% endif %}", "“{% endif %}”: mở mà không đóng, hoặc đóng mà không mở"),
        ("{{ ''.__class__ }}", "không có tên “….__class__”."),
        ("{{ ky.__class__.__mro__ }}", "không có tên “ky.__class__.__mro__”."),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "không được tính toán, gọi hàm hay đặt biến."),
        ("{{ dong[0] }}", "không được tính toán"),
        ("{{ tong_tien * 9 }}", "không được tính toán"),
        ("{{ 'a' ~ ky }}", "không được tính toán"),
        ("{{ ky|attr('__class__') }}", "không được tính toán"),
        ("{{ ky|upper('x') }}", "không được tính toán"),
        ("{{ ky|safe }}", "không được tính toán"),
        ("{{ self }}", "không có tên “self”."),
        ("{% for x in range(9) %}{% endfor %}", "“…” không phải là danh sách."),
        ("{{ cycler }}", "không có tên “cycler”."),
        ("{% set x = ky %}", "không được tính toán"),
        ("{% import 'x' as x %}", "không được tính toán"),
        ("{% include '/etc/passwd' %}", "không được tính toán"),
        ("{% macro m() %}{% endmacro %}", "không được tính toán"),
        ("{% for a in dong %}{% for b in dong %}{% for c in dong %}{% endfor %}{% endfor %}{% endfor %}",
         "lặp lồng nhau quá 2 tầng."),
        ("{% for x in dong if x.stt %}{% endfor %}", "vòng lặp chỉ được viết"),
        ("{%tr for x in dong %}{{ x.stt }}{%tr endfor %}", "Hàng lặp của bảng phải có hàng riêng"),
    ],
)  # fmt: skip
def test_a_bad_template_is_refused_by_its_paragraph_and_nothing_changes(
    stand: Stand, office: Office, line: str, sentence: str
) -> None:
    before = said(read(stand, "payment-list"))
    answer = bring(office.browser("office"), with_line(line), month="2026-10")
    assert (answer.status_code, sentence in text(answer)) == (422, True), text(answer)
    assert "Chưa lưu mẫu." in text(answer)
    assert '<option value="2026-10" selected>' in answer.text
    assert office.rows(cast.t.paper_template) == [] and said(read(stand, "payment-list")) == before


def test_every_fault_is_told_at_once_wherever_it_stands(office: Office) -> None:
    def edit(document: Document) -> None:
        document.sections[0].footer.add_paragraph("{{ chan_trang }}")
        document.tables[1].rows[2].cells[1].paragraphs[0].add_run("{{ d.tuoi }}")
        document.core_properties.title = "{{ tieu_de }}"

    shown = text(bring(office.browser("office"), edited(edit=edit)))
    assert "Mẫu có 3 chỗ phải sửa" in shown
    for name in ("chan_trang", "d.tuoi", "tieu_de"):
        assert f"không có tên “{name}”." in shown


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "Chưa chọn tệp mẫu."),
        (b"%PDF-1.7 no word", "không phải là tệp Word (.docx)"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "Word đời cũ (.doc) hoặc có mật khẩu"),
        (bytes(LARGEST + 1), "Tệp quá lớn"),
    ],
)
def test_what_is_no_word_file_is_refused(office: Office, file: bytes, sentence: str) -> None:
    answer = bring(office.browser("office"), file)
    assert (answer.status_code, sentence in text(answer)) == (422, True)


def packed(**parts: bytes) -> bytes:
    """A packed file with these parts put over those of the shipped template."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(shipped.template("payment-list"))) as old:
        whole = {name: old.read(name) for name in old.namelist()} | parts
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in whole.items():
            new.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"word/media/big.bin": bytes(17 * 1024 * 1024)}, "mở ra quá lớn"),
        ({"word/vbaProject.bin": b"x"}, "có macro"),
        ({"word/document.xml": b"<w:document"}, "không phải là tệp Word (.docx)"),
        ({"[Content_Types].xml": b"<Types xmlns='x'/>"}, "không phải là tệp Word (.docx)"),
    ],
)
def test_a_packed_file_that_is_too_large_or_no_document_is_refused(
    office: Office, parts: dict[str, bytes], sentence: str
) -> None:
    answer = bring(office.browser("office"), packed(**parts))
    assert (answer.status_code, sentence in text(answer)) == (422, True)


def test_what_hides_outside_the_text_is_refused_too(office: Office) -> None:
    with zipfile.ZipFile(BytesIO(shipped.template("payment-list"))) as old:
        body = old.read("word/document.xml").decode()
    hidden = body.replace("<w:pPr>", '<w:pPr><w:pStyle w:val="{{ ky.__class__ }}"/>', 1)
    assert hidden != body
    answer = bring(office.browser("office"), packed(**{"word/document.xml": hidden.encode()}))
    assert answer.status_code == 422 and office.rows(cast.t.paper_template) == []


def without(document: Document, *said: str) -> None:
    """Take out the paragraphs that print one of these, and with the total its cell."""
    for paragraph in (*document.paragraphs, *document.sections[0].footer.paragraphs):
        if any(name in paragraph.text for name in said):
            paragraph._p.getparent().remove(paragraph._p)
    document.sections[0].footer.add_paragraph("")
    if "tong_tien" in said:
        document.tables[1].rows[-1].cells[5].paragraphs[0].clear()


def test_a_template_without_code_total_or_names_is_refused(office: Office) -> None:
    def edit(document: Document) -> None:
        without(document, "tinh_trang", "ma_kiem_tra", "tong_tien")
        for row in document.tables[1].rows:
            for cell in row.cells:
                for run in (run for one in cell.paragraphs for run in one.runs if "ho_ten" in run.text):
                    run.text = ""

    answer = bring(office.browser("office"), edited(edit=edit))
    shown = text(answer)
    assert (answer.status_code, "Mẫu có 3 chỗ phải sửa" in shown) == (422, True)
    for what in ("mã kiểm tra, nên không ai so được giấy với sổ", "tổng số tiền", "họ tên người nhận"):
        assert f"Mẫu này không in {what}." in shown
    assert office.rows(cast.t.paper_template) == []


def test_a_template_that_leaves_out_the_words_is_taken_with_a_warning(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    answer = bring(browser, edited(edit=lambda document: without(document, "canh_bao", "bang_chu", "endif")))
    assert answer.status_code == 303
    shown = text(browser.get(PAGE))
    assert "Đã lưu mẫu, nhưng mẫu còn thiếu một điều" in shown
    assert "Mẫu này không in số tiền bằng chữ." in shown
    assert "Mẫu này không in họ tên" not in shown
    paper = said(read(stand, "payment-list"))
    assert paper.startswith("BẢN NHÁP – THÁNG CHƯA CHỐT – KHÔNG DÙNG ĐỂ CHI TIỀN")


def test_a_table_that_word_gave_a_width_grows_with_its_columns(stand: Stand, office: Office) -> None:
    def edit(document: Document) -> None:
        width = document.tables[1]._tbl.tblPr.find(qn("w:tblW"))
        width.set(qn("w:type"), "dxa")
        width.set(qn("w:w"), "7000")

    assert bring(office.browser("office"), edited("timesheet", edit), kind="timesheet").status_code == 303
    table = read(stand, "timesheet").tables[1]._tbl
    grid = [int(column.get(qn("w:w"))) for column in table.tblGrid.findall(qn("w:gridCol"))]
    assert len(grid) == 34
    assert int(table.tblPr.find(qn("w:tblW")).get(qn("w:w"))) == sum(grid) > 12_000


def test_quotes_that_word_makes_round_are_understood(stand: Stand, office: Office) -> None:
    line = "{% if tong_tien == “0” %}Không chi{% else %}Có chi{% endif %}"
    assert bring(office.browser("office"), with_line(line)).status_code == 303
    assert "Không chi" in said(read(stand, "payment-list"))


def test_a_choice_that_is_not_there_is_refused(office: Office) -> None:
    browser = office.browser("admin")
    for fields in ({"kind": "receipt", "from_month": THIS_MONTH}, {"kind": "timesheet", "from_month": "1999-01"}):
        for path in (PAGE, PAGE + "/shipped"):
            answer = browser.post(path, fields)
            assert (answer.status_code, "Lựa chọn này không có." in text(answer)) == (422, True)
    for path in ("receipt/shipped", "timesheet/7", "timesheet/x", "timesheet/²"):
        assert browser.get(f"{PAGE}/{path}.docx").status_code == 404
    assert office.rows(cast.t.paper_template) == []


def test_only_the_office_and_the_administrator_have_the_templates(office: Office) -> None:
    path = f"{PAGE}/timesheet/shipped.docx"
    allowed = {role for role in cast.ROLES if office.browser(role).get(path).status_code == 200}
    assert allowed == {"office", "admin"}


def names(told: Any, before: str = "") -> set[str]:
    """The names within values, those of a list's members with the list's name before them."""
    if isinstance(told, list):
        return names(told[0], before)
    return set() if isinstance(told, str) else {
        name for key, inner in told.items() for name in {f"{before}{key}"} | names(inner, f"{before}{key}.")
    }  # fmt: skip


@pytest.mark.parametrize("kind", PAPERS)
def test_the_page_explains_every_name_a_template_may_use(stand: Stand, office: Office, kind: str) -> None:
    with stand.database.reader() as connection:
        commune = cast.communes.read(connection, stand.commune)
    assert names(shape(kind, commune)) == set(values.NAMES[kind])
    shown = text(office.browser("office").get(PAGE))
    for name, meaning in values.NAMES[kind].items():
        assert f"<code>{name}</code></th><td>{meaning}</td>" in shown
    assert all(
        line.isprintable() or "\t" in line for line in word.lines(docx.Document(BytesIO(shipped.template(kind))))
    )

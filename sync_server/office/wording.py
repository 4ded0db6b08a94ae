"""The words of the citizen's ballot: every version with its first day, and a form for the next one."""

from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day
from sync_server import ballot_pages, ballot_texts
from sync_server import commune as communes
from sync_server.ballot_texts import QUICK, SHIPPED
from sync_server.database import Tx
from sync_server.doors import Place
from sync_server.language import _, shown
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
EDITORS: Final = ("office", "admin")
PARTS: Final = {"intro": "Lời mở đầu", "question": "Câu hỏi của phiếu nhanh", "comment": "Lời trên ô góp ý",
                "thanks": "Lời cảm ơn"}  # fmt: skip
TONGUE_NAMES: Final = {"vi": "Tiếng Việt", "en": "Tiếng Anh"}


@router.get("/office/wording")
def wording(request: Request) -> Response:
    """The versions, and the newest one's words to be changed."""
    return _shown(request, allowed(request, *EDITORS), Form())


def _shown(request: Request, found: Visitor, form: Form, *, status: int = 200) -> Response:
    here = site(request)
    today = local_day(here.clock.now())
    with here.database.reader() as connection:
        versions = ballot_texts.versions(connection, found.commune)
        current = ballot_texts.on(connection, found.commune, today)
    asked = request.query_params.get("version", "")
    start = next((w for w in versions if str(w.version) == asked), versions[0])
    known = {"from": [(today + timedelta(days=1)).isoformat()]}
    known |= {name: [text] for name, text in ballot_texts.words_of(start.texts).items()}
    form.values = known | form.values
    return page(request, "wording.html", status, form=form, versions=versions, current=current.version, start=start,
                today=today.isoformat(), groups=_groups(), tongues=shown(TONGUE_NAMES))  # fmt: skip


def _groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """The form in parts: (heading, [(field, what it is)]), a field for each language."""
    quick = [(name, _(PARTS[name])) for name in QUICK]
    full: list[tuple[str, str]] = []
    for q in SHIPPED["full"]:
        factor = f": {_(q['factor_vi']).lower()}" if "factor_vi" in q else ""
        full.append((f"q{q['no']}", _("Câu {number}", number=q["no"]) + factor))
        if "na_vi" in q:
            full.append((f"q{q['no']}_na", _("Câu {number}, lựa chọn khi không áp dụng", number=q["no"])))
    return [(_("Phiếu nhanh"), quick), (_("Phiếu đầy đủ, chín câu"), full)]


def _words(form: Form) -> dict[str, str]:
    return {name: form.needed(name, ballot_texts.LONGEST) for name, _tongue in ballot_texts.fields()}


@router.post("/office/wording")
def write(request: Request, form: Posted) -> Response:
    """A new version from a day on; the words of days that have passed stay what they were."""
    found = allowed(request, *EDITORS)
    here, now = site(request), site(request).clock.now()
    words, day = _words(form), form.day("from")
    if "from" not in form.problems and day < local_day(now):
        form.refuse("from", "Lời trên phiếu của ngày đã qua không đổi được. Hãy chọn hôm nay hoặc ngày sau.")
    form.refusal = "Chưa lưu lời trên phiếu."

    def work(tx: Tx) -> int:
        return ballot_texts.write(tx, found.commune, words, day, actor=found.actor, now=now)

    if not form.sound:
        return _shown(request, found, form, status=422)
    return seen(request, "/office/wording", "wording_set" if here.database.write(work) else "wording_same")


@router.post("/office/wording/preview/{view}")
def preview(request: Request, view: str, form: Posted) -> Response:
    """What citizens would see, made of what is typed; nothing is kept."""
    found = allowed(request, *EDITORS)
    words, lang = _words(form), form.text("lang")
    if not form.sound:
        form.refusal = "Chưa xem trước được."
        return _shown(request, found, form, status=422)
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
    point = next(iter(commune.points.values()), "Điểm trực")
    place = Place(commune.name, commune.demonstration, point, "", 0, ballot_texts.worded(words))
    told = ballot_pages.written(
        place,
        lang if lang in TONGUE_NAMES else "vi",
        "full" if view == "full" else "quick",
        banner="preview",
        preview=True,
    )
    return Response(told, headers=ballot_pages.HEADERS, media_type="text/html")

"""What a member is told of the money handed out to them: their own marks of payment, nobody else's."""

import orjson
from fastapi import APIRouter, Request, Response

from sync_server import settlement
from sync_server.api_team import enrolled
from sync_server.site import site

router = APIRouter(prefix="/api/v1/paid")


@router.get("")
def paid(request: Request) -> Response:
    """The closed months that owe something: {"months": [{month, amount_dong, day, way, receipt}]}, null until paid."""
    commune, member = enrolled(request)
    with site(request).database.reader() as connection:
        own = [one for one in settlement.due(connection, commune.id) if one.member == member]
    body = {"months": [_told(one) for one in own]}
    return Response(orjson.dumps(body), media_type="application/json", headers={"Cache-Control": "no-store"})


def _told(one: settlement.Due) -> dict[str, object]:
    mark = one.paid
    return {
        "month": one.month, "amount_dong": one.amount_dong, "day": mark.day.isoformat() if mark else None,
        "way": mark.way if mark else None, "receipt": mark.receipt if mark else None,
    }  # fmt: skip

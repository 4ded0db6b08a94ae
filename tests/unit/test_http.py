"""How bodies leave the phone: packed when that is worth it, and a question without a body is a GET."""

import gzip
import json

import httpx
import pytest

from phone.http import WORTH_PACKING, Unreachable, poster


@pytest.mark.parametrize(("body", "method"), [(None, "GET"), ({}, "POST"), ({"note": "ă" * WORTH_PACKING}, "POST")])
def test_what_arrives_is_what_was_said(run, body, method):
    seen = []

    def office(request):
        seen.append(request)
        return httpx.Response(200, json={"at": "x"}, headers={"Retry-After": "7"})

    async def asked():
        async with httpx.AsyncClient(base_url="https://a", transport=httpx.MockTransport(office)) as client:
            return await poster(client)("/api/v1/team?member=an", body, "t1")

    answer = run(asked())
    request = seen[0]
    assert (request.method, request.url.query, answer.body, answer.retry_after_s) == (
        method,
        b"member=an",
        {"at": "x"},
        7,
    )
    assert request.headers["authorization"] == "Bearer t1"
    packed = request.headers.get("content-encoding") == "gzip"
    assert packed == bool(body)
    content = gzip.decompress(request.content) if packed else request.content
    assert (json.loads(content) if content else None) == body


def test_a_page_of_somebody_elses_network_is_no_answer(run):
    async def asked():
        transport = httpx.MockTransport(lambda _: httpx.Response(200, text="<html>Đăng nhập Wi-Fi</html>"))
        async with httpx.AsyncClient(base_url="https://a", transport=transport) as client:
            return await poster(client)("/api/v1/team", None, None)

    with pytest.raises(Unreachable):
        run(asked())

"""Talking to the office with httpx: by the browser's fetch in the web app, by sockets elsewhere."""

import gzip
import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from phone.user_agent import device_name

TIMEOUT_S = 30.0
WORTH_PACKING = 1024
_BROWSERS_OWN = {"host", "content-length", "connection", "accept-encoding", "user-agent"}
IN_BROWSER = sys.platform == "emscripten"


@dataclass(frozen=True)
class Answer:
    """What the office said: an HTTP status, its JSON, and how many seconds to wait if it asked for that."""

    status: int
    body: dict[str, Any]
    retry_after_s: float | None = None


class Unreachable(Exception):
    """No answer came: there is no network, or the office's server is not there."""


class Post(Protocol):
    """Send one JSON body to a path of the office, or without one ask what is there; raises Unreachable."""

    async def __call__(self, path: str, body: dict[str, Any] | None, token: str | None) -> Answer: ...


class FetchTransport(httpx.AsyncBaseTransport):
    """httpx over the browser's own fetch."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        import js  # type: ignore[import-not-found]
        from pyodide.ffi import JsException, to_js  # type: ignore[import-not-found]

        headers = {k: v for k, v in request.headers.items() if k.lower() not in _BROWSERS_OWN}
        timeout = js.AbortSignal.timeout(int(TIMEOUT_S * 1000))
        options = {"method": request.method, "headers": headers, "credentials": "omit", "cache": "no-store"}
        body = await request.aread()
        wanted = to_js({**options, **({"body": to_js(body)} if body else {})}, dict_converter=js.Object.fromEntries)
        wanted.signal = timeout
        try:
            answer = await js.fetch(str(request.url), wanted)
            content = (await answer.arrayBuffer()).to_bytes()
        except JsException as error:
            raise httpx.ConnectError(str(error), request=request) from error
        kept = [(k, v) for k, v in answer.headers if k.lower() not in ("content-encoding", "content-length")]
        return httpx.Response(answer.status, headers=kept, content=content, request=request)


def base_url() -> str:
    """Where the office is: the page's own origin in the browser, else what the app was started with, or nothing yet."""
    if IN_BROWSER:
        import js

        return str(js.location.origin)
    return os.environ.get("SHIFTBOOK_PUBLIC_URL", "")


def device() -> str:
    """What to call this phone at the office."""
    if IN_BROWSER:
        import js

        return device_name(str(js.navigator.userAgent or ""))
    return platform.system()


def in_tab() -> bool:
    """Whether this is a page in an Android browser that could be put on the home screen."""
    if not IN_BROWSER:
        return False
    import flet_js  # type: ignore[import-not-found]

    return bool(getattr(flet_js, "in_tab", False))  # in Flet's own page nobody tells


def client(base: str) -> httpx.AsyncClient:
    """A client for one office."""
    transport = FetchTransport() if IN_BROWSER else None
    return httpx.AsyncClient(base_url=base, timeout=TIMEOUT_S, transport=transport)


def poster(http: httpx.AsyncClient) -> Post:
    """The way bodies leave this phone: JSON, packed when that is worth it."""

    async def post(path: str, body: dict[str, Any] | None, token: str | None) -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        content = None
        if body is not None:
            content, headers["Content-Type"] = _packed(body, headers), "application/json"
        try:
            answer = await http.request("GET" if content is None else "POST", path, content=content, headers=headers)
        except httpx.HTTPError as error:
            raise Unreachable(str(error)) from error
        return Answer(answer.status_code, _object(answer), _seconds(answer.headers.get("retry-after")))

    return post


def _packed(body: dict[str, Any], headers: dict[str, str]) -> bytes:
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    if len(content) <= WORTH_PACKING:
        return content
    headers["Content-Encoding"] = "gzip"
    return gzip.compress(content)


def _object(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer; a page put in its place by somebody else's network is no answer of the office."""
    try:
        told = answer.json()
    except ValueError as error:
        raise Unreachable("not the office's answer") from error
    if not isinstance(told, dict):
        raise Unreachable("not the office's answer")
    return told


def _seconds(header: str | None) -> float | None:
    return float(header) if header and header.isascii() and header.isdigit() else None


def when_online(wake: Callable[[], None]) -> None:
    """Call `wake` whenever the browser regains the network; elsewhere the timer is all there is."""
    if IN_BROWSER:
        import js
        from pyodide.ffi import create_proxy

        js.self.addEventListener("online", create_proxy(lambda _event: wake()))

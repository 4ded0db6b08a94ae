"""The server put together: routes, one shape of refusal, headers, logs without personal data, health and measures."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import prometheus_client
import sqlalchemy as sa
import structlog
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync_server import api_office, api_paid, api_phone, api_team, ballots, language, phone_app, rating
from sync_server.database import Gone, disk_full
from sync_server.errors import Refused
from sync_server.site import Site

log = structlog.get_logger()
SYNC = "/api/v1/sync"
KIOSK = "/kiosk/{point}"
CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Content-Security-Policy": CSP}
_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
_CODES = {404: "not_found", 405: "method_not_allowed", 401: "unauthorized", 403: "forbidden", 413: "too_large"}


class _Server(FastAPI):
    """The server, but that citizens' ballots go neither the way through all routes nor past log and measures.

    The log would say when a ballot came; and these pages are what half a commune opens at once.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and scope["path"].startswith(rating.PATHS):
            scope["app"] = self
            await _directly(rating.answered, scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def build(site: Site) -> FastAPI:
    """The whole server for one site."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        site.database.submit(ballots.stir_newest)
        yield
        if site.rehearsal is not None:
            await asyncio.to_thread(site.rehearsal.stop)
        site.database.close()

    app = _Server(title="Sổ Trực", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.state.site = site
    app.router.routes.insert(0, Route(SYNC, api_phone.sync, methods=["POST"]))
    app.include_router(api_phone.router)
    app.include_router(api_office.router)
    app.include_router(api_team.router)
    app.include_router(api_paid.router)
    for router in _faces():
        app.include_router(router)
    phone_app.mount(app, site)
    app.add_api_route("/healthz", lambda: {"ok": True})
    app.add_api_route("/readyz", _ready)
    registry = prometheus_client.CollectorRegistry()
    app.add_api_route(
        "/metrics",
        lambda: Response(prometheus_client.generate_latest(registry), media_type="text/plain; version=0.0.4"),
    )
    app.add_middleware(_Measured, registry=registry)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(StarletteHTTPException, _http)
    app.add_exception_handler(RequestValidationError, lambda _r, _e: _answer(Refused("malformed", 422)))
    app.add_exception_handler(sa.exc.DBAPIError, _database)
    app.add_exception_handler(sa.exc.TimeoutError, _database)
    app.add_exception_handler(Gone, _database)
    app.add_exception_handler(Exception, _failed)
    return app


def _faces() -> list[Any]:
    """The pages people see, each in a module of its own."""
    from sync_server import pages

    return pages.routers()


def _ready(request: Request) -> dict[str, bool]:
    with request.app.state.site.database.reader() as connection:
        connection.execute(sa.text("SELECT 1"))
    request.app.state.site.database.present()
    return {"ok": True}


class _Measured:
    """Counts, times and logs each request by its route, never by address or person, and adds the common headers.

    The exchange is asked for more than all else together: it is answered here, without the way through all routes.
    """

    def __init__(self, app: ASGIApp, registry: prometheus_client.CollectorRegistry) -> None:
        self._app = app
        labels = ["route", "status"]
        self._seconds = prometheus_client.Histogram(
            "sotruc_request_seconds", "Time to answer", labels, registry=registry
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def headed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = list(message.get("headers", ()))
                given = {name for name, _ in own}
                message["headers"] = own + [pair for pair in _HEADERS if pair[0] not in given]
            await send(message)

        try:
            if scope["path"] == SYNC and scope["method"] == "POST":
                await _directly(api_phone.sync, scope, receive, headed)
            else:
                with language.speaking(language.asked(scope)):
                    await self._app(scope, receive, headed)
        finally:
            took = time.perf_counter() - began
            route = SYNC if scope["path"] == SYNC else getattr(scope.get("route"), "path", "other")
            if route != KIOSK:  # as of ballots on citizens' own phones, no time is kept
                self._seconds.labels(route, str(status)).observe(took)
                log.info("request", method=scope["method"], route=route, status=status, ms=round(took * 1000, 1))


async def _directly(
    endpoint: Callable[[Request], Awaitable[Response]], scope: Scope, receive: Receive, send: Send
) -> None:
    request = Request(scope, receive)
    try:
        response = await endpoint(request)
    except Refused as refused:
        response = _answer(refused)
    except (sa.exc.DBAPIError, sa.exc.TimeoutError, Gone) as error:
        response = await _database(request, error)
    await response(scope, receive, send)


def _answer(refused: Refused) -> Response:
    return Response(
        orjson.dumps(refused.json()), refused.status, headers=refused.headers, media_type="application/json"
    )


async def _refused(request: Request, refused: Any) -> Response:
    from sync_server import pages

    return pages.refusal(request, refused) if _wants_page(request) else _answer(refused)


async def _http(request: Request, error: Any) -> Response:
    assert isinstance(error, StarletteHTTPException | HTTPException)
    code = _CODES.get(error.status_code, "failed")
    return await _refused(request, Refused(code, error.status_code, headers=dict(error.headers or {})))


async def _database(request: Request, error: Any) -> Response:
    log.error("database", error=str(getattr(error, "orig", error)))
    code = "storage_gone" if isinstance(error, Gone) else "storage_full" if disk_full(error) else "busy"
    return await _refused(request, Refused(code, 503, headers={"Retry-After": "30"}))


async def _failed(request: Request, error: Any) -> Response:
    log.error("failed", exc_info=error)
    with language.speaking(language.asked(request.scope)):  # this is called outside of all that was put around the app
        return await _refused(request, Refused("failed", 500))


def _wants_page(request: Request) -> bool:
    told = request.headers
    return not request.url.path.startswith("/api/") and ("text/html" in told.get("accept", "") or "hx-request" in told)

"""The phone app as files under /app/: packed where the browser takes it, asked after at each start, one origin."""

import mimetypes
import os

from fastapi import FastAPI, Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync_server.errors import Refused
from sync_server.site import Site

mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("application/manifest+json", ".webmanifest")
# Flutter and Pyodide compile code in the page; everything still comes from this origin only.
CSP = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; connect-src 'self' data: blob:; base-uri 'self'; "
    "frame-ancestors 'none'"
)


def mount(app: FastAPI, site: Site) -> None:
    """Put the built app at /app/; without a build the address says what to do."""
    app.add_api_route("/app", lambda: RedirectResponse("/app/"), include_in_schema=False)
    folder = site.settings.app_dir
    if (folder / "index.html").exists():
        app.mount("/app", _Headed(_Packed(directory=folder, html=True)))
    else:
        app.add_api_route("/app/", _missing, include_in_schema=False)


def _missing(_request: Request) -> Response:
    raise Refused("app_not_built", 404)


class _Packed(StaticFiles):
    """Sends the packed copy the build put beside a file, to browsers that take it."""

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file itself, or its packed copy under the file's own type."""
        packed = f"{full_path}.gz"
        if "gzip" not in Headers(scope=scope).get("accept-encoding", "") or not os.path.exists(packed):
            return super().file_response(full_path, stat_result, scope, status_code)
        response = super().file_response(packed, os.stat(packed), scope, status_code)
        response.headers["Content-Type"] = mimetypes.guess_type(str(full_path))[0] or "application/octet-stream"
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        return response


class _Headed:
    """Every file is asked after again (its name does not change with its content)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers["Cache-Control"] = "no-cache"
                headers["Content-Security-Policy"] = CSP
                message["headers"] = Headers(raw=headers.raw).raw
            await send(message)

        await self._app(scope, receive, sent)

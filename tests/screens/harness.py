"""The phone app without a browser: real page, session and wire format, a connection that answers at once."""

import asyncio
import concurrent.futures
import dataclasses
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import flet as ft
import msgpack
from flet.components.public_utils import unwrap_component
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    Message,
    MessageAction,
    RegisterClientResponseBody,
    configure_encode_object_for_msgpack,
)
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

ROUNDS = 80
ENCODE = configure_encode_object_for_msgpack(BaseControl)


class Wire(Connection):
    """Takes what the app sends to its client, packs it as the real one would, and plays the client's part."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.get_running_loop()
        self.executor = concurrent.futures.ThreadPoolExecutor(1)
        self.pubsubhub = PubSubHub(self.loop, self.executor)
        self.page_url = "http://test/"
        self.session: Session
        self.copied: list[str] = []
        self.called: list[tuple[str, Any]] = []
        self.picture = b""
        self.refused: set[str] = set()
        self.fault = ""

    def send_message(self, message: Message) -> None:
        msgpack.packb([message.action, message.body], default=ENCODE)
        if message.action == MessageAction.SESSION_CRASHED:
            self.fault = str(message.body)
        if message.action == MessageAction.INVOKE_METHOD:
            self.loop.call_soon(self._answer, message.body)

    def _answer(self, call: Any) -> None:
        self.called.append((call.name, call.args))
        if call.name == "push_route":
            self.session.apply_patch(self.session.page._i, {"route": call.args["route"]})
            event = self.session.dispatch_event(self.session.page._i, "route_change", {"route": call.args["route"]})
            self.loop.create_task(event)
        elif call.name == "set":
            self.copied.append(call.args["data"])
        error = "NotAllowedError" if call.name in self.refused else None
        shared = {"status": "success", "raw": ""} if call.name.startswith("share_") else None
        result = self.picture if call.name == "capture" else shared
        self.session.handle_invoke_method_results(call.control_id, call.call_id, result, error)

    def dispose(self) -> None:
        self.executor.shutdown(wait=False)


class Screen:
    """The app as somebody looks at it and taps on it, found by the names people see."""

    def __init__(self, main: Callable[[ft.Page], None], route: str = "/", size: tuple[int, int] = (390, 844)) -> None:
        self.runner = asyncio.Runner()
        self.run(self._start(main, route, size))

    async def _start(self, main: Callable[[ft.Page], None], route: str, size: tuple[int, int]) -> None:
        self.wire = Wire()
        self.session = self.wire.session = Session(self.wire)
        self.page = self.session.page
        told = {"route": route, "width": size[0], "height": size[1], "web": True, "platform": "android"}
        self.session.apply_page_patch(told | {"pwa": False, "debug": False, "wasm": False, "test": True})
        _context_page.set(self.page)
        patch = self.session.get_page_patch()
        body = RegisterClientResponseBody(session_id=self.session.id, page_patch=patch, error="")
        self.wire.send_message(Message(MessageAction.REGISTER_CLIENT, body))
        main(self.page)

    def run(self, work: Awaitable[Any]) -> Any:
        """Do it, then let the app come to rest; whatever broke inside is raised here."""

        async def doing() -> Any:
            result = await work
            for _ in range(ROUNDS):
                await asyncio.sleep(0)
            return result

        result = self.runner.run(doing())
        drawing = getattr(self.session, "_Session__updates_task", None)
        if drawing is not None and drawing.done() and not drawing.cancelled():
            drawing.result()
        assert not self.wire.fault, self.wire.fault
        return result

    def close(self) -> None:
        self.wire.dispose()
        self.runner.close()

    # Looking

    def all(self) -> Iterator[BaseControl]:
        """Every control of the screen on top, in reading order."""
        yield from _inside(self.top, set())

    @property
    def top(self) -> Any:
        """The screen on top."""
        views = unwrap_component(self.page.views)
        while isinstance(views, list) and len(views) == 1 and isinstance(unwrap_component(views[0]), list):
            views = unwrap_component(views[0])
        return unwrap_component(views[-1])

    def texts(self) -> list[str]:
        return [c.value for c in self.all() if isinstance(c, ft.Text)]

    def seen(self) -> set[str]:
        """Every text, and the name of everything that has one."""
        return {name for control in self.all() for name in _names(control)} | set(self.texts())

    def text(self) -> str:
        return "\n".join(self.texts())

    def find(self, kind: type, name: str) -> Any:
        """The control of a kind with this name on it."""
        for control in self.all():
            if isinstance(control, kind) and name in _names(control):
                return control
        raise AssertionError(f"no {kind.__name__} {name!r} among {self.texts()}")

    def has(self, kind: type, name: str) -> bool:
        return any(isinstance(c, kind) and name in _names(c) for c in self.all())

    @property
    def title(self) -> str:
        bar = next(c for c in self.all() if isinstance(c, ft.AppBar))
        return bar.title.value

    def boxes(self) -> dict[str, bool]:
        """What can be ticked or chosen, and whether it is."""
        told = [c for c in self.all() if isinstance(c, ft.Semantics) and c.checked is not None]
        return {name: bool(c.checked) for c in told for name in _names(c.content)}

    # Doing

    def tap(self, name: str) -> None:
        """Tap the button, chip, row or tab of this name."""
        tab = self._tab(name)
        if tab is not None:
            bar, index = tab
            return self.fire(bar, "change", index, selected_index=index)
        for control in self.all():
            if getattr(control, "on_click", None) and name in _names(control) and not control.disabled:
                return self.fire(control, "click")
        for row in self.all():
            if isinstance(row, ft.Semantics) and row.label == name:
                return self.fire(row.content, "click")
        raise AssertionError(f"nothing to tap called {name!r} among {self.texts()}")

    def _tab(self, name: str) -> tuple[ft.NavigationBar, int] | None:
        for control in self.all():
            if isinstance(control, ft.NavigationBar):
                labels = [d.label for d in control.destinations]
                return (control, labels.index(name)) if name in labels else None
        return None

    def tick(self, name: str, on: bool = True) -> None:
        if self.boxes()[name] != on:
            self.tap(name)

    def fill(self, label: str, text: str) -> None:
        self.fire(self.find(ft.TextField, label), "change", text, value=text)

    def resize(self, width: int, height: int) -> None:
        """The phone is turned, or its window changes."""
        self.fire(self.page, "resize", {"width": width, "height": height}, width=width, height=height)

    def go(self, route: str) -> None:
        """Another address in the browser's bar."""
        self.session.apply_patch(self.page._i, {"route": route})
        self.fire(self.page, "route_change", {"route": route})

    def fire(self, control: BaseControl, event: str, data: Any = None, **props: Any) -> None:
        """What the client sends: the changed properties, then the event."""
        if props:
            self.session.apply_patch(control._i, props)
        self.run(self.session.dispatch_event(control._i, event, data))


def _inside(control: Any, seen: set[int]) -> Iterator[BaseControl]:
    control = unwrap_component(control)
    if isinstance(control, list | tuple):
        for each in control:
            yield from _inside(each, seen)
        return
    if not isinstance(control, BaseControl) or id(control) in seen or not getattr(control, "visible", True):
        return
    seen.add(id(control))
    yield control
    for field in dataclasses.fields(control):
        if not field.name.startswith("_") and not field.metadata.get("skip"):
            yield from _inside(getattr(control, field.name, None), seen)


def _names(control: Any) -> set[str]:
    """What somebody would call it: its label or the text on it."""
    told = {getattr(control, "label", None), getattr(control, "semantics_label", None)}
    content = getattr(control, "content", None) or getattr(control, "icon", None)
    if isinstance(content, str):
        told.add(content)
    elif isinstance(control, ft.Container | ft.IconButton | ft.TextButton) and content is not None:
        told |= {c.semantics_label or c.value for c in _inside(content, set()) if isinstance(c, ft.Text)}
        told |= {c.semantics_label for c in _inside(content, set()) if isinstance(c, ft.Icon)}
    return {name for name in told if isinstance(name, str)}

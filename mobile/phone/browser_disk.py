"""Where the journal's folder is: a plain folder, or in the browser a mount that is flushed before "saved"."""

import asyncio
import errno
import os
import sys
from dataclasses import dataclass
from typing import Any

from phone.journal_file import StoreError

_MOUNT = "/so-truc"
_LOCK = "so-truc-book"


@dataclass(frozen=True)
class Room:
    """What the book takes, what the browser counts for the whole app and allows, and whether it promised to keep it."""

    book_bytes: int
    used_bytes: int
    whole_bytes: int | None
    promised: bool


class StoreShut(StoreError):
    """This device or browser gives the app no place to keep anything."""

    code = "store_shut"


class FolderDisk:
    """An installed app or a desktop: the journal's own fsync is all that is needed."""

    kind = "folder"
    another_tab_open = False

    def __init__(self, folder: str) -> None:
        self.folder = folder
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise StoreShut from error

    async def flush(self) -> None:
        return

    async def wait_for_turn(self) -> None:
        return

    async def room(self) -> Room:
        """An installed app's own folder stays."""
        taken = _size(self.folder)
        return Room(taken, taken, None, True)


class BrowserDisk:
    """A browser's storage, mounted once this tab holds the book's lock; only the holder writes."""

    kind = ""
    folder = _MOUNT
    another_tab_open = True

    def __init__(self) -> None:
        self._sync: Any = None
        self._stamps: dict[str, float] = {}
        self._stamp = 0.0

    async def open(self) -> None:
        """Mounts when no other tab has the book; else leaves `another_tab_open` true."""
        if await _take_lock(wait=False):
            await self._mount()

    async def wait_for_turn(self) -> None:
        """Returns when the other tab is closed and the book is mounted here, as that tab left it."""
        if self.another_tab_open and await _take_lock(wait=True):
            await self._mount()

    async def flush(self) -> None:
        """What was written is in the browser's own storage when this returns; OSError when it would not take it."""
        changed = [path for path in self._files() if os.stat(path).st_mtime != self._stamps.get(path)]
        for path in changed:
            self._mark_changed(path)
        try:
            await self._sync()
        except _js_error() as error:
            raise _os_error(error) from error
        for path in changed:
            self._mark_kept(path)

    async def room(self) -> Room:
        """As the browser tells it now: an app put on the home screen later may have been promised more."""
        used, whole = await _estimate()
        return Room(_size(self.folder), used, whole, await _promised("persisted"))

    async def _mount(self) -> None:
        """IndexedDB first: one transaction takes all files or none; OPFS where it is shut, or already has the book."""
        for kind in ("opfs", "idbfs") if await _opfs_has_book() else ("idbfs", "opfs"):
            try:
                self._sync = await (_mount_idbfs() if kind == "idbfs" else _mount_opfs())
            except (_js_error(), OSError, AttributeError):
                continue
            self.kind = kind
            break
        else:
            raise StoreShut
        for path in self._files():
            self._mark_kept(path)
        await _promised("persist")
        self.another_tab_open = False

    def _files(self) -> list[str]:
        return [os.path.join(self.folder, name) for name in os.listdir(self.folder)]

    def _mark_changed(self, path: str) -> None:
        """Both mounts find changed files by their time alone, and a phone's clock is set back now and then."""
        self._stamp = max(self._stamp + 1, os.stat(path).st_mtime)
        # OPFS writes a file only when its time is later than the stored one: 2^32 is the year 2106.
        stamp = self._stamp if self.kind == "idbfs" else 2.0**32
        os.utime(path, (stamp, stamp))

    def _mark_kept(self, path: str) -> None:
        if self.kind == "opfs":
            os.utime(path, (0, 0))
        self._stamps[path] = os.stat(path).st_mtime
        self._stamp = max(self._stamp, self._stamps[path])


async def open_disk() -> FolderDisk | BrowserDisk:
    """The disk of this device. In a browser look at `another_tab_open` before opening the book on it."""
    if sys.platform != "emscripten":
        return FolderDisk(os.environ.get("FLET_APP_STORAGE_DATA") or os.path.join(os.getcwd(), ".data"))
    disk = BrowserDisk()
    await disk.open()
    return disk


def _js_error() -> type[Exception]:
    from pyodide.ffi import JsException  # type: ignore[import-not-found]

    return JsException


def _os_error(error: Exception) -> OSError:
    full = "quota" in f"{getattr(error, 'name', '')} {error}".lower()
    return OSError(errno.ENOSPC if full else errno.EIO, str(error))


def _options(**fields: Any) -> Any:
    import js  # type: ignore[import-not-found]

    options = js.Object.new()
    for name, value in fields.items():
        setattr(options, name, value)
    return options


async def _take_lock(wait: bool) -> bool:
    """Held until the tab goes: the promise given to the browser never settles."""
    import js
    from pyodide.ffi import create_proxy

    if not hasattr(js.navigator, "locks"):
        return True
    answer = asyncio.get_running_loop().create_future()

    def granted(lock: Any) -> Any:
        answer.set_result(bool(lock))
        return js.Promise.new(create_proxy(lambda *_: None)) if lock else None

    js.navigator.locks.request(_LOCK, _options(ifAvailable=not wait), create_proxy(granted))
    return await answer


async def _mount_idbfs() -> Any:
    import pyodide_js  # type: ignore[import-not-found]
    from pyodide.ffi import JsException, create_once_callable

    files = pyodide_js.FS

    async def sync(populate: bool = False) -> None:
        done = asyncio.get_running_loop().create_future()

        def finished(error: Any = None) -> None:
            if done.done():
                return
            if error:
                done.set_exception(error if isinstance(error, JsException) else OSError(errno.EIO, str(error)))
            else:
                done.set_result(None)

        files.syncfs(populate, create_once_callable(finished))
        await done

    files.mkdirTree(_MOUNT)
    files.mount(files.filesystems.IDBFS, _options(), _MOUNT)
    try:
        await sync(True)
    except (JsException, OSError):
        files.unmount(_MOUNT)
        raise
    return sync


async def _mount_opfs() -> Any:
    import js
    import pyodide_js

    root = await js.navigator.storage.getDirectory()
    folder = await root.getDirectoryHandle(_MOUNT.strip("/"), _options(create=True))
    mounted = await pyodide_js.mountNativeFS(_MOUNT, folder)
    return mounted.syncfs


async def _opfs_has_book() -> bool:
    import js

    try:
        root = await js.navigator.storage.getDirectory()
        await root.getDirectoryHandle(_MOUNT.strip("/"))
    except (_js_error(), AttributeError):
        return False
    return True


async def _promised(ask: str) -> bool:
    """Only a page may ask it to `persist`; a worker can but see whether the page was granted it."""
    import js

    return hasattr(js.navigator.storage, ask) and bool(await getattr(js.navigator.storage, ask)())


async def _estimate() -> tuple[int, int | None]:
    """Bytes used and allowed, nothing allowed where the browser does not tell."""
    import js

    if not hasattr(js.navigator.storage, "estimate"):
        return 0, None
    told = await js.navigator.storage.estimate()
    return int(told.usage), int(told.quota)


def _size(folder: str) -> int:
    return sum(os.stat(os.path.join(folder, name)).st_size for name in os.listdir(folder))

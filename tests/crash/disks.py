"""Stand-ins for the `os` that the journal's file layer uses: one that stops dead, one whose plug is pulled."""

import os

REAL = os


class Gone(Exception):
    """The process is no more."""


class StoppingDisk:
    """The process dies at its n-th step on the disk, a write half done; whatever it still tries does not happen."""

    def __init__(self, steps):
        self.left = steps

    def __getattr__(self, name):
        return getattr(REAL, name)

    def _step(self):
        self.left -= 1
        if self.left < 0:
            raise Gone

    def write(self, fd, content):
        if self.left == 0:
            REAL.write(fd, bytes(content)[: len(content) // 2])
        self._step()
        return REAL.write(fd, content)

    def fsync(self, fd):
        self._step()
        REAL.fsync(fd)

    def ftruncate(self, fd, length):
        self._step()
        REAL.ftruncate(fd, length)

    def replace(self, old, new):
        self._step()
        REAL.replace(old, new)

    def unlink(self, path):
        self._step()
        REAL.unlink(path)

    def open(self, path, flags, mode=0o777):
        if flags & REAL.O_CREAT:
            self._step()
        return REAL.open(path, flags, mode)


class PluggedDisk:
    """Remembers what a power cut would leave: file contents and names as of their last fsync.

    With `names_at_once` renames survive without an fsync of the folder, as on a disk that writes names first.
    """

    def __init__(self, folder, names_at_once):
        self.folder, self.names_at_once = str(folder), names_at_once
        self.contents, self.names = {}, {}

    def __getattr__(self, name):
        return getattr(REAL, name)

    def fsync(self, fd):
        if REAL.path.isdir(f"/proc/self/fd/{fd}"):
            self.names = self._names_now()
        else:
            with open(f"/proc/self/fd/{fd}", "rb") as file:
                self.contents[REAL.fstat(fd).st_ino] = file.read()

    def _names_now(self):
        return {entry.name: entry.inode() for entry in REAL.scandir(self.folder)}

    def pull(self, into):
        """Writes into another folder what is left when the power is back."""
        REAL.makedirs(into, exist_ok=True)
        for name, inode in (self._names_now() if self.names_at_once else self.names).items():
            with open(REAL.path.join(into, name), "wb") as file:
                file.write(self.contents.get(inode, b""))


class FullDisk:
    """Takes so many bytes more and then none."""

    def __init__(self, room, error):
        self.room, self.error = room, error

    def __getattr__(self, name):
        return getattr(REAL, name)

    def write(self, fd, content):
        if not self.room:
            raise OSError(self.error, REAL.strerror(self.error))
        part = bytes(content)[: self.room]
        self.room -= len(part)
        return REAL.write(fd, part)

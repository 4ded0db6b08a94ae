"""A real server in a process of its own, over the demonstration commune."""

import json
import os
import socket
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from shiftbook.moments import VN
from shiftbook.workdays import CalendarException
from sync_server import commune as communes
from sync_server import demo, installation, security, setup
from sync_server import tables as t
from sync_server.clock import Clock
from sync_server.database import Tx
from sync_server.settings import Settings

ALL_DAY = {"morning": ["00:00", "23:59"], "afternoon": ["00:00", "23:59"]}


class Office:
    """The office's server; it can be killed and started again on the same port and data.

    With `rehearse` its clock is set there; without, today's sessions last all day, whenever the test runs.
    """

    def __init__(self, folder: Path, app: Path, rehearse: datetime | None = None) -> None:
        self.folder, self.app, self.rehearse = folder, app, rehearse
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        _, self.database, self.keys = installation.opened(Settings(data_dir=folder))
        self.told = self.database.write(lambda tx: demo.fill(tx, self.keys, Clock(rehearse)))
        self.point, self.poster = self.told["points"][0]["id"], self.told["points"][0]["poster_code"]
        self.passwords = {u["username"]: u["password"] for u in self.told["web_users"]}
        self.member = self.told["members"][1]
        if rehearse is None:
            self.database.write(self._open_all_day)
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def _open_all_day(self, tx: Tx) -> None:
        """Whatever day and hour the test runs: a working day, both sessions open, the member on the morning one."""
        commune = int(self.told["commune"])
        config = {**communes.current(tx, commune).config, "hours": ALL_DAY}
        tx.execute(t.commune.update().values(config=json.dumps(config, ensure_ascii=False)))
        communes.changed(tx, commune)
        now = datetime.now(VN)
        long_ago = now - timedelta(days=9)
        setup.put_calendar(tx, commune, [CalendarException(now.date(), "lam_bu", "Ngày thử", long_ago)])
        for session in ("morning", "afternoon"):
            people = [self.member["id"], self.told["members"][2]["id"]] if session == "morning" else []
            setup.publish(tx, commune, (self.point, now.date(), session), people, now=long_ago)
        setup.tell_commune(tx, commune)
        communes.settled(tx, commune)

    def start(self) -> None:
        """Serve, and wait until the door is open."""
        environment = {**os.environ, "SHIFTBOOK_DATA_DIR": str(self.folder), "SHIFTBOOK_APP_DIR": str(self.app),
                       "SHIFTBOOK_PUBLIC_URL": self.url}  # fmt: skip
        command = [sys.executable, "-m", "sync_server.cli", "serve", "--port", str(self.port)]
        command += ["--rehearse", self.rehearse.isoformat()] if self.rehearse else []
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stderr=log)
        while self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
        raise AssertionError((self.folder / "server.log").read_text()[-2000:])

    def kill(self) -> None:
        """Power cut."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        """End the process and let go of the database."""
        self.kill()
        self.database.close()

    def invite(self, member: str) -> str:
        """A fresh invite."""
        commune, now = int(self.told["commune"]), Clock().real()
        return self.database.write(lambda tx: setup.invite(tx, commune, member, keys=self.keys, real_now=now))

    def get(self, path: str, role: str = "office") -> httpx.Response:
        """An answer to a script of a role."""
        secret = security.token()
        row = {
            "hash": self.keys.hashed(secret),
            "commune_id": int(self.told["commune"]),
            "role": role,
            "made_at": _text(datetime.now(VN)),
        }
        self.database.write(lambda tx: tx.execute(t.api_token.insert(), row) and None)
        answer = httpx.get(self.url + path, headers={"Authorization": f"Bearer {secret}"}, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer

    def desk_code(self) -> str:
        """The code on the counter screen now."""
        return str(self.get(f"/api/v1/desk/{self.point}/code").json()["code"])

    def line(self) -> dict[str, Any]:
        """The member's line of this month."""
        lines = self.get(f"/api/v1/months/{datetime.now(VN):%Y-%m}").json()["lines"]
        return next(x for x in lines if x["member"] == self.member["id"])


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")

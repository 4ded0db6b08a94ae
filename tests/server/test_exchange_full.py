"""The server's disk is full (a file size limit of the system): it says so, forgets nothing, and goes on afterwards."""

import resource
import subprocess
from pathlib import Path
from typing import Any

from sync_server import verification
from sync_server.database import Database
from sync_server.security import Keys
from tests.server.phone_script import Phone
from tests.server.stand import SECRET
from tests.server.test_exchange_crash import AT, assert_kept, enrolled, serving

UNLIMITED = resource.RLIM_INFINITY


def room(process: subprocess.Popen[bytes], most: int) -> None:
    """No file of the server may grow beyond so many bytes from now on."""
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, UNLIMITED))


def push_until_full(phone: Phone, made: list[dict[str, Any]]) -> Any:
    """Send facts until one is not taken; the answer to that one."""
    while True:
        made.append(phone.fact("difficulty_raised", {"text": f"{len(made)} " + "đ" * 1900, "urgent": False}, AT))
        answer = phone.send(made[-1], limit=0)
        if answer.status_code != 200:
            return answer


def test_a_full_disk_is_told_and_survived(demonstration: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    file = tmp_path / "shiftbook.db"
    file.write_bytes(demonstration[0].read_bytes())
    code = enrolled(tmp_path, [demonstration[1]["members"][0]["id"]])[0]
    made: list[dict[str, Any]] = []
    with serving(tmp_path) as (client, process):
        phone = Phone(client.post, code)
        room(process, 200_000)
        for _ in range(3):
            answer = push_until_full(phone, made)
            assert (answer.status_code, answer.json()["code"]) == (503, "storage_full"), answer.text
            assert int(answer.headers["Retry-After"]) > 0
            made.pop()
            phone.seq -= 1
        assert made
        assert client.get("/healthz").status_code == 200
        room(process, UNLIMITED)
        assert_kept(phone, made)
        made.append(phone.fact("difficulty_raised", {"text": "có chỗ lại", "urgent": False}, AT))
        assert phone.push(made[-1])[0]["status"] == "stored"
    with serving(tmp_path) as (client, _):
        phone.post = client.post
        assert_kept(phone, made)
    database = Database(f"sqlite:///{file}")
    assert verification.differences(database, Keys(SECRET.encode())) == []
    database.close()

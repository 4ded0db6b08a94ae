"""`python -m tests.recorded.record`: write down what this version's phone and server say to each other.

Done once, when a version is released; from then on its folder is replayed and never changed.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

from phone.joining import APP_VERSION
from tests.recorded.commune import new_stand
from tests.recorded.life import live
from tests.recorded.recording import Recording, shown

HERE = Path(__file__).parent


def record() -> dict[str, Any]:
    """A whole life, with names for all that differs from one telling to the next."""
    with tempfile.TemporaryDirectory() as folder:
        stand = new_stand(Path(folder))
        world = Recording(stand, Path(folder))
        live(world)
        told = world.named({"steps": world.steps, "shown": [shown(sim.app, world.run) for sim in world.phones]})
        world.close()
        stand.close()
    return told


def main() -> None:
    """Write it into the folder of this version."""
    folder = HERE / APP_VERSION
    folder.mkdir(exist_ok=True)
    told = record()
    for name, content in told.items():
        lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in content)
        (folder / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()

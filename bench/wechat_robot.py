"""`python bench/wechat_robot.py SETTINGS.json`: WeRoBot with its SQLite sessions and RapidFuzz over our asks.

Runs in an environment of its own (bench.wechat makes it) and knows nothing of this program.
"""

import json
import sys
from pathlib import Path
from typing import Any

import werobot
from rapidfuzz import process
from werobot.session.sqlitestorage import SQLiteStorage

SETTINGS = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
ASKS: list[str] = SETTINGS["asks"]
ANSWERS: list[str] = SETTINGS["answers"]

robot = werobot.WeRoBot(
    token=SETTINGS["token"],
    app_id=SETTINGS["app_id"],
    encoding_aes_key=SETTINGS["aes_key"],
    enable_session=True,
    session_storage=SQLiteStorage(filename=SETTINGS["sessions"]),
)


@robot.text
def answer(message: Any, session: dict[str, Any]) -> str:  # noqa: ANN401 - the library has no types
    """The answer that belongs to the likest ask; the session counts, as a robot with a memory would."""
    session["asked"] = session.get("asked", 0) + 1
    found = process.extractOne(message.content, ASKS)
    return ANSWERS[found[2]]


if __name__ == "__main__":
    robot.run(host="127.0.0.1", port=SETTINGS["port"], enable_pretty_logging=False)

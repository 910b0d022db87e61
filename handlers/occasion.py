"""What a suggestion is for: a drive that runs where the member works, or none; and the topics to choose from."""

from collections.abc import Mapping
from typing import Final

from bot.conversation import Option, Sought
from bot.domain import drives
from bot.domain.drives import Drive
from bot.domain.suggestions import Topic
from handlers.turn import Turn

NONE: Final = "none"

RUNS: Final = "现在有征集：\n{drives}\n您的建议是参加征集，还是另外提？"
ONE: Final = "“{title}”（到{month}月{day}日）：{focus}"
TAKE_PART, APART = "参加“{title}”征集", "另外提"
WHICH: Final = "您的建议属于哪一类？"
LONGEST: Final = 60
"""Characters of a drive's focus."""

Stored = Mapping[str, str | None]


def look(_answers: Stored, turn: Turn) -> Sought | None:
    """Which drive, where one or more run."""
    running = _running(turn)
    if not running:
        return None
    told = [
        ONE.format(title=one.title, month=one.ends.month, day=one.ends.day, focus=_short(one.focus)) for one in running
    ]
    options = [Option(str(one.id), TAKE_PART.format(title=one.title)) for one in running]
    return Sought(RUNS.format(drives="\n".join(told)), (*options, Option(NONE, APART)))


def topics(answers: Stored, turn: Turn) -> Sought:
    """What it is about: the drive's own topics, or the usual ones."""
    drive = chosen(answers.get("drive"), turn)
    own = [Option(topic, topic) for topic in drive.topics] if drive else []
    return Sought(WHICH, tuple(own or [Option(topic.value, topic.label) for topic in Topic]))


def chosen(key: str | None, turn: Turn) -> Drive | None:
    """The drive that the member takes part in, if it still runs."""
    return next((one for one in _running(turn) if str(one.id) == key), None)


def _running(turn: Turn) -> list[Drive]:
    if "drives" not in turn.looked_up:
        turn.looked_up["drives"] = drives.running(turn.session, turn.member.unit_id, turn.today)
    found: list[Drive] = turn.looked_up["drives"]
    return found


def _short(focus: str) -> str:
    return focus if len(focus) <= LONGEST else f"{focus[:LONGEST]}…"

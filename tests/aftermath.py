"""What an officer does after an event in a transcript: `= 李主任 成绩 CODE …` and so on, as tests/talk.py plays it."""

from collections.abc import Callable

from bot.domain import certifying, events, leaflets, resultlines, resultnews
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.leaflets import Role
from bot.domain.staff import Officer
from bot.messages import Upload
from tests.photos import PNG


def do(verb: str, act: Act, officer: Officer, code: str, text: str) -> None:
    """One deed at the event of a code."""
    event = events.coded(act.session, code)
    assert event
    DEEDS[verb](act, officer, event, text)


def _enter(act: Act, officer: Officer, event: Event, text: str) -> None:
    found = resultlines.read(act.session, event, text.replace("；", "\n"))
    assert [one.doubts for one in found if one.doubts] == []
    resultnews.enter(act, officer, event, resultlines.clear(found))


def _photos(act: Act, officer: Officer, event: Event, text: str) -> None:
    for name in text.split():
        leaflets.add(act, officer, event, Role.PHOTO, [Upload(name, "image/png", PNG)])


DEEDS: dict[str, Callable[[Act, Officer, Event, str], None]] = {
    "成绩": _enter,
    "公布": resultnews.publish,
    "证书": lambda act, officer, event, _text: certifying.save(act, officer, event, certifying.STANDARD),
    "照片": _photos,
}

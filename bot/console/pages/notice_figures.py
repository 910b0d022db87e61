"""The pictures of a notice: reach by unit, and how each question of a survey was answered."""

from starlette.responses import Response

from bot.console import charts, noticefigures
from bot.console.noticepages import found
from bot.console.visit import Visit


def reach(visit: Visit) -> Response:
    """How many of each unit are on the list, and how many it reached."""
    shown = noticefigures.reach(visit, found(visit))[: noticefigures.DRAWN]
    on, there = [float(one.size) for one in shown], [float(one.sent) for one in shown]
    return _fresh(charts.bars([one.name for one in shown], ("名单上", on), ("已送达", there), unit=" 人"))


def answers(visit: Visit) -> Response:
    """How one question was answered, as bars; empty where too few answered."""
    poll, item = noticefigures.poll(visit, found(visit)), visit.query.get("item")
    one = next((one for one in (poll.tallies if poll else ()) if one.counts and one.item.name == item), None)
    counts = one.counts if one else ()
    values: list[float | None] = [float(count) for _, count in counts]
    return _fresh(charts.bars([label for label, _ in counts], ("人数", values)))


def _fresh(drawn: bytes) -> Response:
    """A chart that no browser keeps: while a notice goes out, it would not say what the table below it says."""
    answer = charts.picture(drawn)
    answer.headers["Cache-Control"] = "no-store"
    return answer

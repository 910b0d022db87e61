"""The suggestions that an officer may see: a board by stage, and a list by what they look for, a page at a time."""

from sqlalchemy import select
from starlette.responses import Response

from bot.console import idea_bulk, idea_cards, idea_filters, places
from bot.console.filters import Chosen
from bot.console.idea_bulk import Result
from bot.console.idea_filters import Look
from bot.console.visit import Visit
from bot.domain import drives, roles, units
from bot.domain.box import Suggestion, Topic
from bot.domain.roles import Right
from bot.domain.shelves import Shelves
from bot.domain.staff import Officer, here

MOST_PEOPLE = 200
"""Colleagues to choose among."""


def board(visit: Visit, result: Result | None = None) -> Response:
    """The board or the list, with how much there is of each sort; after a bulk action with what came of it."""
    look = idea_filters.read(visit.query)
    shelves = Shelves(visit.session, visit.officer, visit.act.now)
    homes = places.choices(visit.session, shelves.reach, look.wanted.unit)
    offered = drives.seen_by(visit.session, visit.officer)
    counts = shelves.counts(look.wanted)
    answering = Right.ANSWER_SUGGESTIONS in visit.rights
    return visit.render(
        "suggestions.html",
        look=look,
        views=idea_filters.views(look, counts),
        chosen=_chosen(visit, look, homes),
        units=homes,
        drives=offered,
        topics=[(one.value, one.label) for one in Topic],
        result=result,
        answering=answering,
        people=people(visit) if answering else [],
        bulk=idea_filters.address(look.wanted, board=look.board, number=look.page, to=f"{idea_filters.HERE}/bulk"),
        columns=idea_cards.board(shelves, look.wanted, counts, look.stage) if look.board else [],
        **_list(visit, shelves, look),
    )


def together(visit: Visit) -> Response:
    """One thing done with all that are ticked; then the same page, with what came of it."""
    result = idea_bulk.run(visit)
    return board(visit, result)


def people(visit: Visit) -> list[Officer]:
    """The colleagues here who may answer suggestions in a unit of the reader's, or above."""
    mine = roles.reach(visit.session, visit.officer, Right.ANSWER_SUGGESTIONS)
    able = roles.holders(Right.ANSWER_SUGGESTIONS, [*mine, *units.line(visit.session, visit.officer.unit_id)])
    there = select(Officer).where(Officer.id.in_(able), here(visit.act.today)).order_by(Officer.id)
    return list(visit.session.scalars(there.limit(MOST_PEOPLE)))


def _list(visit: Visit, shelves: Shelves, look: Look) -> dict[str, object]:
    """A page of the list, and the addresses of those before and after it; nothing of it for a board."""
    if look.board:
        return {"cards": [], "before": "", "after": ""}
    page, wanted = shelves.page(look.wanted, look.page), look.wanted
    return {
        "cards": idea_cards.of(visit.session, page.found, visit.act.now, visit.officer.id),
        "before": idea_filters.address(wanted, number=look.page - 1) if look.page > 1 else "",
        "after": idea_filters.address(wanted, number=look.page + 1) if page.more else "",
    }


def _chosen(visit: Visit, look: Look, homes: list[tuple[int, str]]) -> list[Chosen]:
    wanted = look.wanted
    unit = next((name.strip() for number, name in homes if number == wanted.unit), "别的单位")
    topic = Suggestion(topic=wanted.topic).topic_label if wanted.topic else ""
    drive = idea_cards.titles(visit.session, [wanted.drive]).get(wanted.drive, "") if wanted.drive else ""
    return idea_filters.chosen(look, unit, topic, drive or "别的征集")

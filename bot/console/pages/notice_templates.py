"""Templates of notices: the list, and taking one away."""

from typing import Final

from starlette.responses import Response

from bot.console import names, notice_words, noticepages, written
from bot.console.visit import Visit, done, missing
from bot.domain import noticetemplates
from bot.domain.noticekinds import Kind
from bot.errors import Refusal

HERE: Final = f"{noticepages.HERE}/templates"


def board(visit: Visit) -> Response:
    """The templates of the officer's units."""
    found = noticetemplates.seen_by(visit.session, visit.officer)
    return visit.render(
        "notice-templates.html",
        found=found,
        units=names.units(visit.session, {one.unit_id for one in found}),
        kinds={kind.value: kind.label for kind in Kind},
    )


def drop(visit: Visit) -> Response:
    """A template is offered no more."""
    number = written.number(visit.path["template"])
    found = noticetemplates.seen_by(visit.session, visit.officer)
    one = next((one for one in found if one.id == number and one.unit_id in visit.units), None)
    if one is None:
        raise missing()
    if "sure" not in visit.typed:
        raise Refusal(notice_words.NOT_SURE)
    noticetemplates.drop(visit.act, visit.officer, one)
    return done(HERE, "template-dropped")

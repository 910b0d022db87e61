"""The console's addresses about events and the year's plan, each with the rights of which an officer needs one."""

from bot.console.door import Needs
from bot.console.pages import (
    event,
    event_after,
    event_door,
    event_edit,
    event_figures,
    event_opinions,
    event_paper,
    event_series,
    event_teams,
    event_year,
    events,
    plan,
    plan_item,
    roster,
)
from bot.console.visit import Page
from bot.domain.roles import Right

_EVENTS, _ORGANISE = (Right.SEE_EVENTS,), (Right.EVENTS,)

PAGES: tuple[tuple[str, Page, Needs], ...] = (
    ("/console/events", events.board, _EVENTS),
    (event_edit.NEW, event_edit.new, _ORGANISE),
    (event_year.HERE, event_year.show, _EVENTS),
    (f"{event_year.HERE}/chart", event_year.chart, _EVENTS),
    (f"{event_year.HERE}/export", event_year.export, _EVENTS),
    ("/console/events/{code}", event.show, _EVENTS),
    ("/console/events/{code}/figures", event_figures.show, _EVENTS),
    ("/console/events/{code}/figures/chart", event_figures.chart, _EVENTS),
    ("/console/events/{code}/figures/export", event_figures.export, _EVENTS),
    ("/console/events/{code}/paper", event_paper.show, _ORGANISE),
    ("/console/events/{code}/files/{registration}/{key}", event.given, _ORGANISE),
    ("/console/events/{code}/edit", event_edit.show, _ORGANISE),
    ("/console/events/{code}/edit/files/{leaflet}", event_series.send_file, _ORGANISE),
    ("/console/events/{code}/after", event_after.show, _EVENTS),
    ("/console/events/{code}/after/chart", event_opinions.chart, _EVENTS),
    ("/console/events/{code}/teams", event_teams.show, _EVENTS),
    ("/console/events/{code}/teams/{squad}/files/{key}", event_teams.send_file, _EVENTS),
    ("/console/events/{code}/door", event_door.show, _EVENTS),
    ("/console/events/{code}/door/poster", event_door.poster, _EVENTS),
    (plan.HERE, plan.board, _EVENTS),
    (f"{plan.HERE}/chart", plan.chart, _EVENTS),
    (f"{plan.HERE}/{{item}}", plan_item.show, _EVENTS),
)
"""Each page."""

ACTIONS: tuple[tuple[str, Page, Page, Needs], ...] = (
    ("/console/events/{code}/roster", roster.take, event.show, _EVENTS),
    ("/console/events/{code}/cancel", event.cancel, event.show, _ORGANISE),
    *(
        (f"/console/events/{{code}}/paper/{name}", do, event_paper.show, _ORGANISE)
        for name, do in event_paper.STEPS.items()
    ),
    *(
        (f"/console/events/{{code}}/after/{name}", do, event_after.show, _ORGANISE)
        for name, do in event_after.STEPS.items()
    ),
    *((f"{event_edit.NEW}/{name}", do, event_edit.new, _ORGANISE) for name, do in event_edit.NEW_STEPS.items()),
    *(
        (f"/console/events/{{code}}/edit/{name}", do, event_edit.show, _ORGANISE)
        for name, do in (event_edit.STEPS | event_series.STEPS).items()
    ),
    *(
        (f"/console/events/{{code}}/door/{name}", do, event_door.show, _ORGANISE)
        for name, do in event_door.STEPS.items()
    ),
    *(
        (f"/console/events/{{code}}/teams/{{squad}}/{name}", do, event_teams.show, _ORGANISE)
        for name, do in event_teams.STEPS.items()
    ),
    (f"{plan.HERE}/read", plan.read, plan.board, _ORGANISE),
    (f"{plan.HERE}/save", plan.save, plan.board, _ORGANISE),
    (f"{plan.HERE}/confirm", plan.confirm, plan.board, _ORGANISE),
    (f"{plan.HERE}/{{item}}/finish", plan_item.finish, plan_item.show, _EVENTS),
    *((f"{plan.HERE}/{{item}}/{name}", do, plan_item.show, _ORGANISE) for name, do in plan_item.STEPS.items()),
)
"""Each thing that is done, and the page on which a refusal of it is shown."""

WITH_FILES = (
    f"{plan.HERE}/read",
    "/console/events/{code}/paper/read",
    "/console/events/{code}/edit/add-file",
    "/console/events/{code}/after/photos",
)
"""What may be done with files."""

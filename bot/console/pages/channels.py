"""The ways in which members reach the union, what each can do just now; the accounts and groups in which staff work."""

from sqlalchemy import select
from starlette.responses import Response

from bot.accounts import Ability, why_not
from bot.console import names
from bot.console.visit import Visit, done
from bot.domain import groups, links, roles
from bot.domain.groups import StaffGroup
from bot.domain.roles import Right
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.store import outbox
from bot.store.outbox import State

HERE = "/console/channels"
TELEGRAM = "telegram"
OFF = "还没有开通 Telegram。请管理员先在配置文件的 [telegram] 一节填上机器人的 token（说明见 docs/telegram.md）。"
NO_UNIT = "请先选这个群是哪个单位的。"
NO_GROUP = "这个群已经解除，或者不归您的单位管。请刷新页面再看。"


def show(visit: Visit) -> Response:
    """The web chat; the Official Account with what is off and why; the Telegram bot with who of the staff uses it."""
    return _page(visit)


def link_account(visit: Visit) -> Response:
    """A new code for the officer's own account; it stands on this answer alone, in no address."""
    _require_on(visit)
    return _page(visit, links.offer_account(visit.act, visit.officer))


def unlink_account(visit: Visit) -> Response:
    """The officer's account is linked no more."""
    links.unlink_account(visit.act, visit.officer, TELEGRAM)
    return done(HERE, "unlinked")


def link_group(visit: Visit) -> Response:
    """A new code for the group of a unit."""
    _require_on(visit)
    unit = next((one for one in _units(visit) if str(one.id) == visit.typed.get("unit")), None)
    if unit is None:
        raise Refusal(NO_UNIT)
    return _page(visit, links.offer_group(visit.act, visit.officer, unit), unit.name)


def unlink_group(visit: Visit) -> Response:
    """A unit's group is used no more."""
    group = next((one for one in _groups(visit) if str(one.id) == visit.typed.get("group")), None)
    if group is None:
        raise Refusal(NO_GROUP)
    groups.unlink(visit.act, group)
    return done(HERE, "group-unlinked")


def _page(visit: Visit, code: str = "", group_of: str = "") -> Response:
    """The page; with a code that was just made, and the unit for whose group it is."""
    settings, session = visit.act.config, visit.session
    return visit.render(
        "channels.html",
        wechat=settings.wechat,
        abilities=[(ability.label, why_not(settings.wechat.account, ability)) for ability in Ability],
        parked=outbox.counts(session)[State.PARKED],
        telegram=settings.telegram,
        code=code,
        group_of=group_of,
        linked=links.account_of(session, visit.officer.id, TELEGRAM) is not None,
        groups=_groups(visit),
        choices=_units(visit),
        units=names.units(session),
    )


def _units(visit: Visit) -> list[Unit]:
    """The units of whose groups the officer may decide."""
    mine = select(Unit).where(Unit.id.in_(roles.reaching(visit.officer, Right.CHANNELS)), Unit.closed_at.is_(None))
    return list(visit.session.scalars(mine.order_by(Unit.id)))


def _groups(visit: Visit) -> list[StaffGroup]:
    """The groups in use of these units."""
    mine = roles.reach(visit.session, visit.officer, Right.CHANNELS)
    return [one for one in groups.in_use(visit.session) if one.channel == TELEGRAM and one.unit_id in mine]


def _require_on(visit: Visit) -> None:
    if not visit.act.config.telegram.on:
        raise Refusal(OFF)

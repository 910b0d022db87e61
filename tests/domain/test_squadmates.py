"""Each member of a team: what reaches them, what stands in their calendar and file, what stays of who deletes it."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.domain import (
    agendas,
    dossiers,
    moves,
    own_data,
    registrations,
    squadcards,
    squadcodes,
    squadrolls,
    squads,
)
from bot.domain.acts import Act
from bot.domain.squadbook import SquadMember
from bot.store.outbox import State as Sent
from tests.domain.squad_union import contest, names, place, team, told
from tests.domain.union import PARTY, address, member, outgoing
from tests.scheduler.brought import tick


def test_a_reminder_a_move_and_a_cancellation_reach_each_member_once(act: Act) -> None:
    one = contest(act)
    team(act, one, "lina", "wang", "zhao")
    member(act, "zhao").subscribed = False
    before = moves.Setting.of(one)
    one.starts_at = PARTY + timedelta(days=1)
    moves.tell(act, one, before)
    news = {who: [text for text in told(act, who) if "改期" in text] for who in ("lina", "wang", "zhao")}
    assert {who: len(texts) for who, texts in news.items()} == {"lina": 1, "wang": 1, "zhao": 1}
    assert "还来吗" in news["lina"][0]
    assert "还来吗" not in news["wang"][0]
    then = replace(act, now=one.starts_at - timedelta(hours=20))
    tick(then)
    reminded = [row.address for row in outgoing(act) if row.kind == "reminder" and row.status is Sent.QUEUED]
    assert sorted(reminded) == ["lina", "wang"]
    registrations.call_off(then, one)
    assert {who: len([text for text in told(act, who) if "活动取消" in text]) for who in ("lina", "wang", "zhao")} == {
        "lina": 1, "wang": 1, "zhao": 1
    }  # fmt: skip
    assert not [row for row in outgoing(act) if row.kind == "reminder" and row.status is Sent.QUEUED]


def test_the_team_stands_in_each_members_calendar_and_dossier(act: Act) -> None:
    one = contest(act)
    squad = team(act, one, "lina", "wang", profile="我们最强")
    for who in ("lina", "wang"):
        assert "技能竞赛" in agendas.calendar(act.session, act.config, member(act, who), act.now).decode()
    assert [found.id for found, _, _ in squads.of_member(act.session, member(act, "wang"))] == [squad.id]
    here = act.now.astimezone(act.config.zone)
    own = dossiers.told(act.session, member(act, "wang"), address("wang"), here)["队伍"]
    assert own == [{"活动": "技能竞赛", "队名": "宏达队", "身份": "队员", "姓名": "wang", "入队": "2026-11-23 10:00"}]
    lead = dossiers.told(act.session, member(act), address(), here)["队伍"][0]
    assert (lead["身份"], lead["简介"], lead["单位"], lead["您说您是"]) == ("领队", "我们最强", "宏达机械", "women")


def test_who_deletes_all_data_hands_the_lead_on_and_leaves_nothing(act: Act) -> None:
    one = contest(act)
    squad = team(act, one, "lina", "wang", "zhao")
    own_data.erase(act, member(act, "zhao"), address("zhao"))
    own_data.erase(act, member(act), address())
    act.session.expire_all()
    assert names(act, squad) == ["wang"]
    assert place(act, squad).reply_to == address("wang")
    own_data.erase(act, member(act, "wang"), address("wang"))
    act.session.expire_all()
    rows = act.session.scalars(select(SquadMember)).all()
    assert {(one.name, one.address, one.groups) for one in rows} == {(None, "", "")}
    assert (squad.name, squad.company, squad.profile, squad.files, bool(squad.disbanded_at)) == (
        None,
        None,
        None,
        [],
        True,
    )
    assert registrations.taken(act.session, one) == 0


def test_the_qr_code_goes_out_as_a_picture_where_a_link_leads_to_us(act: Act) -> None:
    squad = team(act, contest(act))
    assert squadcards.send(act, squad, address()) is None
    web = act.config.model_copy(
        update={"web": act.config.web.model_copy(update={"public_url": "https://gh.example.cn"})}
    )
    way = squadcards.send(replace(act, config=web), squad, address())
    assert way
    assert way.address == f"https://gh.example.cn/chat#team-{squadcodes.of(act.session, squad)}"
    sent = outgoing(act)[-1]
    assert (sent.kind, sent.files[0].media_type) == (own_data.KIND, "image/png")


def test_addresses_of_a_place_are_all_its_members(act: Act) -> None:
    one = contest(act)
    squad = team(act, one, "lina", "wang")
    assert squadrolls.addresses(act.session, place(act, squad)) == [address(), address("wang")]

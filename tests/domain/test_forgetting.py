"""What we hold of one who stood behind a suggestion: told to themselves, gone when they want it gone."""

from typing import Any

from bot.domain import audit, dossiers, own_data, suggestions, voices
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.box import State, Suggestion
from bot.domain.members import Member
from bot.domain.voices import Named, Part
from tests.domain.union import address, member, officer, suggestion


def by(act: Act, one: Member) -> Act:
    return act.by(Actor(ActorKind.MEMBER, one.id))


def stand(act: Act) -> tuple[Suggestion, Member, Member]:
    """Lina's suggestion, which Wang proposed with her and Zhao supports."""
    wang, zhao = member(act, "wang"), member(act, "zhao")
    one = suggestion(act, contact="李娜", others=[Named("王二"), Named("孙四")])
    code = voices.codes(act, one)[0][1]
    voices.join(by(act, wang), code, wang, address("wang"))
    voices.support(by(act, zhao), one, zhao, address("zhao"), "我们班也要")
    return one, wang, zhao


def held(act: Act, one: Member, who: str) -> dict[str, Any]:
    return dossiers.told(act.session, one, address(who), act.now.astimezone(act.config.zone))


def test_each_is_told_their_own(act: Act) -> None:
    one, wang, zhao = stand(act)
    suggestions.remark(act, one, "还有一句")
    suggestions.note(act, one, officer(act), "内部")
    (mine,) = held(act, member(act), "lina")["建议"]
    assert (mine["往来"][0]["说"], mine["共同建议人"]) == ("还有一句", ["王二", "孙四"])
    assert "内部" not in str(mine)
    assert held(act, wang, "wang")["附议和共同建议"][0] | {"时间": ""} == {
        "编号": one.number, "身份": "共同建议人", "时间": "", "姓名": "王二"
    }  # fmt: skip
    theirs = held(act, zhao, "zhao")
    assert theirs["附议和共同建议"][0]["理由"] == "我们班也要"
    assert one.title not in str(theirs)


def test_who_goes_leaves_nothing_by_which_they_are_known(act: Act) -> None:
    one, wang, zhao = stand(act)
    suggestions.answer(act, one, officer(act), State.DECLINED, "人太少。")
    own_data.erase(act, zhao, address("zhao"))
    own_data.erase(act, wang, address("wang"))
    assert voices.of_suggestion(act.session, one, Part.SUPPORTER) == []
    first = voices.of_suggestion(act.session, one, Part.PROPOSER)[0]
    assert (first.name, first.member_id, first.to, first.digest) == (None, None, None, None)
    assert {row.actor_id for row in audit.trail(act.session, one)} & {wang.id, zhao.id} == set()
    own_data.erase(act, member(act), address())
    assert (one.contact, one.member_id, one.route) == (None, None, None)
    assert [voice.name for voice in voices.of_suggestion(act.session, one, Part.PROPOSER)] == [None, None]


def test_who_is_to_be_rewarded_stays_known_until_then(act: Act) -> None:
    one, wang, _ = stand(act)
    suggestions.answer(act, one, officer(act), State.ADOPTED, "好主意。")
    own_data.erase(act, wang, address("wang"))
    own_data.erase(act, member(act), address())
    assert [share.name for share in voices.proposers(act.session, one)] == ["李娜", "王二", "孙四"]
    assert one.route is not None
    assert own_data.holdings(act.session, member(act), address()).adopted == 1

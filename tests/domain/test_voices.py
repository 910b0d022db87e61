"""Who stands behind a suggestion: supporters, once each; co-proposers, who join with a code and share what it earns."""

import pytest
from sqlalchemy import inspect, text

from bot.domain import box, suggestions, units, voices
from bot.domain.acts import Act
from bot.domain.box import State, Suggestion
from bot.domain.voices import Named, Part, Share, Voice
from bot.errors import Refusal
from tests.domain.union import Union, address, at_once, member, officer, outgoing, suggestion


def support(act: Act, one: Suggestion, who: str = "wang", words: str | None = None) -> Voice:
    return voices.support(act, one, member(act, who), address(who), words)


def team(act: Act, *others: Named) -> tuple[Suggestion, list[str]]:
    """A suggestion of several, and the codes of the others."""
    one = suggestion(act, contact="李娜 13900001111", others=others)
    return one, [code for _, code in voices.codes(act, one)]


def test_a_member_supports_a_suggestion_once_and_takes_it_back(act: Act) -> None:
    one = suggestion(act)
    voice = support(act, one, words="我们班也要")
    assert (voice.part, voice.name, voice.words) == (Part.SUPPORTER, None, "我们班也要")
    assert voices.supporters(act.session, one) == 1
    assert voices.of_address(act.session, address("wang")) == [voice]
    with pytest.raises(Refusal, match="已经附议"):
        support(act, one)
    voices.unsupport(act, one, address("wang"))
    assert voices.supporters(act.session, one) == 0
    with pytest.raises(Refusal, match="没有附议"):
        voices.unsupport(act, one, address("wang"))


@pytest.mark.parametrize("anonymous", [False, True])
def test_nobody_supports_their_own(act: Act, anonymous: bool) -> None:  # noqa: FBT001
    one = suggestion(act, anonymous=anonymous)
    with pytest.raises(Refusal, match="就是您提的"):
        support(act, one, "lina")


def test_only_who_may_know_of_it_supports_it(act: Act) -> None:
    street, trade = (units.add(act, name, units.top(act)) for name in ("街道", "行业"))
    shop = units.add(act, "企业", street)
    member(act).unit_id, member(act, "near").unit_id, member(act, "far").unit_id = street.id, shop.id, trade.id
    one = suggestion(act)
    support(act, one, "near")
    with pytest.raises(Refusal, match="没有找到"):
        support(act, one, "far")
    suggestions.publish(act, one, officer(act), "热饭", "食堂开晚一点")
    support(act, one, "far")
    assert voices.supporters(act.session, one) == 2


@pytest.mark.parametrize(("state", "why"), [(State.WITHDRAWN, "撤回"), (State.ARCHIVED, None)])
def test_what_was_withdrawn_is_not_supported_what_is_done_may_be(act: Act, state: State, why: str | None) -> None:
    one = suggestion(act)
    one.state, one.due_at = state.value, None
    if why is None:
        assert support(act, one).id
        return
    with pytest.raises(Refusal, match=why):
        support(act, one)


def test_a_reason_has_an_end(act: Act) -> None:
    with pytest.raises(Refusal, match="500"):
        support(act, suggestion(act), words="长" * 501)


def test_one_who_supports_twice_at_once_has_one_voice(union: Union) -> None:
    with union.act() as act:
        number = suggestion(act).number
        member(act, "wang")

    def once(_: int) -> None:
        with union.act() as act:
            one = box.numbered(act.session, number)
            assert one
            support(act, one)

    results = at_once(once, 2)
    assert [isinstance(one, Refusal) for one in sorted(results, key=str)].count(True) == 1
    with union.act() as act:
        assert act.session.query(Voice).count() == 1


def test_supporters_hear_how_it_ends_and_no_word_of_the_proposers(act: Act) -> None:
    one, li = suggestion(act, title="给张三换工位", contact="李娜"), officer(act)
    support(act, one)
    suggestions.reply(act, one, li, "李娜你好")
    suggestions.answer(act, one, li, State.ADOPTED, "给张三换到窗边。")
    (told,) = [row for row in outgoing(act) if row.address == "wang"]
    assert one.number in told.text
    assert "采纳" in told.text
    for private in ("张三", "李娜", "窗边"):
        assert private not in told.text
    suggestions.publish(act, one, li, "照顾视力不好的同事", "工位轮换")
    suggestions.answer(act, one, li, State.DECLINED, "做不到。")
    assert "照顾视力不好的同事" in [row.text for row in outgoing(act) if row.address == "wang"][-1]


def test_co_proposers_join_with_a_code_each_and_hear_everything(act: Act) -> None:
    one, (first, second) = team(act, Named("王二"), Named("赵三"))
    li = officer(act)
    assert voices.join(act, f"{first[:5]} {first[5:].lower()}", member(act, "wang"), address("wang")) is one
    suggestions.reply(act, one, li, "你们好")
    assert [(row.address, "你们好" in row.text) for row in outgoing(act)] == [("lina", True), ("wang", True)]
    for code, who, why in ((first, "zhao", "没有找到"), (second, "wang", "已经署过名"), (second, "lina", "您自己提的")):
        with pytest.raises(Refusal, match=why):
            voices.join(act, code, member(act, who), address(who))
    ((name, fresh),) = voices.codes(act, one)
    assert name == "赵三"
    with pytest.raises(Refusal, match="没有找到"):
        voices.join(act, second, member(act, "zhao"), address("zhao"))
    voices.join(act, fresh, member(act, "zhao"), address("zhao"))
    assert voices.codes(act, one) == []


def test_a_supporter_who_joins_proposes_it_and_supports_it_no_more(act: Act) -> None:
    one, (code,) = team(act, Named("王二"))
    support(act, one)
    voices.join(act, code, member(act, "wang"), address("wang"))
    assert voices.supporters(act.session, one) == 0
    assert [voice.part for voice in voices.of_address(act.session, address("wang"))] == [Part.PROPOSER]
    with pytest.raises(Refusal, match="就是您提的"):
        support(act, one)


@pytest.mark.parametrize(
    ("others", "weights"),
    [((), [1]), ((Named("王二"), Named("赵三")), [1, 1, 1]), ((Named("王二", 30), Named("赵三", 20)), [50, 30, 20])],
)
def test_they_share_alike_or_by_percent_and_the_rest_is_the_filers(
    act: Act, others: tuple[Named, ...], weights: list[int]
) -> None:
    shares = voices.proposers(act.session, team(act, *others)[0])
    assert [share.weight for share in shares] == weights
    assert shares[0] == Share(None, member(act).id, "李娜 13900001111", weights[0])
    assert [share.name for share in shares[1:]] == [one.name for one in others]


@pytest.mark.parametrize(
    ("others", "why"),
    [
        ([Named(" ")], "姓名"),
        ([Named("长" * 41)], "姓名"),
        ([Named("王二"), Named("王二 ")], "两遍"),
        ([Named("王二", 100)], "百分之几"),
        ([Named("王二", 0)], "百分之几"),
        ([Named("王二", 50), Named("赵三")], "百分之几"),
        ([Named(f"王{number}") for number in range(10)], "最多"),
    ],
)
def test_an_impossible_team_is_refused(act: Act, others: list[Named], why: str) -> None:
    with pytest.raises(Refusal, match=why):
        suggestion(act, others=others)


def test_nobody_is_anonymous_with_others(act: Act) -> None:
    with pytest.raises(Refusal, match="匿名"):
        suggestion(act, anonymous=True, others=[Named("王二")])


def test_who_stands_behind_it_lies_sealed(act: Act) -> None:
    one, (code,) = team(act, Named("王二"))
    voices.join(act, code, member(act, "wang-secret"), address("wang-secret"))
    support(act, one, "zhao-secret", "理由很多")
    act.session.flush()
    columns = [column.name for column in inspect(Voice).columns]
    rows = str(act.session.execute(text(f"SELECT {', '.join(columns)} FROM voice")).all())  # noqa: S608 - our own names
    for private in ("王二", "wang-secret", "zhao-secret", "理由很多", code):
        assert private not in rows

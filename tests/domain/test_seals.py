"""A seal that staff set is lifted by who handles the case, with a reason; the member's own by the member alone."""

import pytest

from bot.domain import audit, cases, identities, seals
from bot.domain.acts import Act
from bot.domain.identities import Known
from bot.errors import Refusal
from bot.messages import Attachment
from bot.store import files
from tests.domain.test_identities import WHO, paper, sealed
from tests.domain.union import case, officer

__all__ = ["paper"]


def test_what_lay_sealed_returns_and_colleagues_read_why(act: Act, paper: Attachment) -> None:
    one, li, wang = sealed(act, paper)
    said = cases.add(act, one, "还有这个", [paper])
    wish = identities.ask(act, one, wang, "要送达法律文书")
    identities.decide(act, wish, li, approves=True)
    for by, reason, why in ((wang, "看看", "经办人"), (li, "  ", "为什么")):
        with pytest.raises(Refusal, match=why):
            seals.lift(act, one, by, reason)
    seals.lift(act, one, li, "会员已同意公开")
    act.session.flush()
    assert (one.name, one.phone, one.identity) == (WHO.name, WHO.phone, None)
    kept = files.fetch(act.session, paper.key)
    assert kept
    assert {one.attachments[0].name, said.attachments[0].name, kept.name} == {paper.name}
    assert identities.shown(act.session, one, wang, act.now) == Known(WHO.name, WHO.phone)
    assert cases.remarks(act.session, one, internal=True)[-1].body == "解除身份封存：会员已同意公开"
    assert "会员已同意公开" not in [said.body for said in cases.remarks(act.session, one)]
    assert "case.identity_unsealed" in [row.action for row in audit.trail(act.session, one)]
    with pytest.raises(Refusal, match="没有封存"):
        seals.lift(act, one, li, "再来一次")
    identities.seal(act, one, li)
    assert identities.shown(act.session, one, wang, act.now) is None, "what was granted before is over"
    with pytest.raises(Refusal, match="还没有批准"):
        identities.look(act, one, wang)


def test_what_the_member_asked_for_only_the_member_lifts(act: Act) -> None:
    one, li = case(act, name=WHO.name), officer(act)
    cases.take(act, one, li)
    identities.seal(act, one)
    with pytest.raises(Refusal, match="只有会员本人"):
        seals.lift(act, one, li, "办案需要")
    seals.lift_own(act, one)
    assert one.name == WHO.name
    with pytest.raises(Refusal, match="没有保密"):
        seals.lift_own(act, one)


def test_a_member_who_asks_makes_the_offices_seal_their_own(act: Act, paper: Attachment) -> None:
    one, li, _ = sealed(act, paper)
    with pytest.raises(Refusal, match="经办人为您保密"):
        seals.lift_own(act, one)
    identities.seal(act, one)
    with pytest.raises(Refusal, match="只有会员本人"):
        seals.lift(act, one, li, "办案需要")
    for again in (None, li):
        with pytest.raises(Refusal, match="已经封存"):
            identities.seal(act, one, again)

"""For test_audit: notices written, listed, approved, kept as templates, each deed with the row that it leaves."""

from bot.domain import approving, drafting, noticetemplates, staff, units
from bot.domain.acts import Act
from bot.domain.drafting import Draft
from bot.domain.noticebook import Notice, NoticeTemplate
from bot.domain.noticekinds import Kind
from bot.domain.roles import Role
from bot.domain.staff import Officer
from tests.domain.deeds import Deed, Deeds
from tests.domain.staff_deeds import SECRET
from tests.domain.union import member, officer

DEEDS = Deeds()
DRAFT = Draft(Kind.NOTICE, SECRET, f"{SECRET}内容", link=f"https://gh.example.cn/{SECRET}", buttons=[SECRET])


def _drafted(act: Act) -> tuple[Officer, Notice]:
    li = officer(act, f"{SECRET}主任")
    member(act)
    one = drafting.write(act, li, units.top(act), DRAFT)
    act.session.flush()
    return li, one


def _waiting(act: Act) -> tuple[Officer, Notice]:
    """As the clock drafted it, it waits for the officer who is given; who handed it in may not approve it."""
    li, one = _drafted(act)
    one.author_id = None
    approving.submit(act, one, staff.add(act, f"{SECRET}组织员", units.top(act), [Role.ORGANISER]))
    return li, one


def _template(act: Act) -> tuple[Officer, NoticeTemplate]:
    li, one = _drafted(act)
    kept = noticetemplates.save(act, li, one, SECRET)
    act.session.flush()
    return li, kept


@DEEDS.leaves("notice.drafted", "drafting.write")
def _write(act: Act) -> Deed:
    li = officer(act, SECRET)
    return lambda act: drafting.write(act, li, units.top(act), DRAFT)


@DEEDS.leaves("notice.changed", "drafting.change")
def _change(act: Act) -> Deed:
    _, one = _drafted(act)
    return lambda act: drafting.change(act, one, DRAFT)


@DEEDS.leaves("notice.listed", "drafting.list_members")
def _list(act: Act) -> Deed:
    _, one = _drafted(act)
    lina = member(act)
    return lambda act: drafting.list_members(act, one, [lina.id])


@DEEDS.leaves("notice.copied", "drafting.copy")
def _copy(act: Act) -> Deed:
    li, one = _drafted(act)
    return lambda act: drafting.copy(act, li, one)


@DEEDS.leaves("notice.dropped", "drafting.drop")
def _drop(act: Act) -> Deed:
    _, one = _drafted(act)
    return lambda act: drafting.drop(act, one)


@DEEDS.leaves("notice.submitted", "approving.submit")
def _submit(act: Act) -> Deed:
    li, one = _drafted(act)
    return lambda act: approving.submit(act, one, li)


@DEEDS.leaves("notice.approved", "approving.approve")
def _approve(act: Act) -> Deed:
    wang, one = _waiting(act)
    return lambda act: approving.approve(act, one, wang)


@DEEDS.leaves("notice.sent_back", "approving.send_back")
def _send_back(act: Act) -> Deed:
    wang, one = _waiting(act)
    return lambda act: approving.send_back(act, one, wang, SECRET)


@DEEDS.leaves("notice.taken_back", "approving.take_back")
def _take_back(act: Act) -> Deed:
    wang, one = _waiting(act)
    return lambda act: approving.take_back(act, one, wang)


@DEEDS.leaves("notice_template.saved", "noticetemplates.save")
def _save(act: Act) -> Deed:
    li, one = _drafted(act)
    return lambda act: noticetemplates.save(act, li, one, SECRET)


@DEEDS.leaves("notice.drafted", "noticetemplates.begin")
def _begin(act: Act) -> Deed:
    li, kept = _template(act)
    return lambda act: noticetemplates.begin(act, li, units.top(act), kept)


@DEEDS.leaves("notice_template.dropped", "noticetemplates.drop")
def _drop_template(act: Act) -> Deed:
    li, kept = _template(act)
    return lambda act: noticetemplates.drop(act, li, kept)

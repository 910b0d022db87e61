"""Counted links: one way for a notice and a url, counted by the store, and only to web pages."""

import pytest
from sqlalchemy import func, select

from bot.domain import leads
from bot.domain.acts import Act
from bot.domain.noticebook import NoticeLink
from bot.errors import Refusal
from tests.domain.notice_member_deeds import notice, public

URL = "https://example.org/a?b=1"


def test_a_link_has_one_way_and_another_link_another(act: Act) -> None:
    one, other, away = notice(act, key="a", link=URL), notice(act, key="b", link=URL), public(act)
    code = leads.of(act, one)
    assert leads.of(act, one) == code
    assert leads.link(away, one) == f"https://gonghui.example/go/{code}"
    assert leads.of(act, other) != code
    one.link = "/board"
    ours = leads.of(away, one)
    assert leads.leads_to(act.session, ours) == "https://gonghui.example/board"
    assert leads.leads_to(act.session, code) == URL
    assert act.session.scalar(select(func.count()).select_from(NoticeLink)) == 3
    for opened in (code, code, ours):
        leads.opened(act.session, opened)
    assert (leads.opens(act.session, one), leads.opens(act.session, other)) == (3, 0)
    assert {column.key for column in NoticeLink.__table__.columns} == {"code", "notice_id", "url", "opens"}


def test_where_no_phone_reaches_us_the_link_stands_itself(act: Act) -> None:
    assert leads.link(act, notice(act, link=URL)) == URL
    assert leads.link(public(act), notice(act, key="none")) == ""


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "http://", "ftp://a.example", "https://a b",
            "https://a.example/\r\nSet-Cookie: x", "http://[::1", ""],
)  # fmt: skip
def test_what_is_no_web_page_gets_no_way(act: Act, url: str) -> None:
    one = notice(act, link=url)
    with pytest.raises(Refusal, match="https://"):
        leads.of(public(act), one)
    assert leads.link(public(act), one) == url

"""Questions: nobody's, and those without a sure answer are counted."""

from sqlalchemy import inspect

from bot.domain import questions
from bot.domain.acts import Act
from bot.domain.questions import Question
from tests.domain.union import later


def test_a_question_is_nobodys(act: Act) -> None:
    assert {column.key for column in inspect(Question).columns} == {"id", "text", "band", "entry", "asked_at"}
    one = questions.record(act, "字" * 600, "none", None)
    assert (len(one.text), one.asked_at) == (questions.LONGEST, act.now)


def test_what_got_no_sure_answer_is_counted_most_frequent_first(act: Act) -> None:
    hours = 0
    for text, band, times in (("工资", "choices", 2), ("学区", "none", 3), ("加班费", "answer", 5)):
        for _ in range(times):
            hours += 1
            questions.record(later(act, hours=hours), text, band, "wage" if band != "none" else None)
    found = questions.unanswered(act.session)
    assert [(text, band, times) for text, band, times, _ in found] == [("学区", "none", 3), ("工资", "choices", 2)]
    assert [when for *_, when in found] == [later(act, hours=5).now, later(act, hours=2).now]
    assert len(questions.unanswered(act.session, limit=1)) == 1

"""Questions: nobody's, kept for a year, and what their askers said of the answers is counted."""

from sqlalchemy import inspect

from bot.domain import questions
from bot.domain.acts import Act
from bot.domain.questions import Fate, Question
from tests.domain.union import later


def test_a_question_is_nobodys(act: Act) -> None:
    assert {column.key for column in inspect(Question).columns} == {"id", "text", "band", "entry", "asked_at", "aside"}
    one = questions.record(act, "字" * 600, "none", None)
    assert (len(one.text), one.asked_at) == (questions.LONGEST, act.now)


def test_what_there_is_to_learn_is_told_by_text_with_its_fates(act: Act) -> None:
    fates = (("工资", Fate.CHOICES, None), ("学区", Fate.NONE, None), ("加班费", Fate.ANSWER, "overtime"))
    told = (("工资", Fate.CHOSEN, "minimum-wage"), ("工资", Fate.NEITHER, None), ("加班费", Fate.UNHELPFUL, "overtime"))
    for hours, (text, fate, entry) in enumerate((*fates, *told)):
        questions.record(later(act, hours=hours), text, fate.value, entry)
    found = {one.text: one for one in questions.asked(act.session)}
    assert list(found) == ["加班费", "工资", "学区"], "asked last first"
    assert found["工资"].fates == {Fate.CHOICES: 1, Fate.CHOSEN: 1, Fate.NEITHER: 1}
    assert found["工资"].chosen == {"minimum-wage": 1}
    assert [one.weight for one in found.values()] == [2, 3, 1]
    assert found["加班费"].last == later(act, hours=5).now
    assert len(questions.asked(act.session, limit=1)) == 1


def test_what_is_put_aside_is_shown_again_when_it_is_asked_again(act: Act) -> None:
    for text in ("学区", "学区", "工资"):
        questions.record(act, text, "none", None)
    assert questions.put_aside(act, ["学区", "没有人问过"]) == 2
    assert [one.text for one in questions.asked(act.session)] == ["工资"]
    questions.record(act, "学区", "none", None)
    assert [one.weight for one in questions.asked(act.session) if one.text == "学区"] == [1]


def test_after_a_year_a_question_is_forgotten(act: Act) -> None:
    for days, text in ((0, "旧的"), (2, "新的")):
        questions.record(later(act, days=days), text, "none", None)
    assert questions.forget(later(act, days=366)) == 1
    assert [one.text for one in questions.asked(act.session)] == ["新的"]
    assert questions.forget(later(act, days=366)) == 0

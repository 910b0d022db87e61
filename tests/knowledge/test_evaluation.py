"""Figures over labelled questions, counted by hand on a tiny file; and the floor on the real ones."""

import json
from pathlib import Path

import pytest

from knowledge import KnowledgeBase, QuestionError, Report, evaluate
from knowledge.normal import letters

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data" / "questions" / "dev.jsonl"
SECOND = Path(__file__).with_name("second-set.jsonl")

TINY = [
    ("公司拖欠工资怎么办", ["wages-owed"]),
    ("欠薪找谁要", ["wages-pay-date", "no-such-entry"]),  # right by what the entry covers
    ("辞职要提前多久", ["injury-apply", "maternity-leave"]),  # wrong, and surely so
    ("产假有多少天", ["pension-age"]),  # nobody covers it
    ("今天天气怎么样", []),
    ("工伤认定怎么申请", []),  # labelled as outside, but it is answered
]


def lines(questions: list[tuple[str, list[str]]]) -> list[str]:
    return [json.dumps({"id": str(i), "text": text, "intents": to}) for i, (text, to) in enumerate(questions)]


@pytest.fixture(scope="module")
def report(base: KnowledgeBase) -> Report:
    return evaluate(base, [*lines(TINY), "", "\n"])


def test_right_first_is_counted_over_all_and_over_what_is_covered(report: Report) -> None:
    assert (report.all.top1.part, report.all.top1.whole) == (2, 4)
    assert (report.covered.top1.part, report.covered.top1.whole) == (2, 3)


def test_outside_questions_that_were_answered_are_counted(report: Report) -> None:
    assert (report.outside_answered.part, report.outside_answered.whole) == (1, 2)
    assert report.outside_bands == {"answer": 1, "choices": 0, "none": 1}


def test_bands_of_work_questions_add_up(report: Report) -> None:
    assert report.all.bands == {"answer": 4, "choices": 0, "none": 0}
    assert report.all.answered.percent == 100
    assert (report.all.answered_rightly.part, report.all.answered_rightly.whole) == (2, 4)


def test_confusions_name_what_was_meant_and_what_came(report: Report) -> None:
    found = {(c.meant, c.got, c.times) for c in report.confusions}
    assert found == {("injury-apply", "resign-notice", 1), ("pension-age", "maternity-leave", 1)}


def test_the_report_can_be_read_by_people_and_programs(report: Report) -> None:
    figures = json.loads(json.dumps(report.as_dict()))
    assert figures["all"]["top1"] == 50
    assert figures["covered"]["questions"] == 3
    assert figures["outside"]["answered"] == 50
    assert figures["ms"]["median"] <= figures["ms"]["p99"]
    assert "right first" in report.text()
    assert "injury-apply → resign-notice" in report.text()


@pytest.mark.parametrize("line", ["{", "[]", '{"text": "a"}', '{"intents": []}', '{"text": "a", "intents": null}'])
def test_a_line_that_is_no_question_is_named(base: KnowledgeBase, line: str) -> None:
    with pytest.raises(QuestionError, match="line 2"):
        evaluate(base, [*lines(TINY[:1]), line])


def test_a_file_without_questions_is_refused(base: KnowledgeBase) -> None:
    with pytest.raises(QuestionError, match="no question"):
        evaluate(base, ["", " "])


def test_the_real_questions_are_served_as_well_as_before(shipped: KnowledgeBase) -> None:
    if not REAL.exists():
        pytest.skip(f"the labelled questions are not here: {REAL}")
    report = evaluate(shipped, REAL.read_text(encoding="utf-8").splitlines())
    assert report.covered.top1.percent >= 78
    assert report.covered.top3.percent >= 93
    assert report.covered.answered.percent >= 97
    assert report.covered.answered_rightly.percent >= 88
    assert report.outside_answered.percent <= 4


def test_the_second_set_is_served_as_well_as_before(shipped: KnowledgeBase) -> None:
    report = evaluate(shipped, SECOND.read_text(encoding="utf-8").splitlines())
    assert report.all.top1.percent >= 85
    assert report.all.top3.percent >= 94
    assert report.all.answered.percent >= 90
    assert report.outside_answered.percent <= 5


def test_no_ask_is_copied_from_the_real_questions(shipped: KnowledgeBase) -> None:
    if not REAL.exists():
        pytest.skip(f"the labelled questions are not here: {REAL}")
    real = [letters(json.loads(line)["text"]) for line in REAL.read_text(encoding="utf-8").splitlines()]
    runs = {text[start : start + 12] for text in real for start in range(len(text) - 11)}
    for entry in shipped.entries:
        for ask in map(letters, entry.asks):
            assert not any(ask[start : start + 12] in runs for start in range(len(ask) - 11)), (entry.id, ask)

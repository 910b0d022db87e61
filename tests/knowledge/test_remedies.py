"""Whether a text names a remedy or only tells of trouble: measured on labelled texts, half of them held out.

The patterns were written after the texts that are not held out, and after wordings of tests/knowledge/idea-pairs.jsonl.
When they were new, 0.98 of the held-out ones came out right (they are by the same hand). Of those wordings of
suggestions about one in eight names only what is wrong and is taken for trouble; two in a hundred wrongly so.
"""

import json
from pathlib import Path

import pytest

from knowledge.remedies import complains, names_remedy

FOLDER = Path(__file__).parent
TEXTS = [json.loads(line) for line in (FOLDER / "remedies.jsonl").read_text("utf-8").splitlines()]


def taken_for(text: str) -> str:
    if names_remedy(text):
        return "remedy"
    return "complaint" if complains(text) else "neither"


@pytest.mark.parametrize(("held_out", "least"), [(True, 0.95), (False, 0.98)])
def test_what_a_text_says(*, held_out: bool, least: float) -> None:
    texts = [one for one in TEXTS if one["held_out"] == held_out]
    right = [one for one in texts if taken_for(one["text"]) == one["says"]]
    assert len(texts) >= 90
    assert {one["says"] for one in texts} == {"remedy", "complaint", "neither"}
    assert len(right) / len(texts) >= least


def test_few_suggestions_are_taken_for_trouble() -> None:
    pairs = [json.loads(line) for line in (FOLDER / "idea-pairs.jsonl").read_text("utf-8").splitlines()]
    texts = {text for pair in pairs for text in (pair["a"], pair["b"])}
    troubled = [text for text in texts if taken_for(text) == "complaint"]
    assert len(texts) > 500
    assert len(troubled) / len(texts) < 0.15


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("能不能帮我要回押金", "complaint"),
        ("公司取消了年终奖", "neither"),
        ("车间太热，装两台风扇", "remedy"),
        ("車間太熱，裝兩臺風扇", "remedy"),
        ("老板不给装空调，热得受不了", "complaint"),
        ("", "neither"),
        ("？！", "neither"),
    ],
)
def test_one_by_one(text: str, says: str) -> None:
    assert taken_for(text) == says

"""The answers that staff have at hand for suggestions: the shipped ones, a union's own, what is wrong with a file."""

import re
from pathlib import Path

import pytest

from bot.config import answers
from bot.config.suggestions import Suggestions


def test_the_shipped_ones_fit_every_verdict_and_speak_of_the_suggestion() -> None:
    found = Suggestions().answers
    assert {one.verdict for one in found} == {"", "adopted", "reserved", "declined"}
    told = [one.about("食堂延长开放", "JY-2026-0001-5") for one in found]
    assert any("食堂延长开放" in text for text in told)
    assert not any("{" in text for text in told)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ('[[answers]]\ntitle = "好"\ntext = "{name}您好"', "there are only {title} and {number}"),
        ('[[answers]]\ntitle = "好"\ntext = "{title!r}"', "there are only"),
        ('[[answers]]\ntitle = "好"\ntext = "{"', "has a lone"),
        ('[[answers]]\ntitle = "好"\nverdict = "yes"\ntext = "好"', "number 1, verdict"),
        ('[[answers]]\ntitle = "好"', "text is missing"),
        ('[[answers]]\ntitle = "好"\ntext = "a"\n[[answers]]\ntitle = "好"\ntext = "b"', "two answers are called"),
        ("[[answer]]", "answer is unknown"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, written: str, words: str) -> None:
    file = tmp_path / "answers.toml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(words)):
        answers.read(str(file))


def test_a_union_may_have_none(tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    file.write_text("", encoding="utf-8")
    assert Suggestions(answers_file=str(file)).answers == ()

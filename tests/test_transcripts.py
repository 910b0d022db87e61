"""Every file in transcripts/ is a talk that must go exactly so, on both databases, restarting at every line."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.config import Config
from knowledge import KnowledgeBase
from tests.talk import Talk, said

FILES = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_transcript(file: Path, config: Config, knowledge: KnowledgeBase) -> None:
    told = file.read_text("utf-8")
    start = datetime(2026, 11, 23, 10, 0, tzinfo=config.zone)
    lines = [line for line in said(told) if line]
    assert "\n".join(Talk(config, knowledge, start).play(lines)) + "\n" == told

"""How Chinese words sound, without tones, for what voice input and pinyin keyboards mix up (安权 for 安全)."""

import os
from functools import lru_cache
from typing import Final

# Only single characters are looked up here; the phrase dictionary would cost 40 MB. Read by pypinyin when imported.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

from pypinyin import Style, pinyin

# Pairs that southern speakers and voice input confuse: 工伤 gongshang / gongsang, 年 nian / lian.
_BLURRED: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


@lru_cache(maxsize=8192)
def syllable(character: str) -> str:
    """The character's most usual reading without its tone; anything but a Chinese character stays as it is."""
    return pinyin(character, style=Style.NORMAL, errors="default")[0][0]


@lru_cache(maxsize=8192)
def blurred(character: str) -> str:
    """Its reading as somebody hears it who parts neither zh from z, nor n from l, nor -ng from -n."""
    sound = syllable(character)
    for clear, vague in _BLURRED:
        sound = sound.replace(clear, vague)
    return "l" + sound[1:] if sound.startswith("n") and len(sound) > 1 else sound


def syllables(text: str) -> list[str]:
    """The text's characters by their readings, in order."""
    return [syllable(character) for character in text]


def heard(text: str) -> str:
    """The whole text by its readings, as one key: two texts with the same key sound the same."""
    return " ".join(syllables(text))

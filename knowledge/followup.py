"""Questions that lean on what was said before (那要多少天), and questions for an article (那个双倍工资是哪条)."""

import re
from dataclasses import dataclass
from typing import Final

from knowledge.normal import letters, plain

SHORT: Final = 16  # letters; who says more than that names the matter

_LINK: Final = re.compile(
    "^(?:那么|那个|那|还有|然后|如果|要是|假如|万一|另外|但是|可是|但|比如|这个|这种|这|它|他们|上面)+"
)
_ASKS: Final = (
    "多少钱|多少天|多少个月|多少年|多少|多久|多长时间|多长|几天|几个月|几年|几个|几号|什么时候|啥时候|何时|哪天|哪里|哪儿|哪个部门|哪个|哪些|哪|去哪"
    "|谁来|谁|怎么办|怎么|咋个|咋办|咋|如何|什么|啥子|啥|要不要|能不能|可不可以|可以|能|行不行|行|有没有|是不是|多不多"
)
_THINGS: Final = (
    "材料|资料|证件|东西|手续|流程|步骤|部门|地方|地址|电话|时间|期限|标准|条件|费用|时效|钱|天|办理|办|申请|交|带|写|准备|需要|要|去|找|给|出|付|算|拿|领|用|收费|收|到账"
    "|下来|结果|具体|大概|一般|最多|最少|最快|最晚|自己|本人|网上|一共|总共|得|到|我|是|会|的|了|呢|吗|么|嘛|吧|不|没|有|过|个|些|都|还|再|也|就"
)
_ASKING: Final = re.compile(f"{_ASKS}|[吗么嘛呢不]$")
_NOTHING_NAMED: Final = re.compile(f"(?:{_ASKS}|{_THINGS})+")
_ARTICLE: Final = re.compile(
    "(?:(?:是|在|有|属于|依据|根据|违反)*(?:什么|哪一|哪|第几|几)(?:条|款|部法律|个法律|部法|个法|法律)(?:法律|法规|规定|条款|条文|里|上)*"
    "|(?:法律|法条)(?:依据|条文|出处)(?:是什么|是啥|在哪里|在哪|有哪些|呢|吗)*|(?:查看|查|看)?(?:法条|条文)|哪里规定的?|哪里写着|出自哪里)(?:的|啊|呢|呀|了)*$"
)
_POINTING: Final = re.compile("^(?:那个|这个|那|这)|(?:关于|说的|讲的|规定|的)$")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a message adds to the answer before it (没签合同), and whether it names anything of its own at all.

    `certain` is false where the message may as well stand alone: it is short and asks something.
    """

    words: str
    names: bool
    certain: bool


def follow_up(question: str) -> FollowUp | None:
    """The message as something said after an answer: 那要多少天, 那没签合同呢, 要带什么; None if it stands alone."""
    words = letters(plain(question))
    rest = _LINK.sub("", words)
    if not rest or len(words) > SHORT or not _ASKING.search(words):
        return None
    names = not _NOTHING_NAMED.fullmatch(rest)
    return FollowUp(rest, names, certain=rest != words or not names or words.endswith("呢"))


def concept(question: str) -> str | None:
    """What a question for an article is about (那个双倍工资是哪条 → 双倍工资); None if no article is asked for."""
    words = letters(plain(question))
    found = _ARTICLE.search(words)
    return (_POINTING.sub("", words[: found.start()]) or None) if found else None

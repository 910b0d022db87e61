"""Takes personal data out of a question before it is kept for the knowledge editors to learn from."""

import re
from typing import Final

# \d also means digits in full width, as Chinese keyboards write them.
_GAP: Final = r"[\s\-—－·.]?"
_SPOKEN: Final = "[零〇一幺二两三四五六七八九]"
_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾萧肖田董袁潘于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴"
    "贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申耿关兰焦俞左柳甘祝包宁尚"
)
_DOUBLE: Final = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯"
_NAME: Final = rf"(?:(?:{_DOUBLE})[\u4e00-\u9fa5]{{1,2}}?|[{_SURNAMES}][\u4e00-\u9fa5]{{1,2}}?)"
# 我是白班, 我是文员, 我叫不到人: words of work that begin like a name.
_NO_NAME: Final = (
    "(?!白班|高工|高级|高中|高温|文员|文职|施工|安全|安保|安检|关于|马上|万一|全|金牌|包工|包装|石匠|程序|方便|左手|左脚|江苏|江西|安徽|"
    "康复|龙门|任何|余下|何时|向[他她公老单]|[不他她你我了的到])"
)
_STOP: Final = r"(?=$|\W|在|是|今年|来自|电话|手机|身份证|男|女|\d)"
_INTRODUCED: Final = (
    "我叫|我名叫|我的名字叫|我的名字是|名字叫|姓名[:：是为]?|联系人[:：是]?|老板叫|老板名叫|工头叫|经理叫|他叫|她叫"
)
# After 我叫 nearly anything is a name (买买提, 阿依努尔·艾力); after 我是 only a surname with one or two characters.
_CALLED: Final = rf"{_NO_NAME}(?:(?:{_NAME}|[\u4e00-\u9fa5·]{{2,4}}?|\w+·\w+){_STOP}|{_NAME}[\u4e00-\u9fa5]?)"
_BEING: Final = rf"{_NO_NAME}{_NAME}(?=$|[\s,，.。;；!！?？、(（])"

_PATTERNS: Final = tuple(
    (re.compile(pattern), mark)
    for pattern, mark in (
        (r"[A-Za-z0-9._%+-]+[@＠][A-Za-z0-9-]+(?:[.．][A-Za-z0-9-]+)+", "〔邮箱〕"),
        (rf"(?<!\d)\d{{6}}{_GAP}(?:18|19|20)\d\d{_GAP}[01]\d[0-3]\d{_GAP}\d{{3}}[\dXxＸｘ](?!\d)", "〔身份证〕"),
        (r"(?<!\d)[1-9]\d{5}[3-9]\d[01]\d[0-3]\d{4}(?!\d)", "〔身份证〕"),
        (rf"(?<!\d)\d{{4}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?(?!\d)", "〔银行卡〕"),
        (rf"(?<!\d)(?:(?:[+＋]|00)?86{_GAP})?[1１]{_GAP}[3-9３-９](?:{_GAP}\d){{9}}(?!\d)", "〔电话〕"),
        (rf"(?<!\d)[(（]?0\d{{2,3}}[)）]?{_GAP}\d{{7,8}}(?!\d)", "〔电话〕"),
        (rf"(?:(?<=电话)|(?<=座机))([:：是]?){_GAP}\d{{7,8}}(?!\d)", r"\1〔电话〕"),
        (rf"(?<!{_SPOKEN})[一幺]{_SPOKEN}{{10}}(?!{_SPOKEN})", "〔电话〕"),
        (r"(微信号?|[vV][xX]|wx|WX)([:：是]?\s*)[A-Za-z][\w-]{5,19}", r"\1\2〔微信〕"),
        (r"([qQ][qQ]号?[:：是]?\s*)[1-9]\d{4,10}(?!\d)", r"\1〔QQ〕"),
        (rf"({_INTRODUCED}){_CALLED}", r"\1〔姓名〕"),
        (rf"(我是|本人|我姓名){_BEING}", r"\1〔姓名〕"),
    )
)


def mask(text: str) -> str:
    """The text with phone, identity, bank, mail and chat numbers and introduced names replaced by 〔what〕."""
    for pattern, mark in _PATTERNS:
        text = pattern.sub(mark, text)
    return text

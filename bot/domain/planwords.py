"""The words by which a line of a plan shows what its parts are: verbs, kinds of activities, places, people."""

import re
from typing import Final

VERBS: Final = (
    "举办|举行|召开|开展|组织|走访|慰问|参观|评选|表彰|修订|制定|制订|签订|完成|落实|推动|推进|健全|建立|完善|上报|报送|编制|发放|"
    "征集|检查|开设|培训|参加|协助|配合|做好|加强|启动|选举|筹备|换届|迎接|督促|宣传|推荐|申报|汇总|收缴|核对"
)
ACTS: Final = re.compile(VERBS)
BEGINS: Final = re.compile(rf"(?:{VERBS})")

KIND: Final = re.compile(
    r"(?:活动|赛|会|展|演出|汇演|慰问|培训|培训班|开班|班|讲座|答复|总结|报告|节|检查|考核|评选|换届|选举|助学|体检|疗养|疗休养|"
    r"征集|普查|演讲|表彰|帮扶|走访|义卖|春晚|晚会|沙龙|课|编制|仪式|游园|登山|排查|验收|演练|周|日|比武|练兵|扶贫|联欢|联谊)$"
)
"""How an item ends that stands on its own."""

_NO_PLACE: Final = re.compile(
    rf"(?:{VERBS}|走进|建设|建成|开放|布置|送|进|游览|春游|秋游|改造|命名|修缮|逛|打扫|清洁|维护|改善|装修|美化|为|到|去|赴|给|与)"
)
_PLACE: Final = re.compile(
    r"[^，。：:“”\"]{0,18}(?:场|馆|室|厅|中心|楼|园|院|堂|基地|空地|俱乐部|学校|小学|中学|大学|车间|之家|苗圃|站|厂区|湖|门口|宫|"
    r"廊|层|山|营地|步道|校区|海滩|江边|码头)"
)
_WHO: Final = re.compile(
    r"(?:全体|各|所有|在职|在岗|退休|女|新|青年|会员|一线|部分|机关|基层|困难|未婚|单身|单位)[^，。：:“”]{0,14}"
    r"|职工(?:及|和|与)?(?:家属|子女|代表|家庭)"
)
_PEOPLE: Final = re.compile(
    r"(?:职工|会员|女工|干部|员工|家属|子女|人员|青年|代表|工友|团员|党员|主席|委员|劳模|单位|分会|班组|新人|家庭|部门|者)$"
)


def is_place(words: str) -> bool:
    """Whether words name a place, and nothing that is done there."""
    return bool(_PLACE.fullmatch(words)) and not _NO_PLACE.match(words)


def is_people(words: str) -> bool:
    """Whether words name those for whom something is."""
    return bool(_WHO.fullmatch(words) and _PEOPLE.search(words))


def stands_alone(parts: list[str]) -> bool:
    """Whether each of the parts between 、 is an item of its own; where only the first has a verb, they share it."""
    begin = [bool(BEGINS.match(part)) for part in parts]
    if begin[0] and not all(begin):
        return False
    return all(KIND.search(part) or ACTS.search(part) for part in parts)

"""Words of danger: what makes a case urgent at once, and whom the member is told to call now.

110 police, 119 fire and rescue, 120 ambulance; 12356 is the national line for psychological help (since 2025).
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Danger:
    """A kind of danger: the words that tell of it, what the member is told, whether it is happening now."""

    name: str
    words: re.Pattern[str]
    advice: str
    acute: bool


DANGERS = (
    Danger(
        "self-harm",
        re.compile(
            r"自杀|自尽|轻生|跳楼|跳河|跳江|割腕|上吊|喝农药|寻短见|不想活|活不下去|活够了|死给.{0,4}看|想死|了结自己"
        ),
        "您说的话让我们很担心，您的安全最要紧。请现在就拨打 12356（全国心理援助热线，有人听您说）；"
        "有马上的危险请拨 120 或 110，或者叫身边的人陪着您。钱和工作的事，我们一起想办法。",
        acute=True,
    ),
    Danger(
        "violence",
        re.compile(
            r"爆炸|炸药|炸了|放火|烧厂|砍人|捅人|捅死|砍死|杀人|杀了|同归于尽|报复社会|拿刀|动刀|弄死|绑架|非法拘禁|被关起来|不让出门"
        ),
        "有人身危险请马上拨打 110，先离开危险的地方。请不要用伤人的办法，那样吃亏的是自己；您的事工会会马上有人管。",
        acute=True,
    ),
    Danger(
        "accident",
        re.compile(
            r"塌方|坍塌|被埋|触电|着火|起火|火灾|中毒了|煤气泄漏|瓦斯|透水|冒顶|大出血|昏迷|没呼吸|刚.{0,4}(摔|砸|轧|压|绞)|高空坠落"
        ),
        "如果事故正在发生或有人受伤：先到安全的地方，马上拨打 120（急救）、119（消防救援）。"
        "别为了抢时间冒险施救。人安全了再告诉我们时间、地点和伤者情况。",
        acute=True,
    ),
    Danger(
        "death",
        re.compile(r"工亡|死亡事故|死了人|死人了|出了人命|人没了|猝死|去世"),
        "请节哀。现场、监控和病历请尽量保留；单位让签的和解书先不要签。"
        "有急事请拨 12351 职工服务热线，工会会马上联系您。",
        acute=False,
    ),
    Danger(
        "collective",
        re.compile(
            r"群体讨薪|集体讨薪|集体上访|集体罢工|罢工|堵路|堵门|堵大门|拉横幅|围堵|几十.{0,3}人.{0,6}(讨|要)|上百.{0,3}人"
        ),
        "人多的时候请先保证安全，不堵路、不冲突，推选两三个人和我们联系。工会会马上介入；"
        "也可以现在就拨 12351（职工服务热线）或 12333（人社热线），出现冲突请拨 110。",
        acute=False,
    ),
)


def find(text: str, *, acute: bool = False) -> Danger | None:
    """The first danger that a text tells of; with `acute`, only those that may be happening now."""
    return next((one for one in DANGERS if (one.acute or not acute) and one.words.search(text)), None)

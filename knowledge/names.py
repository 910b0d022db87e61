"""What the statutes of workers' daily life are called: short name, full title, where to read them, what people say.

The short names are those of the folder of texts (docs/statutes.md); the union need not have imported a text for its
name to be known here. Written after the titles of the official texts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from knowledge.normal import letters

LAWS: Final = "国家法律法规数据库 flk.npc.gov.cn"
RULES: Final = "中国政府网 www.gov.cn 的“国家规章库”"

# Short name = full title = what else it is called, divided by commas. No title is written where it is the short name,
# or a law's short name with 中华人民共和国 before it. What a statute that is no longer in force was called stands
# nowhere here (信访条例, 女职工劳动保护规定): its articles had other numbers.
_READ_AT_LAWS: Final = """
劳动法
劳动合同法
劳动争议调解仲裁法 = = 劳动争议仲裁法, 劳动仲裁法, 调解仲裁法, 仲裁调解法
工会法
社会保险法 = = 社保法
就业促进法
职业病防治法 = = 职业病法
安全生产法 = = 安全法
妇女权益保障法 = = 妇女权益法, 妇女法, 妇女保障法
法律援助法
人口与计划生育法 = = 计划生育法, 计生法
个人信息保护法
民法典节选 = 中华人民共和国民法典 = 民法典
刑法节选 = 中华人民共和国刑法 = 刑法
关于实施渐进式延迟法定退休年龄的决定 = 全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定 = 延迟退休决定
劳动合同法实施条例 = 中华人民共和国劳动合同法实施条例
女职工劳动保护特别规定 = = 女职工保护规定, 女职工特别规定
工伤保险条例 = = 工伤条例
失业保险条例
社会保险费征缴暂行条例 = = 社保征缴条例, 社会保险费征缴条例
职工带薪年休假条例 = = 带薪年休假条例, 年休假条例
全国年节及纪念日放假办法 = = 放假办法
国务院关于职工工作时间的规定 = = 职工工作时间规定, 关于职工工作时间的规定
国务院关于渐进式延迟法定退休年龄的办法 = = 延迟退休办法
保障农民工工资支付条例 = = 农民工工资条例, 农民工工资支付条例
劳动保障监察条例 = = 劳动监察条例
禁止使用童工规定 = = 童工规定
残疾人就业条例
人力资源市场暂行条例 = = 人力资源市场条例
使用有毒物品作业场所劳动保护条例 = = 有毒物品条例
住房公积金管理条例 = = 公积金管理条例, 公积金条例, 住房公积金条例
劳动争议司法解释（一） = 最高人民法院关于审理劳动争议案件适用法律问题的解释（一） = 司法解释一, 劳动争议解释一
劳动争议司法解释（二） = 最高人民法院关于审理劳动争议案件适用法律问题的解释（二） = 司法解释二, 劳动争议解释二
拒不支付劳动报酬刑事案件解释 = 最高人民法院关于审理拒不支付劳动报酬刑事案件适用法律若干问题的解释 = 拒不支付劳动报酬解释
工伤保险行政案件规定 = 最高人民法院关于审理工伤保险行政案件若干问题的规定 = 工伤行政案件规定
"""
_READ_AT_RULES: Final = """
工资支付暂行规定 = = 工资支付规定
企业职工带薪年休假实施办法 = = 带薪年休假实施办法, 年休假实施办法, 年休假办法
工伤认定办法
最低工资规定
劳务派遣暂行规定 = = 劳务派遣规定
企业职工患病或非因工负伤医疗期规定 = = 医疗期规定
劳动能力鉴定管理办法 = = 劳动能力鉴定办法
超龄劳动者基本权益保障暂行规定 = = 超龄劳动者规定, 超龄劳动者权益规定
非法用工单位伤亡人员一次性赔偿办法 = = 非法用工赔偿办法
集体合同规定
关于职工全年月平均工作时间和工资折算问题的通知 = 人力资源社会保障部关于职工全年月平均工作时间和工资折算问题的通知
信访工作条例
"""


@dataclass(frozen=True, slots=True)
class Name:
    """A statute's names: `short` as entries cite it, the full title, other names, and where everybody can read it."""

    short: str
    title: str
    others: tuple[str, ...]
    where: str

    @property
    def shown(self) -> str:
        """As members read it: an excerpt is shown by the name of the whole."""
        return self.short.removesuffix("节选")


def _read(table: str, where: str) -> Iterator[Name]:
    for line in table.strip().splitlines():
        short, title, others = [part.strip() for part in f"{line}==".split("=")][:3]
        prefix = "中华人民共和国" if short.endswith("法") and not short.endswith("办法") else ""
        yield Name(short, title or prefix + short, tuple(others.split(", ")) if others else (), where)


NAMES: Final = {name.short: name for name in (*_read(_READ_AT_LAWS, LAWS), *_read(_READ_AT_RULES, RULES))}
IN_PARTS: Final = frozenset(("关于实施渐进式延迟法定退休年龄的决定", "关于职工全年月平均工作时间和工资折算问题的通知"))
"""They have no articles but parts (第二部分)."""

SPOKEN: Final = {
    letters(one): name.short for name in NAMES.values() for one in (name.short, name.title, *name.others)
}  # fmt: skip
"""Every way to name a statute, folded and without punctuation -> its short name."""


def named(words: str) -> str | None:
    """The short name of a statute that is named so, in any width and script, with 中华人民共和国 or without."""
    plain = letters(words)
    return SPOKEN.get(plain) or SPOKEN.get(plain.removeprefix("中华人民共和国"))


def shown(short: str) -> str:
    """A statute's name as members read it; a name that is not in the list is shown as it is."""
    return NAMES[short].shown if short in NAMES else short.removesuffix("节选")

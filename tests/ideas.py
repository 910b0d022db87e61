"""Pairs of suggestions that do or do not mean the same, and made-up suggestions to find them among."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

FILE = Path(__file__).parent / "knowledge" / "idea-pairs.jsonl"

PLACES = (
    "一车间 二车间 三分厂 总装线 焊接班 机修班 成品库 原料库 配电室 锅炉房 化验室 调度室 "
    "档案室 门诊楼 住院楼 手术室 供应室 邮政大厅 分拣中心 投递部 采煤队 掘进队 选煤厂 绞车房 "
    "项目部 钢筋棚 搅拌站 环卫站 转运站 快递网点 客服中心 财务部 人事部 培训中心 职工食堂 "
    "单身宿舍 男浴室 女浴室 停车场 文化活动室"
).split()
THINGS = (
    "窗户 门把手 墙面 地砖 桌子 椅子 饮水机 空调 风扇 照明灯 插座 开关 应急灯 灭火器 监控 "
    "垃圾桶 文件柜 打印机 电脑 电话 投影仪 白板 宣传栏 意见箱 急救箱 雨伞架 鞋柜 挂钩 窗帘 "
    "镜子 烘手机 热水器 推车 货架 梯子 工具箱 水管 阀门 排水沟 隔断"
).split()
WISHES = (
    "{place}的{thing}坏了，请修一下",
    "{place}的{thing}太旧，建议更换",
    "{place}多配几个{thing}",
    "给{place}装上{thing}",
    "{place}的{thing}脏了没人擦",
    "{place}的{thing}贴上责任人",
    "{thing}放得不是地方，{place}的人用着别扭",
    "{place}领用{thing}的手续能不能简单点",
)


@dataclass(frozen=True)
class Pair:
    """Two titles, and whether they mean the same; docs/suggestions-alike.md says what the sets are."""

    a: str
    b: str
    same: bool
    set: str


@dataclass(frozen=True)
class Quality:
    """How much of what was called the same is the same, and how much of the same was called so."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.precision * self.recall / ((self.precision + self.recall) or 1)


def pairs(name: str = "") -> list[Pair]:
    """The pairs of a set, or all."""
    found = [Pair(**json.loads(line)) for line in FILE.read_text("utf-8").splitlines()]
    return [pair for pair in found if name in ("", pair.set)]


def fillers(number: int) -> list[str]:
    """So many different made-up suggestions, always the same, spread over all places, things and wishes."""
    whole = list(product(WISHES, PLACES, THINGS))
    step = 7919  # has no divisor in common with the number of all, so that every one comes up once
    return [
        wish.format(place=place, thing=thing)
        for wish, place, thing in (whole[at * step % len(whole)] for at in range(number))
    ]


def quality(tried: Iterable[Pair], score: Callable[[str, str], float], least: float) -> Quality:
    """How well a score tells the pairs apart from `least` on."""
    called = [(score(pair.a, pair.b) >= least, pair.same) for pair in tried]
    right = sum(said and same for said, same in called)
    return Quality(
        right / (sum(said for said, _ in called) or 1),
        right / (sum(same for _, same in called) or 1),
    )


def searched(find: Callable[[str], list[int]], numbers: dict[str, int], tried: Iterable[Pair]) -> tuple[float, float]:
    """Of the second titles of the same pairs: how many find the first one first, and how many among the first three."""
    places = []
    for pair in tried:
        if pair.same:
            found = list(islice(find(pair.b), 3))
            places.append(found.index(numbers[pair.a]) if numbers[pair.a] in found else None)
    return places.count(0) / len(places), sum(place is not None for place in places) / len(places)

"""Suggestions that mean the same are found in other words, and those that only look alike are not."""

import threading

import pytest

from knowledge.ideas import MAYBE, SURE, Ideas
from tests.ideas import Quality, fillers, pairs, quality, searched


def likeness(one: str, other: str, body: str = "", other_body: str = "") -> float:
    ideas = Ideas()
    ideas.put(1, one, body)
    return next((found.score for found in ideas.like(other, other_body, least=0.0)), 0.0)


def found(ideas: Ideas, title: str, least: float = SURE) -> list[int]:
    return [one.number for one in ideas.like(title, least=least)]


@pytest.mark.parametrize(
    ("name", "least", "bound"),
    [
        ("known", SURE, Quality(0.91, 0.84)),
        ("known", MAYBE, Quality(0.77, 0.93)),
        ("unseen", SURE, Quality(0.90, 0.90)),
        ("unseen", MAYBE, Quality(0.79, 0.95)),
        ("late", SURE, Quality(0.76, 0.54)),
        ("late", MAYBE, Quality(0.66, 0.69)),
        ("fresh", SURE, Quality(0.55, 0.46)),
        ("fresh", MAYBE, Quality(0.53, 0.61)),
    ],
)
def test_pairs_are_told_apart_as_well_as_measured(name: str, least: float, bound: Quality) -> None:
    reached = quality(pairs(name), likeness, least)
    assert reached.precision >= bound.precision
    assert reached.recall >= bound.recall


def test_the_pairs_are_hard_enough() -> None:
    everyone = pairs()
    assert len(everyone) >= 300
    assert len(pairs("unseen")) >= 120
    assert 0.4 <= sum(pair.same for pair in everyone) / len(everyone) <= 0.5
    assert len({(pair.a, pair.b) for pair in everyone}) == len(everyone)


def test_one_among_many_is_found() -> None:
    titles = list(dict.fromkeys([*fillers(1500), *(pair.a for pair in pairs())]))
    numbers = {title: number for number, title in enumerate(titles)}
    ideas = Ideas()
    for title, number in numbers.items():
        ideas.put(number, title)
    _, three = searched(lambda said: found(ideas, said), numbers, pairs("unseen"))
    assert three >= 0.82
    assert all(found(ideas, title)[0] == numbers[title] for title in titles[::50])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("食堂饭菜太咸", "餐厅口味重"),
        ("三号冲床加护栏", "给冲压设备装防护栏"),
        ("食堂饭菜太咸", "食唐饭菜太咸"),
        ("食堂飯菜太鹹", "建议：食堂的饭菜别太咸了！！"),
    ],
)
def test_other_words_for_the_same_are_offered(one: str, other: str) -> None:
    assert likeness(one, other) >= SURE
    assert likeness(other, one) >= SURE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("食堂饭菜太咸", "食堂排队太久"),
        ("夏天车间太热", "冬天车间太冷"),
        ("延长食堂开放时间", "缩短食堂开放时间"),
        ("男浴室喷头坏了", "女浴室喷头坏了"),
        ("食堂早餐多点花样", "食堂晚餐多点花样"),
    ],
)
def test_another_matter_is_not_even_shown(one: str, other: str) -> None:
    assert likeness(one, other) < MAYBE


def test_the_same_for_another_machine_is_for_staff_only() -> None:
    for one, other in (("3号冲床加护栏", "五号冲床加护栏"), ("一车间装除尘器", "二车间装除尘器")):
        assert MAYBE <= likeness(one, other) < SURE


def test_a_body_helps() -> None:
    title, body = "改善宿舍生活", "洗澡的热水晚上九点就没了，能不能延长供应"
    asked = "宿舍热水供应时间延长"
    assert likeness(title, asked) < SURE
    assert likeness(title, asked, body) > likeness(title, asked)
    assert likeness("一点建议", asked, body) >= SURE, "a title that says nothing gives way to the body"


def test_put_replace_and_drop() -> None:
    ideas = Ideas()
    ideas.put(7, "食堂饭菜太咸")
    ideas.put(8, "给冲床装防护栏")
    assert (len(ideas), found(ideas, "餐厅口味重")) == (2, [7])
    ideas.put(7, "宿舍洗衣机不够用")
    assert (len(ideas), found(ideas, "餐厅口味重"), found(ideas, "宿舍多买几台洗衣机")) == (2, [], [7])
    ideas.drop(7)
    ideas.drop(7)
    ideas.drop(99)
    assert (len(ideas), found(ideas, "宿舍多买几台洗衣机"), found(ideas, "冲压机加护栏")) == (1, [], [8])
    ideas.drop(8)
    assert not ideas._places, "nothing stays behind"


def test_the_best_come_first_and_no_more_than_asked_for() -> None:
    ideas = Ideas()
    for number, title in enumerate(["车间风扇太少", "车间多装几台风扇", "车间热，多装几台风扇", "食堂饭菜太咸"]):
        ideas.put(number, title)
    best = ideas.like("车间多装几台风扇", limit=2, least=0.0)
    assert (len(best), best[0].number, best[0].score) == (2, 1, 1.0)
    assert best[0].score >= best[1].score


@pytest.mark.parametrize(
    "odd", ["", " ", "😀😀", "热", "？！", "建议", "a", "\x00\ud800", "字" * 3000, "食堂太咸" * 750, "12345"]
)
def test_odd_titles_are_taken(odd: str) -> None:
    ideas = Ideas()
    ideas.put(1, odd, odd)
    ideas.put(2, "食堂饭菜太咸", odd)
    assert all(0 <= one.score <= 1 for one in ideas.like(odd, odd, least=0.0))
    assert found(ideas, "餐厅口味重")[-1] == 2
    ideas.drop(1)
    assert len(ideas) == 1


def test_many_read_while_one_writes() -> None:
    ideas, stop, failed = Ideas(), threading.Event(), list[BaseException]()
    titles = fillers(200)

    def read() -> None:
        try:
            while not stop.is_set():
                ideas.like(titles[0])
        except BaseException as error:  # noqa: BLE001 - handed to the test
            failed.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number, title in enumerate(titles * 2):
        ideas.put(number % 100, title)
        ideas.drop((number + 50) % 100)
    stop.set()
    for reader in readers:
        reader.join()
    assert not failed

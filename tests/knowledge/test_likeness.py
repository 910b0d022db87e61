"""Which two stories are taken for one matter."""

import pytest

from knowledge.likeness import alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("公司拖欠三个月工资，一直说没钱", "老板还是不发工资，已经拖了四个月了"),
        ("公司辞退我，说我不胜任，什么都不赔，我想要补偿", "单位把我开除了，没有给赔偿"),
        ("车间里粉尘很大，没有口罩", "车间粉尘大，一直不发口罩"),
        ("我上班摔断了腿，单位不报工伤", "工伤的事单位还不给报"),
        ("社保只按最低基数交", "公司社保交得少，按最低的交"),
        ("想调岗，领导不同意", "领导不批我的调岗申请"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("公司拖欠三个月工资，一直说没钱", "宿舍没有热水，冬天很冷"),
        ("公司拖欠三个月工资，一直说没钱", "车间里粉尘很大，没有口罩"),
        ("领导总是骂人，要我写检讨", "夜班太多，一个月排了二十个夜班"),
        ("停车场收费不合理", "女工宿舍门锁坏了"),
        ("公司的事", "公司辞退我"),
        ("", "公司辞退我"),
        ("？？", "。。"),
    ],
)
def test_what_is_another_matter(one: str, other: str) -> None:
    assert not alike(one, other)

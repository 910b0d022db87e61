"""The words of a notice as its members read them: fields filled, the title first, link and way out last."""

import re
from dataclasses import asdict
from datetime import date

import pytest

from bot.domain import events, noticewords, units
from bot.domain.acts import Act
from bot.domain.noticekinds import Kind
from bot.domain.noticewords import Facts
from bot.errors import Refusal
from tests.domain.notice_people import notice, unit
from tests.domain.union import PHOTO, event


def test_the_title_the_text_the_link_and_how_to_leave(act: Act) -> None:
    one = notice(act, link="https://gh.example.cn/a", buttons=["报名：冬至联欢会"], picture=asdict(PHOTO))
    found = noticewords.reply(one, "web", link="https://gh.example.cn/go/x1", act=act)
    assert found.text == (
        "【停水通知】\n明天上午停水两小时。\n详情：https://gh.example.cn/go/x1\n不想再收到，回复“退订”。"
    )
    assert (found.buttons, found.files) == (("报名：冬至联欢会",), (PHOTO,))
    assert "详情：https://gh.example.cn/a" in noticewords.reply(one, "web", act=act).text


def test_a_reminder_is_one_sentence_and_others_say_themselves_how_to_leave(act: Act) -> None:
    one = notice(act, kind=Kind.REMINDER.value, title="活动提醒", text="您报名的“联欢会”明天14:00开始。")
    assert noticewords.reply(one, "web", act=act).text == "【活动提醒】您报名的“联欢会”明天14:00开始。"
    said = notice(act, key="b", title="征集建议", text="【征集建议】降温\n不想再收到，回复“退订”。")
    assert noticewords.reply(said, "web", act=act).text == said.text


def test_a_survey_has_the_button_that_begins_it(act: Act) -> None:
    asked = [{"name": "a", "label": "饭菜", "prompt": "饭菜怎么样？"}]
    one = notice(act, kind=Kind.SURVEY.value, title="食堂满意度", questions=asked, buttons=["看预告"])
    assert noticewords.reply(one, "web", act=act).buttons == ("填问卷：食堂满意度", "看预告")


def test_other_words_for_a_manner(act: Act) -> None:
    team = {"team": {"text": "来不了请告诉领队。", "buttons": ["我的队"]}}
    one = notice(
        act, kind=Kind.REMINDER.value, title="活动提醒", text="来不了请取消。", buttons=["取消"], variants=team
    )
    found = noticewords.reply(one, "web", manner="team", act=act)
    assert (found.text, found.buttons) == ("【活动提醒】来不了请告诉领队。", ("我的队",))
    assert noticewords.reply(one, "web", act=act).buttons == ("取消",)


def test_fields_are_filled(act: Act) -> None:
    top, party = units.top(act), event(act, place="礼堂")
    park = unit(act, "园区工会")
    text = "{工会}|{单位}|{月份}|{年份}|{活动}|{时间}|{地点}|{别的}"
    one = notice(act, unit_id=park.id, event_id=party.id, text=text, title="{月份}活动", buttons=["报名：{活动}"])
    found = noticewords.reply(one, "web", act=act)
    line = f"{top.name}|园区工会|11月|2026年|冬至联欢会|12月18日 14:00|礼堂|{{别的}}"
    assert found.text.splitlines()[:2] == ["【11月活动】", line]
    assert found.buttons == ("报名：冬至联欢会",)
    one.month = date(2027, 1, 1)
    assert noticewords.filled(act, one, "{年份}{月份}") == "2027年1月"
    party.place = party.starts_at = None
    assert noticewords.filled(act, one, "{时间}，{地点}") == "时间另行通知，地点另行通知"


def test_a_field_that_there_is_not_is_refused_by_name() -> None:
    there_are = "能用的有：{工会}、{单位}、{月份}、{年份}、{活动}、{时间}、{地点}。"
    with pytest.raises(Refusal, match=re.escape(f"“{{姓名}}”填不了。{there_are}")):
        noticewords.require(["{工会}", "您好，{姓名}"], 1)
    with pytest.raises(Refusal, match=re.escape("用了“{时间}”，却没有选活动")):
        noticewords.require(["{单位}{时间}"], None)
    noticewords.require(["{单位}{时间}", "没有花括号"], 1)


def test_what_a_platforms_form_says_of_a_personal_notice(act: Act) -> None:
    party: events.Event = event(act, place="礼堂")
    one = notice(act, kind=Kind.CHANGE.value, event_id=party.id, text="{活动}改地点了。")
    assert noticewords.card(one, act) == Facts("冬至联欢会", "12月18日 14:00", "礼堂", "冬至联欢会改地点了。")
    alone = notice(act, key="b", kind=Kind.CHANGE.value, title="{月份}安排有变")
    assert noticewords.card(alone, act) == Facts("11月安排有变", "", "", "明天上午停水两小时。")

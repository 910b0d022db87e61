"""Articles are cited as people cite them, and official texts are read from their folder; faults name file and line."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import StatuteError, citations
from knowledge.citations import LARGEST, Citation, numeral, ordinal, value
from knowledge.names import LAWS, NAMES, RULES, Name, named
from knowledge.statutes import read, read_folder
from tests.laws import BODY, REAL, with_real_texts, write

CONTRACT = "劳动合同法"


@given(st.integers(1, LARGEST))
def test_a_number_is_the_same_in_chinese_and_back(number: int) -> None:
    assert value(numeral(number)) == number == value(str(number))
    assert citations(f"劳动合同法{ordinal(number)}") == (Citation(CONTRACT, number),)


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (15, "十五"), (20, "二十"), (47, "四十七"), (101, "一百零一"), (110, "一百一十"),
     (276, "二百七十六"), (1010, "一千零一十"), (1191, "一千一百九十一"), (2000, "二千"), (3005, "三千零五")],
)  # fmt: skip
def test_numerals_are_those_of_the_statutes(number: int, words: str) -> None:
    assert numeral(number) == words


@pytest.mark.parametrize("number", [0, -1, LARGEST + 1])
def test_what_is_no_article_has_no_numeral(number: int) -> None:
    with pytest.raises(ValueError, match="no number of an article"):
        numeral(number)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("《劳动合同法》第四十六条、第四十七条", [(CONTRACT, 46), (CONTRACT, 47)]),
        ("《劳动合同法》第十条；《劳动合同法实施条例》第六条", [(CONTRACT, 10), ("劳动合同法实施条例", 6)]),
        ("劳动合同法47条", [(CONTRACT, 47)]),
        ("劳动合同法 第 82 条写的啥", [(CONTRACT, 82)]),
        ("中华人民共和国劳动合同法第三十九条第二项和第四十条第一款", [(CONTRACT, 39), (CONTRACT, 40)]),
        ("勞動合同法第八十二條", [(CONTRACT, 82)]),
        ("劳动合同法第四十六条至第四十八条", [(CONTRACT, 46), (CONTRACT, 47), (CONTRACT, 48)]),
        ("劳动合同法第一条到第九十八条", [(CONTRACT, 1), (CONTRACT, 98)]),
        ("刑法第二百七十六条之一", [("刑法节选", 276, 1)]),
        ("《民法典》第一千一百九十一条", [("民法典节选", 1191)]),
        ("劳动争议司法解释一第32条", [("劳动争议司法解释（一）", 32)]),
        ("《劳动争议司法解释(二)》第六条", [("劳动争议司法解释（二）", 6)]),
        ("最高人民法院关于审理劳动争议案件适用法律问题的解释（二）第6条", [("劳动争议司法解释（二）", 6)]),
        ("社保法58条", [("社会保险法", 58)]),
        ("《企业民主管理规定》第三条", [("企业民主管理规定", 3)]),
        ("根据劳动合同法，我有3条证据", []),
        ("我收到3条短信，第2条是主任发的", []),
        ("劳动法和它的第0条", []),
    ],
)
def test_citations_are_found(text: str, cited: list[tuple[str, ...]]) -> None:
    assert [(one.statute, one.article, one.sub) for one in citations(text)] == [(*one, 0)[:3] for one in cited]


def test_an_article_is_written_as_it_is_cited() -> None:
    assert str(Citation("刑法节选", 276, 1)) == "《刑法》第二百七十六条之一"
    notice = Citation("关于职工全年月平均工作时间和工资折算问题的通知", 2)
    assert (notice.label, citations(notice.spoken)) == ("第二部分", (notice,))


@given(st.text("第一二三十百劳动合同法《》条之款项、 0123456789", max_size=60))
def test_no_text_breaks_the_search_for_citations(text: str) -> None:
    assert all(0 < one.article <= LARGEST for one in citations(text))


@pytest.mark.parametrize("name", NAMES.values(), ids=lambda name: name.short)
def test_every_name_leads_to_its_statute(name: Name) -> None:
    for words in (name.short, name.title, *name.others):
        assert named(words) == name.short


def test_a_statute_is_read(tmp_path: Path) -> None:
    statute = read(write(tmp_path, doc_no='"主席令第1号"'))
    assert (statute.short, statute.title, statute.doc_no) == ("工钱法", "中华人民共和国工钱法", "主席令第1号")
    assert (statute.amended, statute.in_force_from, statute.partial) == (date(2019, 5, 6), date(2019, 7, 1), False)
    assert [(one.number, one.sub, one.chapter) for one in statute.articles] == [
        (1, 0, "第一章 总则"), (2, 0, "第一章 总则"), (3, 0, "第二章 罚则"), (3, 1, "第二章 罚则")
    ]  # fmt: skip
    first = statute.article(1)
    assert first
    assert first.text.split("\n\n") == [
        "用人单位应当按月支付工钱。",
        "拖欠满三十日的，加付百分之五十以上百分之一百以下。",
    ]
    assert statute.article(2).text.count("\n") == 2  # type: ignore[union-attr]
    assert statute.article(4) is None
    assert statute.cited(statute.articles[-1]) == Citation("工钱法", 3, 1)


def test_a_version_holds_at_the_earliest_when_it_was_published(tmp_path: Path) -> None:
    assert read(write(tmp_path, version_effective=None)).in_force_from == date(2019, 5, 6)


def test_a_notice_has_parts(tmp_path: Path) -> None:
    file = write(tmp_path, "\n## 第1部分\n\n折算\n", unit='"部分"', articles="1")
    assert read(file).articles[0].text == "折算"


FAULTS = [
    ({"title": None}, BODY, 1, "title is missing"),
    ({"amended": '"2019"'}, BODY, 7, "must be a day"),
    ({"articles": "5"}, BODY, 11, "articles says 5, but there are 4"),
    ({"partial": '"yes"'}, BODY, 15, "must be true or false"),
    ({"nickname": '"工钱"'}, BODY, 15, "is no key of a statute"),
    ({"title": "工钱法"}, BODY, 2, "the keys are not TOML"),
    ({}, BODY.replace("## 第2条", "## 第1条"), 27, "第1条 comes twice or out of order"),
    ({}, BODY.replace("## 第2条", "## 第二条"), 27, "“## 第二条” is no heading"),
    ({}, BODY.replace("## 第2条", "## 第2部分"), 27, "第2部分 is no 条"),
    ({}, BODY.replace("逃匿的，处三年以下有期徒刑。", ""), 39, "第3条之1 has no text"),
    ({"articles": "3"}, BODY[: BODY.index("## 第2条")] + BODY[BODY.index("# 第二章") :], 11, "第二条 is missing"),
]


@pytest.mark.parametrize(("keys", "body", "line", "words"), FAULTS, ids=[fault[3] for fault in FAULTS])
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, keys: dict[str, str | None], body: str, line: int, words: str
) -> None:
    file = write(tmp_path, body, **keys)
    with pytest.raises(StatuteError, match=words) as error:
        read(file)
    assert (error.value.file, error.value.line) == ("工钱法.md", line)


@pytest.mark.parametrize("content", [b"## \xff", "没有键".encode(), b"+++\ntitle = 1\n"])
def test_what_is_no_statute_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.md").write_bytes(content)
    with pytest.raises(StatuteError, match=r"^a\.md:1: "):
        read_folder(tmp_path)


def test_a_folder_holds_each_version_once_and_other_files_beside(tmp_path: Path) -> None:
    with pytest.raises(StatuteError, match="holds no statute"):
        read_folder(tmp_path)
    write(tmp_path)
    write(tmp_path, name="旧工钱法", amended='"2011-01-01"')
    (tmp_path / "INDEX.md").write_text("# 目录")
    assert len(read_folder(tmp_path)) == 2
    write(tmp_path, name="工钱法（抄本）")
    with pytest.raises(StatuteError, match="stands in another file"):
        read_folder(tmp_path)


@with_real_texts
def test_the_real_folder_is_read_whole_and_every_name_is_right() -> None:
    statutes = read_folder(REAL)
    assert (len(statutes), sum(len(one.articles) for one in statutes)) == (47, 1907)
    assert {one.short for one in statutes} == set(NAMES)
    for one in statutes:
        assert NAMES[one.short].title == one.title.partition("（节选")[0]
        assert NAMES[one.short].where == (RULES if one.kind in {"部门规章", "党内法规"} else LAWS)
        assert all(citations(one.cited(article).spoken) == (one.cited(article),) for article in one.articles)

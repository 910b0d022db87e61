"""Statutes are kept version by version; members read the one that holds on their day."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from bot.cli import commands
from bot.domain import audit, statutes
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.statutes import Article
from knowledge import Citation
from knowledge.statutes import read, read_folder
from tests.laws import BODY, REAL, with_real_texts, write

FIRST = Citation("工钱法", 1)
OLD = {"amended": '"2011-03-04"', "version_effective": '"2011-05-01"'}
DAY = date(2026, 11, 23)


def text_of(act: Act, citation: Citation = FIRST, day: date = DAY) -> str | None:
    found = statutes.article(act.session, citation, day)
    return found[1].text if found else None


def trail(act: Act) -> list[tuple[str, str, str]]:
    act.session.flush()
    rows = act.session.scalars(select(AuditRow).where(AuditRow.subject == "statute").order_by(AuditRow.id))
    return [(row.actor, row.action, row.facts["amended"]) for row in rows]


def test_an_import_keeps_text_and_provenance(act: Act, tmp_path: Path) -> None:
    done = statutes.take_in(act, [read(write(tmp_path, doc_no='"主席令第1号"'))])
    assert (done.new, done.further, done.corrected, done.same) == (["工钱法 2019-05-06"], [], [], [])
    statute = statutes.current(act.session, "工钱法", DAY)
    assert statute
    assert (statute.title, statute.doc_no, statute.source) == ("中华人民共和国工钱法", "主席令第1号", "抄本甲")
    assert (statute.amended, statute.in_force_from) == (date(2019, 5, 6), date(2019, 7, 1))
    assert text_of(act) == "用人单位应当按月支付工钱。\n\n拖欠满三十日的，加付百分之五十以上百分之一百以下。"
    assert text_of(act, Citation("工钱法", 3, 1)) == "逃匿的，处三年以下有期徒刑。"
    assert text_of(act, Citation("工钱法", 9)) is None
    assert text_of(act, Citation("厂规", 1)) is None
    assert trail(act) == [("operator", "statute.imported", "2019-05-06")]


def test_importing_again_changes_nothing(act: Act, tmp_path: Path) -> None:
    text = read(write(tmp_path))
    statutes.take_in(act, [text])
    rows = list(act.session.scalars(select(Article.id)))
    done = statutes.take_in(act, [text])
    assert (done.new, done.same) == ([], ["工钱法 2019-05-06"])
    assert list(act.session.scalars(select(Article.id))) == rows
    assert len(trail(act)) == 1


@pytest.mark.parametrize("newest_first", [True, False])
def test_each_day_has_its_version(act: Act, tmp_path: Path, *, newest_first: bool) -> None:
    old = read(write(tmp_path, BODY.replace("按月", "按季"), **OLD))
    texts = [read(write(tmp_path)), old]
    for text in texts if newest_first else reversed(texts):
        statutes.take_in(act, [text])
    assert "按月" in (text_of(act) or "")
    assert "按季" in (text_of(act, day=date(2019, 6, 30)) or "")
    assert "按月" in (text_of(act, day=date(2019, 7, 1)) or "")
    assert "按季" in (text_of(act, day=date(1999, 1, 1)) or "")
    assert [action for _, action, _ in trail(act)] == ["statute.imported"] * 2


def test_a_version_still_to_come_does_not_hold_yet(act: Act, tmp_path: Path) -> None:
    coming = {"amended": '"2026-11-01"', "version_effective": '"2027-01-01"'}
    statutes.take_in(act, [read(write(tmp_path))])
    done = statutes.take_in(act, [read(write(tmp_path, BODY.replace("按月", "按周"), **coming))])
    assert done.further == ["工钱法 2026-11-01"]
    assert "按月" in (text_of(act) or "")
    assert "按周" in (text_of(act, day=date(2027, 1, 1)) or "")


def test_a_mended_copy_takes_the_old_ones_place(act: Act, tmp_path: Path) -> None:
    statutes.take_in(act, [read(write(tmp_path, BODY.replace("按月", "按日")))])
    done = statutes.take_in(act, [read(write(tmp_path))])
    assert done.corrected == ["工钱法 2019-05-06"]
    assert "按月" in (text_of(act) or "")
    assert act.session.scalar(select(func.count()).select_from(Article)) == 4
    assert [action for _, action, _ in trail(act)] == ["statute.imported", "statute.corrected"]


def test_one_article_follows_another(act: Act, tmp_path: Path) -> None:
    statutes.take_in(act, [read(write(tmp_path))])
    labels, one = [], statutes.article(act.session, FIRST, DAY)
    row = one[1] if one else None
    while row:
        labels.append((row.number, row.sub))
        row = statutes.following(act.session, row)
    assert labels == [(1, 0), (2, 0), (3, 0), (3, 1)]
    statute = statutes.current(act.session, "工钱法", DAY)
    assert statute
    last = statutes.last(act.session, statute)
    assert (last.number, last.sub) == (3, 1)
    assert len(audit.trail(act.session, statute)) == 1


@with_real_texts
def test_the_real_folder_goes_in_whole(act: Act) -> None:
    done = statutes.take_in(act, read_folder(REAL))
    assert (len(done.new), done.further, done.corrected) == (47, [], [])
    assert act.session.scalar(select(func.count()).select_from(Article)) == 1907
    assert "二倍" in (text_of(act, Citation("劳动合同法", 87)) or "")
    assert len(statutes.take_in(act, read_folder(REAL)).same) == 47


def test_the_command_takes_a_folder_in(tmp_path: Path, store_url: str) -> None:
    laws = tmp_path / "laws"
    laws.mkdir()
    config = tmp_path / "config.toml"
    config.write_text(f'[store]\nurl = "{store_url}"\n')
    write(laws)

    def told() -> str:
        return CliRunner().invoke(commands, ["statutes", "import", str(laws), "--config", str(config)]).output

    assert told() == "1 new, 0 other versions, 0 mended, 0 unchanged (4 articles)\n"
    assert told() == "0 new, 0 other versions, 0 mended, 1 unchanged (4 articles)\n"
    write(laws, articles="5")
    assert told() == "Error: 工钱法.md:11: articles says 5, but there are 4\n"

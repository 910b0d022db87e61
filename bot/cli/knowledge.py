"""The commands about what the union knows: its entries, and the statutes they rest on."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.account import config_option, demo_option, open_account
from bot.domain import statutes as texts
from bot.domain.acts import OPERATOR
from knowledge import ENTRIES, Band, KnowledgeBase, Statute, StatuteError, evaluate
from knowledge.lint import Problem, Weight, lint
from knowledge.statutes import read_folder

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def ask(question: str, as_json: bool) -> None:
    """Look one question up in the knowledge base."""
    finding = KnowledgeBase.load().ask(question)
    answer = finding.hits[0].entry.answer if finding.band is Band.ANSWER else ""
    if as_json:
        entries = [
            {
                "id": hit.entry.id,
                "covers": list(hit.entry.covers),
                "title": hit.entry.title,
                "score": round(hit.score, 4),
            }
            for hit in finding.hits
        ]
        click.echo(json.dumps({"band": finding.band.value, "entries": entries, "answer": answer}, ensure_ascii=False))
        return
    titles = "\n".join(f"· {hit.entry.title}" for hit in finding.hits)
    words = {Band.ANSWER: answer, Band.CHOICES: f"您是不是想问：\n{titles}", Band.NONE: "没有把握，请找工会的人。"}
    click.echo(words[finding.band])


@click.group()
def faq() -> None:
    """The knowledge base."""


@faq.command("eval")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def faq_eval(file: Path, as_json: bool) -> None:
    """Measure the knowledge base on labelled questions."""
    with file.open(encoding="utf-8") as lines:
        report = evaluate(KnowledgeBase.load(), lines)
    click.echo(json.dumps(report.as_dict(), ensure_ascii=False) if as_json else report.text())


@faq.command("lint")
@click.argument("folder", required=False, type=FOLDER)
@click.option("--entries", default=ENTRIES, type=FOLDER, help="Instead of the shipped entries.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def faq_lint(folder: Path | None, entries: Path, as_json: bool) -> None:
    """Check the entries; with the FOLDER of statutes also their articles and numbers. Exits 1 on errors."""
    problems = lint(entries, datetime.now(UTC).date(), _statutes(folder) if folder else ())
    errors = sum(one.weight is Weight.ERROR for one in problems)
    figures = {"errors": errors, "warnings": len(problems) - errors}
    if as_json:
        found = {**figures, "problems": [one.as_dict() for one in problems]}
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        click.echo("\n".join([*_by_words(problems), ", ".join(f"{count} {name}" for name, count in figures.items())]))
    sys.exit(1 if errors else 0)


@click.group("statutes")
def statute_commands() -> None:
    """The official texts."""


@statute_commands.command("import")
@config_option
@demo_option
@click.argument("folder", type=FOLDER)
def statutes_import(file: Path | None, demo: bool, folder: Path) -> None:
    """Take official texts in; a version that is there already stays as it is."""
    read = _statutes(folder)
    app = open_account(file, demo=demo)
    with app.act(OPERATOR) as act:
        done = texts.take_in(act, read)
    for label in (*done.further, *done.corrected):
        click.echo(f"{'mended copy' if label in done.corrected else 'another version'}: {label}")
    figures = f"{len(done.new)} new, {len(done.further)} other versions, {len(done.corrected)} mended"
    click.echo(f"{figures}, {len(done.same)} unchanged ({sum(len(one.articles) for one in read)} articles)")


def _statutes(folder: Path) -> tuple[Statute, ...]:
    try:
        return read_folder(folder)
    except StatuteError as wrong:
        raise click.ClickException(str(wrong)) from None


def _by_words(problems: Iterable[Problem]) -> list[str]:
    """A line for each error; the same warning about several entries is one line."""
    entries: dict[tuple[Weight, str], list[str]] = defaultdict(list)
    for one in problems:
        shared = (one.weight, one.words if one.weight is Weight.WARNING else str(one))
        entries[shared].append(one.entry)
    warnings = [
        f"{weight.value}: {words}: {', '.join(dict.fromkeys(names))}"
        for (weight, words), names in entries.items()
        if weight is Weight.WARNING
    ]
    return [*(words for weight, words in entries if weight is Weight.ERROR), *warnings]

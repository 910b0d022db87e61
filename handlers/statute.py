"""A member reads the law itself: an answer's articles, one article by its number, or 'which article says that'."""

import re
from datetime import date

from bot.conversation import command
from bot.domain import statutes
from bot.domain.entries import ARTICLES
from bot.domain.statutes import Article, Statute
from bot.errors import Refusal
from bot.messages import Reply
from handlers.feedback import ENTRY
from handlers.turn import Turn
from knowledge import Band, Citation, Entry, citations, most_relevant
from knowledge.citations import NUMERAL, ordinal
from knowledge.doubts import doubts
from knowledge.lint import cited
from knowledge.names import LAWS, NAMES, shown

LONGEST = 560
"""Characters of statute text in one message: with heading and foot it fits what WeChat takes (2048 bytes)."""

LONGEST_OF_MANY = 280
"""Characters of one article among several; what is longer is cut, a button leads to the whole."""

MOST_BUTTONS = 6
READ_ON = "接着看：{citation}（{page}）"
NEXT = "下一条：{citation}"
OF_ENTRY = "查看条文：{title}"
HEADING = "“{title}”依据的条文："
NAMED_ONLY = "“{title}”依据：{articles}。\n{where}"
CUT = "{text}……（没完，看全文请回复：{citation}）"
ELSEWHERE = "条文原文请到{where}，搜法规名字就能看到。"
NOT_HERE = "《{title}》{label}：我这里没有存这部法规的全文。\n{elsewhere}"
NO_SUCH_ARTICLE = "《{name}》没有{label}：最后一条是{last}。您再核对一下数字。"
ONLY_AN_EXCERPT = "《{name}》我这里只存了几条，没有{label}。\n{elsewhere}"
FOOT = "（{version}版{since}；{issuer}发布{number}。正式文本见{where}）"
NO_SUCH_ENTRY = "没听出来是哪件事的条文。换个说法，比如“双倍工资是哪条”，或者直接说“劳动合同法第八十二条”。"
WHICH_MATTER = "您要看哪件事的条文？点一下，或回复序号。"

_NAME = "|".join(
    re.escape(one)
    for one in sorted(
        {
            form
            for name in NAMES.values()
            for word in (name.short, name.title, *name.others)
            for form in (word, word.replace("（", "(").replace("）", ")"), re.sub(r"[（）]", "", word))
        },
        key=len,
        reverse=True,
    )
)
# Every repetition below has an end, so that no message, however odd, keeps the matcher busy.
_GAP = r"\s{0,3}"
_ORDINAL = rf"第?{_GAP}{NUMERAL}{_GAP}(?:条|部分)(?:{_GAP}之{_GAP}{NUMERAL})?(?:{_GAP}第?{NUMERAL}[款项]){{0,2}}"
_BEFORE = (
    r"(?:请问|请|麻烦|帮我|帮忙|给我|我想|想|知道|了解|查看|看看|查查|问问|查|看|问|一下|那个|关于|现行|新|\s){0,6}"
)
_AFTER = (
    r"(?:具体|到底|究竟|规定|内容|原文|全文|条文|意思|什么|怎么|如何|哪些|写|说|讲|是|都|里|的|了|啥|咋|样"
    r"|查一下|看一下|看看|一下|吗|呢|呀|啊|[\s?？。.!！,，]){0,10}"
)
_ARTICLE = (
    rf"(?P<said>(?:中华人民共和国)?(?:《[^《》]{{2,60}}》|{_NAME}){_GAP}的?{_GAP}{_ORDINAL}"
    rf"(?:[、,，和及与\s]{{1,3}}{_ORDINAL}){{0,9}})"
)
_WHICH = r"(?:哪一?条|第几条|哪个法条|什么法条|哪部法律?|法律依据)"
_LEADS = r"(?:到底|究竟|具体|是|在|见|属于|对应|依据|根据|出自|写在|规定在|按照|劳动合同法|劳动法|法律|里|中|的){0,5}"
_ABOUT = (
    rf"(?P<what>.{{2,40}}?){_LEADS}{_WHICH}"
    r"(?:法律?|规定|条文|法条|是|在|什么|啥|哪里|的|了|呀|啊|呢|[?？。\s]){0,6}"
)


def of_entry(entry: Entry, turn: Turn, question: str = "") -> Reply:
    """The articles that an entry rests on, the most relevant first, as many as fit; buttons lead to the others."""
    known = {one: found for one in cited(entry) if (found := statutes.article(turn.session, one, turn.today))}
    if not known:
        return Reply(_by_name(entry))
    order = most_relevant(question or entry.title, [(one, found[1].text) for one, found in known.items()])
    parts, room = [HEADING.format(title=entry.title)], LONGEST
    for one in order:
        part = _part(one, *known[one], turn.today)
        room -= len(part)
        if room < 0:
            break
        parts.append(part)
    cut = [one for one in order[: len(parts) - 1] if len(known[one][1].text) > LONGEST_OF_MANY]
    rest = [*cut, *order[len(parts) - 1 :], *(one for one in cited(entry) if one not in known)]
    return Reply("\n".join(parts), tuple(one.spoken for one in rest[:MOST_BUTTONS]))


@command(ARTICLES, "条文", "法条", "依据", "是哪条", "哪条", "哪一条", "第几条", "依据是什么")
def of_last(turn: Turn) -> Reply:
    """The articles of the answer that the member has just read."""
    entry = turn.knowledge.entry(turn.notes.get(ENTRY, ""))
    if entry is None:
        raise Refusal(NO_SUCH_ENTRY)
    return of_entry(entry, turn)


@command(pattern=r"(?:查看|看看?)?(?:条文|法条)\s{0,3}[:：]?\s{0,3}(?P<what>\S.{1,60})")
def articles(turn: Turn, what: str) -> Reply:
    """The articles of an entry, by its title or id, or in the member's own words."""
    if entry := turn.knowledge.titled(what) or turn.knowledge.entry(what.strip()):
        return of_entry(entry, turn)
    if found := citations(what):
        return _show(found, turn)
    return which(turn, what)


@command(pattern=rf"{_BEFORE}{_ABOUT}")
def which_article(turn: Turn, what: str) -> Reply:
    """那个双倍工资是哪条: the articles on a matter in the member's own words."""
    return which(turn, what)


def which(turn: Turn, what: str) -> Reply:
    """The articles of the entry that is about a matter; where it could be several, they are offered."""
    finding = turn.knowledge.ask(what)
    if finding.band is Band.NONE:
        raise Refusal(NO_SUCH_ENTRY)
    if finding.band is Band.CHOICES:
        return Reply(WHICH_MATTER, tuple(OF_ENTRY.format(title=hit.entry.title) for hit in finding.hits))
    entry = finding.hits[0].entry
    shown_first = of_entry(entry, turn, what)
    return Reply(shown_first.text, (entry.title, *shown_first.buttons))


@command(pattern=rf"(?:下一条{_GAP}[:：]{_GAP})?{_BEFORE}{_ARTICLE}{_AFTER}")
def article(turn: Turn, said: str) -> Reply:
    """劳动合同法第四十七条, 工伤保险条例14条写的啥: the article itself."""
    return _show(citations(said), turn)


@command(pattern=rf"接着看{_GAP}[:：]{_GAP}{_ARTICLE}{_GAP}[（(](?P<page>\d{{1,2}})[）)]")
def read_on(turn: Turn, said: str, page: str) -> Reply:
    """The next part of a long article."""
    return _show(citations(said), turn, int(page))


def _show(found: tuple[Citation, ...], turn: Turn, page: int = 1) -> Reply:
    """One article, and buttons for what else was named, or for what follows it."""
    one, *others = found
    statute = statutes.current(turn.session, one.statute, turn.today)
    if statute is None:
        return Reply("\n".join(_not_here(each) for each in found))
    held = statutes.article(turn.session, one, turn.today)
    if held is None:
        raise Refusal(_no_such(one, statute, turn))
    pages = _pages(held[1].text)
    page = min(max(page, 1), len(pages))
    label = one.label if page == 1 else f"{one.label}（续）"
    lines = [f"《{_title(statute)}》", f"{label}　{pages[page - 1]}", _foot(statute, turn.today)]
    lines += [f"注意：{doubt.reason}。" for doubt in doubts(one, turn.today)]
    more = [READ_ON.format(citation=one.spoken, page=page + 1)] if page < len(pages) else []
    after = statutes.following(turn.session, held[1])
    if not others and after:
        more.append(NEXT.format(citation=Citation(one.statute, after.number, after.sub).spoken))
    return Reply("\n".join(lines), (*more, *(each.spoken for each in others[:MOST_BUTTONS])))


def _pages(text: str) -> list[str]:
    """The text in parts of a message's size, divided at line ends."""
    pages = [""]
    for line in (part for part in text.split("\n") if part):
        if pages[-1] and len(pages[-1]) + len(line) >= LONGEST:
            pages.append("")
        pages[-1] += ("\n" if pages[-1] else "") + line
    return [page[start : start + LONGEST] for page in pages for start in range(0, len(page), LONGEST)]


def _part(one: Citation, statute: Statute, held: Article, day: date) -> str:
    """An article among others: heading with version, text, and what speaks against relying on it."""
    notes = "".join(f"\n注意：{doubt.reason}。" for doubt in doubts(one, day))
    text = held.text.replace("\n\n", "\n")
    if len(held.text) > LONGEST_OF_MANY:
        text = CUT.format(text=text[:LONGEST_OF_MANY], citation=one.spoken)
    return f"{one}（{statute.amended}版）\n{text}{notes}"


def _foot(statute: Statute, day: date) -> str:
    """The version, since when it holds, and who issued it."""
    known = statute.version_effective is not None
    since = f"，{statute.in_force_from}起施行" if known else ""
    if statute.in_force_from > day:
        since += "，现在还没有施行"
    number = f"，{statute.doc_no}" if statute.doc_no else ""
    where = _where(statute.short)
    return FOOT.format(version=statute.amended, since=since, issuer=statute.issuer, number=number, where=where)


def _where(short: str) -> str:
    """Where everybody can read a statute."""
    return NAMES[short].where if short in NAMES else LAWS


def _title(statute: Statute) -> str:
    return NAMES[statute.short].title if statute.short in NAMES else statute.title


def _by_name(entry: Entry) -> str:
    """Which articles they are and where everybody can read them, for a union that has imported no texts."""
    found = cited(entry)
    by_statute = {one.statute: [each.label for each in found if each.statute == one.statute] for one in found}
    articles = "；".join(f"《{shown(name)}》{'、'.join(labels)}" for name, labels in by_statute.items())
    where = ELSEWHERE.format(where="或".join(dict.fromkeys(_where(name) for name in by_statute)))
    return NAMED_ONLY.format(title=entry.title, articles=articles, where=where)


def _not_here(one: Citation) -> str:
    title = NAMES[one.statute].title if one.statute in NAMES else one.statute
    return NOT_HERE.format(title=title, label=one.label, elsewhere=ELSEWHERE.format(where=_where(one.statute)))


def _no_such(one: Citation, statute: Statute, turn: Turn) -> str:
    name = shown(one.statute)
    if statute.partial:
        return ONLY_AN_EXCERPT.format(name=name, label=one.label, elsewhere=ELSEWHERE.format(where=_where(one.statute)))
    last = statutes.last(turn.session, statute)
    return NO_SUCH_ARTICLE.format(name=name, label=one.label, last=ordinal(last.number, last.sub, statute.unit))


ENTRIES = (of_last, articles, article, read_on, which_article)
"""For the menu, before event.details (查看…): the words of all are whole messages, so they take nothing else."""

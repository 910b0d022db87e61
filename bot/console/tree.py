"""The units that an officer may see, as a tree, with how much there is in each and below it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select

from bot.console.visit import Visit
from bot.domain import backlog, roles
from bot.domain.backlog import Size
from bot.domain.roles import Right
from bot.domain.units import Unit


@dataclass
class Node:
    """One unit: what it has itself, the units below it, and what those have together."""

    id: int
    name: str
    own: Size
    children: list["Node"] = field(default_factory=list)
    units: int = 0
    members: int = 0
    cases: int = 0


def grown(visit: Visit) -> list[Node]:
    """The trees that the officer sees; one, for most."""
    mine = roles.reaching(visit.officer, Right.SEE_UNITS)
    rows = select(Unit.id, Unit.name, Unit.parent_id).where(Unit.id.in_(mine), Unit.closed_at.is_(None))
    sizes, nodes, roots = backlog.sizes(visit.session, mine), dict[int, Node](), list[Node]()
    above = dict[int, int | None]()
    for number, name, parent in visit.session.execute(rows.order_by(Unit.id)):
        nodes[number], above[number] = Node(number, name, sizes.get(number, Size())), parent
    for number, parent in above.items():
        (nodes[parent].children if parent in nodes else roots).append(nodes[number])
    for node in reversed([node for node, _ in walk(roots)]):
        for child in node.children:
            node.units += child.units + 1
            node.members += child.members + child.own.members
            node.cases += child.cases + child.own.cases
    return roots


def walk(roots: list[Node]) -> Iterator[tuple[Node, int]]:
    """Each unit before those below it, with how many lists end after it. Not by recursion: a tree may be deep."""
    line = [iter(roots)]
    ahead = next(line[-1], None)
    while ahead:
        node, ends = ahead, 0
        if node.children:
            line.append(iter(node.children))
        while line and (ahead := next(line[-1], None)) is None:
            line.pop()
            ends += 1
        yield node, ends if line else ends - 1

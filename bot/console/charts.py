"""Charts as SVG pictures, drawn by pygal: without script, and with nothing loaded from anywhere."""

import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from itertools import count
from types import ModuleType
from typing import Final
from xml.etree.ElementTree import Element, tostring

from starlette.responses import Response

FONT: Final = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""A picture of ours may look as it says, and nothing else."""

WIDER: Final = 6
"""Pixels by which a Chinese letter is wider than the library reckons."""

STEPS: Final = 4
"""Of a scale of counts."""

Series = tuple[str, Sequence[float | None]]
"""The name of a series, and a value for each label; None: no value."""


def bars(labels: Sequence[str], *series: Series, most: float | None = None, unit: str = "") -> bytes:
    """Horizontal bars, one for each label and series, with their values written on them; SVG.

    Without `most` they are counts, and the scale has whole numbers.
    """
    pygal = _pygal()
    ticks = _ticks(max((value or 0 for _, values in series for value in values), default=0))
    chart = pygal.HorizontalBar(
        style=_style(pygal),
        js=[],
        print_values=True,
        show_legend=len(series) > 1,
        legend_at_bottom=True,
        legend_at_bottom_columns=len(series),
        margin_left=20 + WIDER * max(map(len, labels), default=0),
        height=90 + 44 * max(len(labels), 1) * len(series),
        range=(0, most or ticks[-1]),
        value_formatter=lambda value: "" if value is None else f"{value:g}{unit}",
        no_data_text="还没有数",
    )
    chart.x_labels = list(reversed(labels))
    if most is None:
        chart.y_labels = ticks
    for name, values in series:
        chart.add(name, list(reversed(values)))
    return _drawn(chart.render_tree())


def columns(labels: Sequence[str], *series: Series) -> bytes:
    """Upright bars in groups, one group for each label, for counts over time; SVG."""
    pygal = _pygal()
    ticks = _ticks(max((value or 0 for _, values in series for value in values), default=0))
    chart = pygal.Bar(
        style=_style(pygal),
        js=[],
        width=900,
        height=380,
        legend_at_bottom=True,
        legend_at_bottom_columns=len(series),
        range=(0, ticks[-1]),
        value_formatter=lambda value: "" if value is None else f"{value:g}",
        no_data_text="还没有数",
    )
    chart.x_labels = list(labels)
    chart.y_labels = ticks
    for name, values in series:
        chart.add(name, list(values))
    return _drawn(chart.render_tree())


def _ticks(top: float) -> list[int]:
    """Whole numbers up the side, the last one at or above the top."""
    step = next(size * 10**power for power in count() for size in (1, 2, 5) if size * 10**power * STEPS >= top)
    return [step * number for number in range(STEPS + 1)]


@cache
def _pygal() -> ModuleType:
    """The library, when it is wanted first, without the finder of plugins that it brings: Python warns of its kind."""
    pygal = import_module("pygal")
    sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]
    return pygal


def _style(pygal: ModuleType) -> object:
    """The console's own letters and colours."""
    return pygal.style.Style(
        background="transparent",
        plot_background="transparent",
        foreground="#333",
        foreground_strong="#222",
        foreground_subtle="#666",
        colors=("#b3261e", "#1e6fb3", "#5b7a1e", "#8a5a00"),
        font_family=FONT,
        label_font_size=14,
        major_label_font_size=14,
        value_font_size=13,
        legend_font_size=14,
    )


def picture(drawn: bytes) -> Response:
    """A chart as the answer to a request."""
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "private, max-age=60"}
    return Response(drawn, media_type="image/svg+xml", headers=headers)


def _drawn(tree: Element) -> bytes:
    """Without what pygal brings to make it move."""
    for parent in list(tree.iter()):
        for child in [one for one in parent if str(one.tag).rpartition("}")[2] == "script"]:
            parent.remove(child)
    drawn: bytes = tostring(tree, encoding="utf-8")
    return drawn

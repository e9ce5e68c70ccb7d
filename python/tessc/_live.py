"""Curves of a run as SVG, and where they are shown while it trains."""
from __future__ import annotations

import html
import math
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

Row = Dict[str, Any]

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 380, 210, 46, 30, 34
_SERIES = {"loss": (("loss", "training"), ("validation_loss", "validation"), ("test_loss", "test")),
           "accuracy": (("accuracy", "training"), ("validation_accuracy", "validation"), ("test_accuracy", "test"))}
_COLOURS = ("#3a86c8", "#e08a1e", "#3f9b57")


def _points(rows: Sequence[Row], key: str) -> List[Tuple[float, float]]:
    return [(row["epoch"], row[key]) for row in rows if row.get(key) is not None and math.isfinite(row[key])]


def _panel(rows: Sequence[Row], what: str, left: int) -> List[str]:
    series = [(name, _points(rows, key)) for key, name in _SERIES[what]]
    values = [y for _, points in series for _, y in points]
    if not values:
        return []
    epochs = [row["epoch"] for row in rows]
    low, high = min(values), max(values)
    slack = (high - low) * 0.05 or abs(high) * 0.05 or 1
    low, high = low - slack, high + slack

    def place(x: float, y: float) -> Tuple[float, float]:
        across = (x - epochs[0]) / max(epochs[-1] - epochs[0], 1)
        up = (y - low) / (high - low)
        return left + LEFT + across * (WIDTH - LEFT - 20), TOP + (1 - up) * (HEIGHT - TOP - BOTTOM)

    parts = [f'<text x="{left + LEFT}" y="16" font-weight="bold">{what}</text>']
    for y in (low + slack, high - slack):
        x0, at = place(epochs[0], y)
        label = f"{100 * y:.1f} %" if what == "accuracy" else f"{y:.3g}"
        parts.append(f'<line x1="{x0:.1f}" x2="{left + WIDTH - 20}" y1="{at:.1f}" y2="{at:.1f}" stroke="#8884"/>'
                     f'<text x="{x0 - 4:.1f}" y="{at + 4:.1f}" text-anchor="end">{label}</text>')
    for (name, points), colour in zip(series, _COLOURS):
        places = [place(*point) for point in points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.8"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{colour}"><title>{name}, epoch {point[0]}: '
                  f'{point[1]:.4g}</title></circle>' for (x, y), point in zip(places, points)]
    return parts


def curves(rows: Sequence[Row], title: str, epochs: Optional[int] = None) -> str:
    """Loss and accuracy over the epochs, as HTML that needs nothing else."""
    count = f"epoch {rows[-1]['epoch']}" if rows else "no epoch yet"
    if epochs:
        count += f" of {epochs}"
    head = f"<b>{html.escape(title)}</b>: {count}"
    if not rows:
        return f"<div>{head}</div>"
    legend = "".join(f'<text x="{LEFT + 90 * i}" y="{HEIGHT - 6}" fill="{colour}">{name}</text>'
                     for i, (colour, (_, name)) in enumerate(zip(_COLOURS, _SERIES["loss"])))
    parts = [*_panel(rows, "loss", 0), *_panel(rows, "accuracy", WIDTH), legend]
    return (f'<div>{head}<br/><svg xmlns="http://www.w3.org/2000/svg" width="{2 * WIDTH}" height="{HEIGHT}" '
            f'font-family="sans-serif" font-size="11" fill="currentColor">{"".join(parts)}</svg></div>')


def in_notebook() -> bool:
    """Is this a kernel whose frontend draws HTML?"""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    shell = get_ipython()
    return shell is not None and hasattr(shell, "kernel")


def _text(row: Row) -> str:
    parts = [f"epoch {row['epoch']}: loss {row['loss']:.4f}, accuracy {100 * row['accuracy']:.2f} %"]
    for part in ("validation", "test"):
        if row.get(part + "_accuracy") is not None:
            parts.append(f"{part} {100 * row[part + '_accuracy']:.2f} %")
    return ", ".join(parts)


Show = Callable[[List[Row]], None]


def shower(progress: Any, title: str, epochs: int) -> Show:
    """What is called with all rows whenever there is a new one. progress: None (curves in a notebook, elsewhere a line an
    epoch), True (a line an epoch), False (nothing), or a function that gets the new row."""
    if callable(progress):
        return lambda rows: progress(rows[-1]) if rows else None
    if progress is False:
        return lambda rows: None
    if progress is None and in_notebook():
        from IPython.display import HTML, display
        handle = display(HTML(curves([], title, epochs)), display_id=True)
        return lambda rows: handle.update(HTML(curves(rows, title, epochs)))
    return lambda rows: print(_text(rows[-1]), flush=True) if rows else None

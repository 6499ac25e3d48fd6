"""Charts as files: SVG and PNG with the same bytes for the same chart, written whole or not at all."""

import os
import re
import tempfile
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, cast
from xml.sax.saxutils import escape

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.charts.style import house

PIXELS_PER_INCH = 144.0


def save(drawn: Axes | Figure, path_stem: str | Path) -> tuple[Path, Path]:
    """Write `<path_stem>.svg` and `<path_stem>.png`; returns both paths.

    The SVG carries the chart's title and alternative text for screen readers. No date, no software version and no
    random ids go in, so the same chart gives the same bytes.
    """
    stem = Path(path_stem)
    stem.parent.mkdir(parents=True, exist_ok=True)
    written = []
    for ending, data in (("svg", svg(drawn).encode()), ("png", png(drawn))):
        target = stem.with_name(f"{stem.name}.{ending}")
        _write(target, data)
        written.append(target)
    return written[0], written[1]


def svg(drawn: Axes | Figure) -> str:
    """The chart as an SVG document."""
    figure = _figure(drawn)
    out = StringIO()
    before = figure.canvas
    try:
        with house():
            meta = {"Title": title_of(drawn), "Date": None, "Creator": None, "Format": None, "Type": None}
            cast(Any, FigureCanvasSVG(figure)).print_svg(out, metadata=meta)
    finally:
        figure.set_canvas(before)
    text = out.getvalue()
    described = f"</title>\n <desc>{escape(alt_text(drawn))}</desc>"
    text = text.replace("</title>", described, 1)
    return re.sub(r"<svg ", '<svg role="img" ', text, count=1)


def png(drawn: Axes | Figure, *, pixels_per_inch: float = PIXELS_PER_INCH) -> bytes:
    """The chart as a PNG picture."""
    figure = _figure(drawn)
    out = BytesIO()
    before, dpi = figure.canvas, figure.dpi
    try:
        with house():
            figure.set_dpi(pixels_per_inch)
            meta = {"Title": title_of(drawn), "Description": alt_text(drawn), "Software": None}
            cast(Any, FigureCanvasAgg(figure)).print_png(out, metadata=meta)
    finally:
        figure.set_dpi(dpi)
        figure.set_canvas(before)
    return out.getvalue()


def alt_text(drawn: Axes | Figure) -> str:
    """What the chart says, for who cannot see it."""
    return str(_figure(drawn).get_label())


def title_of(drawn: Axes | Figure) -> str:
    """The chart's title in one line."""
    figure = _figure(drawn)
    for text in figure.texts:
        if text.get_gid() == "title":
            return " ".join(text.get_text().split())
    for ax in figure.axes:
        if text_found := ax.get_title(loc="left"):
            return " ".join(text_found.split())
    return ""


def texts_of(drawn: Axes | Figure) -> list[Text]:
    """Every visible, non-empty text of a figure."""
    return [
        text
        for text in _figure(drawn).findobj(Text)
        if isinstance(text, Text) and text.get_visible() and text.get_text().strip()
    ]


def _figure(drawn: Axes | Figure) -> Figure:
    return drawn if isinstance(drawn, Figure) else cast(Figure, drawn.get_figure(root=True))


def _write(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

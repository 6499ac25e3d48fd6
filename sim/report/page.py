"""One self-contained page: sentences, table, charts, what differs, assumptions and sources. Nothing is fetched."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from string import Template
from typing import TYPE_CHECKING

from sim.charts import state_of
from sim.charts.names import Names, names_of
from sim.report.style import STYLE
from sim.report.table import results_table, said
from sim.report.why import Titled

if TYPE_CHECKING:
    from sim.experiment.run import RunResult
    from sim.scenario.schema import Scenario

_PAGE = Template("""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>$title</title>
<style>
$style
</style>
</head>
<body>
<h1>$title</h1>
$sentences
$warnings
$names
<h2>Figures</h2>
<div class="scroll">$table</div>
<p>Intervals of $level %; they cover chance only, not what is uncertain about the inputs.</p>
$tables
<h2>Charts</h2>
$charts
$differences
<h2>Assumptions and sources</h2>
<p>$stated of the numbers below are assumptions, not measurements. Everything else is in scenario.resolved.yaml.</p>
<div class="sources">$sources</div>
<footer>$footer</footer>
</body>
</html>
""")


def page(
    runs: Sequence["RunResult"],
    *,
    title: str,
    sentences: Sequence[str],
    warnings: Sequence[str],
    charts: Mapping[str, str],
    footer: str,
    tables: Sequence[Titled] = (),
) -> str:
    """The page as HTML; `charts` are SVG documents by name, `tables` come after the one of the configurations."""
    first, *rest = sentences
    called = names_of(runs)
    header, rows = results_table(runs)
    cited, assumed = _sources(runs[0].scenario)
    level = runs[0].figure("conversion")
    return _PAGE.substitute(
        style=STYLE,
        title=escape(title),
        names=_names(called),
        sentences="\n".join(
            [
                *_state(runs, called),
                f'<p class="decision">{escape(first)}</p>',
                *(f"<p>{escape(sentence)}</p>" for sentence in rest),
            ]
        ),
        warnings="\n".join(f'<p class="warning">{escape(warning)}.</p>' for warning in warnings),
        table=_table(header, rows, figures=True),
        level=f"{100 * float(level['level']):g}" if level else "95",
        tables="\n".join(
            f'<h2>{escape(title)}</h2>\n<div class="scroll">{_table(head, lines, figures=True)}</div>'
            for title, head, lines in tables
        ),
        charts="\n".join(f"<figure>{inline(svg, name)}</figure>" for name, svg in charts.items()),
        differences=_what_differs([run.scenario for run in runs], called),
        stated=assumed,
        sources=cited + _set_here([run.scenario for run in runs[1:]]),
        footer=escape(footer),
    )


def inline(svg: str, prefix: str) -> str:
    """An SVG document as part of a page: without prolog and metadata, its ids made its own."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'\bid="', f'id="{prefix}-', body)
    body = re.sub(r'href="#', f'href="#{prefix}-', body)
    return re.sub(r"url\(#", f"url(#{prefix}-", body).strip()


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], *, figures: bool = False) -> str:
    kind = ' class="n"' if figures else ""
    head = "".join(f"<th{kind if place else ''}>{escape(name)}</th>" for place, name in enumerate(header))
    labels = [f' data-label="{escape(name)}"' if name else "" for name in header]  # for cards on a narrow screen
    body = "\n".join(
        "<tr>"
        + "".join(
            f"<td{kind if place else ''}{labels[place] if place else ''}>{escape(cell)}</td>"
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _state(runs: Sequence["RunResult"], called: Names) -> list[str]:
    """What has to be known before any figure is believed."""
    text = state_of(runs, called)
    return [f'<p class="state">⚠ {escape(text)}</p>'] if text else []


def _names(called: Names) -> str:
    """What the short names stand for, where there are any."""
    whole = [(short, name) for name, short in called.short.items() if short != name]
    if not whole:
        return ""
    listed = "".join(f"<dt>{escape(short)}</dt><dd>{escape(name)}</dd>" for short, name in whole)
    return f'<dl class="names">{listed}</dl>'


def _what_differs(scenarios: Sequence["Scenario"], called: Names) -> str:
    from sim.scenario.edit import diff

    base, *others = scenarios
    rows = [
        [path, said(one, 160), said(two, 160), called[other.name]]
        for other in others
        for path, one, two in diff(base, other)
        if path not in ("name", "short", "description") and not path.startswith("sources.")
    ]
    if not others:
        return ""
    shown = (
        _table(["path", called[base.name], "there", "configuration"], rows) if rows else "<p>Nothing but the name.</p>"
    )
    return f'<h2>What differs</h2>\n<div class="sources">{shown}</div>'


def _set_here(others: Sequence["Scenario"]) -> str:
    """What the configurations beside the first have set without a source."""
    from sim.scenario.sources import without_source

    return "".join(
        f"<p>Set here without a source, in {escape(name)}: {escape(', '.join(paths))}.</p>"
        for name, paths in without_source(others).items()
    )


def _sources(scenario: "Scenario") -> tuple[str, str]:
    """The table of sources, and how many of its entries are assumptions."""
    from sim.scenario.edit import get
    from sim.scenario.sources import evidence

    known = evidence()
    rows = []
    for path, source in scenario.sources.items():
        cited = "; ".join(
            f"{row}: {known[row].source} ({known[row].confidence})" if row in known else row for row in source.rows
        )
        spread = f"{source.range[0]:g} to {source.range[1]:g}" if source.range else ""
        rows.append(
            [path, said(get(scenario, path), 160), source.basis, spread, "; ".join(filter(None, (cited, source.note)))]
        )
    bases = [source.basis for source in scenario.sources.values()]
    here = bases.count("set here")
    assumed = f"{bases.count('assumption') + here} of {len(rows)}"
    assumed += f" ({here} set here, without a source)" if here else ""
    if not rows:
        return "<p>The scenario names no sources: take every number as an assumption.</p>", "All"
    return _table(["path", "value", "basis", "range", "source"], rows), assumed

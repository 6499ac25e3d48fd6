"""The page is self-contained, safe against what is typed into names, and says what the numbers say."""

import re
from html.parser import HTMLParser

import pytest

from sim.experiment.compare import Comparison, compare
from sim.experiment.run import run
from sim.report.page import inline, page
from sim.report.table import figure
from tests.experiment.tiny import tiny


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare([tiny(), tiny(name="<b>bold</b> & co")], replications=3)


@pytest.fixture(scope="module")
def whole(comparison: Comparison) -> str:
    from sim.charts import svg

    charts = {name: svg(figure) for name, figure in comparison.charts().items()}
    return page(comparison.runs, title="A page", sentences=comparison.sentences, warnings=(), charts=charts, footer="f")


class Fetches(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("src", "href", "xlink:href", "action") and not (value or "").startswith("#"):
                self.found.append(f"{tag} {name}={value}")
            if name == "id":
                self.ids.append(value or "")
        if tag in ("script", "link", "iframe"):
            self.found.append(tag)


def test_nothing_is_fetched(whole: str) -> None:
    parser = Fetches()
    parser.feed(whole)
    assert parser.found == []
    assert not re.search(r"@import|url\((?!#)", whole)


def test_ids_of_charts_do_not_clash(whole: str, comparison: Comparison) -> None:
    parser = Fetches()
    parser.feed(whole)
    assert parser.ids
    prefixes = tuple(f"{chart}-" for chart in comparison.charts())
    assert all(name.startswith(prefixes) for name in parser.ids)
    drawn = re.findall(r'(?:href="|url\()#([^")]+)', whole)
    assert set(drawn) <= set(parser.ids)


def test_names_are_text_and_not_markup(whole: str) -> None:
    assert "<b>bold" not in whole
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; co" in whole


def test_sentences_stand_first(whole: str, comparison: Comparison) -> None:
    assert whole.index('class="decision"') < whole.index("<table>")
    assert comparison.sentence.split(" make ")[1] in whole


def test_a_drawing_is_given_its_own_ids() -> None:
    svg = '<?xml version="1.0"?><svg><metadata>x</metadata><path id="a"/><use href="#a" clip-path="url(#a)"/></svg>'
    assert inline(svg, "one") == '<svg><path id="one-a"/><use href="#one-a" clip-path="url(#one-a)"/></svg>'


def test_the_checklist_is_filled_in() -> None:
    from sim.experiment.provenance import Order
    from sim.report.stress import stress
    from sim.scenario.resolve import resolved

    order = Order("run", (resolved(tiny()),), 1, 3, {})
    result = run(tiny(), replications=3)
    text = stress([result], order.manifest(meanings=[result.meaning], digests={}), people=3, teams=3)
    for heading in ("Objectives", "Logic", "Data", "Initialization and run length", "Implementation", "Code access"):
        assert re.search(rf"^## \d\. {heading}$", text, re.MULTILINE)
    assert "$" not in text
    assert "replications 0 to 2" in text


def test_cells_of_the_table_are_rounded_to_their_interval() -> None:
    assert figure(136.4, 124.2, 147.9) == "136 (124 to 148)"
    assert figure(float("nan"), 0, 0) == "unknown"


def test_names_that_were_shortened_are_explained_and_cells_know_whose_they_are() -> None:
    long = "The operating model of the insurer's teams in Munich, {}, after the merger and the sale of its labs"
    runs = [run(tiny(name=long.format(one)), replications=3) for one in ("with a hub", "without <one>")]
    text = page(runs, title="t", sentences=["s"], warnings=(), charts={}, footer="f")
    assert "<dt>with a hub</dt>" in text
    assert "Munich, without &lt;one&gt;, after" in text
    assert 'data-label="with a hub"' in text
    assert '<th class="n">without &lt;one&gt;</th>' in text


def test_the_page_prints_on_a4_without_scroll_bars_and_becomes_cards_on_a_telephone(whole: str) -> None:
    paper = whole[whole.index("@media print") :]
    assert "@page { size: A4" in whole
    for rule in (".scroll, figure { overflow: visible; }", "tr { break-inside: avoid; }", ".sources { columns: 2"):
        assert rule in paper
    narrow = whole[whole.index("@media screen and (max-width: 600px)") : whole.index("@page")]
    assert "thead { display: none; }" in narrow
    assert "figure svg { min-width" in narrow

"""Charts as files: the same bytes twice, whole, and told in words."""

import subprocess
import sys
from xml.etree import ElementTree

import matplotlib as mpl
import pytest

from sim import charts
from sim.charts import saving


def drawn(runs):
    return charts.production_curve(runs(3))


def test_two_drawings_give_the_same_bytes(runs, tmp_path):
    first = charts.save(drawn(runs), tmp_path / "a")
    second = charts.save(drawn(runs), tmp_path / "b")
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_saving_twice_gives_the_same_bytes(runs, tmp_path):
    ax = drawn(runs)
    before = [path.read_bytes() for path in charts.save(ax, tmp_path / "a")]
    assert before == [path.read_bytes() for path in charts.save(ax, tmp_path / "a")]


def test_settings_outside_change_nothing_and_are_kept(runs):
    plain = charts.svg(drawn(runs))
    with mpl.rc_context({"font.size": 30, "svg.hashsalt": "other", "axes.grid": True}):
        assert charts.svg(drawn(runs)) == plain
        assert mpl.rcParams["font.size"] == 30


def test_the_svg_tells_title_and_alternative_text(runs, tmp_path):
    ax = charts.production_curve(runs(3), title="Federated < coe & cheap", alt="Three lines rise to a third.")
    path, picture = charts.save(ax, tmp_path / "deep" / "curve")
    root = ElementTree.parse(path).getroot()
    assert root.get("role") == "img"
    assert root[0].tag.endswith("title")
    assert root[0].text == "Federated < coe & cheap"
    assert root[1].tag.endswith("desc")
    assert root[1].text == "Three lines rise to a third."
    assert charts.alt_text(ax) == "Three lines rise to a third."
    assert "date" not in path.read_text().lower()
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert b"Three lines rise" in picture.read_bytes()


def test_without_an_alternative_text_the_title_speaks(runs):
    ax = drawn(runs)
    assert saving.title_of(ax) in charts.alt_text(ax)


def test_an_interrupted_save_leaves_no_part_of_a_file(runs, tmp_path, monkeypatch):
    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr(saving.os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        charts.save(drawn(runs), tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_name_with_dots_keeps_them(runs, tmp_path):
    paths = charts.save(drawn(runs), tmp_path / "v1.2")
    assert [path.name for path in paths] == ["v1.2.svg", "v1.2.png"]


def test_charts_are_imported_without_matplotlib():
    script = "import sys, sim.charts; assert 'matplotlib' not in sys.modules; assert sim.charts.save"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_everything_exported_is_there():
    assert charts.__all__ == sorted(charts.__all__)
    assert all(callable(getattr(charts, name)) for name in charts.__all__)
    with pytest.raises(AttributeError, match="pie"):
        charts.__getattr__("pie")

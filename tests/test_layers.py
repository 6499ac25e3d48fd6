"""Imports point up the line of the program, never down; big libraries stand where they belong, and load when used."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import sim

ROOT = Path(sim.__file__).parent
LAYERS = {  # a module may import its own layer and those above; the longest prefix counts
    "errors": 0,
    "laws": 1, "draws": 1, "rules": 1, "renewals": 1, "stats": 1,
    "scenario": 2,
    "blueprint": 3, "trace": 3, "observations": 3,
    "engines": 4, "responses": 4,
    "narrative": 5,
    "experiment": 6,
    "charts": 7, "report": 7, "fit": 7, "app": 7, "cli": 7, "__main__": 7, "": 7,
}  # fmt: skip
HOMES = {
    "simpy": ("engines.reference",),
    "matplotlib": ("charts",),
    "pydantic": ("scenario", "experiment.store"),
    "pydantic_core": ("scenario", "experiment.store"),
    "ruamel": ("scenario", "experiment.store"),
    "numba": ("engines.compiled", "draws", "rules", "laws"),
    "streamlit": ("app",),
    "pptx": ("report",),
    "typer": ("cli", "__main__"),
}
CONVENIENCES = {  # a result draws and saves itself, for notebooks; imported when called, never before
    ("experiment.run", "report.pictures"), ("experiment.run", "report.files"),
    ("experiment.compare", "report.pictures"), ("experiment.compare", "report.files"),
    ("experiment.sweep", "report.sweep_files"),
    ("experiment.run", "report.notebook"), ("experiment.compare", "report.notebook"),
    ("experiment.sweep", "report.notebook"),
}  # fmt: skip
MODULES = sorted(ROOT.rglob("*.py"))


def name_of(path: Path) -> str:
    """Dotted name below `sim`: `engines.reference.clock`; a package goes by its folder."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(path: Path) -> tuple[tuple[str, bool], ...]:
    """What a module imports, and whether at its top (not inside a function, nor for the type checker only)."""
    return tuple(_imports(ast.parse(path.read_text(encoding="utf-8")), True))


def _imports(node: ast.AST, top: bool) -> Iterator[tuple[str, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from ((alias.name, top) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are written in full"
            yield child.module or "", top
            if child.module == "sim":
                yield from ((f"sim.{alias.name}", top) for alias in child.names)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        else:
            yield from _imports(child, top and not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))


def layer(name: str) -> int:
    return LAYERS[name.split(".")[0]]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_up_the_line(path):
    here = name_of(path)
    for imported, top in imports(path):
        other = imported.removeprefix("sim.")
        if imported == "sim" or imported.split(".")[0] != "sim" or (not top and (here, other) in CONVENIENCES):
            continue
        assert other.split(".")[0] in LAYERS or here == "", f"{here} imports {imported}"
        if other.split(".")[0] in LAYERS:
            assert layer(other) <= layer(here), f"{here} imports {other}, which stands below it"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_big_libraries_stand_where_they_belong(path):
    here = name_of(path)
    for imported, _ in imports(path):
        homes = HOMES.get(imported.split(".")[0])
        if homes is not None:
            assert any(here == home or here.startswith(f"{home}.") for home in homes), f"{here} imports {imported}"


def test_the_two_layers_side_by_side_do_not_know_each_other():
    """Engines know only blueprint and trace; neither they nor the responses see a scenario."""
    for path in MODULES:
        here, seen = name_of(path), {imported.removeprefix("sim.") for imported, _ in imports(path)}
        if here.startswith("engines"):
            assert not [name for name in seen if name.startswith(("responses", "scenario"))], here
        if here.startswith("responses"):
            assert not [name for name in seen if name.startswith(("engines", "scenario"))], here


def test_every_module_says_what_it_is():
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not tree.body or ast.get_docstring(tree), f"{path} has no docstring"


@pytest.mark.parametrize("module", ["sim.rules", "sim.draws", "sim.laws", "sim.scenario", "sim.errors"])
def test_checking_a_scenario_loads_no_big_library(module):
    """`check` and `--help` must answer at once: importing these takes seconds."""
    code = f"import sys, {module}; print(*{{m.split('.')[0] for m in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"scipy", "pandas", "matplotlib", "numba", "simpy"} & set(loaded)

"""The README is true: its commands run, its Python runs, and what it shows is there."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.cli.trust import EXTRAS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\| `opmodel ([^`]+)` \|", README, flags=re.MULTILINE)
FEW = ["--replications", "2", "--jobs", "1"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with my.yaml in it, as `opmodel new` writes it."""
    folder = tmp_path_factory.mktemp("desk")
    done = CliRunner().invoke(app, ["new", str(folder / "my.yaml"), "--from", "federated"])
    assert done.exit_code == 0, done.output
    return folder


def test_the_first_five_minutes_name_the_commands():
    assert [command.split()[0] for command in COMMANDS] == [
        "demo", "new", "new", "check", "show", "run", "compare", "whatif", "sweep", "diff",
    ]  # fmt: skip


@pytest.mark.parametrize("command", [one for one in COMMANDS if one.split()[0] not in ("demo", "new")])
def test_its_commands_run(command: str, desk: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(desk)
    words = shlex.split(command)
    few = FEW if words[0] in ("run", "compare", "whatif", "sweep") else []
    done = CliRunner().invoke(app, [*words, *few])
    assert done.exit_code == 0, done.output
    if few:
        assert list((desk / "results").glob(f"{words[0]}-*/sentences.txt"))


def test_its_python_runs():
    code = re.search(r"```python\n(.*?)```", README, flags=re.DOTALL)
    assert code is not None
    lines = code[1].replace("replications=20", "replications=2").replace("print(", "str(")
    exec(compile(lines, "README.md", "exec"), {})


def test_what_it_points_at_is_there():
    for place in re.findall(r"\]\((?!http)([^)]+)\)", README):
        assert (ROOT / place).exists(), place
    for place in re.findall(r"`((?:sim|tests|scenarios|results)/[^`*<]*)`", README):
        assert (ROOT / place).exists(), place


def test_its_two_commands_do_their_own_setup_in_one_line_each():
    blocks = re.findall(r"```bash\n(.*?)```", README, flags=re.DOTALL)
    assert [block.count("\n") for block in blocks[:2]] == [1, 1]
    assert all("-m venv" in block and "pip install" in block for block in blocks[:2])


def test_doctor_promises_no_extra_that_there_is_not():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(EXTRAS) <= set(project["optional-dependencies"]) - {"dev"}


def test_doctor_promises_no_extra_that_nothing_uses():
    code = "".join(
        path.read_text(encoding="utf-8") for path in [*ROOT.glob("sim/**/*.py"), *ROOT.glob("tests/**/*.py")]
    )
    for extra, libraries in EXTRAS.items():
        used = [name for name in libraries if re.search(rf"^\s*(import|from) {name}\b", code, flags=re.MULTILINE)]
        assert used or extra == "notebook", extra  # a notebook is opened by it, and imports nothing of it

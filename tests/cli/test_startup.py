"""Starting up is quick: what is not needed is not imported."""

import json
import subprocess
import sys

import pytest

HEAVY = ("numpy", "scipy", "pandas", "matplotlib", "numba")


def imported(*words: str) -> set[str]:
    code = (
        "import json, sys\n"
        f"sys.argv = ['opmodel', *{list(words)!r}]\n"
        "from sim.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "print('\\n' + json.dumps(sorted(name for name in sys.modules if '.' not in name)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("words", [("--help",), ("run", "--help"), ("check", "coe")])
def test_help_and_check_import_nothing_heavy(words: tuple[str, ...]) -> None:
    assert not imported(*words) & set(HEAVY)


def test_help_needs_no_arrays_and_no_models() -> None:
    assert not imported("--help") & {"numpy", "pydantic", "ruamel"}

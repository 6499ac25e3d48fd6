"""What `import sim` exports is what it says it does."""

import subprocess
import sys

import sim


def test_all_that_is_named_is_there() -> None:
    assert all(getattr(sim, name) is not None for name in sim.__all__)


def test_all_is_what_is_exported() -> None:
    assert sorted(sim.__all__) == sim.__all__ or set(sim.__all__) == set(sim._HOMES)
    assert set(sim.__all__) == set(sim._HOMES) == set(dir(sim))


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = "{'numpy', 'scipy', 'pandas', 'matplotlib', 'numba', 'pydantic'}"
    code = f"import sim, sys; assert not {heavy} & set(sys.modules), sorted({heavy} & set(sys.modules))"
    subprocess.run([sys.executable, "-c", code], check=True)

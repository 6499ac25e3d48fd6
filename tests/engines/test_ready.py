"""The compiled engine is compiled once per user, kept, found again; whatever is wrong with the folder, it works."""

import ast
import json
import os
import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

import sim
from sim.engines.compiled import ready

ROOT = Path(sim.__file__).parents[1]
TINY = """
    from sim.engines.compiled import functions, ready

    @functions.entry
    def twice(number):
        return number + number

    def rehearse():
        assert twice(4) == 8

    ready._rehearse = rehearse
"""
COUNT = "print(sum(twice.stats.cache_hits.values()), sum(twice.stats.cache_misses.values()))"


def program(*pieces: str) -> str:
    return "\n".join(textwrap.dedent(piece) for piece in pieces)


def python(*pieces: str, **environment: str) -> str:
    """What a program tells, that runs in a process of its own with the cache of this test."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", program(*pieces)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv(ready.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def preparation(monkeypatch):
    """Begins a preparation by another program, and ends it."""
    begun = []

    def begin(*pieces: str) -> ready.Preparation:
        monkeypatch.setattr(ready, "PROGRAM", f"exec({program(*pieces)!r})")
        begun.append(ready.Preparation())
        return begun[-1]

    yield begin
    for one in begun:
        one.stop()


def compiled_files(home: Path) -> list[Path]:
    return sorted(home.glob(f"{ready.PREFIX}*/*{ready.SUFFIX}"))


def test_asking_whether_it_is_ready_loads_neither_numba_nor_numpy():
    told = python(
        "import sys; from sim.engines.compiled import ready",
        "assert not ready.prepared() and ready.cache_folder() and ready.expected_seconds()",
        "print({'numba', 'numpy'} & set(sys.modules))",
    )
    assert told == "set()"


def test_everything_that_compiled_code_imports_goes_into_the_hash():
    for path in Path(ready.__file__).parent.glob("*.py"):
        if path.stem in ("ready", "rehearsal", "engine", "desk", "pack", "__init__"):  # nothing in there is compiled
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("sim"):
                continue
            home = node.module.replace(".", "/").removeprefix("sim").strip("/")
            for name in node.names:
                files = {f"{home}.py", f"{home}/{name.name}.py".strip("/")}
                assert home.startswith("engines/compiled") or files & set(ready.WITHIN), f"{path.name}: {files}"


def test_what_was_compiled_is_found_again_by_the_next_program(home):
    assert python(TINY, "ready.prepare()", COUNT, "print(ready.prepared())") == "0 1\nTrue"
    assert ready.prepared()
    assert [path.parent for path in compiled_files(home)] == [ready.cache_folder()]
    assert python(TINY, "ready.prepare()", COUNT) == "1 0"
    assert 0 < ready.expected_seconds() < ready.FIRST_GUESS


def test_the_age_of_the_source_and_its_place_do_not_matter(tmp_path):
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    for path in (tmp_path / "sim").rglob("*.py"):
        os.utime(path, (0, 0))
    ask = "from sim.engines.compiled import ready; print(ready.source_hash())"
    assert python(ask, PYTHONPATH=str(tmp_path)) == ready.source_hash()
    rules = tmp_path / "sim" / "rules.py"
    rules.write_text(rules.read_text(encoding="utf-8") + "# another\n", encoding="utf-8")
    assert python(ask, PYTHONPATH=str(tmp_path)) != ready.source_hash()


@pytest.mark.parametrize("damage", [b"", b"short", None], ids=["empty", "cut", "changed"])
def test_a_damaged_file_is_compiled_anew(home, damage):
    python(TINY, "ready.prepare()")
    [file] = compiled_files(home)
    whole = file.read_bytes()
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 1
    file.write_bytes(bytes(changed) if damage is None else whole[:1000] if damage == b"short" else damage)
    assert not ready.prepared()
    assert python(TINY, "ready.prepare()", COUNT) == "0 1"
    assert ready.prepared()
    assert python(TINY, "rehearse()", COUNT) == "1 0"


def test_what_is_whole_but_not_a_compiled_function_is_compiled_anew(home):
    python(TINY, "ready.prepare()")
    ready.seal(compiled_files(home)[0], b"garbage")
    assert python(TINY, "rehearse()", COUNT) == "0 1"
    assert python(TINY, "rehearse()", COUNT) == "1 0"


@pytest.mark.parametrize("marker", [b"", b"nothing that is sealed"])
def test_a_marker_without_files_or_a_damaged_one_is_not_believed(home, marker):
    folder = ready.cache_folder()
    ready.seal(folder / ready.MARKER, json.dumps(["gone.compiled"]).encode())
    assert not ready.prepared()
    (folder / ready.MARKER).write_bytes(marker)
    assert not ready.prepared()


def test_without_a_folder_that_can_be_written_to_it_is_compiled_each_time(home):
    home.write_text("a file where the folder should be")
    assert ready.cache_folder() is None
    assert python(TINY, "ready.prepare()", COUNT, "print(ready.prepared())") == "0 1\nFalse"
    one = ready.Preparation()
    assert one.state == "failed"
    assert ready.VARIABLE in one.why


def test_a_disk_that_is_full_is_no_reason_to_fail():
    full = "ready.seal = lambda *of: (_ for _ in ()).throw(OSError('no space left'))"
    assert python(TINY, full, "ready.prepare()", COUNT, "print(ready.prepared())") == "0 1\nFalse"


def test_a_complete_engine_that_can_only_be_read_will_do(home, monkeypatch):
    python(TINY, "ready.prepare()")

    def refuse(*of, **options):
        raise PermissionError

    monkeypatch.setattr(Path, "mkdir", refuse)
    monkeypatch.setattr(ready.tempfile, "TemporaryFile", refuse)
    assert ready.cache_folder() is not None
    assert ready.prepared()


def test_two_that_prepare_at_once_do_not_disturb_each_other(home):
    slow = "import time; inner = ready._rehearse; ready._rehearse = lambda: (time.sleep(0.3), inner())"
    code = program(TINY, slow, "ready.prepare()", COUNT)
    pair = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    told = [process.communicate() for process in pair]
    assert [error for _, error in told] == ["", ""]
    assert ready.prepared()
    if sys.platform != "win32":  # the second waited, and found it done
        assert sorted(out.strip() for out, _ in told) == ["0 1", "1 0"]


def test_only_the_newest_folders_are_kept(home):
    (home / "else").mkdir(parents=True)
    for age in range(5):
        old = home / f"{ready.PREFIX}{age}"
        old.mkdir()
        os.utime(old, (1000 - age, 1000 - age))
    python(TINY, "ready.prepare()")
    left = {path.name for path in home.iterdir() if path.is_dir()}
    assert left == {"else", f"{ready.PREFIX}0", f"{ready.PREFIX}1", ready.cache_folder().name}


def test_numba_that_is_not_installed_is_told_with_a_remedy():
    hidden = "import sys; sys.modules['numba'] = None; from sim.engines.compiled import ready"
    told = python(hidden, "print(ready.missing())")
    assert "numba, which is not installed" in told
    assert "--engine reference" in told


def test_numba_that_cannot_be_loaded_is_told_with_its_reason(tmp_path):
    (tmp_path / "numba.py").write_text("raise ImportError('Numba needs NumPy 2.4 or less')")
    told = python(
        "from sim.engines.compiled import ready; print(ready.missing())",
        PYTHONPATH=os.pathsep.join([str(tmp_path), str(ROOT)]),
    )
    assert "cannot be loaded: ImportError: Numba needs NumPy 2.4 or less" in told


def test_numba_that_is_there_is_not_missing(monkeypatch):
    assert ready.missing() == ""
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    assert "NUMBA_DISABLE_JIT" in ready.missing()


def test_a_preparation_beside_the_work_comes_to_its_end(preparation):
    one = preparation(TINY, "ready.main()")
    assert one.state == "preparing"
    assert one.wait(60) == "ready", one.why
    assert ready.prepared()
    taken = one.seconds
    assert 0 < taken == one.seconds
    assert ready.Preparation().state == "ready"  # at once, since it is there


def test_a_preparation_that_fails_says_why(preparation):
    one = preparation("raise ValueError('no luck')")
    assert one.wait(60) == "failed"
    assert one.why == "ValueError: no luck"


def test_a_preparation_without_numba_says_so(preparation):
    one = preparation("import sys; sys.modules['numba'] = None", "from sim.engines.compiled.ready import main; main()")
    assert one.wait(60) == "failed"
    assert one.why == "The compiled engine needs numba, which is not installed."


def test_a_preparation_can_be_stopped(preparation):
    one = preparation("import time; time.sleep(60)")
    assert one.wait(0.1) == "preparing"
    one.stop()
    assert (one.state, one.why) == ("failed", "stopped")
    one.stop()


@pytest.mark.parametrize("let_go", [False, True])
def test_a_preparation_ends_with_the_program_that_began_it_unless_it_is_let_go(tmp_path, let_go):
    mark = tmp_path / "came to its end"
    python(
        "from sim.engines.compiled import ready",
        f"ready.PROGRAM = {f'import pathlib, time; time.sleep(1); pathlib.Path({str(mark)!r}).touch()'!r}",
        "one = ready.Preparation()",
        "one.let_go()" if let_go else "",
    )
    end = time.monotonic() + (30 if let_go else 2)
    while not mark.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert mark.exists() == let_go


KERNEL = """
    import sim
    from sim.engines.compiled import engine, functions
    one = sim.make_blueprint(sim.load("coe"))
    engine.simulate(one)
    engine.observations(one, seed=1, first=0, count=2)
    engine.observations(one, seed=1, first=0, count=2, parts=["split"])
    engine.events_of(one, seed=1, first=0, count=1)
    print(sum(len(each.stats.cache_misses) for each in functions.ENTRIES))
"""
LOAD = """
    import time
    began = time.process_time()  # others may keep the machine busy
    from sim.engines.compiled import ready
    assert ready.prepared()
    ready.prepare()
    taken = time.process_time() - began
    assert taken < 1.0, taken
"""


@pytest.mark.slow
def test_the_engine_itself_is_compiled_once_and_loads_within_a_second(home):
    one = ready.Preparation()
    assert one.wait(300) == "ready", one.why
    assert python(LOAD, KERNEL) == "0"
    largest = max(compiled_files(home), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-1000])
    assert not ready.prepared()
    ready.Preparation().wait(300)
    assert python(LOAD, KERNEL) == "0"


@pytest.mark.slow
def test_the_engine_itself_works_where_nothing_can_be_kept(home):
    home.write_text("a file where the folder should be")
    assert int(python(KERNEL)) > 0

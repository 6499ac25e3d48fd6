"""Whether the compiled engine is ready, and making it so: compiled once per user, kept, and found again.

What is kept lies in a folder of its own for each state of the source, of Python, of numba and of the processor. Each
file begins with its own digest: one that is damaged counts as missing and is made anew. Files appear whole or not at
all, so that programs side by side do not disturb each other. Nothing here loads numba before it has to.
"""

import atexit
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from hashlib import blake2b
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Literal
from uuid import uuid4

VARIABLE = "OPMODEL_CACHE"  # names another folder to keep compiled code in
PREFIX, SUFFIX = "kernel-", ".compiled"
MARKER = "complete.json"  # names the files that make a complete engine
KEPT_FOLDERS = 3
DIGEST = 20  # bytes
FIRST_GUESS = 25.0  # seconds, before the engine was ever compiled here
NICE = 10
PROGRAM = "from sim.engines.compiled.ready import main; main()"
WITHIN = (  # also go in
    "draws.py", "laws.py", "rules.py", "renewals.py", "observations.py", "trace.py", "blueprint/blueprint.py",
)  # fmt: skip
ANOTHER_CODE = ("NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES", "NUMBA_OPT")  # change what numba makes
PROCESSOR = ("model name", "flags", "Features", "CPU part")  # lines of /proc/cpuinfo
USE_THE_OTHER = "Use the other engine: --engine reference gives the same results."
State = Literal["preparing", "ready", "failed"]
_LET_GO: "list[Preparation]" = []  # known until the end, so that nobody is warned of a process that still runs


@cache
def source_hash() -> str:
    """Digest of everything that goes into compiled code; the age of a file does not matter, nor where it lies."""
    here = Path(__file__).resolve()
    sources = [path for path in sorted(here.parent.glob("*.py")) if path != here]
    sources += [here.parents[2] / name for name in WITHIN]
    state = blake2b(digest_size=8)
    for path in sources:
        text = path.read_bytes().replace(b"\r\n", b"\n")
        state.update(f"{path.name} {len(text)}\n".encode() + text)
    versions = [f"{name} {_version(name)}" for name in ("numba", "llvmlite", "numpy")]
    settings = [f"{name}={os.environ.get(name, '')}" for name in ANOTHER_CODE]
    state.update("\n".join([str(sys.implementation.cache_tag), *versions, *settings, _processor()]).encode())
    return state.hexdigest()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"


def _processor() -> str:
    """What code is made for: a home folder may be shared by machines of different kinds."""
    try:
        first = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split("\n\n", 1)[0]
    except OSError:
        return " ".join((sys.platform, platform.machine(), platform.processor()))
    lines = [line for line in first.splitlines() if line.startswith(PROCESSOR)]
    return "\n".join([sys.platform, platform.machine(), *lines])


def _home() -> Path:
    """The user's folder for what can be made again."""
    given, told = os.environ.get(VARIABLE), os.environ.get("XDG_CACHE_HOME", "")
    if given:
        return Path(given).expanduser().absolute()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "opmodel" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "opmodel"
    return (Path(told) if os.path.isabs(told) else Path.home() / ".cache") / "opmodel"


def _place() -> Path | None:
    """Where the engine of this source would lie."""
    try:
        return _home() / (PREFIX + source_hash())
    except (OSError, RuntimeError):  # no source to be read; no home
        return None


def cache_folder() -> Path | None:
    """The folder of compiled code; one that can only be read will do if it is complete. None: there is nowhere."""
    place = _place()
    if place is None or (place / MARKER).exists():
        return place
    try:
        place.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=place).close()
    except OSError:
        return None
    return place


def seal(path: Path, content: bytes) -> None:
    """Write a file, all at once, with its digest.

    Raises:
        OSError: if it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    writing = path.with_name(f"{path.name}.{uuid4().hex[:12]}.writing")
    try:
        writing.write_bytes(blake2b(content, digest_size=DIGEST).digest() + content)
        writing.replace(path)
    finally:
        with suppress(OSError):
            writing.unlink(missing_ok=True)


def unseal(path: Path) -> bytes | None:
    """What was sealed; None if it is missing or damaged."""
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    content = raw[DIGEST:]
    return content if blake2b(content, digest_size=DIGEST).digest() == raw[:DIGEST] else None


def missing() -> str:
    """Why the compiled engine cannot be used here at all, and what to do; "" if it can. Loads numba if it is there."""
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        return f"NUMBA_DISABLE_JIT is set, so nothing is compiled.\n    Unset it. {USE_THE_OTHER}"
    return _missing()


@cache
def _missing() -> str:
    os.environ.setdefault("NUMBA_DISABLE_INTEL_SVML", "1")  # as in functions.py, which may come too late for it
    try:
        if find_spec("numba") is None:
            raise ModuleNotFoundError
        import numba  # noqa: F401
    except ModuleNotFoundError as error:
        if error.name in (None, "numba"):
            remedy = "" if sys.version_info >= (3, 15) else "Install it: python -m pip install numba\n    "
            return f"The compiled engine needs numba, which is not installed.\n    {remedy}{USE_THE_OTHER}"
        return _broken(error)
    except Exception as error:  # whatever a library may raise that does not fit the others
        return _broken(error)
    return ""


def _broken(error: Exception) -> str:
    told = " ".join(str(error).split())[:200]
    return (
        f"The compiled engine needs numba, which cannot be loaded: {type(error).__name__}: {told}\n"
        f"    Install it again: python -m pip install --force-reinstall numba\n    {USE_THE_OTHER}"
    )


def prepared() -> bool:
    """Whether a complete compiled engine is kept, undamaged; takes some milliseconds."""
    place = _place()
    marker = None if place is None else unseal(place / MARKER)
    if place is None or marker is None:
        return False
    return all(unseal(place / name) is not None for name in json.loads(marker))


def prepare() -> None:
    """Load the compiled engine, or compile it and keep it where there is a folder: then this takes long."""
    folder = cache_folder()
    if folder is None or prepared():
        _rehearse()
        return
    with _alone(folder.parent):  # whoever comes second finds it done
        fresh, began = not list(folder.glob(f"*{SUFFIX}")), time.monotonic()
        _rehearse()
        seconds = time.monotonic() - began
        with suppress(OSError):
            _mark(folder)
            if fresh:
                seal(_remembered(folder.parent), json.dumps(seconds).encode())


def _rehearse() -> None:
    from sim.engines.compiled.rehearsal import rehearse

    rehearse()


def _mark(folder: Path) -> None:
    """Say that the engine is complete, and let go of those of other days."""
    from sim.engines.compiled.kept import OWN

    names = sorted(path.name for path in folder.glob(f"*{SUFFIX}"))
    if OWN and not names:
        return  # nothing could be kept
    seal(folder / MARKER, json.dumps(names).encode())
    for path in folder.glob("*.writing"):  # of someone who was stopped
        with suppress(OSError):
            path.unlink()
    others = [path for path in folder.parent.glob(f"{PREFIX}*") if path.is_dir() and path != folder]
    with suppress(OSError):
        others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for path in others[KEPT_FOLDERS - 1 :]:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One preparation after the other, where the system has locks; elsewhere both do the work."""
    with ExitStack() as held:
        if sys.platform != "win32":
            import fcntl

            with suppress(OSError):
                fcntl.flock(held.enter_context((home / "kernel.lock").open("a")), fcntl.LOCK_EX)
        yield


def _remembered(home: Path) -> Path:
    return home / "kernel-seconds.json"


def expected_seconds() -> float:
    """Seconds that compiling will take: as long as it took last time."""
    try:
        told = unseal(_remembered(_home()))
    except RuntimeError:
        told = None
    return FIRST_GUESS if told is None else float(json.loads(told))


def announcement() -> str:
    """What a user is told while it is prepared."""
    return f"preparing the fast engine, once, about {max(expected_seconds(), 1.0):.0f} s"


class Preparation:
    """The engine prepared by another process, beside the work; ended with this one unless it is let go."""

    def __init__(self) -> None:
        self.why = ""  # it failed
        self._began, self._seconds = time.monotonic(), 0.0
        self._process: subprocess.Popen[bytes] | None = None
        self._told: IO[bytes] | None = None
        if prepared():
            return
        if cache_folder() is None:
            self._fail(f"compiled code cannot be kept: set {VARIABLE} to a folder that can be written to")
            return
        low = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        code = f"import sys; sys.path[:] = {sys.path!r}; {PROGRAM}"
        try:
            self._told = tempfile.TemporaryFile()  # noqa: SIM115 - read when the process is over
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-c", code],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._told,
                start_new_session=True,  # the parent decides what Ctrl-C means
                creationflags=low,
            )
        except (OSError, TypeError, ValueError) as error:
            self._fail(f"no other process can be started: {error}")
            return
        atexit.register(self.stop)

    @property
    def state(self) -> State:
        """How it is now."""
        if self._process is None:
            return "failed" if self.why else "ready"
        code = self._process.poll()
        if code is None:
            return "preparing"
        self._over(code)
        return self.state

    @property
    def seconds(self) -> float:
        """Seconds it has taken, up to now or its end."""
        return time.monotonic() - self._began if self.state == "preparing" else self._seconds

    def wait(self, seconds: float | None = None) -> State:
        """Wait for its end, at most so long."""
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
        return self.state

    def stop(self) -> None:
        """End it; what is not finished is lost."""
        process = self._process
        if process is not None and self.state == "preparing":
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(2.0)
            if process.poll() is None:
                process.kill()
                process.wait()
            self._fail("stopped")

    def let_go(self) -> None:
        """Let it come to its end after ours: next time, the engine is ready."""
        atexit.unregister(self.stop)
        _LET_GO.append(self)

    def _over(self, code: int) -> None:
        told = ""
        if self._told is not None:
            self._told.seek(0)
            told = self._told.read().decode(errors="replace").strip()
        if code:
            self._fail(told.splitlines()[-1] if told else f"it ended with code {code}")
        else:
            self._end()

    def _fail(self, why: str) -> None:
        self.why = why
        self._end()

    def _end(self) -> None:
        self._seconds, self._process = time.monotonic() - self._began, None
        if self._told is not None:
            self._told.close()
        atexit.unregister(self.stop)


def main() -> None:
    """What the other process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICE)
    reason = missing()
    if not reason:
        prepare()
        reason = "" if prepared() else "compiled code could not be kept"
    if reason:
        sys.exit(reason.splitlines()[0])


if __name__ == "__main__":
    main()

"""Where compiled functions are kept between programs, instead of numba's own keeping.

That looks at the age of one file, writes beside the source, and fails on a damaged file.
"""

import pickle
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sim.engines.compiled import ready

_take_apart: Any = None
_put_together: Any = None
_as_bytes: Any = None
try:
    from numba.core.compiler import CompileResult
    from numba.core.serialize import dumps

    _take_apart, _put_together, _as_bytes = CompileResult._reduce, CompileResult._rebuild, dumps
except (ImportError, AttributeError):  # another numba: then it keeps them in its own way
    pass
OWN = _as_bytes is not None


def keep(compiled: Any) -> None:
    """Let a compiled function be kept, and found again, where there is a folder for it."""
    function, folder = compiled.py_func, ready.cache_folder()
    if OWN and folder is not None:
        compiled._cache = Kept(function, folder)
    elif not OWN:
        with suppress(RuntimeError):  # there is no folder that numba likes
            compiled.enable_caching()


class Kept:
    """Asked by numba before it compiles a function, and told afterwards."""

    def __init__(self, function: Any, folder: Path) -> None:
        self.cache_path = str(folder)
        self._name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        self._code = function.__code__.co_code

    def load_overload(self, signature: Any, target: Any) -> Any:
        """The compiled function; None if there is none that can be read.

        Refreshing loads all that numba can compile, and with it scipy's linear algebra: three quarters of the time.
        What is compiled already does not need it.
        """
        content = ready.unseal(self._file(signature, target.codegen()))
        if content is not None:
            with suppress(Exception):  # whatever it is, compiling mends it
                return _put_together(target, *pickle.loads(content))  # noqa: S301 - the user's own, unchanged
        target.refresh()
        return None

    def save_overload(self, signature: Any, made: Any) -> None:
        """Keep it if that is possible."""
        if made.lifted or made.library.has_dynamic_globals:
            return
        with suppress(OSError):
            ready.seal(self._file(signature, made.codegen), _as_bytes(_take_apart(made)))

    def _file(self, signature: Any, codegen: Any) -> Path:
        of = blake2b(repr((signature, codegen.magic_tuple(), self._code)).encode(), digest_size=6)
        return Path(self.cache_path, f"{self._name}-{of.hexdigest()}{ready.SUFFIX}")

    def enable(self) -> None:
        """Nothing: it always is."""

    disable = flush = enable

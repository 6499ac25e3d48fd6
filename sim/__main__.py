"""The command line, as `opmodel` and as `python -m sim`."""

import gc
import os
import sys


def main() -> None:
    """Run the command line; leaves with exit code 0 fine, 1 failure, 2 bad input, 3 target not reached."""
    from sim.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Unicode shows ? instead of failing
    try:
        app(prog_name="opmodel")
        sys.stdout.flush()
    except BrokenPipeError:  # `opmodel show my.yaml | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    finally:
        gc.freeze()  # the process ends: to take all its objects apart one by one is a tenth of what `check` takes


if __name__ == "__main__":
    main()

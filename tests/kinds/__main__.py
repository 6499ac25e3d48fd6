"""`python -m tests.kinds --seed 1 --count 20000`: whatever people write is refused in words or runs to its end."""

import argparse
import os
import sys
import time

from tests.kinds.authors import Author
from tests.kinds.court import Verdicts, try_files


def main() -> int:
    """Judge files and say what broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.kinds", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20_000, help="how many files")
    parser.add_argument("--first", type=int, default=0, help="number of the first one")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--show", type=int, help="print the file of this number instead")
    asked = parser.parse_args()
    if asked.show is not None:
        print(Author(asked.seed, asked.show).file())
        return 0
    began, said = time.monotonic(), [0]

    def tell(verdicts: Verdicts) -> None:
        for fault in verdicts.faults[said[0] :]:
            print(f"seed {asked.seed}, file {fault.number}: {fault.fault}", flush=True)
        said[0] = len(verdicts.faults)
        if verdicts.total % 500 == 0:
            print(f"{verdicts.total} files, {time.monotonic() - began:.0f} s, {dict(verdicts.outcomes)}", flush=True)

    verdicts = try_files(asked.seed, range(asked.first, asked.first + asked.count), jobs=asked.jobs, tell=tell)
    print(f"{verdicts.total} files in {time.monotonic() - began:.0f} s: {dict(verdicts.outcomes)}, "
          f"{len(verdicts.faults)} broke something")  # fmt: skip
    return 1 if verdicts.faults else 0


if __name__ == "__main__":
    sys.exit(main())

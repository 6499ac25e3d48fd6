#!/usr/bin/env bash
# numba 0.68.1: math.pow(x, k) with a whole k is multiplied out when compiled, so from the fourth power on its last bit
# can differ from math.pow in CPython, which always asks the C library. With float(k) both give the same bits.
# Whoever compiles a scalar function "as it stands" and promises equal bits has to write float(k).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet numba==0.68.1
"$folder/venv/bin/python" - <<'PY'
import math

import numba

assert numba.__version__ == "0.68.1"


@numba.njit
def whole(x, k):
    return math.pow(x, k)


@numba.njit
def real(x, k):
    return math.pow(x, float(k))


bases, exponents = (0.9, 0.7, 0.55, 0.8), range(1, 12)
differ = [(x, k) for x in bases for k in exponents if whole(x, k) != math.pow(x, k)]
print("whole exponent, compiled and interpreted differ for", differ)
print("0.9 to the fourth:", repr(whole(0.9, 4)), "compiled,", repr(math.pow(0.9, 4)), "interpreted")
assert (0.9, 4) in differ
assert all(k >= 4 for _, k in differ)
assert all(real(x, k) == math.pow(x, k) for x in bases for k in exponents)
print("real exponent: no difference")
PY

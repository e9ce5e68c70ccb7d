#!/bin/sh
# Every command and snippet of README.md and docs/ runs (docs.py), links lead somewhere, options that are named exist.
. "${srcdir:-.}/tests/behaviour.sh"
/usr/bin/python3 -c 'import numpy' 2>/dev/null || { echo 'no Python 3 with NumPy here'; exit 77; }
TESS_CFLAGS=-O0
export TESS_CFLAGS
/usr/bin/python3 "$root/tests/docs.py" "$TESSC" "$build"

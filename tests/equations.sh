#!/bin/sh
# Random neurons as equations, in generated code, in the interpreter and in NumPy; `tests/equations --first N --count M`
# tries more.
set -u
tests=$(cd "${srcdir:-.}/tests" && pwd) || exit 1
TESSC=${TESSC:-$(pwd)/tessc}
export TESSC

if ! /usr/bin/python3 -c 'import numpy, yaml' 2>/dev/null; then
    echo 'skipped: needs /usr/bin/python3 with numpy and yaml (Debian: python3-numpy python3-yaml)'
    exit 77
fi
exec "$tests/equations" --count "${EQUATIONS:-20}"

#!/bin/sh
# tessc fmt keeps the meaning of random model files, and what it has formatted it leaves alone.
/usr/bin/python3 -c '' 2>/dev/null || { echo 'skipped: needs /usr/bin/python3'; exit 77; }
exec /usr/bin/python3 "${srcdir:-.}/tests/format.py" "${TESSC:-$(pwd)/tessc}" "${COUNT:-200}"

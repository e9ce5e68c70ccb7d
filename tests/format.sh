#!/bin/sh
# tessc fmt keeps the meaning of model files, random ones and the tree's own in a random layout, and what it has formatted
# it leaves alone. COUNT: how many random ones.
/usr/bin/python3 -c '' 2>/dev/null || { echo 'skipped: needs /usr/bin/python3'; exit 77; }
root=${srcdir:-.}
exec /usr/bin/python3 "$root/tests/format.py" "${TESSC:-$(pwd)/tessc}" "${COUNT:-200}" \
    "$root/models" "$root/examples" "$root/tests/golden"

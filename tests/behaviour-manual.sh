#!/bin/sh
# Manual pages are clean, and say what --help, completion and the documentation say: usage.py compares them.
. "${srcdir:-.}/tests/behaviour.sh"
TESS_CFLAGS=-O0
export TESS_CFLAGS

for page in tessc.1 tess.5 tess-trainer.1; do
    expect 0 "$page" "$TESSC" help --man "${page%.*}"
    cp out "$page"
    [ ! -e "$build/docs/$page" ] || check 'is what make has written' cmp "$page" "$build/docs/$page"
    if command -v mandoc >/dev/null; then
        check 'mandoc has nothing against it' sh -c 'mandoc -T lint -W all "$1" >lint 2>&1; cat lint; test ! -s lint' sh "$page"
    else
        echo "skipped: mandoc is not here to check $page"
    fi
    if command -v man >/dev/null && command -v groff >/dev/null; then
        check 'man shows it' sh -c 'MANWIDTH=80 LC_ALL=C.UTF-8 man --warnings -l "$1" >shown 2>err && test ! -s err || { cat err; exit 1; }' sh "$page"
        check 'with all of its sections' sh -c 'grep -c "^[A-Z]" shown | grep -qv "^[0-5]$"'
    else
        echo "skipped: man and groff are not here to show $page"
    fi
done
expect 2 'a page that is not there' "$TESSC" help --man tesc
check 'names the nearest' grep -q "did you mean 'tess" err

small_model tiny
expect 0 'a trainer' "$TESSC" build -o . tiny.tess
subject=''
if /usr/bin/python3 -c '' 2>/dev/null; then
    /usr/bin/python3 "$root/tests/usage.py" "$TESSC" "$root" ./tiny || failed=1
else
    echo 'skipped: no Python to compare them'
fi
finish

#!/bin/sh
# An installed tessc finds its own headers and library, and what it builds runs.
. "${srcdir:-.}/tests/behaviour.sh"

# The install goes through make, whose jobs and flags are not this script's.
MAKEFLAGS='' MAKELEVEL='' ${MAKE:-make} -s -C "$build" install DESTDIR="$scratch/dest" >install.log 2>&1 || {
    tail -n 20 install.log
    not_ok 'make install'
    finish
}
installed=$(find "$scratch/dest" -name tessc -type f)
check 'tessc is installed' test -x "$installed"
prefix=$(dirname "$(dirname "$installed")")
for header in kernel sparse math model input; do
    check "tess/$header.h is installed" test -s "$prefix/include/tess/$header.h"
done
check 'libtess.a is installed' test -s "$prefix/lib/libtess.a"

data=$(find "$scratch/dest" -name table2.yaml)
data=$(dirname "$(dirname "$data")")
(cd "$root" && find models tables examples -type f) >files
check 'models, tables and examples are installed, every one' sh -c 'while read -r f; do test -s "$1/$f" || exit 1; done <files' sh "$data"
for table in "$data"/tables/*.yaml "$data"/examples/*.yaml; do
    expect 2 "the models of $(basename "$table") are found" "$installed" sweep "$table" --only nothing --data-root .
    check 'and its cells' grep -q 'no cell of that name has a model' err
done
subject=''

small_model tiny
expect 0 'the installed tessc builds' "$installed" build -o out.d tiny.tess
check 'a program' test -x out.d/tiny
expect 0 'which trains' out.d/tiny train --out run --max-steps 2
expect 0 'and evaluates' out.d/tiny eval --weights run/last.safetensors
check 'the C names no place of this machine' sh -c '! grep -q -e "$1" -e "$2" out.d/tiny.c' sh "$root" "$scratch"
expect 0 'the tessc of the build tree' "$TESSC" train tiny.tess --out again --max-steps 2
check 'trains to the same weights' cmp run/last.safetensors again/last.safetensors
finish

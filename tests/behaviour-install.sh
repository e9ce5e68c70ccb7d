#!/bin/sh
# An installed tessc finds its own headers and library, and what it builds runs.
. "${srcdir:-.}/tests/behaviour.sh"

# The install goes through make, whose jobs and flags are not this script's.
MAKEFLAGS='' MAKELEVEL='' ${MAKE:-make} -s -C "$build" install DESTDIR="$scratch/dest" >install.log 2>&1 || {
    tail -n 20 install.log
    not_ok 'make install'
    finish
}
installed=$(find "$scratch/dest" -path "*/bin/tessc" -type f)
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

# Documentation, pages and completion, and whatever they point to
share=$prefix/share
docs=$share/doc/tessc
(cd "$root" && ls LICENSE README.md CHANGELOG.md docs/*.md) >files
check 'the documentation is installed, every page' sh -c 'while read -r f; do test -s "$1/$f" || exit 1; done <files' sh "$docs"
(cd "$docs" && find . -name '*.md' -exec grep -oH '](\([^)#:]*\)[)#]' {} +) | sed 's/:\](/ /; s/[)#]$//' >links
check 'there are links' test "$(wc -l <links)" -gt 10
while read -r page link; do
    [ -e "$docs/$(dirname "$page")/$link" ] || echo "$page: $link"
done <links >broken
check 'every link leads to a file that is installed' sh -c 'cat broken; test ! -s broken'
check 'completion is installed' test -s "$share/bash-completion/completions/tessc" -a \
    -s "$share/zsh/site-functions/_tessc" -a -s "$share/fish/vendor_completions.d/tessc.fish"
if [ -e "$build/docs/tessc.1" ]; then
    for page in man1/tessc.1 man5/tess.5 man1/tess-trainer.1; do
        check "$page is installed" test -s "$share/man/$page"
    done
    sed 's/\\-/-/g' "$share"/man/man?/*.[15] | tr '\n' ' ' >pages
    grep -o '[a-z][a-z-]*([15])' pages | sort -u >named
    check 'pages that they name' test "$(wc -l <named)" -ge 3
    while IFS='()' read -r page section; do
        check "$page($section) is installed" test -s "$share/man/man$section/$page.$section"
    done <named
    grep -o '[a-zA-Z/]*\.md' pages | sort -u >named
    check 'documents that they name' test "$(wc -l <named)" -ge 5
    while read -r page; do
        check "$page is installed" test -s "$docs/$page"
    done <named
    check 'and their folder' grep -q "In .*/share/doc/tessc: README" pages
else
    echo 'skipped: manual pages are not made here'
fi

small_model tiny
expect 0 'the installed tessc builds' "$installed" build -o out.d tiny.tess
check 'a program' test -x out.d/tiny
expect 0 'which trains' out.d/tiny train --out run --max-steps 2
expect 0 'and evaluates' out.d/tiny eval --weights run/last.safetensors
check 'the C names no place of this machine' sh -c '! grep -q -e "$1" -e "$2" out.d/tiny.c' sh "$root" "$scratch"
if command -v pkg-config >/dev/null; then
    PKG_CONFIG_PATH=$prefix/lib/pkgconfig
    export PKG_CONFIG_PATH
    expect 0 'pkg-config' pkg-config --define-variable=prefix="$prefix" --cflags --libs libtess
    check 'tells the version' test "tessc $(pkg-config --modversion libtess)" = "$("$installed" --version)"
    sanitize=$(sed -n 's/^SANITIZE = //p' "$build/Makefile")
    # shellcheck disable=SC2046,SC2086 # words
    expect 0 'the C compiles with its flags' ${CC:-cc} -O1 $sanitize -o by_hand out.d/tiny.c \
        $(pkg-config --define-variable=prefix="$prefix" --cflags --libs libtess)
    expect 0 'to a program that trains' ./by_hand train --out hand --max-steps 2
    check 'to the same weights' cmp run/last.safetensors hand/last.safetensors
else
    echo 'skipped: pkg-config is not here'
fi
expect 0 'the tessc of the build tree' "$TESSC" train tiny.tess --out again --max-steps 2
check 'trains to the same weights' cmp run/last.safetensors again/last.safetensors
finish

#!/bin/sh
# The command line of tessc, through the real binary: exit codes, what is written where, input that no model file is.
set -u
tessc=${TESSC:-$(pwd)/tessc}
root=$(cd "${srcdir:-.}" && pwd) || exit 1
scratch=$(mktemp -d) || exit 1
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
export XDG_CACHE_HOME="$scratch/cache"
failed=0 passed=0

fail() {
    failed=$((failed + 1))
    echo "failed: $*"
}

# expect CODE TEXT COMMAND...: exit code, and a line of standard error that holds TEXT ('' for none at all)
expect() {
    code=$1 text=$2
    shift 2
    start=$(date +%s)
    "$@" >out 2>err </dev/null
    status=$?
    if [ $status -ne "$code" ]; then
        fail "$*: exit $status, not $code: $(head -c 300 err)"
    elif [ -z "$text" ] && [ -s err ]; then
        fail "$*: said $(head -c 300 err)"
    elif [ -n "$text" ] && ! grep -qF -e "$text" err; then
        fail "$*: did not say '$text' but $(head -c 300 err)"
    elif [ $(($(date +%s) - start)) -gt 5 ]; then
        fail "$*: took too long"
    else
        passed=$((passed + 1))
    fi
}

# is_there FILE, is_not_there FILE
is_there() { if [ -e "$1" ]; then passed=$((passed + 1)); else fail "$1 is missing"; fi; }
is_not_there() { if [ ! -e "$1" ]; then passed=$((passed + 1)); else fail "$1 is left behind"; fi; }

cp "$root/tests/golden/parts/base.tess" .
printf 'tess 1\nmodel small\nextends "base.tess"\nvariant hard { neuron { reset zero } }\n' >small.tess
printf 'tess 1\nmodel small\nextends "base.tess"\noverride neuron { leek 1 }\n' >wrong.tess

# Usage
expect 0 '' "$tessc" --help
expect 0 '' "$tessc" --version
expect 2 'no model file' "$tessc"
expect 2 'no model file' "$tessc" check
expect 2 'no model file' "$tessc" train
expect 2 'one model file at a time' "$tessc" small.tess small.tess
expect 2 "unknown form 'modle'; did you mean 'model'?" "$tessc" --emit=modle small.tess
expect 2 "unknown engine 'gpu'" "$tessc" train small.tess --engine gpu
expect 2 'unrecognized option' "$tessc" --frobnicate small.tess
expect 2 "unknown warning 'dead-latents'; did you mean 'dead-latent'?" "$tessc" -Wno-dead-latents small.tess
expect 2 "'late-signal' is an error, not a warning" "$tessc" -Wno-late-signal small.tess
expect 2 'requires an argument' "$tessc" train small.tess --variant

# What is written, and where
expect 0 '' "$tessc" small.tess
is_there small.c
expect 0 '' "$tessc" -o deep/folder small.tess
is_there deep/folder/small.c
expect 0 '' "$tessc" small.tess -o behind
is_there behind/small.c
expect 65 "did you mean 'leak'?" "$tessc" -o none wrong.tess
is_not_there none
for form in tree model plan c source; do
    expect 0 '' "$tessc" --emit=$form small.tess
    [ -s out ] || fail "--emit=$form printed nothing"
done
expect 0 '' "$tessc" check small.tess
[ -s out ] && fail 'check printed something'
expect 65 'wrong.tess:4:19' "$tessc" check small.tess wrong.tess
expect 0 '' "$tessc" explain small.tess
grep -q '^conv2' out || fail 'explain does not name conv2'
expect 0 '' "$tessc" --list-variants small.tess
[ "$(cat out)" = hard ] || fail 'the variant is not listed'
expect 0 '' "$tessc" --emit=model --variant=hard small.tess
grep -q 'reset: zero' out || fail 'the variant was not applied'

# Formatting
printf 'tess 1 # one\n\n\n\nmodel small;extends "base.tess"\noverride learn {\n# two\nalpha\tpre 1,\npost 2;;psi\nheight 3 ;}\n' >ugly.tess
printf 'tess 1  # one\n\nmodel small; extends "base.tess"\noverride learn {\n    # two\n    alpha pre 1,\n        post 2; psi\n    height 3\n}\n' >pretty.tess
expect 1 '' "$tessc" fmt --check ugly.tess pretty.tess
[ "$(cat out)" = ugly.tess ] || fail "fmt --check named $(cat out)"
chmod 640 ugly.tess
expect 0 '' "$tessc" fmt ugly.tess pretty.tess
cmp ugly.tess pretty.tess || fail 'fmt does not make it pretty'
[ "$(stat -c %a ugly.tess)" = 640 ] || fail 'fmt changed the permissions'
expect 65 'missing' "$tessc" fmt open.tess missing.tess
printf 'tess 1\nneuron {\n' >open.tess
expect 65 "'}' is missing" "$tessc" fmt open.tess
printf 'tess 1\nneuron {\n' | cmp -s - open.tess || fail 'fmt changed a file that does not parse'

# Output that cannot be written
if [ -w /dev/full ]; then
    "$tessc" --emit=c small.tess >/dev/full 2>err
    status=$?
    if [ $status -eq 74 ] && grep -q 'cannot write to standard output' err; then
        passed=$((passed + 1))
    else
        fail "a full device: exit $status"
    fi
fi
echo kept >file
expect 74 'cannot write' "$tessc" -o file small.tess
[ "$(cat file)" = kept ] || fail 'a file was overwritten by a folder'
mkdir small_is_a_folder && mkdir small_is_a_folder/small.c
expect 74 'cannot write' "$tessc" -o small_is_a_folder small.tess
ls small_is_a_folder | grep -q tmp && fail 'a temporary file is left behind'
(ulimit -f 1 && trap '' XFSZ && exec "$tessc" -o limited small.tess) >out 2>err
if [ $? -eq 74 ] && grep -q 'cannot write' err; then passed=$((passed + 1)); else fail 'a full disk'; fi
is_not_there limited/small.c
ls limited | grep -q tmp && fail 'a temporary file is left behind'

# What no model file is
expect 65 'cannot open: No such file' "$tessc" missing.tess
expect 65 'is a directory' "$tessc" deep
: >empty.tess
expect 65 "empty.tess:1:1: error: nothing in this file" "$tessc" empty.tess
head -c 52428800 /dev/zero >zeros.tess
expect 65 'too long' "$tessc" zeros.tess
head -c 52428800 /dev/zero | tr '\0' 'a' >long.tess
expect 65 'too long' "$tessc" check long.tess
head -c 1000000 /dev/zero | tr '\0' '{' >braces.tess
expect 65 'braces.tess:1:1: error:' "$tessc" braces.tess
(printf 'tess 1\n'; yes 'a {' | head -n 100000) >deep.tess
expect 65 'deep.tess:66:3: error: blocks nested more than 64 deep' "$tessc" deep.tess
(printf 'tess 1\n'; yes 'nonsense 1 2 3' | head -n 60000) >many.tess
expect 65 'there may be more' "$tessc" many.tess
(printf 'tess 1\n'; yes x | head -n 400000 | tr '\n' ' ') >wide.tess
expect 65 'wide.tess:2:1: error:' "$tessc" wide.tess
head -c 300000 "$tessc" >binary.tess
expect 65 'binary.tess:1:1: error: not a text file' "$tessc" binary.tess
printf 'tess 1\r\nmodel small\r\n' >crlf.tess
expect 65 'crlf.tess:1:7: error: the line ends in CR LF' "$tessc" crlf.tess
"$tessc" fmt crlf.tess && printf 'tess 1\nmodel small\n' | cmp -s - crlf.tess || fail 'fmt does not write LF'
printf '\357\273\277tess 1\nmodel small\n' >mark.tess
expect 65 'mark.tess:1:1: error: the file begins with a byte order mark' "$tessc" mark.tess
"$tessc" fmt mark.tess && printf 'tess 1\nmodel small\n' | cmp -s - mark.tess || fail 'fmt does not drop the mark'
length=$(wc -c <base.tess)
at=0
while [ $at -lt "$length" ]; do
    head -c $at base.tess >truncated.tess
    "$tessc" --emit=model truncated.tess >out 2>err
    status=$?
    if [ $status -ne 65 ] || ! grep -q '^truncated.tess.*error: ' err || [ -s out ]; then
        fail "cut after $at bytes: exit $status"
    fi
    at=$((at + 7))
done
if [ "$(id -u)" -ne 0 ]; then
    cp small.tess secret.tess && chmod 000 secret.tess
    expect 65 'cannot open: Permission denied' "$tessc" secret.tess
fi

# The trainer's program: built once, rebuilt when the model changes, found again otherwise.
"$tessc" train small.tess --help >out 2>err || fail "train --help: $(cat err)"
grep -q 'tessc: compiling' err || fail 'the trainer was not built'
"$tessc" train --variant hard small.tess --help >out 2>err
grep -q 'tessc: compiling' err || fail 'a changed model was not built'
"$tessc" train small.tess --variant hard --help >out 2>err
grep -q 'tessc: compiling' err && fail 'an unchanged model was built again'
"$tessc" train small.tess --engine interpret --help >out 2>err || fail 'the interpreter does not take the command'
expect 1 'cannot run no-such-compiler' env TESS_CC=no-such-compiler "$tessc" build small.tess -o other
is_not_there other/small

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]

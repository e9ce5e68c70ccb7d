#!/bin/sh
# The command line of tessc, through the real binary: exit codes, what is written where, input that no model file is.
set -u
tessc=${TESSC:-$(pwd)/tessc}
root=$(cd "${srcdir:-.}" && pwd) || exit 1
build=$(pwd)
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
expect 2 "no model file; 'tessc help' names the commands" "$tessc"
expect 2 "no model file; 'tessc check --help' tells how it is used" "$tessc" check
expect 2 'no model file' "$tessc" train
expect 2 'one model file at a time' "$tessc" small.tess small.tess
expect 2 "unknown form 'modle'; did you mean 'model'?" "$tessc" --emit=modle small.tess
expect 2 "unknown engine 'gpu'" "$tessc" train small.tess --engine gpu
expect 2 "unknown option '--frobnicate'" "$tessc" --frobnicate small.tess
expect 2 "unknown warning 'dead-latents'; did you mean 'dead-latent'?" "$tessc" -Wno-dead-latents small.tess
expect 2 "'late-signal' is an error, not a warning" "$tessc" -Wno-late-signal small.tess
expect 2 "no value for option '--variant'" "$tessc" train small.tess --variant
expect 2 "unknown command 'chek'; did you mean 'check'?" "$tessc" chek small.tess
expect 65 'chek.tess: error: cannot open' "$tessc" chek.tess
expect 0 '' "$tessc" data --help
grep -q 'tessc data fetch NAME' out || fail 'data --help does not tell about data'
expect 0 '' "$tessc" data show mnist --help
cp small.tess ./-small.tess
expect 0 '' "$tessc" check -- small.tess -small.tess
expect 0 '' "$tessc" check small.tess -- -small.tess -small.tess
expect 2 "'tessc fmt' does not take -o" "$tessc" fmt -o there small.tess
expect 2 "'tessc MODEL.tess' does not take --paper" "$tessc" small.tess --paper
expect 2 "'tessc new' does not take --variant" "$tessc" new --variant=hard .
expect 2 "'tessc check' does not take --list-variants" "$tessc" check --list-variants small.tess
expect 2 "'tessc train' does not take --emit" "$tessc" train --emit=c small.tess

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
"$tessc" --emit=c small.tess >plain.c
expect 0 '' "$tessc" --emit=c --target cpu small.tess
cmp -s out plain.c || fail '--target cpu writes other C than no --target'
expect 2 "target mcu writes C for a program of yours and no trainer" "$tessc" build --target mcu small.tess
expect 2 "unknown target 'gpu'; did you mean 'cpu'?" "$tessc" --target gpu small.tess
expect 2 "unknown target 'quantum'; known: cpu, mcu" "$tessc" explain --target quantum small.tess
expect 0 '' "$tessc" check small.tess
[ -s out ] && fail 'check printed something'
expect 65 'wrong.tess:4:19' "$tessc" check small.tess wrong.tess
expect 0 '' "$tessc" explain small.tess
grep -q '^conv2' out || fail 'explain does not name conv2'
grep -v '^  readout' out | sed '/^schedule/,$d' | grep -E ' 0\.00+( |$)' && fail 'explain tells that something costs 0.00'
for column in signal latents dead; do
    grep -q "^$column  *[a-z]" out || fail "explain does not say what its column $column is"
done
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
for command in fmt --emit=tree check; do
    expect 65 '"file": "missing.tess", "message": "cannot open' "$tessc" $command --diagnostics=json missing.tess
done
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
expect 74 'expected a file, found a directory' "$tessc" -o small_is_a_folder small.tess
ls small_is_a_folder | grep -q tmp && fail 'a temporary file is left behind'
(ulimit -f 1 && trap '' XFSZ && exec "$tessc" -o limited small.tess) >out 2>err
if [ $? -eq 74 ] && grep -q 'cannot write' err; then passed=$((passed + 1)); else fail 'a full disk'; fi
is_not_there limited/small.c
ls limited | grep -q tmp && fail 'a temporary file is left behind'

# What no model file is: exit 65 from every command, a message that begins with the place, nothing written, and what was
# there untouched, within a second of the processor's time; sanitizers take four times as long.
seconds=1
grep -q '^SANITIZE = .*-fsanitize' "$build/Makefile" 2>/dev/null && seconds=4
# refuse PLACE TEXT FILE
refuse() {
    place=$1 text=$2 file=$3
    for command in '-o written' check --emit=c --emit=source explain 'build -o written' train; do
        (
            ulimit -t $seconds
            # shellcheck disable=SC2086 # a command and its options
            exec timeout 20 "$tessc" $command "$file"
        ) >out 2>err </dev/null
        status=$?
        if [ $status -ne 65 ]; then
            fail "$command $file: exit $status, not 65: $(head -c 300 err)"
        elif ! head -n 1 err | grep -qF -e "$place: error: " || ! head -n 1 err | grep -qF -e "$text"; then
            fail "$command $file: did not begin with '$place: error: ' and say '$text' but $(head -c 300 err)"
        elif [ -s out ] || [ "$(ls written)" != kept.c ] || [ "$(cat written/kept.c)" != kept ]; then
            fail "$command $file: left something behind: $(head -c 300 out) $(ls written)"
        else
            passed=$((passed + 1))
        fi
    done
}

# megabyte WORDS: a file of the size that is just allowed, of the same words again and again
megabyte() { printf 'tess 1\nmodel kept\nextends "base.tess"\n%s' "$1"; yes "$2" | tr -d '\n' | head -c 1048000; printf '\n%s\n' "$3"; }

mkdir written && echo kept >written/kept.c
refuse missing.tess 'cannot open: No such file' missing.tess
refuse deep 'is a directory' deep
mkdir small
expect 65 "did you mean 'small.tess'?" "$tessc" train small
expect 65 "did you mean 'small.tess'?" "$tessc" small/ --emit=model
rmdir small
expect 65 "'tessc help' names the commands" "$tessc" nothing-here
: >empty.tess
refuse empty.tess:1:1 'nothing in this file' empty.tess
refuse /dev/null 'is a device, not a file' /dev/null
refuse /dev/zero 'is a device, not a file' /dev/zero
mkfifo pipe.tess
refuse pipe.tess 'is a pipe, not a file' pipe.tess
expect 65 'pipe.tess: error: is a pipe, not a file' "$tessc" fmt pipe.tess
head -c 52428800 /dev/zero >zeros.tess
refuse zeros.tess 'too long' zeros.tess
head -c 52428800 /dev/zero | tr '\0' 'a' >long.tess
refuse long.tess 'too long' long.tess
rm zeros.tess long.tess
head -c 1000000 /dev/zero | tr '\0' '{' >braces.tess
refuse braces.tess:1:1 "unexpected '{'" braces.tess
(printf 'tess 1\n'; yes 'a {' | head -n 100000) >deep.tess
refuse deep.tess:66:3 'blocks nested more than 64 deep' deep.tess
(printf 'tess 1\n'; yes 'nonsense 1 2 3' | head -n 60000) >many.tess
refuse many.tess:2:1 "unknown word 'nonsense'" many.tess
grep -q 'there may be more' err || fail 'it is not said that there may be more errors'
[ "$(grep -c 'error: ' err)" -le 100 ] || fail 'more than 100 errors'
(printf 'tess 1\n'; yes x | head -n 400000 | tr '\n' ' ') >wide.tess
refuse wide.tess:2:1 "unknown word 'x'" wide.tess
head -c 300000 "$tessc" >binary.tess
refuse binary.tess:1:1 'not a text file: byte 0x7f at offset 0' binary.tess
# kind BYTES WHAT: a file of another kind, told by the bytes that it begins with
kind() {
    printf "$1" >alien
    refuse alien "is $2, not a text file" alien
}
kind '\211PNG\r\n\032\n\000\000\000\rIHDR' 'a PNG picture'
kind '\377\330\377\340\000\020JFIF' 'a JPEG picture'
kind 'PK\003\004\024\000' 'a zip archive'
kind '\037\213\010\000' 'a gzip file'
kind '\211HDF\r\n\032\n\002' 'an HDF5 file'
kind '\223NUMPY\001\000' 'a NumPy array'
kind '\050\001\000\000\000\000\000\000{"conv1.w":{}}' 'a safetensors file of weights'
(cat alien; head -c 2000000 /dev/zero) >large
refuse large 'is a safetensors file of weights, not a text file' large
expect 65 "usage: tessc predict MODEL.tess INPUT..." "$tessc" predict --weights small.tess large
expect 65 "usage: tessc eval MODEL.tess" "$tessc" eval large --weights small.tess
printf 'tess 1\nmodel small\n\000\n' >nul.tess
refuse nul.tess:3:1 'not a text file: byte 0x00 at offset 19' nul.tess
printf 'tess 1\r\nmodel small\r\n' >crlf.tess
refuse crlf.tess:1:7 'the line ends in CR LF' crlf.tess
"$tessc" fmt crlf.tess && printf 'tess 1\nmodel small\n' | cmp -s - crlf.tess || fail 'fmt does not write LF'
printf '\357\273\277tess 1\nmodel small\n' >mark.tess
refuse mark.tess:1:1 'the file begins with a byte order mark' mark.tess
"$tessc" fmt mark.tess && printf 'tess 1\nmodel small\n' | cmp -s - mark.tess || fail 'fmt does not drop the mark'
megabyte 'neuron { ' 'x ' '}' >words.tess
refuse words.tess:4:1 "'neuron' is defined already" words.tess
megabyte 'override learn { ' 'lambda ' '}' >groups.tess
refuse groups.tess:4:1048016 "unknown setting 'la'" groups.tess
megabyte 'override network { ' 'conv 1 1x1; ' '}' >layers.tess
refuse layers.tess:4:3092 'more than 256 layers' layers.tess
megabyte '' 'variant v {}; ' '' >variants.tess
refuse variants.tess:4:23 "a second variant 'v'" variants.tess
(printf 'tess 1\n'; seq 1 50000 | sed 's/.*/variant v& {}/') >numbered.tess
refuse numbered.tess:258:9 'more than 256 variants' numbered.tess

# Files that extend each other, or none
printf 'tess 1\nmodel a\nextends "two.tess"\n' >one.tess
printf 'tess 1\nextends "./three.tess"\n' >two.tess
printf 'tess 1\n\nextends "deep/../one.tess"\n' >three.tess
refuse ./three.tess:3:9 'a cycle: this file is being read already' one.tess
printf 'tess 1\nmodel a\nextends "own.tess"\n' >own.tess
refuse own.tess:3:9 'a cycle: this file is being read already' own.tess
printf 'tess 1\nmodel a\nextends "missing.tess"\n' >orphan.tess
refuse orphan.tess:3:9 'missing.tess: cannot open: No such file' orphan.tess
i=0
while [ $i -lt 30 ]; do
    printf 'tess 1\nextends "chain%d.tess"\n' $((i + 1)) >chain$i.tess
    i=$((i + 1))
done
refuse chain15.tess:2:9 'files extend each other more than 16 deep' chain0.tess

# A good file cut anywhere
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
    refuse secret.tess 'cannot open: Permission denied' secret.tess
fi

# The trainer's program: built once, rebuilt when the model changes, found again otherwise.
# start OPTIONS: builds the trainer and starts it, which then misses its weights
start() {
    "$tessc" eval "$@" --weights none.safetensors >out 2>err
    [ $? -eq 66 ] || fail "eval $*: $(cat err)"
}
start small.tess
grep -q 'tessc: compiling' err || fail 'the trainer was not built'
start --variant hard small.tess
grep -q 'tessc: compiling' err || fail 'a changed model was not built'
start small.tess --variant hard
grep -q 'tessc: compiling' err && fail 'an unchanged model was built again'
start small.tess --engine interpret
expect 1 'cannot run no-such-compiler' env TESS_CC=no-such-compiler "$tessc" build small.tess -o other
is_not_there other/small

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]

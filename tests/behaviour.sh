# shellcheck shell=sh
# Shared by the behaviour tests (sourced): the real tessc in a folder of its own, and a few ways to say what is expected.
# Each check prints a line; `finish` ends the script with 1 if one of them failed.
set -u
root=$(cd "${srcdir:-.}" && pwd) || exit 1
TESSC=${TESSC:-$(pwd)/tessc}
build=$(pwd)
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
XDG_CACHE_HOME=$scratch/cache
export XDG_CACHE_HOME
unset TESS_CC TESS_CFLAGS
cd "$scratch" || exit 1
failed=0
subject='' # what was run last: `check` lines are about it

ok() {
    echo "ok: $1"
}

not_ok() {
    echo "FAILED: $1"
    failed=1
}

# check WHAT COMMAND...: the command succeeds
check() {
    what=$subject$1
    shift
    if "$@" >check.log 2>&1; then ok "$what"; else not_ok "$what"; head -n 20 check.log; fi
}

# refuse WHAT COMMAND...: the command fails
refuse() {
    what=$subject$1
    shift
    if "$@" >check.log 2>&1; then not_ok "$what"; head -n 20 check.log; else ok "$what"; fi
}

# expect CODE WHAT COMMAND...: its exit code; leaves its output in the files out and err
expect() {
    code=$1 what=$2 subject="$2: "
    shift 2
    "$@" >out 2>err </dev/null
    got=$?
    if [ "$got" -eq "$code" ]; then
        ok "$what"
    else
        not_ok "$what: exit $got, not $code"
        head -n 20 out err
    fi
}

finish() {
    exit "$failed"
}

# A network that has a bit of everything and trains in no time: writes NAME.tess; the second argument goes into train.
small_model() {
    cat >"$1.tess" <<EOF
tess 1
model $1
input 2x9x8 { dataset synthetic; frames 7; train 72 samples; test 33 samples }
neuron lif { leak 0.5  threshold 0.4  reset subtract }
network {
    conv 5 3x3 pad 1               signal grid 3x3
    conv 20 3x3 pad 1, maxpool 2x2 signal grid 2x2
    conv 6 3x3 pad 1, avgpool 2x2  signal grid 2x2
    linear 12                      signal bins 12
    readout
}
learn tess { alpha post -0.5 }
train { batch 16; epochs 3; seed 11; validate 0.2; ${2:-} }
EOF
}

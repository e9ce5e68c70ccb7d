#!/bin/sh
# A disk that is really full: a small file system in memory, in a mount namespace of this test's own. What stood on it
# before is not damaged, and once there is room again the run goes on to the bits of a whole one.
if [ "${1:-}" != mounted ]; then
    for flags in -m -rm; do
        unshare $flags true 2>/dev/null && exec unshare $flags "$0" mounted
    done
    echo 'no file system may be mounted here'
    exit 77
fi
. "${srcdir:-.}/tests/behaviour.sh"

mkdir disk
mount -t tmpfs -o size=1m none disk 2>/dev/null || {
    echo 'no file system may be mounted here'
    exit 77
}
small_model tiny
expect 0 'build' "$TESSC" build tiny.tess
expect 0 'a whole run' ./tiny train --out whole --max-steps 9
state=$(wc -c <whole/state.safetensors)

# fill ROOM: the disk, but for so many bytes
fill() {
    rm -f disk/filler
    head -c 2M /dev/zero >disk/filler 2>/dev/null # more than it holds, but never more than that
    truncate -s "-$1" disk/filler
}

# From no room at all to a little less than a state takes
for room in 0 4096 16384 $((state - 4096)); do
    rm -rf disk/* before
    expect 0 'half a run' ./tiny train --out disk/run --max-steps 5
    cp -r disk/run before
    fill "$room"
    expect 74 "$room bytes left" ./tiny train --out disk/run --max-steps 9 --resume
    check 'one line says why' test "$(wc -l <err)" -le 2 # the other one says that it goes on
    check 'in words' grep -q '^tiny: error: disk/run/.*: cannot write: No space left on device$' err
    refuse 'nothing unfinished is left' sh -c 'ls disk/run | grep "[.]part"'
    check 'the state is what it was' cmp before/state.safetensors disk/run/state.safetensors
    refuse 'metrics.jsonl has whole rows only' grep -v '^{.*}$' disk/run/metrics.jsonl
    check 'and those that it had' cmp -n "$(wc -c <before/metrics.jsonl)" before/metrics.jsonl disk/run/metrics.jsonl
    for kept in last best; do
        check "$kept.safetensors is whole" ./tiny eval --weights "disk/run/$kept.safetensors"
    done
    expect 74 "$room bytes left: a new run" ./tiny train --out disk/new --max-steps 9
    rm disk/filler
    expect 0 "with room again" ./tiny train --out disk/run --max-steps 9 --resume
    check 'the run goes on to the same bits' cmp whole/last.safetensors disk/run/last.safetensors
    expect 0 'and the new one' ./tiny train --out disk/new --max-steps 9
    check 'starts and comes to the same bits' cmp whole/last.safetensors disk/new/last.safetensors
done

# The C and the program of a model
fill 4096
expect 74 'no room for the C' "$TESSC" -o disk tiny.tess
refuse 'leaves nothing of it' sh -c 'ls disk | grep tiny'
rm -r disk/*
fill $(($(wc -c <tiny.c) + 65536))
expect 74 'no room for the program' "$TESSC" build -o disk tiny.tess
check 'is told' grep -q '^tessc: disk/tiny: cannot write: No space left on device$' err
refuse 'leaves nothing of it' sh -c 'ls disk | grep -v "^filler$" | grep -v "^tiny.c$"'
fill 0
expect 74 'a cache without room' env XDG_CACHE_HOME="$scratch/disk" "$TESSC" train tiny.tess --max-steps 1 --out kept
umount disk
finish

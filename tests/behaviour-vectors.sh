#!/bin/sh
# Vectors of 16 lanes stay whole on processors that have registers for them: clang cuts them in two for Intel's, whose
# tuning prefers narrow ones, unless the code asks.
. "${srcdir:-.}/tests/behaviour.sh"

case $(uname -m) in
x86_64) ;;
*)
    echo 'not an x86-64 machine: registers are not compared'
    exit 77
    ;;
esac

# Additions and products in the sums and gradients of all layers, in registers of a kind
operations() {
    awk -v kind="%$1" '/^[a-z]/ { here = /_(forward_train|gradient):/ }
                       here && $1 ~ /^v(padd|add|mul)/ && index($0, kind) { n++ }
                       END { print n + 0 }' motion.s
}

check 'generated code' "$TESSC" "$root/examples/motion.tess"
tried=0
for compiler in clang gcc; do
    command -v "$compiler" >/dev/null || { echo "no $compiler here: not tried"; continue; }
    for processor in skylake-avx512 icelake-server x86-64; do
        check "$compiler compiles for $processor" "$compiler" -std=c11 -O3 -march="$processor" -ffp-contract=off \
            -fno-math-errno -I"$root/runtime" -S -o motion.s motion.c
        whole=$(operations zmm) halves=$(operations ymm)
        echo "$compiler for $processor: $whole operations on 16 lanes, $halves on 8"
        tried=1
        if [ "$processor" = x86-64 ]; then
            check 'neither is there' test "$whole" -eq 0 -a "$halves" -eq 0
        else
            check 'vectors are whole' test "$whole" -gt $((2 * halves))
        fi
    done
done
[ "$tried" = 1 ] || exit 77
finish

#!/bin/sh
# --target mcu: what it writes trains to the bits of a host's schedule stream, after every step and update; compiled by
# gcc and clang, without a warning and clean under UBSan; what it refuses; the state that explain tells. mcu/ holds the
# two programs that train, tests/behaviour-boards.sh does the same on emulated boards.
. "${srcdir:-.}/tests/behaviour.sh"

mcu=$root/tests/mcu
case $root in *[[:space:]]*) echo 'skipped: needs a source folder without spaces in its path' && exit 77 ;; esac

cat >tiny.tess <<'EOM'
tess 1
model tiny
input 2x9x11 { dataset arrays; classes 5; frames 4 }
network {
    conv 6 3x3 pad 1, maxpool 2x2   signal grid 2x2
    conv 18 2x3 pad 1               signal grid 3x4
    conv 5 3x3 pad 1, avgpool all
    linear 13   signal bins 4
    readout
}
weights { bias on }
learn tess { alpha post 1 }
train { batch 1; epochs 2; validate 0; update each sample }
EOM
cat >images.tess <<'EOM'
tess 1
model images
input 3x24x24 { dataset arrays; classes 5; present 3 steps }
network {
    conv 12 5x5 pad 2, maxpool 2x2  signal grid 2x2
    conv 10 4x2 pad 1               signal grid 5x5
    conv 20 3x3 pad 1, avgpool 2x2  signal grid 2x2
    linear 20
    readout
}
learn tess
train { batch 1; epochs 2; validate 0; update each sample }
EOM
# The learning signals of one image are more than a stretch of its gradient takes.
cat >wide.tess <<'EOM'
tess 1
model wide
input 1x96x96 { dataset arrays; classes 5; frames 2 }
network {
    conv 32 3x3 pad 1, maxpool 4x4  signal grid 2x2
    readout
}
learn tess { alpha post 1 }
train { batch 1; epochs 2; validate 0; update each sample }
EOM

strict='-std=c99 -Wall -Wextra -Wconversion -pedantic -Werror -ffp-contract=off'

# host MODEL SAMPLES OPTION...: what a host's trainer comes to, and board.c's config.h
host() {
    model=$1 samples=$2
    shift 2
    rm -rf made && mkdir made &&
        TESS_CFLAGS="-O1 -I$mcu $mcu/reference.c" "$TESSC" build -Wno-dead-latent --schedule stream "$@" -o made "$model.tess" &&
        "made/$model" config >config.h && "made/$model" run "$samples" >expected &&
        "$TESSC" --target mcu -Wno-dead-latent "$@" -o c "$model.tess"
}

# trains COMPILER...: the C compiled by it, held against the host
trains() {
    # shellcheck disable=SC2086 # words
    "$@" $strict -I. -I"$mcu" -I"$mcu/host" -Ic "$mcu/board.c" "c/$model.c" -o board && ./board "$samples" >got &&
        cmp expected got
}

# same WHAT MODEL SAMPLES OPTION...
same() {
    title=$1
    shift
    check "$title: a host" host "$@"
    for compiler in 'gcc -O2' 'clang -O0 -fsanitize=undefined -fno-sanitize-recover=all'; do
        command -v "${compiler%% *}" >/dev/null || continue
        # shellcheck disable=SC2086 # words
        check "$title: the same bits, ${compiler%% -f*}" trains $compiler
    done
}

sgd='-D train.optimizer=sgd -D train.optimizer.lr=0.05'
# shellcheck disable=SC2086 # words
{
    same 'small maps, overlapping windows, bins, adam' tiny 4
    refuse 'learning changes something' test "$(grep -c parameters expected)" -ne "$(grep parameters expected | sort -u | wc -l)"
    same 'static images' images 3 -D weights.gain=off
    same 'a gradient of several stretches' wide 2 -D train.optimizer=adamw
    same 'each step, centred weights' tiny 4 $sgd -D 'train.update=each step' -D weights.mode=center -D learn.signal.from=1
    same 'momentum, decay, smoothing, walsh' tiny 4 $sgd -D train.optimizer.momentum=0.9 -D train.optimizer.weight_decay=0.01 \
        -D learn.signal.loss.smoothing=0.1 -D readout.loss.smoothing=0.2 -D learn.signal.basis=walsh -D weights.mode=raw
    same 'reset to zero, another psi, rates of layers' tiny 4 -D neuron.reset=zero -D learn.psi=fast_sigmoid \
        -D learn.psi.slope=3 -D conv2.lr.times=0.5 -D linear4.lr.times=0 -D readout.start=normal -D readout.bias=uniform
    same 'only some layers learn' tiny 4 -D 'learn.only=conv2, readout' -D learn.signal.basis=random
}

# ---- What explain tells ----

# The struct as it is compiled: by --emit=plan, which tells it for pointers of both sizes; behaviour-boards.sh holds
# explain's figure against boards.
cat >size.c <<'EOM'
#include "tiny.h"
#include <stdio.h>
int main(void)
{
    printf("state_by_bytes_of_a_pointer: .*%zu: %zu\n", sizeof(void *), sizeof(struct tiny));
    return 0;
}
EOM
told() { # OPTION...
    "$TESSC" --target mcu -Wno-dead-latent "$@" -o c tiny.tess && cc -Ic size.c -o size &&
        "$TESSC" --emit=plan --target mcu -Wno-dead-latent "$@" tiny.tess >out 2>err && sed 's/[{},"]//g' out | grep "$(./size)$" &&
        "$TESSC" explain --target mcu -Wno-dead-latent "$@" tiny.tess >out 2>err
}
check 'the state is told to the byte, adam' told
check 'the state is told to the byte, each step' told -D train.optimizer=sgd -D 'train.update=each step'
check 'the state is told to the byte, only some layers learn' told -D learn.only=readout
check 'the same for ten times as many steps' told -D input.frames=40
many=$(sed -n 's/^state  *[0-9].*/&/p' out)
check 'as with few' told
check 'they take the same' test "$many" = "$(sed -n 's/^state  *[0-9].*/&/p' out)" -a -n "$many"

# ---- What is refused ----

expect 65 'a budget that is too small' "$TESSC" --target mcu --budget ram=32KiB -D input.frames=4 -Wno-dead-latent -o none tiny.tess
check 'is told, with what there is' grep -q 'the state takes [0-9]* bytes, and the budget has 32768 bytes of RAM' err
check 'with what layers take' grep -q 'conv2 takes [0-9]*$' err
check 'and what would fit' grep -q 'with update each step, optimizer sgd: [0-9]* bytes, which fit$' err
refuse 'nothing is written' test -e none
expect 0 'one that fits' "$TESSC" --target mcu --budget ram=1MiB,flash=4096B -Wno-dead-latent -o c tiny.tess
expect 65 'no flash' "$TESSC" --target mcu --budget flash=16 -Wno-dead-latent tiny.tess
check 'is told' grep -q 'the constants take [0-9]* bytes, and the budget has 16 bytes of flash' err
expect 65 'a budget in kilos' "$TESSC" --target mcu --budget ram=64kg -Wno-dead-latent tiny.tess
check 'is no size' grep -q "expected a budget such as 'ram=64KiB,flash=1MiB', found 'ram=64kg'" err
expect 65 'a budget for a host' "$TESSC" --budget ram=64KiB -Wno-dead-latent tiny.tess
check 'is for mcu' grep -q 'target cpu has no budget' err

expect 65 'signals from above' "$TESSC" --target mcu -D learn=s_tllr tiny.tess
check 'are named' grep -q 'target mcu cannot write this model: its layers do not learn by themselves' err
expect 65 'schedule fold' "$TESSC" --target mcu --schedule fold -Wno-dead-latent tiny.tess
check 'is named' grep -q "'schedule stream' instead of fold" err
expect 65 'the loss of the sum' "$TESSC" --target mcu -D readout.loss=sum -Wno-dead-latent tiny.tess
check 'is named' grep -q 'learns from the loss of the sum' err
expect 2 'a trainer' "$TESSC" train --target mcu tiny.tess
check 'is not what it writes' grep -q 'target mcu writes C for a program of yours and no trainer' err
finish

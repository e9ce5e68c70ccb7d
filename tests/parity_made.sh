#!/bin/sh
# Golden cases made on the spot, from several seeds: weights of linear layers, square waves of many numbers of classes,
# the published VGG-9 on events, statistics of it alone; and what parity says of cases that no model file can express.
set -u
tests=$(cd "${srcdir:-.}/tests" && pwd) || exit 1
TESSC=${TESSC:-$(pwd)/tessc}
export TESSC

if ! /usr/bin/python3 -c 'import numpy, yaml' 2>/dev/null; then
    echo 'skipped: needs /usr/bin/python3 with numpy and yaml (Debian: python3-numpy python3-yaml)'
    exit 77
fi
if [ ! -x "$TESSC" ]; then
    echo "$TESSC is not built"
    exit 1
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
status=0

fails() {
    echo "$1"
    [ -f "$scratch/log" ] && cat "$scratch/log"
    status=1
}

# make SEED NAME...: the cases lie in $scratch/SEED/NAME.
make() {
    seed=$1
    shift
    "$tests/make_cases" --seed "$seed" "$scratch/$seed" "$@" >"$scratch/log" || fails "seed $seed: cannot make cases"
}

linear='linear_raw_event linear_wn_off linear_center mixed_raw mixed_wn_off'
classes='waves classes_7 classes_12 classes_37'
make 11 $linear $classes vgg_event vgg_statistics
make 23 linear_raw_event mixed_wn_off classes_37 waves vgg_event_37 vgg_statistics
make 9000000000000000000 linear_wn_off classes_12 waves random_blocks
for seed in 11 23 9000000000000000000; do
    echo "seed $seed, interpreted"
    "$tests/parity" "$scratch/$seed"/*/ || status=1
done
cd "$scratch" || exit 1
echo 'generated code'
"$tests/parity" --engine cpu 11/linear_wn_off 11/mixed_raw 11/vgg_event 11/vgg_statistics 23/waves || status=1
echo 'generated code, schedule stream'
"$tests/parity" --engine cpu --schedule stream 11/linear_center 23/vgg_event_37 || status=1

# edit CASE NEW EXPRESSION: the manifest of a copy, changed by sed.
edit() {
    rm -rf "$2" && cp -r "$1" "$2" && sed -i "$3" "$2/manifest.yaml"
}

# Per-step arrays with membranes that are too close to their thresholds: every engine is fed the case's spikes.
edit 11/classes_7 close 's/^min_abs_u_minus_threshold: .*/min_abs_u_minus_threshold: 2e-7/'
for engine in interpret cpu; do
    if ! "$tests/parity" --engine $engine close >log || ! grep -q '^close: [1-9][0-9]* agree.*; not compared: ' log; then
        fails "close membranes, $engine:"
    fi
done

# skipped CASE PATTERN: one line that says why, one case counted, nothing compared.
skipped() {
    "$tests/parity" "$1" >log
    code=$?
    if [ $code -ne 77 ] || ! grep -q "^$1: skipped: .*$2" log || [ "$(tail -n 1 log)" != '0 passed, 0 failed, 1 skipped' ]; then
        fails "$1: exit status $code instead of 77, or another reason than $2:"
    fi
}

"$tests/make_cases" adaptive adaptive_2x2 >log || fails 'cannot make an adaptive pool'
mv adaptive/adaptive_2x2 adaptive_2x2
skipped adaptive_2x2 'block 1: adaptive_avg to 2x2'
edit 11/classes_7 strided '0,/stride: 1/s//stride: 2/'
skipped strided 'block 0: stride 2'
edit 11/classes_7 dilated '0,/stride: 1/s//dilation: 2/'
skipped dilated 'block 0 says dilation'
edit 11/classes_7 weighted 's/^weight_mode: .*/weight_mode: spectral norm/'
skipped weighted 'weight_mode spectral norm'
edit 11/classes_7 surrogate 's/^surrogate: .*/surrogate: arctan/'
skipped surrogate 'surrogate arctan'
edit 11/classes_7 rmsprop 's/name: Adam/name: RMSprop/'
skipped rmsprop 'optimizer RMSprop'
edit 11/classes_7 ruled 's/^kind: .*/kind: eprop/'
skipped ruled 'no rule for kind eprop'
edit 11/vgg_statistics poisson 's/input_rule: .*/input_rule: poisson(0.2)/'
skipped poisson 'input_rule poisson(0.2)'
edit 11/vgg_statistics nowhere 's/^generator:/unread:/'
skipped nowhere 'neither init'
if ! "$tests/parity" 11/classes_7 strided >log || [ "$(tail -n 1 log)" != '101 passed, 0 failed, 1 skipped' ]; then
    fails 'a case that is skipped beside one that passes:'
fi

# refused CASE PATTERN: counted as failed.
refused() {
    "$tests/parity" "$1" >log
    code=$?
    if [ $code -ne 1 ] || ! grep -q "^$1: $2" log; then
        fails "$1: exit status $code instead of 1, or no line '$2':"
    fi
}

edit 11/classes_7 contrary 's/^readout_in: .*/readout_in: 5/'
refused contrary 'readout_in is 5, but the blocks end with 4 features'
edit 11/classes_7 lacking '/^leak_factor:/d'
refused lacking "the manifest does not say 'leak_factor'"
# The numbers follow from what the manifest says, so that other words give other numbers.
edit 11/linear_wn_off centred 's/^weight_mode: .*/weight_mode: centred/'
refused centred 'L0.weff: off by'
edit 11/vgg_statistics louder 's/  readout_bias: .*/  readout_bias: 0.25/'
refused louder 'logits_sum: off by'
edit 11/classes_7 exact '$a tolerance: {f64_dev: 0, max_abs: 0}'
refused exact '[^ ]*: off by .* allowed 0;'
cp -r close spikeless && /usr/bin/python3 - spikeless/L1.s.npy <<'END' || fails 'cannot change a spike'
import gzip, sys
import numpy as np
spikes = np.load(gzip.open(sys.argv[1] + '.gz'))
spikes[0, 0, 0, 0, 0] = 1 - spikes[0, 0, 0, 0, 0]
np.save(sys.argv[1], spikes)
END
refused spikeless '1 neurons fire otherwise than the reference'
cp -r 11/classes_37 other && cp 23/waves/freq_C37.npy.gz other/lsg.freq.npy.gz
refused other 'L0.basis: off by'
exit $status

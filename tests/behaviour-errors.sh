#!/bin/sh
# What goes wrong is told in one place, on standard error, with the exit code that fits; nothing half-written stays.
. "${srcdir:-.}/tests/behaviour.sh"

small_model tiny

# Usage: 2
expect 2 'no arguments' "$TESSC"
expect 2 'an unknown option' "$TESSC" --frobnicate tiny.tess
expect 2 'an unknown form' "$TESSC" --emit=poem tiny.tess
expect 2 'an unknown option of the trainer' "$TESSC" train tiny.tess --frobnicate
expect 2 'a number that is none' "$TESSC" train tiny.tess --epochs many
expect 2 'evaluation without weights' "$TESSC" eval tiny.tess
expect 0 'help' "$TESSC" --help
check 'is on standard output' grep -q '^usage:' out
check 'writes nothing to standard error' test ! -s err
expect 0 'version' "$TESSC" --version
check 'is on standard output' grep -q '^tessc [0-9]' out

# Bad models: 65, with a place
sed 's/threshold/treshold/' tiny.tess >typo.tess
expect 65 'a misspelt word' "$TESSC" typo.tess
check 'is placed by file, line and column' grep -q '^typo.tess:4:24: error: .*did you mean .threshold' err
check 'writes nothing to standard output' test ! -s out
check 'and no C is written' test ! -e typo.c
check 'nor tiny.c' test ! -e tiny.c
expect 65 'check' "$TESSC" check tiny.tess typo.tess
expect 0 'check of a good one' "$TESSC" check tiny.tess
expect 65 'a model that is not there' "$TESSC" nowhere.tess
check 'is named' grep -q 'nowhere.tess' err
: >empty.tess
expect 65 'an empty model' "$TESSC" empty.tess
head -c 4000 "$TESSC" >binary.tess
expect 65 'a model that is no text' "$TESSC" binary.tess
expect 65 'a setting out of range by -D' "$TESSC" -D neuron.threshold=-1 tiny.tess
expect 65 'training a bad model' "$TESSC" train typo.tess --out bad
check 'starts no run' test ! -e bad

# Data: 66, in one line that names the file
cat >digits.tess <<'EOF'
tess 1
model digits
input 1x28x28 { dataset mnist; present 2 steps }
network { conv 4 3x3, maxpool 2x2; readout }
train { batch 4; epochs 1 }
EOF
expect 66 'no data folder' "$TESSC" train digits.tess --engine interpret --data nowhere --out digits
check 'is named' grep -q 'nowhere' err
check 'in one line' test "$(grep -c nowhere err)" -eq 1
check 'and starts no run' test ! -e digits
mkdir mnist
printf '\000\000\010\003\000\000\000\012\000\000\000\034\000\000\000\034short' >mnist/train-images-idx3-ubyte
printf '\000\000\010\001\000\000\000\012\001\002\003\004\005\006\007\010\011\000' >mnist/train-labels-idx1-ubyte
cp mnist/train-images-idx3-ubyte mnist/t10k-images-idx3-ubyte
cp mnist/train-labels-idx1-ubyte mnist/t10k-labels-idx1-ubyte
expect 66 'truncated data' "$TESSC" train digits.tess --engine interpret --data mnist --out digits
check 'is named, with an offset' grep -q 'train-images-idx3-ubyte.*[0-9]' err
check 'and starts no run' test ! -e digits

# Weights that are none
expect 0 'train' "$TESSC" train tiny.tess --out run --max-steps 2
echo 'not weights' >garbage
expect 66 'garbage for weights' "$TESSC" eval tiny.tess --weights garbage
check 'is named' grep -q garbage err
head -c 900 run/last.safetensors >short
expect 66 'truncated weights' "$TESSC" eval tiny.tess --weights short
check 'are named' grep -q short err
cat >wider.tess <<'EOF'
tess 1
model wider
input 2x9x8 { dataset synthetic; frames 7; train 32 samples; test 33 samples }
network { conv 6 3x3 pad 1; readout }
EOF
expect 66 'weights of another model' "$TESSC" eval wider.tess --engine interpret --weights run/last.safetensors
more='holds conv1.gain and 3 more tensors that this model has not got and does without'
expect 0 'weights that have more than the model' \
    "$TESSC" eval tiny.tess --engine interpret -D weights.gain=off --weights run/last.safetensors
check 'are warned about' grep -qx "warning: run/last.safetensors: $more" err
expect 0 'training that starts from them' \
    "$TESSC" train tiny.tess --engine interpret -D weights.gain=off --init run/last.safetensors --out more --max-steps 1
check 'warns, too' grep -qx "warning: run/last.safetensors: $more" err
expect 0 'eval with a state of the model itself' "$TESSC" eval tiny.tess --engine interpret --weights run/state.safetensors
refuse 'needs no warning' grep -q '^warning' err

# Reading and writing: 74
echo 'a file' >file
expect 74 'C into a folder that cannot be' "$TESSC" -o file/sub tiny.tess
expect 74 'a run into a folder that cannot be' "$TESSC" train tiny.tess --out file/run
if [ -w /dev/full ]; then
    expect 74 'a full disk' sh -c '"$1" --emit=c tiny.tess >/dev/full' sh "$TESSC"
    check 'is told' grep -q . err
fi
check 'what stood there is as it was' grep -q '^a file$' file

# Generated C: no warnings, the same each time
expect 0 'C into a folder' "$TESSC" -o made tiny.tess
expect 0 'C to standard output' "$TESSC" --emit=c tiny.tess
check 'is the same C' cmp out made/tiny.c
for compiler in clang gcc; do
    command -v "$compiler" >/dev/null || { echo "no $compiler here: warnings not looked at"; continue; }
    expect 0 "$compiler compiles it" "$compiler" -std=c11 -O3 -march=native -ffp-contract=off -Wall -Wextra -Werror \
        -I "$root/runtime" -c -o made/tiny.o made/tiny.c
    check 'without a warning' test ! -s err
    # Vectors wider than the machine's: how they are passed would be worth a warning.
    [ "$(uname -m)" = x86_64 ] || continue
    expect 0 "$compiler compiles motion for narrower vectors" "$compiler" -std=c11 -O1 -march=x86-64-v3 \
        -ffp-contract=off -Wall -Wextra -I "$root/runtime" -c -o made/motion.o "$root/generated/motion.c"
    check 'without a warning' test ! -s err
done
TESS_CFLAGS=-ffast-math
export TESS_CFLAGS
expect 1 'a compiler told to be inexact' "$TESSC" build -o fast tiny.tess
check 'is refused' grep -q 'exact arithmetic' err
check 'and leaves no program' test ! -e fast/tiny
# Limits of whole numbers are compared as whole numbers, and 9e18 and 9e18 + 1 are the same double.
for setting in train.seed learn.signal.basis.seed; do
    random=; [ $setting = train.seed ] || random='-D learn.signal.basis=random'
    # shellcheck disable=SC2086 # words
    expect 0 "$setting: the largest" "$TESSC" check tiny.tess $random -D $setting=9000000000000000000
    for seed in 9000000000000000001 18446744073709551615 18446744073709551616; do
        # shellcheck disable=SC2086
        expect 65 "$setting: $seed" "$TESSC" check tiny.tess $random -D $setting=$seed
        check 'is told' grep -q "$setting is $seed; it must be a number from 0 to" err
    done
done

# As docs/runs.md says
for name in 'a	b' "$(printf 'a\033b')" "$(printf 'a\nb')"; do
    rm -rf classes
    mkdir -p "classes/$name" classes/other
    expect 66 'a control character in the name of a class' "$TESSC" new classes
    check 'is told' grep -q 'expected names of folders without control characters' err
done

finish

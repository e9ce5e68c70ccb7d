#!/bin/sh
# The same seed gives the same weights, bit for bit, from any number of threads, either compiler and any vector width.
. "${srcdir:-.}/tests/behaviour.sh"

small_model events
printf 'tess 1\nmodel back\nextends "events.tess"\noverride learn bptt\n' >back.tess
printf 'tess 1\nmodel down\nextends "events.tess"\noverride learn s_tllr { alpha post -0.5 }\n' >down.tess
printf 'tess 1\nmodel steps\nextends "events.tess"\noverride learn { schedule stream }\n' >steps.tess
set -- events back down steps
if /usr/bin/python3 -c 'import numpy' 2>/dev/null; then
    # A static input of real numbers: images that are sums of a few random stripes.
    mkdir images
    /usr/bin/python3 - <<'EOF'
import numpy
random = numpy.random.default_rng(5)
for split, count in (('train', 60), ('test', 20)):
    label = random.integers(0, 5, count)
    image = random.integers(0, 120, (count, 3, 10, 9))
    image[numpy.arange(count), :, label + 2] += 120
    numpy.save('images/x_%s.npy' % split, image.astype(numpy.uint8))
    numpy.save('images/y_%s.npy' % split, label.astype(numpy.uint8))
EOF
    cat >stills.tess <<'EOF'
tess 1
model stills
input 3x10x9 { dataset arrays; classes 5; present 4 steps; normalize mean 0.4 0.4 0.4 std 0.2 0.2 0.2
               augment crop pad 1, flip p 0.5 }
neuron lif { reset zero }
weights { raw }
network {
    conv 18 3x3 pad 1, maxpool 2x2  signal grid 2x2
    conv 7 5x5 pad 2, avgpool all   signal grid 1x1
    readout
}
train { batch 10; epochs 2; optimizer nesterov lr 0.05 }
EOF
    set -- "$@" stills
else
    echo 'no NumPy: events only'
fi

# A library with sanitizers links with the compiler that made it, and no other.
compilers='clang gcc'
grep -q '^SANITIZE = .*-fsanitize' "$build/Makefile" && compilers=''

native=''
case $(uname -m) in
x86_64) native='-march=x86-64-v3' ;;
esac

# train MODEL OUT THREADS
train() {
    data=''
    [ "$1" = stills ] && data='--data images'
    # shellcheck disable=SC2086 # one or two words
    "$TESSC" train "$1.tess" --out "$2" --threads "$3" --max-steps 8 $data >train.log 2>&1 || {
        not_ok "train $1"
        cat train.log
    }
}

for model in "$@"; do
    train "$model" "$model-1" 1
    for threads in 2 3; do
        train "$model" "$model-$threads" "$threads"
        check "$model: $threads threads" cmp "$model-1/last.safetensors" "$model-$threads/last.safetensors"
    done
    for compiler in $compilers; do
        command -v "$compiler" >/dev/null || { echo "no $compiler here: not compared"; continue; }
        for flags in '' $native -O1; do
            [ "$compiler$flags" = clang-O1 ] && continue # one compiler is enough for this
            TESS_CC=$compiler TESS_CFLAGS=$flags
            export TESS_CC TESS_CFLAGS
            name=$model-$compiler$flags
            train "$model" "$name" 2
            check "$model: $compiler $flags" cmp "$model-1/last.safetensors" "$name/last.safetensors"
        done
    done
    unset TESS_CC TESS_CFLAGS
done
finish

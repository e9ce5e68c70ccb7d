#!/bin/sh
# Pipes, devices and folders where files are expected: told as that, and nobody waits for ever. Units of what is shown.
. "${srcdir:-.}/tests/behaviour.sh"

TESS_CFLAGS=-O0 # as quick as can be
export TESS_CFLAGS
small_model tiny
mkfifo pipe pipe.tess pipe.yaml
mkdir folder
# quick CODE WHAT COMMAND...: within ten seconds
quick() {
    code=$1 what=$2
    shift 2
    expect "$code" "$what" timeout 10 "$@"
}
# First of all, so that nothing below waits for the compiler.
expect 0 'a run' "$TESSC" train tiny.tess --threads 1 --max-steps 6 --out run
check 'a run: shows percent where it counts percent' grep -q 'acc [0-9.]* %' out

for kind in pipe:pipe /dev/zero:device /dev/null:device folder:directory; do
    file=${kind%:*} kind=${kind#*:}
    quick 65 "a $kind for a model" "$TESSC" check "$file"
    check 'is told' grep -q "$file: error: is a $kind, not a file" err
    quick 65 "a $kind to extend" sh -c 'printf "tess 1\nmodel m\nextends \"%s\"\n" "$2" >extends.tess; "$1" check extends.tess' \
        sh "$TESSC" "$file"
    check 'is told' grep -q "is a $kind, not a file" err
    quick 65 "a $kind for a sweep" "$TESSC" sweep "$file"
    check 'is told' grep -q "is a $kind, not a file" err
    quick 65 "a $kind for frequencies" "$TESSC" check tiny.tess -D learn.signal.basis=frequencies \
        -D "learn.signal.basis.file=\"$file\""
    check 'is told' grep -q "is a $kind, not a file" err
    quick 65 "a $kind to format" "$TESSC" fmt "$file"
    [ "$kind" = directory ] || quick 74 "a $kind for a run's folder" "$TESSC" train tiny.tess --out "$file"
done

# Within a run
for file in metrics.jsonl metrics.csv; do
    rm -rf odd && cp -r run odd && rm -f odd/$file && mkfifo odd/$file
    quick 74 "a pipe for $file" "$TESSC" train tiny.tess --threads 1 --max-steps 12 --out odd --resume
    check 'is told' grep -q "odd/$file: expected a file, found a pipe" err
done
rm -rf odd && cp -r run odd && mkfifo odd/state.safetensors.part odd/run.yaml.part
echo precious >precious && ln -s ../precious odd/metrics.part && ln -s ../precious odd/last.safetensors.part
quick 0 'pipes and links under temporary names' "$TESSC" train tiny.tess --threads 1 --max-steps 8 --out odd --resume
check 'are not written to' grep -q precious precious
rm -rf odd && cp -r run odd && rm odd/run.yaml && mkfifo odd/run.yaml
quick 66 'a pipe for run.yaml' "$TESSC" report odd
check 'is told' grep -q 'odd/run.yaml: expected a file, found a pipe' err

# What is written
expect 0 "data" "$TESSC" data make mnist --out pictures --samples 20
png=sample.png npy=sample.npy
for kind in pipe:pipe device:device folder:directory; do
    name=${kind%:*} kind=${kind#*:}
    for path in $png $npy new.tess made/tiny.c made/tiny run/report.html; do
        rm -rf made "$path"
        mkdir -p made
        case $name in
        pipe) mkfifo "$path" ;;
        device) ln -s /dev/null "$path" ;;
        folder) mkdir "$path" ;;
        esac
        case $path in
        *.png | *.npy) quick 74 "a $kind for $path" "$TESSC" data show tiny.tess --out "$path" ;;
        new.tess) quick 74 "a $kind for a new model" "$TESSC" new pictures -o "$path" ;;
        made/tiny.c) quick 74 "a $kind for C" "$TESSC" tiny.tess -o made ;;
        made/tiny) quick 74 "a $kind for a program" "$TESSC" build tiny.tess -o made ;;
        *) quick 74 "a $kind for a report" "$TESSC" report run ;;
        esac
        check 'is told' grep -q "$path: expected a file, found a $kind" err
        refuse 'and stays' test -f "$path"
        rm -rf "$path"
    done
done
mkfifo $npy.tmp
quick 0 'a pipe under a temporary name' "$TESSC" data show tiny.tess --out $npy
check 'is not written to' test -f $npy
expect 0 'a picture over a file' "$TESSC" data show tiny.tess --out precious
check 'takes its place' grep -q PNG precious

# A sweep
printf 'model: tiny.tess\noptions: { max-steps: 6 }\nrows: [a]\n' >sweep.yaml
mkdir -p swept/runs/a/run swept/runs/a
quick 0 'a sweep' "$TESSC" sweep sweep.yaml --out plain
check 'says percent' grep -q 'a.*: [0-9.]* % (1 of 1 runs done)' err
log=$(find plain -name '*.log')
mkdir -p "$(dirname "piped/${log#plain/}")" && mkfifo "piped/${log#plain/}"
quick 74 'a pipe for a log' "$TESSC" sweep sweep.yaml --out piped
check 'is told' grep -q 'log: expected a file, found a pipe' err
printf 'model: tiny.tess\noptions: {epochs: 0}\nrows: [a]\n' >none.yaml
expect 65 'a sweep without epochs' "$TESSC" sweep none.yaml --out none
check 'is told at its place' grep -q '^none.yaml:2:11: error: expected at least one epoch' err
printf 'model: tiny.tess\nrows: [a]\n' >given.yaml
expect 65 'the same by an option' "$TESSC" sweep given.yaml --epochs 0 --out none
sed 's/epochs 3/epochs 0/' tiny.tess >still.tess
printf 'model: still.tess\nrows: [a]\n' >model.yaml
expect 65 'the same by the model' "$TESSC" sweep model.yaml --out none
refuse 'no folder is made' test -e none

# Units
expect 0 'bench' "$TESSC" bench tiny.tess --threads 1 --warm-steps 2 --steps 2
check 'counts images' grep -q '^training *[0-9.]* images/s (median step [0-9.]* images/s)' out
cat >slow.tess <<'EOF'
tess 1
model slow
input 2x64x64 { dataset synthetic; frames 60; train 64 samples; test 8 samples }
network { conv 24 5x5 pad 2
 conv 24 5x5 pad 2
 readout }
train { batch 8; epochs 1; validate 0 }
EOF
timeout 120 "$TESSC" bench slow.tess --threads 1 --warm-steps 500 >out 2>err &
for _ in $(seq 1200); do # it compiles first, and then there is a line every ten seconds
    grep -q '^bench: ' err && break
    kill -0 $! 2>/dev/null || break
    sleep 0.1
done
kill $!
wait $!
subject='progress of bench: '
check 'counts steps' grep -q '^bench: [0-9]* of 520 steps  loss.* [0-9.]* steps/s  [0-9.]* [a-z]* left$' err
refuse 'and no images' grep -q 'images' err

finish

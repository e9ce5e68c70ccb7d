#!/bin/sh
# However a command is put, it does what was meant: help in every form, options before and behind the model.
. "${srcdir:-.}/tests/behaviour.sh"
TESS_CFLAGS=-O0
export TESS_CFLAGS
small_model tiny

# ---- Help ----

expect 0 'help' "$TESSC" help
cp out all
check 'is not told as an error' test ! -s err
for form in --help -h 'help help --help'; do
    # shellcheck disable=SC2086 # words
    expect 0 "$form" "$TESSC" $form
    [ "$form" = 'help help --help' ] || check 'tells the same' cmp out all
done
sed -n 's/^  tessc \([a-z]*\) .*/\1/p; s/^  tessc \([a-z]*\)$/\1/p' all >commands
check 'names the commands' grep -qx train commands
while read -r command; do
    expect 0 "help $command" "$TESSC" help "$command"
    check 'tells about it' grep -q "^usage: tessc $command " out
    check 'in 80 columns' sh -c '! grep -q ".\{81\}" out'
    cp out one
    [ "$command" = help ] && continue # help of help is all of it
    for form in "$command --help" "--help $command" "$command -h" "$command help" "$command --help tiny.tess" \
        "$command tiny.tess --help"; do
        # shellcheck disable=SC2086 # words
        expect 0 "$form" "$TESSC" $form
        check 'tells the same' cmp out one
    done
done <commands
subject=''
check 'help builds no trainer' test ! -e "$XDG_CACHE_HOME"
check 'all commands in 80 columns' sh -c '! grep -q ".\{81\}" all'
expect 2 'help of what is not there' "$TESSC" help trian
check 'suggests' grep -q "did you mean 'train'?" err
for word in tess language conv learn.alpha Conv2d; do
    expect 2 "help $word" "$TESSC" help $word
    check 'leads to the language' grep -q "no command '$word'; 'man 5 tess'" err
done
expect 0 'its page' "$TESSC" help --man tess
expect 0 'help train' "$TESSC" help train
cp out one
expect 0 'help eval' "$TESSC" help eval
(cat one && echo && cat out) >both
expect 0 'help of two' "$TESSC" help train eval
check 'tells of both' cmp out both
expect 2 'help of one that is not there' "$TESSC" help train evil
check 'tells of it alone' sh -c 'grep -q "did you mean .eval" err && ! test -s out'
expect 0 'version' "$TESSC" version
cp out one
for form in --version -v -V 'train --version' '-V check' 'train -v'; do
    # shellcheck disable=SC2086 # words
    expect 0 "$form" "$TESSC" $form
    check 'tells the same' cmp out one
done

# ---- Options before and behind the model ----

expect 0 'training' "$TESSC" train tiny.tess --max-steps 2 --out as_ever
number=0
for words in 'train --max-steps 2 --out OUT tiny.tess' 'train --max-steps=2 tiny.tess --out OUT' \
    '--max-steps 2 train --out OUT tiny.tess' '--out OUT tiny.tess train --max-steps=2' \
    'tiny.tess train --out OUT --max-steps 2' 'train --max-s 2 --ou OUT tiny.tess' \
    'train --engine cpu --max-steps 2 -D neuron.leak=0.5 --out OUT -- tiny.tess'; do
    number=$((number + 1))
    # shellcheck disable=SC2046 # words
    expect 0 "$words" "$TESSC" $(echo "$words" | sed "s/OUT/run$number/")
    check 'trains to the same' cmp run$number/last.safetensors as_ever/last.safetensors
done
for words in '-D neuron.leak=2 check tiny.tess' 'check -D neuron.leak=2 tiny.tess' 'check tiny.tess -D neuron.leak=2' \
    '-Dneuron.leak=2 tiny.tess check'; do
    # shellcheck disable=SC2086 # words
    expect 65 "$words" "$TESSC" $words
    check 'sets the leak' grep -q 'neuron.leak' err
done
expect 0 'data as ever' "$TESSC" data make mnist --out made --samples 10
for words in 'data --out OUT --samples 10 make mnist' '--samples 10 data make --out OUT mnist'; do
    number=$((number + 1))
    # shellcheck disable=SC2046 # words
    expect 0 "$words" "$TESSC" $(echo "$words" | sed "s/OUT/made$number/")
    check 'makes the same' diff -r made made$number
done
expect 0 'eval' "$TESSC" eval --weights as_ever/last.safetensors tiny.tess
printf 'title: one\nepoch: last\ntrials: 1\nrows: { one: { model: tiny.tess } }\n' >one.yaml
expect 0 'a sweep' "$TESSC" --epochs 1 sweep --train-limit 16 --out swept one.yaml --test-limit 8
/usr/bin/python3 - <<'EOF2' || number=none
import numpy
numpy.save("-frames.npy", numpy.ones((2, 7, 2, 9, 8), "float32"))
EOF2
if [ "$number" = none ]; then
    echo 'skipped: predictions, for want of NumPy'
else
    expect 0 'a prediction' "$TESSC" predict tiny.tess --weights as_ever/last.safetensors -- -frames.npy
    cp out one
    for words in 'predict --weights as_ever/last.safetensors ./-frames.npy tiny.tess' \
        'tiny.tess predict ./-frames.npy --weights=as_ever/last.safetensors'; do
        # shellcheck disable=SC2086 # words
        expect 0 "$words" "$TESSC" $words
        check 'predicts the same' sh -c 'sed s,\\./,, out | cmp - one'
    done
fi

# ---- What cannot be meant ----

rm -rf "$XDG_CACHE_HOME"
refusal() {
    text=$1
    shift
    expect 2 "$*" "$TESSC" "$@"
    check 'is told' grep -qF -e "$text" err
}
refusal "unknown option '--epohcs'; did you mean '--epochs'?" train --epohcs 3 tiny.tess
refusal "unknown option '--frobnicate'" train tiny.tess --frobnicate
refusal "'tessc check' does not take --epochs; 'tessc train' does" check --epochs 1 tiny.tess
for word in 'tessc build' 'tessc explain' 'tessc MODEL.tess'; do
    command=${word#tessc }
    # shellcheck disable=SC2086 # none or one word
    refusal "'$word' does not take --engine; 'tessc train' does" ${command%MODEL.tess} --engine interpret tiny.tess
done
refusal "'tessc fmt' does not take -o; 'tessc MODEL.tess' does" fmt -o there tiny.tess
refusal "'tessc train' does not take -o; did you mean '--out'?" train tiny.tess -o runs/other
refusal "'tessc train' does not take -o; did you mean '--out'?" train tiny.tess -oruns/other
refusal "unknown option '-b'; did you mean '--batch'?" train tiny.tess -b 8
refusal "unknown option '--batch-size'; here: 'batch N' in train, or '--batch N'" train --batch-size 8 tiny.tess
refusal "unknown option '--learning-rate'; here: 'optimizer adam lr X' in train, or '--lr X'" train tiny.tess \
    --learning-rate=0.1
refusal "unknown option '--device'; tessc does not have devices other than the CPU" train tiny.tess --device cuda
refusal "unknown option '--gpus'; tessc does not have devices other than the CPU" bench tiny.tess --gpus=1
refusal "unknown option '--num-workers'; here: samples are shuffled anew" train tiny.tess --num-workers 4
refusal "no value for option '--epochs'" train tiny.tess --epochs
refusal 'one model file at a time' train tiny.tess tiny.tess
refusal "no value is taken by option '--resume=yes'" train --resume=yes tiny.tess
check 'nothing of this builds a trainer' sh -c 'test ! -e "$XDG_CACHE_HOME" && test ! -e tiny && test ! -e tiny.c'

# ---- The trainer's own ----

expect 0 'a build' "$TESSC" build tiny.tess -o .
expect 0 'its help' ./tiny help
cp out one
expect 0 'in the other form' ./tiny --help
check 'tells the same' cmp out one
for command in train eval bench predict probe; do
    expect 0 "$command --help" ./tiny $command --help
    cp out one
    expect 0 "help $command" ./tiny help $command
    check 'tells the same' cmp out one
done
expect 0 'its version' ./tiny --version
cp out one
for form in -v -V version 'train --version' 'predict -v'; do
    # shellcheck disable=SC2086 # words
    expect 0 "$form" ./tiny $form
    check 'tells the same' cmp out one
done
refusal_of_trainer() {
    text=$1
    shift
    expect 2 "$*" ./tiny "$@"
    check 'is told' grep -qF -e "$text" err
}
built=', which is settled when the program is built:'
for command in train eval bench predict probe; do
    refusal_of_trainer "'$command' does not take -D$built 'tessc build -D PATH=VALUE MODEL.tess'" $command \
        -D train.epochs=3
    refusal_of_trainer "'$command' does not take --variant$built 'tessc build --variant NAME MODEL.tess'" $command \
        --variant one
done
refusal_of_trainer "'train' does not take -D$built" train --threads 1 -Dtrain.epochs=3
refusal_of_trainer "'train' does not take --schedule$built 'tessc build --schedule" train --schedule=stream
refusal_of_trainer "'bench' does not take --kernel$built 'tessc build --kernel" bench --kernel steps
refusal_of_trainer "'train' does not take --engine$built 'tessc train --engine interpret" train --engine interpret
refusal_of_trainer "'eval' does not take -o$built 'tessc build -o DIR" eval -o there
refusal_of_trainer "unknown option '-o'; did you mean '--out'?" train -o there
refusal_of_trainer "'eval' does not take --epochs; 'train' does" eval --epochs=3
refusal_of_trainer "'train' does not take --weights; 'eval' does" train --weights best.safetensors
refusal_of_trainer "'probe' does not take --data; 'train' does" probe --data made
refusal_of_trainer "unknown option '--frobnicate=1'" train --frobnicate=1
refusal_of_trainer "unknown option '--epohcs'; did you mean '--epochs'?" train --epohcs 3
refusal_of_trainer "unknown option '--epohcs'; did you mean '--epochs'?" train --threads 2 --epohcs=3
refusal_of_trainer "unknown option '--wieghts'; did you mean '--weights'?" eval --wieghts best.safetensors
refusal_of_trainer "unknown option '--cases'; did you mean '--case'?" probe --cases there
refusal_of_trainer "unknown option '--x'" train --x 3
refusal_of_trainer "no value is taken by option '--resume=yes'" train --resume=yes
check 'nothing is trained' test ! -e runs
finish

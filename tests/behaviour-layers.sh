#!/bin/sh
# What layers predict by themselves: `eval --layers`, `predict from`, --from, against the network computed anew in NumPy;
# what is not needed is not computed, and with `only` not trained; stopped runs end with the same bytes.
. "${srcdir:-.}/tests/behaviour.sh"
/usr/bin/python3 -c 'import numpy' 2>/dev/null || exit 77
layers() { /usr/bin/python3 "$root/tests/layers.py" "$@"; }

layers data data
# model NAME [PREDICT]: the network that layers.py knows
model() {
    cat >"$1.tess" <<EOF
tess 1
model $1
input 2x8x7 { dataset arrays; classes 4; frames 5 }
neuron lif { leak 0.5  threshold 0.4  reset subtract }
network {
    conv 12 3x3 pad 1                signal grid 2x2
    conv 20 3x3 pad 1, maxpool 2x2   signal grid 2x2
    conv 8 3x3 pad 1                 signal grid 2x2
    linear 12                        signal bins 12
    readout
}
# powers of two scale and average, so that ties between classes are ties in every arithmetic
learn tess { signal local { logits sum times 0.5; from step 1 } }
${2:-}
train { batch 20; epochs 4; seed 3; validate 0.2; optimizer adam lr 5e-3 }
EOF
}
model net
expect 0 'train' env COLUMNS=160 "$TESSC" train net.tess --data data --out run
check 'tells the best layer of an epoch' grep -q '^epoch 4/4  .*  best layer [a-z]*[1-4] [0-9.]* %  ' out
check 'in lines of at most 160 characters' sh -c '! grep -q "^.\{161\}" out'
check 'a column a layer' sh -c 'head -n 1 run/metrics.csv | grep -q ",conv3.validation_accuracy,conv3.test_accuracy,linear4.accuracy,"'

# accuracy NAME: of a line that `eval --layers` printed
accuracy() { awk -v name="$1" '/accuracy of each/ { on = 1 } /^spikes/ { on = 0 } on && $1 == name { print $2 }' out; }
expected() { awk -v name="$1" '$1 == name { print $2 }' forward; }
classes() { awk -v name="$1" '$1 == name { print $3 }' forward; }
layers forward data run/last.safetensors >forward
for engine in cpu interpret; do
    for schedule in fold stream; do
        expect 0 "eval --layers, $engine, $schedule" "$TESSC" eval net.tess --engine "$engine" --schedule "$schedule" \
            --data data --weights run/last.safetensors --layers
        for layer in conv1 conv2 conv3 linear4 readout; do
            check "$layer is right as often as in NumPy" test "$(accuracy $layer)" = "$(expected $layer)"
        done
    done
done
all='sum of conv1 conv2 conv3 linear4 readout'
for threads in 1 2 3 5; do
    expect 0 "predict from all, $threads threads" "$TESSC" predict net.tess --weights run/last.safetensors --json \
        --from "$all" --threads "$threads" data/x_test.npy
    [ "$threads" -eq 1 ] && cp out one.thread
    check 'gives the same bits' cmp out one.thread
done
check 'the layers do not all know the same' sh -c 'cut -d" " -f2 forward | sort -u | sed 1d | grep -q .'

# cell RUN COLUMN: of the last epoch, in percent
cell() {
    awk -F, -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i } END { if ($at != "") printf "%.2f", 100 * $at }' \
        "$1/metrics.csv"
}
for layer in conv1 conv2 conv3 linear4 readout; do
    check "metrics.csv says the same of $layer" test "$(cell run $layer.test_accuracy)" = "$(expected $layer)"
done

# What only a prediction needs: the same classes as the whole network's layer
for from in conv1 conv2 linear4 readout "$all"; do
    name=${from%% *}
    expect 0 "predict --from $from" "$TESSC" predict net.tess --weights run/last.safetensors --json --from "$from" \
        data/x_test.npy
    check 'predicts as NumPy does' test "$(sed 's/.*"label":\([0-9]*\),.*/\1/' out | tr -d '\n')" = "$(classes "$name")"
    expect 0 "eval --from $from" "$TESSC" eval net.tess --data data --weights run/last.safetensors --from "$from" --threads 3
    check 'is right as often as in NumPy' grep -q "^test accuracy $(expected "$name") %" out
done
expect 0 'eval --from conv2' "$TESSC" eval net.tess --data data --weights run/last.safetensors --from conv2
refuse 'computes nothing above' grep -q '^  conv3 \|^  linear4 ' out
check 'and its own layer' grep -q '^  conv2  ' out

# speedless RUN: its figures without images/s
speedless() { cut -d, -f1-9,11- "$1/metrics.csv"; }

# The same run by another layer's word: the same weights, another choice and another figure
model exit 'predict from conv2'
expect 0 'predict from conv2' "$TESSC" train exit.tess --data data --out exit
check 'trains the same weights' layers same run/last.safetensors exit/last.safetensors conv linear readout
check 'whose accuracy is that of the layer' test "$(cell exit test_accuracy)" = "$(expected conv2)"
check 'is recorded' grep -q '^predict_from: "conv2"$' exit/run.yaml
expect 0 'eval' "$TESSC" eval exit.tess --data data --weights exit/last.safetensors
check 'predicts from it' grep -q "^test accuracy $(expected conv2) %" out
expect 0 '--from' "$TESSC" train net.tess --data data --out option --from conv2
speedless exit >speedless.exit
speedless option >speedless.option
check 'comes to the same figures' cmp speedless.exit speedless.option
check 'comes to the same weights' layers same exit/best.safetensors option/best.safetensors conv linear readout
check 'and to the same model file' grep -q '^predict from conv2$' option/resolved.tess

# only: what lies above stays as it was
expect 0 'only, no update' "$TESSC" train net.tess --data data --out start --from 'conv2 only' --max-steps 0
expect 0 'only' "$TESSC" train net.tess --data data --out only --from 'conv2 only' --threads 2
check 'trains what lies below as ever' layers same run/last.safetensors only/last.safetensors conv1 conv2
check 'which has changed' layers differ start/last.safetensors only/last.safetensors conv1 conv2
check 'leaves what lies above' layers same start/last.safetensors only/last.safetensors conv3 linear readout
check 'has no figures of it' test -z "$(cell only readout.test_accuracy)$(cell only conv3.rate)$(cell only linear4.local_loss)"
check 'has those of the layer' test "$(cell only test_accuracy)" = "$(expected conv2)"
expect 0 'its resolved model' "$TESSC" train only/resolved.tess --data data --out again
check 'gives the same bytes' cmp only/last.safetensors again/last.safetensors
expect 0 'eval of what was not trained' "$TESSC" eval net.tess --data data --weights only/last.safetensors
check 'is told of' grep -q 'note: only/last.safetensors: what lies above conv2 was not trained$' err

# best: by validation, kept with the weights
model best 'predict from best'
expect 0 'predict from best' "$TESSC" train best.tess --data data --out best
chosen=$(tail -n 1 best/metrics.jsonl | sed 's/.*"predicted_from":"\([a-z0-9]*\)".*/\1/')
check 'tells what it came to' grep -q "^epoch 4/4  .*  val $(cell best validation_accuracy) %  .*from $chosen\( \|$\)" out
highest=$(for layer in conv1 conv2 conv3 linear4 readout; do cell best $layer.validation_accuracy && echo; done | sort -n | tail -n 1)
check 'is the layer that validation favours' test "$(cell best "$chosen.validation_accuracy")" = "$highest"
check 'whose figures are the run'\''s' test "$(cell best test_accuracy)" = "$(cell best "$chosen.test_accuracy")"
expect 0 'eval' "$TESSC" eval best.tess --data data --weights best/last.safetensors
check 'takes it from the weights' grep -q "^test accuracy $(expected "$chosen") %" out
expect 65 'without validation' "$TESSC" check best.tess -D train.validate=0
expect 2 'too few samples to validate' "$TESSC" train net.tess --engine interpret --data data --from best -D train.validate=0 --out none
check 'is told, with a cure' grep -q "there are none: 'validate 0.1' in the model's train block" err
expect 0 'validate on test' "$TESSC" train best.tess --engine interpret --data data --out ontest \
    -D 'train.validate=on test' --epochs 1 --train-limit 20
check 'says that the test set chooses' grep -q '^note: .*chosen on the test set' err
layers strip best/last.safetensors silent.safetensors
expect 2 'weights that do not say' "$TESSC" eval best.tess --data data --weights silent.safetensors
check 'are told of' grep -q 'silent.safetensors does not say which layer predicts best: --from LAYER names one$' err
expect 0 'weights that do not say, and need not' "$TESSC" eval best.tess --data data --weights silent.safetensors --from conv3
check 'are as good' grep -q "^test accuracy $(expected conv3) %" out
sed 's/learn tess.*/learn bptt/' net.tess >bptt.tess
expect 2 'a rule without local signals' "$TESSC" train bptt.tess --engine interpret --data data --from conv1
check 'is told' grep -q -e '--from: conv1 has no local signal' err
expect 0 'with weights of one that has them' "$TESSC" eval bptt.tess --engine interpret --data data \
    --weights exit/last.safetensors --layers
check 'predicts from the readout' grep -q "^test accuracy $(expected readout) %" out
check 'and says so' test "$(grep -c '^note: .*the readout alone can$' err)" -eq 2

# Names of many layers make a line of the resolved model longer than any other
awk 'BEGIN {
    print "tess 1\nmodel deep\ninput 1x2x2 { dataset arrays; classes 3; present 2 steps }\nnetwork {\nrepeat 250 { conv 2 3x3 pad 1 }"
    printf "readout\n}\nlearn tess\npredict from sum of"
    for (i = 1; i <= 250; i++) printf " conv%d", i
    print ""
}' >deep.tess
"$TESSC" deep.tess -o . 2>/dev/null
"$TESSC" --emit=source deep.tess >deep.source 2>/dev/null
layers source deep.c >deep.found
subject='a deep network: '
check 'its program holds all of its source' cmp deep.source deep.found

# Stopped, killed: the same bytes
for steps in 5 16 37; do
    expect 0 "stopped after $steps" "$TESSC" train best.tess --data data --out "part$steps" --max-steps "$steps"
    expect 0 'going on' "$TESSC" train best.tess --data data --out "part$steps" --resume --threads 2
    check 'ends with the same weights' cmp best/last.safetensors "part$steps/last.safetensors"
    check 'and the same best' cmp best/best.safetensors "part$steps/best.safetensors"
    speedless best >speedless.whole
    speedless "part$steps" >speedless.part
    check 'and the same figures' cmp speedless.whole speedless.part
done
"$TESSC" train best.tess --data data --out killed --checkpoint-every 3 >out 2>err </dev/null &
process=$!
for _ in $(seq 500); do
    [ ! -e killed/state.safetensors ] || break
    sleep 0.02
done
kill -9 $process 2>/dev/null
wait $process 2>/dev/null
expect 0 'killed' "$TESSC" train best.tess --data data --out killed --resume
check 'ends with the same weights' cmp best/best.safetensors killed/best.safetensors

# A sweep over what is predicted from
cat >exits.yaml <<'EOF'
model: net.tess
data: data
options: { epochs: 2 }
rows:
  readout:
  conv2: { set: { predict.from: conv2 } }
  option: { options: { from: conv2 } }
EOF
expect 0 'a sweep' "$TESSC" sweep exits.yaml --data-root . --out sweep
for row in conv2 option; do
    check "shows the layer's figure in row $row" grep -q "^$row  *$(cell sweep/runs/readout/result/seed-1 conv2.test_accuracy) " out
done
expect 0 'explain' "$TESSC" explain net.tess
check 'tells what an exit saves' grep -q '^  conv2  *[0-9.]*  *[0-9.]*  *[0-9.]* %$' out
finish

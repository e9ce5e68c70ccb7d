#!/bin/sh
# Learning rules by hand, each from its paper, and every signal on a convolutional network: the engines and schedules agree
# (reference_rules.py). Presets of rules train, under the schedule that they are for, and again from what a run wrote.
. "${srcdir:-.}/tests/behaviour.sh"
/usr/bin/python3 -c 'import numpy' 2>/dev/null || exit 77

check 'rules by hand' /usr/bin/python3 "$root/tests/reference_rules.py" "$TESSC" "$scratch"
cat check.log

# model LEARN: a network for a rule
model() {
    cat <<EOT
tess 1
model rules
input 2x10x10 { dataset synthetic; frames 5; train 44 samples; test 22 samples }
neuron lif { threshold 0.3 }
network {
    conv 4 3x3, maxpool 2x2
    linear 12
    readout
}
learn $1
train { batch 11; epochs 2 }
EOT
}
for rule in ottt dfa drtp decolle stdp mstdp; do
    model "$rule { schedule stream }" >$rule.tess
    expect 0 "learn $rule" "$TESSC" train $rule.tess --out $rule
    expect 0 'again from resolved.tess' "$TESSC" train $rule/resolved.tess --out again_$rule
    check 'with the same weights' cmp $rule/last.safetensors again_$rule/last.safetensors
    expect 0 'three threads' "$TESSC" train $rule.tess --threads 3 --out three_$rule
    check 'the same weights' cmp $rule/last.safetensors three_$rule/last.safetensors
done

# ---- Updates within a sample, where signals come from the readout
sed 's/train {.*/train { update each step; optimizer sgd lr 0.01; epochs 1 }/' ottt.tess >step.tess
expect 0 'ottt with an update each step' "$TESSC" train step.tess --out step
expect 0 'by the interpreter' "$TESSC" train --engine interpret step.tess --out step_interpreted
check 'both end alike' /usr/bin/python3 - <<'EOT'
import json
import sys
import numpy as np
def tensors(path):
    data = open(path, 'rb').read()
    n = int.from_bytes(data[:8], 'little')
    return {k: np.frombuffer(data[8 + n + v['data_offsets'][0]:8 + n + v['data_offsets'][1]], '<f4')
            for k, v in json.loads(data[8:8 + n]).items() if k != '__metadata__'}
a, b = (tensors('step%s/last.safetensors' % kind) for kind in ('', '_interpreted'))
worst = max(float(np.abs(a[k] - b[k]).max()) for k in a)
print('off by', worst)
sys.exit(worst > 1e-4)
EOT
sed 's/learn .*/learn bptt { schedule stream }/' ottt.tess >bptt.tess
expect 65 'a signal through time step by step' "$TESSC" check bptt.tess
check 'is refused' grep -q 'schedule stream goes with signals that are known step by step: that of learn bptt goes through time' err

# ---- Rules by their equations
model mstdp >open.tess
expect 65 'fold' "$TESSC" --emit=c --schedule fold open.tess
check 'is refused, with what runs it' grep -q "the cpu engine cannot run rule 'mstdp' of conv1 yet: .*, and such rules run step by step, which 'schedule stream' or 'auto' does; '--engine interpret' can$" err
expect 0 'stream is the default' "$TESSC" explain open.tess
check 'and told' grep -q '^schedule  stream' out
check 'as is what was not proved' grep -q 'rule mstdp: not proved' out
finish

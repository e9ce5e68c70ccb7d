#!/bin/sh
# Neurons and rules that a model defines: computed as by hand (neurons.py), the same C where they are the built-in ones
# under other names, runs that can be repeated from what they wrote, refusals of the cpu engine, hostile definitions.
. "${srcdir:-.}/tests/behaviour.sh"
/usr/bin/python3 -c 'import numpy' 2>/dev/null || exit 77

check 'neurons and rules by hand' /usr/bin/python3 "$root/tests/neurons.py" "$TESSC" "$scratch"
cat check.log

# ---- The same equations give the same C, whatever they are called, in an order that comes to the same
network='input 2x9x8 { dataset arrays; classes 4; frames 5 }
network {
    conv 5 3x3 pad 1, maxpool 2x2
    conv 20 3x3 { neuron HARD }
    linear 12
    readout
}
train { batch 8 }'
definitions='define neuron soft {
    parameter keeps 0.9, at 0.5, takes 0.3
    state     rest
    potential = current + keeps * rest
    s_now     = takes + takes
    fire      = step(-at + potential)
    rest      = potential - held(fire) * s_now
}
define neuron hard {
    parameter at 0.5
    state     w
    w    = w * 0.5 + current
    fire = step(w - at)
    w    = select(w > at, 0, w)
}
define rule mine {
    parameter a 2, b 1, decay 0.25
    SIGNAL
    trace  inner = psi + 3 * decay * inner
    trace  outer = x + outer * decay
    weight = -(x * m * before(inner) * b) + outer * (psi * m) * a
}
define rule back {
    signal through layers and time
    y      = 1 * x
    weight = y * delta
}'
# model NAME NEURON HARD LEARN SIGNAL
model() {
    {
        printf 'tess 1\nmodel same\n'
        [ -n "$5" ] && echo "$definitions" | sed "s/SIGNAL/signal $5/"
        echo "neuron $2"
        echo "$network" | sed "s/HARD/$3/"
        echo "learn $4"
    } >"$1.tess"
}
# without the lines that name the rule and hold the model file
code() {
    "$TESSC" -Wno-dead-latent --emit=c "$@" | sed -e 1d -e '/^ *"/d'
}
lif='lif { leak 0.9  threshold 0.5  reset subtract 0.6 }' to_zero='lif { leak 0.5  threshold 0.5  reset zero }'
terms='alpha pre 2 post -1  lambda pre 0.25 post 0.75'
model tess "$lif" "$to_zero" "tess { $terms }" ''
model s_tllr "$lif" "$to_zero" "s_tllr { $terms }" ''
model bptt "$lif" "$to_zero" bptt ''
model tess_own soft hard mine local
model s_tllr_own soft hard mine 'through layers'
model bptt_own soft hard back local
for rule in tess s_tllr bptt; do
    for schedule in fold stream; do
        [ $schedule = stream ] && [ $rule != tess ] && continue
        code --schedule $schedule $rule.tess >built_in.c
        code --schedule $schedule ${rule}_own.tess >own.c
        check "$rule under other names, $schedule" sh -c "test -s own.c && cmp built_in.c own.c"
    done
done
sed -i 's/takes 0.3/takes 0.31/' tess_own.tess
code tess_own.tess >own.c
code tess.tess >built_in.c
refuse 'other numbers, other C' cmp built_in.c own.c

# ---- A run, and the same from what it wrote
cat >adaptive.tess <<'EOT'
tess 1
model adaptive
define neuron adaptive {
    parameter leak 0.9, threshold 0.6, decay 0.95, jump 0.2
    state     v, a
    u    = leak * v + current
    fire = step(u - (threshold + jump * a))
    v    = u - threshold * held(fire)
    a    = decay * a + fire
}
define neuron trained {
    parameter a 2 trained
    state     v
    k    = 1 / (1 + exp(-a))
    u    = k * v + current
    fire = step(u - 0.6)
    v    = u - 0.6 * held(fire)
}
input 2x10x10 { dataset synthetic; frames 5; train 44 samples; test 22 samples }
neuron adaptive { jump 0.1 }
network {
    conv 4 3x3, maxpool 2x2
    linear 12
    readout
}
learn tess
train { batch 11; epochs 2 }
define rule unusual {
    signal through layers and time
    trace  q = max(0.5 * q, x)
    weight = delta * q
}
variant bptt { learn bptt }
variant unusual { learn unusual }
variant trained { neuron trained; learn bptt; network { linear2 neuron { a 1 } } }
EOT
train() { # FILE FOLDER [OPTION]...
    file=$1 folder=$2
    shift 2
    "$TESSC" train --engine interpret "$file" --out "$folder" "$@"
}
expect 0 'an adaptive network trains by the interpreter' train adaptive.tess first -D neuron.jump=0.3 -D linear2.neuron.decay=0.5
check 'resolved.tess holds the definition' grep -q '^    fire = step(u - (threshold + jump \* a))$' first/resolved.tess
check 'and the parameters' grep -q '^neuron adaptive { leak 0.9; threshold 0.6; decay 0.95; jump 0.3 }$' first/resolved.tess
check 'of a layer, too' grep -q '^        neuron adaptive { leak 0.9; threshold 0.6; decay 0.5; jump 0.3 }$' first/resolved.tess
expect 0 'again from resolved.tess' train first/resolved.tess second
check 'with the same weights' cmp first/last.safetensors second/last.safetensors
check 'and the same resolved.tess' cmp first/resolved.tess second/resolved.tess
expect 0 'other parameters' train adaptive.tess third -D neuron.jump=0.4 -D linear2.neuron.decay=0.5
refuse 'give other weights' cmp first/last.safetensors third/last.safetensors
expect 0 'a trained leak' train adaptive.tess trained --variant trained
check 'is a tensor of the weights' grep -q 'linear2.neuron.a' trained/last.safetensors
expect 0 'eval' "$TESSC" eval --engine interpret --variant trained adaptive.tess --weights trained/last.safetensors

# ---- What the cpu engine cannot run yet
for command in build train --emit=c --emit=plan bench; do
    expect 65 "$command with the cpu engine" "$TESSC" $command --variant unusual adaptive.tess
    check 'points at the definition' grep -q "^adaptive.tess:28:13: error: the cpu engine cannot run rule 'unusual' of conv1 yet: .*; '--engine interpret' can$" err
done
check 'nothing was written' sh -c '! ls adaptive.c adaptive'
expect 0 'check has nothing against it' "$TESSC" check adaptive.tess
expect 0 'explain' "$TESSC" explain --variant unusual adaptive.tess
check 'tells what was not proved, and where' grep -q 'neuron adaptive: not proved: its threshold is no number.* (adaptive.tess:7:12)$' out
check 'and that the target cannot run it' grep -q '^target cpu cannot run this model yet' out
expect 0 'explain of what is written by its equations' "$TESSC" explain adaptive.tess
check 'tells memory and schedule' grep -q '^schedule  fold' out
check 'tells the terms' grep -q 'rule tess: 1 m psi q, q a linear filter of x with decay 0.5 + 1 m h x' out

# ---- The cpu engine: any neuron, by its equations
for schedule in fold stream; do
    expect 0 "an adaptive network by generated code, $schedule" "$TESSC" train adaptive.tess --schedule $schedule --out cpu_$schedule
done
expect 0 'by backpropagation through time' "$TESSC" train adaptive.tess --variant bptt --out cpu_bptt
expect 0 'a trained leak' "$TESSC" train adaptive.tess --variant trained --out cpu_trained
expect 0 'a part of it' "$TESSC" train adaptive.tess --variant trained --out cpu_parts --max-steps 3
expect 0 'and the rest' "$TESSC" train adaptive.tess --variant trained --out cpu_parts --max-steps 8 --resume
check 'comes to the same' cmp cpu_trained/last.safetensors cpu_parts/last.safetensors
expect 0 'from weights without rates' "$TESSC" train adaptive.tess --variant trained --out cpu_again --init cpu_trained/last.safetensors --lr 0
check 'trained parameters are among them' cmp cpu_trained/last.safetensors cpu_again/last.safetensors
/usr/bin/python3 -c 'import numpy as np; np.save("sample.npy", np.random.default_rng(1).poisson(0.5, (5, 2, 10, 10)).astype(np.float32))'
for engine in cpu interpret; do
    expect 0 "eval, $engine" "$TESSC" eval --engine $engine --variant trained adaptive.tess --weights cpu_trained/last.safetensors
    mv out eval_$engine
    expect 0 "predict, $engine" "$TESSC" predict --engine $engine --variant trained adaptive.tess --weights cpu_trained/last.safetensors sample.npy
    mv out predict_$engine
done
check 'both engines evaluate to the same' cmp eval_cpu eval_interpret
check 'and predict the same' cmp predict_cpu predict_interpret
expect 0 'explain of built-in ones' "$TESSC" explain tess.tess
check 'tells the proof' grep -q '^conv1 *neuron lif: leaky integrate and fire, leak 0.9, threshold 0.5, a spike subtracts 0.6$' out
expect 65 'NIR has no such neuron' "$TESSC" export --nir a.nir adaptive.tess first
check 'and says so' grep -q "neuron 'adaptive'" err

# ---- Settings of the command line
expect 65 'a misspelt parameter' "$TESSC" check -D neuron.jmup=1 adaptive.tess
check 'a suggestion' grep -q "unknown setting 'neuron.jmup'; did you mean 'neuron.jump'?" err
expect 65 'no number' "$TESSC" check -D neuron.jump=high adaptive.tess
check 'is pointed at' grep -q "^command line:1:13: error: expected a number after 'jump', found 'high'$" err
expect 65 'too much' "$TESSC" check -D 'neuron.jump=1 2' adaptive.tess
expect 0 'another neuron' "$TESSC" --emit=model -D neuron=lif -D conv1.neuron.threshold=0.7 adaptive.tess
sed 's/linear 12/linear 12 { neuron { jump 1 } }/' adaptive.tess >layer.tess
expect 65 'what a layer sets for another neuron' "$TESSC" check -D neuron=lif layer.tess
check 'is left behind' grep -q '^layer.tess:23:26: error: neuron.jump does not go with neuron lif$' err

# ---- Presets
expect 0 'preset without a name' "$TESSC" preset
check 'lists them' grep -q '^lif  *Leaky integrate and fire' out
expect 0 'preset' "$TESSC" preset s_tllr
check 'shows the file' cmp out "$root/presets/s_tllr.tess"
expect 2 'no such preset' "$TESSC" preset s_tlr
check 'a suggestion' grep -q "no preset 's_tlr'; did you mean 's_tllr'?" err

# ---- Definitions that want to take time or memory
hostile() { # WHAT PATTERN: hostile.tess is an error, told within a second or two of a busy machine
    start=$(date +%s)
    expect 65 "$1" "$TESSC" check hostile.tess
    check 'is told' grep -q "$2" err
    check 'at once' test $(($(date +%s) - start)) -le 2
}
/usr/bin/python3 - <<'EOT'
head, tail = 'tess 1\nmodel a\ndefine neuron a {\n    state v\n', '\n}\n'
def write(name, text):
    open(name, 'w').write(head + text + tail)
write('deep.tess', '    u = ' + '(' * 10000 + 'current' + ')' * 10000)
write('signs.tess', '    u = ' + '-' * 10000 + 'current')
write('long.tess', '    u = ' + ' + '.join(['current * v'] * 70000))
write('names.tess', '\n'.join('    a%d = current' % i for i in range(20000)))
write('circle.tess', '\n'.join('    a%d = a%d + 1' % (i, (i + 1) % 200) for i in range(200)))
write('word.tess', '    ' + 'a' * 1000000 + ' = 1')
EOT
for kind in deep signs long names circle word; do
    mv $kind.tess hostile.tess
    hostile "hostile: $kind" '^hostile.tess:.*: error: '
done
finish

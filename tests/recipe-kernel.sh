#!/bin/sh
# The recipe of docs/adding.md for a kernel, `--kernel dense`: its bits are those of the other kernels, of every schedule, on
# maps with padding and pools, fully connected layers, and neurons of several states.
. "${srcdir:-.}/tests/behaviour.sh"
. "$root/tests/recipes/recipe.sh"
build_recipe kernel

# trained MODEL SCHEDULE KERNEL
trained() {
    "$TESSC" train -Wno-dead-latent "$1.tess" --schedule "$2" --kernel "$3" --threads 2 --out "$1-$2-$3"
}

small_model plain ''
small_model states ''
cat >>states.tess <<'EOF'
define neuron adaptive {
    parameter leak 0.9, threshold 0.5, slow 0.95, jump 0.3
    state     v, a
    u    = leak * v + current
    fire = step(u - threshold - a)
    v    = u - threshold * held(fire)
    a    = slow * a + jump * held(fire)
}
EOF
sed -i 's/^neuron lif.*/neuron adaptive/' states.tess
for model in plain states; do
    for run in 'fold general' 'fold dense' 'stream auto' 'stream general' 'stream dense'; do
        # shellcheck disable=SC2086
        check "train $model, $run" trained $model $run
    done
    check "$model, fold: the bits of the general solver" \
        cmp $model-fold-general/last.safetensors $model-fold-dense/last.safetensors
    for kernel in auto general; do
        check "$model, stream: the bits of $kernel" \
            cmp $model-stream-$kernel/last.safetensors $model-stream-dense/last.safetensors
    done
done
expect 0 'explain' "$TESSC" explain -Wno-dead-latent --kernel dense plain.tess
check 'layers of spikes are solved by it' grep -q '^conv2 .* dense  *general$' out
check 'counts do not fit' grep -q '^linear4 .* taps ' out
expect 0 'explain, nothing said' "$TESSC" explain -Wno-dead-latent plain.tess
refuse 'the plan does not take it by itself' grep -q ' dense  *general$' out
expect 2 'no such kernel' "$TESSC" explain --kernel dens plain.tess
check 'leads to it' grep -q dense err
finish

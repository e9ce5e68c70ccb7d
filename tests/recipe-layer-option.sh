#!/bin/sh
# The recipe of docs/adding.md for an option of layers, `conv 32 3x3 pad 1 stride 2`: both engines, generated code by its
# general solver and under both schedules, against the reference in NumPy, and each other on random models.
. "${srcdir:-.}/tests/behaviour.sh"
. "$root/tests/recipes/recipe.sh"
/usr/bin/python3 -c 'import numpy, yaml' 2>/dev/null || { echo 'skipped: needs /usr/bin/python3 with numpy and yaml' && exit 77; }
build_recipe layer_option

small_model every ''
sed 's/conv 20 3x3 pad 1/conv 20 3x3 pad 1 stride 2/' every.tess >strided.tess
expect 0 'explain' "$TESSC" explain -Wno-dead-latent strided.tess
check 'a layer with a stride is solved in general' grep -q '^conv2 .* general  *general$' out
check 'its neighbours are not' grep -q '^conv3 .* rows ' out
expect 0 'whatever is forced' "$TESSC" explain -Wno-dead-latent --kernel taps strided.tess
check 'the general solver is all that fits' grep -q '^conv2 .* general  *general$' out
expect 0 'printed' "$TESSC" --emit=model -Wno-dead-latent strided.tess
check 'by its name' grep -q 'stride: 2' out
check 'half a map is left' grep -q 'out: \[20, 5, 4\]' out
sed 's/stride 2/stride 1/' strided.tess >one.tess
sed 's/^model .*/model one/' every.tess >every_one.tess
"$TESSC" --emit=c -Wno-dead-latent one.tess | sed 1,3d >one.c
"$TESSC" --emit=c -Wno-dead-latent every.tess | sed 1,3d >every.c
check 'stride 1 is what there is without' cmp one.c every.c
expect 0 'train' "$TESSC" train -Wno-dead-latent strided.tess --out run
check 'is told in resolved.tess' grep -q 'conv 20 3x3 pad 1 stride 2, maxpool 2x2' run/resolved.tess
expect 65 'a target that has no strides' "$TESSC" --emit=c --target mcu --schedule stream strided.tess
check 'says so' grep -q 'it has convolutions with a stride' err
expect 65 'stride 0' "$TESSC" check strided.tess -D conv2.stride=0
check 'is told with the range' grep -q 'stride.*from 1 to 16' err
expect 65 'a kernel that does not fit' "$TESSC" check strided.tess -D conv2.kernel=31x31
check 'is told' grep -q 'does not fit into a map' err

subject='' tests=$scratch/tree/tests
"$tests/make_cases" --seed 3 cases strides strides_average strides_back >cases.log || exit 1
check 'interpreted: the numbers of the reference' "$tests/parity" --engine interpret cases/*/
check 'generated code: the numbers of the reference' "$tests/parity" --engine cpu cases/*/
check 'schedule stream: the numbers of the reference' \
    "$tests/parity" --engine cpu --schedule stream cases/strides cases/strides_average
check 'the engines on random models' "$tests/differential" --count 3
finish

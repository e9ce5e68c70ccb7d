#!/bin/sh
# The recipe of docs/adding.md for a constant of a neuron, `neuron lif { rest 0.1 }`: with 0 models compile to what they
# were; with another number both engines run the equations, against the reference in NumPy.
. "${srcdir:-.}/tests/behaviour.sh"
. "$root/tests/recipes/recipe.sh"
/usr/bin/python3 -c 'import numpy, yaml' 2>/dev/null || { echo 'skipped: needs /usr/bin/python3 with numpy and yaml' && exit 77; }
before=$TESSC
build_recipe neuron_constant

small_model plain ''
sed 's/reset subtract/reset subtract  rest 0.1/' plain.tess >resting.tess
"$before" --emit=c -Wno-dead-latent plain.tess | sed 's/^\(.*Written by tessc\) [^ ;]*/\1/' >before.c
"$TESSC" --emit=c -Wno-dead-latent plain.tess | sed 's/^\(.*Written by tessc\) [^ ;]*/\1/' >after.c
check 'models that do not say it compile to what they did' cmp before.c after.c
"$TESSC" --emit=c -Wno-dead-latent resting.tess -D neuron.rest=0 | sed 's/^\(.*Written by tessc\) [^ ;]*/\1/' >zero.c
check 'and so does 0' sh -c 'test -s zero.c && sed s/resting/plain/g zero.c | cmp - after.c'
"$TESSC" --emit=c -Wno-dead-latent resting.tess >resting.c
refuse 'another number is other code' sh -c 'sed s/resting/plain/g resting.c | cmp - after.c'
expect 0 'explain' "$TESSC" explain -Wno-dead-latent resting.tess
check 'its equations are run as they are' grep -q 'neuron lif: not proved' out
expect 0 'printed' "$TESSC" --emit=model -Wno-dead-latent resting.tess
check 'with its number' grep -q 'rest: 0.1' out
expect 0 'train' "$TESSC" train -Wno-dead-latent resting.tess --out run
check 'is told in resolved.tess' grep -q 'neuron lif { leak 0.5; threshold 0.4; reset subtract 0.4; rest 0.1 }' run/resolved.tess
expect 0 'the resolved model' "$TESSC" check run/resolved.tess
expect 65 'out of range' "$TESSC" check resting.tess -D neuron.rest=1e7
check 'is told with the range' grep -q 'neuron.rest .*a number from -1000000 to 1000000' err

subject='' tests=$scratch/tree/tests
"$tests/make_cases" --seed 3 cases rest rest_hard rest_linear >cases.log || exit 1
check 'interpreted: the numbers of the reference' "$tests/parity" --engine interpret cases/*/
check 'generated code: the numbers of the reference' "$tests/parity" --engine cpu cases/*/
check 'by the general solver' "$tests/parity" --engine cpu --kernel general cases/rest
check 'schedule stream' "$tests/parity" --engine cpu --schedule stream cases/rest cases/rest_hard
finish

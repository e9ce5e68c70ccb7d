#!/bin/sh
# The recipe of docs/adding.md for a setting, `train { until 0.9 }`: a model says it, the compiler checks and writes it, and
# training of either engine ends with it.
. "${srcdir:-.}/tests/behaviour.sh"
. "$root/tests/recipes/recipe.sh"
build_recipe setting

# epochs RUN: how many it has had
epochs() {
    grep -c '"epoch"' "$1/metrics.jsonl"
}

small_model early 'until 0.01'
expect 0 'a run with an accuracy to end with' "$TESSC" train early.tess --out early
check 'has one epoch of three' test "$(epochs early)" = 1
check 'says why' grep -q 'epoch 1: accuracy 0\.[0-9]*, training ends (until 0.01)' err
check 'is told in resolved.tess' grep -qx '    until 0.01' early/resolved.tess
expect 0 'the resolved model' "$TESSC" check early/resolved.tess
expect 0 'goes on' "$TESSC" train early.tess --out early --resume
check 'for another epoch' test "$(epochs early)" = 2
expect 0 'interpreted' "$TESSC" train early.tess --engine interpret --out interpreted
check 'it ends as early' test "$(epochs interpreted)" = 1
expect 0 'an accuracy that is not reached' "$TESSC" train early.tess -D train.until=1 --out late
check 'all epochs' test "$(epochs late)" = 3
refuse 'nothing is said of an end' grep -q 'training ends' err
expect 0 'printed' "$TESSC" --emit=model early.tess
check 'by its name' grep -q 'until: 0.01' out
expect 0 'the C of a model without' "$TESSC" --emit=c early.tess -D train.until=0
refuse 'has nothing of it' grep -q 'until = ' out
expect 65 'more than all samples' "$TESSC" check early.tess -D train.until=1.5
check 'is told with the range' grep -q 'train.until.*from 0 to 1' err
sed 's/until 0.01/untill 0.01/' early.tess >near.tess
expect 65 'nearly its name' "$TESSC" check near.tess
check 'leads to it' grep -q "did you mean 'until'" err
finish

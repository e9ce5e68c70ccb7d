#!/bin/sh
# The recipe of docs/adding.md for a data set, STL-10: its patch is applied to a copy of the tree, which is built; everything
# that reads the description of data sets then knows the new one, and it trains.
. "${srcdir:-.}/tests/behaviour.sh"
. "$root/tests/recipes/recipe.sh"
build_recipe data_set

# Three pictures a class for training, one for the test: a bar whose column is the class, so that rows are told from columns.
/usr/bin/python3 - <<'EOF' || exit 77
import os
os.mkdir("stl10_binary")
def write(part, count):
    labels = [1 + i % 10 for i in range(count)]
    with open(f"stl10_binary/{part}_y.bin", "wb") as file:
        file.write(bytes(labels))
    with open(f"stl10_binary/{part}_X.bin", "wb") as file:
        for label in labels:
            channel = b"".join(bytes([255 if x // 9 == label else 20] * 96) for x in range(96))
            file.write(channel * 3)
write("train", 30)
write("test", 10)
with open("stl10_binary/class_names.txt", "w") as file:
    file.write("\n".join("airplane bird car cat deer dog horse monkey ship truck".split()) + "\n")
EOF

expect 0 'new' "$TESSC" new stl10_binary
check 'says what it found' grep -q 'STL-10 (binary version)' stl10_binary.tess
check 'and its classes' grep -q '10 classes: airplane, bird' stl10_binary.tess
cat >bars.tess <<'EOF'
tess 1

model bars

input 3x96x96 { dataset stl10  present 2 steps }

neuron  lif { leak 0.5  threshold 0.6  reset subtract }
weights { standardize  gain }
network { conv 8 9x9 pad 0, maxpool 8x8  signal grid 1x11; readout }
learn   tess
train   { batch 10  epochs 3  validate on test }
EOF
expect 0 'check' "$TESSC" check bars.tess
expect 65 'another shape' "$TESSC" check bars.tess -D input=3x32x32
check 'is told' grep -q 'data set stl10 has frames of 3x96x96' err
expect 65 'a setting that it does not take' "$TESSC" check bars.tess -D input.dataset.pipeline=published
check 'is told' grep -q 'input.dataset.pipeline does not go with input.dataset stl10' err
sed 's/dataset stl10/dataset slt10/' bars.tess >near.tess
expect 65 'a data set of nearly that name' "$TESSC" check near.tess
check 'leads to it' grep -q "did you mean 'stl10'" err
expect 0 'explain' "$TESSC" explain bars.tess
check 'an epoch has as many samples as published' grep -q 'an epoch of 5000' out
expect 0 'train' "$TESSC" train bars.tess --data stl10_binary --out run
check 'the folder is named' grep -q 'stl10: 30 and 10 pictures' run/run.yaml
check 'and the classes' grep -q 'airplane' run/run.yaml
printf '\013' | dd of=stl10_binary/train_y.bin bs=1 seek=4 conv=notrunc 2>dd.log
expect 66 'a wrong label' "$TESSC" train bars.tess --data stl10_binary --out damaged
check 'is told with its place' grep -q 'train_y.bin: offset 4: expected a label of 1 to 10, found 11' err
finish

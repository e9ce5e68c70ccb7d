#!/bin/sh
# Data called and laid out as others do it: split folders in any case, what file managers leave behind, published files
# under other names, recordings in class folders, labels from 1. What was taken, left out or is missing is told; what is
# ambiguous is refused, and nothing is another test set than the one that lies there.
. "${srcdir:-.}/tests/behaviour.sh"

/usr/bin/python3 -c 'import numpy' 2>/dev/null || { echo 'no Python 3 with NumPy here'; exit 77; }
PYTHONPATH=$root/tests PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH PYTHONDONTWRITEBYTECODE
/usr/bin/python3 - <<'EOP'
import os
import struct
import numpy
from pictures import png


def save(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


# parts[of] [class] [number]: the value of the picture says where it is from
for number, part in enumerate(("train", "test", "val")):
    for kind, name in enumerate(("apple", "pear")):
        for i in range(6 if part == "train" else 3):
            save(f"parts/{part}/{name}/{i}.png", png(numpy.full((4, 4), 100 * kind + 20 * number + i, numpy.uint8)))


def idx(array):
    return b"\0\0\x08" + bytes([array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def labelled(folder, training, test):
    for part, labels in ("train", training), ("t10k", test):
        labels = numpy.array(labels, numpy.uint8)
        save(f"{folder}/{part}-images-idx3-ubyte", idx(numpy.zeros((len(labels), 6, 5), numpy.uint8)))
        save(f"{folder}/{part}-labels-idx1-ubyte", idx(labels))


labelled("letters", list(range(1, 27)) * 4, range(1, 27))
labelled("gaps", [0, 1, 3, 5] * 6, [0, 1, 3, 5])
labelled("sorted", sorted([0, 1, 2, 3] * 5), [0, 1, 2, 3])
labelled("some", [0, 1, 3] * 8, [1, 2, 3])
labelled("complete", [0, 1, 2] * 8, [0, 1, 2])
os.makedirs("arrays")
for part in "train", "test":
    numpy.save(f"arrays/x_{part}.npy", numpy.zeros((26, 6, 5), numpy.uint8))
    numpy.save(f"arrays/y_{part}.npy", numpy.arange(26) % 5 + 1)
EOP

# model NAME INPUT: NAME.tess
model() {
    cat >"$1.tess" <<EOM
tess 1
model $1
input $2
network { conv 4 3x3 pad 1, maxpool 2x2  signal grid 2x2; readout }
train { batch 4; epochs 1; ${3:-} }
EOM
}
# noted TEXT: a note on stderr says so; quiet: there is none
noted() {
    grep '^note: ' err >notes
    check "tells: $1" grep -qF "$1" notes
}
quiet() {
    refuse 'has nothing to tell' grep -q 'note:' err
}
# counts TRAINING VALIDATION TEST: what `data info` or `data verify` has printed
counts() {
    check "has $1 + $2 + $3 samples" sh -c "awk '/^(training|validation|test) /{ print \$2 }' out | xargs | grep -qx '$1 $2 $3'"
}

# ---- Classes without samples ----

model letters '1x6x5 { dataset family; classes 27; present 2 steps }'
first='no samples at all for 1 of 27 classes: 0; the labels begin at 1: take 1 from each of them, and 26 classes will do'
expect 0 'new, for labels 1 to 26' "$TESSC" new letters -o new.tess
noted "$first"
check 'writes it into the model' grep -qx "# Note: $first." new.tess
check 'which is accepted and laid out' "$TESSC" fmt --check new.tess
for verb in info verify; do
    expect 0 "data $verb" "$TESSC" data $verb letters.tess --data letters
    noted "$first"
done
expect 0 'train' "$TESSC" train letters.tess --engine interpret --data letters --out run
noted "$first"
check 'just once' test "$(grep -c 'note:' err)" -eq 1
expect 0 'eval' "$TESSC" eval letters.tess --engine interpret --data letters --weights run/last.safetensors
noted "$first"
expect 0 'new, for arrays with labels 1 to 5' "$TESSC" new arrays -o new_arrays.tess
noted 'no samples at all for 1 of 6 classes: 0; the labels begin at 1: take 1 from each of them, and 5 classes will do'
expect 0 'new, for labels with gaps' "$TESSC" new gaps -o new_gaps.tess
noted 'no samples at all for 2 of 6 classes: 2, 4; with labels from 0 on without gaps 4 classes will do'
model four '1x6x5 { dataset family; classes 4; present 2 steps }'
expect 0 'labels in order' "$TESSC" data info four.tess --data sorted
quiet
model all '1x6x5 { dataset family; classes 4; present 2 steps }' 'validate 0.3'
expect 0 'labels in order, the last of which validate' "$TESSC" data info all.tess --data sorted
noted 'validation (the last samples of the files) or --train-limit leaves no training samples for 1 of 4 classes: 3'
expect 0 'a limit' "$TESSC" train four.tess --engine interpret --data sorted --train-limit 6 --out limited
noted 'leaves no training samples for 2 of 4 classes: 2, 3'
expect 0 'classes of one part' "$TESSC" data info four.tess --data some
noted 'no training samples for 1 of 4 classes: 2'
noted 'no test samples for 1 of 4 classes: 0'
model three '1x6x5 { dataset family; classes 3; present 2 steps }'
expect 0 'all classes' "$TESSC" data info three.tess --data complete
quiet
printf 'pip\nplum\nfig\nkiwi\n' >some/Class_Names.txt
expect 0 'classes with names' "$TESSC" data info four.tess --data some
noted 'no training samples for 1 of 4 classes: fig'
printf '\357\273\277pip\r\nplum\r\nfig\r\nkiwi\r\n' >some/Class_Names.txt
expect 0 'class names with a byte order mark' "$TESSC" data info four.tess --data some
check 'are without it' grep -qx '4 classes: pip, plum, fig, kiwi' out

"$TESSC" data make cifar10 --out fewer --samples 30 >out
for number in 1 2 3 4 5; do
    head -c 3073 fewer/cifar-10-batches-bin/data_batch_$number.bin >record && mv record fewer/cifar-10-batches-bin/data_batch_$number.bin
done
head -c 3073 fewer/cifar-10-batches-bin/test_batch.bin >record && mv record fewer/cifar-10-batches-bin/test_batch.bin
expect 0 'some of CIFAR-10' "$TESSC" data info cifar10 --data fewer
check 'lacks classes' grep -q '^note: no samples at all for [0-9] of 10 classes: ' err
refuse 'whose labels are not to be changed' grep -q 'classes will do' err

# ---- Folders of training and test ----

model fruit '1x4x4 { dataset folder; classes 2; present 2 steps }'
# laid FOLDER TRAIN TEST [VAL]: the parts under these names
laid() {
    mkdir "$1"
    cp -r parts/train "$1/$2"
    cp -r parts/test "$1/$3"
    [ -z "${4:-}" ] || cp -r parts/val "$1/$4"
}
# whose SPLIT SAMPLE VALUE: that sample is the picture of that value, so of that part
whose() {
    expect 0 "$1 sample $2" "$TESSC" data show fruit.tess --data "$folder" --split "$1" --sample "$2" --out sample.npy
    check "is picture $3" /usr/bin/python3 -c \
        "import numpy; assert numpy.rint(numpy.load('sample.npy').max() * 255) == $3 == numpy.rint(numpy.load('sample.npy').min() * 255)"
}
number=0
for names in 'train test' 'Train Test' 'TRAIN TEST' 'train Test' 'Training testing' 'training_set test_set' 'Training-Data Test.Data'; do
    number=$((number + 1)) folder=laid$number
    # shellcheck disable=SC2086 # two words
    laid $folder $names
    expect 0 "$names" "$TESSC" data verify fruit.tess --data $folder
    check 'is all that lies there' grep -qx 'all  *10  *2  *6' out
    quiet
    whose test 5 122
done
for name in val Valid VALIDATION validation_set; do
    folder=with-$name
    laid $folder Train test $name
    expect 0 "Train, test and $name" "$TESSC" data info fruit.tess --data $folder
    counts 12 6 6
    quiet
    whose validation 4 42
    whose test 5 122
done
# The training set in place of the whole: the test set beside it is told
laid whole Train test
# above GIVEN OUTER: the note about the test set beside GIVEN, in OUTER
above() {
    echo "$1: the last tenth of each class is the test set; test data stand beside it in test: give the folder above, $2, to use them"
}
for given in whole/Train whole/Train/ ./whole/Train "$PWD/whole/Train"; do
    outer=${given%/}
    expect 0 "$given" "$TESSC" data info fruit.tess --data "$given"
    noted "$(above "$given" "${outer%/*}")"
    expect 0 "new $given" "$TESSC" new "$given" -o whole.tess
    noted "$(above "$given" "${outer%/*}")"
    check 'is a comment of the model as well' grep -qxF "# Note: $(above "$given" "${outer%/*}")." whole.tess
    rm whole.tess
done
# within FOLDER GIVEN OUTER: the same, from inside a folder
within() {
    # shellcheck disable=SC2016 # $1 and $2 are the inner shell's
    check "$2 in $1 tells it" sh -c 'cd "$1" && "$2" new "$3" -o "$4/within.tess" 2>&1 | grep -qxF "note: $5"' \
        - "$1" "$TESSC" "$2" "$PWD" "$(above "$2" "$3")"
    check 'with the test set of its own' grep -qx '# 8 samples train, 2 validate, 2 test.' within.tess
    rm -f within.tess
}
within whole Train .
within whole/Train . "$(pwd -P)/whole"
ln -s whole/Train linked
within . linked "$(pwd -P)/whole"
expect 0 'new, the folder above' "$TESSC" new whole
quiet
check 'has the test data' grep -qx '# 10 samples train, 2 validate, 6 test.' whole.tess
mkdir alone && cp -r parts/train alone/train
expect 0 'no test set beside it' "$TESSC" data info fruit.tess --data alone/train
quiet
model on_test '1x4x4 { dataset folder; classes 2; present 2 steps }' 'validate on test'
expect 0 'a model that validates on the test set' "$TESSC" data info on_test.tess --data $folder
counts 12 6 6
noted "$folder: 6 validation samples are not used: the model validates on the test set"
mkdir no-test && cp -r parts/train no-test/Train && cp -r parts/val no-test/val
expect 0 'no test set' "$TESSC" data info fruit.tess --data no-test
counts 10 6 2
noted 'no-test: there is no folder test: the last tenth of each class of Train is the test set'
# refused WHAT TEXT: data info and new, in one line
refused() {
    expect 66 "$1" "$TESSC" data info fruit.tess --data "$folder"
    check "is refused: $2" grep -qxF "tessc: $2" err
    expect 66 "new, $1" "$TESSC" new "$folder" -o refused.tess
    check 'is refused as well' grep -qxF "tessc: $2" err
    check 'and leaves no model' test ! -e refused.tess
}
folder=both && laid $folder train test && cp -r parts/val both/Train
refused 'train and Train' 'both: expected one of the folders Train and train, found both'
folder=tests && laid $folder train test && cp -r parts/val tests/Testing
refused 'test and Testing' 'tests: expected one of the folders Testing and test, found both'
folder=untrained && mkdir untrained && cp -r parts/test untrained/Test
refused 'Test alone' 'untrained: expected a folder train with the classes of the training set beside Test, found none'
folder=unnamed && mkdir unnamed && cp -r parts/train parts/test unnamed && mv unnamed/test unnamed/holdout
refused 'a test set of another name' \
    'unnamed/holdout: expected a folder called test or validation, as it has the class apple of the training set'
folder=flat && mkdir flat flat/train flat/Test && cp parts/train/apple/0.png flat/train && cp parts/train/pear/0.png flat/Test
refused 'train and Test without classes' \
    'flat: expected folders of classes in the folders of training and test, found files'
folder=extra && laid $folder train test && mkdir extra/masks && cp parts/train/apple/0.png extra/masks
expect 0 'a folder beside' "$TESSC" data info fruit.tess --data extra
noted 'extra: left out what has no folders of classes or is called neither test nor validation: masks'
folder=unlabelled && mkdir unlabelled && cp -r parts/train unlabelled && mkdir unlabelled/test && cp parts/train/pear/1.png unlabelled/test
expect 0 'a test set without classes' "$TESSC" data info fruit.tess --data unlabelled
noted 'unlabelled: left out what has no folders of classes or is called neither test nor validation: test'
noted 'unlabelled: there is no folder test: the last tenth of each class of train is the test set'

# What file managers and archives leave behind
folder=littered && laid $folder Train test
mkdir -p littered/__MACOSX/train/apple littered/Train/__MACOSX
for place in littered littered/Train littered/Train/apple littered/test/pear; do
    for name in Thumbs.db desktop.ini Desktop.ini .DS_Store ._0.png; do
        echo litter >$place/$name
    done
done
echo notes >littered/README
mkdir 'littered/$RECYCLE.BIN' littered/lost+found littered/Train/@eaDir
expect 0 'litter' "$TESSC" data verify fruit.tess --data littered
check 'is no data' grep -qx 'all  *10  *2  *6' out
noted 'littered: left out 8 hidden files, 2 folders __MACOSX, 4 Thumbs.db, 8 desktop.ini, 3 folders of the file system, 1 file beside the folders'
check 'in one line' test "$(grep -c 'note:' err)" -eq 1
mkdir plain && cp -r parts/train/* littered/__MACOSX plain && : >plain/pear/thumbs.db
expect 0 'litter beside classes' "$TESSC" data info fruit.tess --data plain
noted 'plain: left out 1 folder __MACOSX, 1 Thumbs.db'
counts 8 2 2

# ---- Published files under other names ----

for name in mnist cifar10 nmnist dvs_gesture cifar10_dvs; do
    expect 0 "make $name" "$TESSC" data make $name --out made --samples 30
done
fingerprint() {
    "$TESSC" data info "$1" --data "$2" 2>/dev/null | head -n 1
}
# same NAME FOLDER: read as the publisher's files are
same() {
    expect 0 "$1 in $2" "$TESSC" data info "$1" --data "$2"
    check 'is what it was' test "$(head -n 1 out)" = "$(fingerprint "$1" made)"
}
same mnist made
quiet
# digits FOLDER NAME...: MNIST's files (training images, labels, test images, labels) under these names, or packed
digits() {
    mkdir "$1"
    for pair in "train-images-idx3-ubyte $2" "train-labels-idx1-ubyte $3" "t10k-images-idx3-ubyte $4" "t10k-labels-idx1-ubyte $5"; do
        set -- "$1" "${pair% *}" "${pair#* }"
        case $3 in
        *.gz) gzip -nc "made/mnist/$2" >"$1/$3" ;;
        *) cp "made/mnist/$2" "$1/$3" ;;
        esac
    done
}
digits dots train-images.idx3-ubyte train-labels.idx1-ubyte t10k-images.idx3-ubyte t10k-labels.idx1-ubyte
digits dots-gz train-images.idx3-ubyte.gz train-labels.idx1-ubyte.gz t10k-images.idx3-ubyte.gz t10k-labels.idx1-ubyte.gz
digits ending train-images-idx3-ubyte.idx train-labels-idx1-ubyte.idx t10k-images-idx3-ubyte.idx t10k-labels-idx1-ubyte.idx
digits ending-gz train-images-idx3-ubyte.idx.gz train-labels-idx1-ubyte.idx.gz t10k-images-idx3-ubyte.idx.gz t10k-labels-idx1-ubyte.idx.gz
digits short Train_Images.IDX Train_Labels.IDX Test_Images.IDX Test_Labels.IDX
for folder in dots dots-gz ending ending-gz short; do
    same mnist $folder
    check 'and told in one line' test "$(grep -c "note: $folder: took .* for what the publisher calls otherwise" err)" -eq 1
    check 'and known to new' "$TESSC" new $folder -o "new-$folder.tess"
    check 'as IDX files' grep -q 'dataset   family' "new-$folder.tess"
done
noted 'short: took Train_Images.IDX, Train_Labels.IDX, Test_Images.IDX, Test_Labels.IDX for'
# as Kaggle has them: a folder of each name beside the files
cp -r dots kaggle && mkdir kaggle/train-images-idx3-ubyte && cp dots/train-images.idx3-ubyte kaggle/train-images-idx3-ubyte/train-images-idx3-ubyte
same mnist kaggle
cp -r made/mnist packed-too && gzip -nk packed-too/*
same mnist packed-too
quiet
cp -r made/mnist twice && cp twice/t10k-labels-idx1-ubyte twice/t10k-labels.idx1-ubyte
expect 66 'two files for one' "$TESSC" data info mnist --data twice
check 'are refused, and both named' grep -qx \
    'tessc: twice: expected one file that stands for t10k-labels-idx1-ubyte, found both t10k-labels-idx1-ubyte and t10k-labels.idx1-ubyte' err
expect 66 'new' "$TESSC" new twice -o refused.tess
check 'refuses them as well' test ! -e refused.tess
# as torchvision keeps them
mkdir -p torch/MNIST && cp -r made/mnist torch/MNIST/raw
gzip -k torch/MNIST/raw/*
same mnist torch
noted 'torch: took MNIST, raw for what'
same mnist torch/MNIST
noted 'torch/MNIST: took raw for what'
same mnist torch/MNIST/raw
check 'and known to new' "$TESSC" new torch -o new_torch.tess
check 'as IDX files' grep -q 'dataset   family' new_torch.tess
mkdir -p nested/nested/train/a nested/nested/train/b
expect 66 'a folder in one of its name' "$TESSC" new nested -o refused.tess
check 'is told which to give' grep -q "^tessc: nested: expected folders of classes, .* found only the folder nested, in which train stands: 'nested/nested' is the folder to give" err
mkdir upper && cp -r made/mnist upper/MNIST
same mnist upper
noted 'upper: took MNIST for what'
cp -r made/mnist upper/Mnist
expect 66 'two folders for one' "$TESSC" data info mnist --data upper
check 'are refused, and both named' grep -q 'found both MNIST and Mnist' err

mkdir capitals capitals/CIFAR-10-BATCHES-BIN
for file in made/cifar-10-batches-bin/*; do
    cp "$file" "capitals/CIFAR-10-BATCHES-BIN/$(basename "$file" | tr '[:lower:]' '[:upper:]')"
done
same cifar10 capitals
noted 'capitals: took CIFAR-10-BATCHES-BIN, DATA_BATCH_1.BIN, DATA_BATCH_2.BIN, '
same cifar10 capitals/CIFAR-10-BATCHES-BIN
check 'and known to new' "$TESSC" new capitals -o new_capitals.tess
check 'as CIFAR-10' grep -q 'dataset   cifar10$' new_capitals.tess
cp capitals/*/TEST_BATCH.BIN capitals/CIFAR-10-BATCHES-BIN/test_batch.bin
expect 66 'two files for one' "$TESSC" data info cifar10 --data capitals
check 'are refused, and both named' grep -q 'stands for test_batch.bin, found both TEST_BATCH.BIN and test_batch.bin' err

for name in DVSGesture dvs_gesture dvsgesture; do
    mkdir "in-$name" && cp -r made/DvsGesture "in-$name/$name"
    same dvs_gesture "in-$name"
    noted "in-$name: took $name for what the publisher calls otherwise"
done
same dvs_gesture in-DVSGesture/DVSGesture
quiet
mkdir small && cp -r made/NMNIST small/N-MNIST && mv small/N-MNIST/Train small/N-MNIST/train && mv small/N-MNIST/Test small/N-MNIST/test
same nmnist small
noted 'small: took N-MNIST for what'
noted 'small/N-MNIST: took train, test for what'
same nmnist small/N-MNIST
cp -r small/N-MNIST/test small/N-MNIST/TEST
expect 66 'two test sets' "$TESSC" data info nmnist --data small
check 'are refused' grep -q 'expected one of the folders TEST and test, found both' err
rm -r small/N-MNIST/TEST small/N-MNIST/test
expect 66 'no test set of a publisher' "$TESSC" data info nmnist --data small
check 'is told' grep -q 'small/N-MNIST/Test: expected a folder' err

# CIFAR10-DVS in AEDAT 4
/usr/bin/python3 - <<'EOP'
import os
import struct
import events
source = "made/CIFAR10DVS"
xml = (b'<node path="/mainloop/Recorder/outInfo/0/"><attr key="typeIdentifier" type="string">EVTS</attr>'
       b'<attr key="sizeX" type="int">128</attr><attr key="sizeY" type="int">128</attr></node>')
for name in sorted(os.listdir(source)):
    os.makedirs(f"tonic/cifar10-dvs/{name}")
    for file in os.listdir(f"{source}/{name}"):
        moments = list(zip(*events.read(f"{source}/{name}/{file}")))
        # FlatBuffers: where the table is, the identifier, the places of its fields, the table; then a vector
        header = struct.pack("<I4s", 20, b"IOHE") + struct.pack("<6H", 10, 20, 4, 12, 8, 0) + struct.pack(
            "<iiIqI", 12, 0, 12, -1, len(xml)) + xml
        body = b"".join(struct.pack("<qhhI", t, x, y, p) for t, x, y, p in moments)
        packet = struct.pack("<II4s4HiII", 28 + len(body), 16, b"EVTS", 6, 8, 4, 0, 8, 4, len(moments)) + body
        with open(f"tonic/cifar10-dvs/{name}/{os.path.splitext(file)[0]}.aedat4", "wb") as out:
            out.write(b"#!AER-DAT4.0\r\n" + struct.pack("<I", len(header)) + header + struct.pack("<II", 0, len(packet)) + packet)
EOP
expect 0 'CIFAR10-DVS in AEDAT 4' "$TESSC" data info cifar10_dvs --data tonic
noted 'recordings in AEDAT 4, where the publisher'
noted 'tonic: took cifar10-dvs for what'
for sample in 0 3 9; do
    expect 0 "sample $sample" "$TESSC" data show cifar10_dvs --data made --sample $sample --out aedat2.npy
    expect 0 "sample $sample in AEDAT 4" "$TESSC" data show cifar10_dvs --data tonic --sample $sample --out aedat4.npy
    check 'is the same' cmp aedat2.npy aedat4.npy
done

# ---- A model for recordings ----

# Train and Test of N-MNIST, and classes alone, of DVS128 recordings
mkdir own && cp -r made/NMNIST/Train own/train && cp -r made/NMNIST/Test own/Test
expect 0 'new, for recordings' "$TESSC" new own
check 'tells their kind' grep -q '^# a folder of recordings a class; sensors of 34 x 34 pixels, recordings of [0-9.]* to [0-9.]* s.$' own.tess
check 'takes the size of the sensor' grep -q '^input 2x34x34 {' own.tess
check 'cuts them into frames' grep -q '^    frames    10 ' own.tess
check 'keeps zeros' grep -q '^    normalize mean 0 0  std ' own.tess
check 'has the test set that lies there' grep -q '^# 30 samples train, 0 validate, 10 test.$' own.tess
check 'is accepted without a warning' "$TESSC" check -Werror own.tess
check 'and laid out' "$TESSC" fmt --check own.tess
sed 's/conv 64/conv 4/; s/conv 128/conv 4/' own.tess >own_small.tess
expect 0 'which trains' "$TESSC" train own_small.tess --engine interpret --data own --out own_run --max-steps 2
cp -r made/CIFAR10DVS wide
expect 0 'new, for recordings of a larger sensor' "$TESSC" new wide
check 'shrinks it' grep -q '^input 2x48x48 {' wide.tess
check 'and says so' grep -q 'sensors of 128 x 128 pixels, shrunk' wide.tess
check 'is accepted without a warning' "$TESSC" check -Werror wide.tess
first=$(find wide -type f | sort | head -n 1)
head -c 500 "$first" >cut && mv cut "$first"
printf x >>"$first"
expect 66 'new, with a damaged recording' "$TESSC" new wide -o refused.tess
check 'tells file and place' grep -q "tessc: $first: offset [0-9]*: " err
check 'and leaves no model' test ! -e refused.tess
finish

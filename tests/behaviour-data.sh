#!/bin/sh
# Data that is missing, truncated, too long, mislabelled or garbage, in every format: exit 66, one line that names file,
# byte offset and what was expected, and no run is started. A run that goes on refuses data that has changed.
. "${srcdir:-.}/tests/behaviour.sh"

/usr/bin/python3 -c 'import struct, zlib, gzip, zipfile' 2>/dev/null || {
    echo 'no Python here to write the data with'
    exit 77
}
mkdir good
/usr/bin/python3 - <<'EOF_PYTHON'
import base64, gzip, io, os, struct, zipfile, zlib

def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as file:
        file.write(data)

def pixels(seed, count):
    return bytes((seed * 37 + i * 11 + i * i // 7) % 256 for i in range(count))

for name in ['data_batch_%d.bin' % i for i in range(1, 6)] + ['test_batch.bin']:
    write('good/cifar/' + name, b''.join(bytes([i % 10]) + pixels(i, 3072) for i in range(4)))

def idx(shape, data):
    return struct.pack('>4B%dI' % len(shape), 0, 0, 8, len(shape), *shape) + data

for part, count in (('train', 20), ('t10k', 10)):
    files = {part + '-images-idx3-ubyte': idx([count, 28, 28], b''.join(pixels(i, 784) for i in range(count))),
             part + '-labels-idx1-ubyte': idx([count], bytes(i % 10 for i in range(count)))}
    for name, data in files.items():
        write('good/idx/' + name, data)
        write('good/gz/%s.gz' % name, gzip.compress(data, mtime=0))

def npy(kind, shape, data):
    head = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (kind, shape)
    head += ' ' * (-(len(head) + 11) % 64) + '\n'
    return b'\x93NUMPY\x01\x00' + struct.pack('<H', len(head)) + head.encode() + data

archive = zipfile.ZipFile('good/arrays.npz', 'w', zipfile.ZIP_DEFLATED)
for part, count in (('train', 12), ('test', 6)):
    values = [((i * 7 + j * 3) % 11) / 11 for i in range(count) for j in range(36)]
    files = {'x_%s.npy' % part: npy('<f4', (count, 1, 6, 6), struct.pack('<%df' % len(values), *values)),
             'y_%s.npy' % part: npy('|u1', (count,), bytes(i % 3 for i in range(count)))}
    for name, data in files.items():
        write('good/npy/' + name, data)
        archive.writestr(name, data)
archive.close()

def chunk(name, data):
    return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))

def png(seed, width=8, height=8):
    rows = b''.join(b'\0' + pixels(seed + y, width) for y in range(height))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>2I5B', width, height, 8, 0, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))

jpeg = base64.b64decode(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5a'
    'YVpQYEpRUk//wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAv/EAB4QAAEDBQEBAAAAAAAAAAAAAAECAxEEBRIhMQAU/9oACAEB'
    'AAA/AAyG2Ler42E2ykUnE1T5h06mEAcVpQ1kT0Qff//Z')
for label, name in enumerate(('apple', 'pear')):
    for i in range(6):
        write('good/pictures/%s/%d.png' % (name, i), png(label * 50 + i))
        write('good/pictures/%s/%d.jpg' % (name, i), jpeg)
write('good/huge.png', b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>2I5B', 65536, 65536, 8, 0, 0, 0, 0)) +
      chunk(b'IDAT', zlib.compress(b'')) + chunk(b'IEND', b''))
EOF_PYTHON

# model NAME INPUT: a network for it, NAME.tess
model() {
    cat >"$1.tess" <<EOF_MODEL
tess 1
model $1
input $2
network { conv 4 3x3 pad 1, maxpool 2x2  signal grid 2x2; readout }
train { batch 4; epochs 1 }
EOF_MODEL
}
model cifar '3x32x32 { dataset cifar10; present 2 steps }'
model idx '1x28x28 { dataset mnist; present 2 steps }'
model npy '1x6x6 { dataset arrays; classes 3; present 2 steps }'
model pictures '1x8x8 { dataset folder; classes 2; present 2 steps }'

run() {
    "$TESSC" train "$1.tess" --engine interpret --threads 1 --data "$2" --out "$3" --max-steps 2
}

# bad MODEL WHAT MESSAGE: training on the folder `data` (or data.npz) is refused in just this line, but for what zlib,
# libpng and libjpeg have to say in brackets
bad() {
    given=data
    [ -e data.npz ] && given=data.npz
    expect 66 "$1: $2" run "$1" $given refused
    printf '%s: error: %s\n' "$1" "$3" >line
    sed 's/found damage (.*)$/found damage/' err >found
    check 'in one line with file, place and what was expected' diff line found
    check 'and starts no run' test ! -e refused
}

# fresh KIND: undamaged data of this kind in `data`
fresh() {
    rm -rf data data.npz
    cp -r "good/$1" data
}

# cut FILE BYTES: takes so many bytes off its end
cut_off() {
    head -c "-$2" "$1" >shorter && mv shorter "$1"
}

# put FILE OFFSET OCTAL...: overwrites bytes
put() {
    file=$1 offset=$2
    shift 2
    # shellcheck disable=SC2059 # octal escapes are meant
    printf "$(printf '\\%s' "$@")" | dd of="$file" bs=1 seek="$offset" conv=notrunc status=none
}

for kind in cifar idx npy pictures; do
    fresh $kind
    expect 0 "$kind: good data" run $kind data "good-$kind"
done
fresh gz
expect 0 'idx: good data in .gz files' run idx data good-gz
check 'trains to the same weights as plain files' cmp good-idx/last.safetensors good-gz/last.safetensors
expect 0 'npy: good data in an .npz file' run npy good/arrays.npz good-npz
check 'trains to the same weights as .npy files' cmp good-npy/last.safetensors good-npz/last.safetensors

# CIFAR's binary files: records of a label and 3072 pixels
fresh cifar && rm data/data_batch_3.bin
bad cifar 'a missing file' 'data/data_batch_3.bin: no such file (nor with .gz added)'
fresh cifar && cut_off data/data_batch_2.bin 1
bad cifar 'a truncated file' 'data/data_batch_2.bin: offset 9219: expected a record of 3073 bytes, found 3072'
fresh cifar && echo more >>data/test_batch.bin
bad cifar 'a file that is too long' 'data/test_batch.bin: offset 12292: expected a record of 3073 bytes, found 5'
fresh cifar && : >data/data_batch_5.bin
bad cifar 'an empty file' 'data/data_batch_5.bin: offset 0: expected a record of 3073 bytes, found 0'
fresh cifar && put data/data_batch_1.bin 6146 012
bad cifar 'a label out of range' 'data/data_batch_1.bin: offset 6146: expected a label of 0 to 9, found 10'
fresh cifar && head -c 9219 "$TESSC" >data/data_batch_4.bin
bad cifar 'garbage' 'data/data_batch_4.bin: offset 0: expected a label of 0 to 9, found 127'

# IDX files
images=data/train-images-idx3-ubyte labels=data/train-labels-idx1-ubyte
fresh idx && rm $labels
bad idx 'a missing file' "$labels: no such file (nor with .gz added)"
fresh idx && cut_off $images 100
bad idx 'a truncated file' "$images: offset 16: expected 15680 elements, as the header says, found 15580"
fresh idx && head -c 10 good/idx/train-images-idx3-ubyte >$images
bad idx 'a truncated header' "$images: offset 8: expected an IDX header (4 bytes), found the end of the data after 2"
fresh idx && echo more >>$images
bad idx 'a file that is too long' "$images: offset 16: expected 15680 elements, as the header says, found 15685"
fresh idx && put $labels 13 012
bad idx 'a label out of range' "$labels: offset 13: expected a label of 0 to 9, found 10"
fresh idx && head -c 5000 "$TESSC" >$images
bad idx 'garbage' "$images: offset 0: expected an IDX file (two zero bytes), found 7f 45"
fresh idx && cp good/idx/t10k-labels-idx1-ubyte $labels
bad idx 'fewer labels than images' "$labels: offset 4: expected 20 labels, one an image, found 10"

# The same, packed
fresh gz && cut_off $images.gz 50
size=$(wc -c <$images.gz)
bad idx 'a truncated .gz file' "$images.gz: offset $size: expected more packed data, found the end of the file"
fresh gz && head -c 5000 "$TESSC" >$images.gz
bad idx 'garbage for a .gz file' "$images.gz: offset 2: expected gzip data, found damage"
fresh gz && echo more >>$labels.gz
bad idx 'a .gz file that is too long' "$labels.gz: offset $(wc -c <good/gz/train-labels-idx1-ubyte.gz): expected the end of the packed data, found 6d"

# NumPy arrays: 128 bytes of header, then the elements
fresh npy && rm data/x_test.npy
bad npy 'a missing file' 'data/x_test.npy: no such file (nor with .gz added)'
fresh npy && cut_off data/x_train.npy 3
bad npy 'a truncated file' 'data/x_train.npy: offset 128: expected 432 elements of 4 bytes, found 1725 bytes'
fresh npy && echo more >>data/y_test.npy
bad npy 'a file that is too long' 'data/y_test.npy: offset 128: expected 6 elements of 1 byte, found 11 bytes'
fresh npy && put data/y_train.npy 131 003
bad npy 'a label out of range' 'data/y_train.npy: offset 131: expected a label of 0 to 2, found 3'
fresh npy && head -c 5000 "$TESSC" >data/x_train.npy
bad npy 'garbage' 'data/x_train.npy: offset 0: expected a .npy file (it starts with \x93NUMPY)'
fresh npy && cp good/npy/x_test.npy data/x_train.npy
bad npy 'fewer samples than labels' 'data/y_train.npy: offset 10: expected labels [6], one a sample, found [12]'
fresh npy && cp good/npy/y_train.npy data/x_train.npy
bad npy 'an array of another shape' \
    'data/x_train.npy: offset 10: expected an array [N, 1, 6, 6], as the model says, found [12]'
# The last element of sample 3, in the form of float32 1e39 and not a number
fresh npy && put data/x_train.npy 700 000 000 200 177
bad npy 'an infinity' 'data/x_train.npy: offset 700: expected a finite float32 number, found inf in sample 3'
fresh npy && put data/x_train.npy 700 000 000 300 177
bad npy 'a number that is none' 'data/x_train.npy: offset 700: expected a finite float32 number, found nan in sample 3'

# The same in an archive
# archive COMMAND...: a fresh data.npz, changed by the command
archive() {
    rm -rf data data.npz
    cp good/arrays.npz data.npz
    "$@"
}
size=$(wc -c <good/arrays.npz)
archive rm data.npz
expect 66 'npy: a missing archive' run npy data.npz refused
archive cut_off data.npz 10
bad npy 'a truncated archive' "data.npz: offset $((size - 10)): expected a zip archive's directory at the end"
archive cp "$TESSC" data.npz
bad npy 'garbage for an archive' "data.npz: offset $(wc -c <"$TESSC"): expected a zip archive's directory at the end"
archive sh -c 'echo more >>data.npz'
bad npy 'an archive that is too long' "data.npz: offset $((size + 5)): expected a zip archive's directory at the end"
archive put data.npz 41 377
bad npy 'damage in an archive' 'data.npz/x_train.npy: offset 1: expected deflated data, found damage'

# Pictures in a folder a class
fresh pictures && rm -r data/pear
bad pictures 'a missing class' 'data: expected 2 folders, one a class of the model, found 1'
fresh pictures && mkdir data/plum
bad pictures 'a class too many' 'data: expected 2 folders, one a class of the model, found 3'
fresh pictures && rm data/pear/*
bad pictures 'a class without pictures' 'data/pear: expected pictures, found none'
fresh pictures && cut_off data/pear/2.png 20
bad pictures 'a truncated PNG' 'data/pear/2.png: offset 33: expected a whole PNG image, found damage'
fresh pictures && cut_off data/apple/3.jpg 30
bad pictures 'a truncated JPEG' 'data/apple/3.jpg: offset 165: expected a whole JPEG image, found damage'
fresh pictures && put data/apple/1.png 50 377 377
bad pictures 'a damaged PNG' 'data/apple/1.png: offset 33: expected a whole PNG image, found damage'
fresh pictures && : >data/apple/1.png
bad pictures 'an empty picture' 'data/apple/1.png: offset 0: expected a PNG or JPEG image'
fresh pictures && echo hello >data/apple/notes.txt
bad pictures 'a file that is no picture' 'data/apple/notes.txt: offset 0: expected a PNG or JPEG image'
fresh pictures && cp good/huge.png data/pear/1.png
bad pictures 'a picture that is too large' \
    'data/pear/1.png: offset 16: expected an image of 1 to 67108864 pixels, found 65536 x 65536'

# A run that stopped is not mixed with other data
for kind in cifar idx npy pictures; do
    fresh $kind
    expect 0 "$kind: half a run" run $kind data "half-$kind"
    cp "half-$kind/state.safetensors" state
    case $kind in
    cifar) put data/data_batch_4.bin 77 001 ;;
    idx) put $images 77 001 ;;
    npy) put data/x_train.npy 140 001 ;;
    pictures) cp good/pictures/apple/4.png data/apple/3.png ;;
    esac
    expect 66 "$kind: going on with data that has changed" \
        "$TESSC" train $kind.tess --engine interpret --data data --out "half-$kind" --resume
    check 'is refused by its hash' \
        grep -q "error: half-$kind: the data has changed since this run was started: expected '.*crc32 .*', found" err
    check 'and leaves the state as it was' cmp state "half-$kind/state.safetensors"
    fresh $kind
    expect 0 "$kind: with the right data again" \
        "$TESSC" train $kind.tess --engine interpret --data data --out "half-$kind" --resume
    check 'it goes on' grep -q "^going on in half-$kind after update 2\$" err
done
finish

#!/bin/sh
# Event data through the real binary: synthetic sets in every layout, real ones where they lie beside the sources, all held
# against an independent reading; tessc data.
. "${srcdir:-.}/tests/behaviour.sh"
export TESSC
shared=$root/../shared

# ---- tessc data ----

for name in cifar10 cifar100 mnist nmnist dvs_gesture cifar10_dvs; do
    expect 0 "make $name" "$TESSC" data make "$name" --out made --samples 30
    expect 0 "verify $name" "$TESSC" data verify "$name" --data made
    check 'reads every sample' grep -q 'every sample was read' out
    expect 0 "info $name" "$TESSC" data info "$name" --data made
    check 'counts the test set' grep -q '^test  *[1-9]' out
    expect 0 "show $name" "$TESSC" data show "$name" --data made --out "$name.png"
    check 'is a picture' sh -c "head -c 4 $name.png | grep -q PNG"
done
expect 0 'make again' "$TESSC" data make nmnist --out again --samples 30
check 'comes to the same bytes' diff -r made/NMNIST again/NMNIST
expect 0 'make with another seed' "$TESSC" data make nmnist --out other --samples 30 --seed 1
refuse 'comes to other bytes' diff -r made/NMNIST other/NMNIST
expect 0 'show in the terminal' "$TESSC" data show mnist --data made --split train --sample 2
check 'draws 14 lines' test "$(wc -l <out)" -eq 15
refuse 'without control characters' grep -q "$(printf '\033')" out
expect 0 'data alone' "$TESSC" data
check 'tells the verbs' grep -q 'tessc data fetch' out

expect 2 'an unknown data set' "$TESSC" data info nmnits --data made
check 'suggests the nearest' grep -q "did you mean 'nmnist'" err
expect 2 'an unknown verb' "$TESSC" data look nmnist
expect 2 'a number that is none' "$TESSC" data show nmnist --data made --sample x
expect 66 'a sample that is not there' "$TESSC" data show nmnist --data made --sample 1000
expect 66 'a folder that is not there' "$TESSC" data verify nmnist --data nowhere
expect 74 'a place where nothing can be written' "$TESSC" data make nmnist --out /dev/null/x
printf 'x' >>made/NMNIST/Test/3/00004.bin
expect 66 'a damaged recording' "$TESSC" data verify nmnist --data made
check 'is told in one line with its place' grep -qx \
    'tessc: made/NMNIST/Test/3/00004.bin: offset [0-9]*: expected an event of 5 bytes, found 1 at the end' err

# ---- Frames in the cache are those of the recordings ----

rm -rf "$XDG_CACHE_HOME/tessc/frames"
expect 0 'show without a cache' "$TESSC" data show dvs_gesture --data made --sample 3 --out fresh.npy
refuse 'leaves none' sh -c "ls '$XDG_CACHE_HOME/tessc/frames' | grep ."
expect 0 'verify, which reads everything' "$TESSC" data verify dvs_gesture --data made
check 'leaves one' sh -c "ls '$XDG_CACHE_HOME/tessc/frames' | grep -x 'dvs_gesture-[0-9a-f]*'"
expect 0 'show from the cache' "$TESSC" data show dvs_gesture --data made --sample 3 --out cached.npy
check 'is the same' cmp fresh.npy cached.npy

cat >folder.tess <<'EOF'
tess 1
model folder
input 2x17x17 { dataset folder; classes 10; frames 4 of 50 ms }
network { conv 8 3x3 pad 1, maxpool 2x2; readout }
train { batch 8; epochs 1; validate 0 }
EOF
cached() {
    ls "$XDG_CACHE_HOME/tessc/frames" | grep -c '^folder-[0-9a-f]*$'
}
expect 0 'verify a folder of recordings' "$TESSC" data verify folder.tess --data made/CIFAR10DVS
check 'leaves a cache' test "$(cached)" -eq 1
expect 0 'verify with another clock' "$TESSC" data verify folder.tess --data made/CIFAR10DVS -D input.clock=as_is
check 'leaves another' test "$(cached)" -eq 2

# ---- From recordings to predictions ----

cat >little.tess <<'EOF'
tess 1
model little
input 2x17x17 { dataset nmnist; frames 4 by count; augment crop pad 1 }
network { conv 8 3x3 pad 1, maxpool 2x2; readout }
train { batch 8; epochs 1 }
EOF
expect 0 'train' "$TESSC" train little.tess --data other --out run
expect 0 'show a test sample' "$TESSC" data show little.tess --data other --sample 3 --out shown.npy
expect 0 'predict' "$TESSC" predict little.tess --weights run/last.safetensors shown.npy other/NMNIST/Test/3/00004.bin
check 'comes to the same for a recording and for its frames' test "$(sed 1d out | cut -f 2- | uniq | wc -l)" -eq 1
expect 66 'predict what is no recording' "$TESSC" predict little.tess --weights run/last.safetensors little.tess
check 'says what it could be' grep -q 'expected a recording of events' err

# ---- A clock that goes back: one stale event, at 2,000 s, before all others ----

header='#!AER-DAT2.0\r\n# AEChip: ch.unizh.ini.jaer.chip.retina.DVS128\r\n' i=0
for file in made/CIFAR10DVS/*/*; do
    folder=stale/$(basename "$(dirname "$file")") i=$((i + 1))
    mkdir -p "$folder"
    {
        printf "$header"
        printf '\0\0\0\0\167\065\224\0'
        tail -c +"$(($(printf "$header" | wc -c) + 1))" "$file"
    } >"$folder/$i.aedat"
done
file=$(ls stale/airplane/* | head -n 1)
expect 0 'info of a recording' "$TESSC" data info "$file"
check 'tells that its clock goes back' \
    grep -q "^warning: $file: the clock goes back by more than 10 ms 1 time, first at event 1 " out
for verb in verify info; do
    expect 0 "$verb of them all" "$TESSC" data "$verb" folder.tess --data stale -D input.clock=as_is
    check 'tells the events that are in no frame' grep -Eqx "warning: $file: the clock goes back 1 time, first at event 1 \
from 2000000000 to [0-9]+ us; ([0-9]+) of [0-9]+ events are outside all frames: \\1 before the first frame" err
    check 'and of how many recordings' \
        grep -q "events of 100 such recordings are outside all frames; the model says 'clock as_is'" err
done
expect 0 'training as it is' "$TESSC" train folder.tess --data stale --out as_is -D input.clock=as_is
check 'warns at its start' grep -q "^warning: $file: the clock goes back" err
grep '^hint: ' err >hints
check 'gives the data as the first reason' sh -c "sed -n 1p hints | grep -q 'events are in no frame'"
check 'and the threshold as the last' sh -c "sed -n 2p hints | grep -q threshold"
expect 0 'training sorted' "$TESSC" train folder.tess --data stale --out sorted
check 'warns as well' grep -q "^warning: $file: .*; [0-9]* of [0-9]* events are outside all frames: [0-9]* behind the last" err
check 'says in the run what was done' grep -q 'clock sort' sorted/resolved.tess
expect 0 'eval' "$TESSC" eval folder.tess --data stale --weights sorted/last.safetensors
check 'warns' grep -q '^warning: .* the clock goes back' err
expect 0 'predict' "$TESSC" predict folder.tess --weights sorted/last.safetensors "$file"
check 'warns, too' grep -q "^warning: $file: the clock goes back" err
odd=$(printf 'of\nlines\033/%0240d' 0)
mkdir -p "$odd" && cp "$file" "$odd/1.aedat"
expect 0 'predict by an odd and long name' "$TESSC" predict folder.tess --weights sorted/last.safetensors "$odd/1.aedat"
check 'warns in a whole line' grep -q '^warning: of\\x0alines\\x1b/0*/1.aedat: .* events are outside all frames' err

# ---- Prophesee RAW: what cannot be read ----

printf '%% evt 3.0\n%% geometry 1280x720\n%% end\n\0\200\0\140\377' >cut.raw
expect 66 'a RAW file cut within a word' "$TESSC" data info cut.raw
check 'is told with its place' grep -qx 'tessc: cut.raw: offset 40: expected an event of 2 bytes, found 1 at the end' err
printf '%% format HISTO3D\n%% end\n' >frames.raw
expect 66 'a RAW file of frames' "$TESSC" data info frames.raw
check 'says which formats there are' grep -q 'offset 0: expected events of format EVT2, EVT21 or EVT3, found HISTO3D' err
expect 2 'a sensor that is no size' "$TESSC" data info cut.raw --sensor 1280

# ---- fetch, with a curl that finds its files here ----

mkdir bin web
cat >bin/curl <<'EOF'
#!/bin/sh
# --location --fail --continue-at - --output PART ADDRESS: four bytes a call
echo "$7" >>addresses
from=$(stat -c %s "$6" 2>/dev/null || echo 0)
tail -c +"$((from + 1))" "web/$(basename "$7")" | head -c 4 >>"$6"
[ "$(stat -c %s "$6")" -eq "$(stat -c %s "web/$(basename "$7")")" ]
EOF
chmod +x bin/curl
kept=$PATH PATH=$scratch/bin:$PATH
printf 'not it' >web/cifar-10-binary.tar.gz
expect 74 'fetch that breaks off' "$TESSC" data fetch cifar10 --out fetched
check 'keeps what it has' test "$(cat fetched/./cifar-10-binary.tar.gz.part)" = 'not '
expect 66 'fetch that goes on, to the wrong bytes' "$TESSC" data fetch cifar10 --out fetched
check 'says what it expected' grep -q 'expected a file of MD5 c32a1d4ab5d03f1284b67883e8d87530, found ' err
check 'asked the publisher' grep -qx 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz' addresses
refuse 'gives it no name' test -e fetched/cifar-10-binary.tar.gz
: >addresses
expect 0 'fetch of what needs a licence' "$TESSC" data fetch dvs_gesture --out fetched
check 'says where to go' grep -q 'ibm.ent.box.com' out
check 'and asks nobody' test ! -s addresses
PATH=$kept

# ---- Against an independent reading ----

if ! /usr/bin/python3 -c 'import numpy' 2>/dev/null; then
    echo 'skipped: comparing frames needs /usr/bin/python3 with numpy (Debian: python3-numpy)'
    finish
fi
compare() {
    subject=''
    check "$1" env PYTHONDONTWRITEBYTECODE=1 "$root/tests/compare_events" "$2" "$3" ${4+"$4"}
    cat check.log
}
compare 'synthetic N-MNIST' nmnist other/NMNIST
compare 'synthetic DVS Gesture' gesture made/DvsGesture
compare 'synthetic CIFAR10-DVS' cifar10_dvs made/CIFAR10DVS
compare 'other cameras' cameras cameras
sed 's/classes 10; frames 4 of 50 ms/classes 2; frames 4 of 30 ms; sensor 240x180/' folder.tess >told.tess
expect 0 'training where the model tells the sensor' "$TESSC" train told.tess --data cameras/caltech --out told
check 'says so in the run' grep -q 'sensor 240x180' told/resolved.tess
expect 0 'predict' "$TESSC" predict told.tess --weights told/last.safetensors cameras/caltech/a/0.bin
expect 66 'training where a file tells another' "$TESSC" train told.tess --data cameras/evt3 --out other_size
check 'is told' grep -q "offset [0-9]*: expected a sensor of 240 x 180 pixels, as 'sensor' says, found one of 1280 x 720" err
/usr/bin/python3 - <<'EOP'
import struct
def raw(name, words, *lines):
    open(name, "wb").write(b"".join(b"%% %s\n" % line.encode() for line in lines) + words)
evt3 = struct.pack("<4H", 8 << 12, 6 << 12 | 5, 7, 2 << 12 | 9)
evt21 = struct.pack("<4L", 0, 8 << 28 | 1, 1, 1 << 28 | 3 << 11 | 4)
raw("two.raw", evt3, "evt 2.0", "format EVT3;height=480;width=640", "end")
raw("size.raw", evt3, "evt 3.0", "format EVT3;height=480;width=1280", "geometry 640x480", "end")
raw("agree.raw", evt3, "evt 3.0", "format EVT3;height=480;width=640", "geometry 640x480", "end")
raw("little.raw", evt21, "evt 2.1", "format EVT21;endianness=little;height=480;width=640", "end")
raw("legacy.raw", evt21, "evt 2.1", "format EVT21;endianness=legacy;height=480;width=640", "end")
EOP
expect 0 'a header that says the same twice' "$TESSC" data info agree.raw
check 'is read' grep -q ' 1 events ' out
refuse 'needs no warning' grep -q warning out
expect 66 'two encodings' "$TESSC" data info two.raw
check 'are told' grep -qx 'tessc: two.raw: offset 10: expected encoding EVT2 as at offset 0, found EVT3' err
expect 66 'two sizes' "$TESSC" data info size.raw
check 'are told' grep -qx 'tessc: size.raw: offset 46: expected width 1280 as at offset 10, found 640' err
expect 0 'halves in their order' "$TESSC" data info little.raw
refuse 'need no warning' grep -q warning out
expect 0 'halves in the other order' "$TESSC" data info legacy.raw
check 'are warned about' grep -q '^warning: legacy.raw: there are no events in it' out
printf '%% evt 3.0\n%% end\n\0\200\005\140\011\050' >rowless.raw
expect 0 'a recording whose only event has no row' "$TESSC" data info rowless.raw
check 'is warned about' grep -q '^warning: rowless.raw: 1 event is left out: nothing before it in the file tells' out
expect 66 'prediction from it' "$TESSC" predict told.tess --weights told/last.safetensors rowless.raw
check 'is refused' grep -q 'rowless.raw: expected events whose time and place are told, found none' err
expect 0 'prediction from a recording that begins later' "$TESSC" predict folder.tess --weights sorted/last.safetensors cameras/later/evt3_0/a/0.raw
check 'tells what it left out' grep -q '^warning: cameras/later/evt3_0/a/0.raw: [0-9]* events* .* left out: ' err
compare 'clocks that go back' clocks clocks
for name in good stale_high stale_higher stale_low stray_high stray_low early_reset late_reset jitter; do
    expect 0 "a model for clocks that go back: $name" "$TESSC" new clocks/$name -o "new.$name.tess"
    check 'knows the length' grep -q 'recordings of \(0.99[0-9]*\|1\) to \(0.99[0-9]*\|1\) s' "new.$name.tess"
    check 'cuts it' grep -q '^    frames    10 of 100 ms' "new.$name.tess"
    check 'is accepted' "$TESSC" check "new.$name.tess"
    case $name in
    good | jitter)
        refuse 'needs no warning' grep -q '^warning' err
        refuse 'needs no word on clocks' grep -q 'the clock' "new.$name.tess"
        ;;
    stale_low) check 'is warned about' grep -q '^warning: clocks/stale_low/a/0.aedat: time stamps go from 17 to' err ;;
    *)
        check 'is warned about' grep -q "^warning: clocks/$name/a/0.aedat: the clock goes back 1 time" err
        check 'says what is done' grep -qF 'the clock of 4 goes back, where `clock sort` is the default' "new.$name.tess"
        ;;
    esac
done
"$TESSC" data make dvs_gesture --out few --samples 4 >make.log
compare 'DVS Gesture with clocks that go back' gesture_clocks few/DvsGesture gesture_clocks
if [ -x "$shared/data/prepare" ] && "$shared/data/prepare" real gesture nmnist recordings >prepare.log 2>&1; then
    compare 'real N-MNIST' nmnist real/NMNIST
    compare 'real DVS Gesture' gesture real/DvsGesture
    for file in real/recordings/*/*; do
        compare "recording $(basename "$file")" recordings "$file"
    done
else
    echo 'real recordings are not there: only synthetic ones were compared'
fi
finish

#!/bin/sh
# A new user with pictures of handwritten digits, ten folders of them: new, train, predict, and no file edited by hand. By
# default 1,500 pictures and 8 epochs, for a test that is done in about a minute; with
#
#     TESS_DIGITS=6000 make check TESTS=tests/behaviour-digits.sh
#
# so many, and as many epochs as `tessc new` writes: then at least 95 % of the next 1,000 must be told right. MNIST's files
# are looked for in TESS_MNIST.
. "${srcdir:-.}/tests/behaviour.sh"

mnist=${TESS_MNIST:-$root/../shared/data/mnist}
for file in train-images-idx3-ubyte train-labels-idx1-ubyte; do
    [ -e "$mnist/$file" ] || [ -e "$mnist/$file.gz" ] || { echo "no $file in $mnist: skipped"; exit 77; }
done
packed=''
[ -e "$mnist/train-images-idx3-ubyte" ] || packed=.gz
count=${TESS_DIGITS:-1500}
least=90 epochs='--epochs 8'
[ "$count" -lt 6000 ] || { least=95; epochs=''; }

# write FOLDER FIRST COUNT
write() {
    "$root/tests/digits_as_pictures" "$mnist/train-images-idx3-ubyte$packed" "$mnist/train-labels-idx1-ubyte$packed" "$@"
}
write digits 0 "$count" && write held "$count" 1000 || { echo 'no Python 3 with NumPy here'; exit 77; }

expect 0 'new' "$TESSC" new digits
check 'takes their size' grep -q '^input 1x28x28 {' digits.tess
check 'leaves a model without warnings' "$TESSC" check -Werror digits.tess
# shellcheck disable=SC2086 # none or two words
expect 0 'train' "$TESSC" train digits.tess --data digits --out run $epochs
tail -n 1 out
expect 0 'predict' "$TESSC" predict digits.tess --weights run/best.safetensors held
check "is right for at least $least % of pictures it has not seen" awk -F '\t' -v least="$least" \
    'NR > 1 { split($1, part, "/"); right += part[2] == $2 } END { exit !(NR == 1001 && right >= 10 * least) }' out
awk -F '\t' 'NR > 1 { split($1, part, "/"); right += part[2] == $2 } END { print right, "of", NR - 1, "are right" }' out
finish

#!/bin/sh
# What our trainer is timed against computes the same thing: bench/'s PyTorch layers against the golden cases.
set -u
tests=$(cd "${srcdir:-.}/tests" && pwd) || exit 1

if ! /usr/bin/python3 -c 'import numpy, yaml, torch' 2>/dev/null; then
    echo 'skipped: needs /usr/bin/python3 with numpy, yaml and torch (Debian: python3-torch)'
    exit 77
fi
set -- "$tests"/oracle/*/
for case in "$tests"/../../shared/oracle/[A-JL]*_*/; do
    if [ -f "$case/manifest.yaml" ]; then set -- "$@" "$case"; fi
done
"$tests/dense_torch.py" "$@" || exit 1

# A number that is off must be found: the same case with one weight changed has to fail.
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cp -r "$tests/oracle/small_static" "$scratch/case" && chmod -R u+w "$scratch/case" || exit 1
/usr/bin/python3 - "$scratch/case/init.L1.w.npy.gz" <<'END' || exit 1
import gzip, io, sys
import numpy as np
value = np.load(io.BytesIO(gzip.open(sys.argv[1]).read()))
value.flat[7] += 0.001
buffer = io.BytesIO()
np.save(buffer, value)
gzip.open(sys.argv[1], 'wb').write(buffer.getvalue())
END
if "$tests/dense_torch.py" "$scratch/case" >/dev/null; then
    echo 'a case with a wrong weight was accepted'
    exit 1
fi
echo 'a case with a wrong weight is refused'

# Model files of every rule are taken by their own rule.
examples=$(cd "${srcdir:-.}/examples" && pwd) || exit 1
bench=$(cd "${srcdir:-.}/bench" && pwd) || exit 1
for rule in tess s_tllr bptt; do
    case $rule in
    tess) learn= ;;
    s_tllr) learn='override learn s_tllr { lambda pre 0.5 post 0.2  alpha pre 1 post -0.2  psi triangle height 0.3 width 1 }' ;;
    bptt) learn='override learn bptt { psi triangle height 0.3 width 1 }' ;;
    esac
    printf 'tess 1\nmodel small\nextends "%s/motion.tess"\n%s\n' "$examples" "$learn" >"$scratch/$rule.tess"
    "$bench/dense_torch.py" --tessc ./tessc --model "$scratch/$rule.tess" --batch 2 >"$scratch/out" || exit 1
    grep -q "\"rule\": \"$rule\"" "$scratch/out" || {
        echo "$rule: not by its own rule:"
        cat "$scratch/out"
        exit 1
    }
    echo "a model file of $rule is taken"
done

# Signs of a basis come from the trainer that is built, or from the compiler's; frozen layers and layers that are not
# trained are taken too.
printf 'tess 1\nmodel small\nextends "%s/motion.tess"\noverride learn { signal local { basis walsh } }
override network { conv1 lr times 0 }\npredict from conv2 only\n' "$examples" >"$scratch/walsh.tess"
./tessc build -o "$scratch" "$scratch/walsh.tess" || exit 1
for trainer in "" "--trainer $scratch/small"; do
    for kind in "" --evaluate; do
        # shellcheck disable=SC2086
        "$bench/dense_torch.py" --tessc ./tessc --model "$scratch/walsh.tess" $trainer $kind --batch 2 >"$scratch/out" || exit 1
    done
done
echo 'a basis of signs, a frozen layer and a prediction from a layer are taken'

# refused WHAT LINE: a model that says something that only our trainer knows
refused() {
    printf 'tess 1\nmodel small\nextends "%s/motion.tess"\n%s\n' "$examples" "$2" >"$scratch/refused.tess"
    "$bench/dense_torch.py" --tessc ./tessc --model "$scratch/refused.tess" --batch 2 >"$scratch/out" 2>"$scratch/err"
    if [ $? -ne 66 ] || ! grep -q "^dense_torch.py: $1" "$scratch/err"; then
        echo "$1: not refused with a message:"
        cat "$scratch/out" "$scratch/err"
        exit 1
    fi
    echo "$1 is refused"
}
refused 'optimizer sgd' 'override train { optimizer sgd lr 0.1 }'
refused 'a network in which nothing learns' 'override network { conv1 lr times 0; conv2 lr times 0; conv3 lr times 0; readout lr times 0 }'

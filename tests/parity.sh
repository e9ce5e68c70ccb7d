#!/bin/sh
# Both engines against the golden cases of this folder and, where they lie beside the sources, the published code's own.
set -u
tests=$(cd "${srcdir:-.}/tests" && pwd) || exit 1
TESSC=${TESSC:-$(pwd)/tessc}
export TESSC

if ! /usr/bin/python3 -c 'import numpy, yaml' 2>/dev/null; then
    echo 'skipped: needs /usr/bin/python3 with numpy and yaml (Debian: python3-numpy python3-yaml)'
    exit 77
fi
if [ ! -x "$TESSC" ]; then
    echo "$TESSC is not built"
    exit 1
fi
status=0
published=$tests/../../shared/oracle
[ -d "$published" ] || echo "the published code's cases are not there: its golden files are not compared"
for engine in interpret cpu; do
    set -- "$tests"/oracle/*/
    [ -d "$published" ] && set -- "$@" "$published"/*/
    echo "engine $engine"
    "$tests/parity" --engine "$engine" "$@" || status=1
done

echo 'engine cpu, schedule stream'
"$tests/parity" --engine cpu --schedule stream "$@" || status=1

echo 'engine cpu, gradients along learning signals'
"$tests/parity" --engine cpu --kernel signals "$tests"/oracle/*/ || status=1

echo 'engine cpu, the general solver'
"$tests/parity" --engine cpu --kernel general "$tests"/oracle/*/ || status=1

# A comparison that finds nothing wrong with wrong numbers would be worth nothing.
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
for tensor in L1.u b0.grad.L1.w after3.out.w eval.logits_sum; do
    rm -rf "$scratch/case"
    cp -r "$tests/oracle/small_static" "$scratch/case" && chmod -R u+w "$scratch/case" || exit 1
    /usr/bin/python3 - "$scratch/case/$tensor.npy.gz" <<'EOF' || exit 1
import gzip, io, sys
import numpy as np
value = np.load(io.BytesIO(gzip.open(sys.argv[1]).read()))
value.flat[3] += 1e-4 * np.abs(value).max()
buffer = io.BytesIO()
np.save(buffer, value)
gzip.open(sys.argv[1], 'wb').write(buffer.getvalue())
EOF
    if "$tests/parity" --engine interpret "$scratch/case" >"$scratch/log"; then
        echo "a wrong $tensor was accepted"
        status=1
    elif ! grep -q "^case: $tensor: off by" "$scratch/log"; then
        echo "a wrong $tensor was not named:"
        cat "$scratch/log"
        status=1
    fi
done
exit $status

#!/bin/sh
# The golden cases are what reference.py computes: a changed case or a changed reference shows up here, before anything
# is compared with them. Also verifies the published code's own cases where they lie beside the sources.
set -u
tests=$(cd "${srcdir:-.}/tests" && pwd) || exit 1

if ! /usr/bin/python3 -c 'import numpy, yaml' 2>/dev/null; then
    echo 'skipped: needs /usr/bin/python3 with numpy and yaml (Debian: python3-numpy python3-yaml)'
    exit 77
fi
set -- "$tests"/oracle/*/
for case in "$tests"/../../shared/oracle/[A-JL]*_*/; do
    if [ -f "$case/manifest.yaml" ]; then set -- "$@" "$case"; fi
done
"$tests/make_cases" --verify "$@" || exit 1

# A number that is off must be found: the same case with one weight changed has to fail.
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cp -r "$tests/oracle/small_static" "$scratch/case" && chmod -R u+w "$scratch/case" || exit 1
/usr/bin/python3 - "$scratch/case/init.L1.w.npy.gz" <<'EOF' || exit 1
import gzip, io, sys
import numpy as np
value = np.load(io.BytesIO(gzip.open(sys.argv[1]).read()))
value.flat[7] += 0.001
buffer = io.BytesIO()
np.save(buffer, value)
gzip.open(sys.argv[1], 'wb').write(buffer.getvalue())
EOF
if "$tests/make_cases" --verify "$scratch/case" >/dev/null; then
    echo 'a case with a wrong weight was accepted'
    exit 1
fi
echo 'a case with a wrong weight is refused'

"$tests/gradient_check"

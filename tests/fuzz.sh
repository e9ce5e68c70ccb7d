#!/bin/sh
# The front end on texts that are nearly model files: seeded mutations of those of the tree. Nothing may crash; there is a
# model or an error; formatting and resolving keep the meaning. The same for texts that are nearly sweeps. COUNT and SEED: how many, and which.
#
#     make fuzz [SECONDS=300]    the same under libFuzzer with sanitizers, if clang has it
set -u
build=$(pwd)
root=$(cd "${srcdir:-.}" && pwd) || exit 1
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/work" && cp -r "$root/tests/golden/parts" "$root"/models/*.tess "$scratch/work" && cd "$scratch/work" || exit 1
if [ $# -gt 0 ]; then
    mkdir "$scratch/corpus" && cp "$root"/tests/golden/*.tess "$root"/models/*.tess "$root"/examples/*.tess "$scratch/corpus"
    "$build/tessc" --emit=reference | sed -n 's/^| `\([a-z0-9_.]*\.\)\{0,1\}\([a-z0-9_]*\)` .*/"\2"/p' | sort -u >"$scratch/words"
    exec "$@" -dict="$scratch/words" -max_len=8192 -timeout=20 -rss_limit_mb=4096 "$scratch/corpus"
fi
failed=0
"$build/tests/fuzz/mutate" "${COUNT:-4000}" "${SEED:-1}" "$root"/tests/golden/*.tess "$root"/models/*.tess "$root"/examples/*.tess ||
    failed=1
"$build/tests/fuzz/mutate_sweeps" "${COUNT:-4000}" "${SEED:-1}" "$root"/tests/golden/sweeps/*.yaml "$root"/tables/*.yaml \
    "$root"/examples/*.yaml || failed=1
exit $failed

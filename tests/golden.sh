#!/bin/sh
# Golden tests of the compiler's stages. Beside tests/golden/NAME.tess stand the forms that it must give:
#
#     NAME.stderr       what `tessc check` reports, closed by its exit code
#     NAME.tree.yaml    --emit=tree          NAME.model.yaml   --emit=model
#     NAME.plan.yaml    --emit=plan          NAME.c            --emit=c
#
# Options come from a line `# options: ...` in the file; `# command: emit` has --emit=model report in place of check. generated/NAME.c is what tessc writes for models/NAME.tess or
# examples/NAME.tess, and the reference in docs/language.md is --emit=reference. Beside tests/golden/sweeps/NAME.yaml stands
# what `tessc sweep` has against it, in NAME.stderr.
#
#     tests/golden.sh            compares
#     tests/golden.sh --bless    rewrites what differs; a .tess with nothing beside it gets .stderr or .model.yaml
set -u
bless=false
[ "${1:-}" = --bless ] && bless=true
root=$(cd "${srcdir:-.}" && pwd) || exit 1
tessc=${TESSC:-$(pwd)/tessc}
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

# compare NAME EXPECTED: the new text is in $scratch/new
compare() {
    if cmp -s "$2" "$scratch/new"; then
        passed=$((passed + 1))
    elif $bless; then
        cp "$scratch/new" "$2" && echo "blessed $1"
    else
        failed=$((failed + 1))
        echo "differs: $1"
        diff -u "$2" "$scratch/new" | head -n 40
    fi
}

options_of() {
    sed -n 's/^# options: //p' "$1" 2>/dev/null | head -n 1
}

# check FILE OPTIONS: the report and the exit code
check() {
    # shellcheck disable=SC2086 # options are words
    if grep -q '^# command: emit$' "$1"; then
        "$tessc" --emit=model $2 "$1" 2>&1 >"$scratch/stdout" </dev/null
    else
        "$tessc" check $2 "$1" 2>&1 >"$scratch/stdout" </dev/null
    fi
    echo "exit $?"
    [ -s "$scratch/stdout" ] && echo 'wrote to standard output'
}

emit() {
    # shellcheck disable=SC2086
    "$tessc" $2 --emit="$3" "$1" 2>/dev/null </dev/null
}

golden() {
    name=${1%.tess}
    options=$(options_of "$1")
    found=false
    if [ -e "$name.stderr" ]; then
        found=true
        check "$1" "$options" >"$scratch/new"
        compare "tests/golden/$name.stderr" "$name.stderr"
    fi
    for form in tree:tree.yaml model:model.yaml plan:plan.yaml c:c; do
        [ -e "$name.${form#*:}" ] || continue
        found=true
        emit "$1" "$options" "${form%%:*}" >"$scratch/new"
        compare "tests/golden/$name.${form#*:}" "$name.${form#*:}"
    done
    $found && return
    if ! $bless; then
        failed=$((failed + 1))
        echo "nothing stands beside tests/golden/$1"
        return
    fi
    check "$1" "$options" >"$scratch/new"
    [ "$(cat "$scratch/new")" = 'exit 0' ] || compare "tests/golden/$name.stderr" "$name.stderr"
    if emit "$1" "$options" model >"$scratch/new"; then
        compare "tests/golden/$name.model.yaml" "$name.model.yaml"
    fi
}

# A resolved model says everything: compiling it gives the same model and says the same again.
self_contained() {
    emit "$1" '' source >"$scratch/resolved.tess"
    for form in model source; do
        emit "$1" '' $form >"$scratch/first"
        emit "$scratch/resolved.tess" '' $form >"$scratch/second"
        if cmp -s "$scratch/first" "$scratch/second" && [ -s "$scratch/first" ]; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "the resolved model of $1 is another one ($form)"
            diff -u "$scratch/first" "$scratch/second" | head -n 40
        fi
    done
}

cd "$root/tests/golden" || exit 1
for model in *.tess; do
    golden "$model"
done
# Sweeps: none of them comes so far that it would run.
cd sweeps || exit 1
for sweep in *.yaml; do
    {
        "$tessc" sweep "$sweep" --out "$scratch/sweep" --only nothing 2>&1 >"$scratch/stdout" </dev/null
        echo "exit $?"
        [ -s "$scratch/stdout" ] && echo 'wrote to standard output'
        [ -e "$scratch/sweep" ] && echo 'made a folder'
    } >"$scratch/new"
    compare "tests/golden/sweeps/${sweep%.yaml}.stderr" "${sweep%.yaml}.stderr"
done
cd .. || exit 1
for code in "$root"/generated/*.c; do
    name=$(basename "$code" .c)
    for model in "$root/models/$name.tess" "$root/examples/$name.tess"; do
        [ -e "$model" ] || continue
        emit "$model" '' c >"$scratch/new"
        compare "generated/$name.c" "$code"
    done
done
for model in "$root"/models/*.tess "$root"/models/published/*.tess "$root"/examples/*.tess; do
    if grep -q '^model ' "$model" 2>/dev/null; then self_contained "$model"; fi
done

# Every model file that parses has the one layout.
find "$root/models" "$root/examples" "$root/tests" -name '*.tess' >"$scratch/files"
while read -r model; do
    "$tessc" fmt --check "$model" >"$scratch/out" 2>/dev/null </dev/null
    case $? in
    0 | 65) passed=$((passed + 1)) ;;
    *)
        if $bless; then
            "$tessc" fmt "$model" && echo "formatted $model"
        else
            failed=$((failed + 1))
            echo "tessc fmt would change $model"
        fi
        ;;
    esac
done <"$scratch/files"

# The reference part of the language's documentation, between its heading and the end.
language="$root/docs/language.md"
{
    sed '/^## Reference$/q' "$language"
    echo
    "$tessc" --emit=reference
} >"$scratch/new"
compare docs/language.md "$language"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#!/bin/sh
# Every check that `tessc check --list-checks` names is tried: each is fired by a file of tests/golden. A warning NAME is
# fired by warn_NAME.tess, which stays a valid model; -Wno-NAME silences it, -Werror=NAME refuses it; and the twin
# fine_NAME.tess, which differs in a line or two, is not warned about at all.
set -u
tessc=${TESSC:-$(pwd)/tessc}
root=$(cd "${srcdir:-.}" && pwd) || exit 1
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$root/tests/golden" || exit 1
failed=0 passed=0

# expect CODE TEXT OPTION... FILE: exit code, and a report that holds TEXT ('' for none at all)
expect() {
    code=$1 text=$2
    shift 2
    "$tessc" check "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
    status=$?
    if [ $status -ne "$code" ] || { [ -n "$text" ] && ! grep -qF -e "$text" "$scratch/err"; } ||
        { [ -z "$text" ] && [ -s "$scratch/err" ]; }; then
        failed=$((failed + 1))
        echo "failed: check $*: exit $status, wanted $code and '$text'; it said:"
        head -n 5 "$scratch/err"
    else
        passed=$((passed + 1))
    fi
}

# Names of the checks that a file fires: the options in its first lines are those that the golden test uses.
fired_by() {
    # shellcheck disable=SC2046 # options are words
    "$tessc" check $(sed -n 's/^# options: //p' "$1" | grep -o -e '-D [^ ]*' -e '--variant=[^ ]*') \
        --diagnostics=json "$1" 2>&1 </dev/null | sed -n 's/.*"name": "\([^"]*\)".*/\1/p'
}

for model in *.tess; do
    fired_by "$model"
done | sort -u >"$scratch/fired"

if ! "$tessc" check --list-checks >"$scratch/checks" || [ ! -s "$scratch/checks" ]; then
    echo 'no list of checks'
    exit 1
fi
while read -r name severity _; do
    if ! grep -qx "$name" "$scratch/fired"; then
        failed=$((failed + 1))
        echo "failed: no file of tests/golden fires $name"
    fi
    [ "$severity" = warning ] || continue
    file=$(echo "$name" | tr - _)
    expect 0 "warning: " "warn_$file.tess"
    expect 0 "[-W$name]" "warn_$file.tess"
    expect 65 "[-Werror=$name]" -Werror="$name" "warn_$file.tess"
    expect 0 '' -Wno-"$name" "warn_$file.tess"
    expect 0 '' "fine_$file.tess"
    expect 0 '' -Werror "fine_$file.tess"
    if [ "$(diff "warn_$file.tess" "fine_$file.tess" | grep -c '^>')" -gt 2 ]; then
        failed=$((failed + 1))
        echo "failed: fine_$file.tess is no twin of warn_$file.tess: more than two lines differ"
    fi
done <"$scratch/checks"

# A further file of either kind does what its name says.
for model in warn_*.tess fine_*.tess; do
    case $model in
    warn_*) expect 0 'warning: ' "$model" ;;
    fine_*) expect 0 '' "$model" ;;
    esac
done

# Checks that files fire and the list does not name, and the other way round, are mistakes of this test.
sed 's/ .*//' "$scratch/checks" | sort >"$scratch/names"
if ! cmp -s "$scratch/names" "$scratch/fired"; then
    failed=$((failed + 1))
    diff "$scratch/names" "$scratch/fired"
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]

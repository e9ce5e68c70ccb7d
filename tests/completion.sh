# shellcheck shell=sh
# Shared by the tests of completion (sourced): a folder with files, and the cases of completion.txt. A test defines
# `complete_line LINE`, which prints what its shell offers for it, a word a line, and calls `run_cases`.
. "${srcdir:-.}/tests/behaviour.sh"

# need SHELL: the test is skipped where it is missing
need() {
    command -v "$1" >/dev/null && return
    echo "skipped: $1 is not here"
    exit 77
}

mkdir folder
touch small.tess other.yaml data.npz some.safetensors folder/inner.tess folder/best.safetensors
PATH=$(dirname "$TESSC"):$PATH

# holds WORD: a line of the file offered, but for a blank at its end
holds() {
    sed 's/ *$//' offered | grep -qxF -e "$1"
}

run_cases() {
    while IFS= read -r case; do
        line=${case%%@*} wanted=${case#*=> }
        unwanted=${wanted#*! }
        [ "$unwanted" = "$wanted" ] && unwanted=''
        complete_line "$line" >offered 2>err </dev/null
        for word in ${wanted%%!*}; do
            check "'$line' offers $word" holds "$word"
            holds "$word" || cat offered err
        done
        for word in $unwanted; do
            refuse "'$line' does not offer $word" holds "$word"
        done
    done <<EOF2
$(grep -v '^#' "$root/tests/completion.txt")
EOF2
}

#!/bin/sh
# Completion in fish, by its own command for it.
. "${srcdir:-.}/tests/completion.sh"
need fish
HOME=$scratch
export HOME

complete_line() {
    # shellcheck disable=SC2016 # fish expands it
    fish --no-config -c 'source $argv[1]; complete -C $argv[2] | string replace -r "\t.*" ""' \
        "$root/completions/fish/tessc.fish" "$1"
}
run_cases
finish

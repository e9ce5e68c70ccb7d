#!/bin/sh
# Completion in bash: the function that it calls, given what it would be given.
. "${srcdir:-.}/tests/completion.sh"
need bash
cat >ask.bash <<'EOF2'
# What readline does with a line whose cursor is at its end: words are split at blanks, "=" and ":", and what was found
# replaces the last one.
source "$1"
COMP_LINE=$2 COMP_POINT=${#2}
COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'
COMP_WORDS=()
for word in $2; do
    while [[ $word == *[=:]* ]]; do
        head=${word%%[=:]*} rest=${word#*[=:]}
        [[ -n $head ]] && COMP_WORDS+=("$head")
        mark=${word:${#head}:1}
        COMP_WORDS+=("$mark")
        word=$rest
    done
    [[ -n $word || $2 != *[=:] ]] && COMP_WORDS+=("$word")
done
[[ $2 == *' ' || $2 == *[=:] ]] && COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
compopt() { :; } # it needs a completion at work
[[ $(complete -p tessc) == 'complete -F _tessc tessc' ]] || exit 1
_tessc tessc
typed=${2##* }
kept=''
[[ $typed == *=* ]] && kept=${typed%"${typed##*=}"}
for word in "${COMPREPLY[@]}"; do
    [[ -d $kept$word || -d $word ]] && word+=/
    echo "$kept$word"
done
EOF2

complete_line() {
    bash --norc --noprofile ask.bash "$root/completions/bash/tessc" "$1"
}
run_cases

# The same through readline, at a terminal: what stands on the line after a tab.
cat >type.py <<'EOF2'
import os, pty, re, sys
pid, terminal = pty.fork()
if pid == 0:
    os.environ.update(PS1="", TERM="dumb", INPUTRC="/dev/null", HOME=os.getcwd())
    os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
def read_until(mark):
    text = ""
    while not re.search(mark, text):
        text += os.read(terminal, 4096).decode(errors="replace")
    return text
os.write(terminal, b"bind 'set enable-bracketed-paste off'; source " + sys.argv[1].encode() + b"; echo rea''dy\n")
read_until("ready")
for line in sys.argv[2:]:
    os.write(terminal, line.encode() + b"\t\x01echo 'got:\x05'\n") # from the line's start to its end
    print(re.search(r"\ngot:([^\r\n]*)", read_until(r"\ngot:[^\r\n]*\r?\n"))[1])
os.write(terminal, b"exit\n")
EOF2
if /usr/bin/python3 -c 'import pty' 2>/dev/null; then
    printf '%s\n' 'tessc train ' 'tessc train --epochs ' 'tessc train --engine=interpret ' \
        'tessc check -D learn.schedule=stream ' 'tessc train --data=folder/' 'tessc train folder/inner.tess ' \
        'tessc --epochs 1 train small.tess ' 'tessc sweep other.yaml ' >wanted
    timeout 30 /usr/bin/python3 type.py "$root/completions/bash/tessc" 'tessc tr' 'tessc train --ep' 'tessc train --engine=in' \
        'tessc check -D learn.schedule=st' 'tessc train --data=fo' 'tessc train folder/' 'tessc --epochs 1 train sm' \
        'tessc sweep o' >typed 2>err
    check 'tabs at a terminal complete the line' diff wanted typed
else
    echo 'skipped: no Python to type at a terminal'
fi
finish

#!/bin/sh
# Completion in zsh: an interactive shell on a terminal of its own, in which compadd prints what it is given.
. "${srcdir:-.}/tests/completion.sh"
need zsh
mkdir functions
cp "$root/completions/zsh/_tessc" functions
cat >inner.zsh <<'EOF2'
# In the shell at the terminal.
PROMPT= RPROMPT=
unsetopt zle_bracketed_paste 2>/dev/null
fpath=("$PWD/functions" $fpath)
autoload -Uz compinit && compinit -u -D
zstyle ':completion:*' insert-tab false
# What would be offered is printed instead; matches that zsh itself asks for are left to it.
compadd() {
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
        builtin compadd "$@"
        return
    fi
    local -a found
    local path_prefix=${IPREFIX}
    (( $@[(I)-p] )) && path_prefix+=${@[$@[(i)-p]+1]}
    local mark=
    (( $@[(I)-*f*] )) && mark=file
    builtin compadd -O found "$@"
    local word
    for word in $found; do
        [[ -n $mark && -d ${path_prefix#*=}$word ]] && word+=/
        print -r -- "offered:$path_prefix$word"
    done
    builtin compadd "$@"
}
_ask() { _main_complete; print -r -- "asked"; }
zle -C ask complete-word _ask
bindkey '^I' ask
print ready
EOF2
cat >outer.zsh <<'EOF2'
zmodload zsh/zpty || exit 1
zpty shell zsh -f -i
zpty -w shell "source $PWD/inner.zsh"
local text
while zpty -r shell text && [[ $text != *ready[[:space:]]* || $text == *print* ]]; do :; done
while IFS= read -r line; do
    print -r -- "line:$line"
    zpty -n -w shell "$line"$'\t'
    while zpty -r shell text && [[ $text != *asked* ]]; do
        [[ $text == *offered:* ]] && print -r -- "${${text##*offered:}%%[[:space:]]#}"
    done
    zpty -n -w shell $'\C-u'
done
zpty -d shell
EOF2
sed -n '/^#/d; s/@.*//p' "$root/tests/completion.txt" >lines
timeout 120 zsh -f outer.zsh <lines >all 2>zsh.err

complete_line() {
    awk -v line="line:$1" 'index($0, "line:") == 1 { on = $0 == line; next } on' all | tr -d '\r'
}
run_cases
finish

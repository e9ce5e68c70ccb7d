#!/bin/sh
# Programs that are kept: only this user's are run, and only whole ones. What stops while compiling leaves nothing; what
# cannot be written is told as that.
. "${srcdir:-.}/tests/behaviour.sh"

TESS_CFLAGS=-O0 # as quick as can be
export TESS_CFLAGS
small_model tiny
run() { # train two updates
    "$TESSC" train tiny.tess --threads 1 --max-steps 2 --out "$(mktemp -d -p "$scratch")" "$@"
}
of_cache() { # CACHE: the path of the program in it
    find "$1" -type f -name tiny 2>/dev/null
}
entry() { # a kept program's folder, as it was found
    dirname "$(of_cache "$XDG_CACHE_HOME")"
}
expect 0 'the first run' run
check 'compiles' grep -q 'compiling' err
check 'keeps a program for this user alone' test "$(stat -c %a "$XDG_CACHE_HOME/tessc")" = 700
program=$(of_cache "$XDG_CACHE_HOME")
expect 0 'the second run' run
refuse 'does not compile' grep -q 'compiling' err

# ---- Whose it is ----

# planted FOLDER: a program of somebody else, where tessc would look for its own
planted() {
    mkdir -p "$1/$(basename "$(entry)")"
    printf '#!/bin/sh\necho planted\n' >"$1/$(basename "$(entry)")/tiny"
    chmod 755 "$1/$(basename "$(entry)")/tiny"
}
old=/tmp/tessc-$(id -u) # where programs were once kept without HOME
if [ ! -e "$old" ]; then
    planted "$old"
    expect 0 'without HOME and XDG_CACHE_HOME' env -u XDG_CACHE_HOME -u HOME "$TESSC" train tiny.tess \
        --threads 1 --max-steps 2 --out bare
    refuse 'no planted program is run' grep -q planted out err
    made=$(sed -n 's/^tessc: compiling //p' err) # in the user's own home
    rm -rf "$old" "${made:+$(dirname "$made")}"
fi

mkdir home open sticky linked elsewhere
HOME=$scratch/home
export HOME
own=$XDG_CACHE_HOME
# refused WHAT CACHE: it is told, and no program is kept
refused() {
    expect 0 "$1" env XDG_CACHE_HOME="$scratch/$2" "$TESSC" train tiny.tess --threads 1 --max-steps 2 --out "r-$2"
    check 'is told' grep -q "$2/tessc is not used as a cache" err
    refuse 'and not used' grep -q planted out err
    check 'is compiled elsewhere' grep -q 'compiling.*/tessc-[^/]*/tiny.c' err
    refuse 'which is removed' test -e "$(sed -n 's/^tessc: compiling //p' err)"
}
planted "$scratch/open/tessc"
chmod 777 open
refused 'a cache in a folder that all may change' open
chmod 1777 sticky
expect 0 'a cache in a folder like /tmp' env XDG_CACHE_HOME="$scratch/sticky" "$TESSC" train tiny.tess --threads 1 \
    --max-steps 2 --out r-sticky
check 'is used' test -n "$(of_cache sticky)"
planted "$scratch/elsewhere"
ln -s "$scratch/elsewhere" linked/tessc
refused 'a cache that is a link' linked
if [ "$(id -u)" -eq 0 ]; then
    mkdir theirs others
    planted "$scratch/theirs/tessc"
    chown -R 65534:65534 theirs
    refused "a cache in another user's folder" theirs
    planted "$scratch/others/tessc"
    chown -R 65534:65534 others/tessc
    refused "another user's cache" others
    chmod 755 "$scratch"
    mkdir -m 777 nobody
    if setpriv --reuid=54321 --regid=54321 --clear-groups "$TESSC" --version >/dev/null 2>&1; then
        expect 0 'a user without a home' env -u XDG_CACHE_HOME -u HOME TMPDIR="$scratch/nobody" setpriv --reuid=54321 \
            --regid=54321 --clear-groups "$TESSC" train tiny.tess --threads 1 --max-steps 2 --out nobody/run
        check 'has no cache' grep -q 'compiling.*nobody/tessc-' err
        check 'and nothing is left' test "$(ls nobody)" = run
    fi
fi
chmod 777 home
expect 0 'a home that all may change' env -u XDG_CACHE_HOME "$TESSC" train tiny.tess --threads 1 --max-steps 2 --out r-home
check 'is told' grep -q 'home/.cache/tessc is not used as a cache' err
made=$(sed -n 's/^tessc: compiling //p' err) # in the home that the password database knows
rm -rf "${made:+$(dirname "$made")}"
XDG_CACHE_HOME=$own

# ---- Damage ----

# heals WHAT: the program is built anew, which is told in a line, and then kept
heals() {
    expect 0 "$1" run
    check 'is told' test "$(grep -c 'is damaged' err)" -eq 1
    expect 0 "$1, a second time" run
    refuse 'is healed' grep -q 'damaged\|compiling' err
}
truncate -s -1 "$program"
heals 'a program that lacks a byte'
printf '\001' | dd of="$program" bs=1 seek=5000 conv=notrunc 2>/dev/null
heals 'a program with another byte'
: >"$program"
heals 'an empty program'
chmod 600 "$program"
heals 'a program that cannot be run'
chmod 777 "$program"
heals 'a program that others may write'
rm "$program" && mkdir "$program"
heals 'a folder in its place'
rm -r "$(entry)" && echo x >"$(dirname "$program")"
heals "a file in its folder's place"

if [ "$(id -u)" -eq 0 ]; then
    chown 65534:65534 "$program"
    heals 'a program of another user'
    chown 65534:65534 "$(entry)"
    expect 0 "a program in another user's folder" run
    check 'is told' grep -q 'is not used: it belongs to another user' err
    check 'is compiled elsewhere' grep -q 'compiling.*/tessc-[^/]*/tiny.c' err
    chown -R 0:0 "$(entry)"
    expect 0 'one in a folder of their own again' run
    refuse 'is used' grep -q compiling err
fi

# ---- Stopped while compiling ----

cat >slow <<'EOF'
#!/bin/sh
# A compiler that starts another program and takes its time.
sleep 300 &
echo $! $$ >"$SLOW"
wait
EOF
chmod +x slow
masked=''
# stopped SIGNAL: sends it to a run whose compiler is at work
stopped() {
    rm -rf pids slow-cache
    # shellcheck disable=SC2086 # an option, or none
    # shellcheck disable=SC2086 # an option, or none
    SLOW=$scratch/pids TESS_CC=$scratch/slow XDG_CACHE_HOME=$scratch/slow-cache env --default-signal=INT,TERM,HUP $masked "$TESSC" \
        ${2:-train} "${3:-tiny.tess}" --out stopped >out 2>err &
    child=$!
    for _ in $(seq 100); do
        [ -s pids ] && break
        sleep 0.05
    done
    kill "-$1" "$child"
    wait "$child"
    code=$?
    subject="$1 while compiling${2:+ for a $2}: "
    ended() {
        for _ in $(seq 100); do
            # shellcheck disable=SC2046 # two numbers
            kill -0 $(cat pids) 2>/dev/null || return 0
            sleep 0.05
        done
        return 1
    }
    check 'no compiler runs on' ended
}
for signal in TERM INT HUP; do
    stopped $signal
    check 'tessc ends by it' test "$code" -gt 128
    check 'nothing is left' test -z "$(find slow-cache -mindepth 2)"
    refuse 'no run is begun' test -e stopped
    refuse 'no file is blamed' grep -q 'cannot write' err
done
cp slow sleeper
cat >slow <<'EOF'
#!/bin/bash
# Leaves its work to a program that writes on, and that no SIGTERM ends.
while [ "$1" != -o ]; do shift; done
bash -c 'trap "" TERM; echo $$ $PPID >"$SLOW"; while :; do : >>"$1"; done' bash "$2"
EOF
for signal in TERM INT HUP TERM INT HUP; do
    stopped $signal
    check 'tessc ends by it' test "$code" -gt 128
    check 'nothing is left' test -z "$(find slow-cache -mindepth 2)"
done
cat >slow <<'EOF'
#!/bin/sh
echo $$ $PPID >"$SLOW"
sleep 1
exec cc "$@"
EOF
masked=--ignore-signal=HUP # as below nohup
stopped HUP
check 'it is ignored where it is to be' test "$code" -eq 0
check 'and the run is made' test -e stopped/run.yaml
rm -rf stopped
masked=
cp sleeper slow
stopped KILL
check 'tessc ends by it' test "$code" -eq 137
left=$(find slow-cache -name '*.c')
check 'its C file is left' test -f "$left"
printf 'model: tiny.tess\nrows: [a]\n' >sweep.yaml
stopped TERM sweep sweep.yaml
check 'it can go on' test "$code" -eq 75
check 'nothing is left' test -z "$(find slow-cache -mindepth 2)"

# Another process that was making the same program is stopped, and removes the C file: once, as a compiler begins.
cat >slow <<'EOF'
#!/bin/sh
if [ ! -e "$SLOW" ]; then
    touch "$SLOW"
    rm "$(dirname "$SLOW")"/slow-cache/tessc/*/tiny.c
fi
exec cc "$@"
EOF
rm -rf pids slow-cache
expect 0 'a C file that another process removes' env SLOW="$scratch/pids" TESS_CC="$scratch/slow" \
    XDG_CACHE_HOME="$scratch/slow-cache" "$TESSC" train tiny.tess --threads 1 --max-steps 1 --out removed
check 'is written again' test "$(grep -c compiling err)" -eq 2

# ---- What was left behind ----

dead=$(sh -c 'echo $$')
mkdir made
touch "made/tiny.c.$(uname -n).$dead.tmp" "made/tiny.$(uname -n).$dead.tmp" "made/tiny.c.$(uname -n).$$.tmp" \
    "made/tiny.c.elsewhere.$dead.tmp" made/tiny.c.notes.tmp
expect 0 'build' "$TESSC" build tiny.tess -o made
check 'removes what a dead process has left' test ! -e "made/tiny.c.$(uname -n).$dead.tmp" -a \
    ! -e "made/tiny.$(uname -n).$dead.tmp"
check 'and nothing else' test "$(find made -name '*.tmp' | wc -l)" -eq 3

# ---- The compiler's command line ----

# shellcheck disable=SC2046 # words
expect 1 'flags of 600 words' env TESS_CFLAGS="-O0 $(printf -- '-DWORD%s ' $(seq 600)) -fno-such-flag" \
    "$TESSC" build tiny.tess -o many
check 'reach the compiler to the last' grep -q 'no-such-flag' err
# shellcheck disable=SC2046 # words
expect 0 'good ones' env TESS_CFLAGS="-O0 $(printf -- '-DWORD%s ' $(seq 600))" "$TESSC" build tiny.tess -o many
for flags in '-O0\n-DA=1' '\t-O0\t\t-DA=1\n\n' '-O0\v-DA=1\f\r\n'; do
    # shellcheck disable=SC2059 # a format
    expect 0 "white space: $flags" env TESS_CFLAGS="$(printf -- "$flags ")" "$TESSC" train tiny.tess --threads 1 \
        --max-steps 1 --out spaced
    check 'is told as spaces' grep -q '^flags:.* -O0 -DA=1 \?"' spaced/run.yaml
    rm -rf spaced
done
for flag in -c -E -S -fsyntax-only; do
    expect 1 "flag $flag" env TESS_CFLAGS="-O0 $flag" "$TESSC" train tiny.tess --out none
    check 'is refused' grep -q 'has made no program that can be run' err
    refuse 'no run is begun' test -e none
    expect 1 "flag $flag for a build" env TESS_CFLAGS="-O0 $flag" "$TESSC" build tiny.tess -o none
    check 'leaves no program' test "$(ls none)" = tiny.c
    rm -rf none
done
for folder in -dash @file; do
    expect 0 "a folder called $folder" "$TESSC" build tiny.tess -o $folder
    check 'has the program' test -x "./$folder/tiny"
    expect 0 "C in it" "$TESSC" tiny.tess -o $folder
    expect 0 "training from it" "$TESSC" -o $folder tiny.tess
done
expect 0 'a run in a folder that begins with a dash' "$TESSC" train tiny.tess --max-steps 1 --out -run
check 'is there' test -e ./-run/run.yaml

# ---- No room ----

# shellcheck disable=SC2016 # the inner shell's
expect 74 'a program over the size limit of files' sh -c 'ulimit -f 400; exec "$@"' sh "$TESSC" build tiny.tess -o big
check 'is told' grep -q 'big/tiny: cannot write: File too large' err
check 'leaves no part of it' test "$(ls big)" = tiny.c
# shellcheck disable=SC2016
expect 74 'C over the size limit of files' sh -c 'ulimit -f 8; exec "$@"' sh "$TESSC" build tiny.tess -o bigger
check 'is told' grep -q 'bigger/tiny.c: cannot write: File too large' err
check 'leaves nothing' test -z "$(ls bigger)"

finish

#!/bin/sh
# tessc sweep as several workers in one folder: they share the runs; one that is killed, or paused for longer than its
# lease, loses its run to another, and the table is that of one process. Leases that are stale, damaged or no files.
. "${srcdir:-.}/tests/behaviour.sh"

small_model tiny
cat >small.yaml <<'EOF'
seeds: [3, 8]
model: tiny.tess
options: { epochs: 30, checkpoint-every: 5, threads: 1 }
rows:
  fast: { options: { lr: 0.002 } }
  slow:
EOF

# same WHOLE OTHER: two sweeps have the same tables, their runs the same bytes, and nothing is left of the work
same() {
    for file in table.md table.json; do
        check "the same $file" cmp "$1/$file" "$2/$file"
    done
    (cd "$1" && find . -name '*.safetensors' ! -name 'state*' -exec cksum {} + | sort) >expected.sums
    (cd "$2" && find . -name '*.safetensors' ! -name 'state*' -exec cksum {} + | sort) >found.sums
    check 'the same weights' cmp expected.sums found.sums
    refuse 'nothing left unfinished' sh -c 'find "$1" -name "*.part" -o -name "*.started" -o -name "seed-*.*-*" | grep .' sh "$2"
}

# begin NAME FOLDER [OPTION...]: a worker in the background, whose output goes to NAME.out and NAME.err
begin() {
    name=$1 folder=$2
    shift 2
    "$TESSC" sweep small.yaml --out "$folder" --lease 1 "$@" >"$name.out" 2>"$name.err" </dev/null &
    process=$!
}

# ends CODE NAME PROCESS: the worker's exit code
ends() {
    subject="$2: "
    wait "$3"
    got=$?
    check "ends with $1" test $got -eq "$1"
    [ $got -eq "$1" ] || cat "$2.err"
}

# until_true COMMAND...: waits for it to succeed, for a minute at most
until_true() {
    tries=0
    until "$@" 2>/dev/null; do
        tries=$((tries + 1))
        [ $tries -lt 3000 ] || return 1
        sleep 0.02
    done
}

# trains PROCESS FOLDER: has the worker's trainer written a state?
trains() {
    for lease in "$2"/runs/*/result/seed-*.lease-*; do
        grep -q "^process: $1\$" "$lease" && grep -q '^state: held' "$lease" &&
            [ -s "$(echo "$lease" | sed 's/lease-/claim-/')/state.safetensors" ] && return 0
    done
    return 1
}

family() { # a worker and its trainers
    echo "$1" "$(cat "/proc/$1/task/$1/children" 2>/dev/null)"
}

expect 0 'one process' "$TESSC" sweep small.yaml --out one
subject=''

# ---- Three workers ----

begin paused shared
paused=$process
check 'the first worker trains' until_true trains $paused shared
# shellcheck disable=SC2046 # a word each
kill -STOP $(family $paused)
begin lasting shared
lasting=$process
begin killed shared
killed=$process
check 'the third worker trains' until_true trains $killed shared
# shellcheck disable=SC2046
kill -KILL $(family $killed)
ends 137 killed $killed
subject=''
check 'the paused one loses its run' until_true grep -q "taken over from .*, process $paused, which has been silent" lasting.err
# shellcheck disable=SC2046
kill -CONT $(family $paused)
ends 0 lasting $lasting
check 'takes over from the dead one' grep -q "taken over from .*, process $killed, which has ended" lasting.err
check 'goes on from its state' grep -q 'goes on' lasting.err
ends 0 paused $paused
check 'notices its loss' grep -q 'another worker has taken it over' paused.err
check 'prints the same table' cmp lasting.out paused.out
check 'which is that of one process' test "$(tail -n 3 one/table.md)" = "$(tail -n 3 shared/table.md)"
subject=''
same one shared

# ---- Released by a signal ----

begin first handed
first=$process
check 'it trains' until_true trains $first handed
begin second handed
second=$process
check 'so does another' until_true trains $second handed
kill -TERM $first
ends 75 first $first
check 'its trainer writes a checkpoint' grep -q 'stopped, checkpoint written' first.err
check 'no lease of it is held' test -z "$(grep -l "^process: $first\$" handed/runs/*/*/seed-*.lease-* 2>/dev/null |
    xargs -r grep -l '^state: held')"
ends 0 second $second
refuse 'nothing was taken over' grep -q 'taken over' second.err
check 'goes on where the other stopped' grep -q 'goes on' second.err
subject=''
same one handed

# ---- A worker that lives keeps its run ----

sed 's/epochs: 30/epochs: 300/; s/seeds: .*/seeds: [3]/; /fast:/d' small.yaml >long.yaml
"$TESSC" sweep long.yaml --out long --lease 2 >owner.out 2>owner.err </dev/null &
owner=$!
check 'a long run' until_true trains $owner long
# one that is impatient: the owner's time counts
expect 0 'a watcher with a shorter lease' "$TESSC" sweep long.yaml --out long --lease 1
check 'waits' grep -q "^    slow, seed 3: .*, process $owner\$" err
refuse 'takes nothing over' grep -q 'taken over\|starts\|goes on' err
ends 0 owner $owner
subject=''

# ---- Failures ----

# A failure is tried once by all, and again by a sweep that is started later.
sed 's/model: .*/model: tiny.tess\nvariant: needy/' small.yaml >failing.yaml
cat >>tiny.tess <<'EOF'
variant needy { train { optimizer sgd lr 1e6 weight_decay 1e6 } }
EOF
"$TESSC" sweep failing.yaml --out failing --lease 1 >other.out 2>other.err </dev/null &
other=$!
"$TESSC" sweep failing.yaml --out failing --lease 1 >out 2>err </dev/null
code=$?
wait $other
check 'two workers with runs that fail end with that code' test "$code $?" = '1 1'
check 'each run is started once' test "$(cat err other.err | grep -c ': starts$')" -eq 4
refuse 'and by nobody again' grep -q ': goes on$' err other.err
check 'each failure is told once by each' test "$(cat err other.err | grep -c ': failed ')" -eq 8
expect 1 'a later sweep' "$TESSC" sweep failing.yaml --out failing
check 'tries them again' test "$(grep -c ': goes on$' err)" -eq 4
check 'and tells each failure once' test "$(grep -c ': failed ' err)" -eq 4
subject=''

# ---- Leases of all kinds ----

mkdir -p odd/runs/fast/result odd/runs/slow/result
run=odd/runs/fast/result/seed-3
lease() { # TEXT...: a lease of another machine
    printf 'host: elsewhere\nprocess: 7\nboot: none\n%s\n' "$@"
}
lease 'seconds: 1' 'state: held' >$run.lease-41
lease 'seconds: 1' 'state: held' >$run.lease-7
printf 'nonsense' >odd/runs/fast/result/seed-8.lease-1
: >odd/runs/slow/result/seed-3.lease-1
mkfifo odd/runs/slow/result/seed-8.lease-2
mkdir $run.claim-7 $run.copy-7 $run.gone-3
touch $run.claim-7/state.safetensors.part $run.copy-7/state.safetensors $run.lease-x $run.lease-0 $run.lease-12345678901
cp -R odd stale
expect 0 'leases of no living worker' timeout 120 "$TESSC" sweep small.yaml --out odd --lease 1
check 'a stale one is told' grep -q 'fast, seed 3: taken over from elsewhere, process 7, which has been silent' err
check 'so is a damaged one' grep -q 'fast, seed 8: taken over: the lease odd/.*seed-8.lease-1 is damaged' err
check 'an empty one' grep -q 'slow, seed 3: taken over: the lease .* is damaged' err
check 'and a pipe' grep -q 'slow, seed 8: taken over: the lease .* is damaged' err
rm -f $run.lease-x $run.lease-0 $run.lease-12345678901
same one odd
subject=''
lease 'seconds: 99999999' 'state: held' >stale/runs/fast/result/seed-3.lease-41
lease 'seconds: 1' 'state: free' >stale/runs/fast/result/seed-8.lease-999999998
mkfifo stale/runs/slow/result/seed-8.lease-999999999
expect 74 'numbers that end' timeout 120 "$TESSC" sweep small.yaml --out stale --lease 1
check 'are told' grep -q 'seed-8.lease-1000000000: cannot write' err
check 'a time that no lease has is none' grep -q 'fast, seed 3: taken over: the lease .* is damaged' err
check 'the last number can be taken' test -e stale/runs/fast/result/seed-8.done
subject=''
expect 2 'a lease of no time' "$TESSC" sweep small.yaml --lease 0
expect 2 'a lease of two days' "$TESSC" sweep small.yaml --lease 172800
subject=''

# ---- A run directory of an earlier version ----

# It trained in seed-N itself.
mkdir -p earlier
cp -R one/. earlier/
run=earlier/runs/fast/result/seed-3
mv $run.done $run.started
rm -r $run
"$TESSC" train tiny.tess --epochs 30 --checkpoint-every 5 --threads 1 --lr 0.002 --seed 3 --max-steps 40 --out $run >out 2>err
expect 0 'a run of an earlier version' "$TESSC" sweep small.yaml --out earlier --lease 1
check 'goes on' grep -q 'fast, seed 3: goes on' err
same one earlier
finish

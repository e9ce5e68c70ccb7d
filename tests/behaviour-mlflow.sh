#!/bin/sh
# export --mlflow: every request, by a server that is held to MLflow's REST interface; servers that fail; URLs.
. "${srcdir:-.}/tests/behaviour.sh"

python=/usr/bin/python3
stub=$root/tests/mlflow_stub.py
TESS_CFLAGS=-O0
export TESS_CFLAGS
server=
trap 'if [ -n "$server" ]; then kill "$server"; fi; rm -rf "$scratch"' EXIT

# serve STORE [FAULT]: another server; sets url
serve() {
    if [ -n "$server" ]; then kill "$server"; fi
    rm -f port
    "$python" "$stub" "$1" port ${2:+"$2"} &
    server=$!
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        if [ -s port ]; then break; fi
        sleep 0.25
    done
    url=http://localhost:$(cat port)/prefix/
}

small_model tiny
expect 0 'train' "$TESSC" train tiny.tess --out run --epochs 2
serve store
expect 0 'export' "$TESSC" export --mlflow "$url" run
check 'tells the run' grep -q ': new run .* of experiment tiny, 2 epochs sent' out
check 'what the server was told' "$python" "$stub" check store run tiny 2
expect 0 'export again' "$TESSC" export --mlflow "$url" run
check 'sends no metrics' grep -q ': updated run .*, 0 epochs sent' out
check 'nothing is there twice' "$python" "$stub" check store run tiny 3
expect 0 'a third epoch' "$TESSC" train tiny.tess --out run --resume --epochs 3
serve store chunked
expect 0 'export to a server that answers in chunks' "$TESSC" export --mlflow "$url" run
check 'sends one' grep -q ': updated run .*, 1 epochs sent' out
check 'which belongs to the same run' "$python" "$stub" check store run tiny 5

name='a "name" & more/100 %'
serve named
expect 0 'another experiment' "$TESSC" export --mlflow "$url" --experiment "$name" run
check 'has its name' "$python" "$stub" check named run "$name" 2
expect 66 'no run' "$TESSC" export --mlflow "$url" nothing
check 'is told' grep -q 'nothing/run.yaml: cannot read' err
expect 0 'no epoch' "$TESSC" train tiny.tess --out none --max-steps 1
expect 66 'a run without an epoch' "$TESSC" export --mlflow "$url" none
check 'is told' grep -q 'none: no epoch has ended yet' err

serve refused refuse
expect 1 'a server that refuses' "$TESSC" export --mlflow "$url" run
check 'is told' grep -q 'runs/log-batch: answered with status 500: the disk is "full"$' err
serve cut cut
expect 1 'half an answer' "$TESSC" export --mlflow "$url" run
check 'is told' grep -q 'expected an answer in HTTP/1.1, found something else or a part of one' err
serve noise noise
expect 1 'another kind of server' "$TESSC" export --mlflow "$url" run
check 'is told' grep -q 'expected an answer in HTTP/1.1' err
kill "$server"
wait "$server" 2>/dev/null
server=
expect 1 'no server' "$TESSC" export --mlflow "$url" run
check 'is told' grep -q 'http://localhost:[0-9]*: cannot connect: ' err

expect 2 'https' "$TESSC" export --mlflow https://localhost:1 run
check 'is refused with the reason' grep -q 'https://localhost:1: tessc has no TLS' err
for wrong in localhost:5000 ftp://localhost http:// http://:1 http://a:b http://a:70000 http://me@a 'http://a/?b' 'http://a b' \
    'http://[::1' 'http://[::1]x'; do
    expect 2 "not a URL: $wrong" "$TESSC" export --mlflow "$wrong" run
done
expect 2 'two runs' "$TESSC" export --mlflow http://localhost:1 run run
expect 2 'two forms' "$TESSC" export --mlflow http://localhost:1 --nir a.nir run
expect 2 'an experiment of nothing' "$TESSC" export --experiment a --nir a.nir run
finish

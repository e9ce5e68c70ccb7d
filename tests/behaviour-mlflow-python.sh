#!/bin/sh
# export --mlflow to a server of MLflow on this machine, read back by its client. TESS_PYTHON is a Python with the package
# mlflow; where it has none, the test is skipped. Every request is tested by behaviour-mlflow.sh, without the package.
. "${srcdir:-.}/tests/behaviour.sh"

python=${TESS_PYTHON:-/usr/bin/python3}
"$python" -c 'import mlflow.server' 2>/dev/null || { echo "no mlflow in $python (TESS_PYTHON): skipped"; exit 77; }
TESS_CFLAGS=-O0
export TESS_CFLAGS
small_model tiny
expect 0 'train' "$TESSC" train tiny.tess --out run --epochs 2

port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port
setsid "$python" -m mlflow server --host 127.0.0.1 --port "$port" --workers 1 \
    --backend-store-uri "sqlite:///$scratch/store.db" >server.log 2>&1 &
server=$!
trap 'kill -- "-$server" 2>/dev/null; rm -rf "$scratch"' EXIT
tries=0
until "$python" -c "import urllib.request as r; r.urlopen('$url/health', timeout=2)" 2>/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 120 ] || ! kill -0 "$server"; then
        not_ok 'the server of MLflow starts'
        tail -n 20 server.log
        finish
    fi
    sleep 0.5
done

expect 0 'export' "$TESSC" export --mlflow "$url" run
check 'two epochs' grep -q ': new run .* of experiment tiny, 2 epochs sent' out
check 'MLflow has the run' "$python" "$root/tests/mlflow_client.py" "$url" run
expect 0 'a third epoch' "$TESSC" train tiny.tess --out run --resume --epochs 3
expect 0 'export again' "$TESSC" export --mlflow "$url" run
check 'one epoch' grep -q ': updated run .* of experiment tiny, 1 epochs sent' out
expect 0 'and again' "$TESSC" export --mlflow "$url" run
check 'MLflow has everything once' "$python" "$root/tests/mlflow_client.py" "$url" run
finish

#!/bin/sh
# What TensorBoard itself reads in the event file of a run. TESS_PYTHON is a Python with the package tensorboard; where it has
# none, the test is skipped. What the file holds is tested by behaviour-tensorboard.sh, without the package.
. "${srcdir:-.}/tests/behaviour.sh"

python=${TESS_PYTHON:-/usr/bin/python3}
"$python" -c 'import tensorboard' 2>/dev/null || { echo "no tensorboard in $python (TESS_PYTHON): skipped"; exit 77; }
TESS_CFLAGS=-O0
export TESS_CFLAGS
small_model tiny
expect 0 'train' "$TESSC" train tiny.tess --out run --tensorboard --max-steps 6
expect 0 'resumed' "$TESSC" train tiny.tess --out run --resume
check 'tensorboard reads what was written' "$python" "$root/tests/event_files.py" tensorboard run
finish

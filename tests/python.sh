#!/bin/sh
# The Python package: what it reads and gives, against the real binary; installed by pip; its notebook. What needs torch,
# pandas, MNIST, pip or Jupyter is left out, with a message, where that is not there.
. "${srcdir:-.}/tests/behaviour.sh"

/usr/bin/python3 -c 'import numpy' 2>/dev/null || { echo 'no Python 3 with NumPy here'; exit 77; }
export TESSC PYTHONDONTWRITEBYTECODE=1
PYTHONPATH=$root/python
export PYTHONPATH

if /usr/bin/python3 "$root/tests/python_package.py" >log 2>&1; then ok 'the package'; else not_ok 'the package'; cat log; fi
grep -e '\.\.\. skipped' -e '^MNIST' -e '^Ran' log

# As pip installs it, away from the sources
there='import importlib.util, sys; sys.exit(not all(map(importlib.util.find_spec, sys.argv[1:])))'
if /usr/bin/python3 -c "$there" pip setuptools wheel; then
    mkdir -p tree/build && cp -r "$root/python" tree/python && chmod -R u+w tree/python && ln -s "$TESSC" tree/build/tessc
    expect 0 'pip install' env -u PYTHONPATH PIP_DISABLE_PIP_VERSION_CHECK=1 /usr/bin/python3 -m pip install --quiet \
        --no-deps --no-build-isolation --root-user-action ignore --target installed ./tree/python
    check 'brings its types' test -e installed/tessc/py.typed
    check 'and works' env PYTHONPATH=installed /usr/bin/python3 -c '
import os, tessc
assert tessc.__file__.startswith(os.path.abspath("installed")), tessc.__file__
assert tessc.describe("tess 1\nmodel a\ninput 1x8x8 { dataset arrays; classes 2; present 2 steps }\nnetwork { linear 3; readout }\n")["model"] == "a"
import importlib.metadata
assert importlib.metadata.version("tessc") == tessc.__version__
'
    check 'finds the tessc that was built beside it' env -u TESSC PATH=/usr/bin:/bin PYTHONPATH=installed /usr/bin/python3 -c '
import os, tessc
assert tessc.find() == os.path.abspath("tree/build/tessc"), tessc.find()
os.remove("tree/build/tessc")
try:
    tessc.find()
except FileNotFoundError as error:
    assert "tree/build/tessc" in str(error), error
else:
    raise AssertionError("found " + tessc.find())
'
else
    echo 'skipped: pip install needs pip, setuptools and wheel'
fi

# The notebook
if /usr/bin/python3 -c "$there" nbclient nbformat ipykernel matplotlib torch; then
    mkdir notebook
    check 'examples/notebook.ipynb runs' "$root/tests/run_notebook" "$root/examples/notebook.ipynb" notebook
else
    echo 'skipped: the notebook needs nbclient, nbformat, ipykernel, matplotlib and torch'
fi
finish

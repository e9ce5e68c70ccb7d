#!/usr/bin/python3
"""Runs what README.md and docs/*.md show: every indented or fenced block.

    docs.py TESSC BUILD      in an empty folder, which it fills; BUILD is the build folder, for its make

A command is run, with small data and few steps, or its options are looked up in --help where it takes hours or needs the
network; a model file, or a statement of one, is checked by `tessc check`, in a small model around it; Python is executed; a
sweep file is run; C has to be in generated/. What is none of these has a line in NOT_RUN with the reason. Of links, file and
heading have to be there; every option that is named in `backticks` has to be in some --help."""
import glob
import importlib
import os
import re
import shlex
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import numpy

import png_files

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "python"))
import tessc as tessc_package

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
PAGES = ["README.md"] + sorted("docs/" + os.path.basename(page) for page in glob.glob(os.path.join(ROOT, "docs", "*.md")))

# page, how the block begins, why it is not run
FORMULA, PRINTED, DRAWING = "a formula", "what a program prints", "a drawing"
NOT_RUN = [
    ("README.md", "vgg_cifar10.tess --tessc-->", DRAWING),
    ("README.md", "epoch 1/8  loss", PRINTED),
    ("README.md", "autoreconf -i && mkdir build", "builds and tests everything, as every run of this suite has"),
    ("docs/adding.md", "const struct loader", "tests/recipe-data-set.sh builds it"),
    ("docs/adding.md", "row(stl10)", "tests/recipe-data-set.sh builds it"),
    ("docs/adding.md", "[SET_TRAIN_UNTIL]", "tests/recipe-setting.sh builds it"),
    ("docs/adding.md", "if (!field_is_default(model, SET_TRAIN_UNTIL))", "tests/recipe-setting.sh builds it"),
    ("docs/adding.md", "tests/make_cases cases strides", "tests/recipe-layer-option.sh runs it"),
    ("docs/adding.md", "parameter leak 0.5, threshold", "tests/recipe-neuron-constant.sh builds it"),
    ("docs/adding.md", '{"dense", of_bits', "tests/recipe-kernel.sh builds it"),
    ("docs/architecture.md", "motion.tess ──text──▶", DRAWING),
    ("docs/architecture.md", "batch    |", DRAWING),
    ("docs/architecture.md", "channels   0 .. 15", DRAWING),
    ("docs/architecture.md", "steps      5 4 3", DRAWING),
    ("docs/architecture.md", "full at", DRAWING),
    ("docs/architecture.md", "window 5x5 = patches", DRAWING),
    ("docs/architecture.md", "image, 32 rows", DRAWING),
    ("docs/architecture.md", "5 columns, 2 cells", DRAWING),
    ("docs/architecture.md", "dW[t]  +=", FORMULA),
    ("docs/architecture.md", "for each chunk of images:", "pseudocode"),
    ("docs/datasets.md", "note: data: took", PRINTED),
    ("docs/datasets.md", "note: no samples at all", PRINTED),
    ("docs/datasets.md", "FOLDER/train/CLASS", "names of files"),
    ("docs/datasets.md", "warning: a/0.aedat", PRINTED),
    ("docs/datasets.md", "warning: a/0.raw", PRINTED),
    ("docs/datasets.md", "data_batch_3.bin: offset", PRINTED),
    ("docs/mcu.md", "tessc --target mcu MODEL.tess", "a form of the command; tests/behaviour-mcu.sh runs it"),
    ("docs/mcu.md", "static struct motion net", "pseudocode"),
    ("docs/mcu.md", "tessc explain --target mcu MODEL.tess", "a form of the command; tests/behaviour-mcu.sh runs it"),
    ("docs/mcu.md", "tessc --target mcu -o . pocket.tess", "needs a cross compiler; tests/behaviour-boards.sh runs it"),
    ("docs/forward.md", "I[t] = ", FORMULA),
    ("docs/forward.md", "I[o, y, x] = ", FORMULA),
    ("docs/forward.md", "z[t] = W_readout", FORMULA),
    ("docs/forward.md", "z[t] = factor", FORMULA),
    ("docs/language.md", "z = factor", FORMULA),
    ("docs/runs.md", "epoch 3/20  [", PRINTED),
    ("docs/runs.md", "epoch 3/20  loss", PRINTED),
    ("docs/python.md", "python3 -m venv", "tests/python.sh installs the package"),
    ("docs/nir.md", "u[t] = ", FORMULA),
    ("docs/nir.md", "import nir, torch", "tests/nir_files.py does the same, where snnTorch is"),
    ("docs/runs.md", "hint: conv1 to conv3", PRINTED),
    ("docs/sweeps.md", "table.yaml:7:22: error", PRINTED),
    ("docs/sweeps.md", "srun --ntasks", "needs Slurm; tests/behaviour-workers.sh runs several workers"),
    ("docs/sweeps.md", "host: node7", "a lease, which tests/behaviour-workers.sh reads and writes"),
]

failed = []


def fail(where, text):
    failed.append(where)
    print("FAILED: %s: %s" % (where, text))


# ---- Pages ----

def blocks(page):
    """(line number, lines) of each indented or fenced block; blocks within lists have their indentation more."""
    with open(os.path.join(ROOT, page)) as file:
        lines = file.read().split("\n")
    i, margin = 0, 0
    while i < len(lines):
        if re.match(r"[-*] |[0-9]+\. ", lines[i]):
            margin = re.match(r"[-*] +|[0-9]+\. +", lines[i]).end()
        elif lines[i] and not lines[i].startswith(" "):
            margin = 0
        if lines[i].lstrip().startswith("```"):
            last = next(k for k in range(i + 1, len(lines)) if lines[k].lstrip().startswith("```"))
            yield i + 2, lines[i + 1:last]
            i = last + 1
        elif lines[i].startswith(" " * (margin + 4)) and (i == 0 or not lines[i - 1].strip()):
            last = i
            while last < len(lines) and (not lines[last].strip() or lines[last].startswith(" " * (margin + 4))):
                last += 1
            yield i + 1, [line[margin + 4:] for line in "\n".join(lines[i:last]).rstrip().split("\n")]
            i = last
        else:
            i += 1


# ---- Where commands run ----

# A network that trains in no time, and the settings of it that a statement on a page may stand in place of.
PARTS = {
    "input": "input 3x32x32 { dataset cifar10; present 2 steps }",
    "network": "network { conv 8 3x3 pad 1, maxpool 2x2; repeat 6 { conv 8 3x3 pad 1 }; conv 8 3x3, avgpool all; readout }",
    "learn": "learn tess",
    "train": "train { batch 4; epochs 1 }",
}
FRAMES = {"cifar10": "3x32x32 { present 2 steps; ", "dvs_gesture": "2x32x32 { frames 20 of 75 ms; ",
          "frames": "2x34x34 { dataset nmnist; "}


def tiny(text):
    """A model file with four channels a layer, which then is not what it expects."""
    return re.sub("^expect .*$", "", re.sub(r"\b(conv|linear)( +)[0-9]+\b", r"\1\g<2>4", text), flags=re.MULTILINE)


def prepare(tessc):
    os.environ["PATH"] = os.path.dirname(tessc) + ":" + os.environ["PATH"]  # for Python that starts it
    for folder in "models", "examples", "tables":
        shutil.copytree(os.path.join(ROOT, folder), os.path.join("real", folder))
        shutil.copytree(os.path.join(ROOT, folder), folder)
        for path in glob.glob("real/%s/**/" % folder, recursive=True) + glob.glob(folder + "/**/", recursive=True):
            os.chmod(path, 0o755)  # the sources may be read-only
        for path in glob.glob(folder + "/**/*.tess", recursive=True):
            os.chmod(path, 0o644)
            with open(path) as file:
                text = file.read()
            with open(path, "w") as file:
                file.write(tiny(text))
    for name in "mnist", "cifar10", "nmnist":
        run("before all", [tessc, "data", "make", name, "--out", "data", "--samples", "40"])
    write("MODEL.tess", "tess 1\nmodel MODEL\ninput 1x28x28 { dataset mnist; present 2 steps }\n"
                        "network { conv 4 3x3, maxpool 4x4; readout }\ntrain { batch 8; epochs 1 }\n"
                        "variant V { neuron { leak 0.7 } }\n")
    random = numpy.random.default_rng(1)
    pictures = ["digits/%d/%d.png" % (label, i) for label in range(3) for i in range(12)]
    for path in pictures + ["more/a.png", "more/b.png", "letter.png", "scans/a.png"]:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "wb") as file:
            file.write(png_files.write(random.integers(0, 256, (8, 8, 1)), png_files.GREY, 8))
    write("mine.tess", "tess 1\nmodel mine\ninput 2x5x5 { dataset arrays; classes 2; present 2 steps }\n"
                       "network { conv 4 3x3; readout }\n")
    run("before all", [tessc, "train", "MODEL.tess", "--data", "data", "--out", "RUN", "--engine", "interpret"])


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def run(where, words, cwd=".", shell=False):
    """Runs it; fails unless its exit code is 0."""
    done = subprocess.run(words, cwd=cwd, shell=shell, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode:
        fail(where, "%s: exit %d\n%s" % (words if shell else " ".join(words), done.returncode, done.stdout))
    return done.stdout


# ---- Commands ----

RECORDING = "data/NMNIST/Test/0/00001.bin"
SMALL = ["--engine", "interpret"]
LESS = ["--epochs", "1", "--train-limit", "12", "--test-limit", "6"]
# what stands in place of words that are to be replaced
PLACES = {"DIR": "data", "DATA": "digits", "FOLDER": "digits", "TABLE.yaml": "examples/sweep.yaml", "FILE|FOLDER": "more",
          "RECORDING": RECORDING, "WxH": "34x34", "NAME": "mnist", "FILE.png": "shown.png", "FILE.npy": "shown.npy"}
AFTER = {"--samples": "20", "--sample": "0", "--split": "test", "--seed": "1"}


def words_of(line):
    """A line's command: without a remark behind two blanks or #, brackets around what may be left out, and dots."""
    line = re.split(r"\s\s+|\s#", line.strip())[0]
    line = line.replace("[", "").replace("]", "")
    words = shlex.split(line.replace("...", ""))
    return [AFTER[before] if before in AFTER and word.isupper() else PLACES.get(word, word)
            for before, word in zip([""] + words, words)]


class Commands:
    def __init__(self, tessc, build):
        self.tessc, self.build = tessc, build
        self.verbs = {"train": LESS + SMALL, "eval": ["--test-limit", "6"] + SMALL, "predict": SMALL, "bench": ["--help"],
                      "build": [], "check": [], "explain": [], "fmt": [], "report": [], "new": []}

    def helps(self, where, command, words):
        """The options of the words are in what the command prints."""
        text = run(where, command)
        for word in words:
            option = re.match(r"--[a-z-]+", word)
            if option and option.group() not in text:
                fail(where, "%s: no option %s" % (" ".join(command), word))

    def nir(self, where, words):
        """Whole, unless tessc was built without libhdf5."""
        done = subprocess.run([self.tessc] + words[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if "built without libhdf5" in done.stdout or (words[1] == "new" and not os.path.exists(words[2])):
            print("skipped: %s: no libhdf5 here" % where)
        elif done.returncode:
            fail(where, "%s: exit %d\n%s" % (" ".join(words), done.returncode, done.stdout))

    def tessc_command(self, where, words):
        verb = words[1]
        if any(word.endswith(".nir") for word in words):
            self.nir(where, words)
        elif verb == "sweep":
            only = [] if "--only" in words else ["--only", "TESS/CIFAR10"] if "table2" in words[2] else []
            run(where, [self.tessc] + words[1:] + only + LESS + SMALL + ["--trials", "1"])
        elif verb == "data" and words[2] == "fetch":
            self.helps(where, [self.tessc, "data", "--help"], words)
        elif "--mlflow" in words:
            self.helps(where, [self.tessc, "export", "--help"], words)
        elif verb == "data":
            made = ["--out", "made", "--samples", "20"] if words[2] == "make" else []
            run(where, [self.tessc] + words[1:] + made)
        elif verb == "new":
            shutil.rmtree("new", ignore_errors=True)
            if os.path.exists(words[2] + ".tess"):
                os.remove(words[2] + ".tess")
            run(where, [self.tessc, "new", words[2]])
        elif verb.endswith(".tess"):
            run(where, [self.tessc] + words[1:])
        elif verb in self.verbs:
            run(where, " ".join(shlex.quote(word) if "*" not in word else word for word in
                                [self.tessc] + words[1:] + self.verbs[verb]), shell=True)
        else:
            run(where, [self.tessc] + words[1:])

    def command(self, where, line):
        if line.startswith("... "):
            for options in re.split(r"\s\s+| other ", line[4:])[0].split(", "):
                run(where, [self.tessc, "train", "MODEL.tess", "--data", "data"] + LESS + SMALL + shlex.split(options))
            return
        words = words_of(line)
        if words[0] == "tessc":
            self.tessc_command(where, words)
        elif words[0] == "make":
            run(where, ["make", "-n"] + [word.replace("DIR", "data") for word in words[1:]], cwd=self.build)
            self.helps(where, [os.path.join(ROOT, "bench/run"), "--help"], " ".join(words).replace("=", " ").split())
        elif words[0].startswith(("bench/", "tests/")):
            self.helps(where, [os.path.join(ROOT, words[0]), "--help"], words[1:])
        elif words[0] == "./quickstart":
            run(where, ["sh", "-n", os.path.join(ROOT, "quickstart")])
            with open(os.path.join(ROOT, "quickstart")) as file:
                if " ".join(words) not in file.read():
                    fail(where, "quickstart knows nothing of '%s'" % " ".join(words))
        elif words[0].startswith("./"):
            run(where, [words[0], words[1]] + words[2:] + LESS + ["--out", "run-of-program-%d" % len(os.listdir("."))])
        else:
            fail(where, "no way to run '%s'" % line)


COMMAND = re.compile(r"(tessc|make|bench/\S+|tests/\S+|\./\S+|\.\.\.) ")


# ---- Model files, Python, C, sweeps ----

def statements(lines):
    """Statements of a model file, each of some lines."""
    kept = []
    for line in lines:
        kept.append(line)
        text = re.sub("#.*", "", "\n".join(kept))
        if text.count("{") == text.count("}") and not text.rstrip().endswith(",") and text.strip():
            yield "\n".join(kept)
            kept = []


class Snippets:
    def __init__(self, tessc):
        self.tessc, self.number = tessc, 0
        write("real/models/base.tess", "tess 1\n" + "\n".join(PARTS.values()) + "\n")

    def check(self, where, text):
        self.number += 1
        path = "real/models/snippet%d.tess" % self.number
        write(path, text + "\n")
        run(where, [self.tessc, "check", path])

    def statement(self, where, text):
        word = re.match(r"\s*(\S+)", text).group(1)
        if word in ("dataset", "frames"):
            frame = FRAMES[re.split(r"[\s,]+", text)[1] if word == "dataset" else word]
            text, word = "input %s%s }" % (frame, re.sub("#.*", "", text)), "input"
        others = [part for name, part in PARTS.items() if name != word]
        start = "tess 1\nmodel snippet\n"
        extends = 'extends "base.tess"' if word in ("override", "variant") else "\n".join(others)
        self.check(where, start + extends + "\n" + text)


    def definitions(self, where, lines):
        """Definitions and what uses them: one model."""
        parts = list(statements(lines))
        words = [re.match(r"\s*(\S+)", part).group(1) for part in parts]
        others = [part for name, part in PARTS.items() if name not in words]
        self.check(where, "\n".join(["tess 1", "model snippet", *others, *parts]))


MODEL = re.compile(r"(define|input|neuron|weights|network|learn|predict|train|override|variant|expect|dataset|frames)\b")
PYTHON = re.compile(r"import |from \S+ import |numpy\.|re\.|[a-z_]+ = [a-z_.]+\(")
OPTIONAL = {"pandas": "pandas", "torch": "torch", "plt": "matplotlib.pyplot"}


def data_of_readers():
    """What pages call the reader's own data: events as the arrays of a data set, and pictures like those in digits/."""
    random = numpy.random.default_rng(3)
    names = {"x_train": random.random((20, 2, 5, 5)), "y_train": numpy.arange(20) % 2,
             "x_test": random.random((6, 2, 5, 5)), "y_test": numpy.arange(6) % 2}
    for x, y, count in ("x", "y", 24), ("u", "v", 12):
        names[x] = random.integers(0, 256, (count, 8, 8)).astype(numpy.uint8)
        names[y] = numpy.arange(count) % 3
    return names


kept = {}  # page: the names that its Python has so far


def python(where, lines):
    page = where.split(":")[0]
    text = re.sub(r"\b(\w+)=\.\.\.", r"\1=\1", "\n".join(lines))
    names = kept.setdefault(page, dict(data_of_readers(), numpy=numpy, re=re, text="a\\x5cx", tessc=tessc_package))
    for word, module in OPTIONAL.items():
        try:
            if re.search(r"\b%s\b" % word, text):
                names[word] = importlib.import_module(module)
        except ImportError:
            print("skipped: %s: no %s here" % (where, module))
            return
    try:
        exec(text, names)
        if "read" in names:
            names["read"]("RUN/best.safetensors")
    except Exception as error:
        fail(where, "%s: %s" % (type(error).__name__, error))


def generated(where, lines):
    text = "".join(open(path).read() for path in glob.glob(os.path.join(ROOT, "generated", "*.c")))
    missing = [line for line in lines if line.strip() not in text]
    if missing:
        fail(where, "not in generated/: %s" % missing[0])


def sweep(where, tessc, text):
    write("tables/page.yaml", text)
    run(where, [tessc, "sweep", "tables/page.yaml", "--data-root", "data", "--only", "*/CIFAR10", "--trials", "1"] + LESS + SMALL)


def block(where, lines, commands, snippets):
    first = lines[0]
    if first.startswith("tess 1"):
        snippets.check(where, "\n".join(lines))
    elif re.match("/[*]", first):
        generated(where, lines)
    elif re.search("^rows:", "\n".join(lines), re.MULTILINE):
        sweep(where, commands.tessc, "\n".join(lines))
    elif PYTHON.match(first) and not any(COMMAND.match(line) for line in lines):
        python(where, lines)
    elif first.startswith("define "):
        snippets.definitions(where, lines)
    elif MODEL.match(first):
        for statement in statements(lines):
            snippets.statement(where, statement)
    elif all(COMMAND.match(line + " ") or PYTHON.match(line) for line in lines if line.strip(" #")):
        for line in lines:
            if PYTHON.match(line):
                python(where, [line])
            elif line.strip():
                commands.command(where, line)
    else:
        fail(where, "a block that is no command, model, Python or sweep; if it cannot be run it needs a line in NOT_RUN")


# ---- Links and options ----

def anchors(page):
    with open(page) as file:
        headings = re.findall("^#+ (.*)$", file.read(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def links(page):
    path = os.path.join(ROOT, page)
    with open(path) as file:
        targets = re.findall(r"\]\(([^)\s]+)\)", file.read())
    for target in targets:
        file, _, heading = target.partition("#")
        if re.match("[a-z]+:", target):
            continue
        there = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
        if not os.path.exists(there):
            fail(page, "a link to %s, which is not there" % target)
        elif heading and heading not in anchors(there):
            fail(page, "a link to %s, which has no such heading" % target)


def options(tessc, build):
    known = ""
    for command in ([tessc, "--help"], [tessc, "data", "--help"], [tessc, "sweep", "--help"], [tessc, "check", "--help"],
                    [os.path.join(ROOT, "configure"), "--help"], [os.path.join(ROOT, "bench/run"), "--help"],
                    *[[tessc, verb, "MODEL.tess", "--engine", "interpret", "--help"] for verb in
                      ("train", "eval", "bench", "predict", "probe")]):
        known += subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    for page in PAGES:
        with open(os.path.join(ROOT, page)) as file:
            code = " ".join(re.findall("`([^`\n]+)`", file.read()))
        named = set(re.findall(r"(?:^|\s)(--[a-z][a-z-]+)", code))
        for option in sorted(named):
            if option not in known:
                fail(page, "names %s, which no --help does" % option)


def main(tessc, build):
    os.environ.update(TESSC=tessc, MPLBACKEND="Agg")
    prepare(tessc)
    commands, snippets, unused, count = Commands(tessc, build), Snippets(tessc), list(NOT_RUN), 0
    for page in PAGES:
        for number, lines in blocks(page):
            reasons = [row for row in NOT_RUN if row[0] == page and lines[0].startswith(row[1])]
            unused = [row for row in unused if row not in reasons]
            count += not reasons
            if not reasons:
                block("%s:%d" % (page, number), lines, commands, snippets)
    for row in unused:
        fail(row[0], "has no block that begins '%s', as NOT_RUN says" % row[1])
    for page in PAGES + ["tests/README.md", "bench/README.md", "generated/README.md"]:
        links(page)
    options(tessc, build)
    print("%d blocks were run, %d were not" % (count, len(NOT_RUN)))
    sys.exit(bool(failed))


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))

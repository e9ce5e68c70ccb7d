#!/usr/bin/python3
"""The forward pass as docs/forward.md states it, written from that page alone, in NumPy and double precision. It shares
nothing with reference.py, by which the learning rule is tested.

    forward.py compare MODEL.yaml WEIGHTS PREDICTED.jsonl EVAL.txt [FROM]    every prediction, and what eval counts
    forward.py case MODEL.yaml WEIGHTS ARRAY FOLDER                          a case for `probe` from weights and samples
    forward.py probed MODEL.yaml WEIGHTS ARRAY FOLDER                        compares what `probe` wrote there

MODEL.yaml is what `tessc --emit=model` prints. PREDICTED.jsonl comes from `predict --json`, and the files that it names
are read anew. The class that a file belongs to is the name of its folder, or for x.npy stands in y.npy beside it."""
import json
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import numpy
import yaml

import png_files

CLOSE = 1e-5      # |u - threshold| where rounding may decide
LOGITS = 1e-4     # of the largest: how far logits may be apart
TIE = 1e-6        # of the largest: two classes with the same logits
SOURCE = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "docs", "forward.md")


def read_weights():
    """The function that the page itself gives for reading a weights file."""
    with open(SOURCE) as file:
        snippet = re.search(r"(?:^    import json, numpy\n)(?:^    .*\n|^\n)+", file.read(), re.MULTILINE).group()
    names = {}
    exec(re.sub("^    ", "", snippet, flags=re.MULTILINE), names)
    return names["read"]


# ---- From files to the input of the first layer ----

def triangle(inputs, outputs):
    """[outputs, inputs]"""
    ratio = inputs / outputs
    center = (numpy.arange(outputs)[:, None] + 0.5) * ratio
    weight = numpy.maximum(0, 1 - abs(numpy.arange(inputs) + 0.5 - center) / max(ratio, 1))
    return weight / weight.sum(axis=1, keepdims=True)


def resized(frames, height, width):
    return triangle(frames.shape[-2], height) @ frames @ triangle(frames.shape[-1], width).T


def events_of(path):
    """N-MNIST's format: time in microseconds, column, row, polarity of each event."""
    raw = numpy.fromfile(path, numpy.uint8).reshape(-1, 5).astype(int)
    word = raw[:, 2] << 16 | raw[:, 3] << 8 | raw[:, 4]
    assert (raw[:, 1] != 240).all()
    return word & 0x7fffff, raw[:, 0], raw[:, 1], word >> 23


def frames_of_events(model, events, side=34):
    times, column, row, polarity = events
    steps, channels = model["steps"], model["shape"][0]
    if model["framing"] == "time":
        frame = (times - times.min()) // int(1000 * model["frame_ms"] + 0.5)
    else:
        each = len(times) // steps
        frame = numpy.minimum(numpy.arange(len(times)) // each, steps - 1) if each else numpy.full(len(times), steps - 1)
    counts = numpy.zeros((steps, channels, side, side))
    inside = (frame >= 0) & (frame < steps)
    channel = polarity if channels == 2 else 0 * polarity
    numpy.add.at(counts, (frame[inside], channel[inside], row[inside], column[inside]), 1)
    return resized(counts, *model["shape"][1:])


def values_of(model, path):
    """All samples of a file [N, S, C, H, W], and whether they are bytes."""
    static, shape = model["static"], tuple(model["shape"])
    if path.endswith(".npy"):
        array = numpy.load(path)
        whole = (-1, 1 if static else model["steps"]) + shape
        return array.astype(float).reshape(whole), static and array.dtype == numpy.uint8
    if path.endswith(".png"):
        with open(path, "rb") as file:
            pixels = png_files.read(file.read()).astype(int)
        planes = pixels.transpose(2, 0, 1)
        if shape[0] == 1:
            red, green, blue = planes
            planes = (19595 * red + 38470 * green + 7471 * blue + 32768 >> 16)[None]
        return resized(planes.astype(float), *shape[1:])[None, None], True
    return frames_of_events(model, events_of(path))[None], False


def normalized(model, path):
    values, pixels = values_of(model, path)
    mean = numpy.array(model.get("mean", 0.0)).reshape(-1, 1, 1)
    deviation = numpy.array(model.get("deviation", 1.0)).reshape(-1, 1, 1)
    return (values / (255 if pixels else 1) - mean) / deviation


# ---- The network ----

def effective(weight, mode, gain=None):
    """gain [out, 1, ...], or None: 1"""
    flat = weight.reshape(len(weight), -1)
    mean = flat.mean(axis=1, keepdims=True)
    if mode == "standardize":
        variance = flat.var(axis=1, ddof=1, keepdims=True)
        flat = (flat - mean) / numpy.sqrt(variance * flat.shape[1] + 1e-4) * (1 if gain is None else gain.reshape(-1, 1))
    elif mode == "center":
        flat = (flat - mean) / (flat.max() - flat.mean())
    return flat.reshape(weight.shape)


def convolve(x, weight, pad):
    """[N, C, H, W] by [O, C, h, w]"""
    x = numpy.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = numpy.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(2, 3))
    return numpy.einsum("ncyxij,ocij->noyx", windows, weight, optimize=True)


def pooled(s, kind, height, width):
    if kind == "none":
        return s
    rows, columns = s.shape[2] // height, s.shape[3] // width
    windows = s[:, :, :rows * height, :columns * width].reshape(*s.shape[:2], rows, height, columns, width)
    return windows.max(axis=(3, 5)) if kind == "max" else windows.mean(axis=(3, 5))


def spans(length, cells):
    return [slice(k * length // cells, -(-(k + 1) * length // cells)) for k in range(cells)]


def latents(p, layer):
    """[N, d]"""
    if layer["kind"] == "linear":
        p, (rows, columns) = p.reshape(len(p), 1, 1, -1), (1, layer["latents"])
    else:
        rows, columns = layer["grid"]
    cells = [p[:, :, y, x].mean(axis=(2, 3)) for y in spans(p.shape[2], rows) for x in spans(p.shape[3], columns)]
    return numpy.stack(cells, axis=2).reshape(len(p), -1)


# ---- The matrix of signs ----

def square_waves(frequencies, d):
    angle = numpy.float32(frequencies)[:, None] * numpy.arange(d, dtype=numpy.float32)
    return numpy.sign(numpy.sin(angle.astype(float)))


def frequencies(low, high, classes):
    low, high = numpy.float32(low), numpy.float32(high)
    step = (high - low) / numpy.float32(classes - 1)
    return [low + step * numpy.float32(c) if c < classes // 2 else high - step * numpy.float32(classes - 1 - c)
            for c in range(classes)]


def between(c):
    if c % 4 == 3:
        return between(c - 1) ^ between(c - 2) ^ between(c - 3)
    return ((c + 1) * 0x9e3779b97f4a7c15 % 2 ** 64) >> 32


def walsh(classes, d, cells):
    n, channels = 4, d // cells
    while n <= classes:
        n *= 2
    entry = numpy.vectorize(lambda a, b: 1 - 2 * (bin(a & b).count("1") % 2), otypes=[float])
    i = numpy.arange(d)
    k = i % cells * channels + i // cells
    rows = [(-1 if c % 4 == 0 else 1) * entry(n - 1 - c, 2331 * (k + 1) % n) * entry(between(c), k // n)
            for c in range(classes)]
    return numpy.array([rows[0], -rows[0]] if classes == 2 else rows)


def random_signs(seed, classes, d):
    rows = []
    for c in range(classes):
        counter = [(c + (block << 128)) for block in range(-(-d // 256))]
        # NumPy counts on before it makes a block
        numbers = [numpy.random.Philox(key=seed + (6 << 64), counter=(n - 1) % 2 ** 256).random_raw(4) for n in counter]
        bits = numpy.unpackbits(numpy.concatenate(numbers).astype("<u8").view(numpy.uint8), bitorder="little")
        rows.append(2.0 * bits[:d] - 1)
    return numpy.array(rows)


def signs(model, layer):
    words, classes, d = str(model["basis"]), model["input"]["classes"], layer["latents"]
    if words == "walsh":
        return walsh(classes, d, layer["grid"][0] * layer["grid"][1] if layer["kind"] == "conv" else 1)
    if words == "random":
        return random_signs(model["basis_seed"], classes, d)
    first, *_, last = model["frequencies"]
    spaced = frequencies(first, last, classes)
    assert numpy.allclose(spaced, model["frequencies"], rtol=1e-6, atol=0), "frequencies are not evenly spaced"
    return square_waves(spaced, d)


# ---- All of it ----

class Network:
    def __init__(self, model, path):
        with open(model) as file:
            self.model = yaml.safe_load(file)
        self.input = self.model["input"]
        self.about, stored = read_weights()(path)
        self.weights = {name: value.astype(float) for name, value in stored.items()}

    def in_use(self, layer):
        name = layer["name"]
        return effective(self.weights[name + ".weight"], layer["weights"], self.weights.get(name + ".gain"))

    def layer(self, layer, x):
        """p of all steps, u of all steps, and each sample's smallest |u - threshold|, of x [T][N, C, H, W]."""
        name, neuron = layer["name"], layer["neuron"]
        w = self.in_use(layer)
        bias = self.weights.get(name + ".bias", numpy.zeros(layer["out"][0]))
        v, outputs, potentials, margin = 0, [], [], numpy.inf
        for frame in x:
            if layer["kind"] == "conv":
                current = convolve(frame, w, layer["pad"])
            else:
                current = (frame.reshape(len(frame), -1) @ w.T)[:, :, None, None]
            u = neuron["leak"] * v + current + bias[:, None, None]
            s = (u > neuron["threshold"]).astype(float)
            v = u * (1 - s) if neuron["reset"] == "zero" else u - neuron["amount"] * s
            margin = numpy.minimum(margin, abs(u - neuron["threshold"]).min(axis=(1, 2, 3)))
            potentials.append(u)
            outputs.append(pooled(s, layer["pool"], *layer.get("window", (1, 1))))
        return outputs, potentials, margin

    def own_logits(self, layer, p):
        d, logits = layer["latents"], layer["logits"]
        factor = logits["times"] / {"mean": d, "root": d ** 0.5, "sum": 1}[logits["of"]]
        return sum(factor * latents(step, layer) @ signs(self.model, layer).T for step in p[self.model["supervised_from"]:])

    def run(self, frames):
        """Logits [N, classes] of each layer and of the readout, by name; margins [N]."""
        steps = self.input["steps"]
        x = [frames[:, 0 if self.input["static"] else t] for t in range(steps)]
        found, margin = {}, numpy.inf
        self.potentials, self.outputs = [], []
        for layer in self.model["layers"]:
            x, u, own = self.layer(layer, x)
            margin = numpy.minimum(margin, own)
            self.potentials.append(u)
            self.outputs.append(x)
            if layer.get("latents"):
                found[layer["name"]] = self.own_logits(layer, x)
        w, bias = self.weights["readout.weight"], self.weights["readout.bias"]
        self.readout = [step.reshape(len(step), -1) @ w.T + bias for step in x]
        found["readout"] = sum(self.readout)
        return found, margin

    def predicted(self, found, words):
        """The logits of `predict from WORDS`."""
        names = [word for word in re.split(r"[\s:,]+", words) if word not in ("sum", "of", "only")]
        return sum(found[name] for name in names)


def label_of(path, sample):
    folder = os.path.dirname(path)
    if path.endswith(".npy"):
        return int(numpy.load(os.path.join(folder, "y" + os.path.basename(path)[1:]))[sample])
    return sorted(os.listdir(os.path.dirname(folder))).index(os.path.basename(folder))


def compare(model, weights, predicted, evaluated, words=None):
    network = Network(model, weights)
    with open(predicted) as file:
        rows = [json.loads(line) for line in file]
    if words is None:
        words = network.model["predict_from"]
        words = network.about["predict_from"] if words == "best" else words
    labels, classes, close, unlike, files = [], [], 0, 0, {}
    for row in rows:
        path = row["input"]
        if path not in files:
            files[path] = network.run(normalized(network.input, path))
        found, margin = files[path]
        sample = row.get("sample", 0)
        logits = network.predicted(found, words)[sample]
        largest = abs(logits).max()
        equal = logits.max() - logits[row["label"]] <= TIE * largest
        good = equal and abs(logits - row["logits"]).max() <= LOGITS * largest
        if margin[sample] < CLOSE:
            close += 1
            unlike += not equal
        elif not good:
            sys.exit("%s %d: class %d, logits %s; by the page %d, %s" % (path, sample, row["label"], row["logits"],
                                                                         logits.argmax(), logits))
        labels.append(label_of(path, sample))
        classes.append(row["label"])
    labels, classes = numpy.array(labels), numpy.array(classes)
    assert len(rows) - close >= 8, "%d of %d samples are too close to a threshold" % (close, len(rows))
    assert unlike <= 0.05 * len(rows), "%d of %d predictions differ" % (unlike, len(rows))
    assert len(set(classes)) > 1, "all samples are of one class"
    with open(evaluated) as file:
        text = file.read()
    right = "(%d of %d)" % ((labels == classes).sum(), len(rows))
    assert right in text, "eval says otherwise than %s: %s" % (right, text)
    shares = [100 * (classes[labels == c] == c).mean() for c in sorted(set(labels))]
    told = [float(share) for share in re.findall(r"^  \S.* ([0-9.]+) % of [0-9]+$", text, re.MULTILINE)]
    assert numpy.allclose(shares, told, atol=0.006), (shares, told)
    print("%d of %d predictions are equal, %d samples within %g of a threshold" % (len(rows) - unlike, len(rows), close, CLOSE))


# ---- A probe's names ----

def case_of(network, array, folder):
    os.makedirs(folder, exist_ok=True)
    x = normalized(network.input, array)
    x = x[:, 0] if network.input["static"] else x.swapaxes(0, 1)
    tensors = {"b0.x": x, "b0.y": numpy.zeros(len(network.run(normalized(network.input, array))[1]))}
    for name, value in network.weights.items():
        layer, kind = name.split(".")
        kind = {"weight": "w", "gain": "gain", "bias": "b"}[kind]
        number = "out" if layer == "readout" else "L%d" % (int(re.search("[0-9]+$", layer).group()) - 1)
        tensors["init.%s.%s" % (number, kind)] = value
    for name, value in tensors.items():
        numpy.save(os.path.join(folder, name + ".npy"), value.astype("<f4"))


def probed(network, array, folder):
    network.run(normalized(network.input, array))
    wanted = {"out.logits": numpy.array(network.readout)}
    for i, layer in enumerate(network.model["layers"]):
        wanted["L%d.u" % i] = numpy.array(network.potentials[i])
        wanted["L%d.p" % i] = numpy.array(network.outputs[i])
        wanted["L%d.weff" % i] = network.in_use(layer)
    for name, value in wanted.items():
        found = numpy.load(os.path.join(folder, name + ".npy"))
        if value.shape[3:] == (1, 1):
            value = value[..., 0, 0]  # of a linear layer
        if name.endswith("weff"):
            found = found.reshape(value.shape)
        assert found.shape == value.shape, (name, found.shape, value.shape)
        assert numpy.allclose(found, value, rtol=0, atol=1e-4 * abs(value).max()), name
    print("%d tensors are equal" % len(wanted))


if __name__ == "__main__":
    command, model, weights, *words = sys.argv[1:]
    if command == "compare":
        compare(model, weights, *words)
    elif command == "case":
        case_of(Network(model, weights), *words)
    else:
        probed(Network(model, weights), *words)

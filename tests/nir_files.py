"""NIR files against the packages that others read them with: nir, snntorch.

    nir_files.py data FOLDER [MNIST]           x_train.npy ... of MNIST's digits, or of noisy patterns
    nir_files.py check FILE.nir                the nir package reads it, types and all; it says what docs/nir.md says
    nir_files.py foreign FILE.nir FOLDER       writes a graph as others write them
    nir_files.py odd FILE.nir                  one that no model file can say
    nir_files.py snntorch FILE.nir X.npy JSON MEAN STD STEPS   what snnTorch predicts, beside `tessc predict --json`
"""
import gzip
import json
import os
import sys

import numpy


def idx(folder, name, skip, shape):
    """Values of one of MNIST's files."""
    path = os.path.join(folder, name)
    with gzip.open(path + ".gz") if not os.path.exists(path) else open(path, "rb") as file:
        return numpy.frombuffer(file.read()[skip:], numpy.uint8).reshape(shape)


def data(folder, mnist=None):
    if mnist:
        x_train = idx(mnist, "train-images-idx3-ubyte", 16, (-1, 1, 28, 28))[:1000]
        y_train = idx(mnist, "train-labels-idx1-ubyte", 8, -1)[:1000]
        x_test = idx(mnist, "t10k-images-idx3-ubyte", 16, (-1, 1, 28, 28))[:1000]
        y_test = idx(mnist, "t10k-labels-idx1-ubyte", 8, -1)[:1000]
    else:
        random = numpy.random.default_rng(3)
        pattern = random.integers(0, 256, (10, 1, 28, 28))
        label = random.integers(0, 10, 2000)
        noisy = numpy.clip(pattern[label] + random.normal(0, 100, (2000, 1, 28, 28)), 0, 255).astype("u1")
        x_train, y_train, x_test, y_test = noisy[:1000], label[:1000], noisy[1000:], label[1000:]
    for name, array in ("x_train", x_train), ("y_train", y_train), ("x_test", x_test), ("y_test", y_test):
        numpy.save(os.path.join(folder, name + ".npy"), array)


def check(path):
    import nir

    graph = nir.read(path)  # checks that shapes fit along all edges
    assert nir.serialization.read_version(path) == "1.0.8"
    kinds = {name: type(node).__name__ for name, node in graph.nodes.items()}
    assert list(kinds) == ["input"] + [edge[1] for edge in graph.edges], kinds
    assert kinds["input"] == "Input" and kinds["output"] == "Output" and kinds["readout"] == "Affine", kinds
    dt = graph.metadata["dt"]
    for name, node in graph.nodes.items():
        if not name.endswith("_neurons"):
            continue
        assert kinds[name] == "LIF"
        leak = 1 - dt / node.tau
        assert numpy.allclose(leak, node.metadata["leak"], atol=1e-6), name
        assert numpy.allclose(node.r * dt / node.tau, 1, atol=1e-6), name
        assert not node.v_leak.any() and not node.v_reset.any()
    for name, node in graph.nodes.items():
        if name.endswith("_max"):
            assert kinds[name] == "LIF" and numpy.allclose(node.tau, dt)
    nir.write(path + ".again", graph)  # by h5py
    print("\n".join(f"{name} {kind}" for name, kind in kinds.items()))


def foreign(path, folder):
    """Leaks of 0.9 and 0.8; the first layer's currents count half, r dt / tau."""
    import nir

    random = numpy.random.default_rng(4)

    def floats(*shape, size=1.0):
        return (size * random.normal(size=shape)).astype("f4")

    def lif(shape, tau, r, threshold):
        one = numpy.ones(shape, "f4")
        return nir.LIF(tau=tau * one, r=r * one, v_leak=0 * one, v_threshold=threshold * one)

    nodes = {
        "input": nir.Input({"input": numpy.array([1, 12, 12])}),
        "first": nir.Conv2d((12, 12), floats(6, 1, 3, 3), 1, "same", 1, 1, floats(6)),
        "spikes": lif((6, 12, 12), 1e-3, 5, 0.7),
        "pool": nir.AvgPool2d(numpy.array([2, 2]), numpy.array([2, 2]), numpy.array([0, 0])),
        "second": nir.Conv2d((6, 6), floats(8, 6, 3, 3), 1, 0, 1, 1, numpy.zeros(8, "f4")),
        "more": lif((8, 4, 4), 5e-4, 5, 0.9),
        "flat": nir.Flatten({"input": numpy.array([8, 4, 4])}, -3, -1),
        "last": nir.Linear(floats(10, 128, size=0.2)),
        "output": nir.Output({"output": numpy.array([10])}),
    }
    names = list(nodes)
    nir.write(path, nir.NIRGraph(nodes, list(zip(names, names[1:]))))
    numpy.save(os.path.join(folder, "x.npy"), floats(400, 1, 12, 12))


def odd(path):
    """A graph that is well formed, and beyond the limits of a model file in three places."""
    import nir

    one = numpy.ones((2, 40, 40), "f4")
    nodes = {
        "input": nir.Input({"input": numpy.array([1, 40, 40])}),
        "wide": nir.Conv2d((40, 40), numpy.ones((2, 1, 33, 33), "f4"), 1, "same", 1, 1, numpy.zeros(2, "f4")),
        "low": nir.LIF(tau=2e-4 * one, r=2 * one, v_leak=0 * one, v_threshold=1e-9 * one),
        "flat": nir.Flatten({"input": numpy.array([2, 40, 40])}, 0, -1),
        "single": nir.Linear(numpy.ones((1, 3200), "f4")),
        "output": nir.Output({"output": numpy.array([1])}),
    }
    names = list(nodes)
    nir.write(path, nir.NIRGraph(nodes, list(zip(names, names[1:]))))


def snntorch(path, inputs, predictions, mean, std, steps):
    import nir
    import torch
    from snntorch.import_nir import import_from_nir

    torch.set_num_threads(1)
    network = import_from_nir(nir.read(path))
    x = numpy.load(inputs)
    x = ((x / 255 if x.dtype == numpy.uint8 else x) - float(mean)) / float(std)
    with open(predictions, encoding="utf-8") as file:
        ours = numpy.array([json.loads(line)["logits"] for line in file])
    theirs, state = 0, None
    with torch.no_grad():
        for _ in range(int(steps)):
            logits, state = network(torch.from_numpy(x).float(), state)
            theirs = theirs + logits.numpy()
    agree = int((theirs.argmax(1) == ours.argmax(1)).sum())
    near = int((abs(theirs - ours).max(1) < 1e-4 * abs(ours).max()).sum())
    print(f"of {len(ours)}: {agree} classes as snnTorch has them, {near} with logits within 1e-4 of the largest")
    assert len(numpy.unique(ours.argmax(1))) > 3, "predictions that are all alike prove nothing"
    assert agree >= 0.995 * len(ours)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])

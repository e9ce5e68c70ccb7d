#!/usr/bin/python3
"""A readout that starts as the last layer's classifier, computed anew: for behaviour-start.sh.

    start.py weights MODEL.yaml WEIGHTS      fails unless readout.weight is what the last layer's windows and signs, as
                                             forward.py has them, make of one spike at each place
    start.py logits ONE.jsonl OTHER.jsonl    fails unless `predict --json` gave the same logits but for rounding, and
                                             they tell samples apart
"""
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import numpy
import yaml

import forward
import layers


def check_weights(path, weights):
    with open(path) as file:
        model = yaml.safe_load(file)
    layer = model["layers"][-1]
    features = model["readout"]["features"]
    spikes = numpy.eye(features).reshape(features, *layer["pooled"])
    d, logits = layer["latents"], layer["logits"]
    factor = logits["times"] / {"mean": d, "root": d ** 0.5, "sum": 1}[logits["of"]]
    signs = forward.signs({**model, **layer}, layer)  # a basis of its own stands with the layer
    wanted = factor * forward.latents(spikes, layer) @ signs.T
    found = layers.read_tensors(weights)["readout.weight"].T
    assert found.shape == wanted.shape, (found.shape, wanted.shape)
    unlike = abs(found - wanted) > 1e-7 * abs(wanted).max()
    assert not unlike.any(), "%d of %d weights differ" % (unlike.sum(), unlike.size)
    assert len(numpy.unique(found, axis=0)) > 1, "all features have the same weights"


def logits_of(path):
    with open(path) as file:
        return numpy.array([json.loads(line)["logits"] for line in file])


def check_logits(one, other):
    one, other = logits_of(one), logits_of(other)
    assert one.shape == other.shape and len(one) > 1
    assert numpy.allclose(one, other, rtol=0, atol=1e-5 * abs(other).max()), abs(one - other).max()
    assert numpy.ptp(other, axis=0).max() > 0.01 * abs(other).max() > 0, "all samples have the same logits"


if __name__ == "__main__":
    command, *words = sys.argv[1:]
    {"weights": check_weights, "logits": check_logits}[command](*words)

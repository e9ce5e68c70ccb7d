"""Cases in which some |u - threshold| is so small that another order of additions decides.

An engine is fed the spikes of a reference, layer by layer: it computes each layer from the reference's spikes below, and
goes on from the reference's membrane and spikes to the layer's signal and gradient. A neuron may fire otherwise than
the reference's only where its membrane comes within MARGIN of the threshold; from there on its own tensors are not
compared. The reference is the case itself where it has u, s, psi and p of every layer; otherwise it is the interpreter,
which runs freely."""

import os

import numpy as np

from manifest import DECIDABLE
from parity_core import read_array

MARGIN = 1e-5
OF_NEURONS = ('u', 's', 'psi', 'p')


def is_decidable(manifest):
    """Cases that do not say how close membranes come are held to have been chosen if they have all of them."""
    closest = manifest.get('min_abs_u_minus_threshold', 1 if 'L0.u.npy' in manifest['files'] else 0)
    return float(closest) >= DECIDABLE


def reference_of(case, manifest, engine, run):
    """The folder whose spikes this engine is fed; None where it runs freely. run(engine): its folder."""
    if is_decidable(manifest):
        return None
    layers = range(len(manifest['blocks']))
    if all('L%d.%s.npy' % (i, kind) in manifest['files'] for i in layers for kind in OF_NEURONS):
        return os.path.abspath(case)
    return None if engine.name == 'interpret' else run(engine.other('interpret'))


class Forced:
    """An engine's tensors, with the reference's in the place of neurons that fell on the other side."""

    def __init__(self, out, reference, manifest):
        self.out, self.reference, self.neurons, self.wrong = out, reference, [], 0
        for i, block in enumerate(manifest['blocks']):
            spikes = read_array(out, 'L%d.s' % i)
            differ = spikes != self.theirs('L%d.s' % i, spikes.shape)
            any_step, first = differ.any(axis=0), differ.argmax(axis=0)
            u = np.take_along_axis(self.theirs('L%d.u' % i, spikes.shape), first[np.newaxis], axis=0)[0]
            self.wrong += int((any_step & (np.abs(u - np.float32(block['threshold_effective'])) > MARGIN)).sum())
            self.neurons.append(any_step)
        self.flips = sum(int(layer.sum()) for layer in self.neurons)

    def theirs(self, name, shape):
        """Features may stand in maps of one pixel."""
        return read_array(self.reference, name).reshape(shape)

    def read(self, name):
        value, (layer, *kind) = read_array(self.out, name), name.split('.')
        if value is None or not layer.startswith('L') or kind[0] not in OF_NEURONS:
            return value
        neurons = self.neurons[int(layer[1:])]
        if not neurons.any():
            return value
        if value.shape[1:] != neurons.shape:
            neurons = windows_of(neurons, value.shape[3:])
        return np.where(neurons[np.newaxis], self.theirs(name, value.shape), value)


def windows_of(neurons, side):
    """Whether a window of a pooled map has such a neuron."""
    rows, columns = side
    height, width = neurons.shape[2] // rows, neurons.shape[3] // columns
    cut = neurons[:, :, :rows * height, :columns * width]
    return cut.reshape(*neurons.shape[:2], rows, height, columns, width).any(axis=(3, 5))

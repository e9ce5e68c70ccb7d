"""What the dense baselines read: models, weights, images."""

import gzip
import json
import os
import subprocess
import tempfile

import numpy as np
import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
SHAPES = {
    'vgg_cifar10': os.path.join(ROOT, 'models', 'vgg_cifar10.tess'),
    'dvs_gesture': os.path.join(ROOT, 'bench', 'dvs_gesture.tess'),
    'cifar10_dvs': os.path.join(ROOT, 'bench', 'cifar10_dvs.tess'),
    'mnist': os.path.join(ROOT, 'models', 'mnist.tess'),
    'motion': os.path.join(ROOT, 'examples', 'motion.tess'),
}
DTYPES = {'F32': np.dtype('<f4')}
RANDOM_RATE = 0.1  # events a pixel and step, where a data set has no reader here


class InputError(Exception):
    """One line that says what is missing or wrong."""


def read_model(tessc, path, flags=()):
    """The resolved model, as `tessc --emit=model` prints it. flags: settings, as -D."""
    try:
        result = subprocess.run([tessc, '--emit=model', *flags, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError as error:
        raise InputError('cannot run %s: %s' % (tessc, error.strerror))
    if result.returncode != 0:
        raise InputError('%s --emit=model %s:\n%s' % (tessc, path, result.stderr.decode(errors='replace').rstrip()))
    return yaml.safe_load(result.stdout)


def parameter_shapes(model):
    """Shapes by the names that `probe` reads and writes: L0.w, L0.gain, L0.b, ..., out.w, out.b."""
    shapes = {}
    for index, layer in enumerate(model['layers']):
        outputs = layer['out'][0]
        shapes['L%d.w' % index] = (outputs, layer['in'][0], *layer['kernel'])
        if layer['gain']:
            shapes['L%d.gain' % index] = (outputs,)
        if layer['bias']:
            shapes['L%d.b' % index] = (outputs,)
    readout = model['readout']
    shapes['out.w'], shapes['out.b'] = (readout['classes'], readout['features']), (readout['classes'],)
    return shapes


def read_signs(probe, model):
    """[classes, latents] of each layer: the signs that the engine itself uses for its local signal, from one image of
    zeros through its probe. probe: the command, [PROGRAM, 'probe'] or [tessc, 'probe', MODEL]. None where no signal is
    local, or square waves can be made of their frequencies."""
    if 'basis' not in model or model['basis'] == 'square_wave':
        return None
    data = model['input']
    image = (1, *data['shape']) if data['static'] else (data['steps'], 1, *data['shape'])
    with tempfile.TemporaryDirectory() as folder:
        for name, shape in parameter_shapes(model).items():
            np.save(os.path.join(folder, 'init.%s.npy' % name), np.zeros(shape, np.float32))
        np.save(os.path.join(folder, 'b0.x.npy'), np.zeros(image, np.float32))
        np.save(os.path.join(folder, 'b0.y.npy'), np.zeros(1, np.float32))
        out = os.path.join(folder, 'out')
        os.mkdir(out)
        result = subprocess.run([*probe, '--case', folder, '--out', out], stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT)
        if result.returncode != 0:
            raise InputError('%s:\n%s' % (' '.join(probe), result.stdout.decode(errors='replace').rstrip()))
        bases = [np.load(os.path.join(out, 'L%d.basis.npy' % i)) for i in range(len(model['layers']))]
    return [np.sign(basis).reshape(data['classes'], -1) for basis in bases]


def read_weights(path):
    """Arrays by name of a safetensors file: length of the header (8 bytes), the header (JSON), the numbers."""
    with open(path, 'rb') as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), 'little')))
        data = file.read()
    header.pop('__metadata__', None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry['data_offsets']
        tensors[name] = np.frombuffer(data[begin:end], DTYPES[entry['dtype']]).reshape(entry['shape']).copy()
    return tensors


def open_any(folder, name):
    """NAME or NAME.gz in a folder."""
    path = os.path.join(folder, name)
    if os.path.exists(path):
        return open(path, 'rb')
    if os.path.exists(path + '.gz'):
        return gzip.open(path + '.gz')
    raise InputError('no %s in %s' % (name, folder))


def cifar10(folder, count):
    inner = os.path.join(folder, 'cifar-10-batches-bin')
    record = 1 + 3 * 32 * 32
    with open_any(inner if os.path.isdir(inner) else folder, 'data_batch_1.bin') as file:
        records = np.frombuffer(file.read(count * record), np.uint8).reshape(-1, record)
    return records[:, 1:].reshape(-1, 3, 32, 32), records[:, 0]


def mnist(folder, count):
    with open_any(folder, 'train-images-idx3-ubyte') as file:
        images = np.frombuffer(file.read(16 + count * 784)[16:], np.uint8).reshape(-1, 1, 28, 28)
    with open_any(folder, 'train-labels-idx1-ubyte') as file:
        labels = np.frombuffer(file.read(8 + count)[8:], np.uint8)
    return images, labels


READERS = {'cifar10': cifar10, 'mnist': mnist}


def read_batch(model, folder, count):
    """x [count, C, H, W] if static, else [T, count, C, H, W], float32, normalised; labels [count]. Event data are
    random counts: the time of a dense convolution does not depend on what it multiplies."""
    data, shape = model['input'], model['input']['shape']
    if data['dataset'] not in READERS or folder is None:
        random = np.random.default_rng(1)
        size = (count, *shape) if data['static'] else (data['steps'], count, *shape)
        return random.poisson(RANDOM_RATE, size).astype(np.float32), random.integers(0, data['classes'], count)
    images, labels = READERS[data['dataset']](folder, count)
    if len(images) < count:
        raise InputError('fewer than %d images in %s' % (count, folder))
    x = images.astype(np.float32) / 255
    if 'mean' in data:
        channels = (-1, 1, 1)
        x = (x - np.reshape(data['mean'], channels)) / np.reshape(data['deviation'], channels)
    return np.ascontiguousarray(x, np.float32), labels.astype(np.int64)

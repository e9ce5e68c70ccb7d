#!/usr/bin/python3
"""Times a plain PyTorch implementation of the network that a model file describes.

    bench/dense_torch.py --shape vgg_cifar10 --data DIR --batch 16 --threads 2
    bench/dense_torch.py --model MODEL.tess --rule bptt --evaluate

By default each step of each layer makes three dense passes, forward and two weight gradients, as the mathematics asks
for. --as-published makes the fourth that the authors' code makes, an input gradient that nobody reads, and standardises
the weights at every step, forwards and backwards.

Prints one line of JSON a measurement: images, seconds, images_per_second, cpu_ms (CPU time an image, all threads),
peak_mib (peak resident memory so far); and once, for the first: densities, the share of each layer's inputs that is not
zero, and loss (of the readout). The first batch is not timed. With --on-request a measurement is made for each line on standard input,
which says `train` or `evaluate`."""

import argparse
import json
import os
import resource
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
NO_INPUT = 66

try:
    import numpy  # noqa: F401: PyTorch's arrays come through it
    import torch
    from torch.nn import functional as F
except ImportError as error:
    sys.exit('dense_torch.py: skipped, %s (Debian: python3-torch, python3-numpy)' % error)

sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

from dense_layers import Unsupported  # noqa: E402
from dense_network import RULES, Network  # noqa: E402
from inputs import SHAPES, InputError, read_batch, read_model, read_signs, read_weights  # noqa: E402


def find_tessc():
    for path in (os.environ.get('TESSC'), './tessc', os.path.join(os.path.dirname(HERE), 'build', 'tessc')):
        if path and os.access(path, os.X_OK):
            return path
    return 'tessc'


class Stand:
    """The network and one batch of images, which every measurement goes through once."""

    def __init__(self, options):
        path = options.model or SHAPES[options.shape]
        flags = [word for setting in options.settings for word in ('-D', setting)]
        model = read_model(options.tessc, path, flags)
        self.rule = options.rule or model['layers'][0]['rule']['name']
        if self.rule == 'tess':
            probe = [options.trainer, 'probe'] if options.trainer else [options.tessc, 'probe', *flags, path]
            model['signs'] = read_signs(probe, model)
        self.network = Network(model, self.rule, options.as_published)
        if options.weights:
            self.network.load(read_weights(options.weights))
        x, labels = read_batch(model, options.data, options.batch)
        self.x, self.labels = torch.from_numpy(x), torch.from_numpy(labels)
        self.first = {}

    def warm(self, kind):
        """A batch before the clock starts: PyTorch chooses its kernels the first time that it sees a shape."""
        if kind == 'evaluate':
            self.network.evaluate(self.x)
            return
        total = self.network.train_batch(self.x, self.labels, watched=True)
        self.first = {'densities': [round(layer.density, 4) for layer in self.network.layers]}
        if total is not None:
            self.first['loss'] = round(float(F.cross_entropy(total, self.labels)), 4)

    def measure(self, kind):
        start, start_cpu = time.perf_counter(), time.process_time()
        if kind == 'evaluate':
            self.network.evaluate(self.x)
        else:
            self.network.train_batch(self.x, self.labels)
        seconds, cpu = time.perf_counter() - start, time.process_time() - start_cpu
        result = {'kind': kind, 'rule': self.rule, 'images': len(self.labels), 'seconds': round(seconds, 4),
                  'images_per_second': round(len(self.labels) / seconds, 3),
                  'cpu_ms': round(1e3 * cpu / len(self.labels), 3),
                  'peak_mib': round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1), **self.first}
        self.first = {}
        return result


def requests(options):
    if not options.on_request:
        yield from ['evaluate' if options.evaluate else 'train'] * options.repeat
        return
    for line in sys.stdin:
        yield line.strip()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group()
    which.add_argument('--shape', choices=list(SHAPES), default='vgg_cifar10', help='a model of this project')
    which.add_argument('--model', metavar='FILE', help='any model file of convolutions')
    parser.add_argument('-D', dest='settings', action='append', default=[], metavar='PATH=VALUE',
                        help='another setting of the model')
    parser.add_argument('--rule', choices=RULES, help="in place of the model's own")
    parser.add_argument('--as-published', action='store_true', help="also the passes that only the authors' code makes")
    parser.add_argument('--data', metavar='DIR', help='folder of the data set (without: random numbers)')
    parser.add_argument('--weights', metavar='FILE', help='a weight file of ours to start from')
    parser.add_argument('--batch', type=int, default=16, metavar='N')
    parser.add_argument('--threads', type=int, default=1, metavar='N')
    parser.add_argument('--evaluate', action='store_true', help='time evaluation, not training')
    parser.add_argument('--repeat', type=int, default=1, metavar='N', help='measurements')
    parser.add_argument('--on-request', action='store_true', help='a measurement for each line on standard input')
    parser.add_argument('--tessc', default=find_tessc(), metavar='FILE', help='the compiler, which reads model files')
    parser.add_argument('--trainer', metavar='FILE', help='the trainer, if it is built: signs of a basis come from it')
    return parser.parse_args()


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    try:
        stand, warmed = Stand(options), set()
        for kind in requests(options):
            if kind not in warmed:
                stand.warm(kind)
                warmed.add(kind)
            print(json.dumps(stand.measure(kind)), flush=True)
    except (InputError, Unsupported) as error:
        print('dense_torch.py: %s' % error, file=sys.stderr)
        return NO_INPUT
    return 0


if __name__ == '__main__':
    sys.exit(main())

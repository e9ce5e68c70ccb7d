"""The programs that are timed against each other. Each side measures on request and returns a dictionary: images,
images_per_second by the clock on the wall, cpu_ms an image (all threads together), peak_mib of resident memory."""

import hashlib
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.realpath(__file__))


class SideError(Exception):
    """A side that cannot be measured: one line, or the output of the program that failed."""


def run(command, **options):
    """Standard output, and the peak of resident memory in MiB."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
    out, err = process.communicate()
    if process.returncode != 0:
        raise SideError('%s: exit status %d\n%s' % (' '.join(command), process.returncode,
                                                    err.decode(errors='replace')[-2000:].rstrip()))
    return out.decode()


class Trainer:
    """(a) The C that tessc writes: built, trained for a few steps, then `MODEL bench` from those weights.

    flags: of tessc, as -D. train_limit: use so many samples of the data set; None: all."""

    def __init__(self, tessc, path, name, folder, data, flags=(), train_limit=None):
        self.folder, self.name, self.data = os.path.join(folder, name), name, ['--data', data] if data else []
        self.data += ['--train-limit', '%d' % train_limit] if train_limit else []
        os.makedirs(self.folder, exist_ok=True)
        run([tessc, 'build', *flags, '-o', self.folder, path])
        self.program = os.path.join(self.folder, name)
        self.weights = None
        with open(self.program + '.c', 'rb') as file:
            self.key = hashlib.sha256(file.read() + repr(self.data).encode()).hexdigest()[:8]

    def train(self, steps, batch, threads):
        """Makes the weights that every side starts from, after a few steps."""
        out = os.path.join(self.folder, 'run-%d-%d-%s' % (steps, batch, self.key))
        self.weights = os.path.join(out, 'last.safetensors')
        if not os.path.exists(self.weights):
            run([self.program, 'train', *self.data, '--out', out, '--max-steps', '%d' % steps, '--batch', '%d' % batch,
                 '--threads', '%d' % threads])

    def measure(self, batch, threads, steps, warm_steps=1, start=True):
        """Training and evaluation at once: {'train': ..., 'evaluate': ...}."""
        command = [self.program, 'bench', *self.data, '--batch', '%d' % batch, '--threads', '%d' % threads,
                   '--warm-steps', '%d' % warm_steps, '--steps', '%d' % steps]
        if start and self.weights:
            command += ['--init', self.weights]
        # A child of its own, so that the peak is this run's: os.wait4 tells it.
        with open(os.path.join(self.folder, 'bench.log'), 'w+') as log:
            process = subprocess.Popen(command, stdout=log, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1
            log.seek(0)
            text = log.read()
        if process.returncode != 0:
            raise SideError('%s: exit status %d' % (' '.join(command), process.returncode))
        return self.read(text, usage.ru_maxrss / 1024)

    @staticmethod
    def read(text, peak):
        result = {}
        for kind, title in (('train', 'training'), ('evaluate', 'evaluation')):
            found = re.search(r'^%s +([\d.]+) images/s.*?([\d.]+) CPU ms' % title, text, re.M)
            if not found:
                raise SideError('a bench without a line for %s:\n%s' % (title, text))
            result[kind] = {'images_per_second': float(found.group(1)), 'cpu_ms': float(found.group(2)),
                            'peak_mib': round(peak, 1), 'stages': Trainer.stages(text, title)}
        for name, rate in re.findall(r'^(\S+\d) .* ([01]\.\d{4})$', text, re.M):
            result['train'].setdefault('rates', {})[name] = float(rate)
        return result

    @staticmethod
    def stages(text, title):
        """{layer: {stage: ms an image, all threads by the clock}}"""
        table = re.search(r'^stages of %s, .*?\n(.*?)(\n\n|\Z)' % title, text, re.M | re.S)
        stages = {}
        for layer, stage, value in re.findall(r'^  (\S+) (\S.*?) +([\d.]+)$', table.group(1), re.M):
            stages.setdefault(layer, {})[stage] = float(value)
        return stages


class Asked:
    """A program that makes a measurement for each line it reads, and answers with a line of JSON."""

    def __init__(self, command, threads):
        environment = dict(os.environ, OMP_NUM_THREADS='%d' % threads)
        self.command = command
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)

    def measure(self, kind):
        try:
            self.process.stdin.write(kind.encode() + b'\n')
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = b''
        if not line:
            raise SideError('no answer from: ' + ' '.join(self.command))
        return json.loads(line)

    def close(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:  # it has ended before, and said why
            pass
        self.process.stdout.close()
        self.process.wait()


def torch_missing():
    """Why the PyTorch side cannot run, or None."""
    result = subprocess.run(['/usr/bin/python3', '-c', 'import numpy, yaml, torch'], stderr=subprocess.PIPE)
    return None if result.returncode == 0 else result.stderr.decode(errors='replace').strip().splitlines()[-1]


def open_torch(tessc, path, data, weights, rule, batch, threads, published, trainer=None, flags=()):
    """(b) Plain PyTorch. trainer: the program, if it is built. flags: settings of the model, as -D."""
    command = ['/usr/bin/python3', os.path.join(HERE, 'dense_torch.py'), '--on-request', '--tessc', tessc,
               '--model', path, '--batch', '%d' % batch, '--threads', '%d' % threads]
    command += ['--data', data] if data else []
    command += ['--weights', weights] if weights else []
    command += ['--rule', rule] if rule else []
    command += ['--as-published'] if published else []
    command += ['--trainer', trainer] if trainer else []
    command += flags
    return Asked(command, threads)


def convolutions(model):
    """Layers in dense_onednn's notation. What a static input gives the first layer is the same at every step: once."""
    steps, words = model['input']['steps'], []
    for index, layer in enumerate(model['layers']):
        times = 1 if index == 0 and model['input']['static'] else steps
        channels, height, width = layer['in']
        if layer['kernel'][0] != layer['kernel'][1]:
            raise SideError('%s: only square kernels' % layer['name'])
        words.append('%s:%d:%dx%d:%d:%d:%d:%d' % (layer['name'], channels, height, width, layer['out'][0],
                                                  layer['kernel'][0], layer['pad'], times))
    return words


def open_onednn(program, model, rule, batch, threads, winograd):
    """(c) Bare convolutions: the gradients that the rule asks for."""
    weight_gradients = 1 if rule == 'bptt' else max(len(layer['rule']['terms'] or []) for layer in model['layers'])
    input_gradients = 0 if rule == 'tess' else 1
    command = [program, '--weight-gradients', '%d' % weight_gradients, '--input-gradients', '%d' % input_gradients]
    command += ['--winograd'] if winograd else []
    return Asked([*command, '%d' % batch, *convolutions(model)], threads)


def multiply_adds(layer):
    """Of one dense pass over one image, one step."""
    outputs, rows, columns = layer['out']
    height, width = layer['kernel']
    return layer['in'][0] * height * width * outputs * rows * columns


def progress(text):
    print(text, file=sys.stderr, flush=True)

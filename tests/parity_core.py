"""What every parity case needs: reading cases, writing model files, running an engine, comparing and counting."""

import gzip
import os
import re
import shutil
import subprocess

import numpy as np
import yaml


class ParityError(Exception):
    """A case that cannot be compared at all."""


# ---- Files ----------------------------------------------------------------------------------------------------------

def read_manifest(case):
    path = os.path.join(case, 'manifest.yaml')
    if not os.path.exists(path):
        raise ParityError('no manifest.yaml in %s' % case)
    with open(path) as file:
        return yaml.load(file, getattr(yaml, 'CSafeLoader', yaml.SafeLoader))


def read_array(folder, name):
    """NAME.npy or NAME.npy.gz; None if there is neither."""
    path = os.path.join(folder, name + '.npy')
    if os.path.exists(path):
        return np.load(path)
    if os.path.exists(path + '.gz'):
        with gzip.open(path + '.gz') as file:
            return np.load(file)
    return None


def write_array(folder, name, value):
    """Returns the file's path."""
    path = os.path.join(folder, name + '.npy')
    np.save(path, np.ascontiguousarray(value, np.float32))
    return path


# ---- Model files ----------------------------------------------------------------------------------------------------

def number(value):
    """The shortest text that reads back as the same float32."""
    return np.format_float_positional(np.float32(value), unique=True, trim='-')


def neuron_text(block):
    reset = 'zero' if block['reset'] == 'hard' else 'subtract ' + number(block['reset_amount'])
    return 'neuron lif { leak %s  threshold %s  reset %s }' % (number(block['leak']), number(block['threshold']), reset)


def size_text(size):
    """3 or (3, 5) as 3x3 or 3x5."""
    return '%dx%d' % (tuple(size) if isinstance(size, (tuple, list)) else (size, size))


def logits_text(logits):
    """logits: of ('mean', 'root', 'sum') and times; None: what cases have that say nothing, whatever the default."""
    logits = logits or {'of': 'mean', 'times': 1}
    return 'logits %s times %s' % (logits['of'], number(logits['times']))


def rate_text(part):
    """A learning rate of its own."""
    return '  lr times %s' % number(part['lr_times']) if part.get('lr_times', 1) != 1 else ''


def readout_text(readout):
    """readout: of loss, smoothing and lr_times what it has of its own."""
    text = 'readout'
    if 'loss' in readout:
        text += '  loss %s' % readout['loss']
    if 'smoothing' in readout:
        text += '%s smoothing %s' % ('' if 'loss' in readout else '  loss', number(readout['smoothing']))
    return text + rate_text(readout)


def chosen_basis_text(basis):
    return 'basis walsh' if basis == 'walsh' else 'basis random %d' % basis['random']


def own_signal_text(block):
    """A layer's basis and logits, where they are its own."""
    return (' ' + chosen_basis_text(block['basis']) if block.get('basis') else '') + (
        ' ' + logits_text(block['logits']) if block.get('logits') else '')


def layer_text(block):
    """block: out, kernel, pad, pool ('none', or kind and size: ('max', 2), ('avg', 'all')), signal, bias, reset,
    reset_amount, leak, threshold, weights ('standardize', 'center', 'raw', 'standardize gain off'), psi, logits (absent
    or None: the model's), basis (as logits), lr_times (1 if absent); signal None: not a local one."""
    signal, own = '', own_signal_text(block)
    if block['type'] == 'linear':
        line = 'linear %d' % block['out']
        if block['signal'] is not None:
            signal = '  signal bins %d%s' % (block['signal'], own)
    else:
        line = 'conv %d %s pad %d' % (block['out'], size_text(block['kernel']), block['pad'])
        if block['pool'] != 'none':
            kind, size = block['pool']
            line += ', %spool %s' % (kind, size if size == 'all' else size_text(size))
        if block['signal'] is not None:
            signal = '  signal grid %s%s' % (size_text(block['signal']), own)
    bias = '  bias' if block['bias'] else ''
    signal += rate_text(block)
    return '%s {\n        %s\n        weights { %s%s }\n        psi %s\n    }' % (
        line + signal, neuron_text(block), block['weights'], bias, block['psi'])


def basis_text(model):
    if model.get('basis'):
        return chosen_basis_text(model['basis'])
    if model['frequencies'] is not None:
        return 'basis frequencies "%s"' % model['frequencies']
    return 'basis square_wave 50 to 512'


def rule_text(model):
    """The block of the model's rule."""
    rule = model.get('rule', 'tess')
    smoothing = ' smoothing ' + number(model['smoothing']) if model.get('smoothing') else ''
    only = ['    only %s' % ', '.join(model['only'])] if model.get('only') else []
    if rule == 'bptt':
        return ['learn bptt {', '    signal through layers and time { loss cross_entropy of %s%s }' % (
            model.get('loss', 'sum'), smoothing), *only, '}']
    signal = 'local { %s; %s; loss cross_entropy%s; ' % (basis_text(model), logits_text(model.get('logits')), smoothing)
    if rule == 's_tllr':
        signal = 'through layers { loss cross_entropy of %s%s; ' % (model.get('loss', 'each step'), smoothing)
    return ['learn %s {' % rule,
            '    lambda pre %s post %s' % (number(model['lambda_pre']), number(model['lambda_post'])),
            '    alpha pre %s post %s' % (number(model['alpha_pre']), number(model['alpha_post'])),
            '    signal %s from step %d }' % (signal, model['first']),
            *only, '}']


def model_text(model):
    """model: name, shape, static, steps, classes, blocks, rule (tess if absent), loss (the rule's if absent),
    lambda_pre, lambda_post, alpha_pre, alpha_post, first (the first supervised step), frequencies (a file of them;
    None: the formula), basis ('walsh', {'random': seed}; absent or None: square waves), logits (mean times 1 if absent),
    optimizer; smoothing, readout, only (names of layers) and update, where there is anything to say."""
    presented = 'present %d steps' % model['steps'] if model['static'] else 'frames %d' % model['steps']
    return '\n'.join([
        'tess 1',
        'model %s' % model['name'],
        'input %dx%dx%d { dataset arrays; classes %d; %s }' % (*model['shape'], model['classes'], presented),
        'network {',
        *('    ' + layer_text(block) for block in model['blocks']),
        '    ' + readout_text(model.get('readout', {})),
        '}',
        *rule_text(model),
        'train { %s; optimizer %s }' % ('update ' + model['update'] if model.get('update') else 'batch 4', model['optimizer']),
        ''])


# ---- Engines --------------------------------------------------------------------------------------------------------

def find_tessc():
    """$TESSC, or the compiler that was just built here, beside the sources or in build/."""
    source = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    for path in (os.environ.get('TESSC'), './tessc', os.path.join(source, 'tessc'),
                 os.path.join(source, 'build', 'tessc')):
        if path and os.access(path, os.X_OK):
            return path
    return 'tessc'


class Engine:
    """`tessc probe` with one engine; every run gets a folder of its own."""

    def __init__(self, tessc, name, schedule, folder, kernel=None):
        self.kernel = kernel
        self.tessc, self.name, self.schedule, self.folder = tessc, name, schedule, os.path.abspath(folder)

    def other(self, name):
        return Engine(self.tessc, name, None, self.folder)

    def run(self, name, text, case, force=None, threads=1):
        """Runs the model on a case's files; returns the folder with the engine's tensors."""
        folder = os.path.join(self.folder, '%s-%s-%s-%s-%d' % (name, self.name, self.schedule, self.kernel,
                                                                     threads))
        out = os.path.join(folder, 'out')
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(out)
        path = os.path.join(folder, name + '.tess')
        with open(path, 'w') as file:
            file.write(text)
        command = [self.tessc, 'probe', '--engine', self.name]
        command += ['--schedule', self.schedule] if self.schedule else []
        command += ['--kernel', self.kernel] if self.kernel else []
        command += [path, '--case', case, '--out', out, '--threads', '%d' % threads]
        command += ['--force', force] if force else []
        environment = dict(os.environ, XDG_CACHE_HOME=os.path.join(self.folder, 'cache'))
        try:
            result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)
        except OSError as error:
            raise ParityError('cannot run %s: %s' % (self.tessc, error.strerror))
        if result.returncode != 0:
            raise ParityError('%s: exit status %d\n%s' % (' '.join(command), result.returncode,
                                                          result.stdout.decode(errors='replace').rstrip()))
        return out


# ---- Comparing ------------------------------------------------------------------------------------------------------

class Report:
    """Counts tensors and prints what is off; one summary line a case."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def begin(self, name):
        self.name, self.good, self.bad, self.absent, self.unread, self.note = name, 0, 0, [], [], None

    def end(self):
        self.passed += self.good
        self.failed += self.bad
        self.skipped += self.note is not None
        line = '%s: %d agree' % (self.name, self.good)
        if self.bad:
            line += ', %d do not' % self.bad
        if self.absent:
            line += '; the engine does not have %s' % ', '.join(self.absent)
        if self.unread:
            line += '; not compared: %s' % ', '.join(self.unread)
        print(line if self.note is None else '%s: skipped: %s' % (self.name, self.note), flush=True)

    def skip(self, why):
        self.note = why

    def fail(self, what):
        print('%s: %s' % (self.name, what), flush=True)
        self.bad += 1

    def lacks(self, tensor):
        """A tensor that the engine need not have; layers are not told apart."""
        self.note_once(self.absent, tensor)

    def leaves_out(self, tensor):
        """A tensor that there is nothing to compare with."""
        self.note_once(self.unread, tensor)

    def note_once(self, names, tensor):
        kind = re.sub(r'\bL\d+\.', 'L*.', tensor)
        if kind not in names:
            names.append(kind)

    def summary(self):
        line = '%d passed, %d failed' % (self.passed, self.failed)
        return line + ', %d skipped' % self.skipped if self.skipped else line

    def compare(self, tensor, ours, golden, tolerance):
        """Tolerance is a number or an array like golden."""
        if ours is None:
            self.fail('%s: the engine did not write it' % tensor)
            return
        if ours.size != golden.size:
            self.fail('%s: shape %s, golden %s' % (tensor, ours.shape, golden.shape))
            return
        difference = np.abs(ours.reshape(golden.shape).astype(np.float64) - golden)
        excess = difference - tolerance
        excess = np.where(np.isnan(excess), np.inf, excess)
        if (excess <= 0).all():
            self.good += 1
            return
        worst = np.unravel_index(np.argmax(excess), golden.shape)
        allowed = np.broadcast_to(tolerance, golden.shape)[worst]
        self.fail('%s: off by %.3g at %s (ours %.9g, golden %.9g), allowed %.3g; %d of %d elements are off' % (
            tensor, difference[worst], list(map(int, worst)), ours.reshape(golden.shape)[worst], golden[worst], allowed,
            (excess > 0).sum(), golden.size))

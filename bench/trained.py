"""Weights of networks that have learned: trained once, and kept for the next comparison.

What is kept is named by a hash of what decides it: the resolved model, the data set's fingerprint, the generator's version
and for how long it was trained."""

import hashlib
import json
import os
import shutil
import subprocess

from sides import SideError, progress, run


class Kept:
    """The weights of one model in the cache folder: FILE.safetensors, and FILE.json with the last epoch's metrics."""

    def __init__(self, folder, tessc, path, name, data, flags, epochs, train_limit):
        self.name, self.epochs = name, epochs
        words = [run([tessc, '--emit=model', *flags, path]), data_fingerprint(tessc, path, data, flags),
                 run([tessc, '--version']), 'epochs %d' % epochs, 'train_limit %s' % train_limit]
        key = hashlib.sha256('\n'.join(words).encode()).hexdigest()[:16]
        self.stem = os.path.join(folder, '%s-%s' % (name, key))
        self.weights = self.stem + '.safetensors'

    def epoch(self):
        """Metrics of the last epoch."""
        with open(self.stem + '.json') as file:
            return json.load(file)

    def make(self, trainer, threads):
        """Trains, unless that was done before; goes on with a training that was stopped. Returns the weights."""
        if os.path.exists(self.weights) and os.path.exists(self.stem + '.json'):
            progress('%s: trained before: %s' % (self.name, self.weights))
            return self.weights
        folder = self.stem + '.run'
        os.makedirs(os.path.dirname(folder) or '.', exist_ok=True)
        progress('%s: training for %d epoch%s, kept as %s' % (self.name, self.epochs, 's' * (self.epochs != 1),
                                                             self.weights))
        resume = ['--resume'] if os.path.exists(os.path.join(folder, 'state.safetensors')) else []
        if not resume:  # what was stopped before its first checkpoint
            shutil.rmtree(folder, ignore_errors=True)
        command = [trainer.program, 'train', *trainer.data, '--out', folder, '--epochs', '%d' % self.epochs,
                   '--threads', '%d' % threads, *resume]
        status = subprocess.run(command, stdout=subprocess.DEVNULL).returncode
        if status != 0:
            raise SideError('%s: exit status %d' % (' '.join(command), status))
        with open(os.path.join(folder, 'metrics.jsonl')) as file:
            last = file.read().splitlines()[-1]
        with open(self.stem + '.json', 'w') as file:
            file.write(last + '\n')
        os.replace(os.path.join(folder, 'last.safetensors'), self.weights)
        shutil.rmtree(folder)
        return self.weights


def data_fingerprint(tessc, path, data, flags):
    """Sizes and a checksum, as run.yaml has them."""
    return run([tessc, 'data', 'info', *flags, path, *(['--data', data] if data else [])]).splitlines()[0]

"""Two trainers of ours in turns: another model, or the same one with other settings."""

import os
import shlex
import statistics

from inputs import read_model
from sides import SideError, Trainer, progress
from tables import KINDS
from trained import Kept

COLUMNS = {'images_per_second': 'images/s', 'cpu_ms': 'CPU ms'}


class Side:
    """One of the two: a model, settings, and the trainer that is built of them."""

    def __init__(self, options, path, flags, folder):
        self.options, self.path, self.flags = options, path, flags
        self.model = read_model(options.tessc, path, flags)
        self.name = self.model['model']
        progress('%s: building' % ' '.join([self.name, *flags]))
        self.trainer = Trainer(options.tessc, path, self.name, folder, options.data, flags, options.train_limit)

    def start(self, moment):
        """Takes the weights of a moment. Returns what to call it."""
        options, threads = self.options, max(self.options.threads)
        if moment == 'trained':
            kept = Kept(options.cache, options.tessc, self.path, self.name, options.data, self.flags, options.trained,
                        options.train_limit)
            self.trainer.weights = kept.make(self.trainer, threads)
            return 'after %d epoch%s' % (options.trained, '' if options.trained == 1 else 's')
        progress('%s: %d training steps' % (self.name, options.warm_steps))
        self.trainer.train(options.warm_steps, options.batch[0], threads)
        return 'after %d steps' % options.warm_steps


def read_other(text, path):
    """(model, flags) of --against: a model file, settings, or both."""
    words = shlex.split(text)
    files, flags, taken = [], [], False
    for word in words:
        if taken or word.startswith('-'):
            flags.append(word)
            taken = word == '-D' and not taken
        else:
            files.append(word)
    if len(files) > 1 or taken:
        raise SideError("--against %s: expected a model file, settings such as '-D learn.alpha.post=0', or both" % text)
    return (files or [path])[0], flags


def median_of(rounds, side, kind, what):
    return statistics.median(result[side][kind][what] for result in rounds)


def print_against(title, sides, kinds, rounds):
    """Ratios of the first side's speed to the second's: of the medians, and the smallest and largest of a round."""
    print('\n' + title)
    for kind in kinds:
        print('\n%-12s %9s %10s' % (KINDS[kind], *COLUMNS.values()))
        for side in sides:
            print('%-12s %9.2f %10.3f' % (side, *(median_of(rounds, side, kind, what) for what in COLUMNS)))
        for what, heading in COLUMNS.items():
            faster = what == 'images_per_second'
            pairs = [(result['first'][kind][what], result['second'][kind][what]) for result in rounds]
            of_rounds = [a / b if faster else b / a for a, b in pairs]
            a, b = (median_of(rounds, side, kind, what) for side in sides)
            print('first is %.3f times as fast as second by %s (ratio of medians; rounds %.3f-%.3f)' % (
                a / b if faster else b / a, heading, min(of_rounds), max(of_rounds)))
    print('\n%-12s %s' % ('spikes', '  '.join('%s %s' % (side, ' '.join(
        '%.3f' % rate for rate in rounds[0][side]['train'].get('rates', {}).values())) for side in sides)))


def compare_two(options, path, folder, results):
    other, flags = read_other(options.against, path)
    first = Side(options, path, [], os.path.join(folder, 'first'))
    second = Side(options, other, flags, os.path.join(folder, 'second'))
    sides = {'first': first, 'second': second}
    called = ' '.join([second.name, *flags])
    for moment in options.moments:
        labels = [side.start(moment) for side in sides.values()]
        for threads in options.threads:
            for batch in options.batch:
                rounds = []
                for number in range(options.alternations):
                    progress('batch %d, threads %d: alternation %d of %d' % (batch, threads, number + 1,
                                                                            options.alternations))
                    order = list(sides)[::-1 if number % 2 else 1]  # neither is always the one that comes first
                    rounds.append({name: sides[name].trainer.measure(batch, threads, options.steps)
                                   for name in order})
                title = 'first: %s; second: %s; both %s, batch %d, %d thread%s, %d alternations' % (
                    first.name, called, labels[0], batch, threads, '' if threads == 1 else 's', len(rounds))
                print_against(title, sides, options.kinds, rounds)
                results.append({'title': title, 'model': first.name, 'against': called, 'moment': labels[0],
                                'batch': batch, 'threads': threads, 'rounds': rounds})

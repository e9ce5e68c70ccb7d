#!/usr/bin/python3
"""tessc fmt on random model files, and on those of the tree in a random layout: what it writes means the same, and
formatting that again changes nothing.

    tests/format.py TESSC COUNT FOLDER...
"""
import glob
import os
import random
import shutil
import subprocess
import sys
import tempfile

MODEL = '''tess 1
# A random model.
model m%(number)d
input %(channels)dx%(side)dx%(side)d {
    dataset arrays; classes %(classes)d
    present %(steps)d steps
    augment crop pad %(crop)d, flip p 0.%(flip)d,
        cutout p 0.25
}
neuron lif { leak 0.%(leak)d  threshold 0.%(threshold)d  reset subtract }   # soft
weights { standardize; gain }
network {
%(layers)s    readout  # the end
}

learn tess {
    lambda pre 0.5  post 0.2
    alpha  pre 1    post %(post)d
    psi    triangle height 0.3 width 1
    signal local { basis %(basis)s; logits %(logits)s; loss cross_entropy; from step 0 }
}
train { batch %(batch)d;epochs 3; optimizer adam lr 1e-3 }
'''


def random_logits(rng):
    return rng.choice(['mean', 'root', 'sum']) + rng.choice(['', ' times 4', ' times 0.25'])


def random_layers(rng):
    lines = []
    for _ in range(rng.randint(1, 3)):
        own = rng.choice(['', '', ' { psi fast_sigmoid slope 20 }', ' {\n neuron { threshold 0.7 }\n # own\n }'])
        lines.append('    conv %d 3x3 pad 1%s signal grid 1x1%s%s\n' % (
            rng.randint(2, 9), rng.choice(['', ', maxpool 2x2 ', ', avgpool 2x1']),
            rng.choice(['', '', ' logits ' + random_logits(rng)]), own))
    if rng.random() < 0.5:
        lines.append('    repeat 2 { linear %d signal bins 1 }\n' % rng.randint(2, 9))
    return ''.join(lines)


def random_model(rng, number):
    draw = rng.randint
    return MODEL % {
        'number': number, 'channels': draw(1, 3), 'side': draw(8, 12), 'classes': draw(2, 12), 'steps': draw(1, 9),
        'crop': draw(0, 3), 'flip': draw(0, 9), 'leak': draw(0, 9), 'threshold': draw(1, 9), 'post': draw(-2, 2),
        'basis': rng.choice(['square_wave 50 to 512', 'walsh', 'random 7']), 'logits': random_logits(rng), 'batch': draw(1, 99), 'layers': random_layers(rng)}


def mangle(rng, text):
    """Other spaces, lines and semicolons, where they mean nothing."""
    lines = []
    for line in text.split('\n'):
        code, hash_sign, comment = line.partition('#')
        code = ''.join(rng.choice([' ', '  ', '\t', '   ']) if c == ' ' and rng.random() < 0.3 else c for c in code)
        code = code.replace('{ ', rng.choice(['{', '{ ', '{\n', '{;\n\n\n']))
        code = code.replace(' }', rng.choice(['}', ' }', '\n}', ';}', ' ;\n\n}']))
        code = code.replace(';', rng.choice([';', ' ; ', '\n', ';;']))
        code = code.replace(', ', rng.choice([',', ' ,', ',\n', ', # why\n']))
        lines.append(code + hash_sign + comment + rng.choice(['', '', ' ', '\n\n']))
    return '\n'.join(lines)


def run(tessc, *arguments):
    return subprocess.run([tessc, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)


def meaning(tessc, path):
    """Exit code, what is said of it, and the model and its plan."""
    runs = [run(tessc, '-Wno-dead-latent', '-Wno-unreachable-threshold', '--emit=' + form, path)
            for form in ('source', 'plan')]
    return runs[0].returncode, runs[0].stderr, [r.stdout for r in runs]


def keeps(tessc, path, text):
    """Writes the text to the path and formats it; complains and returns False if something is wrong."""
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    before = meaning(tessc, path)
    code = run(tessc, 'fmt', path).returncode
    after = meaning(tessc, path)
    again = run(tessc, 'fmt', '--check', path)
    comments = open(path, encoding='utf-8').read().count('#')
    if before[0] or code or before[2] != after[2] or again.returncode or comments < text.count('#'):
        print('%s: exit %d %d %d %d, %d comments of %d' % (
            path, before[0], code, after[0], again.returncode, comments, text.count('#')))
        print(before[1] + after[1])
        return False
    return True


def main():
    tessc, count = os.path.abspath(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(1)
    folders = [os.path.abspath(folder) for folder in sys.argv[3:]]
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        for number in range(count):
            results.append(keeps(tessc, 'random%d.tess' % number, mangle(rng, random_model(rng, number))))
        for folder in folders:
            shutil.copytree(folder, os.path.basename(folder))
            for path in sorted(glob.glob(os.path.basename(folder) + '/*.tess')):
                if run(tessc, '--emit=model', path).returncode == 0:
                    text = open(path, encoding='utf-8').read()
                    results.append(keeps(tessc, path, mangle(rng, text)))
    print('%d passed, %d failed' % (results.count(True), results.count(False)))
    return results.count(False) != 0


if __name__ == '__main__':
    sys.exit(main())

#!/usr/bin/python3
"""tessc fmt on random model files: what it writes means the same, and formatting that again changes nothing.

    tests/format.py TESSC COUNT
"""
import os
import random
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
    signal local { basis square_wave 50 to 512; loss cross_entropy; from step 0 }
}
train { batch %(batch)d;epochs 3; optimizer adam lr 1e-3 }
'''


def random_layers(rng):
    lines = []
    for _ in range(rng.randint(1, 3)):
        own = rng.choice(['', '', ' { psi fast_sigmoid slope 20 }', ' {\n neuron { threshold 0.7 }\n # own\n }'])
        lines.append('    conv %d 3x3 pad 1%s signal grid 1x1%s\n' % (
            rng.randint(1, 9), rng.choice(['', ', maxpool 2x2 ', ', avgpool 2x1']), own))
    if rng.random() < 0.5:
        lines.append('    repeat 2 { linear %d signal bins 1 }\n' % rng.randint(2, 9))
    return ''.join(lines)


def random_model(rng, number):
    draw = rng.randint
    return MODEL % {
        'number': number, 'channels': draw(1, 3), 'side': draw(8, 12), 'classes': draw(2, 12), 'steps': draw(1, 9),
        'crop': draw(0, 3), 'flip': draw(0, 9), 'leak': draw(0, 9), 'threshold': draw(1, 9), 'post': draw(-2, 2),
        'batch': draw(1, 99), 'layers': random_layers(rng)}


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


def main():
    tessc, count = os.path.abspath(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(1)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for number in range(count):
            with open('a.tess', 'w', encoding='utf-8') as file:
                file.write(mangle(rng, random_model(rng, number)))
            before = run(tessc, '-Wno-dead-latent', '-Wno-unreachable-threshold', '--emit=plan', 'a.tess')
            code = run(tessc, 'fmt', 'a.tess').returncode
            after = run(tessc, '-Wno-dead-latent', '-Wno-unreachable-threshold', '--emit=plan', 'a.tess')
            again = run(tessc, 'fmt', '--check', 'a.tess')
            comments = open('a.tess', encoding='utf-8').read().count('#')
            if before.returncode or code or before.stdout != after.stdout or again.returncode or comments < 3:
                failed += 1
                print('model %d: exit %d %d %d %d, %d comments' % (
                    number, before.returncode, code, after.returncode, again.returncode, comments))
                print(before.stderr + after.stderr)
    print('%d passed, %d failed' % (count - failed, failed))
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())

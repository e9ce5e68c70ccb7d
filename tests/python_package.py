"""The Python package against the real binary: see python.sh. usage: python_package.py [TEST...]"""
import csv
import glob
import json
import os
import struct
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

import numpy as np

import tessc
from tessc import _yaml, _safetensors

try:
    import torch
except ImportError:
    torch = None
try:
    import pandas
except ImportError:
    pandas = None
try:
    import yaml
except ImportError:
    yaml = None

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NEAR = 1e-5  # of a threshold: rounding decides whether a neuron fires
random = np.random.default_rng(4)


def pictures(count, classes=4, shape=(1, 8, 7), kind=np.uint8):
    """A pattern a class, with noise."""
    patterns = np.random.default_rng(8).integers(0, 2, (classes, *shape)) * 160
    labels = np.arange(count) % classes
    noise = random.integers(0, 96, (count, *shape))
    return (patterns[labels] + noise).astype(kind), labels


def data(classes=4, shape=(1, 8, 7), train=64, test=40, kind=np.uint8):
    return (*pictures(train, classes, shape, kind), *pictures(test, classes, shape, kind))


def model(network, head='present 3 steps; normalize mean 0.5 std 0.3', rest='', shape='1x8x7', name='small'):
    return (f'tess 1\nmodel {name}\ninput {shape} {{ dataset arrays; classes 4; {head} }}\n'
            f'network {{ {network}; readout }}\ntrain {{ batch 8; epochs 2 }}\n{rest}\n')


SMALL = model('conv 6 3x3 pad 1, maxpool 2x2  signal grid 2x2; linear 9 signal bins 9')


class Case(unittest.TestCase):
    def setUp(self):
        global random
        random = np.random.default_rng(4)  # so that no test depends on which others ran
        self.before = os.getcwd()
        self.folder = tempfile.TemporaryDirectory()
        os.chdir(self.folder.name)

    def tearDown(self):
        os.chdir(self.before)
        self.folder.cleanup()

    def train(self, text=SMALL, arrays=None, **options):
        return tessc.train(text, data() if arrays is None else arrays, engine='interpret', progress=False, **options)


class Readers(Case):
    @unittest.skipIf(yaml is None, 'no PyYAML: its reading is not compared')
    def test_yaml_reads_what_tessc_writes(self):
        paths = sorted(glob.glob(os.path.join(ROOT, 'tests/golden/*.model.yaml')))
        self.assertGreater(len(paths), 20)
        for path in paths:
            with open(path, encoding='utf-8') as file:
                text = file.read()
            self.assertEqual(json.dumps(_yaml.read(text)), json.dumps(numbers(yaml.safe_load(text))), path)

    def test_yaml_text_and_errors(self):
        self.assertEqual(_yaml.read('a: "x: \\"y\\" \\u0041"\nb:\n  - c: [1, "2", {d: 0.5}]\n    e: null\nf:\n'),
                         {'a': 'x: "y" A', 'b': [{'c': [1, '2', {'d': 0.5}], 'e': None}], 'f': None})
        for wrong in ('a', 'a: [1', 'a: "x', 'a: {b 1}', 'a: 1\n   b: 2', 'a: "x" y'):
            with self.assertRaises(ValueError, msg=wrong):
                _yaml.read(wrong)

    def test_safetensors(self):
        header = {'__metadata__': {'a': 'b'}, 'x': {'dtype': 'F32', 'shape': [2, 1], 'data_offsets': [0, 8]},
                  'y': {'dtype': 'I64', 'shape': [], 'data_offsets': [8, 16]}}

        def write(header, tail=struct.pack('<2fq', 1.5, -2, 7)):
            text = json.dumps(header).encode()
            with open('file', 'wb') as file:
                file.write(struct.pack('<Q', len(text)) + text + tail)

        write(header)
        tensors, metadata = _safetensors.read('file')
        self.assertEqual(tensors['x'].tolist(), [[1.5], [-2]])
        self.assertEqual((int(tensors['y']), metadata), (7, {'a': 'b'}))
        write(header, b'1234567890')
        with self.assertRaisesRegex(ValueError, 'y lies outside of the file'):
            _safetensors.read('file')
        write({'x': dict(header['x'], dtype='F8_E4M3')})
        with self.assertRaisesRegex(ValueError, 'x has type F8_E4M3'):
            _safetensors.read('file')
        for tail, message in ((b'short', 'found 5 bytes'), (struct.pack('<Q', 1 << 40), 'found the end of the file')):
            with open('file', 'wb') as file:
                file.write(tail)
            with self.assertRaisesRegex(ValueError, message):
                _safetensors.read('file')


def numbers(value):
    """As this package reads numbers: PyYAML takes 1e-08 for text."""
    if isinstance(value, dict):
        return {key: numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [numbers(item) for item in value]
    if isinstance(value, str) and value[:1].isdigit():
        try:
            return float(value)
        except ValueError:
            return value
    return value


class Runs(Case):
    def test_weights_by_their_path(self):
        run = self.train(epochs=1, out='there')
        whole = tessc.load(run)
        named = tessc.load('there/best.safetensors')
        self.assertEqual(named.model, whole.model)
        for name, value in whole.items():
            np.testing.assert_array_equal(named[name], value)
        os.rename('there/last.safetensors', 'alone.safetensors')
        with self.assertRaisesRegex(FileNotFoundError, r'no resolved.tess beside these weights .*model='):
            tessc.load('alone.safetensors')
        self.assertEqual(tessc.load('alone.safetensors', model=SMALL).keys(), whole.keys())
        with self.assertRaisesRegex(TypeError, "tessc eval has no option 'layer': did you mean 'layers'"):
            run.evaluate(data(), layer=True)

    def test_a_run(self):
        arrays, seen = data(), []
        run = tessc.train(SMALL, arrays, engine='interpret', progress=seen.append, epochs=3, lr=2e-3, seed=5,
                          learn__alpha__post=-0.5, settings={'conv1.neuron.threshold': 0.7})
        self.assertEqual(str(run.path), 'runs/small')
        self.assertEqual([row['epoch'] for row in seen], [1, 2, 3])
        self.assertEqual(seen, run.rows)
        self.assertEqual((run.config['settings']['epochs'], run.config['settings']['seed']), (3, 5))
        self.assertAlmostEqual(run.config['settings']['learning_rate'], 2e-3)
        self.assertEqual(run.model['layers'][0]['neuron']['threshold'], 0.7)
        self.assertEqual(run.model['layers'][0]['rule']['terms'][1]['coefficient'], -0.5)
        self.assertIn('threshold 0.7', run.source)
        self.assertEqual(run.classes, ['0', '1', '2', '3'])
        self.assertIn('<h1>small</h1>', run.report().read_text())
        self.assertEqual(run._repr_html_().count('<polyline'), 6)
        self.assertEqual(str(self.train(epochs=1).path), 'runs/small-2')

        evaluation = run.evaluate(arrays, engine='interpret', layers=True)
        again = run.evaluate((arrays[2], arrays[3]), engine='interpret')
        best = max(run.rows, key=lambda row: (row['validation_accuracy'], -row['validation_loss']))
        self.assertAlmostEqual(evaluation.accuracy, best['test_accuracy'])
        self.assertAlmostEqual(evaluation.loss, best['test_loss'], places=5)
        np.testing.assert_array_equal(evaluation.labels, arrays[3])
        self.assertIsNone(evaluation.files)
        np.testing.assert_array_equal(evaluation.predictions, evaluation.logits.argmax(1))
        self.assertAlmostEqual(evaluation.accuracy, (evaluation.predictions == arrays[3]).mean())
        np.testing.assert_array_equal(evaluation.confusion, run.confusion)
        matrix = np.zeros((4, 4), int)
        np.add.at(matrix, (evaluation.labels, evaluation.predictions), 1)
        np.testing.assert_array_equal(evaluation.confusion, matrix)
        np.testing.assert_array_equal(evaluation.logits, again.logits)
        self.assertEqual([layer['name'] for layer in evaluation.layers], ['conv1', 'linear2', 'readout'])
        np.testing.assert_array_equal(run.predict(arrays[2], engine='interpret'), evaluation.logits)
        one = run.evaluate(arrays, split='validation', engine='interpret')
        self.assertAlmostEqual(one.accuracy, best['validation_accuracy'])
        with self.assertRaisesRegex(FileNotFoundError, 'not there any more'):
            run.evaluate()

        with open(run.path / 'metrics.csv', newline='') as file:
            rows = list(csv.DictReader(file))
        with mock.patch.dict(sys.modules, {'pandas': None}):
            plain = run.metrics
        self.assertEqual([row['loss'] for row in plain], [float(row['loss']) for row in rows])
        if pandas is not None:
            frame = run.metrics
            self.assertEqual((frame.index.name, len(frame)), ('epoch', 3))
            self.assertEqual(frame['test_accuracy'].tolist(), [float(row['test_accuracy']) for row in rows])

    def test_data_on_disk_and_new(self):
        arrays = dict(zip(('x_train', 'y_train', 'x_test', 'y_test'), data()))
        np.savez('mine.npz', **arrays)
        text = tessc.new('mine.npz', 'made')
        self.assertIn('model made', text)
        self.assertEqual(text, tessc.new(arrays, 'made').replace('arrays in memory', 'mine.npz'))
        with open('made.tess', 'w') as file:
            file.write(text)
        run = self.train('made.tess', 'mine.npz', epochs=1, out='here', max_steps=1)
        self.assertEqual(str(run.path), 'here')
        run = self.train(SMALL, 'mine.npz', epochs=1)
        self.assertEqual(run.evaluate(engine='interpret').logits.tolist(),
                         run.evaluate(arrays, engine='interpret').logits.tolist())

    def test_files_of_an_evaluation(self):
        subprocess.run([tessc.find(), 'data', 'make', 'nmnist', '--out', 'made', '--samples', '40'], check=True,
                       capture_output=True)
        text = ('tess 1\nmodel a\ninput 2x17x17 { dataset nmnist; frames 3 of 100 ms }\n'
                'network { conv 4 3x3 pad 1, maxpool 4x4; readout }\ntrain { batch 8; epochs 1 }\n')
        run = self.train(text, 'made')
        seen = run.evaluate(engine='interpret')
        self.assertEqual(len(set(seen.files)), len(seen.labels))
        for file, label in zip(seen.files, seen.labels):
            self.assertIn(f'Test/{label}/', file)
            self.assertTrue(os.path.isfile(os.path.join('made', file)), file)

    def test_arrays_for_a_model_of_another_data_set(self):
        text = SMALL.replace('dataset arrays; classes 4', 'dataset mnist').replace('1x8x7', '1x28x28')
        run = self.train(text, data(10, (1, 28, 28), 20, 10), epochs=1)
        self.assertEqual(run.model['input']['dataset'], 'arrays')
        self.assertEqual(run.evaluate((data(10, (28, 28), 10, 10)[:2]), engine='interpret').logits.shape, (10, 10))

    def test_errors(self):
        with self.assertRaises(tessc.TessError) as caught:
            self.train(epochs=-3)
        self.assertEqual(caught.exception.code, 2)
        self.assertIn('--epochs', str(caught.exception))
        for wrong, near in (('epochen', 'epochs'), ('epoch', 'epochs'), ('trainlimit', 'train_limit'), ('augmen', 'augment')):
            with self.assertRaisesRegex(TypeError, f"tessc train has no option '{wrong}': did you mean '{near}'"):
                self.train(**{wrong: 3})
        self.assertFalse(os.path.exists('runs'))
        with self.assertRaises(tessc.TessError) as caught:
            self.train(SMALL.replace('conv 6', 'conf 6'))
        self.assertEqual(caught.exception.code, 65)
        self.assertIn("did you mean 'conv'", caught.exception.stderr)
        with self.assertRaisesRegex(ValueError, 'there is no y_test'):
            self.train(arrays={'x_train': 0, 'y_train': 0, 'x_test': 0})
        with self.assertRaisesRegex(ValueError, 'a sequence of 3'):
            self.train(arrays=data()[:3])
        with self.assertRaisesRegex(TypeError, 'y_train has to hold the numbers of classes'):
            self.train(arrays=(data()[0], np.array(['a', 'b'] * 32), *data()[2:]))
        with self.assertRaisesRegex(FileNotFoundError, 'is no run directory'):
            tessc.Run('nowhere')
        with mock.patch.dict(os.environ, {'TESSC': '/nowhere/tessc'}):
            with self.assertRaisesRegex(FileNotFoundError, 'TESSC names /nowhere/tessc'):
                tessc.find()
        with mock.patch.dict(os.environ, {'TESSC': '', 'PATH': os.path.dirname(tessc.find())}):
            self.assertTrue(os.path.samefile(tessc.find(), os.path.join(os.environ['PATH'], 'tessc')))

    def test_interrupted_and_resumed(self):
        arrays = data()
        whole = self.train(arrays=arrays, epochs=40, out='whole')

        def stop(row):
            raise KeyboardInterrupt

        with self.assertRaises(KeyboardInterrupt):
            tessc.train(SMALL, arrays, engine='interpret', epochs=40, out='part', progress=stop)
        done = len(tessc.Run('part').rows)
        self.assertLess(done, 40)
        seen = []
        part = tessc.train(SMALL, arrays, engine='interpret', epochs=40, out='part', progress=seen.append, resume=True)
        self.assertEqual(seen[-1]['epoch'], 40)
        self.assertGreater(seen[0]['epoch'], 1)
        self.assertEqual(whole.weights('last').read_bytes(), part.weights('last').read_bytes())

    def test_probe(self):
        arrays = data()
        run = self.train(arrays=arrays)
        x, y = arrays[2][:5], arrays[3][:5]
        probe = tessc.probe(run, x, y, engine='interpret')
        np.testing.assert_allclose(probe.logits.sum(0), run.predict(x, engine='interpret'), atol=1e-5)
        self.assertEqual(probe.spikes['conv1'].shape, (3, 5, 6, 8, 7))
        self.assertEqual(probe.pooled['conv1'].shape, (3, 5, 6, 4, 3))
        self.assertEqual(probe.membranes['linear2'].shape, (3, 5, 9))
        self.assertEqual(probe.arrays['b0.grad.L0.w'].shape, (6, 1, 3, 3))
        np.testing.assert_array_equal(probe.spikes['conv1'], probe.membranes['conv1'] > np.float32(0.6))
        steps, neurons = probe.raster('conv1', sample=3)
        raster = np.zeros((3, 6 * 8 * 7))
        raster[steps, neurons] = 1
        np.testing.assert_array_equal(raster, probe.spikes['conv1'][:, 3].reshape(3, -1))
        self.assertTrue(raster.any())
        single = tessc.probe(tessc.load(run), x[3:4], engine='interpret')
        np.testing.assert_array_equal(single.spikes['linear2'][:, 0], probe.spikes['linear2'][:, 3])
        with self.assertRaisesRegex(ValueError, r'expected samples \[N, 1, 8, 7\], found \[5, 6, 7\]'):
            tessc.probe(run, x[:, 0, :6])


def agree(test, run, x, logits, **options):
    """The PyTorch network's logits are these, but for samples with a membrane near a threshold; how many there are."""
    network = tessc.load(run).torch(**options)
    found, near = [], []
    with torch.no_grad():
        for first in range(0, len(x), 20):
            made, trace = network.trace(torch.from_numpy(x[first:first + 20]))
            found.append(made.numpy())
            least = np.full(len(made), np.inf)
            for name, kept in trace.items():
                distance = np.abs(kept['membranes'].numpy() - np.float32(getattr(network, name).threshold))
                least = np.minimum(least, distance.swapaxes(0, 1).reshape(len(made), -1).min(1))
            near.append(least < NEAR)
        np.testing.assert_array_equal(network(torch.from_numpy(x)[:20]).numpy(), found[0])
    found, far = np.concatenate(found), ~np.concatenate(near)
    test.assertEqual(found.shape, logits.shape)
    off = np.abs(found - logits).max(1) / np.abs(logits).max()
    test.assertLess(off[far].max(initial=0), 1e-4)
    np.testing.assert_array_equal(found.argmax(1)[far], logits.argmax(1)[far])
    test.assertGreater(np.ptp(logits[far], axis=0).max(initial=0), 0, 'all samples have the same logits')
    return int((~far).sum()), int((found.argmax(1) != logits.argmax(1)).sum())


WALSH = 'learn tess { signal local { basis walsh; from step 1 } }'
VARIETY = {
    'max pools': SMALL,
    'every pool and kernel': model('conv 5 3x2 pad 1, maxpool 2x3 signal grid 2x2; conv 6 2x3 pad 1, avgpool 2x1 signal grid 2x1;'
                                    'conv 7 1x1, avgpool all signal grid 1x1; linear 8 signal bins 3', rest='neuron lif { threshold 0.15 }'),
    'reset zero, biases': model('conv 6 3x3 pad 1 { neuron lif { leak 0.9 threshold 0.4 reset zero }; weights { bias on } }; linear 7',
                                 rest='neuron lif { leak 0.25 threshold 0.3 reset subtract 1 }'),
    'raw and centred weights': model('conv 6 3x3 pad 1 { weights { raw } }; conv 6 3x3 { weights { center } }; linear 7',
                                      rest='neuron lif { threshold 0.2 }'),
    'no gain': model('conv 6 3x3 pad 1; linear 9', rest='weights { standardize; gain off }'),
    'bptt': model('conv 6 3x3 pad 1, maxpool 2x2; linear 9', rest='learn bptt'),
    'from a layer': model('conv 6 3x3 pad 1, maxpool 2x2 signal grid 3x2; conv 5 3x3 pad 1; linear 9',
                           rest='predict from conv1 only'),
    'from layers, late signals, walsh': model('conv 6 3x3 pad 1, avgpool 2x2 signal grid 2x2; linear 9 signal bins 4 logits mean times 20',
                                               rest=WALSH + '\npredict from sum of conv1 linear2 readout'),
    'from a linear layer, random signs': model('conv 6 3x3 pad 1, maxpool 2x2; linear 12 signal bins 5',
                                                rest='learn tess { signal local { basis random 7; logits sum } }\npredict from linear2'),
    'from the best': model('conv 6 3x3 pad 1, maxpool 2x2; linear 9', rest='predict from best'),
}


@unittest.skipIf(torch is None, 'no torch')
class Torch(Case):
    def test_variety(self):
        torch.set_num_threads(1)
        for name, text in VARIETY.items():
            with self.subTest(name):
                arrays = data(train=40, test=30)
                run = self.train(text, arrays, epochs=2, out=name.replace(' ', '_'))
                logits = run.evaluate(arrays, engine='interpret').logits
                near, wrong = agree(self, run, arrays[2], logits)
                self.assertLess(near, 15)
                self.assertLessEqual(wrong, near)
                self.assertTrue(tessc.load(run).torch().state_dict().keys() == tessc.load(run).keys())

    def test_other_logits_than_the_models(self):
        arrays = data()
        run = self.train(arrays=arrays)
        for words in ('conv1', 'sum of conv1 readout', 'sum:conv1,linear2'):
            logits = run.evaluate(arrays, engine='interpret', predict_from=words).logits
            agree(self, run, arrays[2], logits, predict_from=words)
        with self.assertRaisesRegex(ValueError, 'expected some of conv1, linear2, readout, found conv7'):
            tessc.load(run).torch('conv7')
        run = self.train(SMALL + 'learn bptt\n', arrays, out='bptt')
        with self.assertRaisesRegex(ValueError, 'conv1 cannot predict: this model'):
            tessc.load(run).torch('conv1')

    def test_events(self):
        labels = np.arange(48) % 4
        rates = np.random.default_rng(2).random((4, 5, 2, 6, 6)) * 0.8
        x = random.poisson(rates[labels]).astype(np.uint8)
        text = model('conv 6 3x3 pad 1, maxpool 2x2; linear 9', 'frames 5', shape='2x6x6',
                     rest='neuron lif { threshold 0.4 }')
        run = self.train(text, (x[:32], labels[:32], x[32:], labels[32:]))
        near, _ = agree(self, run, x[32:], run.evaluate((x[32:], labels[32:]), engine='interpret').logits)
        self.assertLess(near, 8)
        probe = tessc.probe(run, x[:3], engine='interpret')
        _, trace = tessc.load(run).torch().trace(torch.from_numpy(x[:3]))
        np.testing.assert_allclose(probe.membranes['conv1'], trace['conv1']['membranes'].detach().numpy(), atol=1e-5)

    def test_scales_of_inputs(self):
        """Bytes for weights that learned from numbers: as eval takes them, or refused as there."""
        arrays = data(kind=np.float32)
        for factor, accepts in ((1 / 255, True), (1, True), (1 / 100, False)):
            given = tuple(a * np.float32(factor) if i % 2 == 0 else a for i, a in enumerate(arrays))
            if factor == 1:
                given = tuple(a.astype(np.int16) for a in given)
            run = self.train(SMALL.replace('mean 0.5 std 0.3', 'mean 0.5 std 0.3' if factor < 1 else 'mean 120 std 80'),
                             given, out=str(factor))
            pixels = arrays[2].astype(np.uint8)
            if accepts:
                agree(self, run, pixels, run.predict(pixels, engine='interpret'))
                agree(self, run, given[2].astype(np.float32), run.predict(given[2], engine='interpret'))
                continue
            with self.assertRaises(tessc.TessError):
                run.predict(pixels, engine='interpret')
            with self.assertRaisesRegex(ValueError, 'how bytes are to be converted is not certain'):
                tessc.load(run).torch()(torch.from_numpy(pixels))

    def test_a_changed_weight_changes_logits(self):
        arrays = data()
        run = self.train(arrays=arrays)
        logits = run.evaluate(arrays, engine='interpret').logits
        network = tessc.load(run).torch()
        with torch.no_grad():
            network.readout.weight[0] += 0.01
            self.assertGreater(np.abs(network(torch.from_numpy(arrays[2])).numpy() - logits).max(), 1e-3)

    def test_printed(self):
        text = str(tessc.load(self.train(epochs=1)).torch('sum of conv1 readout'))
        for part in ('conv [1, 8, 7] -> [6, 8, 7], kernel 3x3, pad 1, max pool 2x2, weights standardize, leak 0.5',
                     'linear [6, 4, 3] -> [9], weights standardize', '9 features -> 4 classes',
                     '2 x 2 cells, 24 latents -> 4 classes'):
            self.assertIn(part, text)

    def test_back_from_torch(self):
        arrays = data()
        run = self.train(arrays=arrays)
        weights = tessc.load(run)
        network = weights.torch()
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.mul_(1.25)
        path = weights.save('tuned.safetensors', network.state_dict())
        again = tessc.load(path, model=run.path / 'resolved.tess')
        self.assertEqual(again.metadata, weights.metadata)
        evaluation = run.evaluate(arrays, weights='tuned.safetensors', engine='interpret')
        with torch.no_grad():
            logits = network(torch.from_numpy(arrays[2])).numpy()
        off = np.abs(logits - evaluation.logits).max(1)
        self.assertGreater((off < 1e-4 * np.abs(logits).max()).mean(), 0.8)
        self.assertGreater(np.abs(logits - run.predict(arrays[2], engine='interpret')).max(), 0.1)
        with self.assertRaisesRegex(ValueError, 'conv1.gain differ'):
            weights.save('wrong', {name: value for name, value in weights.items() if name != 'conv1.gain'})
        self.assertFalse(os.path.exists('wrong'))

    def test_gradients_are_bptts(self):
        """Autograd through the module, in double precision, against the reference engine."""
        for neuron in ('reset subtract', 'reset zero'):
            arrays = data()
            text = model('conv 6 3x3 pad 1, avgpool 2x2; conv 5 3x3 pad 1 { weights { raw bias on } }; linear 9 { psi fast_sigmoid slope 3 }',
                         rest='learn bptt { psi triangle height 0.3 width 1 }\nneuron lif { leak 0.6 threshold 0.3 %s }' % neuron)
            run = self.train(text, arrays, out=neuron.replace(' ', '_'), max_steps=1, epochs=1)
            weights = tessc.load(run, 'last')
            x, y = arrays[0][:6], arrays[1][:6]
            probe = tessc.probe(weights, x, y, engine='interpret')
            network = weights.torch().double()
            logits, trace = network.trace(torch.from_numpy(x))
            for name, spikes in probe.spikes.items():
                np.testing.assert_array_equal(trace[name]['spikes'].detach().numpy(), spikes)
            torch.nn.functional.cross_entropy(logits, torch.from_numpy(y)).backward()
            ends = {'w': 'weight', 'gain': 'gain', 'b': 'bias'}
            compared = 0
            for i, name in enumerate([*weights.torch().names, 'readout']):
                for end, long in ends.items():
                    made = getattr(getattr(network, name), long, None)
                    alias = f"b0.grad.{'out' if name == 'readout' else 'L%d' % i}.{end}"
                    if made is None or alias not in probe.arrays:
                        continue
                    expected = probe.arrays[alias].reshape(made.shape)
                    np.testing.assert_allclose(made.grad.numpy(), expected, atol=2e-5 * np.abs(expected).max() + 1e-12,
                                               rtol=0, err_msg=f'{neuron}: {alias}')
                    compared += 1
            self.assertEqual(compared, 2 + 2 + 2 + 2)


MNIST = os.environ.get('TESS_MNIST', os.path.join(ROOT, '../shared/data/mnist'))


def idx(name):
    import gzip
    for path, opener in ((os.path.join(MNIST, name), open), (os.path.join(MNIST, name + '.gz'), gzip.open)):
        if os.path.exists(path):
            with opener(path, 'rb') as file:
                raw = file.read()
            shape = struct.unpack_from(f'>{raw[3]}I', raw, 4)
            return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(shape).copy()
    return None


@unittest.skipIf(torch is None, 'no torch')
@unittest.skipIf(idx('t10k-labels-idx1-ubyte') is None, f'no MNIST in {MNIST}')
class Mnist(Case):
    def test_first_thousand(self):
        """A network of MNIST's, shortly trained: the first 1,000 test images by eval's CPU engine and by PyTorch."""
        x, y, test_x, test_y = (idx(name) for name in ('train-images-idx3-ubyte', 'train-labels-idx1-ubyte',
                                                       't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'))
        test_x, test_y = test_x[:1000], test_y[:1000]
        text = ('tess 1\nmodel digits\ninput 1x28x28 { dataset mnist; present 4 steps; normalize mean 0.1307 std 0.3081 }\n'
                'network { conv 16 5x5 pad 2, maxpool 2x2 signal grid 2x2; conv 32 5x5 pad 2, maxpool 2x2 signal grid 2x2; readout }\n'
                'train { batch 32; epochs 1 }\n')
        run = tessc.train(text, (x[:3000], y[:3000], test_x, test_y), progress=False)
        evaluation = run.evaluate((test_x, test_y))
        self.assertGreater(evaluation.accuracy, 0.8)
        near, wrong = agree(self, run, test_x, evaluation.logits)
        print(f'MNIST: accuracy {evaluation.accuracy:.3f}; {near} of 1,000 images near a threshold; {wrong} predicted otherwise')
        self.assertLess(near, 700)
        self.assertLessEqual(wrong, 5)


if __name__ == '__main__':
    unittest.main(verbosity=2)

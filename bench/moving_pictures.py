#!/usr/bin/python3
"""Makes event data of the shape and kind of CIFAR10-DVS from CIFAR-10: pictures that move before a simulated sensor.

    bench/moving_pictures.py DIR OUT.npz        DIR: CIFAR-10's binary files; OUT.npz: for `dataset arrays`

CIFAR10-DVS was recorded by moving each picture smoothly and repeatedly around a closed loop before an event camera (H. Li
et al., "CIFAR10-DVS: an event-stream dataset for object classification", Frontiers in Neuroscience 11, 2017). Something of
that kind is done here with numbers; path, distances and sensor are this script's own choice, and nothing was fitted to the
real recordings. Each pixel remembers the logarithm of the brightness at its last event and sends one more, ON or OFF, for
every step up or down. A recording is cut into frames of equally many events, each of which sees the same edges. Frames hold
numbers of events over their root mean square."""

import argparse
import sys

import numpy as np

from inputs import InputError, cifar10

SIDE, FRAMES = 48, 10
LOOPS, LEG, SUBSTEPS = 6, 3, 4  # times around; pixels along each axis of a leg; moments a pixel
LEGS = ((1, 1), (-1, 1), (-1, -1), (1, -1))
CONTRAST, DARK = 0.25, 0.05  # an event's step of log brightness; brightness that the sensor adds
TRAIN, TEST = 512, 64
LUMA = (0.299, 0.587, 0.114)


def positions():
    """Displacements (y, x) in pixels from the first moment on, never negative."""
    place, places = np.zeros(2), []
    for _ in range(LOOPS):
        for leg in LEGS:
            for _ in range(LEG * SUBSTEPS):
                place = place + np.array(leg) / SUBSTEPS
                places.append(place)
    return np.array(places) - np.min(places, axis=0)


def sample(picture, y, x):
    """Pictures [N, 32, 32] stretched to the sensor, displaced by (y, x), with linear interpolation."""
    scale = picture.shape[-1] / (SIDE + 2 * LEG)

    def axis(offset):
        at = np.clip((np.arange(SIDE) + offset + 0.5) * scale - 0.5, 0, picture.shape[-1] - 1)
        low = np.minimum(at.astype(int), picture.shape[-1] - 2)
        return low, (at - low).astype(np.float32)

    row, down = axis(y)
    column, right = axis(x)
    rows = picture[:, row] * (1 - down)[:, None] + picture[:, row + 1] * down[:, None]
    return rows[:, :, column] * (1 - right) + rows[:, :, column + 1] * right


def record(picture):
    """Numbers of events [moments, N, 2, SIDE, SIDE], OFF and ON."""
    moments, memory = [], None
    for y, x in positions():
        brightness = np.log(sample(picture, y, x) + DARK)
        memory = brightness if memory is None else memory
        steps = np.trunc((brightness - memory) / CONTRAST)
        memory = memory + steps * CONTRAST
        moments.append(np.stack([np.maximum(-steps, 0), np.maximum(steps, 0)], axis=1).astype(np.uint8))
    return np.stack(moments)


def frames(moments):
    """[N, FRAMES, 2, SIDE, SIDE]: frame k ends where (k + 1) / FRAMES of a recording's events are over."""
    events = np.cumsum(moments.sum(axis=(2, 3, 4), dtype=np.int64), axis=0)
    frame = np.minimum((events - 1) * FRAMES // np.maximum(events[-1], 1), FRAMES - 1).clip(0)
    result = np.zeros((moments.shape[1], FRAMES, *moments.shape[2:]), np.float32)
    for moment in range(len(moments)):
        result[np.arange(len(result)), frame[moment]] += moments[moment]
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('data', metavar='DIR')
    parser.add_argument('out', metavar='OUT.npz')
    options = parser.parse_args()
    try:
        pixels, labels = cifar10(options.data, TRAIN + TEST)
    except (InputError, OSError) as error:
        sys.exit('moving_pictures.py: %s' % error)
    picture = np.tensordot(pixels.astype(np.float32) / 255, np.array(LUMA, np.float32), (1, 0))
    events = np.concatenate([frames(record(picture[i:i + 64])) for i in range(0, len(picture), 64)])
    events /= np.sqrt(np.mean(events ** 2))
    print('%d recordings, %.3f of the values are not zero' % (len(events), np.mean(events != 0)))
    np.savez(options.out, x_train=events[:TRAIN], y_train=labels[:TRAIN], x_test=events[TRAIN:], y_test=labels[TRAIN:])


if __name__ == '__main__':
    main()

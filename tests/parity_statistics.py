"""Cases that are too large to keep every tensor: statistics of each tensor, [T, layers], and of the gradients.

They are made from tensors under their golden names: `read` gives an array by name, or None. `layers` is how many there
are."""

import numpy as np


def steps(value):
    return value.astype(np.float64).reshape(value.shape[0], -1)


# By name: the tensor of every layer, and what is kept of each of its steps.
OF_STEPS = {
    'rate': ('s', lambda v: steps(v).mean(axis=1)),
    'pooled_mean': ('p', lambda v: steps(v).mean(axis=1)),
    'psi_mean': ('psi', lambda v: steps(v).mean(axis=1)),
    'u_mean': ('u', lambda v: steps(v).mean(axis=1)),
    'u_abs_mean': ('u', lambda v: np.abs(steps(v)).mean(axis=1)),
    'q_mean': ('q', lambda v: steps(v).mean(axis=1)),
    'h_mean': ('h', lambda v: steps(v).mean(axis=1)),
    'm_abs_sum': ('m', lambda v: np.abs(steps(v)).sum(axis=1)),
    'mp_abs_sum': ('mp', lambda v: np.abs(steps(v)).sum(axis=1)),
    'dw_abs_sum': ('dw', lambda v: np.abs(steps(v)).sum(axis=1)),
    'dw_l2': ('dw', lambda v: np.sqrt((steps(v) ** 2).sum(axis=1))),
    'lsg_loss': ('lsg_loss', lambda v: steps(v)[:, 0]),
    'lsg_logits': ('lsg_logits', lambda v: v.astype(np.float64)),
}


def of_steps(read, layers, name):
    """None where a layer does not have the tensor."""
    tensor, statistic = OF_STEPS[name]
    values = [read('L%d.%s' % (i, tensor)) for i in range(layers)]
    return None if any(value is None for value in values) else np.stack([statistic(v) for v in values], axis=1)


def gradients(read, layers, kind):
    """Zero where there is none."""
    values = [read('b0.grad.L%d.%s' % (i, kind)) for i in range(layers)]
    return [np.zeros(1) if value is None else value.astype(np.float64) for value in values]


def grad_raw_stats(read, layers):
    return np.array([[np.abs(w).sum(), np.sqrt((w ** 2).sum()), np.abs(g).sum(), np.sqrt((g ** 2).sum())]
                     for w, g in zip(gradients(read, layers, 'w'), gradients(read, layers, 'gain'))])


def grad_raw_samples(read, layers):
    return np.array([w.ravel()[np.arange(32) * (w.size // 32)] for w in gradients(read, layers, 'w')])


def adam_change(read, layers):
    return np.array([np.abs(read('after1.L%d.w' % i).astype(np.float64) - read('init.L%d.w' % i)).sum()
                     for i in range(layers)])


# By name: made of the batch as a whole.
OF_BATCH = {
    'logits_sum': lambda read, layers: read('b0.logits_sum'),
    'out_logits': lambda read, layers: read('out.logits'),
    'out_loss': lambda read, layers: read('b0.loss_steps'),
    'grad_out_b': lambda read, layers: read('b0.grad.out.b'),
    'grad_out_w_abs_sum': lambda read, layers: np.abs(read('b0.grad.out.w').astype(np.float64)).sum().reshape(1),
    'grad_raw_stats': grad_raw_stats,
    'grad_raw_samples': grad_raw_samples,
    'adam1_dw_abs_sum': adam_change,
}
NAMES = {*OF_STEPS, *OF_BATCH}


def learning_layers(read, layers):
    """Of each layer, whether all its channels have a gradient that is more than rounding noise, which Adam's first step
    would blow up: the signs of a channel's latents must not be the same for all classes."""
    good = []
    for i in range(layers):
        basis, out = read('L%d.basis' % i), read('L%d.weff' % i).shape[0]
        same = (basis == basis[0]).all(axis=0)
        dead = same & (basis[0] != 0)
        if same.size % out == 0:  # the latents of a channel stand side by side
            same, dead = same.reshape(out, -1).all(axis=1), dead.reshape(out, -1).any(axis=1)
            dead &= same
        good.append(not dead.any())
    return np.array(good)


def statistic(read, layers, name):
    """None where the tensor that it is made of is not there."""
    return of_steps(read, layers, name) if name in OF_STEPS else OF_BATCH[name](read, layers)

"""The networks that make_cases knows, by name, in few words."""


def conv(out, pool='none', size=1, grid=1, kernel=3, pad=1, **signal):
    return {'type': 'conv', 'out': out, 'kernel': kernel, 'stride': 1, 'pad': pad, 'bias': False, 'pool': pool,
            'pool_size': size, 'lsg_act_size': grid, **signal}


def linear(out, bins, bias=True, **signal):
    return {'type': 'linear', 'out': out, 'kernel': None, 'stride': 1, 'pad': 1, 'bias': bias, 'lsg_act_size': bins,
            **signal}


def scaled(of, times=1.0):
    """Of a case, or of a layer of it: logits=scaled('root', 4)."""
    return {'of': of, 'times': float(times)}


TAIL = conv(6, 'adaptive_avg')
THREE = [conv(4, grid=4), conv(5, 'max', 2, 2), TAIL]
FC = [linear(22, 22), linear(16, 6)]


def vgg(*channels):
    """The published VGG-9 with other numbers of channels."""
    pools = ('none', 'max', 'none', 'max', 'none', 'max', 'none')
    *body, last = channels
    return [*(conv(out, pool, 1 if pool == 'none' else 2, 2 if index else 4)
              for index, (out, pool) in enumerate(zip(body, pools))), conv(last, 'adaptive_avg')]


VGG_EVENTS = dict(shape=(2, 16, 16), T=5, batch=2, classes=11, event=True, drive=0.5, gains=(1.5, 2.4))


def case(blocks, shape, T=4, batch=4, classes=10, event=False, pre=1.0, post=1.0, lambda_pre=0.5, lambda_post=0.2,
         leak=0.0, threshold=0.6, reset='published', weights='standardize', supervised_from=0, gains=(1.0, 1.7),
         drive=None, note=None, rule='tess', logits=None, basis=None, smoothing=0.0, readout=None, optimizer=None,
         lr_times=None, only=None, update=None, statistics=False):
    """weights: 'standardize', 'center', 'raw', or 'wn off' (centred convolutions, raw linear layers). reset: 'published'
    (a convolution subtracts the rounded threshold, a linear layer the threshold), 'hard', or the amount itself. drive:
    standard deviation of a static input, mean count of an event input. logits: scaled(...), or None for means; a layer's
    own come before it. basis: 'walsh', {'random': seed}, or None for square waves; a layer's own likewise. smoothing: of
    labels. readout: what it has of its own: loss ('each step', 'sum'), smoothing, lr_times. optimizer: what is not Adam's
    default. lr_times: of each block. only: the blocks that learn (L0, ..., out); None: all. update: 'each
    step', or None for each batch. statistics: parameters and input come from a formula, and statistics are all that is
    kept."""
    return dict(locals())


CASES = {
    # The kinds of network and rule that the published code can be made to run.
    'static': case(THREE, (3, 16, 16), T=6),
    'static_minus': case(THREE, (3, 16, 16), T=6, post=-1.0),
    'event': case([conv(3, grid=4)] + THREE[1:], (2, 16, 16), T=10, classes=11, event=True, post=0.0),
    'average': case([conv(4, grid=4), conv(5, 'avg', 2, 2), TAIL], (3, 12, 12)),
    'centred': case(THREE, (3, 12, 12), weights='center'),
    'raw': case(THREE, (3, 12, 12), weights='raw'),
    'linear': case(FC, (40,), T=6, classes=20, leak=2.0),
    'hard_reset': case(THREE, (3, 12, 12), reset='hard'),
    'reset_threshold': case(THREE, (3, 10, 10), reset=0.6),
    'late': case(THREE, (2, 8, 8), T=8, event=True, post=-1.0, supervised_from=4, drive=0.4),
    # Sizes.
    'odd_size': case(THREE, (3, 15, 13), T=3),
    'odd_pools': case([conv(4, 'max', 2, 2), conv(5, 'max', 3, 1), conv(6, 'avg', 2, 1)], (1, 15, 17), T=5,
                      gains=(1.2, 2.0)),
    'row': case([conv(4, grid=1), conv(5, 'max', 2, 1), TAIL], (2, 4, 21), T=5, event=True, drive=0.5),
    'one_pixel': case([conv(4, pad=0, kernel=1), conv(6, pad=0, kernel=1)], (5, 1, 1), T=6, batch=5),
    'T1_static': case(THREE, (3, 12, 12), T=1),
    'T1_event': case(THREE, (2, 12, 12), T=1, event=True, drive=0.6),
    'T2_event': case(THREE, (2, 11, 9), T=2, event=True, drive=0.6, post=-1.0),
    'T20_event': case([conv(3, grid=2), conv(4, 'max', 2, 2), TAIL], (2, 8, 8), T=20, batch=2, classes=11, event=True,
                      drive=0.4),
    'T20_static': case([conv(3, grid=2), conv(4, 'max', 2, 2), TAIL], (1, 8, 8), T=20, batch=2, post=-1.0),
    'T33_event': case([conv(3, grid=2), conv(4, 'max', 2, 1)], (1, 6, 6), T=33, batch=2, event=True, drive=0.4),
    'classes_2': case([conv(4, grid=4), conv(5, 'max', 2, 2), conv(6, grid=3)], (3, 9, 9), classes=2),
    'classes_11': case(THREE, (3, 10, 10), T=5, classes=11),
    'classes_100': case(THREE, (3, 10, 10), T=4, batch=6, classes=100),
    'batch_1': case(THREE, (3, 12, 12), batch=1),
    'batch_3': case(THREE, (3, 12, 12), batch=3),
    'batch_37': case([conv(3, grid=2), conv(4, 'max', 2, 1)], (2, 6, 6), T=3, batch=37, event=True, drive=0.4),
    'wide': case([conv(40, grid=1), conv(24, 'max', 2, 1)], (3, 6, 5), T=3, batch=3, classes=100, gains=(1.2, 1.8)),
    'wide_deep': case([conv(17, grid=2), conv(33, 'max', 2, 2), conv(20, 'adaptive_avg')], (2, 6, 6), T=3, batch=2,
                      classes=100, gains=(1.4, 2.0)),
    'deep': case([conv(4, grid=4), conv(6, 'max', 2, 2), conv(5, grid=2), conv(6, 'max', 2, 2), conv(8, grid=2),
                  conv(6, 'adaptive_avg')], (3, 12, 12), T=6, batch=2, gains=(1.5, 2.3)),
    # Kernels, pools and grids.
    'kernel_5': case([conv(4, grid=3, kernel=5, pad=2), conv(5, 'max', 2, 2, kernel=5, pad=2), TAIL], (2, 10, 10)),
    'kernel_1': case([conv(4, grid=4), conv(5, 'max', 2, 2, kernel=1, pad=0), TAIL], (3, 10, 10)),
    'no_padding': case([conv(4, grid=3, pad=0), conv(5, 'max', 2, 2, pad=0), conv(6, 'adaptive_avg', pad=0)],
                       (3, 14, 13)),
    'wide_padding': case([conv(4, grid=3, kernel=3, pad=2), conv(6, 'adaptive_avg')], (2, 7, 9)),
    'grids_overlap': case([conv(4, grid=4), conv(5, 'max', 2, 3), conv(6, grid=2)], (3, 11, 13)),
    'grid_above_map': case([conv(4, grid=4), conv(5, 'max', 2, 4), TAIL], (3, 6, 7), T=5),
    'grid_far_above_map': case([conv(4, 'avg', 3, 5), conv(5, 'max', 2, 3)], (2, 9, 14), T=5, event=True, drive=0.5,
                               gains=(1.2, 2.0)),
    'grid_both_ways': case([conv(4, grid=6), conv(5, 'max', 2, 1)], (2, 4, 15)),
    'pool_first': case([conv(4, 'max', 2, 2), conv(6, 'avg', 2, 1)], (3, 12, 12), T=5),
    'average_twice': case([conv(4, 'avg', 2, 2), conv(5, 'avg', 3, 1), conv(6)], (2, 13, 12), T=6, event=True,
                          drive=0.5, gains=(1.4, 2.2)),
    'no_pool_end': case([conv(4, grid=2), conv(6, grid=2)], (2, 7, 5), T=5),
    # The neuron: published rounding (0.3 and 0.5: no reset; 1.4: 1; 1.6: 2), amounts, leaks.
    'threshold_03': case(THREE, (3, 9, 10), threshold=0.3),
    'threshold_05': case(THREE, (3, 9, 10), threshold=0.5, leak=-1.0),
    'threshold_14': case(THREE, (3, 10, 10), T=5, threshold=1.4, gains=(1.6, 2.6)),
    'threshold_16': case(THREE, (3, 10, 10), T=5, threshold=1.6, gains=(1.6, 2.8)),
    'threshold_1_exact': case(THREE, (3, 10, 10), T=5, threshold=1.0, reset=0.75, leak=1.5),
    'reset_025': case(THREE, (3, 10, 10), T=6, reset=0.25, leak=-0.7),
    'leak_high': case(THREE, (3, 10, 10), T=6, leak=3.0, reset=0.6),
    'leak_low': case(THREE, (2, 10, 10), T=6, leak=-3.0, event=True, drive=0.5),
    'hard_event': case(THREE, (2, 10, 9), T=7, reset='hard', event=True, leak=1.0, drive=0.5, threshold=0.8),
    # The rule.
    'pre_only': case(THREE, (3, 10, 10), post=0.0),
    'post_only': case(THREE, (3, 10, 10), T=6, pre=0.0, post=1.0),
    'post_only_event': case(THREE, (2, 9, 11), T=6, pre=0.0, post=-0.5, event=True, drive=0.5),
    'traces_slow': case(THREE, (3, 10, 10), T=6, lambda_pre=0.9, lambda_post=0.8, post=-0.3, pre=0.7),
    'traces_none': case(THREE, (2, 10, 10), T=5, lambda_pre=0.0, lambda_post=0.0, event=True, drive=0.5),
    'traces_one': case(THREE, (3, 10, 10), T=5, lambda_pre=1.0, lambda_post=1.0, post=0.25),
    'traces_one_event': case(THREE, (2, 9, 10), T=7, lambda_pre=1.0, lambda_post=1.0, post=-0.25, event=True,
                             drive=0.5, supervised_from=2),
    'traces_long': case(THREE, (3, 10, 10), T=5, lambda_pre=0.99, lambda_post=0.95, post=0.25),
    'late_static': case(THREE, (3, 10, 10), T=6, supervised_from=3),
    'late_last': case(THREE, (2, 9, 9), T=7, supervised_from=6, event=True, drive=0.5, post=-1.0),
    'late_post_only': case(THREE, (3, 9, 9), T=5, supervised_from=2, pre=0.0),
    'raw_event': case(THREE, (2, 10, 9), T=6, weights='raw', event=True, drive=0.5, post=-1.0),
    'centred_event': case(THREE, (2, 10, 9), T=6, weights='center', event=True, drive=0.5, classes=11),
    # Fully connected layers, alone and after convolutions.
    'linear_T1': case(FC, (40,), T=1, classes=20, leak=2.0),
    'linear_event': case(FC, (40,), T=8, classes=20, leak=2.0, event=True, drive=0.5),
    'linear_raw': case([linear(22, 11), linear(17, 5, bias=False)], (30,), T=5, classes=11, weights='raw', leak=1.0),
    'linear_hard': case(FC, (25,), T=5, reset='hard', leak=0.5, batch=3),
    'linear_late': case([linear(33, 7), linear(18, 6)], (20,), T=6, supervised_from=3, post=-1.0, batch=5),
    'linear_bins_above': case([linear(12, 20), linear(7, 9)], (20,), T=4, batch=3, classes=11),
    'linear_factors': case([linear(20, 20, bias=False), linear(12, 6, bias=False)], (24,), T=5, pre=0.5, post=-0.7,
                           lambda_pre=0.3, lambda_post=0.6),
    'mixed': case([conv(4, grid=3), conv(5, 'max', 2, 2), linear(18, 9), linear(12, 6)], (3, 9, 8), T=4, reset=0.6,
                  classes=11),
    'mixed_average': case([conv(4, grid=3), conv(5, 'avg', 2, 2), linear(20, 20, bias=False)], (2, 8, 10), T=6,
                          event=True, drive=0.5, reset='hard', gains=(1.3, 2.0)),
    'linear_wn_off': case(FC, (30,), T=5, classes=12, weights='wn off', leak=1.0),
    'linear_raw_event': case([linear(21, 4), linear(15, 3)], (24,), T=6, classes=7, weights='raw', leak=1.0, event=True,
                             drive=0.5),
    'linear_center': case([linear(20, 10), linear(14, 14, bias=False)], (24,), T=5, classes=12, weights='center',
                          leak=1.0),
    'mixed_wn_off': case([conv(4, grid=3), conv(5, 'max', 2, 2), linear(16, 8)], (3, 9, 8), T=4, reset=0.6, classes=7,
                         weights='wn off'),
    'mixed_raw': case([conv(4, grid=3), conv(5, 'max', 2, 2), linear(16, 8)], (3, 9, 8), T=4, reset=0.6, classes=37,
                      weights='raw'),
    # Square waves of other numbers of classes; the published VGG-9, narrow. Latents 4, 8, ... have the same sign in all
    # of 7 classes: a channel must not have such a latent alone, or a step of Adam blows up its rounding noise.
    'classes_7': case([conv(4, grid=4), conv(5, 'max', 2, 2), conv(4, 'adaptive_avg')], (2, 9, 10), T=5, classes=7,
                      event=True, drive=0.5),
    'classes_12': case(THREE, (3, 10, 9), classes=12),
    'classes_37': case([conv(12, grid=3), conv(20, 'max', 2, 2)], (2, 8, 8), T=3, batch=3, classes=37),
    'vgg_event': case(vgg(3, 4, 5, 5, 6, 6, 6, 6), **VGG_EVENTS),
    'vgg_event_37': case(vgg(4, 4, 5, 6, 7, 6, 7, 6), **{**VGG_EVENTS, 'classes': 37, 'post': -1.0}),
    'vgg_statistics': case(vgg(4, 6, 6, 8, 8, 8, 8, 6), **{**VGG_EVENTS, 'statistics': True}),
    'adaptive_2x2': case([conv(4, 'max', 2, 2), conv(6, 'adaptive_avg', 2, 2)], (2, 10, 10)),
    # The scale of the logits.
    'logits_root': case(THREE, (3, 10, 10), logits=scaled('root', 4)),
    'logits_sum': case(THREE, (3, 10, 10), logits=scaled('sum', 0.25)),
    'logits_mean_times': case([conv(3, grid=4)] + THREE[1:], (2, 10, 10), T=6, classes=11, event=True, drive=0.5,
                              logits=scaled('mean', 64)),
    'logits_by_layer': case([conv(4, grid=4), conv(5, 'avg', 2, 2, logits=scaled('sum')),
                             conv(6, 'adaptive_avg', logits=scaled('mean', 10))], (2, 9, 11), T=7, event=True,
                            drive=0.5, post=-1.0, supervised_from=2, logits=scaled('root', 2)),
    'logits_overlap': case([conv(4, grid=4), conv(5, 'max', 2, 3), conv(6, grid=2)], (3, 11, 13),
                           logits=scaled('root', 3)),
    'logits_linear': case(FC, (40,), T=6, classes=20, leak=2.0, logits=scaled('sum')),
    'logits_linear_by_layer': case([linear(22, 11, logits=scaled('root', 2)), linear(17, 5, bias=False)], (30,), T=5,
                                   classes=11, weights='raw', leak=1.0, event=True, drive=0.5,
                                   logits=scaled('mean', 16)),
    'logits_mixed': case([conv(4, grid=3, logits=scaled('sum', 0.5)), conv(5, 'max', 2, 2), linear(18, 9),
                          linear(12, 6, logits=scaled('mean', 7))], (3, 9, 8), T=4, reset=0.6, classes=11,
                         logits=scaled('root')),
    # Other signs than square waves.
    'walsh': case(THREE, (3, 10, 10), basis='walsh'),
    'walsh_blocks': case([conv(17, grid=2), conv(33, 'max', 2, 2), conv(20, 'adaptive_avg')], (2, 6, 6), T=3, batch=2,
                         gains=(1.4, 2.0), basis='walsh', logits=scaled('root', 4)),
    'walsh_classes_2': case(THREE, (3, 9, 9), classes=2, basis='walsh'),
    'walsh_classes_100': case(THREE, (2, 10, 10), T=4, batch=6, classes=100, event=True, drive=0.5, basis='walsh',
                              logits=scaled('root', 2)),
    'walsh_linear': case(FC, (40,), T=6, classes=20, leak=2.0, basis='walsh', logits=scaled('sum', 0.5)),
    'random': case(THREE, (3, 10, 10), basis={'random': 1}, logits=scaled('root', 4)),
    'random_blocks': case([conv(40, grid=3), conv(24, 'max', 2, 1)], (3, 6, 5), T=3, batch=3, classes=100,
                          gains=(1.2, 1.8), basis={'random': 9 * 10 ** 18}),
    'random_event': case([conv(3, grid=4)] + THREE[1:], (2, 10, 10), T=6, classes=11, event=True, drive=0.5, post=-1.0,
                         supervised_from=2, basis={'random': 7}),
    'random_mixed': case([conv(4, grid=3), conv(5, 'max', 2, 2), linear(18, 9), linear(12, 6)], (3, 9, 8), T=4,
                         reset=0.6, classes=11, basis={'random': 0}, logits=scaled('root')),
    'bases': case([conv(4, grid=3, basis={'random': 2}), conv(5, 'max', 2, 2), linear(18, 9, basis='walsh'),
                   linear(12, 6)], (3, 9, 8), T=4, reset=0.6, classes=11, logits=scaled('root')),
    # Signals from above.
    's_tllr': case(THREE, (3, 10, 10), rule='stllr'),
    's_tllr_event': case([conv(4, 'max', 2), conv(5, 'avg', 2), conv(6)], (2, 13, 12), T=8, event=True, drive=0.5,
                         post=-1.0, gains=(1.4, 2.2), rule='stllr'),
    's_tllr_late': case(THREE, (2, 9, 9), T=6, event=True, drive=0.5, supervised_from=3, rule='stllr'),
    's_tllr_mixed': case([conv(4), conv(5, 'max', 2), linear(18, 9), linear(12, 6)], (3, 9, 8), reset=0.6,
                         classes=11, rule='stllr'),
    'bptt': case(THREE, (3, 10, 10), reset=0.6, rule='bptt'),
    'bptt_hard': case([conv(4, kernel=5, pad=1), conv(5, 'avg', 2), conv(6, pad=0)], (2, 12, 11), T=7, event=True,
                      drive=0.5, leak=1.0, reset='hard', gains=(1.4, 2.2), rule='bptt'),
    'bptt_wide': case([conv(17), conv(33, 'max', 2), conv(20, 'adaptive_avg')], (2, 6, 6), T=20, batch=2, event=True,
                      drive=0.5, classes=100, gains=(1.4, 2.0), reset=0.6, rule='bptt'),
    'bptt_mixed': case([conv(4), conv(5, 'max', 2), linear(18, 9), linear(12, 6)], (3, 9, 8), reset=0.6, rule='bptt'),
    # tests/oracle: small enough to be kept with the sources, together a bit of everything.
    'small_static': case([conv(3, grid=3), conv(4, 'max', 2, 2), conv(5, 'adaptive_avg')], (2, 7, 5), T=3, batch=3),
    'small_late': case([conv(3, grid=2), conv(4, 'avg', 2, 1)], (2, 6, 7), T=6, batch=2, classes=11, event=True,
                       post=-1.0, supervised_from=2, drive=0.5),
    'small_long': case([conv(3, grid=2), conv(4, 'adaptive_avg')], (1, 5, 4), T=20, batch=2, event=True, drive=0.7,
                       post=0.0),
    'small_wide': case([conv(17, 'max', 2, 1, kernel=5, pad=2)], (2, 5, 5), T=3, batch=2, classes=11,
                       weights='raw', reset='hard'),
    'small_centred': case([conv(4, 'max', 2, 2), conv(5, grid=2)], (2, 6, 6), T=4, batch=2, weights='center',
                          threshold=1.4, leak=1.0, lambda_pre=0.7, lambda_post=0.4),
    'small_repeated': case([conv(3, 'max', 2, 3), conv(4, grid=3)], (2, 5, 4), T=3, batch=2, lambda_pre=1.0,
                           lambda_post=1.0),
    'small_s_tllr': case([conv(3, 'max', 2), conv(4), conv(5, 'adaptive_avg')], (2, 6, 7), T=4, batch=3, rule='stllr'),
    'small_bptt': case([conv(3), conv(4, 'max', 2), conv(5, 'avg', 2)], (2, 6, 6), T=7, batch=2, classes=11, event=True,
                       drive=0.6, reset=0.6, gains=(1.3, 2.0), rule='bptt'),
    'small_root': case([conv(3, 'max', 2, 3), conv(4, grid=2, logits=scaled('sum', 0.5))], (2, 6, 5), T=4, batch=2,
                       event=True, drive=0.6, logits=scaled('root', 4)),
    'small_sum': case([conv(3, 'avg', 2, 2), linear(10, 5, logits=scaled('mean', 20))], (2, 6, 5), T=4, batch=2,
                      classes=11, reset=0.6, logits=scaled('sum', 2)),
    'small_walsh': case([conv(5, 'max', 2, 2), linear(10, 7)], (2, 6, 5), T=4, batch=2, classes=11, event=True,
                        drive=0.6, reset=0.6, basis='walsh', logits=scaled('root', 2)),
    'small_random': case([conv(4, 'avg', 2, 1), linear(9, 5)], (2, 6, 5), T=4, batch=2, classes=7, reset=0.6,
                         basis={'random': 3}),
    'small_bases': case([conv(5, 'max', 2, 2, basis='walsh'), conv(4, grid=2), linear(8, 7, basis={'random': 3})],
                        (2, 6, 5), T=4, batch=2, classes=11, event=True, drive=0.6, reset=0.6, gains=(1.2, 2.0),
                        logits=scaled('root', 2)),
    'small_linear_raw': case([linear(9, 4), linear(6, 3)], (8,), T=3, batch=2, classes=7, weights='wn off', leak=1.0),
    'small_linear_center': case([linear(8, 5), linear(6, 6, bias=False)], (7,), T=3, batch=2, classes=12,
                                weights='center', leak=1.0, event=True, drive=0.6),
    'small_statistics': case([conv(4, 'max', 2, 2), conv(5, 'adaptive_avg'), linear(6, 6)], (2, 6, 5), T=4, batch=2,
                             classes=7, event=True, drive=0.6, reset=0.6, gains=(1.3, 2.0), statistics=True),
    'small_linear': case([linear(11, 11), linear(8, 6)], (9,), T=4, batch=3, leak=2.0),
    # A readout that learns otherwise than the layers, label smoothing, weight decay, rates of a layer's own.
    'small_loss_sum': case([conv(3, grid=2), conv(4, 'avg', 2, 1)], (2, 6, 7), T=5, batch=2, classes=11,
                           event=True, post=-1.0, supervised_from=2, drive=0.5, readout={'loss': 'sum'}),
    'small_adamw': case([conv(3, 'max', 2, 2), linear(10, 5)], (2, 6, 5), T=4, batch=2, classes=11, reset=0.6,
                        smoothing=0.1, readout={'loss': 'sum', 'smoothing': 0.25, 'lr_times': 0.5},
                        optimizer={'name': 'AdamW', 'weight_decay': 0.125}, lr_times=[0.25, 2.0]),
    'small_decay': case([conv(3, 'max', 2), conv(5, 'adaptive_avg')], (2, 6, 7), T=4, batch=3, rule='stllr',
                        smoothing=0.2, readout={'loss': 'sum'}, optimizer={'weight_decay': 0.25}, lr_times=[1.0, 0.0]),
    # Constants, and updates within a sample.
    'small_only': case([conv(3, 'max', 2, 2), conv(4, grid=2), linear(10, 5)], (2, 6, 5), T=4, batch=2, classes=11,
                       reset=0.6, only=['L1', 'out']),
    'small_only_bptt': case([conv(3, 'max', 2), conv(5, 'adaptive_avg')], (2, 6, 7), T=4, batch=3, rule='bptt',
                            only=['L0', 'out']),
    'small_step': case([conv(3, 'max', 2, 2), conv(4, grid=2), linear(10, 5)], (2, 6, 5), T=6, batch=1, classes=11,
                       event=True, drive=0.6, reset=0.6, gains=(1.3, 2.0), update='each step', supervised_from=1,
                       optimizer={'name': 'SGD', 'lr': 0.05, 'weight_decay': 0.125}),
    'small_step_only': case([conv(4, grid=2), conv(3, 'avg', 2, 1)], (2, 5, 6), T=5, batch=1, classes=7,
                            weights='center', threshold=1.4, leak=1.0, update='each step', only=['L0', 'out'],
                            optimizer={'name': 'SGD', 'lr': 0.02}),
    'small_mixed': case([conv(3, 'max', 2, 2), linear(10, 5)], (2, 6, 5), T=4, batch=2, classes=11, reset=0.6),
}

# By name: signs of square waves alone, of so many classes and latents.
WAVES = {'waves': ((7, 12, 37, 100), 2048), 'small_waves': ((7, 12, 37, 100), 160)}

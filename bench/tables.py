"""What a comparison prints."""

import statistics

from sides import multiply_adds

KINDS = {'train': 'training', 'evaluate': 'evaluation'}
FORWARD_STAGES = ('atoms', 'lists', 'forward')


def ratio_text(ratios):
    return '%.2f (%.2f-%.2f)' % (statistics.median(ratios), min(ratios), max(ratios))


def print_sides(c):
    for kind in c.options.kinds:
        print('\n%-12s %9s %10s %18s %18s %9s' % (KINDS[kind], 'images/s', 'CPU ms', 'ratio, wall', 'ratio, CPU time',
                                                  'peak MiB'))
        for side in c.rounds[0]:
            wall, cpu = c.values(side, kind, 'images_per_second'), c.values(side, kind, 'cpu_ms')
            line = '%-12s %9.2f %10.2f' % (side, statistics.median(wall), statistics.median(cpu))
            for what in ('images_per_second', 'cpu_ms'):
                ratio = '1'
                if side != 'tessc' and 'tessc' in c.rounds[0]:
                    ratio = ratio_text(c.ratios(side, kind, what))
                line += ' %18s' % ratio
            print(line + ' %9.0f' % max(c.values(side, kind, 'peak_mib')))


def stage_time(c, layer, chosen, kind='train'):
    """Median ms an image of some stages of a layer, all threads by the clock."""
    totals = []
    for result in c.rounds:
        stages = result['tessc'][kind]['stages'].get(layer, {})
        totals.append(sum(value for stage, value in stages.items() if chosen(stage)))
    return statistics.median(totals)


def is_forward(stage):
    return stage in FORWARD_STAGES


def is_gradient(stage):
    return 'gradient' in stage


def is_other(stage):
    return not is_forward(stage) and not is_gradient(stage)


def dense_time(c, layer, kind):
    """Median CPU ms an image of one kind of dense pass of a layer, all runs of it in a batch."""
    if 'onednn' not in c.rounds[0]:
        return None
    return statistics.median(result['onednn']['train']['cpu_ms_by_layer'][layer][kind] for result in c.rounds)


def speed(giga, milliseconds):
    return '%12.0f' % (1e3 * giga / milliseconds) if milliseconds else '%12s' % '-'


def print_speeds(c):
    """Dense-equivalent GMAC/s a core. Ours folds both weight gradients into one pass over all steps and is credited
    with one; the dense figure is one weight gradient of one step."""
    steps = c.model['input']['steps']
    densities = c.first('torch', 'train', 'densities') or c.first('published', 'train', 'densities')
    rates = c.rounds[0]['tessc']['train'].get('rates', {})
    print('\n%-9s %8s %8s %9s %12s %12s %12s %12s' % ('layer', 'input', 'spikes', 'GMAC', 'forward', 'gradient',
                                                     'dense fwd', 'dense grad'))
    for index, layer in enumerate(c.model['layers']):
        name = layer['name']
        giga = 1e-9 * steps * multiply_adds(layer)
        times = 1 if index == 0 and c.model['input']['static'] else steps
        dense = [dense_time(c, name, kind) for kind in ('forward', 'weight_gradient')]
        gradients = max(1, len(layer['rule']['terms'] or []))
        print('%-9s %8s %8s %9.3f %s %s %s %s' % (
            name, '%.3f' % densities[index] if densities else '-',
            '%.3f' % rates[name] if name in rates else '-', giga, speed(giga, stage_time(c, name, is_forward)),
            speed(giga, stage_time(c, name, is_gradient)), speed(giga * times / steps, dense[0]),
            speed(giga * times / steps * gradients, dense[1])))
    print('GMAC: of an image, all steps, one pass. Speeds: dense-equivalent GMAC/s a core.')


def print_times(c):
    print('\n%-9s %10s %10s %10s %10s %12s' % ('layer, ms', 'forward', 'gradient', 'other', 'training', 'evaluation'))
    for name in [layer['name'] for layer in c.model['layers']] + ['readout']:
        print('%-9s %10.4f %10.4f %10.4f %10.4f %12.4f' % (
            name, *(stage_time(c, name, chosen) for chosen in (is_forward, is_gradient, is_other, bool)),
            stage_time(c, name, bool, 'evaluate')))
    print("Ours, ms an image, all threads by the clock; updates left out.")


def print_layers(c):
    if 'tessc' in c.options.sides and 'train' in c.options.kinds:
        print_speeds(c)
        print_times(c)

"""What rounding may do to a tensor of a golden case."""

import re

from manifest import psi_of, tolerance_factors

OF_LAYER = re.compile(r'(?:b\d\.grad(?:eff)?\.)?L(\d+)\.(\w+)$')
MADE_OF_PSI = ('psi', 'h', 'dw', 'db')
STEEP = 1.5e-4  # of the largest magnitude


def tolerance(manifest, name, entry):
    """As many times the deviation of the golden float32 from float64, and of the largest magnitude, as the manifest
    says (4 and 1e-6 if it does not).

    The fast sigmoid of fully connected layers has a slope of 200, which magnifies the last bit of u and of the weights:
    one float32 realisation says little about what another gives (the golden numbers themselves are further from
    float64 run from the same float32 parameters than their f64_dev tells). There what is made of psi is held to
    1.5e-4 of the largest magnitude. manifest: a complete one.
    """
    of_deviation, of_largest = tolerance_factors(manifest)
    largest = float(entry.get('max_abs') or 0)
    limit = of_deviation * float(entry.get('f64_dev') or 0) + of_largest * largest
    layer = OF_LAYER.match(name)
    if layer and psi_of(manifest['blocks'][int(layer.group(1))])[0] == 'fast_sigmoid':
        if '.grad' in name or layer.group(2) in MADE_OF_PSI:
            limit = max(limit, STEEP * largest)
    return limit

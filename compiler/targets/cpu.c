/* Ordinary processors: C with vector extensions, one text for AVX-512, AVX2 and NEON. */
#include "cpu/emit/emit.h"
#include "targets/target.h"

static const struct machine cpu = {
    .name = "cpu",
    .widest_lanes = 16,
    .fewest_blocks = 2,
    .table_bytes = 480 * 1024,
    .pattern_bytes = 32 * 1024,
    .sums_bytes = 1024 * 1024,
    .twin_bytes = 1024 * 1024,
    .cached_membrane_bytes = 4 * 1024 * 1024,
    .membrane_bytes = 64 * 1024 * 1024,
    .part_bytes = 7 * 1024 * 1024,
    .slot_bytes = 64 * 1024 * 1024,
    .kept_bytes = 256 * 1024 * 1024,
    .fold_bytes = 1024 * 1024 * 1024,
    .input_bytes = 256 * 1024 * 1024,
    .stream_bytes = 64 * 1024 * 1024,
    .pace = {.spike_mac = 0.0018, .value_mac = 0.025, .error_mac = 0.0085, .neuron_step = 0.9, .stream = 3},
};

const struct target target_cpu = {.machine = &cpu, .emit = emit_program};

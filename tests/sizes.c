/* The C of a model as the cpu target would write it for a machine of other sizes:
 *
 *     tests/sizes MODEL.tess fold|stream [FIELD=VALUE...] > NAME.c
 *
 * with the fields of struct machine (compiler/cpu/plan/machine.h). tests/behaviour-sizes.sh trains what it writes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/cpu.h"
#include "cpu/emit/emit.h"
#include "cpu/plan/make.h"
#include "cpu/plan/solvers.h"
#include "model/load.h"

#define SIZE(name)                                                                                                     \
    {                                                                                                                  \
#name, offsetof(struct machine, name)                                                                          \
    }
#define OF_FOLD(name)                                                                                                  \
    {                                                                                                                  \
#name, offsetof(struct machine, fold.name)                                                                     \
    }

static const struct {
    const char *name;
    size_t offset; /* of a size_t in struct machine */
} sizes[] = {SIZE(slot_bytes),        OF_FOLD(table_bytes), OF_FOLD(pattern_bytes),
             OF_FOLD(sums_bytes),     OF_FOLD(twin_bytes),  OF_FOLD(cached_membrane_bytes),
             OF_FOLD(membrane_bytes), OF_FOLD(part_bytes),  OF_FOLD(kept_bytes),
             OF_FOLD(input_bytes)};

static bool set(struct machine *machine, const char *text)
{
    const size_t length = strcspn(text, "=");
    if (!strncmp(text, "widest_lanes=", length + 1)) {
        machine->widest_lanes = atoi(text + length + 1);
        return machine->widest_lanes >= 4;
    }
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (strlen(sizes[i].name) == length && !strncmp(text, sizes[i].name, length) && text[length]) {
            const size_t value = strtoull(text + length + 1, NULL, 10);
            memcpy((char *)machine + sizes[i].offset, &value, sizeof value);
            return value > 0;
        }
    fprintf(stderr, "sizes: expected a field of struct machine and its value, found '%s'\n", text);
    return false;
}

int main(int count, char **words)
{
    struct machine machine = cpu_machine;
    if (count < 3)
        return 2;
    for (int i = 3; i < count; i++)
        if (!set(&machine, words[i]))
            return 2;
    struct arena *arena = arena_create();
    struct diagnostics *diagnostics = diagnostics_create(arena);
    const struct model_options options = {0};
    const struct model *model = model_load(arena, words[1], &options, diagnostics);
    diagnostics_print(diagnostics, stderr);
    if (model) {
        const struct plan_options planned = {.policy = policy_named(NULL),
                                             .schedule = !strcmp(words[2], "stream") ? SCHEDULE_STREAM : SCHEDULE_FOLD};
        fputs(emit_program(arena, plan_make(arena, model, &machine, &planned)), stdout);
    }
    arena_destroy(arena);
    return model && fflush(stdout) == 0 ? 0 : 1;
}

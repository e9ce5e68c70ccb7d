#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/resolve_steps.h"
#include "tess/array.h"

static bool ends_in(const char *text, const char *ending)
{
    size_t length = strlen(text), tail = strlen(ending);
    return length >= tail && !strcmp(text + length - tail, ending);
}

static float *read_npy(struct resolver *resolver, const struct value *file, int *count)
{
    struct tess_array array;
    struct tess_error error = {0};
    if (!tess_array_read(file->file, &array, &error)) {
        diagnose_error(resolver->diagnostics, file->span, "%s", error.text);
        return NULL;
    }
    *count = (int)(array.count > SOURCE_MAX_BYTES ? SOURCE_MAX_BYTES : array.count);
    float *values = ARENA_ARRAY(resolver->arena, float, *count);
    memcpy(values, array.values, (size_t)*count * sizeof(float));
    tess_array_free(&array);
    return values;
}

/* Numbers with white space or commas between them. */
static float *read_text(struct resolver *resolver, const struct value *file, int *count)
{
    const char *error;
    const struct source *source = source_read(resolver->arena, file->file, &error);
    if (!source) {
        diagnose_error(resolver->diagnostics, file->span, "%s: %s", file->file, error);
        return NULL;
    }
    float *values = ARENA_ARRAY(resolver->arena, float, source->length / 2 + 1);
    const char *at = source->text, *end = source->text + source->length;
    for (*count = 0;;) {
        while (at < end && (isspace((unsigned char)*at) || *at == ','))
            at++;
        if (at == end)
            return values;
        char *behind;
        values[*count] = strtof(at, &behind);
        if (behind == at) {
            diagnose_error(resolver->diagnostics, file->span, "%s: offset %td: expected a number", file->file,
                           at - source->text);
            return NULL;
        }
        at = behind;
        ++*count;
    }
}

/* What a model file may list: a file, or what is spaced between two settings, may hold anything. */
static bool are_frequencies(struct resolver *resolver, const float *values, int count, struct span span)
{
    const double most = settings[SET_LEARN_SIGNAL_BASIS_FILE].high;
    for (int i = 0; i < count; i++) {
        const double size = fabs((double)values[i]);
        if (isfinite(values[i]) && size <= most && (size >= SETTING_TINY || fpclassify(values[i]) == FP_ZERO))
            continue;
        diagnose_error(resolver->diagnostics, span, "frequency %d is %g; it must be 0, or from %g to %g in magnitude",
                       i, (double)values[i], SETTING_TINY, most);
        return false;
    }
    return true;
}

static const float *listed_frequencies(struct resolver *resolver, const struct layer_sheet *sheet)
{
    struct value list = resolved_value(resolver, sheet, SET_LEARN_SIGNAL_BASIS_FILE);
    int classes = resolver->model->input.classes, count = list.count;
    if (!list.set) {
        diagnose_error(resolver->diagnostics, setting_span(resolver, sheet, SET_LEARN_SIGNAL_BASIS),
                       "basis frequencies needs a number a class, or a file of them");
        return NULL;
    }
    const float *values = list.reals;
    if (list.file)
        values = ends_in(list.file, ".npy") || ends_in(list.file, ".npy.gz") ? read_npy(resolver, &list, &count)
                                                                             : read_text(resolver, &list, &count);
    if (!values)
        return NULL;
    if (count != classes) {
        diagnose_error(resolver->diagnostics, list.span, "%d frequenc%s for %d classes", count,
                       count == 1 ? "y" : "ies", classes);
        return NULL;
    }
    return are_frequencies(resolver, values, count, list.span) ? values : NULL;
}

static const float *spaced_frequencies(struct resolver *resolver, const struct layer_sheet *sheet)
{
    const int classes = resolver->model->input.classes;
    float *frequencies = ARENA_ARRAY(resolver->arena, float, classes);
    square_wave_frequencies(classes, resolved_value(resolver, sheet, SET_LEARN_SIGNAL_BASIS_LOW).real,
                            resolved_value(resolver, sheet, SET_LEARN_SIGNAL_BASIS_TO).real, frequencies);
    return are_frequencies(resolver, frequencies, classes, setting_span(resolver, sheet, SET_LEARN_SIGNAL_BASIS))
               ? frequencies
               : NULL;
}

/* By the choice of learn.signal.basis. */
static const struct {
    enum basis_kind kind;
    /* NULL: it has none; returns NULL: reported */
    const float *(*frequencies)(struct resolver *resolver, const struct layer_sheet *sheet);
} choices[] = {{BASIS_SQUARE_WAVE, spaced_frequencies},
               {BASIS_SQUARE_WAVE, listed_frequencies},
               {BASIS_WALSH, NULL},
               {BASIS_RANDOM, NULL},
               {BASIS_NORMAL, NULL}};

/* false: reported */
static bool choose_basis(struct resolver *resolver, const struct layer_sheet *sheet, struct basis *basis)
{
    const int choice = chosen_basis(resolver, sheet).choice;
    basis->kind = choices[choice].kind;
    if (basis->kind == BASIS_RANDOM || basis->kind == BASIS_NORMAL)
        basis->seed = resolved_value(resolver, sheet, SET_LEARN_SIGNAL_BASIS_SEED).integer;
    if (choices[choice].frequencies)
        basis->frequencies = choices[choice].frequencies(resolver, sheet);
    return !choices[choice].frequencies || basis->frequencies;
}

/* Does a layer say anything of its basis? */
static bool has_own_basis(const struct layer_sheet *sheet)
{
    bool own = false;
    for (enum setting_id id = SET_LEARN_SIGNAL_BASIS; id <= SET_LEARN_SIGNAL_BASIS_SEED; id++)
        own = own || sheet->values.of[id].set;
    return own;
}

/* Errors of a cross entropy add up to 0 over the classes: where B is the same for all of them nothing is left. So it is
 * where all are zero, as in column 0 of square waves. */
static const bool *find_dead(struct resolver *resolver, const struct layer *layer)
{
    const enum signal_source source = layer->rule.signal.source;
    const bool balanced =
        layer->rule.function == LOSS_CROSS_ENTROPY && (source == SOURCE_SPIKES || source == SOURCE_ERROR);
    bool *dead = ARENA_ARRAY(resolver->arena, bool, layer->latents);
    for (int i = 0; i < layer->latents && balanced; i++) {
        dead[i] = true;
        for (int c = 1; c < resolver->model->input.classes; c++)
            dead[i] &= basis_at(layer, c, i) == basis_at(layer, 0, i);
    }
    return dead;
}

static void fill_basis(struct resolver *resolver, struct layer *layer)
{
    const int classes = resolver->model->input.classes, cells = layer_cells(layer);
    const size_t count = (size_t)classes * (size_t)layer->latents;
    if (layer->basis.kind == BASIS_NORMAL) {
        float *normal = ARENA_ARRAY(resolver->arena, float, count);
        basis_normal(&layer->basis, classes, layer->latents, normal);
        layer->normal = normal;
    } else {
        int8_t *sign = ARENA_ARRAY(resolver->arena, int8_t, count);
        if (layer->rule.signal.projection == PROJECTION_ALL)
            memset(sign, 1, count);
        else
            basis_signs(&layer->basis, classes, layer->latents / cells, cells, sign);
        layer->sign = sign;
    }
    layer->dead = find_dead(resolver, layer);
}

void resolve_basis(struct resolver *resolver)
{
    struct model *model = resolver->model;
    const struct layer *sharing = NULL; /* the first without a word about it: its errors are told once */
    for (int i = 0; i < model->layers; i++) {
        const struct layer_sheet *sheet = resolver->sheet->layer[i];
        struct layer *layer = &model->layer[i];
        const bool own = has_own_basis(sheet);
        if (sharing && !own)
            layer->basis = sharing->basis;
        else if (layer->rule.signal.projection == PROJECTION_ALL)
            layer->basis.kind = BASIS_WALSH; /* not used: every class has the same */
        else if (!choose_basis(resolver, sheet, &layer->basis))
            return;
        if (!own)
            sharing = layer;
        fill_basis(resolver, layer);
    }
}

/* Tensors of an engine, read and written through their views. */
#include <math.h>
#include <string.h>

#include "tess/probe.h"

/* Bytes of one element; step bits are addressed as bytes. */
static const size_t STORE_SIZE[] = {
    [TESS_STORE_F32] = 4, [TESS_STORE_F64] = 8, [TESS_STORE_I8] = 1,
    [TESS_STORE_U16] = 2, [TESS_STORE_I32] = 4, [TESS_STORE_STEP_BITS] = 1,
};

size_t tess_view_shape(const struct tess_view *view, int batch, int64_t shape[TESS_VIEW_RANK], int *rank)
{
    size_t count = 1;

    *rank = 0;
    for (int i = 0; i < view->rank; i++) {
        bool image = view->dimension[i].axis == TESS_AXIS_IMAGE;
        if (image && view->mean_images)
            continue;
        shape[*rank] = image ? batch : view->dimension[i].extent;
        count *= (size_t)shape[(*rank)++];
    }
    return count;
}

/* One element of a view: where it lies, and where it stands in the batch's tensor. */
struct element {
    int index[TESS_VIEW_RANK];
    unsigned char *at;
    int bit;       /* TESS_STORE_STEP_BITS */
    double factor; /* stored value * factor = value */
    size_t place;
};

static bool has_step_axis(const struct tess_view *view)
{
    for (int i = 0; i < view->rank; i++)
        if (view->dimension[i].axis == TESS_AXIS_STEP)
            return true;
    return false;
}

bool tess_view_holds(const struct tess_view *view, const struct tess_run *run)
{
    if (!run->model->stepwise || view->stage < 0)
        return true;
    return has_step_axis(view) ? run->step >= view->first_step : run->step == run->model->input.steps - 1;
}

/* Of what the engine has at once. */
static int chunk_extent(const struct tess_view_dimension *dimension, const struct tess_run *run)
{
    if (dimension->axis == TESS_AXIS_STEP)
        return 1;
    return dimension->axis == TESS_AXIS_IMAGE ? run->count : dimension->extent;
}

/* Where an index of the chunk stands in the batch's tensor. */
static int batch_index(const struct tess_view *view, const struct tess_view_dimension *dimension,
                       const struct tess_run *run, int i)
{
    if (dimension->axis == TESS_AXIS_STEP)
        return run->step - view->first_step;
    return dimension->axis == TESS_AXIS_IMAGE ? run->first + i : i;
}

static int64_t position(const struct tess_view *view, const struct tess_view_dimension *dimension, int i)
{
    if (dimension->axis == TESS_AXIS_CHANNEL && dimension->lanes > 0)
        return i / dimension->lanes * dimension->stride + i % dimension->lanes;
    if (dimension->axis == TESS_AXIS_TIME && view->store == TESS_STORE_STEP_BITS)
        return i / view->bits * dimension->stride;
    return i * dimension->stride;
}

static void locate(const struct tess_view *view, const struct tess_run *run, struct element *element)
{
    int64_t offset = 0;

    element->place = 0;
    element->factor = view->factor;
    for (int k = 0; k < view->rank; k++) {
        const struct tess_view_dimension *dimension = &view->dimension[k];
        bool image = dimension->axis == TESS_AXIS_IMAGE;
        int i = element->index[k];
        offset += position(view, dimension, i);
        if (dimension->axis == TESS_AXIS_TIME && view->store == TESS_STORE_STEP_BITS)
            element->bit = i % view->bits;
        if (dimension->axis == TESS_AXIS_CHANNEL && view->scale != TESS_NO_OFFSET) {
            float scale;
            memcpy(&scale, run->arena + view->scale + sizeof scale * (size_t)i, sizeof scale);
            element->factor *= scale;
        }
        if (!(image && view->mean_images))
            element->place = element->place * (size_t)(image ? run->batch : dimension->extent) +
                             (size_t)batch_index(view, dimension, run, i);
    }
    element->at = (view->in_taps ? run->taps : run->arena) + view->offset + STORE_SIZE[view->store] * (size_t)offset;
}

/* Moves on to the next element of the chunk; false after the last. */
static bool next(const struct tess_view *view, const struct tess_run *run, struct element *element)
{
    for (int k = view->rank - 1; k >= 0; k--) {
        if (++element->index[k] < chunk_extent(&view->dimension[k], run))
            return true;
        element->index[k] = 0;
    }
    return false;
}

static double load(const struct tess_view *view, const struct element *element)
{
    union {
        float f32;
        double f64;
        int8_t i8;
        uint16_t u16;
        int32_t i32;
        uint8_t bits;
    } stored;

    memcpy(&stored, element->at, STORE_SIZE[view->store]);
    switch (view->store) {
    case TESS_STORE_F32:
        return stored.f32;
    case TESS_STORE_F64:
        return stored.f64;
    case TESS_STORE_I8:
        return stored.i8;
    case TESS_STORE_U16:
        return stored.u16;
    case TESS_STORE_I32:
        return stored.i32;
    case TESS_STORE_STEP_BITS:
        return stored.bits >> element->bit & 1;
    }
    return 0;
}

static void store(const struct tess_view *view, const struct element *element, double value)
{
    if (view->store == TESS_STORE_F64) {
        memcpy(element->at, &value, sizeof value);
        return;
    }
    if (view->store == TESS_STORE_F32) {
        float narrow = (float)value;
        memcpy(element->at, &narrow, sizeof narrow);
        return;
    }
    int32_t whole = (int32_t)floor(value + 0.5);
    int8_t i8 = (int8_t)whole;
    uint16_t u16 = (uint16_t)whole;
    if (view->store == TESS_STORE_STEP_BITS)
        *element->at = (unsigned char)((*element->at & ~(1 << element->bit)) | (whole != 0) << element->bit);
    else if (view->store == TESS_STORE_I8)
        memcpy(element->at, &i8, sizeof i8);
    else if (view->store == TESS_STORE_U16)
        memcpy(element->at, &u16, sizeof u16);
    else
        memcpy(element->at, &whole, sizeof whole);
}

void tess_view_read(const struct tess_view *view, const struct tess_run *run, double *values)
{
    struct element element = {.bit = 0};
    int64_t shape[TESS_VIEW_RANK];
    int rank;

    if (view->mean_images && run->first == 0 && (!has_step_axis(view) || run->step == view->first_step))
        memset(values, 0, tess_view_shape(view, run->batch, shape, &rank) * sizeof *values);
    do {
        locate(view, run, &element);
        double value = load(view, &element) * element.factor;
        if (view->mean_images)
            values[element.place] += value / run->batch;
        else if (view->sum_chunks && run->first > 0)
            values[element.place] += value;
        else
            values[element.place] = value;
    } while (next(view, run, &element));
}

void tess_view_write(const struct tess_view *view, const struct tess_run *run, const double *values)
{
    struct element element = {.bit = 0};

    do {
        locate(view, run, &element);
        store(view, &element, values[element.place] / element.factor);
    } while (next(view, run, &element));
}

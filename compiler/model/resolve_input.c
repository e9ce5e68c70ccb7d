#include <string.h>

#include "model/datasets.h"
#include "model/resolve_steps.h"

static void resolve_shape(struct resolver *resolver, const struct tess_data_set *info)
{
    struct tess_input *input = &resolver->model->input;
    struct value size = resolved_value(resolver, NULL, SET_INPUT);
    if (!size.set) {
        diagnose_error(resolver->diagnostics, setting_span(resolver, NULL, SET_INPUT),
                       "the input has no size: write 'input 3x32x32 { ... }'");
        return;
    }
    input->channels = size.size[0];
    input->height = size.size[1];
    input->width = size.size[2];
    if (!info)
        return;
    bool fits =
        (!info->channels || info->channels == size.size[0] || (info->form & TESS_DATA_RECORDED && size.size[0] == 1)) &&
        (!info->height || info->height == size.size[1]) && (!info->width || info->width == size.size[2]);
    if (fits)
        return;
    if (info->height)
        diagnose_error(resolver->diagnostics, size.span, "data set %s has frames of %dx%dx%d", info->name,
                       info->channels, info->height, info->width);
    else
        diagnose_error(resolver->diagnostics, size.span, "data set %s has %d channel%s", info->name, info->channels,
                       info->channels > 1 ? "s" : "");
    diagnose_note(resolver->diagnostics, setting_span(resolver, NULL, SET_INPUT_DATASET),
                  "the data set is chosen here");
}

static void resolve_classes(struct resolver *resolver, const struct tess_data_set *info)
{
    struct value classes = resolved_value(resolver, NULL, SET_INPUT_CLASSES);
    resolver->model->input.classes = classes.set ? (int)classes.integer : info ? info->classes : 0;
    if (!info)
        return;
    if (!classes.set && !info->classes)
        diagnose_error(resolver->diagnostics, setting_span(resolver, NULL, SET_INPUT_DATASET),
                       "data set %s does not say how many classes there are: write 'classes N'", info->name);
    if (classes.set && info->classes && (int)classes.integer != info->classes) {
        diagnose_error(resolver->diagnostics, classes.span, "data set %s has %d classes", info->name, info->classes);
        diagnose_note(resolver->diagnostics, setting_span(resolver, NULL, SET_INPUT_DATASET),
                      "the data set is chosen here");
    }
}

/* present N steps, or frames N [of X ms | by count]. */
static void resolve_steps(struct resolver *resolver, const struct tess_data_set *info)
{
    struct tess_input *input = &resolver->model->input;
    struct value present = resolved_value(resolver, NULL, SET_INPUT_PRESENT);
    struct value frames = resolved_value(resolver, NULL, SET_INPUT_FRAMES);
    struct value of = resolved_value(resolver, NULL, SET_INPUT_FRAMES_OF);
    struct value by = resolved_value(resolver, NULL, SET_INPUT_FRAMES_BY);
    if (present.set == frames.set) {
        diagnose_error(resolver->diagnostics, setting_span(resolver, NULL, present.set ? SET_INPUT_FRAMES : SET_INPUT),
                       present.set ? "input has 'present' and 'frames'; it is either a static image or frames"
                                   : "input needs 'present N steps' (static images) or 'frames N' (events)");
        if (present.set)
            diagnose_note(resolver->diagnostics, present.span, "present is set here");
        return;
    }
    input->is_static = present.set;
    input->steps = (int)(present.set ? present.integer : frames.integer);
    if (info && !(info->form & (input->is_static ? TESS_DATA_IMAGES : TESS_DATA_FRAMES)))
        diagnose_error(resolver->diagnostics, present.set ? present.span : frames.span,
                       input->is_static ? "data set %s has events, not images: write 'frames N'"
                                        : "data set %s has images, not events: write 'present N steps'",
                       info->name);
    if (of.set && by.set) {
        diagnose_error(resolver->diagnostics, by.span, "frames are cut either by time or by count");
        diagnose_note(resolver->diagnostics, of.span, "by time is set here");
    }
    input->framing = of.set ? TESS_FRAMES_BY_TIME : by.set ? TESS_FRAMES_BY_COUNT : TESS_FRAMES_NONE;
    input->frame_ms = of.real;
    if (info && info->form & TESS_DATA_RECORDED && frames.set && input->framing == TESS_FRAMES_NONE)
        diagnose_error(resolver->diagnostics, frames.span,
                       "data set %s has single events: write 'frames %d of X ms' or 'frames %d by count'", info->name,
                       input->steps, input->steps);
    if (input->is_static && input->framing != TESS_FRAMES_NONE)
        diagnose_error(resolver->diagnostics, of.set ? of.span : by.span, "a static image has no frames to cut");
}

/* What goes with recordings of cameras only. A clock that goes back loses nothing when events are merely counted, and
 * the published code does not look. */
static void resolve_camera(struct resolver *resolver, const struct tess_data_set *info)
{
    struct tess_input *input = &resolver->model->input;
    struct value clock = resolved_value(resolver, NULL, SET_INPUT_CLOCK);
    struct value sensor = resolved_value(resolver, NULL, SET_INPUT_SENSOR);
    const bool recorded = info && info->form & TESS_DATA_RECORDED && !input->is_static;
    const bool sorted = input->framing == TESS_FRAMES_BY_TIME && input->pipeline == TESS_PIPELINE_PAPER;
    if (info && !recorded && (clock.set || sensor.set))
        diagnose_error(resolver->diagnostics, clock.set ? clock.span : sensor.span,
                       "%s goes with recordings of event cameras; data set %s has none", clock.set ? "clock" : "sensor",
                       info->name);
    if (recorded && !clock.set)
        input->clock = sorted ? TESS_CLOCK_SORT : TESS_CLOCK_AS_IS;
    if (sensor.set) {
        input->sensor_width = sensor.size[0];
        input->sensor_height = sensor.size[1];
    }
}

enum { MOST_COLOURS = 4 }; /* channels of pictures */

static void resolve_normalize(struct resolver *resolver)
{
    struct tess_input *input = &resolver->model->input;
    struct {
        enum setting_id id;
        float *to;
    } const lists[] = {{SET_INPUT_MEAN, input->mean}, {SET_INPUT_STD, input->deviation}};
    input->normalize = resolved_value(resolver, NULL, SET_INPUT_NORMALIZE).integer;
    if (!input->normalize || !input->channels)
        return;
    struct span span = setting_span(resolver, NULL, SET_INPUT_NORMALIZE);
    if (input->channels > TESS_MAX_CHANNELS) {
        diagnose_error(resolver->diagnostics, span, "normalize takes at most %d channels", TESS_MAX_CHANNELS);
        if (input->width <= MOST_COLOURS)
            diagnose_note(resolver->diagnostics, resolved_value(resolver, NULL, SET_INPUT).span,
                          "the size is CxHxW, channels first: did you mean %dx%dx%d?", input->width, input->channels,
                          input->height);
        return;
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct value list = resolved_value(resolver, NULL, lists[i].id);
        if (list.set && list.count == input->channels)
            memcpy(lists[i].to, list.reals, (size_t)list.count * sizeof(float));
        else if (list.set)
            diagnose_error(resolver->diagnostics, list.span, "%s has %d number%s; the input has %d channel%s",
                           settings[lists[i].id].path, list.count, list.count == 1 ? "" : "s", input->channels,
                           input->channels == 1 ? "" : "s");
        else
            diagnose_error(resolver->diagnostics, span, "normalize needs '%s', a number a channel",
                           setting_phrase(lists[i].id));
    }
}

void resolve_input(struct resolver *resolver)
{
    struct tess_input *input = &resolver->model->input;
    struct value dataset = resolved_value(resolver, NULL, SET_INPUT_DATASET);
    if (!resolver->sheet->block[SET_INPUT].source && !dataset.set) {
        diagnose_error(resolver->diagnostics, resolver->sheet->name_span, "the model has no input");
        return;
    }
    const struct tess_data_set *info = dataset.set ? tess_data_set(dataset.choice) : NULL;
    if (info)
        input->dataset = info->name;
    else
        diagnose_error(resolver->diagnostics, setting_span(resolver, NULL, SET_INPUT_DATASET),
                       "the input has no data set: write 'dataset NAME'");
    resolve_fields(resolver, NULL, SET_INPUT, resolver->model);
    resolve_shape(resolver, info);
    resolve_classes(resolver, info);
    resolve_steps(resolver, info);
    resolve_normalize(resolver);
    resolve_camera(resolver, info);
}

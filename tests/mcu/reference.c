/* What a host's trainer comes to, in place of its commands: linked in front of libtess, the tess_main of a generated
 * program.
 *
 *     PROGRAM config        a header for board.c
 *     PROGRAM run SAMPLES   trains by batches of one, printing a hash of the logits after each step and of the
 *                           parameters after each update
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "samples.h"
#include "tess/engine.h"

static int print_config(const struct tess_model *model)
{
    const struct tess_input *input = &model->input;
    printf("#include \"%s.h\"\n#define NET(what) %s_##what\ntypedef struct %s net_type;\n", model->name, model->name,
           model->name);
    printf("enum { CLASSES = %d, INPUTS = %d, STEPS = %d, FROM = %d, IS_STATIC = %d };\n", input->classes,
           input->channels * input->height * input->width, input->steps, model->supervised_from, input->is_static);
    printf("#define PARAMS(PARAM)");
    for (int i = 0; i < model->params; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s", model->param[i].name);
        *strchr(name, '.') = '_';
        printf(" PARAM(%s)", name);
    }
    printf("\n");
    return 0;
}

static void print_params(struct tess_engine *engine, const struct tess_model *model, int sample)
{
    uint32_t hash = HASH_START;
    for (int i = 0; i < model->params; i++)
        hash = hash_more(hash, tess_engine_array(engine, model->param[i].value),
                         tess_param_count(&model->param[i]) * sizeof(float));
    printf("sample %d parameters %08lx\n", sample, (unsigned long)hash);
}

static void fill(struct tess_engine *engine, const struct tess_model *model, int sample)
{
    const struct tess_input *input = &model->input;
    const int inputs = input->channels * input->height * input->width;
    const int label = sample_label(sample, input->classes);
    *tess_engine_label(engine) = label;
    for (int t = 0; t < (input->is_static ? 1 : input->steps); t++)
        sample_frame(sample, t, label, input->is_static, tess_engine_input(engine) + t * inputs, inputs);
}

int tess_main(const struct tess_model *model, int count, char **words)
{
    struct tess_error error;
    if (count == 2 && !strcmp(words[1], "config"))
        return print_config(model);
    if (count != 3 || strcmp(words[1], "run") != 0)
        return 2;
    struct tess_engine *engine = tess_engine_open(model, 1, false, &error);
    if (!engine)
        return 1;
    struct tess_run *run = tess_engine_run(engine);
    double powers[2] = {1, 1};
    int stages;
    tess_engine_initialise(engine, 1);
    tess_engine_phase(engine, TESS_PREPARE);
    tess_engine_stages(engine, TESS_TRAINING, &stages);
    print_params(engine, model, -1);
    run->batch = run->count = 1;
    run->learning_rate = model->training.learning_rate;
    for (int n = 0; n < atoi(words[2]); n++) {
        fill(engine, model, n);
        for (run->step = 0; run->step < model->input.steps; run->step++) {
            for (int i = 0; i < stages; i++)
                tess_engine_stage(engine, TESS_TRAINING, i);
            tess_engine_step_update(engine);
            printf("sample %d step %d logits %08lx\n", n, run->step,
                   (unsigned long)hash_more(HASH_START, run->logits, (size_t)model->input.classes * sizeof(float)));
        }
        run->step = 0;
        powers[0] *= (double)model->training.beta1;
        powers[1] *= (double)model->training.beta2;
        run->power1 = powers[0];
        run->power2 = powers[1];
        tess_engine_phase(engine, TESS_UPDATE);
        print_params(engine, model, n);
    }
    tess_engine_close(engine);
    return 0;
}

#include "order.h"

#include <stddef.h>

const struct tess_stage *order_stages(const struct tess_model *model, enum tess_phase phase, int *count)
{
    const struct tess_stage *const list[TESS_PHASES] = {[TESS_PREPARE] = model->prepare,
                                                        [TESS_TRAINING] = model->train,
                                                        [TESS_UPDATE] = model->update,
                                                        [TESS_EVALUATION] = model->evaluate};
    const int counts[TESS_PHASES] = {[TESS_PREPARE] = model->prepare_stages,
                                     [TESS_TRAINING] = model->train_stages,
                                     [TESS_UPDATE] = model->update_stages,
                                     [TESS_EVALUATION] = model->evaluate_stages};
    *count = counts[phase];
    return list[phase];
}

static int parts_of(const struct tess_stage *stage, int images)
{
    return stage->part ? (images + stage->part - 1) / stage->part : 1;
}

int order_most(const struct tess_model *model)
{
    int most = 0;
    for (int phase = 0; phase < TESS_PHASES; phase++) {
        int stages, tasks = 0;
        const struct tess_stage *stage = order_stages(model, (enum tess_phase)phase, &stages);
        for (int i = 0; i < stages; i++)
            tasks += parts_of(&stage[i], model->chunk);
        most = tasks > most ? tasks : most;
    }
    return most;
}

/* What each of the two slots has for itself. */
static unsigned slotted(const struct order *order)
{
    if (order->phase == TESS_TRAINING && order->model->part_bytes)
        return TESS_OF_PART;
    return order->phase == TESS_EVALUATION && order->model->list_bytes ? TESS_LISTS : 0;
}

/* Appends what was put off, if anything. */
static void catch_up(struct order *order)
{
    if (order->put_off.stage)
        order->task[order->tasks++] = order->put_off;
    order->put_off.stage = NULL;
}

/* Nobody needs what the stage makes. */
static bool left_out(const struct order *order, const struct tess_stage *stage)
{
    const struct needs *needs = order->needs;
    if (stage->exit && !(needs && needs->logits[stage->layer]))
        return true;
    return needs && stage->layer > needs->highest[order->phase];
}

static void append(struct order *order, const struct task *task)
{
    const struct tess_effect *effect = task->stage->effect;
    if (!effect) /* what runs alone runs after all that was before it */
        catch_up(order);
    if (!effect || !effect->late || !order->overlapped || !slotted(order)) {
        order->task[order->tasks++] = *task;
        return;
    }
    catch_up(order);
    order->put_off = *task;
}

/* The stages that run together with the first of those left: how many. */
static int stages_together(const struct tess_stage *first, int left)
{
    int count = 1;
    while (first->part && count < left && first[count].layer == first->layer && first[count].part == first->part)
        count++;
    return count;
}

void order_list(struct order *order, int count)
{
    int stages, slot = 0;
    const struct tess_stage *stage = order_stages(order->model, order->phase, &stages);
    order->tasks = 0;
    order->put_off.stage = NULL;
    for (int i = 0, together; i < stages; i += together) {
        together = stages_together(stage + i, stages - i);
        slot ^= i > 0 && stage[i].layer != stage[i - 1].layer;
        const int parts = parts_of(stage + i, count), size = stage[i].part ? stage[i].part : count;
        for (int part = 0; part < parts; part++) {
            const int from = part * size, to = from + size < count ? from + size : count;
            slot ^= part > 0;
            for (int k = i; k < i + together; k++)
                if (!left_out(order, stage + k) && (part == 0 || !stage[k].effect || !stage[k].effect->first))
                    append(order, &(struct task){stage + k, k, from, to, order->overlapped ? slot : 0});
        }
    }
    catch_up(order);
}

bool order_after(const struct order *order, int task, int earlier)
{
    const struct task *a = &order->task[earlier], *b = &order->task[task];
    const struct tess_effect *first = a->stage->effect, *second = b->stage->effect;
    if (!first || !second)
        return true;
    unsigned met = (first->writes & (second->reads | second->writes)) | (first->reads & second->writes);
    if (order->phase == TESS_EVALUATION)
        met &= ~(unsigned)TESS_OF_PART;
    if (a->slot != b->slot)
        met &= ~slotted(order);
    if (a->stage->layer != b->stage->layer)
        met &= ~(unsigned)TESS_BY_LAYER;
    else if (a->to <= b->from || b->to <= a->from)
        met &= ~(unsigned)TESS_BY_IMAGE;
    return met != 0;
}

int task_items(const struct task *task)
{
    const int images = task->stage->images;
    return task->stage->blocks * (images ? (task->to - task->from + images - 1) / images : 1);
}

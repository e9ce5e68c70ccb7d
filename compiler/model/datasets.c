#include "model/datasets.h"

static const struct tess_data_set *set_of(const struct tess_input *input)
{
    return input->dataset ? tess_data_set_named(input->dataset) : NULL;
}

bool dataset_takes(const struct tess_input *input, const char *setting)
{
    const struct tess_data_set *set = set_of(input);
    return set && tess_data_set_takes(set, setting);
}

bool dataset_is_recorded(const struct tess_input *input)
{
    const struct tess_data_set *set = set_of(input);
    return set && (set->form & TESS_DATA_RECORDED) && !input->is_static;
}

const char *datasets_that_take(struct arena *arena, const char *setting)
{
    const char *names = "";
    const struct tess_data_set *set;
    for (int i = 0; (set = tess_data_set(i)); i++)
        if (tess_data_set_takes(set, setting))
            names = arena_format(arena, "%s%s%s", names, *names ? ", " : "", set->name);
    return names;
}

int dataset_samples(const struct tess_input *input)
{
    const struct tess_data_set *set = set_of(input);
    if (!set)
        return 0;
    return tess_data_set_takes(set, "train") ? input->synthetic_train : set->train;
}

#include "model/datasets.h"

#include <string.h>

const struct dataset_info dataset_infos[] = {
    {"cifar10", 3, 32, 32, 10, DATA_STATIC, 50000},
    {"cifar100", 3, 32, 32, 100, DATA_STATIC, 50000},
    {"mnist", 1, 28, 28, 10, DATA_STATIC, 60000},
    {"family", 0, 0, 0, 0, DATA_STATIC, 0},
    {"arrays", 0, 0, 0, 0, DATA_ANY, 0},
    {"folder", 0, 0, 0, 0, DATA_ANY | DATA_RECORDED, 0},
    {"synthetic", 0, 0, 0, 11, DATA_EVENT, 0},
    {"dvs_gesture", 2, 0, 0, 11, DATA_EVENT | DATA_RECORDED, 0},
    {"cifar10_dvs", 2, 0, 0, 10, DATA_EVENT | DATA_RECORDED, 9000},
    {"nmnist", 2, 0, 0, 10, DATA_EVENT | DATA_RECORDED, 60000},
};

int dataset_samples(const struct tess_input *input)
{
    for (size_t i = 0; i < sizeof dataset_infos / sizeof *dataset_infos; i++)
        if (!strcmp(dataset_infos[i].name, input->dataset) && dataset_infos[i].train > 0)
            return dataset_infos[i].train;
    return strcmp(input->dataset, "synthetic") ? 0 : input->synthetic_train;
}

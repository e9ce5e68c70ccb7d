#include "model/datasets.h"

const struct dataset_info dataset_infos[] = {
    {"cifar10", 3, 32, 32, 10, DATA_STATIC},
    {"cifar100", 3, 32, 32, 100, DATA_STATIC},
    {"mnist", 1, 28, 28, 10, DATA_STATIC},
    {"family", 0, 0, 0, 0, DATA_STATIC},
    {"arrays", 0, 0, 0, 0, DATA_ANY},
    {"folder", 0, 0, 0, 0, DATA_ANY | DATA_RECORDED},
    {"synthetic", 0, 0, 0, 11, DATA_EVENT},
    {"dvs_gesture", 2, 0, 0, 11, DATA_EVENT | DATA_RECORDED},
    {"cifar10_dvs", 2, 0, 0, 10, DATA_EVENT | DATA_RECORDED},
    {"nmnist", 2, 0, 0, 10, DATA_EVENT | DATA_RECORDED},
};

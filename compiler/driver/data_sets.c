/* The data sets that tessc data knows: where they come from, and what they are looked at as. */
#include <string.h>

#include "driver/data_make.h"
#include "driver/data_set.h"
#include "syntax/suggest.h"
#include "tess/data_sets.h"

#define CIFAR   "https://www.cs.toronto.edu/~kriz/"
#define MNIST   "https://ossci-datasets.s3.amazonaws.com/mnist/"
#define FASHION "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
#define NMNIST  "https://data.mendeley.com/public-files/datasets/468j46mzdv/files/"
#define DVS     "https://ndownloader.figshare.com/files/"

static const struct download cifar10[] = {
    {"cifar-10-binary.tar.gz", CIFAR "cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530", UNPACK_TAR},
};
static const struct download cifar100[] = {
    {"cifar-100-binary.tar.gz", CIFAR "cifar-100-binary.tar.gz", "03b5dce01913d631647c71ecec9e9cb8", UNPACK_TAR},
};
static const struct download mnist[] = {
    {"train-images-idx3-ubyte.gz", MNIST "train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873", UNPACK_NOT},
    {"train-labels-idx1-ubyte.gz", MNIST "train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432", UNPACK_NOT},
    {"t10k-images-idx3-ubyte.gz", MNIST "t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3", UNPACK_NOT},
    {"t10k-labels-idx1-ubyte.gz", MNIST "t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c", UNPACK_NOT},
};
static const struct download fashion[] = {
    {"train-images-idx3-ubyte.gz", FASHION "train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
     UNPACK_NOT},
    {"train-labels-idx1-ubyte.gz", FASHION "train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe",
     UNPACK_NOT},
    {"t10k-images-idx3-ubyte.gz", FASHION "t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79", UNPACK_NOT},
    {"t10k-labels-idx1-ubyte.gz", FASHION "t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310", UNPACK_NOT},
};
static const struct download nmnist[] = {
    {"Train.zip", NMNIST "39c25547-014b-4137-a934-9d29fa53c7a0/file_downloaded", "20959b8e626244a1b502305a9e6e2031",
     UNPACK_ZIP},
    {"Test.zip", NMNIST "05a4d654-7e03-4c15-bdfa-9bb2bcbea494/file_downloaded", "69ca8762b2fe404d9b9bad1103e97832",
     UNPACK_ZIP},
};
static const struct download cifar10_dvs[] = {
    {"airplane.zip", DVS "7712788", "0afd5c4bf9ae06af762a77b180354fdd", UNPACK_ZIP},
    {"automobile.zip", DVS "7712791", "8438dfeba3bc970c94962d995b1b9bdd", UNPACK_ZIP},
    {"bird.zip", DVS "7712794", "a9c207c91c55b9dc2002dc21c684d785", UNPACK_ZIP},
    {"cat.zip", DVS "7712812", "52c63c677c2b15fa5146a8daf4d56687", UNPACK_ZIP},
    {"deer.zip", DVS "7712815", "b6bf21f6c04d21ba4e23fc3e36c8a4a3", UNPACK_ZIP},
    {"dog.zip", DVS "7712818", "f379ebdf6703d16e0a690782e62639c3", UNPACK_ZIP},
    {"frog.zip", DVS "7712842", "cad6ed91214b1c7388a5f6ee56d08803", UNPACK_ZIP},
    {"horse.zip", DVS "7712851", "e7cbbf77bec584ffbf913f00e682782a", UNPACK_ZIP},
    {"ship.zip", DVS "7712836", "41c7bd7d6b251be82557c6cce9a7d5c9", UNPACK_ZIP},
    {"truck.zip", DVS "7712839", "89f3922fd147d9aeff89e76a2b0b70a7", UNPACK_ZIP},
};

#define IMAGES(name) .dataset = name, .steps = 1, .is_static = true, .validation_share = 0.1f
#define EVENTS(name, side, t, by, ms)                                                                                  \
    {                                                                                                                  \
        .dataset = name, .height = side, .width = side, .steps = t, .framing = by, .frame_ms = ms,                     \
        .clock = (by) == TESS_FRAMES_BY_TIME ? TESS_CLOCK_SORT : TESS_CLOCK_AS_IS, .window_ms = 1575,                  \
        .validation_share = 0.1f                                                                                       \
    }
#define DOWNLOADS(list) .download = list, .downloads = sizeof list / sizeof *list

const struct data_set data_sets[] = {
    {.name = "cifar10",
     .input = {IMAGES("cifar10")},
     .summary = "60,000 colour pictures of 32 x 32 pixels in 10 classes (170 MB)",
     .page = "https://www.cs.toronto.edu/~kriz/cifar.html",
     .folder = ".",
     DOWNLOADS(cifar10),
     .make = make_cifar},
    {.name = "cifar100",
     .input = {IMAGES("cifar100")},
     .summary = "60,000 colour pictures of 32 x 32 pixels in 100 classes (169 MB)",
     .page = "https://www.cs.toronto.edu/~kriz/cifar.html",
     .folder = ".",
     DOWNLOADS(cifar100),
     .make = make_cifar},
    {.name = "mnist",
     .input = {IMAGES("mnist")},
     .summary = "70,000 handwritten digits of 28 x 28 pixels (12 MB)",
     .page = "http://yann.lecun.com/exdb/mnist/",
     .folder = "mnist",
     DOWNLOADS(mnist),
     .make = make_idx},
    {.name = "fashion",
     .input = {IMAGES("family"), .channels = 1, .height = 28, .width = 28, .classes = 10},
     .summary = "70,000 pictures of clothes of 28 x 28 pixels; 'dataset family' in a model (31 MB)",
     .page = "https://github.com/zalandoresearch/fashion-mnist",
     .folder = "fashion",
     DOWNLOADS(fashion),
     .make = make_idx},
    {.name = "nmnist",
     .input = EVENTS("nmnist", 34, 10, TESS_FRAMES_BY_TIME, 31),
     .summary = "70,000 recordings of handwritten digits, 34 x 34 pixels (1.2 GB)",
     .page = "https://www.garrickorchard.com/datasets/n-mnist",
     .folder = "NMNIST",
     DOWNLOADS(nmnist),
     .make = make_nmnist},
    {.name = "dvs_gesture",
     .input = EVENTS("dvs_gesture", 128, 20, TESS_FRAMES_BY_TIME, 75),
     .summary = "1,342 clips of 11 hand gestures, 128 x 128 pixels (2.9 GB)",
     .page = "https://ibm.ent.box.com/s/3hiq58ww1pbbjrinh367ykfdf60xsfm8/folder/50167556794",
     .folder = "DvsGesture",
     .by_hand = "IBM wants its licence read before. Download DvsGesture.tar.gz from the page above\n"
                "(md5 8a5c71fb11e24e5ca5b11866ca6c00a1) and unpack it: tar -xzf DvsGesture.tar.gz",
     .make = make_gesture},
    {.name = "cifar10_dvs",
     .input = EVENTS("cifar10_dvs", 128, 10, TESS_FRAMES_BY_COUNT, 0),
     .summary = "10,000 recordings of CIFAR-10 pictures, 128 x 128 pixels (7.5 GB)",
     .page = "https://figshare.com/articles/dataset/CIFAR10-DVS_New/4724671",
     .folder = "CIFAR10DVS",
     DOWNLOADS(cifar10_dvs),
     .make = make_cifar10_dvs},
};
const int data_set_count = sizeof data_sets / sizeof *data_sets;

/* What every sample of the data set has in common. */
static void complete(struct tess_input *input)
{
    const struct tess_data_set *about = tess_data_set_named(input->dataset);
    input->channels = about->channels ? about->channels : input->channels;
    input->height = about->height ? about->height : input->height;
    input->width = about->width ? about->width : input->width;
    input->classes = about->classes ? about->classes : input->classes;
}

bool find_data_set(const char *name, struct data_set *set)
{
    struct tess_suggestion near = tess_suggestion_for(name);
    for (int i = 0; i < data_set_count; i++) {
        if (!strcmp(data_sets[i].name, name)) {
            *set = data_sets[i];
            complete(&set->input);
            return true;
        }
        tess_suggestion_offer(&near, data_sets[i].name);
    }
    tess_message("tessc: unknown data set '%s'", name);
    tess_message(near.best ? "; did you mean '%s'?\n" : "; 'tessc data list' names them\n", near.best);
    return false;
}

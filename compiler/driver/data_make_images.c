/* Synthetic pictures in the layouts of CIFAR and of MNIST. */
#include "driver/data_make.h"
#include "tess/random.h"

enum { BLOCKS = 4 /* a side */, NOISE = 32, MAX_CHANNELS = 3, TRAIN_FILES = 5 };

/* Keys that set the colours of a class apart from what differs between samples. */
enum { COLOURS_EPOCH = 1, SAMPLES_EPOCH = 2 };

/* Pixels [C][H][W] of sample number `sample`: the blocks of the class, moved around the edges, and noise. */
static void put_picture(struct bytes *bytes, const struct tess_input *input, int label, uint64_t sample, uint64_t seed)
{
    struct tess_random colours = tess_random_stream(0, TESS_RANDOM_SYNTHETIC, COLOURS_EPOCH, (uint64_t)label);
    struct tess_random random = tess_random_stream(seed, TESS_RANDOM_SYNTHETIC, SAMPLES_EPOCH, sample);
    int block[MAX_CHANNELS][BLOCKS][BLOCKS];
    for (int c = 0; c < input->channels; c++)
        for (int i = 0; i < BLOCKS * BLOCKS; i++)
            block[c][i / BLOCKS][i % BLOCKS] = (int)tess_random_below(&colours, 256);
    int down = (int)tess_random_below(&random, 5), right = (int)tess_random_below(&random, 5);
    for (int c = 0; c < input->channels; c++)
        for (int y = 0; y < input->height; y++)
            for (int x = 0; x < input->width; x++) {
                int row = (y + down) * BLOCKS / input->height % BLOCKS;
                int column = (x + right) * BLOCKS / input->width % BLOCKS;
                int value = block[c][row][column] + (int)tess_random_below(&random, 2 * NOISE + 1) - NOISE;
                put_little(bytes, (uint64_t)(value < 0 ? 0 : value > 255 ? 255 : value), 1);
            }
}

static int label_of(uint64_t sample, const struct tess_input *input)
{
    return (int)(sample % (uint64_t)input->classes);
}

/* Records number first .. first+count-1; CIFAR-100's hold a coarse label, too, of 20. */
static void put_records(struct bytes *bytes, const struct tess_input *input, uint64_t first, int count, uint64_t seed)
{
    for (uint64_t i = first; i < first + (uint64_t)count; i++) {
        int label = label_of(i, input);
        if (input->classes == 100)
            put_little(bytes, (uint64_t)(label / 5), 1);
        put_little(bytes, (uint64_t)label, 1);
        put_picture(bytes, input, label, i, seed);
    }
}

bool make_cifar(const struct data_options *options, const struct data_set *set, struct tess_error *error)
{
    const struct tess_input *input = &set->input;
    const bool hundred = input->classes == 100;
    const char *folder =
        arena_format(options->arena, "%s/%s", options->out, hundred ? "cifar-100-binary" : "cifar-10-batches-bin");
    const int files = hundred ? 1 : TRAIN_FILES, each = (options->samples + files - 1) / files;
    struct bytes bytes = {0};
    uint64_t first = 0;
    for (int i = 0; i < files; i++, first += (uint64_t)each) {
        put_records(&bytes, input, first, each, options->seed);
        if (!save(options->arena, &bytes, folder,
                  hundred ? "train.bin" : arena_format(options->arena, "data_batch_%d.bin", i + 1), error))
            return false;
    }
    put_records(&bytes, input, first, test_samples(options, input->classes), options->seed);
    return save(options->arena, &bytes, folder, hundred ? "test.bin" : "test_batch.bin", error);
}

/* IDX: images [count][28][28] and labels [count], both of unsigned bytes. */
static bool make_part(const struct data_options *options, const struct data_set *set, const char *part, uint64_t first,
                      int count, struct tess_error *error)
{
    const struct tess_input *input = &set->input;
    const char *folder = arena_format(options->arena, "%s/%s", options->out, set->folder);
    struct bytes images = {0}, labels = {0};
    put_big(&images, 0x803, 4);
    put_big(&images, (uint64_t)count, 4);
    put_big(&images, (uint64_t)input->height, 4);
    put_big(&images, (uint64_t)input->width, 4);
    put_big(&labels, 0x801, 4);
    put_big(&labels, (uint64_t)count, 4);
    for (uint64_t i = first; i < first + (uint64_t)count; i++) {
        put_picture(&images, input, label_of(i, input), i, options->seed);
        put_big(&labels, (uint64_t)label_of(i, input), 1);
    }
    const char *names[] = {arena_format(options->arena, "%s-images-idx3-ubyte", part),
                           arena_format(options->arena, "%s-labels-idx1-ubyte", part)};
    bool saved = save(options->arena, &images, folder, names[0], error);
    return save(options->arena, &labels, folder, names[1], error) && saved;
}

bool make_idx(const struct data_options *options, const struct data_set *set, struct tess_error *error)
{
    return make_part(options, set, "train", 0, options->samples, error) &&
           make_part(options, set, "t10k", (uint64_t)options->samples, test_samples(options, set->input.classes),
                     error);
}

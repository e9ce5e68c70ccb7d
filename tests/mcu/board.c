/* The same training by what the target mcu writes: config.h comes from reference.c. Prints what that prints, to
 * whatever port.h says. Half way it goes on in a second instance, from a save of the first. */
#include "config.h"
#include "port.h"
#include "samples.h"

static net_type nets[2];
static float frame[INPUTS];
static uint64_t room[(sizeof(net_type) + 64) / sizeof(uint64_t)];

static void print_params(const net_type *net, int sample)
{
    uint32_t hash = HASH_START;
#define PARAM(name) hash = hash_more(hash, net->name, sizeof net->name);
    PARAMS(PARAM)
    port_number("sample ", sample);
    port_hash(" parameters ", hash);
}

static void train(net_type *net, int sample)
{
    const int label = sample_label(sample, CLASSES);
    NET(begin)(net);
    for (int t = 0; t < STEPS; t++) {
        sample_frame(sample, IS_STATIC ? 0 : t, label, IS_STATIC, frame, INPUTS);
        NET(step)(net, frame);
        if (t >= FROM)
            NET(learn)(net, label);
        port_number("sample ", sample);
        port_number(" step ", t);
        port_hash(" logits ", hash_more(HASH_START, NET(logits)(net), CLASSES * sizeof(float)));
    }
    NET(update)(net);
    print_params(net, sample);
}

int run(int samples)
{
    net_type *net = &nets[0];
    if (NET(bytes) != sizeof(net_type) || NET(init)(net, 1))
        return 3;
    print_params(net, -1);
    for (int n = 0; n < samples; n++) {
        if (n > 0 && n == samples / 2) {
            const size_t bytes = NET(save)(net, room, sizeof room);
            if (bytes == 0 || bytes != NET(save)(net, NULL, 0) || NET(save)(net, room, bytes - 1) != 0)
                return 4;
            ((uint8_t *)room)[bytes - 1] ^= 1;
            if (NET(load)(&nets[1], room, bytes) != NET(damaged) || NET(load)(&nets[1], room, bytes - 1) != NET(cut_off))
                return 5;
            ((uint8_t *)room)[bytes - 1] ^= 1;
            if (NET(load)(&nets[1], room, bytes) != NET(loaded))
                return 6;
            net = &nets[1];
        }
        train(net, n);
    }
    return 0;
}

#include "augment.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Zero-pads a map [H][W] and crops it again, moved up by `down` and left by `right` (both may be negative): element
 * (y, x) becomes what was at (y + down, x + right), zero from outside. Rows go in the order that reads them before they
 * are overwritten. */
static void crop_map(float *map, int height, int width, int down, int right)
{
    int kept = width - (right < 0 ? -right : right);
    for (int i = 0; i < height; i++) {
        int y = down >= 0 ? i : height - 1 - i;
        float *row = map + (ptrdiff_t)y * width;
        int from = y + down;
        if (kept <= 0 || from < 0 || from >= height) {
            memset(row, 0, (size_t)width * sizeof *row);
            continue;
        }
        const float *stored = map + (ptrdiff_t)from * width;
        int to = right < 0 ? -right : 0;
        memmove(row + to, stored + (right < 0 ? 0 : right), (size_t)kept * sizeof *row);
        memset(right < 0 ? row : row + kept, 0, (size_t)(width - kept) * sizeof *row);
    }
}

/* torchvision's RandomCrop with padding: the corner is anywhere in 0 .. 2 pad, so the map moves by -pad .. pad. */
static void crop(const struct tess_input *input, int maps, struct tess_random *random, float *frames)
{
    uint32_t places = 2 * (uint32_t)input->crop_pad + 1;
    int down = (int)tess_random_below(random, places) - input->crop_pad;
    int right = (int)tess_random_below(random, places) - input->crop_pad;
    ptrdiff_t size = (ptrdiff_t)input->height * input->width;
    for (int m = 0; m < maps; m++)
        crop_map(frames + m * size, input->height, input->width, down, right);
}

/* Rectangles that are drawn until one fits into the map; on maps so narrow that hardly any does, none is cut out. */
enum { CUTOUT_TRIES = 100 };

/* Cutout as published with TESS: area s ~ U(.02, .4) H W and aspect r ~ U(.4, 2.5) give w = int(sqrt(s / r)) and
 * h = int(sqrt(s r)), anywhere within the map. */
static bool draw_patch(const struct tess_input *input, struct tess_random *random, struct patch *patch)
{
    int width = input->width, height = input->height, w = width + 1, h = 0;
    for (int i = 0; (w > width || h > height) && i < CUTOUT_TRIES; i++) {
        double area = (0.02 + 0.38 * tess_random_uniform(random)) * height * width;
        double aspect = 0.4 + 2.1 * tess_random_uniform(random);
        w = (int)sqrt(area / aspect);
        h = (int)sqrt(area * aspect);
    }
    if (w > width || h > height)
        return false;
    *patch = (struct patch){.width = w, .height = h};
    patch->left = (int)tess_random_below(random, (uint32_t)(width - w) + 1);
    patch->top = (int)tess_random_below(random, (uint32_t)(height - h) + 1);
    return true;
}

void paint_patch(const struct tess_input *input, int frame_count, const struct patch *patch, int channel, float colour,
                 float *frames)
{
    ptrdiff_t size = (ptrdiff_t)input->height * input->width;
    for (int f = 0; f < frame_count; f++) {
        float *map = frames + ((ptrdiff_t)f * input->channels + channel) * size;
        for (int y = patch->top; y < patch->top + patch->height; y++)
            for (int x = patch->left; x < patch->left + patch->width; x++)
                map[(ptrdiff_t)y * input->width + x] = colour;
    }
}

/* The patch has one colour, drawn uniformly from all; that of the published pipeline is a shade of red, because there a
 * single number is taken for packed red, green and blue. */
static void cutout(const struct tess_input *input, int frame_count, float white, struct tess_random *random,
                   float *frames)
{
    struct patch patch;
    if (!draw_patch(input, random, &patch))
        return;
    for (int c = 0; c < input->channels; c++) {
        bool black = c > 0 && input->pipeline == TESS_PIPELINE_PUBLISHED;
        float colour = black ? 0 : (float)tess_random_below(random, 256) * (white / 255.0f);
        paint_patch(input, frame_count, &patch, c, colour, frames);
    }
}

static void flip(const struct tess_input *input, int maps, float *frames)
{
    int width = input->width;
    for (ptrdiff_t y = 0; y < (ptrdiff_t)maps * input->height; y++) {
        float *row = frames + y * width;
        for (int x = 0; x < width / 2; x++) {
            float other = row[width - 1 - x];
            row[width - 1 - x] = row[x];
            row[x] = other;
        }
    }
}

void augment(const struct tess_input *input, int frame_count, float white, struct tess_random *random, float *frames)
{
    int maps = frame_count * input->channels;
    if (input->crop_pad > 0)
        crop(input, maps, random, frames);
    if (input->cutout_probability > 0 && tess_random_uniform(random) < (double)input->cutout_probability)
        cutout(input, frame_count, white, random, frames);
    if (input->flip_probability > 0 && tess_random_uniform(random) < (double)input->flip_probability)
        flip(input, maps, frames);
}

/* Fisher and Yates, as in Knuth's Algorithm P: from the last frame down, each changes places with one not after it. */
void shuffle_frames(const struct tess_input *input, int frame_count, struct tess_random *random, float *frames)
{
    ptrdiff_t size = (ptrdiff_t)input->channels * input->height * input->width;
    for (int last = frame_count - 1; last > 0; last--) {
        float *a = frames + last * size;
        float *b = frames + (ptrdiff_t)tess_random_below(random, (uint32_t)last + 1) * size;
        for (ptrdiff_t i = 0; i < size; i++) {
            float other = a[i];
            a[i] = b[i];
            b[i] = other;
        }
    }
}

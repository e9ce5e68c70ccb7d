/* The scene and the sensor of the data set `synthetic`.
 *
 * A screen shows small shapes, brighter or darker than its grey, once a frame and briefly, as a stroboscope would: a
 * shape flashes up and is gone before it moves on. An event camera looks at it, trembling: its pixels report every
 * step of brightness up (ON) or down (OFF), miss some and report some that never were. So a single frame holds no
 * trace of the motion; the motion is in where the shapes of one frame are found in the next.
 *
 * A shape lives for a few frames only and then another one appears somewhere else. These are the random-dot
 * kinematograms of vision science (limited lifetime: M. J. Morgan, R. Ward, "Conditions for motion flow in dynamic
 * visual noise", Vision Research 20, 1980), which keep an observer from following single shapes for long: without
 * the order of the frames, little is left to see even in all of them together. */
#include "synthetic_stream.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The scene: one shape for every PIXELS_PER_SHAPE pixels, replaced with probability 1 / LIFETIME a frame. */
enum { PIXELS_PER_SHAPE = 48, LIFETIME = 5, MAX_SHAPES = SYNTHETIC_MAX_SIDE * SYNTHETIC_MAX_SIDE / PIXELS_PER_SHAPE };

/* A shape is seen by its spots, which are at most `spread` pixels from its middle along each axis. */
enum { SPOTS = 3 };
static const double spread = 4;

/* The sensor: positions that it trembles through in a flash, one event in MISSED is missed, and one pixel in SPURIOUS
 * reports an event of its own in each frame and polarity. */
enum { TREMORS = 2, MISSED = 20, SPURIOUS = 100 };

static const double tremor = 0.2; /* largest displacement, in pixels and along each axis */

/* Mean distance of a point of the unit square from its middle, (sqrt(2) + log(1 + sqrt(2))) / 6: makes the shapes of a
 * turning scene one pixel a frame fast in the mean. */
static const double mean_radius = 0.3825978582321;

struct motion {
    int x, y; /* pixels a frame; y points down */
    int turn; /* 1: clockwise, -1: counter-clockwise, about the middle of the sensor */
};

static const struct motion motions[SYNTHETIC_MOTIONS] = {
    {1, 0, 0}, {-1, 0, 0},  {0, 1, 0},  {0, -1, 0}, {0, 0, 1}, {0, 0, -1},
    {1, 1, 0}, {-1, -1, 0}, {1, -1, 0}, {-1, 1, 0}, {0, 0, 0},
};

const char *const synthetic_motion_name[SYNTHETIC_MOTIONS] = {
    "right",      "left",    "down",     "up",        "clockwise", "counter-clockwise",
    "down-right", "up-left", "up-right", "down-left", "still",
};

/* A shape: spots of one pixel each, all bright or all dark. */
struct shape {
    double x[SPOTS], y[SPOTS]; /* 0 <= x < width, 0 <= y < height */
    int contrast;              /* 1: bright, -1: dark */
};

struct scene {
    int height, width;
    int shapes;
    struct shape shape[MAX_SHAPES];
    int8_t level[2][SYNTHETIC_MAX_SIDE * SYNTHETIC_MAX_SIDE]; /* steps of brightness: at present, and before */
};

/* The scene has no edges: what leaves on one side enters on the other. */
static double wrap(double position, int size)
{
    while (position < 0)
        position += size;
    while (position >= size)
        position -= size;
    return position;
}

static struct shape appear(const struct scene *scene, struct tess_random *random)
{
    struct shape shape = {.contrast = tess_random_below(random, 2) ? 1 : -1};
    double x = tess_random_uniform(random) * scene->width, y = tess_random_uniform(random) * scene->height;
    for (int k = 0; k < SPOTS; k++) {
        shape.x[k] = wrap(x + spread * (2 * tess_random_uniform(random) - 1), scene->width);
        shape.y[k] = wrap(y + spread * (2 * tess_random_uniform(random) - 1), scene->height);
    }
    return shape;
}

/* One frame on. A turn by the angle a about the middle, in Cayley's form, needs no sine: with h = tan(a / 2),
 * cos a = (1 - h^2) / (1 + h^2) and sin a = 2 h / (1 + h^2). As y points down, positive angles are clockwise. */
static void move(const struct scene *scene, const struct motion *motion, struct shape *shape)
{
    double middle_x = 0.5 * scene->width, middle_y = 0.5 * scene->height;
    double h = motion->turn / (mean_radius * (scene->width + scene->height));
    double cosine = (1 - h * h) / (1 + h * h), sine = 2 * h / (1 + h * h);
    for (int k = 0; k < SPOTS; k++) {
        double x = shape->x[k] - middle_x, y = shape->y[k] - middle_y;
        shape->x[k] = wrap(middle_x + cosine * x - sine * y + motion->x, scene->width);
        shape->y[k] = wrap(middle_y + sine * x + cosine * y + motion->y, scene->height);
    }
}

static void advance(struct scene *scene, const struct motion *motion, struct tess_random *random)
{
    for (int i = 0; i < scene->shapes; i++) {
        if (tess_random_below(random, LIFETIME) == 0)
            scene->shape[i] = appear(scene, random);
        else
            move(scene, motion, &scene->shape[i]);
    }
}

/* Draws the screen as the sensor sees it, displaced by (x, y). */
static void draw(const struct scene *scene, double x, double y, int8_t *level)
{
    for (int i = 0; i < scene->shapes; i++) {
        const struct shape *shape = &scene->shape[i];
        for (int k = 0; k < SPOTS; k++) {
            int column = (int)wrap(shape->x[k] + x, scene->width), row = (int)wrap(shape->y[k] + y, scene->height);
            int8_t *pixel = &level[row * scene->width + column];
            *pixel = (int8_t)(*pixel + shape->contrast);
        }
    }
}

/* The events from one picture to the next: one for every step of brightness, but for those that are missed. */
static void compare(const struct scene *scene, const int8_t *before, const int8_t *now, struct tess_random *random,
                    float *on, float *off)
{
    for (int i = 0; i < scene->height * scene->width; i++) {
        for (int change = now[i] - before[i]; change != 0; change += change > 0 ? -1 : 1) {
            if (tess_random_below(random, MISSED) != 0)
                (change > 0 ? on : off)[i] += 1;
        }
    }
}

/* A flash: from grey through the shapes at TREMORS positions back to grey. */
static void flash(struct scene *scene, struct tess_random *random, float *on, float *off)
{
    size_t area = (size_t)(scene->height * scene->width);
    memset(scene->level[0], 0, area);
    for (int i = 0; i <= TREMORS; i++) {
        int8_t *before = scene->level[i % 2], *now = scene->level[(i + 1) % 2];
        memset(now, 0, area);
        if (i < TREMORS) {
            double x = tremor * (2 * tess_random_uniform(random) - 1);
            double y = tremor * (2 * tess_random_uniform(random) - 1);
            draw(scene, x, y, now);
        }
        compare(scene, before, now, random, on, off);
    }
}

/* Events without a cause, in places drawn with replacement. */
static void add_noise(int area, struct tess_random *random, float *map)
{
    int events = (area + (int)tess_random_below(random, SPURIOUS)) / SPURIOUS; /* area / SPURIOUS in the mean */
    for (int i = 0; i < events; i++)
        map[tess_random_below(random, (uint32_t)area)] += 1;
}

bool synthetic_stream(const struct synthetic_size *size, int motion, struct tess_random *random, float *frames)
{
    struct scene *scene = malloc(sizeof *scene);
    if (!scene)
        return false;
    int area = size->height * size->width;
    scene->height = size->height;
    scene->width = size->width;
    scene->shapes = area / PIXELS_PER_SHAPE;
    for (int i = 0; i < scene->shapes; i++)
        scene->shape[i] = appear(scene, random);

    memset(frames, 0, (size_t)size->steps * (size_t)(size->channels * area) * sizeof *frames);
    for (int t = 0; t < size->steps; t++) {
        float *on = frames + (ptrdiff_t)t * size->channels * area;
        float *off = on + (ptrdiff_t)(size->channels - 1) * area;
        if (t > 0)
            advance(scene, &motions[motion], random);
        flash(scene, random, on, off);
        add_noise(area, random, on);
        add_noise(area, random, off);
    }
    free(scene);
    return true;
}

/* Samples in .npz archives: which of an archive's arrays they are, and the paths that stand for one of them. */
#include "archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "blob.h"
#include "tess/samples.h"
#include "zip.h"

static const char archive_end[] = ".npz", array_end[] = ".npy";

static bool ends_in(const char *text, size_t length, const char *end)
{
    const size_t tail = strlen(end);
    return length > tail && memcmp(text + length - tail, end, tail) == 0;
}

static bool is_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool tess_samples_is_archive(const char *path)
{
    return ends_in(path, strlen(path), archive_end) && is_file(path);
}

bool archive_split(const char *path, char **archive, char **member)
{
    for (const char *slash = path; (slash = strchr(slash, '/')); slash++) {
        const size_t length = (size_t)(slash - path), rest = strlen(slash + 1);
        if (rest == 0 || !ends_in(path, length, archive_end))
            continue;
        *archive = strndup(path, length);
        *member = malloc(rest + sizeof array_end);
        if (!*archive || !*member || is_file(*archive)) {
            if (*member)
                snprintf(*member, rest + sizeof array_end, "%s%s", slash + 1,
                         ends_in(slash + 1, rest, array_end) ? "" : array_end);
            return true;
        }
        free(*archive);
        free(*member);
    }
    return false;
}

/* What is looked for in an archive, and what it has. */
struct search {
    const char *path;
    tess_path_fn *each;
    void *context;
    int arrays, samples;
    bool all;        /* every array is one of samples */
    char found[400]; /* the arrays' names, for a message */
};

/* "x.npy", "x_test.npy" */
static bool is_of_samples(const char *name)
{
    return name[0] == 'x' && (name[1] == '_' || strcmp(name + 1, array_end) == 0);
}

static bool count_array(void *context, const char *name, struct tess_error *error)
{
    struct search *search = context;
    const size_t length = strlen(name), used = strlen(search->found);
    (void)error;
    if (!ends_in(name, length, array_end))
        return true;
    search->arrays++;
    search->samples += is_of_samples(name);
    if (used + length + 3 < sizeof search->found)
        snprintf(search->found + used, sizeof search->found - used, "%s%s", used ? ", " : "", name);
    return true;
}

static bool pass_array(void *context, const char *name, struct tess_error *error)
{
    const struct search *search = context;
    if (!search->each || !ends_in(name, strlen(name), array_end) || !(search->all || is_of_samples(name)))
        return true;
    char *path = blob_path(search->path, name);
    if (!path)
        return blob_out_of_memory(search->path, error);
    const bool good = search->each(search->context, path, error);
    free(path);
    return good;
}

bool tess_samples_archive(const char *path, tess_path_fn *each, void *context, struct tess_error *error)
{
    struct search search = {.path = path, .each = each, .context = context};
    if (!blob_list_members(path, count_array, &search, error))
        return false;
    search.all = search.samples == 0;
    if (search.all && search.arrays != 1)
        return tess_fail(
            error, TESS_BAD_DATA,
            "%s: expected an array called x, or x_ and more, or a single array, found %s: %s/NAME takes one", path,
            search.arrays ? search.found : "none", path);
    return blob_list_members(path, pass_array, &search, error);
}

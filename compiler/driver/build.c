/* Compiling generated C: where the compiler, the headers and libtess are.
 *
 * TESS_CC is the compiler; by default the one that tessc itself was configured with. TESS_CFLAGS come after the flags
 * below. A tessc that runs from its build tree takes headers and library from there; an installed one takes them from
 * ../include and ../lib beside its own folder, or else from where it was configured to be installed. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver/driver.h"
#include "driver/files.h"

extern char **environ;

/* Products and sums stay as they are written: results must not depend on what the machine can fuse. */
static const char flags[] = "-std=c11 -O3 -march=native -ffp-contract=off -fno-math-errno";

struct runtime {
    const char *include, *library;
};

static const char *own_folder(struct arena *arena)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0)
        return NULL;
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    return arena_copy(arena, path, strlen(path));
}

static struct runtime find_runtime(struct arena *arena)
{
    const char *folder = own_folder(arena);
    char build[PATH_MAX];
    if (folder && realpath(TESSC_BUILD_DIR, build) && !strcmp(folder, build))
        return (struct runtime){TESSC_SOURCE_DIR "/runtime", TESSC_BUILD_DIR "/libtess.a"};
    if (folder) {
        const char *library = arena_format(arena, "%s/../lib/libtess.a", folder);
        if (file_exists(library))
            return (struct runtime){arena_format(arena, "%s/../include", folder), library};
    }
    return (struct runtime){TESSC_INCLUDE_DIR, TESSC_LIB_DIR "/libtess.a"};
}

static const char *compiler_name(void)
{
    const char *chosen = getenv("TESS_CC");
    return chosen && *chosen ? chosen : TESSC_CC;
}

static const char *extra_flags(void)
{
    const char *chosen = getenv("TESS_CFLAGS");
    return chosen ? chosen : "";
}

/* All of them as one option, which the program keeps to tell how it was made. */
static const char *flags_define(struct arena *arena)
{
    const char *all = arena_format(arena, "%s%s%s%s", flags, TESSC_SANITIZE, *extra_flags() ? " " : "", extra_flags());
    char *quoted = ARENA_ARRAY(arena, char, 2 * (int)strlen(all) + 1), *to = quoted;
    for (const char *at = all; *at; at++) {
        if (*at == '"' || *at == '\\')
            *to++ = '\\';
        *to++ = *at;
    }
    *to = '\0';
    return arena_format(arena, "-DTESS_FLAGS=\"%s\"", quoted);
}

enum { MAX_WORDS = 128 };

struct words {
    char *word[MAX_WORDS + 1];
    int count;
};

static void add_words(struct arena *arena, struct words *words, const char *text)
{
    while (*(text += strspn(text, " \t"))) {
        size_t length = strcspn(text, " \t");
        if (words->count < MAX_WORDS)
            words->word[words->count++] = arena_copy(arena, text, length);
        text += length;
    }
}

static void add_word(struct words *words, const char *text)
{
    if (words->count < MAX_WORDS)
        words->word[words->count++] = (char *)text;
}

bool run_program(char **words)
{
    pid_t child;
    int status;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none); /* signals that are blocked here are not to be so there */
    int error = posix_spawnattr_init(&attributes);
    if (!error) {
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
        error = posix_spawnp(&child, words[0], NULL, &attributes, words, environ);
        posix_spawnattr_destroy(&attributes);
    }
    if (error) {
        tess_message("tessc: cannot run %s: %s\n", words[0], strerror(error));
        return false;
    }
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    tess_message("tessc: %s failed\n", words[0]);
    return false;
}

bool compile_program(struct arena *arena, const char *c_file, const char *program)
{
    struct runtime runtime = find_runtime(arena);
    if (!file_exists(runtime.library)) {
        tess_message("tessc: the runtime library %s is missing\n", runtime.library);
        return false;
    }
    const char *temporary = arena_format(arena, "%s.%ld.tmp", program, (long)getpid());
    struct words words = {.count = 0};
    add_words(arena, &words, compiler_name());
    add_words(arena, &words, flags);
    add_words(arena, &words, TESSC_SANITIZE);
    add_words(arena, &words, extra_flags());
    add_word(&words, flags_define(arena));
    add_word(&words, "-I");
    add_word(&words, runtime.include);
    add_word(&words, "-o");
    add_word(&words, temporary);
    add_word(&words, c_file);
    add_word(&words, runtime.library);
    add_words(arena, &words, TESSC_LIBS);
    if (!run_program(words.word)) {
        unlink(temporary);
        return false;
    }
    if (rename(temporary, program) == 0)
        return true;
    tess_message("tessc: %s: cannot write: %s\n", program, strerror(errno));
    unlink(temporary);
    return false;
}

/* -march=native means another thing on another processor. */
static unsigned long long hash_processor(unsigned long long hash)
{
    static const char *const keys[] = {"model name", "flags", "Features"};
    char *line = NULL;
    size_t room = 0;
    FILE *file = fopen("/proc/cpuinfo", "r");
    if (!file)
        return hash;
    while (getline(&line, &room, file) > 0 && line[0] != '\n')
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
            if (!strncmp(line, keys[i], strlen(keys[i])))
                hash = hash_text(hash, line);
    free(line);
    fclose(file);
    return hash;
}

unsigned long long compile_hash(struct arena *arena)
{
    struct runtime runtime = find_runtime(arena);
    const char *const parts[] = {compiler_name(), flags,           extra_flags(),
                                 TESSC_SANITIZE,  runtime.include, runtime.library};
    unsigned long long hash = HASH_START;
    struct stat status;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        hash = hash_text(hash, parts[i]);
    if (stat(runtime.library, &status) == 0) {
        hash = hash_bytes(hash, &status.st_size, sizeof status.st_size);
        hash = hash_bytes(hash, &status.st_mtim, sizeof status.st_mtim);
    }
    return hash_processor(hash);
}

enum tess_exit command_build(struct options *options)
{
    enum tess_exit code;
    const struct model *model = load_model(options, &code);
    if (!model)
        return code;
    const char *folder = options->output ? options->output : ".";
    const char *program = arena_format(options->arena, "%s/%s", folder, model->name);
    const char *c_file = arena_format(options->arena, "%s.c", program);
    if (!folder_make(options->arena, folder) || !file_write(options->arena, c_file, model_to_c(options, model)))
        return TESS_IO;
    return compile_program(options->arena, c_file, program) ? TESS_OK : TESS_FAILED;
}

/* Compiling generated C: where the compiler, the headers and libtess are.
 *
 * TESS_CC is the compiler; by default the one that tessc itself was configured with. TESS_CFLAGS come after the flags
 * of the target. A tessc that runs from its build tree takes headers and library from there; an installed one takes
 * them from
 * ../include and ../lib beside its own folder, or else from where it was configured to be installed. */
#include <elf.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "driver/driver.h"
#include "driver/files.h"

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

static const char blank[] = " \t\n\v\f\r"; /* what separates words */

/* All of them as one option, which the program keeps to tell how it was made: in one line, words separated by spaces.
 */
static const char *flags_define(struct arena *arena, const char *flags)
{
    const char *all = arena_format(arena, "%s%s%s%s", flags, TESSC_SANITIZE, *extra_flags() ? " " : "", extra_flags());
    char *quoted = ARENA_ARRAY(arena, char, 2 * (int)strlen(all) + 1), *to = quoted;
    for (const char *at = all; *at; at++) {
        if (*at == '"' || *at == '\\')
            *to++ = '\\';
        *to++ = *at;
        if (strchr(blank, *at)) {
            to[-1] = ' ';
            at += strspn(at, blank) - 1;
        }
    }
    *to = '\0';
    return arena_format(arena, "-DTESS_FLAGS=\"%s\"", quoted);
}

/* The words of a command line, which grow. */
struct words {
    struct arena *arena;
    char **word; /* ended by a NULL */
    int count, room;
};

static void add_word(struct words *words, const char *text)
{
    if (words->count + 1 >= words->room) {
        const int room = 2 * words->room + 64;
        char **grown = ARENA_ARRAY(words->arena, char *, room);
        if (words->count)
            memcpy(grown, words->word, sizeof *grown * (size_t)words->count);
        words->word = grown;
        words->room = room;
    }
    words->word[words->count++] = (char *)text;
    words->word[words->count] = NULL;
}

static void add_words(struct words *words, const char *text)
{
    while (*(text += strspn(text, blank))) {
        const size_t length = strcspn(text, blank);
        add_word(words, arena_copy(words->arena, text, length));
        text += length;
    }
}

static char **compiler_words(struct arena *arena, const char *flags, const struct runtime *runtime, const char *c_file,
                             const char *program)
{
    struct words words = {.arena = arena};
    add_words(&words, compiler_name());
    add_words(&words, flags);
    add_words(&words, TESSC_SANITIZE);
    add_words(&words, extra_flags());
    add_word(&words, flags_define(arena, flags));
    add_word(&words, "-I");
    add_word(&words, runtime->include);
    add_word(&words, "-o");
    add_word(&words, program);
    add_word(&words, c_file);
    add_word(&words, runtime->library);
    add_words(&words, TESSC_LIBS);
    return words.word;
}

/* ---- Programs that are kept ---- */

/* At their end is a hash of all before: what is damaged is not run. */
static const char seal_mark[8] = {'T', 'E', 'S', 'S', 'S', 'E', 'A', 'L'};

struct seal {
    char mark[sizeof seal_mark];
    unsigned long long hash;
};

/* The hash of a file's first bytes. */
static bool hash_file(FILE *file, long long size, unsigned long long *hash)
{
    unsigned char piece[1 << 14];
    *hash = HASH_START;
    rewind(file);
    while (size > 0) {
        const size_t wanted = size < (long long)sizeof piece ? (size_t)size : sizeof piece;
        if (fread(piece, 1, wanted, file) != wanted)
            return false;
        *hash = hash_bytes(*hash, piece, wanted);
        size -= (long long)wanted;
    }
    return true;
}

bool program_is_whole(const char *program)
{
    struct stat status;
    struct seal seal;
    unsigned long long hash;
    FILE *file = lstat(program, &status) == 0 && S_ISREG(status.st_mode) ? fopen(program, "rb") : NULL;
    const long long size = (long long)status.st_size - (long long)sizeof seal;
    if (!file)
        return false;
    const bool own = fstat(fileno(file), &status) == 0 && status.st_uid == geteuid() && !(status.st_mode & 0022);
    const bool whole = own && (status.st_mode & S_IXUSR) && size > 0 && hash_file(file, size, &hash) &&
                       fread(&seal, sizeof seal, 1, file) == 1 && !memcmp(seal.mark, seal_mark, sizeof seal_mark) &&
                       seal.hash == hash;
    fclose(file);
    return whole;
}

/* Adds the seal, if it is to have one, and flushes the program to the disk. */
static bool finish_program(const char *path, bool sealed)
{
    struct seal seal;
    memcpy(seal.mark, seal_mark, sizeof seal_mark);
    FILE *file = fopen(path, "r+b");
    bool good = file && (!sealed || fchmod(fileno(file), 0700) == 0) && fseek(file, 0, SEEK_END) == 0;
    const long size = good ? ftell(file) : -1;
    if (good && sealed)
        good = size > 0 && hash_file(file, size, &seal.hash) && fseek(file, 0, SEEK_END) == 0 &&
               fwrite(&seal, sizeof seal, 1, file) == 1;
    good = good && fflush(file) == 0 && fsync(fileno(file)) == 0;
    const int reason = errno;
    if (file)
        fclose(file);
    errno = reason;
    return good;
}

/* ---- Compiling ---- */

/* Is what a compiler has made a program for this machine, and no object, library or text? ELF header: Tool Interface
 * Standard, Executable and Linking Format 1.2; only programs and libraries that can be run have an entry point. */
static bool is_program(const char *path)
{
    Elf64_Ehdr head;
    FILE *file = access(path, X_OK) == 0 ? fopen(path, "rb") : NULL;
    if (!file)
        return false;
    const bool read = fread(&head, sizeof head, 1, file) == 1;
    fclose(file);
    return read && !memcmp(head.e_ident, ELFMAG, SELFMAG) && (head.e_type == ET_EXEC || head.e_type == ET_DYN) &&
           head.e_entry != 0;
}

/* Can a few megabytes be written to a folder? Otherwise errno says why not: compilers do not always. */
static bool has_room(struct arena *arena, const char *folder)
{
    enum { PIECE = 1 << 16, PIECES = 64 };
    char *path = arena_format(arena, "%s/tessc-room-XXXXXX", folder), *piece = ARENA_ARRAY(arena, char, PIECE);
    const int file = mkstemp(path);
    bool good = file >= 0;
    if (good)
        unlink(path);
    for (size_t left = (size_t)PIECE * PIECES; good && left > 0;) {
        const ssize_t written = write(file, piece, left < PIECE ? left : PIECE);
        good = written > 0;
        left -= good ? (size_t)written : 0;
    }
    const int reason = errno;
    if (file >= 0)
        close(file);
    errno = reason;
    return good;
}

static enum tess_exit cannot_write(const char *path)
{
    tess_message("tessc: %s: cannot write: %s\n", path, strerror(errno));
    return TESS_IO;
}

/* Why a compiler has failed: because of its input, or because its files could not be written. */
static enum tess_exit failure(struct arena *arena, const char *program)
{
    const char *temporary = getenv("TMPDIR");
    temporary = temporary && *temporary ? temporary : "/tmp";
    if (!has_room(arena, folder_of(arena, program)))
        return cannot_write(program);
    return has_room(arena, temporary) ? TESS_FAILED : cannot_write(temporary);
}

/* What is removed if a signal ends tessc: the unfinished program, and what is kept with it. */
static const char *const *with_kept(struct arena *arena, const char *temporary, const char *const *kept)
{
    int count = 0;
    while (kept && kept[count])
        count++;
    const char **made = ARENA_ARRAY(arena, const char *, count + 2);
    made[0] = temporary;
    for (int i = 0; i < count; i++)
        made[i + 1] = kept[i];
    return made;
}

static enum tess_exit compile(struct arena *arena, const char *flags, const char *c_file, const char *program,
                              const char *const *kept)
{
    struct runtime runtime = find_runtime(arena);
    if (!file_exists(runtime.library)) {
        tess_message("tessc: the runtime library %s is missing\n", runtime.library);
        return TESS_FAILED;
    }
    if (!file_may_be_written(program))
        return TESS_IO;
    const char *temporary = file_temporary(arena, program);
    const char *const *made = with_kept(arena, temporary, kept);
    if (!run_program(compiler_words(arena, flags, &runtime, c_file, temporary), made)) {
        unlink(temporary);
        return stops_wait() ? TESS_FAILED : failure(arena, program);
    }
    if (!is_program(temporary)) {
        tess_message("tessc: %s has made no program that can be run; flags such as -c, -E, -S or -shared in TESS_CC "
                     "or TESS_CFLAGS do that: '%s' '%s'\n",
                     compiler_name(), compiler_name(), extra_flags());
        unlink(temporary);
        return TESS_FAILED;
    }
    if (finish_program(temporary, kept) && rename(temporary, program) == 0 && folder_flush(arena, program))
        return TESS_OK;
    const enum tess_exit code = cannot_write(program);
    unlink(temporary);
    return code;
}

enum tess_exit compile_program(struct arena *arena, const struct target *target, const char *c_file,
                               const char *program, const char *const *kept)
{
    sigset_t before;
    stops_hold(&before);
    const enum tess_exit code = compile(arena, target->build_flags, c_file, program, kept);
    stops_release(&before);
    return code;
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

unsigned long long compile_hash(struct arena *arena, const struct target *target)
{
    struct runtime runtime = find_runtime(arena);
    const char *const parts[] = {compiler_name(), target->build_flags, extra_flags(),
                                 TESSC_SANITIZE,  runtime.include,     runtime.library};
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
    if (!target_makes_trainers(options))
        return TESS_USAGE;
    const struct model *model = load_model(options, &code);
    if (!model)
        return code;
    const char *folder = options->output ? plain_path(options->arena, options->output) : ".";
    const char *program = arena_format(options->arena, "%s/%s", folder, model->name);
    struct files files;
    if (!model_to_files(options, model, &files, &code))
        return code;
    if (!folder_make(options->arena, folder) || !files_write(options->arena, folder, &files))
        return TESS_IO;
    const char *c_file = arena_format(options->arena, "%s/%s", folder, files.file->name);
    return compile_program(options->arena, options->target, c_file, program, NULL);
}

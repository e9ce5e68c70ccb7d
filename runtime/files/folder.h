/* A run directory and the names of what lies in it. Only one process at a time has it open. */
#ifndef TESS_FILES_FOLDER_H
#define TESS_FILES_FOLDER_H

#include "tess/error.h"

enum run_file {
    FILE_SOURCE,        /* resolved.tess */
    FILE_REPORT,        /* run.yaml */
    FILE_METRICS,       /* metrics.jsonl */
    FILE_METRICS_TABLE, /* metrics.csv */
    FILE_BEST,          /* best.safetensors */
    FILE_LAST,          /* last.safetensors */
    FILE_STATE,         /* state.safetensors */
    FILE_PREVIOUS,      /* state.previous.safetensors */
    FILE_CONFUSION,     /* confusion.csv */
    FILE_EVENTS,        /* events.out.tfevents.tess */
    RUN_FILES
};

struct run_folder {
    char *path;
    char *file[RUN_FILES];
    int lock; /* descriptor of the folder, locked */
};

/* Opens the run directory `out`, made if need be; NULL stands for runs/NAME. A new run wants a directory that holds
 * none (TESS_USAGE; without `out`: the first free one of runs/NAME, runs/NAME-2, ...), a resumed one wants it to exist
 * (without `out`: the last one). TESS_IO when another process has it open or it cannot be written. */
bool run_folder_open(struct run_folder *folder, const char *out, const char *name, bool resume,
                     struct tess_error *error);
void run_folder_close(struct run_folder *folder);

/* Is there such a file? */
bool run_folder_has(const struct run_folder *folder, enum run_file file);

/* Is there nothing in it, but for files that a run was killed over? */
bool run_folder_is_empty(const struct run_folder *folder);

#endif

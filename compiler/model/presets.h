/* The files of presets/ as they are, built in. */
#ifndef TESSC_PRESETS_H
#define TESSC_PRESETS_H

struct preset_file {
    const char *name;  /* "lif": of presets/lif.tess */
    const char *about; /* its first comment up to the end of a sentence */
    const char *text;
};

extern const struct preset_file preset_files[];
extern const int preset_file_count;

#endif

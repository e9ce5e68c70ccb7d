/* report.html: a run as a page to read, in one file that needs nothing else. */
#ifndef TESS_REPORT_H
#define TESS_REPORT_H

#include "tess/error.h"

/* Writes FOLDER/report.html from what the run directory holds: run.yaml, metrics.csv and resolved.tess. The same files
 * give the same bytes. TESS_BAD_DATA, with file and byte offset, when one of them is missing or is not what a run
 * writes; TESS_IO when the page cannot be written: the one before stays then. */
bool tess_report_write(const char *folder, struct tess_error *error);

#endif

/* Event files of TensorBoard: TFRecords (https://www.tensorflow.org/tutorials/load_data/tfrecord), each a message
 * `Event` of tensorboard/compat/proto/event.proto. A record is its length (8 bytes), the masked CRC-32C of the length
 * (4), the message, and the masked CRC-32C of the message (4). */
#ifndef TESS_REPORT_EVENT_FILE_H
#define TESS_REPORT_EVENT_FILE_H

#include "protobuf.h"
#include "tess/error.h"

/* Adds the record that event files begin with: the version of their format. */
void event_put_version(struct proto *records, double seconds);

/* Adds a record of a message Summary, which is closed, at a step. Times are seconds since 1970. */
void event_put_summary(struct proto *records, double seconds, int64_t step, struct proto *summary);

/* Appends records and closes them. Where they cannot be written whole nothing is: TESS_IO. */
bool event_file_append(const char *path, struct proto *records, struct tess_error *error);

/* Cuts the file back to what comes before the first event of a step above `step`, or before the first record that is
 * damaged or incomplete. *last is the step of the last event that is left, -1 where none is, or no file. TESS_IO. */
bool event_file_cut(const char *path, int64_t step, int64_t *last, struct tess_error *error);

#endif

/* The code writer: templates in, indented C out. It alone owns indentation, line ends and the spelling of numbers.
 *
 * A template is a piece of C in which $name (or ${name}, where a letter follows) stands for a value bound before. The
 * writer indents by the braces it sees, so templates are written flush left. What a shape of one makes of them is left
 * out: loops of one trip, factors of one, terms of zero (fold.h, arithmetic.h). An unbound name is a defect of the
 * compiler: it ends the program. */
#ifndef TESSC_WRITER_H
#define TESSC_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "support/arena.h"
#include "writer/words.h"

struct writer;

/* A buffer that templates reach as $at(TYPE, NAME): the writer puts the accessor for TYPE. That a template asks for
 * another type than the buffer has, or for no buffer, is a defect too. */
struct writer_buffer {
    const char *name;     /* its constant, CONV2_WEIGHT_VALUE */
    const char *accessor; /* TESS_ARENA */
    const char *type;     /* of elements. Vectors of float and int32_t are these */
};

/* Lives in the arena. */
struct writer *writer_create(struct arena *arena);

struct arena *writer_arena(const struct writer *w);

/* Bindings are found latest first; writer_release(w, mark) forgets those made since writer_mark. */
int writer_mark(const struct writer *w);
void writer_release(struct writer *w, int mark);
void bind_integer(struct writer *w, const char *name, long long value);
void bind_float(struct writer *w, const char *name, float value);                     /* a C literal: 0.5f */
void bind_buffers(struct writer *w, const struct writer_buffer *buffer, int buffers); /* in place of those before */
void bind_text(struct writer *w, const char *name, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* From writer_begin_section to writer_end_section, bind_extent has a constant stand for a number: in code, not
 * in comments, which have the number. What the section uses of them, and says `what` they are of, stands at its
 * beginning as an enum, under a comment (or NULL). Two sections may be within each other; without one, names stand for
 * numbers. */
void writer_begin_section(struct writer *w);
void writer_end_section(struct writer *w, const char *title);
int writer_sections(const struct writer *w);
void bind_extent(struct writer *w, const char *name, const char *constant, long long value, const char *what);

/* From here on meanings of words stand above the first function that has one of them, in its comment or as a part of a
 * name (cell_signal). The words are kept, not copied. */
void writer_glossary(struct writer *w, const struct writer_word *word, int words);

/* Writes the lines of a template. */
void code(struct writer *w, const char *text);

/* How many braces are open; and closes those that were opened since there were so many. Who has a helper open loops
 * closes them so, whatever they are. */
int open_braces(const struct writer *w);
void close_to(struct writer *w, int braces);

/* Writes `text` (a template too) as one comment, wrapped; a line end in it stays. */
void comment(struct writer *w, const char *text);

/* Writes a list of values separated by commas, wrapped, each by printf's format. */
void list_integers(struct writer *w, const int *values, int count);
void list_words(struct writer *w, const uint64_t *values, int count);
void list_floats(struct writer *w, const float *values, int count);

/* What was written so far, in the arena. */
char *writer_text(struct writer *w);

#endif

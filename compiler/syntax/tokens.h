/* What lexer and parser share while one source is parsed. Nobody else needs it. */
#ifndef TESSC_TOKENS_H
#define TESSC_TOKENS_H

#include "syntax/tree.h"

/* Deeper blocks than this are no model file; the limit keeps hostile input from exhausting the stack. */
enum { MAX_DEPTH = 64 };

struct parse {
    struct arena *arena;
    const struct source *source;
    struct diagnostics *diagnostics;
    uint32_t offset;             /* of the next byte that the lexer reads */
    bool continued;              /* the last token was a comma: a newline here means nothing */
    bool told;                   /* what is unexpected in this line: the rest of it says nothing more */
    bool stopped;                /* given up: the rest of the source is not looked at */
    int depth;                   /* open blocks */
    bool unmatched;              /* the last brace closes nothing */
    struct span open[MAX_DEPTH]; /* their braces */
    struct block *tree;
};

/* An atom from a token's text; reports numbers and sizes that are malformed or too large. */
struct atom *parse_word(struct parse *parse, struct span span);
struct atom *parse_number(struct parse *parse, struct span span);
struct atom *parse_size(struct parse *parse, struct span span);
struct atom *parse_text(struct parse *parse, struct span span);

/* Reports a character that begins nothing; once in a line. */
void parse_unexpected(struct parse *parse, struct span span);

/* Count braces; false when too deep (reported). */
bool parse_open(struct parse *parse, struct span span);
void parse_close(struct parse *parse);

#endif

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
    bool line_starts;            /* the line before was an expression, and no word of this one was read */
    bool starts;                 /* the next word is the first one of a statement */
    bool defines;                /* the statement on the top level is a definition: its block may hold equations */
    int depth;                   /* open blocks */
    bool unmatched;              /* the last brace closes nothing */
    struct span open[MAX_DEPTH]; /* their braces */
    struct block *tree;
    /* Of the expression that is read: */
    bool broken;                                   /* it has an error: the end of the line ends it */
    int signs;                                     /* minus signs in a row */
    int parentheses;                               /* open ones */
    struct span parenthesis[EXPRESSION_MAX_DEPTH]; /* where they are */
};

/* An atom from a token's text; reports numbers and sizes that are malformed or too large. */
struct atom *parse_word(struct parse *parse, struct span span);
struct atom *parse_dotted(struct parse *parse, struct span span); /* "nn.Conv2d": a word in which the dot is an error */
struct atom *parse_number(struct parse *parse, struct span span);
struct atom *parse_size(struct parse *parse, struct span span);
struct atom *parse_text(struct parse *parse, struct span span);

/* Reports a character that begins nothing; once in a line. */
void parse_unexpected(struct parse *parse, struct span span);

/* Count braces; false when too deep (reported). */
bool parse_open(struct parse *parse, struct span span);
void parse_close(struct parse *parse);

/* The end of a line or ';', which ends a statement. */
void parse_end(struct parse *parse);

/* '=': may an expression follow here? Otherwise that is reported. */
bool parse_equals(struct parse *parse, struct span span);

/* A line ends inside an expression: does the expression go on? */
bool parse_goes_on(const struct parse *parse);

/* Count parentheses and minus signs in a row; any other token of an expression ends such a row. False when there are
 * more than expressions nest (reported). */
bool parse_parenthesis(struct parse *parse, struct span span);
void parse_parenthesis_end(struct parse *parse);
bool parse_sign(struct parse *parse, struct span span);

/* Reports a character that no expression has; once in a line. */
void parse_unexpected_operator(struct parse *parse, struct span span);

#endif

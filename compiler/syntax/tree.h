/* The syntax tree of a model file: statements of words, numbers, sizes and texts, some with a block. It knows nothing
 * of what the words mean.
 *
 *     input 3x32x32 { present 6 steps }      statement: word, size; block of one statement: word, number, word
 *
 * A statement ends with its line, at ';' or at '}'. A comma joins parts of a statement, also over the end of a line.
 *
 * In the block of a `define` on the top level a statement may state an equation: an expression stands behind '='. There
 * numbers have no sign of their own, and a line goes on inside parentheses.
 *
 *     define neuron plain { u = leak * v + current }      inner statement: word; expression: +(*(leak, v), current) */
#ifndef TESSC_TREE_H
#define TESSC_TREE_H

#include <stdbool.h>
#include <stdio.h>

#include "support/arena.h"
#include "syntax/diagnostics.h"
#include "syntax/source.h"

enum atom_kind { ATOM_WORD, ATOM_NUMBER, ATOM_SIZE /* 3x32x32 */, ATOM_TEXT /* "..." */ };

enum { SIZE_MAX_RANK = 3 };

struct atom {
    enum atom_kind kind;
    struct span span;
    const char *text; /* words as written, numbers without '_', texts without their quotes */
    int rank;         /* ATOM_SIZE; 0: malformed, which has been reported */
    int size[SIZE_MAX_RANK];
    struct atom *next;
};

enum expression_kind { EXPRESSION_NUMBER, EXPRESSION_NAME, EXPRESSION_CALL };

/* Operators and calls nest at most so deep in an expression: whoever walks a tree may do so by recursion. */
enum { EXPRESSION_MAX_DEPTH = 200 };

struct expression {
    enum expression_kind kind;
    struct span span; /* with its parentheses */
    struct span word; /* of the number, name, function or operator alone */
    const char *text; /* number without '_'; name; function, or operator: "+", "<=", "-" of one operand or two */
    struct expression *first; /* operands */
    struct expression *next;  /* the operand behind this one */
    int depth;                /* 1: no operands */
};

struct block;

struct statement {
    struct span span;          /* without the block */
    struct atom *atoms;        /* at least one; the first is a word */
    struct expression *equals; /* what stands behind '='; NULL: nothing, as everywhere but in definitions */
    struct block *block;
    struct statement *next;
};

struct block {
    struct span span; /* with its braces */
    struct statement *first;
};

/* Parses a file. Errors are reported and skipped over: the tree holds what was understood; NULL if that is nothing. */
struct block *syntax_parse(struct arena *arena, const struct source *source, struct diagnostics *diagnostics);

/* Parses the atoms that stand in a source from offset on: the value of a -D option. */
struct atom *syntax_parse_atoms(struct arena *arena, const struct source *source, uint32_t offset,
                                struct diagnostics *diagnostics);

/* Prints the tree as YAML: --emit=tree. False if it could not be written. */
bool tree_print(const struct block *tree, FILE *file);

#endif

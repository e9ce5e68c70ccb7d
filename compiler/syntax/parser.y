/* The shape of a model file. What words mean is the business of compiler/model, which reads the tree by the table of
 * settings; so the grammar is small, and an error in one line leaves the others readable. */
%code requires {
#include "syntax/tokens.h"
}

%define api.prefix {syntax_yy}
%define api.pure full
%define api.location.type {struct span}
%define parse.error custom
%define lr.type canonical-lr
%locations
%param { void *scanner }
%parse-param { struct parse *parse }

%code {
#pragma GCC diagnostic ignored "-Wconversion"

int syntax_yylex(SYNTAX_YYSTYPE *value, struct span *span, void *scanner);
static void syntax_yyerror(struct span *span, void *scanner, struct parse *parse, const char *message);

/* A rule's span reaches from its first to its last symbol; an empty rule stands behind what came before it. */
#define YYLLOC_DEFAULT(current, right, count)                                                                          \
    ((current) = (count) ? span_join(YYRHSLOC(right, 1), YYRHSLOC(right, count))                                       \
                         : (struct span){parse->source, YYRHSLOC(right, 0).offset + YYRHSLOC(right, 0).length, 0})
}

%union {
    struct atom *atom;
    struct statement *statement;
    struct block *block;
    struct atom_list { struct atom *first, *last; } atoms;
    struct statement_list { struct statement *first, *last; } statements;
}

%token NEWLINE "end of line" OPEN "{" CLOSE "}"
%token <atom> WORD "word" NUMBER "number" SIZE "size" TEXT "text"

%type <block> block
%type <statement> statement line
%type <atom> argument
%type <atoms> arguments
%type <statements> lines body

%code {
static struct block *new_block(struct parse *parse, struct span span, struct statement *first);
static struct statement *new_statement(struct parse *parse, struct span span, struct atom *word,
                                       struct atom *arguments, struct block *block);
static struct statement_list append_statement(struct statement_list list, struct statement *statement);
static struct atom_list append_atom(struct atom_list list, struct atom *atom);
}

%initial-action { @$ = (struct span){parse->source, 0, 0}; }

%%

file:
  body                        { parse->tree = new_block(parse, @body, $body.first); }
;

/* Statements, one a line or with ';' between them. After an error the rest of the line is skipped, a block in it read. */
body:
  lines
| lines statement             { $$ = append_statement($1, $2); }
| lines statement error       { $$ = append_statement($1, $2); }
| lines error
;

lines:
  %empty                      { $$ = (struct statement_list){NULL, NULL}; }
| lines line                  { $$ = append_statement($1, $2); }
;

line:
  separator                   { $$ = NULL; }
| statement separator
| statement error separator
| statement error block
| error separator             { $$ = NULL; }
| error block                 { $$ = NULL; }
;

separator:
  NEWLINE
| ';'
;

statement:
  WORD arguments              { $$ = new_statement(parse, @$, $1, $2.first, NULL); }
| WORD arguments block        { $$ = new_statement(parse, span_join(@1, @2), $1, $2.first, $3); }
;

arguments:
  %empty                      { $$ = (struct atom_list){NULL, NULL}; }
| arguments argument          { $$ = append_atom($1, $2); }
| arguments ',' argument      { $$ = append_atom($1, $3); }
;

argument:
  WORD
| NUMBER
| SIZE
| TEXT
;

block:
  OPEN body CLOSE              { $$ = new_block(parse, @$, $body.first); }
;

%%

static struct block *new_block(struct parse *parse, struct span span, struct statement *first)
{
    struct block *block = ARENA_NEW(parse->arena, struct block);
    *block = (struct block){.span = span, .first = first};
    return block;
}

static struct statement *new_statement(struct parse *parse, struct span span, struct atom *word,
                                       struct atom *arguments, struct block *block)
{
    struct statement *statement = ARENA_NEW(parse->arena, struct statement);
    word->next = arguments;
    *statement = (struct statement){.span = span, .atoms = word, .block = block};
    return statement;
}

static struct statement_list append_statement(struct statement_list list, struct statement *statement)
{
    if (!statement)
        return list;
    if (list.last)
        list.last->next = statement;
    else
        list.first = statement;
    list.last = statement;
    return list;
}

static struct atom_list append_atom(struct atom_list list, struct atom *atom)
{
    if (list.last)
        list.last->next = atom;
    else
        list.first = atom;
    list.last = atom;
    return list;
}

static bool is_expected(const yypcontext_t *context, yysymbol_kind_t kind)
{
    yysymbol_kind_t expected[YYNTOKENS];
    int count = yypcontext_expected_tokens(context, expected, YYNTOKENS);
    for (int i = 0; i < count; i++)
        if (expected[i] == kind)
            return true;
    return false;
}

/* What is wrong, in terms of statements and blocks rather than of tokens. */
static int yyreport_syntax_error(const yypcontext_t *context, void *scanner, struct parse *parse)
{
    (void)scanner;
    if (parse->stopped)
        return 0;
    struct span span = *yypcontext_location(context);
    yysymbol_kind_t found = yypcontext_token(context);
    const char *text = arena_copy(parse->arena, parse->source->text + span.offset, span.length);
    if (found == YYSYMBOL_YYEOF && parse->depth > 0) {
        diagnose_error(parse->diagnostics, span, "end of file inside a block: '}' is missing");
        diagnose_note(parse->diagnostics, parse->open[parse->depth - 1], "the block begins here");
    } else if (found == YYSYMBOL_YYEOF || found == YYSYMBOL_NEWLINE) {
        diagnose_error(parse->diagnostics, span, "the line ends after ','");
    } else if (found == YYSYMBOL_CLOSE && parse->unmatched) {
        diagnose_error(parse->diagnostics, span, "'}' without its '{'");
    } else if (is_expected(context, YYSYMBOL_WORD) && !is_expected(context, YYSYMBOL_NUMBER)) {
        diagnose_error(parse->diagnostics, span, "unexpected '%s': a statement begins with a word", text);
    } else if (is_expected(context, YYSYMBOL_NEWLINE) && !is_expected(context, YYSYMBOL_WORD)) {
        diagnose_error(parse->diagnostics, span, "unexpected '%s': after a block, a new line or ';' ends the statement",
                       text);
    } else {
        diagnose_error(parse->diagnostics, span, "unexpected '%s'", text);
    }
    return 0;
}

/* Bison's own messages: only that its stack is exhausted, which MAX_DEPTH does not let happen. */
static void syntax_yyerror(struct span *span, void *scanner, struct parse *parse, const char *message)
{
    (void)scanner;
    diagnose_error(parse->diagnostics, *span, "%s", message);
}

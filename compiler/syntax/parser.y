/* The shape of a model file. What words mean is the business of compiler/model, which reads the tree by the table of
 * settings; so the grammar is small, and an error in one line leaves the others readable. */
%code requires {
#include "syntax/expression.h"
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
#include <string.h>

#pragma GCC diagnostic ignored "-Wconversion"

/* Ends the parse where expressions nest too deep (which is reported). */
#define TRY(made)                                                                                                      \
    do {                                                                                                               \
        if (!(made))                                                                                                   \
            YYABORT;                                                                                                   \
    } while (0)

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
    struct expression *expression;
    struct atom_list { struct atom *first, *last; } atoms;
    struct expression_list { struct expression *first, *last; } expressions;
    struct statement_list { struct statement *first, *last; } statements;
}

%token NEWLINE "end of line" OPEN "{" CLOSE "}"
%token <atom> WORD "word" NUMBER "number" SIZE "size" TEXT "text"
%token TIMES "*" LESS_EQUAL "<=" GREATER_EQUAL ">=" EQUAL "==" NOT_EQUAL "!="
%nonassoc '<' '>' "<=" ">=" "==" "!="
%left '+' '-'
%left "*" '/'
%precedence SIGN

%type <block> block
%type <statement> statement line
%type <atom> argument
%type <atoms> arguments
%type <statements> lines body
%type <expression> expression
%type <expressions> operands

%code {
static struct block *new_block(struct parse *parse, struct span span, struct statement *first);
static struct statement *new_statement(struct parse *parse, struct span span, struct atom *word,
                                       struct atom *arguments, struct block *block);
static struct statement *new_equation(struct parse *parse, struct span span, struct atom *word,
                                      struct atom *arguments, struct expression *equals);
static struct expression *new_call(struct parse *parse, const char *text, struct span word, struct span span,
                                   struct expression *operands);
static struct expression *new_binary(struct parse *parse, const char *text, struct span word, struct span span,
                                     struct expression *left, struct expression *right);
static struct expression_list append_operand(struct expression_list list, struct expression *operand);
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
| WORD arguments '=' expression
                              { $$ = new_equation(parse, @$, $1, $2.first, $4); }
;

expression:
  NUMBER                      { $$ = expression_leaf(parse->arena, EXPRESSION_NUMBER, $1); }
| WORD                        { $$ = expression_leaf(parse->arena, EXPRESSION_NAME, $1); }
| WORD '(' operands ')'       { TRY($$ = new_call(parse, $1->text, @1, @$, $3.first)); }
| '(' expression ')'          { $$ = $2; $$->span = @$; }
| '-' expression %prec SIGN   { TRY($$ = new_call(parse, "-", @1, @$, $2)); }
| expression '+' expression   { TRY($$ = new_binary(parse, "+", @2, @$, $1, $3)); }
| expression '-' expression   { TRY($$ = new_binary(parse, "-", @2, @$, $1, $3)); }
| expression "*" expression   { TRY($$ = new_binary(parse, "*", @2, @$, $1, $3)); }
| expression '/' expression   { TRY($$ = new_binary(parse, "/", @2, @$, $1, $3)); }
| expression '<' expression   { TRY($$ = new_binary(parse, "<", @2, @$, $1, $3)); }
| expression '>' expression   { TRY($$ = new_binary(parse, ">", @2, @$, $1, $3)); }
| expression "<=" expression  { TRY($$ = new_binary(parse, "<=", @2, @$, $1, $3)); }
| expression ">=" expression  { TRY($$ = new_binary(parse, ">=", @2, @$, $1, $3)); }
| expression "==" expression  { TRY($$ = new_binary(parse, "==", @2, @$, $1, $3)); }
| expression "!=" expression  { TRY($$ = new_binary(parse, "!=", @2, @$, $1, $3)); }
;

operands:
  expression                  { $$ = (struct expression_list){$1, $1}; }
| operands ',' expression     { $$ = append_operand($1, $3); }
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

static struct statement *new_equation(struct parse *parse, struct span span, struct atom *word,
                                      struct atom *arguments, struct expression *equals)
{
    struct statement *statement = new_statement(parse, span, word, arguments, NULL);
    statement->equals = equals;
    return statement;
}

static struct expression *new_call(struct parse *parse, const char *text, struct span word, struct span span,
                                   struct expression *operands)
{
    struct expression *call = expression_call(parse->arena, text, word, span, operands);
    if (call->depth <= EXPRESSION_MAX_DEPTH)
        return call;
    expression_too_deep(parse->diagnostics, word);
    return NULL;
}

static struct expression *new_binary(struct parse *parse, const char *text, struct span word, struct span span,
                                     struct expression *left, struct expression *right)
{
    left->next = right;
    return new_call(parse, text, word, span, left);
}

static struct expression_list append_operand(struct expression_list list, struct expression *operand)
{
    list.last->next = operand;
    list.last = operand;
    return list;
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

/* In an expression either an operator is expected next, or an operand. */
static bool wants_operator(const yypcontext_t *context)
{
    return is_expected(context, YYSYMBOL_TIMES);
}

static bool wants_operand(const yypcontext_t *context)
{
    return is_expected(context, YYSYMBOL_NUMBER) && !is_expected(context, YYSYMBOL_TEXT);
}

/* Does a line end between the last parenthesis and here? */
static bool is_behind_line(const struct parse *parse, struct span here)
{
    const uint32_t from = parse->parenthesis[parse->parentheses - 1].offset;
    return memchr(parse->source->text + from, '\n', here.offset - from) != NULL;
}

/* The rest of the line is skipped. */
static void report_in_expression(struct parse *parse, struct span span, yysymbol_kind_t found, bool operator)
{
    const char *text = arena_copy(parse->arena, parse->source->text + span.offset, span.length);
    const bool ends = found == YYSYMBOL_YYEOF || found == YYSYMBOL_NEWLINE || strchr(";}", *text);
    const bool operand = found == YYSYMBOL_WORD || found == YYSYMBOL_NUMBER || *text == '(';
    parse->broken = true;
    if (parse->told) /* of a character that no expression has */
        return;
    if (parse->parentheses > 0 && (ends || strchr("={", *text) || (operator && operand && is_behind_line(parse, span))))
        diagnose_error(parse->diagnostics, parse->parenthesis[parse->parentheses - 1], "'(' without its ')'");
    else if (ends)
        diagnose_error(parse->diagnostics, span, "the expression ends here: an operand is missing");
    else if (!operator && *text != '=' && *text != '{')
        diagnose_error(parse->diagnostics, span, "an operand is missing before '%s'", text);
    else if (operator && operand)
        diagnose_error(parse->diagnostics, span, "an operator is missing before '%s'", text);
    else if (*text == ')')
        diagnose_error(parse->diagnostics, span, "')' without its '('");
    else
        diagnose_error(parse->diagnostics, span, "unexpected '%s' in an expression%s", text,
                       strchr("<>=!", *text) ? "; a comparison has two sides, and '==' asks whether they are equal"
                                             : "");
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
    if (wants_operator(context) || wants_operand(context)) {
        report_in_expression(parse, span, found, wants_operator(context));
        return 0;
    }
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

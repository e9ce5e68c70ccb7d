/* From the text of a model file to its tree: what is no text is refused, then lexer and parser run. */
#include <stdlib.h>
#include <string.h>

#include "syntax/parser.h"
#include "syntax/tokens.h"
#include "syntax/tree.h"

/* The interface of flex's reentrant scanner. */
int syntax_yylex_init_extra(struct parse *extra, void **scanner);
struct yy_buffer_state *syntax_yy_scan_bytes(const char *bytes, int length, void *scanner);
int syntax_yylex_destroy(void *scanner);
int syntax_yylex(SYNTAX_YYSTYPE *value, struct span *span, void *scanner);

/* Reports what no model file contains, so that binary files get one error and not hundreds. */
static bool is_plain_text(const struct source *source, struct diagnostics *diagnostics)
{
    const unsigned char *text = (const unsigned char *)source->text;
    struct span span = {source, 0, 1};
    if (source->length >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3)) {
        span.length = 3;
        diagnose_error(diagnostics, span, "the file begins with a byte order mark; 'tessc fmt' removes it");
        return false;
    }
    for (uint32_t i = 0; i < source->length; i++) {
        span.offset = i;
        if (text[i] == '\r') {
            diagnose_error(diagnostics, span, "the line ends in CR LF; 'tessc fmt' writes LF");
            return false;
        }
        if ((text[i] < ' ' && text[i] != '\n' && text[i] != '\t') || text[i] == 127) {
            diagnose_error(diagnostics, span, "not a text file: byte 0x%02x at offset %u", text[i], (unsigned)i);
            return false;
        }
    }
    return true;
}

static void *start_scanner(struct parse *parse)
{
    void *scanner;
    const char *text = parse->source->text + parse->offset;
    if (syntax_yylex_init_extra(parse, &scanner) ||
        !syntax_yy_scan_bytes(text, (int)(parse->source->length - parse->offset), scanner)) {
        fputs("tessc: out of memory\n", stderr);
        exit(1);
    }
    return scanner;
}

struct block *syntax_parse(struct arena *arena, const struct source *source, struct diagnostics *diagnostics)
{
    struct parse parse = {.arena = arena, .source = source, .diagnostics = diagnostics};
    if (is_plain_text(source, diagnostics)) {
        void *scanner = start_scanner(&parse);
        syntax_yyparse(scanner, &parse);
        syntax_yylex_destroy(scanner);
    }
    return parse.tree;
}

struct atom *syntax_parse_atoms(struct arena *arena, const struct source *source, uint32_t offset,
                                struct diagnostics *diagnostics)
{
    struct parse parse = {.arena = arena, .source = source, .diagnostics = diagnostics, .offset = offset};
    struct atom *first = NULL, **end = &first;
    void *scanner = start_scanner(&parse);
    SYNTAX_YYSTYPE value;
    struct span span;
    for (int token; (token = syntax_yylex(&value, &span, scanner)) > 0;) {
        if (token == WORD || token == NUMBER || token == SIZE || token == TEXT) {
            *end = value.atom;
            end = &value.atom->next;
        } else if (token != ',') {
            diagnose_error(diagnostics, span, "a value cannot contain blocks or lines");
            break;
        }
    }
    syntax_yylex_destroy(scanner);
    return first;
}

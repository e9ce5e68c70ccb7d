#include "syntax/format.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { KIND_WORD, KIND_COMMENT, KIND_OPEN, KIND_CLOSE, KIND_COMMA, KIND_SEMICOLON, KIND_END };

struct token {
    enum kind kind;
    const char *text;
    int length;
    int newlines; /* before it */
    int spaces;   /* before it, on its line */
    bool broken;  /* a brace whose block has several lines */
};

struct tokens {
    struct token *token;
    int count;
};

static struct token read_token(const char **at, const char *end)
{
    struct token token = {.kind = KIND_END};
    for (; *at < end && strchr(" \t\n", **at); ++*at) {
        token.newlines += **at == '\n';
        token.spaces = **at == '\n' ? 0 : token.spaces + 1;
    }
    token.text = *at;
    if (*at == end)
        return token;
    static const char marks[] = "{},;";
    static const enum kind kinds[] = {KIND_OPEN, KIND_CLOSE, KIND_COMMA, KIND_SEMICOLON};
    const char *mark = strchr(marks, **at);
    if (mark) {
        token.kind = kinds[mark - marks];
        ++*at;
    } else if (**at == '#') {
        token.kind = KIND_COMMENT;
        while (*at < end && **at != '\n')
            ++*at;
    } else if (**at == '"') {
        token.kind = KIND_WORD;
        do
            ++*at;
        while (*at < end && **at != '"' && **at != '\n');
        *at += *at < end && **at == '"';
    } else {
        token.kind = KIND_WORD;
        while (*at < end && !strchr(" \t\n{},;#\"", **at))
            ++*at;
    }
    token.length = (int)(*at - token.text);
    return token;
}

static struct tokens read_tokens(struct arena *arena, const char *text, size_t length)
{
    struct tokens tokens = {.token = ARENA_ARRAY(arena, struct token, length + 1)};
    const char *at = text;
    do
        tokens.token[tokens.count] = read_token(&at, text + length);
    while (tokens.token[tokens.count++].kind != KIND_END);
    return tokens;
}

/* A ';' before the end of a line or block says nothing. Newlines before it count for what follows. */
static void drop_semicolons(struct tokens *tokens)
{
    int kept = 0;
    for (int i = 0; i < tokens->count; i++) {
        struct token token = tokens->token[i];
        if (token.kind == KIND_SEMICOLON) {
            struct token *next = &tokens->token[i + 1]; /* there is one: KIND_END */
            bool first = kept == 0 || token.newlines > 0 || tokens->token[kept - 1].kind == KIND_OPEN;
            bool last = next->newlines > 0 || next->kind == KIND_CLOSE || next->kind == KIND_SEMICOLON ||
                        next->kind == KIND_COMMENT || next->kind == KIND_END;
            if (first || last) {
                next->newlines += token.newlines;
                next->spaces += token.spaces;
                continue;
            }
        }
        tokens->token[kept++] = token;
    }
    tokens->count = kept;
}

static void mark_broken_blocks(struct arena *arena, struct tokens *tokens)
{
    int *open = ARENA_ARRAY(arena, int, tokens->count), depth = 0;
    for (int i = 0; i < tokens->count; i++) {
        struct token *token = &tokens->token[i];
        if (token->newlines > 0)
            for (int j = depth; j-- > 0 && !tokens->token[open[j]].broken;)
                tokens->token[open[j]].broken = true;
        if (token->kind == KIND_OPEN)
            open[depth++] = i;
        else if (token->kind == KIND_CLOSE && depth > 0)
            token->broken = tokens->token[open[--depth]].broken;
    }
}

/* A trailing comment keeps its column as far as it can: two spaces at least. */
static int spaces_before(const struct token *previous, const struct token *token)
{
    switch (token->kind) {
    case KIND_COMMA:
    case KIND_SEMICOLON:
        return 0;
    case KIND_COMMENT:
        return token->spaces > 2 ? token->spaces : 2;
    case KIND_CLOSE:
        return 1;
    default:
        return previous->kind == KIND_OPEN || token->spaces < 1 ? 1 : token->spaces;
    }
}

static bool starts_line(const struct token *previous, const struct token *token)
{
    return token->newlines > 0 || previous->kind == KIND_COMMENT || (token->kind == KIND_CLOSE && token->broken) ||
           (previous->kind == KIND_OPEN && previous->broken && token->kind != KIND_COMMENT);
}

/* Parentheses of expressions that are open behind a token; a text and what ends a statement have none. */
static int open_parentheses(const struct token *token, int open)
{
    if (token->kind == KIND_OPEN || token->kind == KIND_CLOSE || token->kind == KIND_SEMICOLON)
        return 0;
    for (int i = 0; token->kind == KIND_WORD && *token->text != '"' && i < token->length; i++)
        open += (token->text[i] == '(') - (token->text[i] == ')' && open > 0);
    return open;
}

/* A statement that goes on is indented further. */
static void put_line_start(FILE *file, const struct token *previous, const struct token *token, int depth, bool goes_on)
{
    bool inside = previous->kind == KIND_OPEN || token->kind == KIND_CLOSE;
    fputs(token->newlines > 1 && !inside ? "\n\n" : "\n", file);
    int indent = 4 * depth + (goes_on ? 4 : 0);
    fprintf(file, "%*s", indent, "");
}

static int trimmed(const struct token *token)
{
    int length = token->length;
    while (length > 0 && strchr(" \t", token->text[length - 1]))
        length--;
    return length;
}

static void put_tokens(FILE *file, const struct tokens *tokens)
{
    int depth = 0, parentheses = 0;
    for (int i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->token[i], *previous = i ? token - 1 : NULL;
        if (token->kind == KIND_END)
            break;
        if (token->kind == KIND_CLOSE && depth > 0)
            depth--;
        if (previous && starts_line(previous, token))
            put_line_start(file, previous, token, depth, previous->kind == KIND_COMMA || parentheses > 0);
        else if (previous)
            fprintf(file, "%*s", spaces_before(previous, token), "");
        fprintf(file, "%.*s", trimmed(token), token->text);
        depth += token->kind == KIND_OPEN;
        parentheses = open_parentheses(token, parentheses);
    }
    if (tokens->count > 1)
        fputc('\n', file);
}

const char *format_clean(struct arena *arena, const char *text, size_t length)
{
    char *clean = arena_alloc(arena, length + 1), *to = clean;
    size_t start = length >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3) ? 3 : 0;
    for (size_t i = start; i < length; i++)
        if (text[i] != '\r' || i + 1 == length || text[i + 1] != '\n')
            *to++ = text[i];
    *to = '\0';
    return clean;
}

const char *format_text(struct arena *arena, const char *text, size_t length)
{
    struct tokens tokens = read_tokens(arena, text, length);
    drop_semicolons(&tokens);
    mark_broken_blocks(arena, &tokens);
    char *formatted = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&formatted, &size);
    if (file)
        put_tokens(file, &tokens);
    if (!file || fclose(file) != 0) {
        fputs("tessc: out of memory\n", stderr);
        exit(1);
    }
    const char *copy = arena_copy(arena, formatted, size);
    free(formatted);
    return copy;
}

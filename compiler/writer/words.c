#include "writer/words.h"

#include <ctype.h>
#include <string.h>

/* Is one of a list of words in a text, alone or as a part of a name? */
static bool has_word(const char *text, const char *words)
{
    for (const char *at = text; *at;) {
        const size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz");
        for (const char *word = words; length && *word;) {
            const size_t its_length = strcspn(word, " ");
            if (its_length == length && !strncmp(word, at, length) && (at == text || !isalpha((unsigned char)at[-1])))
                return true;
            word += its_length + strspn(word + its_length, " ");
        }
        at += length ? length : 1;
    }
    return false;
}

static bool lines_have(const struct c_lines *lines, const char *words)
{
    for (int i = 0; i < lines->count; i++)
        if (!lines->line[i].fixed && has_word(lines->line[i].text, words))
            return true;
    return false;
}

const char *new_meanings(struct arena *arena, struct glossary *glossary, const struct c_lines *lines)
{
    const char *meanings = "";
    for (int k = 0; k < glossary->words; k++) {
        const struct writer_word *word = &glossary->word[k];
        if (glossary->explained[k] || (!lines_have(lines, word->words) && !has_word(meanings, word->words)))
            continue;
        meanings = arena_format(arena, "%s%s%s", meanings, *meanings ? "\n" : "", word->meaning);
        glossary->explained[k] = true;
        k = -1; /* its meaning may have words that were passed */
    }
    return meanings;
}

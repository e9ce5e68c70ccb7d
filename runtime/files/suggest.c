#include "tess/suggest.h"

#include <stddef.h>
#include <string.h>

enum { LONGEST_WORD = 48 };

static int smallest(int a, int b)
{
    return a < b ? a : b;
}

int tess_edit_distance(const char *a, const char *b)
{
    size_t rows = strlen(a), columns = strlen(b);
    if (rows > LONGEST_WORD || columns > LONGEST_WORD)
        return LONGEST_WORD;
    int cost[LONGEST_WORD + 1][LONGEST_WORD + 1];
    for (size_t i = 0; i <= rows; i++)
        cost[i][0] = (int)i;
    for (size_t j = 0; j <= columns; j++)
        cost[0][j] = (int)j;
    for (size_t i = 1; i <= rows; i++)
        for (size_t j = 1; j <= columns; j++) {
            cost[i][j] = smallest(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
            cost[i][j] = smallest(cost[i][j], cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = smallest(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    return cost[rows][columns];
}

struct tess_suggestion tess_suggestion_for(const char *word)
{
    /* A third of the letters may be wrong; more is another word. */
    int allowed = (int)strlen(word) / 3;
    return (struct tess_suggestion){.word = word, .distance = allowed < 1 ? 2 : allowed + 1};
}

void tess_suggestion_offer(struct tess_suggestion *suggestion, const char *candidate)
{
    int distance = tess_edit_distance(suggestion->word, candidate);
    if (distance >= suggestion->distance || distance >= (int)strlen(candidate))
        return;
    suggestion->best = candidate;
    suggestion->distance = distance;
}

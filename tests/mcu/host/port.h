/* Printing on the host. */
#include <stdio.h>
#include <stdlib.h>

static void port_number(const char *text, int number)
{
    printf("%s%d", text, number);
}

static void port_hash(const char *text, uint32_t hash)
{
    printf("%s%08lx\n", text, (unsigned long)hash);
}

int run(int samples);
int main(int count, char **words)
{
    return count == 2 ? run(atoi(words[1])) : 2;
}

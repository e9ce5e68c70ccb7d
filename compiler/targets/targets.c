#include "targets/targets.h"

#define DECLARE(name) extern const struct target target_##name;
#define WORD(name)    "|" #name
#define PLACE(name)   &target_##name,

TARGETS(DECLARE)

const char target_words[] = TARGETS(WORD);
const struct target *const targets[] = {TARGETS(PLACE)};

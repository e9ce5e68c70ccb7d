/* What compiled the file that includes this, as text: so that a run can tell what made it. */
#ifndef TESS_BUILD_H
#define TESS_BUILD_H

#define TESS_TEXT_OF(x)   #x
#define TESS_TEXT(number) TESS_TEXT_OF(number)

#ifdef __clang__
#define TESS_COMPILER                                                                                                  \
    "clang " TESS_TEXT(__clang_major__) "." TESS_TEXT(__clang_minor__) "." TESS_TEXT(__clang_patchlevel__)
#else
#define TESS_COMPILER "gcc " __VERSION__
#endif

/* The compiler's options; no compiler tells them, so whoever calls it has to: -DTESS_FLAGS='"-O3 ..."'. */
#ifndef TESS_FLAGS
#define TESS_FLAGS "unknown"
#endif

#endif

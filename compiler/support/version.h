/* The version that generated files and --version name. */
#ifndef TESSC_VERSION_H
#define TESSC_VERSION_H

#ifndef TESSC_VERSION
#define TESSC_VERSION PACKAGE_VERSION
#endif

#endif

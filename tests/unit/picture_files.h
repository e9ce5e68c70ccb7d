/* Pictures that the tests write. */
#ifndef TESTS_PICTURE_FILES_H
#define TESTS_PICTURE_FILES_H

/* PNG of libpng's format (PNG_FORMAT_...), rows one after the other without gaps. */
void write_png(const char *path, unsigned format, int width, int height, const void *pixels);

/* A grey one, all of one value. */
void write_grey(const char *path, int width, int height, int value);

#endif

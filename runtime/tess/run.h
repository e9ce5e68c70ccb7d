/* A run directory, where weights are asked for. */
#ifndef TESS_RUN_H
#define TESS_RUN_H

/* Of a directory, the weights in it: DIRECTORY/best.safetensors, or last.safetensors where there are no best ones; that
 * they are there is not said. malloc'ed. NULL: `path` is no directory, or there is no memory. */
char *tess_run_weights(const char *path);

#endif

/* The folder for what can be made again: programs of models, frames of event recordings. */
#ifndef TESS_CACHE_H
#define TESS_CACHE_H

/* The path of the folder tessc, which is made if it is missing: in $XDG_CACHE_HOME if that is set; otherwise in .cache
 * of $HOME or of the home that the password database knows, whichever comes first and is safe. Safe is a folder that
 * belongs to this user, is no link, and can be written by nobody else (that is set right, if it is not so), below
 * folders that belong to this user or root and in which nobody else can exchange it. malloc'ed; NULL: there is none.
 *
 * The first of the variables that names an unsafe folder is told to `refused`, if it is given: a line, malloc'ed. */
char *tess_cache_folder(char **refused);

#endif

/* SPDX-License-Identifier: MIT
 * How the files of a run are called in its rows. */
#ifndef READERS_NAMES_H
#define READERS_NAMES_H

#include "base/os.h"

/* Of one file: views into its path. Plans without an id are called `plan`; `source` begins with
 * `file`. */
typedef struct file_name {
    pm_str file, plan;           /* its bare name, that without its ending for plans */
    pm_str long_file, long_plan; /* what tells it apart from all others of that name */
    size_t group;                /* the files of one bare name have one of them as theirs */
    const char *taken;           /* of that one: the path of the file that has the bare name */
} file_name;

/* The length of a file's name without its ending. */
size_t name_stem(pm_str name);

/* Names the paths. A long name has as many folders before it as tell the files of one name apart;
 * those that differ in nothing but their ending keep it. The same path twice is the same file.
 * PM_ERR_MEMORY. */
pm_status names_make(const os_names *paths, file_name *out);
/* How file `i` is to be called: as it is, as long as no other file has taken that name. */
void names_choose(const os_names *paths, const file_name *names, size_t i, pm_str *file,
                  pm_str *plan);
/* A plan of file `i` has its name. */
void names_take(const os_names *paths, file_name *names, size_t i);

#endif

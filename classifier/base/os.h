/* SPDX-License-Identifier: MIT
 * The operating system: the only file of the library that knows POSIX. Scoring needs none of it. */
#ifndef BASE_OS_H
#define BASE_OS_H

#include "base/strings.h"

/* Reads a whole file into *out (appended). PM_ERR_IO with the system's reason in *reason (a static
 * or thread-local string of the C library), PM_ERR_LIMIT beyond `limit` bytes, PM_ERR_MEMORY. */
pm_status os_read_file(const char *path, size_t limit, buffer *out, const char **reason);

typedef enum os_kind { OS_FILE, OS_FOLDER, OS_OTHER, OS_MISSING } os_kind;
os_kind os_path_kind(const char *path); /* follows links */
bool os_path_is_link(const char *path);

/* The names in a folder, bytewise sorted, without "." and "..". `*names` is an array of C strings;
 * free with os_free_names. */
typedef struct os_names {
    const pm_allocator *allocator;
    char **items;
    size_t count, cap;
} os_names;
pm_status os_list_folder(const char *path, const pm_allocator *a, os_names *out,
                         const char **reason);
void os_free_names(os_names *names);

/* A byte stream for reading: a file or, for "-", standard input. */
typedef struct os_input os_input;
pm_status os_input_open(const char *path, const pm_allocator *a, os_input **out,
                        const char **reason);
/* Reads up to `size` bytes; *got == 0 at the end. */
pm_status os_input_read(os_input *in, char *data, size_t size, size_t *got, const char **reason);
void os_input_close(os_input *in);

#endif

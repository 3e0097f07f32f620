/* SPDX-License-Identifier: MIT
 * The operating system: the only file of the library that knows POSIX. Scoring needs none of it. */
#ifndef BASE_OS_H
#define BASE_OS_H

#include "base/strings.h"

/* What an errno says; a static string. */
const char *os_reason(int code);

/* Reads a whole file into *out (appended). PM_ERR_IO with the system's reason in *reason (a static
 * or thread-local string of the C library), PM_ERR_LIMIT beyond `limit` bytes, PM_ERR_MEMORY. */
pm_status os_read_file(const char *path, size_t limit, buffer *out, const char **reason);

/* OS_BARRED: in a folder that may be listed and not entered. */
typedef enum os_kind { OS_FILE, OS_FOLDER, OS_OTHER, OS_MISSING, OS_BARRED } os_kind;
os_kind os_path_kind(const char *path); /* follows links */
bool os_path_is_link(const char *path);
/* The number of the user to whom a file or folder belongs; with `follow` of what a link leads to,
 * else of the link. False: it cannot be told. */
bool os_path_owner(const char *path, bool follow, unsigned long *owner);
/* Whether it is there cannot be told: a folder on the way may not be entered. */
bool os_path_is_hidden(const char *path);
/* Appends the working folder, an absolute path. PM_ERR_IO with its reason, PM_ERR_MEMORY. */
pm_status os_working_folder(buffer *out, const char **reason);

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
/* Is it a file whose bytes stay, and no pipe or device? */
bool os_input_is_file(const os_input *in);
/* Reads up to `size` bytes; *got == 0 at the end. */
pm_status os_input_read(os_input *in, char *data, size_t size, size_t *got, const char **reason);
void os_input_close(os_input *in);

/* ---- Other programs ---- */

/* While it is held, the signals that end a program wait in this thread: os_run then stops early
 * (but not for one that is ignored), what was made can be removed, and os_release lets them act.
 * INT, TERM, HUP and QUIT wait in any case, others (USR1, ALRM, XCPU ...) unless the program has a
 * handler that stays. */
typedef struct os_hold os_hold;
pm_status os_hold_signals(const pm_allocator *a, os_hold **out);
void os_release(os_hold *h); /* NULL is fine */

typedef struct os_limits {
    size_t output;        /* bytes of its standard output; more: it is stopped */
    unsigned long millis; /* it may run */
    /* "NAME=value", with NULL at the end, instead of what this program has; NULL: all as it has */
    const char *const *variables;
    size_t memory; /* bytes of data that it may have; 0: as this program. Linux alone bounds it */
    size_t file;   /* bytes of a file that it writes; 0: as this program. Linux alone */
} os_limits;

typedef enum os_ended {
    OS_ENDED,      /* by itself; see `code` */
    OS_NO_PROGRAM, /* there is none of this name */
    OS_TOO_SLOW,
    OS_TOO_MUCH, /* output */
    OS_STOPPED   /* a signal to this program waits; see os_hold_signals */
} os_ended;

typedef struct os_result {
    os_ended how;
    int code;             /* as it ended; -1: by a signal */
    bool too_large;       /* a file that it wrote was to be larger than may be */
    size_t peak;          /* bytes of memory that it, or one that it waited for, had at a time */
    unsigned long millis; /* that it took */
    char errors[512];     /* how its standard error begins */
} os_result;

/* Runs argv[0] (looked for in PATH; no shell) with nothing on its standard input and no other
 * descriptor (before glibc 2.34: none that this library opened); appends its output to *out. When
 * it returns, the program and what it started in its process group have ended. PM_ERR_IO (the
 * system has no room for it), PM_ERR_MEMORY. */
pm_status os_run(char *const argv[], const os_limits *limits, buffer *out, os_result *result);
/* The number of who runs this program. */
unsigned long os_user(void);
/* Is there such a program in PATH? */
bool os_has_program(const char *name);

/* Makes a folder that only this user can enter, and appends its path and a NUL; nothing when it
 * cannot be made. PM_ERR_IO with the system's reason, PM_ERR_MEMORY. */
pm_status os_make_folder(buffer *path, const char **reason);
/* Bytes that can still be written there; SIZE_MAX: nobody knows. */
size_t os_free_room(const char *path);
/* Removes it with all that is in it; links are not followed. Without memory only when it is empty.
 */
void os_remove_folder(const char *path);
void os_remove_file(const char *path);
/* Writes a file that is not there yet. PM_ERR_IO with the system's reason. */
pm_status os_write_file(const char *path, pm_str data, const char **reason);
/* The same in place of one that is there, or to a device. */
pm_status os_write_over(const char *path, pm_str data, const char **reason);

/* ---- Memory of other libraries ---- */

/* A library that takes its memory from malloc may say nothing when there is none, and go on with
 * less. Around a call of it: did memory end meanwhile, in this thread? They may be nested. */
typedef struct os_watch {
    int before;
} os_watch;
os_watch os_watch_memory(void);
bool os_memory_ended(os_watch w);

#endif

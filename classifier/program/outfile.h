/* SPDX-License-Identifier: MIT
 * Where the command writes: standard output, or a file that appears when it is complete. */
#ifndef PROGRAM_OUTFILE_H
#define PROGRAM_OUTFILE_H

#include <stdint.h>
#include <sys/types.h>

#include "program/terminal.h"

/* Standard output, or a file that takes its name only when all is in it. */
typedef struct outfile {
    int fd;
    char *path, *beside; /* beside: what is written until then; NULL: written in place */
    char *held;
    size_t held_len;
    mode_t mode;      /* of the file, once its name is taken */
    bool stays;       /* what is beside stays when it does not take its name */
    uint64_t total;   /* bytes so far, */
    uint64_t swallow; /* ... and how many of the next ones are there already */
    int error;        /* errno of the first fault */
} outfile;

/* Both names are of one file that is there. */
bool outfile_is(const char *path, const char *other);
/* The same, or one that is not there yet would be. NULL is no name. */
bool outfile_meets(const char *path, const char *other);

/* Is it called like a document that the command cannot write (.pdf, .ods)? */
bool outfile_is_other(const char *path);

/* The same, and both have one name: it costs little where they have not. */
bool outfile_is_named(const char *path, const char *other);
/* ... of what a run for `out` leaves beside it, its part. */
bool outfile_is_part(const char *path, const char *out);

/* `path` NULL or "-" is standard output. false: told. */
bool outfile_open(outfile *o, const char *path, terminal *t);
/* A signal ends the command: takes away what is not complete, and lets it end. */
void outfile_follow(int number);
/* The same, written to PATH.part, which one run at a time has, so that a later run can go on with
 * it. Where there is none, but PATH is there and `from_whole`, it begins as a copy of that. What is
 * no plain file is written in place, and does not stay. false: told. */
bool outfile_open_part(outfile *o, const char *path, bool from_whole, terminal *t);
/* Bytes of the part; of its first line, which has less than 4 KiB (0: there is none). */
uint64_t outfile_size(const outfile *o);
size_t outfile_first_line(const outfile *o);
/* Has it so many bytes, which are whole lines? */
bool outfile_has_lines(const outfile *o, uint64_t bytes);
/* What comes next stands behind so many bytes of the part, the rest goes. false: it cannot be. */
bool outfile_cut(outfile *o, uint64_t bytes);
/* The same as outfile_flush, down to the disk. */
bool outfile_sync(outfile *o);
/* fsync and ftruncate of any file, which a signal does not break off. */
int outfile_sync_file(int fd);
int outfile_cut_file(int fd, uint64_t bytes);
/* Where it is written until it takes its name, for a library that writes to a path itself. */
const char *outfile_place(const outfile *o, const char *path);
/* Nobody but its owner may read it. */
void outfile_private(outfile *o);
/* A pm_sink_fn; ctx is an outfile. */
int outfile_write(void *ctx, const char *data, size_t len);
void outfile_print(outfile *o, const char *format, ...) __attribute__((format(printf, 2, 3)));
void outfile_str(outfile *o, pm_str s);
/* For a person, by page_point. */
void outfile_plain(outfile *o, pm_str s);
/* Hands on what is held; false: there was a fault, which outfile_close tells. */
bool outfile_flush(outfile *o);
/* Ends it; with `keep` false a file that was written beside goes. false: something could not be
 * written (told, but for standard output that nobody reads). */
bool outfile_close(outfile *o, bool keep, terminal *t);

#endif

/* SPDX-License-Identifier: MIT
 * Loaded before the C library (LD_PRELOAD): reads, writes, cuts and syncs as a slow pipe, a busy
 * program or a broken disk does them. FAULTY_IO says how:
 *
 *   short     a read gives and a write takes 1 to 7 bytes
 *   eintr     every other call is broken off by a signal before it begins
 *   read=N    the N-th read fails, and all behind it (EIO)
 *   write=N   the N-th write to anything but standard error fails, and all behind it (ENOSPC) */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned long calls, reads, writes; /* one thread */

static int is_mode(const char *name) {
    const char *mode = getenv("FAULTY_IO");
    return mode != NULL && strcmp(mode, name) == 0;
}

static int is_at(const char *name, unsigned long number) {
    const char *mode = getenv("FAULTY_IO");
    size_t len = strlen(name);
    return mode != NULL && strncmp(mode, name, len) == 0 && number >= strtoul(mode + len, NULL, 10);
}

/* How much of it is done now; -1 with errno: nothing. */
static ssize_t portion(size_t size, int fails, int fault) {
    calls++;
    if (fails || (is_mode("eintr") && calls % 2 != 0)) {
        errno = fails ? fault : EINTR;
        return -1;
    }
    size_t most = calls % 7 + 1;
    return (ssize_t)(is_mode("short") && size > most ? most : size);
}

#pragma GCC visibility push(default)

ssize_t read(int fd, void *data, size_t size) {
    ssize_t now = portion(size, is_at("read=", ++reads), EIO);
    return now < 0 ? now : syscall(SYS_read, fd, data, (size_t)now);
}

ssize_t write(int fd, const void *data, size_t size) {
    int counts = fd != STDERR_FILENO;
    writes += (unsigned long)counts;
    ssize_t now = portion(size, counts && is_at("write=", writes), ENOSPC);
    return now < 0 ? now : syscall(SYS_write, fd, data, (size_t)now);
}

int fsync(int fd) {
    return portion(1, 0, 0) < 0 ? -1 : (int)syscall(SYS_fsync, fd);
}

int ftruncate(int fd, off_t size) {
    return portion(1, 0, 0) < 0 ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

#pragma GCC visibility pop

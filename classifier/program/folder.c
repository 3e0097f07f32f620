/* SPDX-License-Identifier: MIT
 * Keeps true: links on the way to the program are followed, so that what lies beside it is found
 * wherever it was called from. */
#define _POSIX_C_SOURCE 200809L
#include "program/folder.h"

#include <string.h>
#include <unistd.h>

bool folder_own(char *out, size_t size) {
    ssize_t n = readlink("/proc/self/exe", out, size - 1);
    if (n <= 0 || (size_t)n >= size - 1) {
        return false;
    }
    out[n] = '\0';
    char *slash = strrchr(out, '/');
    if (slash != NULL) {
        *slash = '\0';
    }
    return slash != NULL;
}

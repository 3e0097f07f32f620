/* SPDX-License-Identifier: MIT
 * Where the running program lies. */
#ifndef PROGRAM_FOLDER_H
#define PROGRAM_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

/* Its folder, without a '/' at the end; false: it is not known. */
bool folder_own(char *out, size_t size);

#endif

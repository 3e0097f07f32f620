/* SPDX-License-Identifier: MIT
 * A file of rows in the format that the first byte names: told by content, CSV, JSON lines, JSON or
 * text; every encoding. */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "planmark/audit.h"
#include "tests/fuzz/fuzz.h"

static void read_file(const char *path, pm_input_format format) {
    pm_read_options o = {.size = sizeof o, .common = {.size = sizeof o.common}, .format = format};
    o.common.diagnostic = fuzz_hear;
    pm_reader *r;
    pm_row row;
    pm_status status = pm_reader_open(&o, path, &r);
    if (status != PM_OK) {
        return;
    }
    while (status == PM_OK || status == PM_ERR_ROW) {
        status = pm_reader_next(r, &row);
        if (status == PM_OK) {
            fuzz_row(&row);
        }
    }
    pm_reader_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    int fd = size > 1 ? memfd_create("rows", 0) : -1;
    if (fd >= 0 && write(fd, data + 1, size - 1) == (ssize_t)size - 1) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        read_file(path, (pm_input_format)(data[0] % 5));
    }
    if (fd >= 0) {
        close(fd);
    }
    return 0;
}

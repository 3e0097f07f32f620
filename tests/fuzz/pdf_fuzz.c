/* SPDX-License-Identifier: MIT
 * What pdftotext says of a PDF and, after a form feed each, what pdftocairo says of its pages. The
 * linker puts these functions in place of those that would run programs and write files. */
#include <string.h>

#include "base/os.h"
#include "tests/fuzz/fuzz.h"

/* As the linker calls what it puts in place of NAME. */
#define IN_PLACE_OF(name) __wrap_##name

pm_status IN_PLACE_OF(os_run)(char *const argv[], const os_limits *limits, buffer *out,
                              os_result *result);
bool IN_PLACE_OF(os_has_program)(const char *name);
pm_status IN_PLACE_OF(os_make_folder)(buffer *path, const char **reason);
void IN_PLACE_OF(os_remove_folder)(const char *path);
pm_status IN_PLACE_OF(os_write_file)(const char *path, pm_str data, const char **reason);

static pm_str said;

/* "pdftocairo -svg -origpagesizes -f 2 ...": the page is the fourth argument. */
static size_t piece_wanted(char *const argv[]) {
    size_t number = 0;
    for (const char *c = strcmp(argv[0], "pdftocairo") == 0 ? argv[4] : ""; *c != '\0'; c++) {
        number = 10 * number + (size_t)(*c - '0');
    }
    return number;
}

pm_status IN_PLACE_OF(os_run)(char *const argv[], const os_limits *limits, buffer *out,
                              os_result *result) {
    pm_str rest = said, piece = fuzz_piece(&rest);
    for (size_t i = piece_wanted(argv); i > 0; i--) {
        piece = fuzz_piece(&rest);
    }
    *result = (os_result){.how = piece.len > limits->output ? OS_TOO_MUCH : OS_ENDED};
    buffer_str(out, piece);
    return out->failed ? PM_ERR_MEMORY : PM_OK;
}

bool IN_PLACE_OF(os_has_program)(const char *name) {
    (void)name;
    return true;
}

pm_status IN_PLACE_OF(os_make_folder)(buffer *path, const char **reason) {
    *reason = NULL;
    buffer_text(path, "/none");
    buffer_char(path, '\0');
    return path->failed ? PM_ERR_MEMORY : PM_OK;
}

void IN_PLACE_OF(os_remove_folder)(const char *path) {
    (void)path;
}

pm_status IN_PLACE_OF(os_write_file)(const char *path, pm_str data, const char **reason) {
    (void)path;
    *reason = NULL;
    (void)data;
    return PM_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char pdf[] = "%PDF-1.7\n";
    said = (pm_str){(const char *)data, size};
    fuzz_document((pm_str){pdf, sizeof pdf - 1});
    return 0;
}

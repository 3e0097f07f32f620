/* SPDX-License-Identifier: MIT
 * Keeps true: a digest is of the whole file, or there is none. */
#include "planmark/audit.h"

#include <string.h>

#include "api/handles.h"
#include "base/os.h"
#include "base/sha256.h"
#include "output/manifest.h"

_Static_assert((int)PM_FILE_DIGEST == (int)SHA256_HEX + 1, "a digest and its NUL");

static pm_status digest_input(os_input *in, sha256 *sum) {
    char data[16384];
    const char *reason = "";
    pm_status status = PM_OK;
    for (size_t got = 1; status == PM_OK && got != 0;) {
        status = os_input_read(in, data, sizeof data, &got, &reason);
        if (status == PM_OK) {
            sha256_add(sum, data, got);
        }
    }
    return status;
}

pm_status pm_file_digest(const char *path, char out[PM_FILE_DIGEST]) {
    if (path == NULL || out == NULL) {
        return PM_ERR_ARGUMENT;
    }
    out[0] = '\0';
    if (strcmp(path, "-") == 0 || os_path_kind(path) != OS_FILE) {
        return PM_ERR_INPUT;
    }
    os_input *in;
    sha256 sum;
    const char *reason = "";
    pm_status status = os_input_open(path, &memory_default, &in, &reason);
    if (status != PM_OK) {
        return status;
    }
    sha256_init(&sum);
    status = digest_input(in, &sum);
    if (status == PM_OK) {
        sha256_end(&sum, out);
    }
    os_input_close(in);
    return status;
}

struct pm_manifest {
    const pm_allocator *allocator;
    manifest inner;
};

pm_status pm_manifest_new(const pm_write_options *options, pm_sink_fn sink, void *ctx,
                          pm_manifest **out) {
    if (sink == NULL || out == NULL) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    pm_write_options o = {.size = sizeof o};
    options_take(&o, sizeof o, options);
    o.common = options_full(&o.common);
    if ((unsigned)o.text > PM_TEXT_NONE) {
        return PM_ERR_ARGUMENT;
    }
    pm_manifest *m = mem_zalloc(o.common.allocator, sizeof *m);
    if (m == NULL) {
        return PM_ERR_MEMORY;
    }
    output_options inner = {.text = (redact_policy)o.text,
                            .excel_safe = o.excel_safe != 0,
                            .key = o.digest_key,
                            .allocator = o.common.allocator,
                            .sink = sink,
                            .ctx = ctx};
    m->allocator = o.common.allocator;
    manifest_init(&m->inner, &inner);
    *out = m;
    return PM_OK;
}

pm_status pm_manifest_add(pm_manifest *m, const pm_file_account *account) {
    static const char *const states[] = {"read", "part", "failed", "left", "empty"};
    if (m == NULL || account == NULL || (unsigned)account->state > PM_FILE_EMPTY) {
        return PM_ERR_ARGUMENT;
    }
    manifest_line line = {.path = account->path,
                          .sha256 = account->sha256,
                          .format = account->format,
                          .status = str_from(states[account->state]),
                          .reason = account->reason,
                          .name = account->name,
                          .counted =
                              account->state <= PM_FILE_PART || account->state == PM_FILE_EMPTY,
                          .plans = account->plans,
                          .actions = account->actions,
                          .tables_seen = account->tables_seen,
                          .tables_taken = account->tables_taken};
    return manifest_add(&m->inner, &line);
}

pm_status pm_manifest_end(pm_manifest *m) {
    return m != NULL ? manifest_end(&m->inner) : PM_ERR_ARGUMENT;
}

void pm_manifest_free(pm_manifest *m) {
    if (m != NULL) {
        const pm_allocator *a = m->allocator;
        manifest_free(&m->inner);
        mem_free(a, m);
    }
}

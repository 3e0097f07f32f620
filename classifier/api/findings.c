/* SPDX-License-Identifier: MIT
 * Keeps true: after a failure a writer writes nothing more, so that what it wrote is whole. */
#include "output/findings.h"

#include "api/handles.h"
#include "planmark/audit.h"

_Static_assert((int)FINDINGS_FORMATS == (int)PM_CHECK_FORMATS &&
                   (int)FINDINGS_GITHUB == (int)PM_CHECK_GITHUB,
               "formats in one order");
_Static_assert((int)REDACT_NAMES == (int)PM_TEXT_NAMES, "policies in one order");

struct pm_check_writer {
    findings inner;
    buffer key;
    const pm_allocator *allocator;
};

static pm_check_write_options write_options_full(const pm_check_write_options *given) {
    pm_check_write_options o = {.size = 0};
    options_take(&o, sizeof o, given);
    o.common = options_full(&o.common);
    return o;
}

pm_status pm_check_writer_new(const pm_check_write_options *options, const pm_pack *pack,
                              pm_sink_fn sink, void *ctx, pm_check_writer **out) {
    if (out == NULL || pack == NULL || sink == NULL) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    pm_check_write_options o = write_options_full(options);
    if ((unsigned)o.format >= PM_CHECK_FORMATS || (unsigned)o.text > PM_TEXT_NAMES ||
        (unsigned)o.least > PM_LEVEL_ERROR || (unsigned)o.fail_on > PM_FAIL_NEVER) {
        return PM_ERR_ARGUMENT;
    }
    pm_check_writer *w = mem_zalloc(o.common.allocator, sizeof *w);
    if (w == NULL) {
        return PM_ERR_MEMORY;
    }
    w->allocator = o.common.allocator;
    buffer_init(&w->key, w->allocator);
    buffer_str(&w->key, o.digest_key);
    findings_options inner = {.format = (findings_format)o.format,
                              .text = (redact_policy)o.text,
                              .least = o.least,
                              .fail_on = o.fail_on,
                              .known = o.known != 0,
                              .colour = o.colour != 0,
                              .stamp = pm_pack_stamp(pack),
                              .engine = str_from(pm_version()),
                              .key = buffer_view(&w->key),
                              .image = pack->image,
                              .allocator = w->allocator,
                              .sink = sink,
                              .ctx = ctx};
    findings_init(&w->inner, &inner);
    if (w->key.failed) {
        pm_check_writer_free(w);
        return PM_ERR_MEMORY;
    }
    *out = w;
    return PM_OK;
}

pm_status pm_check_writer_file(pm_check_writer *w, pm_str path, pm_str name) {
    return w != NULL ? findings_file(&w->inner, path, name) : PM_ERR_ARGUMENT;
}

pm_status pm_check_writer_add(pm_check_writer *w, const pm_plan_check *plan) {
    return w != NULL && plan != NULL ? findings_add(&w->inner, plan) : PM_ERR_ARGUMENT;
}

pm_status pm_check_writer_end(pm_check_writer *w, const pm_check_total *total) {
    return w != NULL && total != NULL ? findings_end(&w->inner, total) : PM_ERR_ARGUMENT;
}

void pm_check_writer_free(pm_check_writer *w) {
    if (w != NULL) {
        findings_free(&w->inner);
        buffer_free(&w->key);
        mem_free(w->allocator, w);
    }
}

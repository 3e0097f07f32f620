/* SPDX-License-Identifier: MIT
 * Keeps true: bytes reach the sink in order and once, in whole rows; after a failure none do. */
#include "output/output.h"

#include <string.h>

static const output_kind *const kinds[OUTPUT_FORMATS] = {
    [OUTPUT_TABLE] = &output_table,
    [OUTPUT_CSV] = &output_csv,
    [OUTPUT_JSONL] = &output_jsonl,
};

const char *const output_criteria[PM_CRITERIA] = {"actionable", "measurable", "measure_given",
                                                  "timeframe", "owner"};
const char *const output_columns[PM_COLUMNS] = {"text", "who", "by_when", "measure"};

pm_status output_init(output *o, const output_options *options, pm_diagnostic_fn fn, void *ctx) {
    *o = (output){.options = *options, .report = {.fn = fn, .ctx = ctx}};
    o->kind = kinds[options->format];
    redact_init(&o->redact, options->text, options->key, options->allocator);
    buffer_init(&o->out, options->allocator);
    buffer_init(&o->scratch, options->allocator);
    buffer_init(&o->stamp, options->allocator);
    ready_init(&o->ready, options->allocator);
    arena_init(&o->columns_memory, options->allocator);
    if (options->summary) {
        o->plans = plans_new(options->allocator);
    }
    o->failed = options->summary && o->plans == NULL ? PM_ERR_MEMORY : PM_OK;
    return o->failed;
}

void output_free(output *o) {
    plans_free(o->plans);
    redact_free(&o->redact);
    buffer_free(&o->out);
    buffer_free(&o->scratch);
    buffer_free(&o->stamp);
    ready_free(&o->ready);
    arena_free(&o->columns_memory);
    mem_free(o->options.allocator, o->numbers);
}

static pm_status hand_on(output *o, buffer *bytes, size_t held_back) {
    if (o->failed == PM_OK && bytes->len > held_back) {
        o->failed =
            o->options.sink(o->options.ctx, bytes->data, bytes->len) == 0 ? PM_OK : PM_ERR_IO;
        buffer_clear(bytes);
    }
    return o->failed;
}

static pm_status flush(output *o, size_t held_back) {
    if (o->failed == PM_OK && (o->out.failed || o->scratch.failed)) {
        o->failed = PM_ERR_MEMORY;
    }
    return o->is_branch ? o->failed : hand_on(o, &o->out, held_back);
}

static void begin(output *o, const shown *first) {
    if (!o->begun && first != NULL) { /* so that it need not grow */
        buffer_room(&o->out, o->kind->flush_at + o->kind->flush_at / 4);
    }
    if (!o->begun && o->kind->marks_begin != NULL) {
        o->kind->marks_begin(o, first);
    }
    o->begun = true;
}

pm_status output_add(output *o, const pm_row *row, const pm_mark *mark) {
    shown s;
    if (o->failed == PM_OK) {
        o->failed = redact_row(&o->redact, row, &s);
    }
    if (o->failed != PM_OK) {
        return o->failed;
    }
    plan_sum_add(&o->total, mark);
    o->has_action = row->has_action != 0;
    o->total.actions += o->options.bare && o->has_action;
    if (o->plans != NULL) {
        o->failed = plans_add(o->plans, s.plan_id, s.authority, mark);
        return o->failed;
    }
    begin(o, &s);
    o->kind->mark(o, &s, mark);
    return flush(o, o->kind->flush_at);
}

static pm_status write_plans(output *o) {
    const plan_sum *plan;
    if (o->kind->plans_begin != NULL) {
        o->kind->plans_begin(o);
    }
    for (size_t i = 0; o->failed == PM_OK && (plan = plans_get(o->plans, i)) != NULL; i++) {
        o->total.plans++;
        o->kind->plan(o, plan);
        flush(o, o->kind->flush_at);
    }
    if (o->kind->plans_end != NULL) {
        o->kind->plans_end(o);
    }
    return flush(o, 0);
}

pm_status output_end(output *o) {
    if (o->failed != PM_OK) {
        return o->failed;
    }
    if (o->plans != NULL) {
        return write_plans(o);
    }
    begin(o, NULL);
    if (o->kind->marks_end != NULL) {
        o->kind->marks_end(o);
    }
    return flush(o, 0);
}

/* ---- Branches ---- */

/* The columns are those of `o`, which change no more. */
static void continue_from(const output *o, output *branch) {
    branch->is_branch = true;
    branch->begun = true;
    branch->columns = o->columns;
    branch->column_count = o->column_count;
    buffer_put(&branch->stamp, o->stamp.data, o->stamp.len);
    if (branch->failed == PM_OK && (branch->stamp.failed || o->out.failed)) {
        branch->failed = PM_ERR_MEMORY;
    }
}

pm_status output_branch(output *o, const pm_row *first, output *branch) {
    shown s;
    pm_status status = output_init(branch, &o->options, o->report.fn, o->report.ctx);
    if (status == PM_OK && o->failed == PM_OK && !o->begun && o->plans == NULL) {
        o->failed = redact_row(&o->redact, first, &s);
        if (o->failed == PM_OK) {
            begin(o, &s);
        }
    }
    status = status == PM_OK ? o->failed : status;
    if (status == PM_OK) {
        continue_from(o, branch);
        status = branch->failed;
    }
    return status;
}

pm_status output_join(output *o, output *branch) {
    o->failed = o->failed == PM_OK ? branch->failed : o->failed;
    plan_sum_join(&o->total, &branch->total);
    branch->total = (plan_sum){.plans = 0};
    o->rows_cut += branch->rows_cut;
    branch->rows_cut = 0;
    if (o->failed == PM_OK && o->plans != NULL) {
        o->failed = plans_join(o->plans, branch->plans);
    }
    if (flush(o, 0) == PM_OK) {
        hand_on(o, &branch->out, 0);
    }
    return o->failed;
}

/* ---- For the formats ---- */

void output_scratch(output *o) {
    o->scratch.len = 0;
}

void plan_sum_add(plan_sum *sum, const pm_mark *mark) {
    if (mark == NULL) {
        return;
    }
    sum->actions++;
    sum->score += (size_t)mark->score;
    sum->high_quality += mark->high_quality != 0;
    for (int c = 0; c < PM_CRITERIA; c++) {
        sum->met[c] += mark->verdict[c].met != 0;
    }
}

void plan_sum_join(plan_sum *sum, const plan_sum *more) {
    sum->actions += more->actions;
    sum->score += more->score;
    sum->high_quality += more->high_quality;
    for (int c = 0; c < PM_CRITERIA; c++) {
        sum->met[c] += more->met[c];
    }
}

void output_ratio(buffer *out, uint64_t num, uint64_t den, int places) {
    uint64_t scale = 1;
    for (int i = 0; i < places; i++) {
        scale *= 10;
    }
    if (den == 0) {
        return;
    }
    uint64_t part = num % den * scale * 2 / den;
    uint64_t scaled = num / den * scale + part / 2 + part % 2;
    buffer_unsigned(out, scaled / scale);
    if (places > 0) {
        buffer_char(out, '.');
    }
    for (uint64_t step = scale / 10; step > 0; step /= 10) {
        buffer_char(out, (char)('0' + scaled / step % 10));
    }
}

/* Would it move the cursor, or turn or hide the text around it? */
static bool unfit_for_terminal(uint32_t cp) {
    return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0xAD || cp == 0x61C ||
           (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x2028 && cp <= 0x202E) ||
           (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF || (cp >= 0xFFF9 && cp <= 0xFFFB) ||
           cp >= 0xE0000;
}

/* How many of the next bytes, `most` at most, are code points that are put as they are. */
static size_t plain_run(pm_str text, size_t from, size_t most) {
    size_t i = from, end = text.len - from < most ? text.len : from + most;
    while (i < end && (unsigned char)text.data[i] >= 0x20 && (unsigned char)text.data[i] < 0x7F) {
        i++;
    }
    return i - from;
}

void output_clipped(buffer *out, pm_str text, size_t width, bool fill) {
    size_t used = 0, last = out->len; /* where the last code point was put */
    for (size_t i = 0; i < text.len;) {
        size_t plain = plain_run(text, i, width - used);
        if (plain != 0) {
            buffer_put(out, text.data + i, plain);
            last = out->len - 1;
            used += plain;
            i += plain;
            continue;
        }
        char bytes[4];
        uint32_t cp = utf8_next(text.data, text.len, &i);
        if (used == width) {
            out->len = width != 0 && !out->failed ? last : out->len;
            buffer_text(out, width != 0 ? "\xE2\x80\xA6" : "");
            return;
        }
        last = out->len;
        buffer_put(out, bytes, utf8_put(bytes, unfit_for_terminal(cp) ? ' ' : cp));
        used++;
    }
    for (; fill && used < width; used++) {
        buffer_char(out, ' ');
    }
}

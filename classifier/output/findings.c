/* SPDX-License-Identifier: MIT
 * Keeps true: a finding says the same in every format, since its sentence is put together here. */
#include "output/findings.h"

#include <string.h>

const char *const findings_levels[PM_LEVELS] = {"off", "note", "warning", "error"};
const char *const findings_states[PM_FINDING_STATES] = {"new", "known", "resolved"};

static const findings_kind *const kinds[FINDINGS_FORMATS] = {[FINDINGS_TEXT] = &findings_text};

void findings_init(findings *f, const findings_options *options) {
    *f = (findings){.options = *options, .kind = kinds[options->format]};
    redact_init(&f->redact, options->text, options->key, options->allocator);
    buffer_init(&f->out, options->allocator);
    buffer_init(&f->scratch, options->allocator);
    buffer_init(&f->path, options->allocator);
}

void findings_free(findings *f) {
    redact_free(&f->redact);
    buffer_free(&f->out);
    buffer_free(&f->scratch);
    buffer_free(&f->path);
}

static pm_status flush(findings *f, size_t least) {
    if (f->out.failed || f->scratch.failed || f->path.failed) {
        f->failed = PM_ERR_MEMORY;
    }
    if (f->failed == PM_OK && f->out.len != 0 && f->out.len >= least) {
        bool taken = f->options.sink(f->options.ctx, f->out.data, f->out.len) == 0;
        f->failed = taken ? PM_OK : PM_ERR_IO;
        buffer_clear(&f->out);
    }
    return f->failed;
}

static void begin(findings *f) {
    if (!f->begun && f->kind->begin != NULL) {
        f->kind->begin(f);
    }
    f->begun = true;
}

pm_status findings_file(findings *f, pm_str path) {
    if (f->failed != PM_OK) {
        return f->failed;
    }
    begin(f);
    buffer_clear(&f->path);
    buffer_str(&f->path, path);
    if (f->kind->file != NULL) {
        f->kind->file(f);
    }
    return flush(f, f->kind->flush_at);
}

pm_status findings_add(findings *f, const pm_plan_check *plan) {
    if (f->failed != PM_OK) {
        return f->failed;
    }
    begin(f);
    f->kind->plan(f, plan);
    return flush(f, f->kind->flush_at);
}

pm_status findings_end(findings *f, const pm_check_total *total) {
    if (f->failed != PM_OK) {
        return f->failed;
    }
    begin(f);
    if (f->kind->end != NULL) {
        f->kind->end(f, total);
    }
    return flush(f, 0);
}

/* ---- for the formats ---- */

bool findings_wanted(const findings *f, const pm_finding *finding) {
    return finding->level >= f->options.least &&
           (finding->state != PM_FINDING_KNOWN || f->options.known);
}

void findings_show(findings *f, const pm_plan_check *plan, ptrdiff_t action, shown *out) {
    pm_row row = {.plan_id = plan->plan_id, .authority = plan->authority, .source = plan->source};
    if (action >= 0) {
        const pm_plan_action *given = plan->actions[action].given;
        row.action_no = given->action_no;
        row.source = given->source;
        row.action = given->action;
        row.has_action = 1;
    }
    if (redact_row(&f->redact, &row, out) != PM_OK) {
        f->out.failed = true;
    }
    out->hidden = action >= 0 ? &plan->actions[action].given->action : NULL;
}

pm_str findings_path(findings *f) {
    pm_str path = buffer_view(&f->path);
    return f->redact.keeps_names ? path : redact_path(&f->redact, path, (pm_str){NULL, 0});
}

findings_place findings_place_of(pm_str where) {
    findings_place place = {.line = 0};
    size_t at = 0;
    for (size_t i = 0; i < where.len; i++) {
        at = where.data[i] == ':' || where.data[i] == '!' ? i + 1 : at;
    }
    place.words = str_slice(where, at, where.len);
    size_t digit = str_starts(place.words, STR("line ")) ? 5 : 0;
    for (; digit < place.words.len && ascii_digit(place.words.data[digit]); digit++) {
        size_t value = (size_t)(place.words.data[digit] - '0');
        place.line = place.line < SIZE_MAX / 10 - 1 ? place.line * 10 + value : place.line;
    }
    place.line = digit == place.words.len ? place.line : 0; /* "4" and "line 4", not "4B" */
    return place;
}

/* The words a finding is about: of a cell other than the action's, or those that stand for a time;
 * else the whole action. */
static pm_str words_of(const findings *f, const shown *s, const pm_finding *finding) {
    const pm_evidence *e = finding->evidence;
    pm_str words = {NULL, 0};
    if (s->hidden == NULL) {
        return words;
    }
    bool part = e != NULL && e->start < e->end &&
                (e->column != PM_TEXT || finding->criterion == PM_TIMEFRAME ||
                 finding->criterion < 0 || !s->cells);
    if (part) {
        redact_words(&f->redact, s, e->column, e->start, e->end, &words);
        return words;
    }
    return s->cell[PM_TEXT];
}

void findings_sentence(findings *f, shown *s, const pm_finding *finding, size_t most, buffer *out) {
    pm_str words = words_of(f, s, finding);
    if (finding->criterion >= 0) {
        buffer_text(out, output_criteria[finding->criterion]);
        buffer_text(out, ": ");
    }
    buffer_str(out, finding->message);
    if (words.len != 0) {
        buffer_text(out, " in \"");
        output_clipped(out, words, most, false);
        buffer_char(out, '"');
    }
}

void findings_hint(findings *f, const shown *s, const pm_finding *finding, buffer *out) {
    redact_fill(&f->redact, s, finding->hint, finding->evidence, out);
}

void findings_xml(buffer *out, pm_str text) {
    for (size_t i = 0; i < text.len;) {
        char bytes[4];
        uint32_t cp = utf8_next(text.data, text.len, &i);
        bool fits = cp >= 0x20 || cp == '\t' || cp == '\n' || cp == '\r';
        switch (cp) {
        case '<': buffer_text(out, "&lt;"); break;
        case '>': buffer_text(out, "&gt;"); break;
        case '&': buffer_text(out, "&amp;"); break;
        case '"': buffer_text(out, "&quot;"); break;
        case '\t':
        case '\n':
        case '\r': buffer_format(out, "&#%u;", (unsigned)cp); break;
        default:
            fits = fits && cp != 0xFFFE && cp != 0xFFFF;
            buffer_put(out, bytes, utf8_put(bytes, fits ? cp : 0xFFFD));
        }
    }
}

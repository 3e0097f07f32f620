/* SPDX-License-Identifier: MIT
 * Keeps true: a finding says the same in every format, since its sentence is put together here. */
#include "output/findings.h"

#include <string.h>

const char *const findings_levels[PM_LEVELS] = {"off", "note", "warning", "error"};
const char *const findings_states[PM_FINDING_STATES] = {"new", "known", "resolved"};

static const findings_kind *const kinds[FINDINGS_FORMATS] = {
    [FINDINGS_TEXT] = &findings_text,     [FINDINGS_JSON] = &findings_json,
    [FINDINGS_JSONL] = &findings_jsonl,   [FINDINGS_SARIF] = &findings_sarif,
    [FINDINGS_JUNIT] = &findings_junit,   [FINDINGS_CHECKSTYLE] = &findings_checkstyle,
    [FINDINGS_GITHUB] = &findings_github,
};

enum { LONGEST_QUOTE = 72, LONGEST_PLACE = 160, LONGEST_HINT = 400 }; /* code points */

void findings_init(findings *f, const findings_options *options) {
    *f = (findings){.options = *options, .kind = kinds[options->format]};
    f->options.known |= f->kind->known;
    redact_init(&f->redact, options->text, options->key, options->allocator);
    buffer_init(&f->out, options->allocator);
    buffer_init(&f->scratch, options->allocator);
    buffer_init(&f->line, options->allocator);
    buffer_init(&f->path, options->allocator);
    buffer_init(&f->name, options->allocator);
    buffer_init(&f->text, options->allocator);
}

void findings_free(findings *f) {
    redact_free(&f->redact);
    buffer_free(&f->out);
    buffer_free(&f->scratch);
    buffer_free(&f->line);
    buffer_free(&f->path);
    buffer_free(&f->name);
    buffer_free(&f->text);
}

static pm_status flush(findings *f, size_t least) {
    if (f->out.failed || f->path.failed || f->name.failed) {
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

/* The path as it may be shown, or its digest, which is that of the path as text. */
static void take_path(findings *f, pm_str path, pm_str name) {
    buffer_clear(&f->path);
    buffer_clear(&f->text);
    buffer_name(&f->text, path);
    bool failed = f->text.failed;
    if (f->redact.keeps_names) {
        buffer_str(&f->path, path);
    } else {
        buffer_str(&f->path, redact_path(&f->redact, buffer_view(&f->text), name));
        buffer_clear(&f->text);
        buffer_str(&f->text, buffer_view(&f->path));
    }
    f->path.failed |= failed || f->redact.ids.failed || f->text.failed;
    buffer_clear(&f->name);
    buffer_str(&f->name,
               f->redact.keeps_names ? redact_name(buffer_view(&f->text), name) : STR(""));
}

pm_status findings_file(findings *f, pm_str path, pm_str name) {
    if (f->failed != PM_OK) {
        return f->failed;
    }
    begin(f);
    take_path(f, path, name);
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
    f->whole = true;
    buffer_clear(&f->path);
    buffer_clear(&f->name);
    buffer_clear(&f->text);
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

pm_str findings_path(const findings *f) {
    return buffer_view(&f->text);
}

pm_str findings_path_of(findings *f, pm_str path, pm_str name) {
    take_path(f, path, name);
    f->out.failed |= f->path.failed || f->name.failed;
    return findings_path(f);
}

bool findings_tells_why(const findings *f) {
    return f->redact.keeps_names;
}

pm_plan_check findings_of_total(const pm_check_total *total) {
    return (pm_plan_check){.findings = total->findings, .finding_count = total->finding_count};
}

/* Behind the last of a mark; 0 where there is none. */
static size_t behind_last(pm_str text, char mark) {
    size_t at = text.len;
    while (at > 0 && text.data[at - 1] != mark) {
        at--;
    }
    return at;
}

/* A sheet is part of the place ("plans.xlsx:Sheet1!B4"), unless it was withheld with the file. */
findings_place findings_place_of(pm_str where) {
    findings_place place = {.line = 0};
    size_t colon = behind_last(where, ':');
    size_t at = colon != 0 ? colon : behind_last(where, '!');
    place.words = str_slice(where, at, where.len);
    size_t digit = str_starts(place.words, STR("line ")) ? 5 : 0;
    for (; digit < place.words.len && ascii_digit(place.words.data[digit]); digit++) {
        size_t value = (size_t)(place.words.data[digit] - '0');
        place.line = place.line <= INT32_MAX ? place.line * 10 + value : place.line;
    }
    bool whole = digit == place.words.len; /* "4" and "line 4", not "4B" */
    place.line = whole && place.line <= INT32_MAX ? place.line : 0;
    return place;
}

/* Cells beside the action are short as a rule, and one word of them says little: "after". */
static bool fits_whole(const shown *s, pm_column column) {
    return s->cells && column != PM_TEXT && s->cell[column].len <= LONGEST_QUOTE;
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
    if (part && fits_whole(s, e->column)) {
        return s->cell[e->column];
    }
    if (part) {
        redact_words(&f->redact, s, e->column, e->start, e->end, &words);
        return words;
    }
    return s->cell[PM_TEXT];
}

static void put_sentence(findings *f, const shown *s, const pm_finding *finding, buffer *out) {
    pm_str words = words_of(f, s, finding);
    if (finding->criterion >= 0) {
        buffer_text(out, output_criteria[finding->criterion]);
        buffer_text(out, ": ");
    }
    output_clipped(out, finding->message, SIZE_MAX, false);
    if (finding->about.len != 0) {
        buffer_text(out, ": ");
        output_clipped(out, finding->about, SIZE_MAX, false);
    }
    if (words.len != 0) {
        buffer_text(out, " (\""); /* in brackets any sentence stays one */
        output_clipped(out, words, LONGEST_QUOTE, false);
        buffer_text(out, "\")");
    }
}

/* ---- one text for all ---- */

void findings_number(const shown *s, ptrdiff_t action, buffer *out) {
    if (s->action_no.len != 0) {
        output_clipped(out, s->action_no, LONGEST_PLACE, false);
    } else {
        buffer_unsigned(out, (uint64_t)action + 1);
    }
}

/* "line 4", "table 2 row 3", or "action 2" where no file is known. */
static void put_action_place(const shown *s, ptrdiff_t action, buffer *out) {
    findings_place place = findings_place_of(s->source);
    if (place.words.len == 0) {
        buffer_text(out, "action ");
        findings_number(s, action, out);
    } else if (place.line != 0) {
        buffer_format(out, "line %zu", place.line);
    } else {
        output_clipped(out, place.words, LONGEST_PLACE, false);
    }
}

/* The line of a file is told beside the sentence; then it is said which action stands there. */
static void put_where(findings *f, const pm_plan_check *plan, const pm_finding *x, buffer *out) {
    shown s;
    findings_show(f, plan, x->action, &s);
    if (x->action >= 0 && findings_place_of(s.source).line != 0) {
        s.source = STR("");
    }
    if (f->whole) {
        buffer_text(out, "all plans");
    } else if (x->action < 0) {
        buffer_text(out, "plan ");
        output_clipped(out, s.plan_id.len != 0 ? s.plan_id : STR("without id"), LONGEST_PLACE,
                       false);
    } else {
        put_action_place(&s, x->action, out);
    }
    buffer_text(out, x->state == PM_FINDING_KNOWN ? ": (known) " : ": ");
}

void findings_message(findings *f, const pm_plan_check *plan, const pm_finding *x, buffer *out) {
    shown s;
    findings_show(f, plan, x->action, &s);
    put_sentence(f, &s, x, out);
    if (x->earlier >= 0) {
        findings_show(f, plan, x->earlier, &s);
        buffer_text(out, ": as in ");
        put_action_place(&s, x->earlier, out);
    }
}

void findings_advice(findings *f, const pm_plan_check *plan, const pm_finding *x, buffer *out) {
    shown s;
    findings_show(f, plan, x->action, &s);
    redact_fill(&f->redact, &s, x->hint, x->evidence, out);
}

static void put_short_advice(findings *f, const pm_plan_check *plan, const pm_finding *x,
                             buffer *out) {
    if (x->hint.len != 0) {
        buffer_clear(&f->scratch);
        findings_advice(f, plan, x, &f->scratch);
        buffer_text(out, " - ");
        output_clipped(out, buffer_view(&f->scratch), LONGEST_HINT, false);
        f->out.failed |= f->scratch.failed;
    }
}

pm_str findings_line(findings *f, const pm_plan_check *plan, const pm_finding *x, bool placed) {
    buffer_clear(&f->line);
    if (placed) {
        put_where(f, plan, x, &f->line);
    }
    findings_message(f, plan, x, &f->line);
    put_short_advice(f, plan, x, &f->line);
    f->out.failed |= f->line.failed;
    return buffer_view(&f->line);
}

/* ---- XML ---- */

void findings_attribute(buffer *out, const char *name, pm_str value) {
    buffer_char(out, ' ');
    buffer_text(out, name);
    buffer_text(out, "=\"");
    findings_xml(out, value);
    buffer_char(out, '"');
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

/* SPDX-License-Identifier: MIT
 * Keeps true: one object a line, with the keys of the CSV columns in their order, then the
 * evidence. What the text policy withholds is null; offsets are code points of the cell. Texts that
 * are kept from row to row are of the pack alone: no word of a plan is in them. */
#include "format/json.h"
#include "format/quote.h"
#include "output/output.h"

#define KEY(w, name) JSON_KEY(w, name)
#define STRING(to, key, value) quote_put(PUT_AT((to), key), (value))

/* The stamp, as it ends a row. */
static void marks_begin(output *o, const shown *first) {
    json_writer w;
    (void)first;
    if (o->options.bare) {
        return;
    }
    json_writer_init(&w, &o->stamp);
    w.comma = true;
    KEY(&w, "pack"), json_string(&w, o->options.stamp);
    o->out.failed |= o->stamp.failed;
}

/* ---- A row and its mark ---- */

static inline char *put_cell(output *o, char *to, shown *s, pm_column c) {
    o->cell_at[c] = (size_t)(to + 1 - o->out.data);
    return s->cells ? quote_put_plain(to, s->cell[c], &s->plain[c]) : PUT_AT(to, "null");
}

static char *put_row(output *o, char *to, shown *s) {
    to = STRING(to, "{\"plan_id\":", s->plan_id);
    to = STRING(to, ",\"authority\":", s->authority);
    to = STRING(to, ",\"action_no\":", s->action_no);
    to = put_cell(o, PUT_AT(to, ",\"action\":"), s, PM_TEXT);
    to = put_cell(o, PUT_AT(to, ",\"who\":"), s, PM_WHO);
    to = put_cell(o, PUT_AT(to, ",\"by_when\":"), s, PM_BY_WHEN);
    to = put_cell(o, PUT_AT(to, ",\"measure\":"), s, PM_MEASURE);
    to = STRING(to, ",\"plan_date\":", s->plan_date);
    return STRING(to, ",\"source\":", s->source);
}

static char *put_no_mark(char *to) {
    return PUT_AT(to, ",\"actionable\":null,\"measurable\":null,\"measure_given\":null,"
                      "\"timeframe\":null,\"owner\":null,\"score\":null,\"high_quality\":null,"
                      "\"unsure\":null,\"owner_kind\":null,\"timeframe_kind\":null");
}

static inline char *put_met(char *to, const pm_mark *mark, pm_criterion c) {
    *to++ = mark->verdict[c].met != 0 ? '1' : '0';
    return to;
}

static char *put_mark(char *to, const pm_mark *mark) {
    to = put_met(PUT_AT(to, ",\"actionable\":"), mark, PM_ACTIONABLE);
    to = put_met(PUT_AT(to, ",\"measurable\":"), mark, PM_MEASURABLE);
    to = put_met(PUT_AT(to, ",\"measure_given\":"), mark, PM_MEASURE_GIVEN);
    to = put_met(PUT_AT(to, ",\"timeframe\":"), mark, PM_TIMEFRAME);
    to = put_met(PUT_AT(to, ",\"owner\":"), mark, PM_OWNER);
    to = digits_put(PUT_AT(to, ",\"score\":"), (unsigned)mark->score);
    to = digits_put(PUT_AT(to, ",\"high_quality\":"), (unsigned)mark->high_quality);
    to = STRING(to, ",\"unsure\":", mark->unsure);
    to = STRING(to, ",\"owner_kind\":", mark->owner_kind);
    return STRING(to, ",\"timeframe_kind\":", mark->timeframe_kind);
}

/* ---- Texts that are kept ---- */

enum form { EVIDENCE_HEAD, NEAR_HEAD, NEAR_TAIL, NOTHING_NEAR };

static uint32_t form_of(enum form what, pm_criterion criterion, pm_column column) {
    return (uint32_t)what | (uint32_t)criterion << 2 | (uint32_t)column << 5;
}

static const pm_str nothing = {NULL, 0};

/* Writes the text if it is kept; NULL: it is not. `more` bytes may be written behind it. */
static inline char *put_kept(output *o, uint32_t form, pm_str a, pm_str b, size_t more) {
    const ready_text *t = ready_find(&o->ready, form, a, b);
    char *to = t != NULL ? put_room(&o->out, READY_BLOCK + t->len + more) : NULL;
    return to != NULL ? ready_put(to, t) : NULL;
}

/* For the keys and names of a text. */
enum { TEXT_ROOM = 192 };

static char *put_criterion(char *to, pm_criterion c) {
    return quote_put(PUT_AT(to, "{\"criterion\":"), str_from(output_criteria[c]));
}

static char *put_column(char *to, pm_column column) {
    to = quote_put(PUT_AT(to, ",\"column\":"), str_from(output_columns[column]));
    return PUT_AT(to, ",\"start\":");
}

PUT_RARE static char *make_evidence_head(output *o, const pm_evidence *e, uint32_t form,
                                         size_t more) {
    static const char *const strengths[] = {"weak", "plain", "strong"};
    char *from = put_room(&o->out, TEXT_ROOM + quote_room(e->rule) + quote_room(e->kind) + more);
    if (from == NULL) {
        return NULL;
    }
    char *to = put_criterion(from, e->criterion);
    to = STRING(to, ",\"says\":", e->says == PM_MET ? STR("met") : STR("unmet"));
    to = STRING(to, ",\"strength\":", str_from(strengths[e->strength]));
    to = STRING(to, ",\"rule\":", e->rule);
    to = STRING(to, ",\"kind\":", e->kind);
    to = put_column(to, e->column);
    ready_keep(&o->ready, form, e->rule, e->kind, (pm_str){from, (size_t)(to - from)});
    return to;
}

/* A piece of evidence up to where it starts. */
static inline char *put_evidence_head(output *o, const pm_evidence *e, size_t more) {
    uint32_t how = (uint32_t)e->says << 7 | (uint32_t)e->strength << 9;
    uint32_t form = form_of(EVIDENCE_HEAD, e->criterion, e->column) | how;
    char *to = put_kept(o, form, e->rule, e->kind, more);
    return to != NULL ? to : make_evidence_head(o, e, form, more);
}

PUT_RARE static char *make_near_head(output *o, const pm_evidence *e, uint32_t form, size_t more) {
    char *from = put_room(&o->out, TEXT_ROOM + quote_room(e->rule) + more);
    if (from == NULL) {
        return NULL;
    }
    char *to = STRING(put_criterion(from, e->criterion), ",\"rule\":", e->rule);
    to = put_column(to, e->column);
    ready_keep(&o->ready, form, e->rule, nothing, (pm_str){from, (size_t)(to - from)});
    return to;
}

/* The same of what came near. */
static inline char *put_near_head(output *o, const pm_evidence *e, size_t more) {
    uint32_t form = form_of(NEAR_HEAD, e->criterion, e->column);
    char *to = put_kept(o, form, e->rule, nothing, more);
    return to != NULL ? to : make_near_head(o, e, form, more);
}

static bool has_blanks(pm_str hint) {
    return hint.len != 0 && memchr(hint.data, '{', hint.len) != NULL;
}

/* The hint with its blanks filled; with dots when `e` is NULL. It lives until the next one. */
static pm_str fill_hint(output *o, shown *s, const pm_evidence *e, pm_str hint) {
    output_scratch(o);
    redact_fill(&o->redact, s, hint, e, &o->scratch);
    o->out.failed |= o->scratch.failed;
    return buffer_view(&o->scratch);
}

PUT_RARE static char *make_near_tail(output *o, shown *s, const pm_evidence *e) {
    bool blanks = has_blanks(e->hint);
    pm_str hint = blanks ? fill_hint(o, s, e, e->hint) : e->hint;
    char *from = put_room(&o->out, TEXT_ROOM + quote_room(hint));
    if (from == NULL) {
        return NULL;
    }
    char *to = PUT_AT(STRING(from, ",\"hint\":", hint), "},");
    if (!blanks) { /* they are filled with words of the plan */
        ready_keep(&o->ready, NEAR_TAIL, e->hint, nothing, (pm_str){from, (size_t)(to - from)});
    }
    return to;
}

/* What follows its words. */
static inline char *put_near_tail(output *o, shown *s, const pm_evidence *e) {
    char *to = put_kept(o, NEAR_TAIL, e->hint, nothing, 0);
    return to != NULL ? to : make_near_tail(o, s, e);
}

PUT_RARE static char *make_nothing_near(output *o, shown *s, pm_criterion c, pm_str hint,
                                        uint32_t form) {
    pm_str filled = has_blanks(hint) ? fill_hint(o, s, NULL, hint) : hint;
    char *from = put_room(&o->out, TEXT_ROOM + quote_room(filled));
    if (from == NULL) {
        return NULL;
    }
    char *to = PUT_AT(put_criterion(from, c), ",\"rule\":null,\"column\":null,\"start\":null,"
                                              "\"end\":null,\"text\":null");
    to = PUT_AT(STRING(to, ",\"hint\":", filled), "},");
    ready_keep(&o->ready, form, hint, nothing, (pm_str){from, (size_t)(to - from)});
    return to;
}

/* Nothing came near, but there is something to add. */
static inline char *put_nothing_near(output *o, shown *s, pm_criterion c, pm_str hint) {
    uint32_t form = form_of(NOTHING_NEAR, c, PM_TEXT);
    char *to = put_kept(o, form, hint, nothing, 0);
    return to != NULL ? to : make_nothing_near(o, s, c, hint, form);
}

/* ---- Spans ---- */

/* For the numbers and keys of a span and the constant text up to the next one. */
enum { SPAN_ROOM = 192 };

typedef struct span {
    pm_column column;
    size_t start, end;
    bool plain; /* its words stand in the row as they are, bytes are code points */
} span;

static inline span span_of(const shown *s, pm_column column, size_t start, size_t end) {
    return (span){column, start, end, start < end && end <= s->plain[column]};
}

static inline size_t span_room(span p) {
    return SPAN_ROOM + (p.plain ? p.end - p.start : 0);
}

/* What lies behind characters that are escaped or not ASCII, is empty, or is withheld. */
PUT_RARE static char *put_odd_span(output *o, shown *s, span p, char *to) {
    pm_str words;
    bool open = redact_words(&o->redact, s, p.column, p.start, p.end, &words);
    put_until(&o->out, to);
    to = put_room(&o->out, SPAN_ROOM + quote_room(words));
    if (to == NULL) {
        return NULL;
    }
    to = digits_put(to, shown_points(s, p.column, p.start, true));
    to = digits_put(PUT_AT(to, ",\"end\":"), shown_points(s, p.column, p.end, false));
    to = PUT_AT(to, ",\"text\":");
    return open ? quote_put(to, words) : PUT_AT(to, "null");
}

/* Its words, as they stand in the row that was written before: behind them lie the rest of the row
 * and the mark, so that whole blocks can be copied whatever their length. */
static inline char *put_words(char *to, const output *o, span p) {
    enum { BLOCK = 16 };
    const char *words = o->out.data + o->cell_at[p.column] + p.start;
    size_t len = p.end - p.start;
    memcpy(to, words, BLOCK);
    for (size_t i = BLOCK; i < len; i += BLOCK) {
        memcpy(to + i, words + i, BLOCK);
    }
    return to + len;
}

/* A span behind its "start". span_room is free at `to`, most of SPAN_ROOM behind it. */
static inline char *put_span(output *o, shown *s, span p, char *to) {
    if (!p.plain) {
        return put_odd_span(o, s, p, to);
    }
    to = digits_put(to, p.start);
    to = digits_put(PUT_AT(to, ",\"end\":"), p.end);
    to = PUT_AT(to, ",\"text\":\"");
    return PUT_AT(put_words(to, o, p), "\"");
}

/* ---- Evidence ---- */

/* The list's open bracket is written, and behind each of its members a comma. */
static void end_list(buffer *out) {
    if (!out->failed && out->data[out->len - 1] == ',') {
        out->data[out->len - 1] = ']';
    } else {
        put_char(out, ']');
    }
}

static char *put_capture(output *o, shown *s, const pm_evidence *e, const pm_capture *c) {
    span place = span_of(s, e->column, c->start, c->end);
    char *to = put_room(&o->out, quote_room(c->name) + span_room(place));
    if (to == NULL) {
        return NULL;
    }
    to = PUT_AT(STRING(to, "{\"name\":", c->name), ",\"start\":");
    to = put_span(o, s, place, to);
    return to != NULL ? PUT_AT(to, "},") : NULL;
}

/* Returns what is behind the last one, with most of SPAN_ROOM free; NULL: no memory. */
static char *put_captures(output *o, shown *s, const pm_evidence *e, char *to) {
    size_t count = redact_captures(&o->redact, e);
    for (size_t i = 0; i < count && to != NULL; i++) {
        put_until(&o->out, to);
        to = put_capture(o, s, e, &e->capture[i]);
    }
    return to != NULL && count != 0 ? to - 1 : to; /* the last comma */
}

/* `canceller` is its place in the list, SIZE_MAX when there is none. */
static inline char *put_outcome(char *to, const pm_evidence *e, size_t canceller) {
    if (e->decided && canceller == SIZE_MAX) { /* most */
        return PUT_AT(to, "],\"decided\":true,\"cancelled_by\":null},");
    }
    to = e->decided ? PUT_AT(to, "],\"decided\":true,\"cancelled_by\":")
                    : PUT_AT(to, "],\"decided\":false,\"cancelled_by\":");
    to = canceller == SIZE_MAX ? PUT_AT(to, "null") : digits_put(to, canceller);
    return PUT_AT(to, "},");
}

static void put_evidence(output *o, shown *s, const pm_evidence *e, size_t canceller) {
    span place = span_of(s, e->column, e->start, e->end);
    char *to = put_evidence_head(o, e, span_room(place));
    to = to != NULL ? put_span(o, s, place, to) : NULL;
    to = to != NULL ? put_captures(o, s, e, PUT_AT(to, ",\"captures\":[")) : NULL;
    if (to != NULL) {
        put_until(&o->out, put_outcome(to, e, canceller));
    }
}

static inline bool is_listed(const output *o, const pm_evidence *e) {
    return (e->decided || o->options.evidence == OUTPUT_ALL) && e->says != PM_NEAR;
}

/* Where the canceller of a piece stands in the list that is written. */
static size_t place_of(output *o, const pm_mark *mark, ptrdiff_t index) {
    if (index < 0) {
        return SIZE_MAX;
    }
    if (!o->numbered) {
        size_t next = 0;
        o->numbered = mem_grow(o->options.allocator, (void **)&o->numbers, &o->number_cap,
                               mark->evidence_count, sizeof *o->numbers);
        for (size_t i = 0; o->numbered && i < mark->evidence_count; i++) {
            o->numbers[i] = is_listed(o, &mark->evidence[i]) ? next++ : SIZE_MAX;
        }
        o->out.failed |= !o->numbered;
    }
    return o->numbered ? o->numbers[index] : SIZE_MAX;
}

static void put_all_evidence(output *o, shown *s, const pm_mark *mark) {
    o->numbered = false;
    const pm_evidence *end = mark->evidence + mark->evidence_count;
    for (const pm_evidence *e = mark->evidence; e < end; e++) {
        if (is_listed(o, e)) {
            put_evidence(o, s, e, place_of(o, mark, e->cancelled_by));
        }
    }
    end_list(&o->out);
}

/* ---- What came near ---- */

static void put_near(output *o, shown *s, const pm_evidence *e) {
    span place = span_of(s, e->column, e->start, e->end);
    char *to = put_near_head(o, e, span_room(place));
    to = to != NULL ? put_span(o, s, place, to) : NULL;
    if (to != NULL) {
        put_until(&o->out, to);
        to = put_near_tail(o, s, e);
    }
    if (to != NULL) {
        put_until(&o->out, to);
    }
}

static bool came_near(const output *o, const pm_mark *mark, const pm_evidence *e) {
    return (e->decided || o->options.evidence == OUTPUT_ALL) && e->says != PM_MET &&
           e->hint.len != 0 && !mark->verdict[e->criterion].met;
}

/* A criterion that is not met and has no piece here still tells what to add. */
static void put_all_near(output *o, shown *s, const pm_mark *mark) {
    bool told[PM_CRITERIA] = {false};
    const pm_evidence *end = mark->evidence;
    end += mark->score < PM_CRITERIA ? mark->evidence_count : 0;
    for (const pm_evidence *e = mark->evidence; e < end; e++) {
        if (came_near(o, mark, e)) {
            put_near(o, s, e);
            told[e->criterion] = true;
        }
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        if (!mark->verdict[c].met && !told[c] && mark->verdict[c].hint.len != 0) {
            char *to = put_nothing_near(o, s, (pm_criterion)c, mark->verdict[c].hint);
            if (to != NULL) {
                put_until(&o->out, to);
            }
        }
    }
    end_list(&o->out);
}

/* ---- Lines ---- */

PUT_RARE static size_t long_room(const shown *s, const pm_mark *mark) {
    size_t room = quote_room(s->plan_id) + quote_room(s->authority) + quote_room(s->action_no) +
                  quote_room(s->plan_date) + quote_room(s->source);
    for (int c = 0; c < PM_COLUMNS; c++) {
        room += quote_room(s->cell[c]);
    }
    return mark == NULL ? room
                        : room + quote_room(mark->unsure) + quote_room(mark->owner_kind) +
                              quote_room(mark->timeframe_kind);
}

/* The strings of a row and its mark, quoted. */
static inline size_t strings_room(const shown *s, const pm_mark *mark) {
    enum { STRINGS = 8 + PM_COLUMNS };
    size_t bytes = s->plan_id.len + s->authority.len + s->action_no.len + s->plan_date.len +
                   s->source.len + s->cell[PM_TEXT].len + s->cell[PM_WHO].len +
                   s->cell[PM_BY_WHEN].len + s->cell[PM_MEASURE].len;
    if (mark != NULL) {
        bytes += mark->unsure.len + mark->owner_kind.len + mark->timeframe_kind.len;
    }
    return bytes <= QUOTE_SHORT ? QUOTE_GROWTH * bytes + STRINGS * QUOTE_EDGES : long_room(s, mark);
}

/* For the keys and numbers of a line up to the carried columns. */
enum { LINE_ROOM = 512 };

static void put_fixed(output *o, shown *s, const pm_mark *mark) {
    char *to = put_room(&o->out, LINE_ROOM + o->stamp.len + strings_room(s, mark));
    if (to != NULL) {
        to = put_row(o, to, s);
        if (!o->options.bare) {
            to = mark != NULL ? put_mark(to, mark) : put_no_mark(to);
            to = str_put(to, (pm_str){o->stamp.data, o->stamp.len});
        }
        put_until(&o->out, to);
    }
}

static void put_extra(buffer *out, const pm_field *extra) {
    char *to = put_room(out, quote_room(extra->name) + quote_room(extra->value));
    if (to != NULL) {
        *to++ = ',';
        to = quote_put(to, extra->name);
        *to++ = ':';
        put_until(out, quote_put(to, extra->value));
    }
}

static void mark_line(output *o, shown *s, const pm_mark *mark) {
    put_fixed(o, s, mark);
    for (size_t i = 0; i < s->extra_count; i++) {
        put_extra(&o->out, &s->extra[i]);
    }
    if (o->options.evidence != OUTPUT_NO_EVIDENCE && mark != NULL) {
        PUT(&o->out, ",\"evidence\":[");
        put_all_evidence(o, s, mark);
        PUT(&o->out, ",\"near\":[");
        put_all_near(o, s, mark);
    }
    PUT(&o->out, "}\n");
}

static void put_ratio(output *o, json_writer *w, size_t num, size_t den) {
    output_scratch(o);
    output_ratio(&o->scratch, num, den, 4);
    json_raw(w, den != 0 ? buffer_view(&o->scratch) : STR("null"));
}

static void plan_line(output *o, const plan_sum *p) {
    json_writer w;
    json_writer_init(&w, &o->out);
    json_open_object(&w);
    KEY(&w, "plan_id"), json_string(&w, p->plan_id);
    KEY(&w, "authority"), json_string(&w, p->authority);
    KEY(&w, "actions"), json_unsigned(&w, p->actions);
    KEY(&w, "mean_score"), put_ratio(o, &w, p->score, p->actions);
    for (int c = 0; c < PM_CRITERIA; c++) {
        output_scratch(o);
        buffer_text(&o->scratch, "share_");
        buffer_text(&o->scratch, output_criteria[c]);
        json_key(&w, buffer_view(&o->scratch));
        put_ratio(o, &w, p->met[c], p->actions);
    }
    KEY(&w, "high_quality"), json_unsigned(&w, p->high_quality);
    KEY(&w, "share_high_quality"), put_ratio(o, &w, p->high_quality, p->actions);
    KEY(&w, "pack"), json_string(&w, o->options.stamp);
    json_close_object(&w);
    buffer_char(&o->out, '\n');
}

const output_kind output_jsonl = {
    .flush_at = 65536, .marks_begin = marks_begin, .mark = mark_line, .plan = plan_line};

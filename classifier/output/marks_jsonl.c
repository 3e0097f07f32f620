/* SPDX-License-Identifier: MIT
 * Keeps true: one object a line, with the keys of the CSV columns in their order, then the
 * evidence. What the text policy withholds is null; offsets are code points of the cell. Keys are
 * written as literals: a line has a hundred of them. */
#include "format/json.h"
#include "format/put.h"
#include "output/output.h"

/* The names of one table here, each with what stands around it. */
#define CRITERIA(before, after)                                                                    \
    {                                                                                              \
        PIECE(before "actionable" after), PIECE(before "measurable" after),                        \
            PIECE(before "measure_given" after), PIECE(before "timeframe" after),                  \
            PIECE(before "owner" after)                                                            \
    }

#define STRING(out, key, value)                                                                    \
    do {                                                                                           \
        static const piece key_ = PIECE(key);                                                      \
        json_quote_behind(&key_, (value), (out));                                                  \
    } while (0)

static void put_row(buffer *out, shown *s) {
    static const piece cells[PM_COLUMNS] = {PIECE(",\"action\":"), PIECE(",\"who\":"),
                                            PIECE(",\"by_when\":"), PIECE(",\"measure\":")};
    STRING(out, "{\"plan_id\":", s->plan_id);
    STRING(out, ",\"authority\":", s->authority);
    STRING(out, ",\"action_no\":", s->action_no);
    for (int c = 0; c < PM_COLUMNS; c++) {
        if (s->cells) {
            s->plain[c] = json_quote_behind(&cells[c], s->cell[c], out);
        } else {
            put_bytes(out, cells[c].text, cells[c].len);
            PUT(out, "null");
        }
    }
    STRING(out, ",\"plan_date\":", s->plan_date);
    STRING(out, ",\"source\":", s->source);
}

static void put_no_mark(buffer *out) {
    static const piece none[PM_CRITERIA] = CRITERIA(",\"", "\":null");
    for (int c = 0; c < PM_CRITERIA; c++) {
        put_bytes(out, none[c].text, none[c].len);
    }
    PUT(out, ",\"score\":null,\"high_quality\":null,\"unsure\":null,\"owner_kind\":null,"
             "\"timeframe_kind\":null");
}

static void put_mark(buffer *out, const pm_mark *mark) {
    static const piece met[2][PM_CRITERIA] = {CRITERIA(",\"", "\":0"), CRITERIA(",\"", "\":1")};
    static const piece score = PIECE(",\"score\":"), high = PIECE(",\"high_quality\":"),
                       unsure = PIECE(",\"unsure\":");
    char *to = put_room(out, (PM_CRITERIA + 5) * PIECE_SIZE);
    if (to == NULL) {
        return;
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        to = piece_put(to, &met[mark->verdict[c].met != 0][c]);
    }
    to = digits_put(piece_put(to, &score), (unsigned)mark->score);
    to = digits_put(piece_put(to, &high), (unsigned)mark->high_quality);
    put_until(out, piece_put(to, &unsure));
    json_quote(mark->unsure, out);
    STRING(out, ",\"owner_kind\":", mark->owner_kind);
    STRING(out, ",\"timeframe_kind\":", mark->timeframe_kind);
}

/* ---- Evidence ---- */

static const piece begin_criterion[PM_CRITERIA] = CRITERIA("{\"criterion\":\"", "\"");
static const piece begin_column[PM_COLUMNS] = {
    PIECE(",\"column\":\"text\",\"start\":"), PIECE(",\"column\":\"who\",\"start\":"),
    PIECE(",\"column\":\"by_when\",\"start\":"), PIECE(",\"column\":\"measure\",\"start\":")};

static inline size_t points(shown *s, pm_column column, size_t byte, bool stay) {
    return byte <= s->plain[column] ? byte : shown_points(s, column, byte, stay);
}

/* A span behind its "start": in code points, and its words. */
static void put_span(output *o, shown *s, pm_column column, size_t start, size_t end, char *to) {
    static const piece begin_end = PIECE(",\"end\":"), begin_text = PIECE(",\"text\":");
    pm_str words;
    to = digits_put(to, points(s, column, start, true));
    to = digits_put(piece_put(to, &begin_end), points(s, column, end, false));
    put_until(&o->out, piece_put(to, &begin_text));
    if (!redact_words(&o->redact, s, column, start, end, &words)) {
        PUT(&o->out, "null");
        return;
    }
    to = end <= s->plain[column] ? put_room(&o->out, words.len + 2) : NULL;
    if (to == NULL) {
        json_quote(words, &o->out);
        return;
    }
    *to = '"';
    if (words.len != 0) {
        memcpy(to + 1, words.data, words.len);
    }
    to[words.len + 1] = '"';
    o->out.len += words.len + 2;
}

enum { SPAN_ROOM = 4 * PIECE_SIZE };

static void put_place(output *o, shown *s, const pm_evidence *e) {
    char *to = put_room(&o->out, PIECE_SIZE + SPAN_ROOM);
    if (to != NULL) {
        put_span(o, s, e->column, e->start, e->end, piece_put(to, &begin_column[e->column]));
    }
}

static void put_captures(output *o, shown *s, const pm_evidence *e) {
    static const piece begin_start = PIECE(",\"start\":");
    PUT(&o->out, ",\"captures\":[");
    for (size_t i = 0; i < redact_captures(&o->redact, e); i++) {
        const pm_capture *c = &e->capture[i];
        if (i != 0) {
            PUT(&o->out, ",");
        }
        STRING(&o->out, "{\"name\":", c->name);
        char *to = put_room(&o->out, PIECE_SIZE + SPAN_ROOM);
        if (to == NULL) {
            return;
        }
        put_span(o, s, e->column, c->start, c->end, piece_put(to, &begin_start));
        PUT(&o->out, "}");
    }
}

/* `canceller` is its place in the list, SIZE_MAX when there is none. */
static void put_outcome(buffer *out, const pm_evidence *e, size_t canceller) {
    static const piece decided[2] = {PIECE("],\"decided\":false,\"cancelled_by\":"),
                                     PIECE("],\"decided\":true,\"cancelled_by\":")};
    char *to = put_room(out, 2 * PIECE_SIZE);
    if (to == NULL) {
        return;
    }
    to = piece_put(to, &decided[e->decided != 0]);
    if (canceller != SIZE_MAX) {
        to = digits_put(to, canceller);
        *to++ = '}';
    } else {
        memcpy(to, "null}", 5);
        to += 5;
    }
    put_until(out, to);
}

static void put_evidence(output *o, shown *s, const pm_evidence *e, size_t canceller) {
    static const piece says[] = {PIECE(",\"says\":\"met\",\"strength\":"),
                                 PIECE(",\"says\":\"unmet\",\"strength\":")};
    static const piece strength[] = {PIECE("\"weak\",\"rule\":"), PIECE("\"plain\",\"rule\":"),
                                     PIECE("\"strong\",\"rule\":")};
    char *to = put_room(&o->out, 3 * PIECE_SIZE);
    if (to == NULL) {
        return;
    }
    to = piece_put(to, &begin_criterion[e->criterion]);
    put_until(&o->out, piece_put(to, &says[e->says]));
    json_quote_behind(&strength[e->strength], e->rule, &o->out);
    STRING(&o->out, ",\"kind\":", e->kind);
    put_place(o, s, e);
    put_captures(o, s, e);
    put_outcome(&o->out, e, canceller);
}

static bool is_listed(const output *o, const pm_evidence *e) {
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
    bool first = true;
    PUT(&o->out, ",\"evidence\":[");
    o->numbered = false;
    for (size_t i = 0; i < mark->evidence_count && !o->out.failed; i++) {
        const pm_evidence *e = &mark->evidence[i];
        if (is_listed(o, e)) {
            if (!first) {
                PUT(&o->out, ",");
            }
            put_evidence(o, s, e, place_of(o, mark, e->cancelled_by));
            first = false;
        }
    }
    PUT(&o->out, "]");
}

/* ---- What came near ---- */

/* `e` is NULL where nothing came near. */
static void put_near(output *o, shown *s, pm_criterion c, const pm_evidence *e, pm_str hint) {
    buffer *out = &o->out;
    char *to = put_room(out, PIECE_SIZE);
    if (to == NULL) {
        return;
    }
    put_until(out, piece_put(to, &begin_criterion[c]));
    if (e != NULL) {
        STRING(out, ",\"rule\":", e->rule);
        put_place(o, s, e);
    } else {
        PUT(out, ",\"rule\":null,\"column\":null,\"start\":null,\"end\":null,\"text\":null");
    }
    bool blanks = hint.len != 0 && memchr(hint.data, '{', hint.len) != NULL;
    if (blanks) {
        buffer_clear(&o->scratch);
        redact_fill(&o->redact, s, hint, e, &o->scratch);
        hint = buffer_view(&o->scratch);
    }
    STRING(out, ",\"hint\":", hint);
    PUT(out, "}");
}

static bool came_near(const output *o, const pm_mark *mark, const pm_evidence *e) {
    return (e->decided || o->options.evidence == OUTPUT_ALL) && e->says != PM_MET &&
           e->hint.len != 0 && !mark->verdict[e->criterion].met;
}

/* A criterion that is not met and has no piece here still tells what to add. */
static void put_all_near(output *o, shown *s, const pm_mark *mark) {
    bool told[PM_CRITERIA] = {false}, first = true;
    size_t pieces = mark->score < PM_CRITERIA ? mark->evidence_count : 0;
    PUT(&o->out, ",\"near\":[");
    for (size_t i = 0; i < pieces; i++) {
        const pm_evidence *e = &mark->evidence[i];
        if (came_near(o, mark, e)) {
            put_bytes(&o->out, ",", !first);
            put_near(o, s, e->criterion, e, e->hint);
            told[e->criterion] = true;
            first = false;
        }
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        if (!mark->verdict[c].met && !told[c] && mark->verdict[c].hint.len != 0) {
            put_bytes(&o->out, ",", !first);
            put_near(o, s, (pm_criterion)c, NULL, mark->verdict[c].hint);
            first = false;
        }
    }
    PUT(&o->out, "]");
}

/* ---- Lines ---- */

static void mark_line(output *o, shown *s, const pm_mark *mark) {
    buffer *out = &o->out;
    put_row(out, s);
    if (mark != NULL) {
        put_mark(out, mark);
    } else {
        put_no_mark(out);
    }
    STRING(out, ",\"pack\":", o->options.stamp);
    for (size_t i = 0; i < s->extra_count; i++) {
        PUT(out, ",");
        json_quote(s->extra[i].name, out);
        STRING(out, ":", s->extra[i].value);
    }
    if (o->options.evidence != OUTPUT_NO_EVIDENCE && mark != NULL) {
        put_all_evidence(o, s, mark);
        put_all_near(o, s, mark);
    }
    PUT(out, "}\n");
}

#define KEY(w, name) json_key((w), STR(name))

static void put_ratio(output *o, json_writer *w, size_t num, size_t den) {
    buffer_clear(&o->scratch);
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
        buffer_clear(&o->scratch);
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

const output_kind output_jsonl = {.flush_at = 65536, .mark = mark_line, .plan = plan_line};

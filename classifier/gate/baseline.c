/* SPDX-License-Identifier: MIT
 * Keeps true: every entry that is kept is whole; a key that is not known is a fault, since it may
 * be a slip for one that is. */
#include "gate/baseline.h"

#include <stdlib.h>
#include <string.h>

#include "format/json.h"

enum { FAULTS_TOLD = 100 };

/* ---- order ---- */

static int compare_keys(const char *plan_a, const char *print_a, const char *plan_b,
                        const char *print_b) {
    int order = strcmp(plan_a, plan_b);
    return order != 0 ? order : strcmp(print_a, print_b);
}

static int compare_entries(const void *x, const void *y) {
    const baseline_entry *a = x, *b = y;
    int order = compare_keys(a->plan, a->fingerprint, b->plan, b->fingerprint);
    return order != 0 ? order : a->line < b->line ? -1 : a->line > b->line;
}

/* The first entry that is not before the key. */
static size_t lower_bound(const baseline *b, const char *plan, const char *fingerprint) {
    size_t low = 0, high = b->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const baseline_entry *e = &b->entries[middle];
        if (compare_keys(e->plan, e->fingerprint, plan, fingerprint) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const baseline_entry *baseline_find(const baseline *b, const char *plan, const char *fingerprint) {
    size_t at = lower_bound(b, plan, fingerprint);
    const baseline_entry *e = at < b->count ? &b->entries[at] : NULL;
    return e != NULL && compare_keys(e->plan, e->fingerprint, plan, fingerprint) == 0 ? e : NULL;
}

const baseline_entry *baseline_of_plan(const baseline *b, const char *plan, size_t *count) {
    static const char behind_all[] = "g"; /* fingerprints have digits from 0 to f */
    size_t first = lower_bound(b, plan, ""), end = lower_bound(b, plan, behind_all);
    *count = end - first;
    return end != first ? b->entries + first : NULL;
}

/* ---- reading ---- */

typedef struct loader {
    baseline *b;
    const source *src;
    reporter *report;
    json_reader json;
    buffer scratch;
    size_t line, counted; /* lines before this byte */
    size_t faults;
    pm_status status; /* other than PM_OK: reading ends */
} loader;

/* The place alone: reasons are people's words about plans, and stay out of messages. Telling a
 * place costs a walk through the file, so that the number is bounded. */
static void fault(loader *l, size_t offset, const char *what) {
    size_t line, column;
    if (l->status != PM_OK) {
        return;
    }
    source_place(l->src, offset, &line, &column);
    if (++l->faults == FAULTS_TOLD) {
        what = "there are more faults; they are not told";
        l->status = PM_ERR_INPUT;
    }
    report_plain(l->report, PM_ERROR, l->src->name, line, column, "%s", what);
}

static json_event next(loader *l) {
    json_event e = l->status == PM_OK ? json_next(&l->json) : JSON_ERROR;
    if (e == JSON_ERROR && l->status == PM_OK) {
        fault(l, l->json.offset, l->json.reason);
        l->status = PM_ERR_INPUT;
    }
    return e;
}

/* Asked from the beginning to the end. */
static size_t line_of(loader *l, size_t offset) {
    for (; l->counted < offset; l->counted++) {
        l->line += l->src->text.data[l->counted] == '\n';
    }
    return l->line + 1;
}

/* Steps over what is left of a value that began with this event. */
static void skip_rest(loader *l, json_event event) {
    unsigned inside = l->json.depth;
    if (event == JSON_OBJECT || event == JSON_ARRAY) {
        while (l->json.depth >= inside && next(l) != JSON_ERROR) {
        }
    }
}

/* The next value; false: it is another one than wanted, which is told and stepped over. */
static bool want(loader *l, json_event wanted, const char *what) {
    json_event event = next(l);
    if (event != wanted && event != JSON_ERROR) {
        fault(l, l->json.offset, what);
        skip_rest(l, event);
    }
    return event == wanted;
}

/* Bytes of a text as it is written: each that is no UTF-8 becomes U+FFFD, which is longer. */
static size_t written_len(pm_str s) {
    size_t len = 0;
    for (size_t i = 0; i < s.len;) {
        char bytes[4];
        len += utf8_put(bytes, utf8_next(s.data, s.len, &i));
    }
    return len;
}

/* The text of a value, kept; NULL data after a fault. */
static pm_str read_text(loader *l) {
    if (!want(l, JSON_STRING, "a text is wanted here, between quotes")) {
        return (pm_str){NULL, 0};
    }
    buffer_clear(&l->scratch);
    pm_str s = json_text(&l->json, &l->scratch);
    if (s.len > BASELINE_LONGEST_TEXT || written_len(s) > BASELINE_LONGEST_TEXT) {
        fault(l, l->json.offset, "this text is too long");
        return (pm_str){NULL, 0};
    }
    char *copy = arena_copy(&l->b->memory, s.data, s.len);
    if (copy == NULL || l->scratch.failed) {
        l->status = PM_ERR_MEMORY;
    }
    return (pm_str){copy, copy != NULL ? s.len : 0};
}

static void read_hex(loader *l, char *out, size_t digits, const char *what) {
    pm_str s = read_text(l);
    bool hex = s.len == digits;
    for (size_t i = 0; hex && i < s.len; i++) {
        hex = ascii_digit(s.data[i]) || (s.data[i] >= 'a' && s.data[i] <= 'f');
    }
    if (hex) {
        memcpy(out, s.data, digits);
        out[digits] = '\0';
    } else if (s.data != NULL) {
        fault(l, l->json.offset, what);
    }
}

static pm_str read_day(loader *l) {
    pm_str s = read_text(l);
    if (s.len != 0 && !baseline_is_day(s)) {
        fault(l, l->json.offset, "a day of the calendar is written 2024-05-31");
    }
    return s;
}

typedef enum entry_key {
    KEY_FINGERPRINT,
    KEY_PLAN,
    KEY_ID,
    KEY_REASON,
    KEY_WHO,
    KEY_WHEN,
    KEY_UNTIL,
    ENTRY_KEYS
} entry_key;

static void read_value(loader *l, size_t key, baseline_entry *e) {
    switch ((entry_key)key) {
    case KEY_FINGERPRINT:
        read_hex(l, e->fingerprint, PM_FINGERPRINT - 1, "a fingerprint is 32 digits from 0 to f");
        break;
    case KEY_PLAN:
        read_hex(l, e->plan, PLAN_DIGEST - 1, "a plan is called by 16 digits from 0 to f");
        break;
    case KEY_ID: e->id = read_text(l); break;
    case KEY_REASON: e->by.reason = read_text(l); break;
    case KEY_WHO: e->by.who = read_text(l); break;
    case KEY_WHEN: e->by.when = read_day(l); break;
    case KEY_UNTIL: e->by.until = read_day(l); break;
    case ENTRY_KEYS: break;
    }
}

/* The number of the key just read; `count` for one that is not known or stands there twice, which
 * is told and stepped over with its value. `seen`: bits. */
static size_t key_of(loader *l, const char *const *names, size_t count, unsigned *seen,
                     const char *what) {
    buffer_clear(&l->scratch);
    pm_str key = json_text(&l->json, &l->scratch);
    size_t k = 0;
    while (k < count && !str_equal(key, str_from(names[k]))) {
        k++;
    }
    if (l->scratch.failed) {
        l->status = PM_ERR_MEMORY;
    }
    if (k < count && (*seen >> k & 1) == 0) {
        *seen |= 1u << k;
        return k;
    }
    fault(l, l->json.offset, k < count ? "this key stands twice" : what);
    skip_rest(l, next(l));
    return count;
}

static void keep_entry(loader *l, const baseline_entry *e) {
    baseline *b = l->b;
    if (b->count == BASELINE_MOST_ENTRIES) {
        fault(l, l->json.offset, "a baseline has at most 1048576 entries");
        l->status = PM_ERR_LIMIT;
    } else if (!mem_grow(b->allocator, (void **)&b->entries, &b->cap, b->count + 1, sizeof *e)) {
        l->status = PM_ERR_MEMORY;
    } else {
        b->entries[b->count++] = *e;
    }
}

static void read_entry(loader *l) {
    static const char *const names[ENTRY_KEYS] = {"fingerprint", "plan", "id",   "reason",
                                                  "who",         "when", "until"};
    size_t begins = l->json.offset, before = l->faults;
    unsigned seen = 0;
    baseline_entry e = {.line = line_of(l, begins)};
    while (next(l) == JSON_KEY) {
        read_value(l,
                   key_of(l, names, ENTRY_KEYS, &seen,
                          "an entry has the keys fingerprint, plan, id, reason, who, when and "
                          "until"),
                   &e);
    }
    if ((seen & 1u << KEY_FINGERPRINT) == 0) {
        fault(l, begins, "this entry has no fingerprint");
    }
    if (l->status == PM_OK && l->faults == before) {
        keep_entry(l, &e);
    }
}

static void read_entries(loader *l) {
    if (!want(l, JSON_ARRAY, "overrides are a list: [{...}, ...]")) {
        return;
    }
    for (json_event event = next(l); event != JSON_ARRAY_END && event != JSON_ERROR;
         event = next(l)) {
        if (event == JSON_OBJECT) {
            read_entry(l);
        } else {
            fault(l, l->json.offset, "an override is an object: {\"fingerprint\": ...}");
            skip_rest(l, event);
        }
    }
}

static void read_format(loader *l) {
    static const char other[] = "this is a baseline of another version; this one reads 1";
    if (want(l, JSON_NUMBER, other) && !str_equal(l->json.value, STR("1"))) {
        fault(l, l->json.offset, other);
    }
}

static void read_file(loader *l) {
    static const char *const names[] = {"planmark_baseline", "overrides"};
    unsigned seen = 0;
    if (!want(l, JSON_OBJECT, "a baseline is an object: {\"planmark_baseline\": 1, ...}")) {
        return;
    }
    while (next(l) == JSON_KEY) {
        size_t k =
            key_of(l, names, 2, &seen, "a baseline has the keys planmark_baseline and overrides");
        if (k == 0) {
            read_format(l);
        } else if (k == 1) {
            read_entries(l);
        }
    }
    next(l); /* tells what stands behind it */
    if ((seen & 1) == 0) {
        fault(l, 0, "this is no baseline: \"planmark_baseline\": 1 is missing");
    }
}

static void find_repeats(loader *l) {
    baseline *b = l->b;
    if (b->count > 1) {
        qsort(b->entries, b->count, sizeof *b->entries, compare_entries);
    }
    for (size_t i = 1; i < b->count && l->faults < FAULTS_TOLD; i++) {
        const baseline_entry *e = &b->entries[i], *before = e - 1;
        if (compare_keys(before->plan, before->fingerprint, e->plan, e->fingerprint) == 0) {
            report_plain(l->report, PM_ERROR, l->src->name, e->line, 0,
                         "this fingerprint stands in line %zu already", before->line);
            l->faults++;
        }
    }
}

pm_status baseline_read(baseline *b, const source *src, const pm_allocator *a, reporter *report) {
    static const char mark[] = "\xEF\xBB\xBF"; /* of UTF-8, as some editors write it */
    source whole = *src;
    loader l = {.b = b, .src = &whole, .report = report, .status = PM_OK};
    *b = (baseline){.allocator = a};
    arena_init(&b->memory, a);
    if (src->text.len > BASELINE_MOST_BYTES) {
        report_plain(report, PM_ERROR, src->name, 0, 0, "a baseline is at most 64 MiB large");
        return PM_ERR_LIMIT;
    }
    if (str_starts(src->text, str_from(mark))) {
        whole.text = str_slice(src->text, sizeof mark - 1, src->text.len);
    }
    buffer_init(&l.scratch, a);
    json_begin(&l.json, whole.text);
    read_file(&l);
    buffer_free(&l.scratch);
    if (l.status == PM_OK || l.status == PM_ERR_INPUT) {
        find_repeats(&l);
    }
    return l.status == PM_OK && l.faults != 0 ? PM_ERR_INPUT : l.status;
}

void baseline_free(baseline *b) {
    if (b->allocator != NULL) {
        mem_free(b->allocator, b->entries);
        arena_free(&b->memory);
        *b = (baseline){.allocator = NULL};
    }
}

/* ---- writing ---- */

static void put_member(json_writer *w, const char *key, pm_str value) {
    if (value.len != 0) {
        json_key(w, str_from(key));
        json_string(w, value);
    }
}

static void put_entry(json_writer *w, const baseline_entry *e) {
    json_open_object(w);
    put_member(w, "fingerprint", str_from(e->fingerprint));
    put_member(w, "plan", str_from(e->plan));
    put_member(w, "id", e->id);
    json_key(w, STR("reason")); /* also when it is still to be written */
    json_string(w, e->by.reason);
    put_member(w, "who", e->by.who);
    put_member(w, "when", e->by.when);
    put_member(w, "until", e->by.until);
    json_close_object(w);
}

size_t baseline_write(baseline_entry *entries, size_t count, buffer *out) {
    size_t written = 0;
    for (size_t i = 0; i < count; i++) {
        entries[i].line = i;
    }
    if (count > 1) {
        qsort(entries, count, sizeof *entries, compare_entries);
    }
    buffer_text(out, "{\"planmark_baseline\": 1, \"overrides\": [");
    for (size_t i = 0; i < count; i++) {
        const baseline_entry *e = &entries[i];
        if (i == 0 || compare_keys(e[-1].plan, e[-1].fingerprint, e->plan, e->fingerprint) != 0) {
            json_writer w;
            buffer_text(out, written++ != 0 ? ",\n" : "\n");
            json_writer_init(&w, out);
            put_entry(&w, e);
        }
    }
    buffer_text(out, written != 0 ? "\n]}\n" : "]}\n");
    return written;
}

/* SPDX-License-Identifier: MIT
 * Keeps true: every entry that is kept is whole; a key that is not known is a fault, since it may
 * be a slip for one that is. */
#include "gate/baseline.h"

#include <stdlib.h>
#include <string.h>

#include "format/json.h"

enum { FORMAT_NUMBER = 1, LONGEST_ID = 80 };

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
    size_t first = lower_bound(b, plan, ""), end = first;
    while (end < b->count && strcmp(b->entries[end].plan, plan) == 0) {
        end++;
    }
    *count = end - first;
    return b->entries + first;
}

/* ---- reading ---- */

typedef struct loader {
    baseline *b;
    const source *src;
    reporter *report;
    json_reader json;
    size_t line, counted; /* lines before this byte */
    bool failed, no_memory;
    pm_status limit;
} loader;

static void fault(loader *l, size_t offset, const char *what) {
    report_at(l->report, PM_ERROR, l->src, offset, "%s", what);
    l->failed = true;
}

static json_event next(loader *l) {
    json_event e = json_next(&l->json);
    if (e == JSON_ERROR && !l->failed) {
        fault(l, l->json.offset, l->json.reason);
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

static void skip(loader *l, const char *what) {
    fault(l, l->json.offset, what);
    if (json_skip(&l->json, NULL) == JSON_ERROR) {
        l->json.state = JSON_FAILED;
    }
}

/* The text of a value, kept; empty after a fault. */
static pm_str read_text(loader *l, size_t longest) {
    buffer text;
    json_event event = next(l);
    if (event != JSON_STRING) {
        if (event != JSON_ERROR) {
            fault(l, l->json.offset, "a text is wanted here, between quotes");
        }
        l->json.state = JSON_FAILED; /* what is in there is not ours */
        l->json.reason = "";
        return (pm_str){NULL, 0};
    }
    buffer_init(&text, l->b->allocator);
    pm_str s = json_text(&l->json, &text);
    char *copy = s.len <= longest ? arena_copy(&l->b->memory, s.data, s.len) : NULL;
    if (s.len > longest) {
        fault(l, l->json.offset, "this text is too long");
    } else {
        l->no_memory |= copy == NULL || text.failed;
    }
    buffer_free(&text);
    return (pm_str){copy, copy != NULL ? s.len : 0};
}

static void read_hex(loader *l, char *out, size_t digits) {
    pm_str s = read_text(l, LONGEST_ID);
    bool hex = s.len == digits;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        hex = hex && (ascii_digit(c) || (c >= 'a' && c <= 'f'));
    }
    if (hex) {
        memcpy(out, s.data, digits);
        out[digits] = '\0';
    } else if (!l->failed) {
        fault(l, l->json.offset,
              digits == PM_FINGERPRINT - 1 ? "a fingerprint is 32 digits from 0 to f"
                                           : "a plan is called by 16 digits from 0 to f");
    }
}

static pm_str read_day(loader *l) {
    pm_str s = read_text(l, LONGEST_ID);
    if (s.len != 0 && !baseline_is_day(s)) {
        fault(l, l->json.offset, "a day of the calendar is written 2024-05-31");
    }
    return s;
}

static void read_key(loader *l, pm_str key, baseline_entry *e) {
    if (str_equal(key, STR("fingerprint"))) {
        read_hex(l, e->fingerprint, PM_FINGERPRINT - 1);
    } else if (str_equal(key, STR("plan"))) {
        read_hex(l, e->plan, PLAN_DIGEST - 1);
    } else if (str_equal(key, STR("id"))) {
        e->id = read_text(l, LONGEST_ID);
    } else if (str_equal(key, STR("reason"))) {
        e->by.reason = read_text(l, BASELINE_LONGEST_TEXT);
    } else if (str_equal(key, STR("who"))) {
        e->by.who = read_text(l, BASELINE_LONGEST_TEXT);
    } else if (str_equal(key, STR("when"))) {
        e->by.when = read_day(l);
    } else if (str_equal(key, STR("until"))) {
        e->by.until = read_day(l);
    } else {
        skip(l, "an entry has the keys fingerprint, plan, id, reason, who, when and until");
    }
}

/* The key just read; a view that lives until the next event. */
static pm_str key_text(loader *l, buffer *scratch) {
    buffer_clear(scratch);
    pm_str key = json_text(&l->json, scratch);
    l->no_memory |= scratch->failed;
    return key;
}

static void read_entry(loader *l, buffer *scratch) {
    size_t begins = l->json.offset;
    baseline_entry e = {.line = line_of(l, begins)};
    json_event event = next(l);
    for (; event == JSON_KEY; event = next(l)) {
        read_key(l, key_text(l, scratch), &e);
    }
    if (l->failed || l->no_memory) {
        return;
    }
    if (e.fingerprint[0] == '\0') {
        fault(l, begins, "this entry has no fingerprint");
    } else if (l->b->count == BASELINE_MOST_ENTRIES) {
        l->limit = PM_ERR_LIMIT;
    } else if (!mem_grow(l->b->allocator, (void **)&l->b->entries, &l->b->cap, l->b->count + 1,
                         sizeof e)) {
        l->no_memory = true;
    } else {
        l->b->entries[l->b->count++] = e;
    }
}

static bool goes_on(const loader *l) {
    return l->json.state != JSON_FAILED && !l->no_memory && l->limit == PM_OK;
}

static void read_entries(loader *l, buffer *scratch) {
    json_event event = next(l);
    if (event != JSON_ARRAY) {
        fault(l, l->json.offset, "overrides are a list: [{...}, ...]");
        return;
    }
    for (event = next(l); event != JSON_ARRAY_END && event != JSON_ERROR && goes_on(l);
         event = next(l)) {
        if (event != JSON_OBJECT) {
            fault(l, l->json.offset, "an override is an object: {\"fingerprint\": ...}");
            return;
        }
        read_entry(l, scratch);
    }
}

static void read_format(loader *l) {
    if (next(l) != JSON_NUMBER || !str_equal(l->json.value, STR("1"))) {
        fault(l, l->json.offset, "this is a baseline of another version; this one reads 1");
    }
}

static void read_file(loader *l, buffer *scratch) {
    bool numbered = false;
    json_event event = next(l);
    if (event != JSON_OBJECT) {
        if (!l->failed) {
            fault(l, l->json.offset, "a baseline is an object: {\"planmark_baseline\": 1, ...}");
        }
        return;
    }
    for (event = next(l); event == JSON_KEY && goes_on(l); event = next(l)) {
        pm_str key = key_text(l, scratch);
        if (str_equal(key, STR("planmark_baseline"))) {
            numbered = true;
            read_format(l);
        } else if (str_equal(key, STR("overrides"))) {
            read_entries(l, scratch);
        } else {
            skip(l, "a baseline has the keys planmark_baseline and overrides");
        }
    }
    if (event == JSON_OBJECT_END && next(l) == JSON_END && !numbered && !l->failed) {
        fault(l, 0, "this is no baseline: \"planmark_baseline\": 1 is missing");
    }
}

static void find_repeats(loader *l) {
    baseline *b = l->b;
    if (b->count > 1) {
        qsort(b->entries, b->count, sizeof *b->entries, compare_entries);
    }
    for (size_t i = 1; i < b->count; i++) {
        const baseline_entry *e = &b->entries[i], *before = e - 1;
        if (compare_keys(before->plan, before->fingerprint, e->plan, e->fingerprint) == 0) {
            report_plain(l->report, PM_ERROR, l->src->name, e->line, 0,
                         "this fingerprint stands in line %zu already", before->line);
            l->failed = true;
        }
    }
}

pm_status baseline_read(baseline *b, const source *src, const pm_allocator *a, reporter *report) {
    loader l = {.b = b, .src = src, .report = report, .limit = PM_OK};
    buffer scratch;
    *b = (baseline){.allocator = a};
    arena_init(&b->memory, a);
    if (src->text.len > BASELINE_MOST_BYTES) {
        return PM_ERR_LIMIT;
    }
    buffer_init(&scratch, a);
    json_begin(&l.json, src->text);
    read_file(&l, &scratch);
    buffer_free(&scratch);
    if (!l.no_memory && l.limit == PM_OK) {
        find_repeats(&l);
    }
    return l.no_memory        ? PM_ERR_MEMORY
           : l.limit != PM_OK ? l.limit
           : l.failed         ? PM_ERR_INPUT
                              : PM_OK;
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

void baseline_write(baseline_entry *entries, size_t count, buffer *out) {
    bool any = false;
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
            buffer_text(out, any ? ",\n" : "\n");
            json_writer_init(&w, out);
            put_entry(&w, e);
            any = true;
        }
    }
    buffer_text(out, any ? "\n]}\n" : "]}\n");
}

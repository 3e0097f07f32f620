/* SPDX-License-Identifier: MIT
 * Keeps true: what is not known is stepped over, so that later evaluations can tell more; what is
 * known and cannot be right is refused. */
#include "report/trust.h"

#include <string.h>

#include "format/json.h"

typedef struct loader {
    trust *t;
    const source *src;
    reporter *report;
    arena *memory;
    json_reader json;
    buffer scratch;
    pm_status status;
} loader;

static void fault(loader *l, const char *what) {
    size_t line, column;
    if (l->status == PM_OK) {
        source_place(l->src, l->json.offset, &line, &column);
        report_plain(l->report, PM_ERROR, l->src->name, line, column, "%s", what);
        l->status = PM_ERR_INPUT;
    }
}

static json_event next(loader *l) {
    json_event e = l->status == PM_OK ? json_next(&l->json) : JSON_ERROR;
    if (e == JSON_ERROR) {
        fault(l, l->json.reason);
    }
    return e;
}

static void skip(loader *l) {
    if (l->status == PM_OK && json_skip(&l->json, NULL) == JSON_ERROR) {
        fault(l, l->json.reason);
    }
}

static pm_str read_text(loader *l) {
    if (next(l) != JSON_STRING) {
        fault(l, "a text is wanted here");
        return (pm_str){NULL, 0};
    }
    buffer_clear(&l->scratch);
    pm_str s = json_text(&l->json, &l->scratch);
    char *copy = arena_copy(l->memory, s.data, s.len);
    if (copy == NULL || l->scratch.failed) {
        l->status = PM_ERR_MEMORY;
    }
    return (pm_str){copy, copy != NULL ? s.len : 0};
}

/* A number that is not negative, without exponent; null is 0. */
static double read_number(loader *l) {
    double whole = 0.0, place = 1.0;
    bool behind = false, good;
    json_event e = next(l);
    pm_str s = l->json.value;
    good = e == JSON_NUMBER && s.len <= 40;
    for (size_t i = 0; good && i < s.len; i++) {
        good = ascii_digit(s.data[i]) || (s.data[i] == '.' && !behind);
        if (s.data[i] == '.') {
            behind = true;
        } else if (good) {
            whole = 10.0 * whole + (s.data[i] - '0');
            place *= behind ? 10.0 : 1.0;
        }
    }
    if (!good && e != JSON_NULL) {
        fault(l, "a number that is not negative is wanted here");
    }
    return good ? whole / place : 0.0;
}

static uint64_t read_count(loader *l) {
    double x = read_number(l);
    if (x > 9e15 || x != (double)(uint64_t)x) {
        fault(l, "a count is wanted here");
        return 0;
    }
    return (uint64_t)x;
}

/* Is it this key of an object? */
static bool key_is(loader *l, const char *name) {
    return str_equal(l->json.value, str_from(name)) && !l->json.escaped;
}

static int code_of(pm_str name) {
    static const char *const names[TRUST_CODES] = {"actionable", "measurable", "measure_given",
                                                   "timeframe",  "owner",      "high_quality"};
    for (int c = 0; c < TRUST_CODES; c++) {
        if (str_equal(name, str_from(names[c]))) {
            return c;
        }
    }
    return -1;
}

static void read_code(loader *l, trust_code codes[TRUST_CODES]) {
    trust_code c = {.effective_yes = -1.0, .effective_no = -1.0};
    pm_str name = {NULL, 0};
    while (next(l) == JSON_KEY) {
        if (key_is(l, "criterion")) {
            name = read_text(l);
        } else if (key_is(l, "both_yes")) {
            c.both_yes = read_count(l);
        } else if (key_is(l, "gold_only")) {
            c.gold_only = read_count(l);
        } else if (key_is(l, "tool_only")) {
            c.tool_only = read_count(l);
        } else if (key_is(l, "both_no")) {
            c.both_no = read_count(l);
        } else if (key_is(l, "effective_yes")) {
            c.effective_yes = read_number(l);
        } else if (key_is(l, "effective_no")) {
            c.effective_no = read_number(l);
        } else {
            skip(l);
        }
    }
    double yes = (double)(c.both_yes + c.gold_only), no = (double)(c.both_no + c.tool_only);
    c.effective_yes = c.effective_yes < 0.0 || c.effective_yes > yes ? yes : c.effective_yes;
    c.effective_no = c.effective_no < 0.0 || c.effective_no > no ? no : c.effective_no;
    c.there = true;
    if (l->status == PM_OK && code_of(name) >= 0) {
        codes[code_of(name)] = c;
    }
}

static void read_codes(loader *l, trust_code codes[TRUST_CODES]) {
    if (next(l) != JSON_ARRAY) {
        fault(l, "a list of criteria is wanted here");
    }
    json_event e = JSON_ERROR;
    while (l->status == PM_OK && (e = next(l)) == JSON_OBJECT) {
        read_code(l, codes);
    }
    if (l->status == PM_OK && e != JSON_ARRAY_END) {
        fault(l, "a criterion is an object");
    }
}

static void read_all(loader *l) {
    if (next(l) != JSON_OBJECT) {
        fault(l, "nothing was compared in this evaluation");
    }
    while (l->status == PM_OK && next(l) == JSON_KEY) {
        if (key_is(l, "plans")) {
            l->t->plans = read_count(l);
        } else if (key_is(l, "criteria")) {
            read_codes(l, l->t->code);
        } else {
            skip(l);
        }
    }
}

static void read_group(loader *l) {
    trust *t = l->t;
    if (t->group_count == TRUST_GROUPS) {
        fault(l, "there are more groups than a report can have");
        l->status = l->status == PM_ERR_INPUT ? PM_ERR_LIMIT : l->status;
        return;
    }
    if (!mem_grow(l->memory->allocator, (void **)&t->groups, &t->group_cap, t->group_count + 1,
                  sizeof *t->groups)) {
        l->status = PM_ERR_MEMORY;
        return;
    }
    trust_group *g = &t->groups[t->group_count++];
    *g = (trust_group){.value = {NULL, 0}};
    while (next(l) == JSON_KEY) {
        if (key_is(l, "value")) {
            g->value = read_text(l);
        } else if (key_is(l, "criteria")) {
            read_codes(l, g->code);
        } else {
            skip(l);
        }
    }
}

static void read_groups(loader *l) {
    if (next(l) != JSON_ARRAY) {
        fault(l, "a list of groups is wanted here");
    }
    json_event e = JSON_ERROR;
    while (l->status == PM_OK && (e = next(l)) == JSON_OBJECT) {
        read_group(l);
    }
    if (l->status == PM_OK && e != JSON_ARRAY_END) {
        fault(l, "a group is an object");
    }
}

pm_status trust_read(trust *t, const source *src, arena *memory, reporter *report) {
    loader l = {.t = t, .src = src, .report = report, .memory = memory};
    *t = (trust){.given = true};
    buffer_init(&l.scratch, memory->allocator);
    json_begin(&l.json, src->text);
    if (next(&l) != JSON_OBJECT) {
        fault(&l, "this is no evaluation; planmark evaluate --format json writes one");
    }
    while (l.status == PM_OK && next(&l) == JSON_KEY) {
        if (key_is(&l, "pack")) {
            t->pack = read_text(&l);
        } else if (key_is(&l, "all")) {
            read_all(&l);
        } else if (key_is(&l, "by")) {
            t->by = read_text(&l);
        } else if (key_is(&l, "groups")) {
            read_groups(&l);
        } else {
            skip(&l);
        }
    }
    if (l.status == PM_OK && !t->code[0].there) {
        fault(&l, "this is no evaluation: it has no criteria; planmark evaluate --format json "
                  "writes one");
    }
    buffer_free(&l.scratch);
    return l.status;
}

void trust_free(trust *t, const pm_allocator *a) {
    mem_free(a, t->groups);
    *t = (trust){.given = false};
}

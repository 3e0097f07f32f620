/* SPDX-License-Identifier: MIT
 * Keeps true: once settled, plans stand in the order of their authority and id and actions in that
 * of their plans, whatever the order in which they came. */
#include "report/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const pm_str other_kind = {"other", 5};

pm_status facts_init(facts *f, size_t columns, const pm_allocator *a) {
    *f = (facts){.allocator = a, .columns = columns};
    arena_init(&f->memory, a);
    for (int of = 0; of < KINDS_OF; of++) {
        intern_init(&f->kinds[of], &f->memory);
    }
    intern_init(&f->values, &f->memory);
    intern_init(&f->stamps, &f->memory);
    intern_init(&f->files, &f->memory);
    lookup_init(&f->of_plan, a);
    lookup_init(&f->of_seen, a);
    f->of_stamp = mem_zalloc(a, FACT_STAMPS * sizeof *f->of_stamp);
    return f->of_stamp != NULL ? PM_OK : PM_ERR_MEMORY;
}

void facts_free(facts *f) {
    for (int of = 0; of < KINDS_OF; of++) {
        intern_free(&f->kinds[of]);
    }
    intern_free(&f->values);
    intern_free(&f->stamps);
    intern_free(&f->files);
    lookup_free(&f->of_plan);
    lookup_free(&f->of_seen);
    mem_free(f->allocator, f->items);
    mem_free(f->allocator, f->groups);
    mem_free(f->allocator, f->plans);
    mem_free(f->allocator, f->seen);
    mem_free(f->allocator, f->of_stamp);
    mem_free(f->allocator, f->plan_groups);
    arena_free(&f->memory);
}

/* ---- plans ---- */

/* Authority and id. */
typedef struct plan_name {
    pm_str authority, id;
} plan_name;

static bool is_plan(const void *owner, uint32_t number, const void *key) {
    const fact_plan *p = &((const facts *)owner)->plans[number];
    const plan_name *name = key;
    return !p->alone && str_equal(p->id, name->id) && str_equal(p->authority, name->authority);
}

static bool new_plan(facts *f, pm_str authority, pm_str id) {
    char *by = arena_copy(&f->memory, authority.data, authority.len);
    char *name = arena_copy(&f->memory, id.data, id.len);
    bool room = by != NULL && name != NULL && f->plan_count < UINT32_MAX - 1 &&
                mem_grow(f->allocator, (void **)&f->plans, &f->plan_cap, f->plan_count + 1,
                         sizeof *f->plans) &&
                mem_grow(f->allocator, (void **)&f->plan_groups, &f->plan_group_cap,
                         (f->plan_count + 1) * f->columns, sizeof *f->plan_groups);
    if (room) {
        f->plans[f->plan_count] = (fact_plan){
            .authority = {by, authority.len}, .id = {name, id.len}, .alone = id.len == 0};
        for (size_t c = 0; c < f->columns; c++) {
            f->plan_groups[f->plan_count * f->columns + c] = FACT_NO_GROUP;
        }
        f->last_plan = f->plan_count++;
        f->settled = false;
    }
    return room;
}

uint32_t facts_plan(facts *f, pm_str authority, pm_str id) {
    plan_name name = {authority, id};
    if (f->plan_count != 0 && is_plan(f, (uint32_t)f->last_plan, &name)) {
        return (uint32_t)f->last_plan;
    }
    if (id.len == 0) {
        return new_plan(f, authority, id) ? (uint32_t)f->last_plan : UINT32_MAX;
    }
    uint64_t hash = lookup_hash_on(lookup_hash(&f->of_plan, authority), id);
    uint32_t number = lookup_find(&f->of_plan, hash, is_plan, f, &name);
    if (number == LOOKUP_NONE) {
        if (!lookup_room(&f->of_plan) || !new_plan(f, authority, id)) {
            return UINT32_MAX;
        }
        number = (uint32_t)f->last_plan;
        lookup_put(&f->of_plan, hash, number);
    }
    f->last_plan = number;
    return number;
}

uint32_t facts_lesser(const facts *f, uint32_t a, uint32_t b) {
    if (a == FACT_NO_GROUP || b == FACT_NO_GROUP) {
        return a == FACT_NO_GROUP ? b : a;
    }
    return str_compare(f->values.items[a], f->values.items[b]) <= 0 ? a : b;
}

void facts_plan_value(facts *f, uint32_t plan, size_t column, uint32_t value) {
    uint32_t *held = &f->plan_groups[plan * f->columns + column];
    *held = facts_lesser(f, *held, value);
}

/* ---- rows that came before ---- */

static bool is_seen(const void *owner, uint32_t number, const void *key) {
    return ((const facts *)owner)->seen[number].key == *(const uint64_t *)key;
}

/* Rows of a file follow each other. */
static uint32_t file_of(facts *f, pm_str name) {
    if (f->files.count == 0 || !str_equal(f->files.items[f->last_file], name)) {
        uint32_t file = intern_add(&f->files, name);
        f->last_file = file != INTERN_NONE ? file : 0;
        return file;
    }
    return f->last_file;
}

static pm_status note_seen(facts *f, const pm_row *row, uint64_t key) {
    uint32_t file = file_of(f, row->file);
    if (file == INTERN_NONE || !lookup_room(&f->of_seen) ||
        !mem_grow(f->allocator, (void **)&f->seen, &f->seen_cap, f->seen_count + 1,
                  sizeof *f->seen)) {
        return PM_ERR_MEMORY;
    }
    uint32_t line = row->line <= UINT32_MAX ? (uint32_t)row->line : 0;
    f->seen[f->seen_count] = (fact_seen){key, file, line};
    lookup_put(&f->of_seen, key, (uint32_t)f->seen_count++);
    return PM_OK;
}

pm_status facts_see(facts *f, uint32_t plan, const pm_row *row, const fact_seen **before) {
    uint64_t key = lookup_hash_on(f->of_seen.seed ^ plan, row->action_no);
    uint32_t number = lookup_find(&f->of_seen, key, is_seen, f, &key);
    *before = number != LOOKUP_NONE ? &f->seen[number] : NULL;
    return *before == NULL ? note_seen(f, row, key) : PM_OK;
}

void facts_tell_before(reporter *r, const facts *f, const pm_row *row, const fact_seen *before) {
    enum { NAME_SHOWN = 200 };
    pm_str file = f->files.items[before->file];
    char place[NAME_SHOWN + 40] = "";
    int shown = file.len < NAME_SHOWN ? (int)file.len : NAME_SHOWN;
    if (before->line != 0) {
        (void)snprintf(place, sizeof place, ", at %.*s:%lu", shown, file.data,
                       (unsigned long)before->line);
    } else if (file.len != 0) {
        (void)snprintf(place, sizeof place, ", in %.*s", shown, file.data);
    }
    report_about(
        r, PM_ERROR, row,
        "the row is left out: one with its authority, plan_id and action_no came before%s; "
        "is a file given twice?",
        place);
}

/* ---- kinds and values ---- */

static bool is_kind_name(pm_str s) {
    bool good = s.len <= FACT_KIND_NAME;
    for (size_t i = 0; good && i < s.len; i++) {
        char c = s.data[i];
        good = ascii_alpha(c) || ascii_digit(c) || c == '_' || c == '-';
    }
    return good;
}

static pm_status kind_bit(facts *f, fact_kind_of of, pm_str name, uint64_t *bit) {
    intern_table *t = &f->kinds[of];
    name = is_kind_name(name) ? name : other_kind;
    uint32_t n = intern_find(t, name);
    if (n == INTERN_NONE && t->count == FACT_KINDS) {
        return PM_ERR_LIMIT;
    }
    n = n != INTERN_NONE ? n : intern_add(t, name);
    *bit = n != INTERN_NONE ? UINT64_C(1) << n : 0;
    return n != INTERN_NONE ? PM_OK : PM_ERR_MEMORY;
}

pm_status facts_kinds(facts *f, fact_kind_of of, pm_str names, uint64_t *bits) {
    *bits = 0;
    for (size_t from = 0; from < names.len;) {
        const char *end = memchr(names.data + from, ';', names.len - from);
        size_t to = end != NULL ? (size_t)(end - names.data) : names.len;
        pm_str name = str_trim(str_slice(names, from, to));
        uint64_t bit = 0;
        pm_status status = name.len != 0 ? kind_bit(f, of, name, &bit) : PM_OK;
        if (status != PM_OK) {
            return status;
        }
        *bits |= bit;
        from = to + 1;
    }
    return PM_OK;
}

pm_status facts_value(facts *f, pm_str value, uint32_t *number) {
    *number = intern_find(&f->values, value);
    if (*number == INTERN_NONE && f->values.count >= FACT_GROUPS) {
        return PM_ERR_LIMIT;
    }
    *number = *number != INTERN_NONE ? *number : intern_add(&f->values, value);
    return *number != INTERN_NONE ? PM_OK : PM_ERR_MEMORY;
}

size_t facts_sources(const facts *f, uint32_t order[FACT_STAMPS]) {
    size_t count = 0;
    for (uint32_t i = 0; i < f->stamps.count; i++) {
        size_t at = count;
        if (f->of_stamp[i] == 0) {
            continue;
        }
        while (at > 0 && str_compare(f->stamps.items[i], f->stamps.items[order[at - 1]]) < 0) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
        count++;
    }
    return count;
}

/* ---- actions ---- */

pm_status facts_add(facts *f, const fact *x, const uint32_t *groups) {
    if (f->count >= UINT32_MAX - 1) {
        return PM_ERR_LIMIT; /* of what has to fit into memory first: 100 GiB */
    }
    if (!mem_grow(f->allocator, (void **)&f->items, &f->cap, f->count + 1, sizeof *f->items) ||
        !mem_grow(f->allocator, (void **)&f->groups, &f->group_cap, (f->count + 1) * f->columns,
                  sizeof *f->groups)) {
        return PM_ERR_MEMORY;
    }
    if (f->columns != 0) {
        memcpy(f->groups + f->count * f->columns, groups, f->columns * sizeof *groups);
    }
    f->items[f->count++] = *x;
    fact_plan *p = &f->plans[x->plan];
    p->actions++;
    p->judged += (x->is & FACT_JUDGED) != 0;
    f->of_stamp[x->stamp] += (x->is & FACT_JUDGED) != 0;
    f->settled = false;
    return PM_OK;
}

/* ---- order ---- */

/* Where the rows of a plan say nothing, the plan does. */
static void fill_groups(facts *f) {
    for (size_t i = 0; i < f->count * f->columns; i++) {
        if (f->groups[i] == FACT_NO_GROUP) {
            f->groups[i] =
                f->plan_groups[f->items[i / f->columns].plan * f->columns + i % f->columns];
        }
    }
}

typedef struct placed {
    const facts *facts;
    const fact_plan *plan;
    const fact *first; /* of a row without a plan id, which is a plan by itself; NULL: none */
    uint32_t number;
} placed;

static int by_number(uint64_t a, uint64_t b) {
    return (a > b) - (a < b);
}

/* By all that the tables can tell apart. Numbers of values hang on which came first; their names
 * do not. */
static int by_facts(const facts *f, const fact *x, const fact *y) {
    int order = by_number(x->met, y->met);
    order = order != 0 ? order : by_number(x->is & FACT_JUDGED, y->is & FACT_JUDGED);
    for (size_t c = 0; c < f->columns && order == 0; c++) {
        uint32_t a = f->groups[(size_t)(x - f->items) * f->columns + c];
        uint32_t b = f->groups[(size_t)(y - f->items) * f->columns + c];
        order = a == b ? 0 : facts_lesser(f, a, b) == a ? -1 : 1;
    }
    return order;
}

static int by_name(const void *a, const void *b) {
    const placed *x = a, *y = b;
    int order = str_compare(x->plan->authority, y->plan->authority);
    order = order != 0 ? order : str_compare(x->plan->id, y->plan->id);
    if (order == 0 && x->first != NULL && y->first != NULL) {
        order = by_facts(x->facts, x->first, y->first);
    }
    return order;
}

static bool order_plans(facts *f, placed *order, uint32_t *place) {
    for (size_t i = 0; i < f->plan_count; i++) {
        order[i] = (placed){f, &f->plans[i], NULL, (uint32_t)i};
    }
    for (size_t i = 0; i < f->count; i++) {
        const fact *x = &f->items[i];
        order[x->plan].first = f->plans[x->plan].alone ? x : NULL;
    }
    qsort(order, f->plan_count, sizeof *order, by_name);
    fact_plan *plans = mem_array(f->allocator, f->plan_count, sizeof *plans);
    uint32_t *groups = mem_array(f->allocator, f->plan_count * f->columns, sizeof *groups);
    if (plans == NULL || groups == NULL) {
        mem_free(f->allocator, plans);
        mem_free(f->allocator, groups);
        return false;
    }
    for (size_t i = 0; i < f->plan_count; i++) {
        place[order[i].number] = (uint32_t)i;
        plans[i] = *order[i].plan;
        for (size_t c = 0; c < f->columns; c++) {
            groups[i * f->columns + c] = f->plan_groups[order[i].number * f->columns + c];
        }
    }
    mem_free(f->allocator, f->plans);
    mem_free(f->allocator, f->plan_groups);
    f->plans = plans;
    f->plan_groups = groups;
    f->plan_cap = f->plan_count;
    f->plan_group_cap = f->plan_count * f->columns;
    return true;
}

/* Actions of a plan keep their order, by which no table is told. */
static bool order_actions(facts *f, const uint32_t *place) {
    size_t *next = mem_array(f->allocator, f->plan_count + 1, sizeof *next);
    fact *items = mem_array(f->allocator, f->count, sizeof *items);
    uint32_t *groups = mem_array(f->allocator, f->count * f->columns, sizeof *groups);
    bool room = next != NULL && items != NULL && groups != NULL;
    if (room) {
        size_t at = 0;
        for (size_t p = 0; p < f->plan_count; p++) {
            next[p] = at;
            at += f->plans[p].actions;
        }
        for (size_t i = 0; i < f->count; i++) {
            uint32_t plan = place[f->items[i].plan];
            size_t to = next[plan]++;
            items[to] = f->items[i];
            items[to].plan = plan;
            for (size_t c = 0; c < f->columns; c++) {
                groups[to * f->columns + c] = f->groups[i * f->columns + c];
            }
        }
        mem_free(f->allocator, f->items);
        mem_free(f->allocator, f->groups);
        f->items = items;
        f->groups = groups;
        f->cap = f->count;
        f->group_cap = f->count * f->columns;
    } else {
        mem_free(f->allocator, items);
        mem_free(f->allocator, groups);
    }
    mem_free(f->allocator, next);
    return room;
}

pm_status facts_settle(facts *f) {
    if (f->settled || f->plan_count == 0) {
        return PM_OK;
    }
    fill_groups(f);
    placed *order = mem_array(f->allocator, f->plan_count, sizeof *order);
    uint32_t *place = mem_array(f->allocator, f->plan_count, sizeof *place);
    bool room = order != NULL && place != NULL && order_plans(f, order, place);
    if (room) {
        room = order_actions(f, place);
        f->last_plan = 0;
        lookup_move(&f->of_plan, place);
    }
    mem_free(f->allocator, order);
    mem_free(f->allocator, place);
    f->settled = room;
    return room ? PM_OK : PM_ERR_MEMORY;
}

/* SPDX-License-Identifier: MIT
 * Keeps true: one sum for each pair of authority and plan, in order of appearance; memory grows
 * with the plans, not with their actions. */
#include "output/output.h"

#include "base/lookup.h"

struct plan_table {
    const pm_allocator *allocator;
    arena names;
    plan_sum *items;
    size_t count, cap;
    lookup numbers;
    size_t last; /* rows of a plan stand together */
};

plan_table *plans_new(const pm_allocator *a) {
    plan_table *t = mem_zalloc(a, sizeof *t);
    if (t != NULL) {
        t->allocator = a;
        arena_init(&t->names, a);
        lookup_init(&t->numbers, a);
    }
    return t;
}

void plans_free(plan_table *t) {
    if (t != NULL) {
        const pm_allocator *a = t->allocator;
        mem_free(a, t->items);
        lookup_free(&t->numbers);
        arena_free(&t->names);
        mem_free(a, t);
    }
}

static bool is_plan(const void *table, uint32_t number, const void *key) {
    const plan_sum *p = &((const plan_table *)table)->items[number], *wanted = key;
    return str_equal(p->plan_id, wanted->plan_id) && str_equal(p->authority, wanted->authority);
}

static bool add_plan(plan_table *t, const plan_sum *named, uint64_t hash) {
    char *id = arena_copy(&t->names, named->plan_id.data, named->plan_id.len);
    char *by = arena_copy(&t->names, named->authority.data, named->authority.len);
    bool room = id != NULL && by != NULL && lookup_room(&t->numbers) &&
                mem_grow(t->allocator, (void **)&t->items, &t->cap, t->count + 1, sizeof *t->items);
    if (room) {
        t->items[t->count] = (plan_sum){.plan_id = {id, named->plan_id.len},
                                        .authority = {by, named->authority.len},
                                        .plans = 1};
        lookup_put(&t->numbers, hash, (uint32_t)t->count);
        t->last = t->count++;
    }
    return room;
}

/* Its plan is t->items[t->last] then. */
static pm_status find_plan(plan_table *t, pm_str plan_id, pm_str authority) {
    plan_sum named = {.plan_id = plan_id, .authority = authority};
    if (t->count != 0 && is_plan(t, (uint32_t)t->last, &named)) {
        return PM_OK;
    }
    uint64_t hash = lookup_hash_on(lookup_hash(&t->numbers, authority), plan_id);
    uint32_t number = lookup_find(&t->numbers, hash, is_plan, t, &named);
    if (number == LOOKUP_NONE) {
        return add_plan(t, &named, hash) ? PM_OK : PM_ERR_MEMORY;
    }
    t->last = number;
    return PM_OK;
}

pm_status plans_add(plan_table *t, pm_str plan_id, pm_str authority, const pm_mark *mark) {
    pm_status status = find_plan(t, plan_id, authority);
    if (status == PM_OK) {
        plan_sum_add(&t->items[t->last], mark);
    }
    return status;
}

pm_status plans_join(plan_table *t, plan_table *from) {
    pm_status status = PM_OK;
    for (size_t i = 0; status == PM_OK && i < from->count; i++) {
        status = find_plan(t, from->items[i].plan_id, from->items[i].authority);
        if (status == PM_OK) {
            plan_sum_join(&t->items[t->last], &from->items[i]);
        }
    }
    lookup_clear(&from->numbers);
    from->count = 0;
    arena_reset(&from->names);
    return status;
}

const plan_sum *plans_get(const plan_table *t, size_t i) {
    return i < t->count ? &t->items[i] : NULL;
}

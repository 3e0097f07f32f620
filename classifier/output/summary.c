/* SPDX-License-Identifier: MIT
 * Keeps true: one sum for each pair of authority and plan, in order of appearance; memory grows
 * with the plans, not with their actions. */
#include "output/output.h"

#include <string.h>

struct plan_table {
    const pm_allocator *allocator;
    arena names;
    plan_sum *items;
    size_t count, cap;
    size_t *slots;     /* number + 1, or 0 */
    size_t slot_count; /* a power of two */
    size_t last;       /* rows of a plan stand together */
};

plan_table *plans_new(const pm_allocator *a) {
    plan_table *t = mem_zalloc(a, sizeof *t);
    if (t != NULL) {
        t->allocator = a;
        arena_init(&t->names, a);
    }
    return t;
}

void plans_free(plan_table *t) {
    if (t != NULL) {
        const pm_allocator *a = t->allocator;
        mem_free(a, t->items);
        mem_free(a, t->slots);
        arena_free(&t->names);
        mem_free(a, t);
    }
}

static size_t hash_key(pm_str plan_id, pm_str authority) {
    uint64_t h = hash_bytes(plan_id.data, plan_id.len, HASH_SEED);
    h = hash_bytes(authority.data, authority.len, (h ^ 0x1F) * UINT64_C(1099511628211));
    return (size_t)(h ^ h >> 32);
}

static bool is_plan(const plan_sum *p, pm_str plan_id, pm_str authority) {
    return str_equal(p->plan_id, plan_id) && str_equal(p->authority, authority);
}

static size_t *find_slot(const plan_table *t, pm_str plan_id, pm_str authority) {
    size_t at = hash_key(plan_id, authority) & (t->slot_count - 1);
    while (t->slots[at] != 0 && !is_plan(&t->items[t->slots[at] - 1], plan_id, authority)) {
        at = (at + 1) & (t->slot_count - 1);
    }
    return &t->slots[at];
}

static bool grow_slots(plan_table *t) {
    size_t count = t->slot_count != 0 ? t->slot_count * 2 : 64;
    size_t *slots = mem_array(t->allocator, count, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    memset(slots, 0, count * sizeof *slots);
    mem_free(t->allocator, t->slots);
    t->slots = slots;
    t->slot_count = count;
    for (size_t i = 0; i < t->count; i++) {
        *find_slot(t, t->items[i].plan_id, t->items[i].authority) = i + 1;
    }
    return true;
}

static bool add_plan(plan_table *t, pm_str plan_id, pm_str authority) {
    char *id = arena_copy(&t->names, plan_id.data, plan_id.len);
    char *by = arena_copy(&t->names, authority.data, authority.len);
    bool room = id != NULL && by != NULL &&
                mem_grow(t->allocator, (void **)&t->items, &t->cap, t->count + 1, sizeof *t->items);
    if (room) {
        t->items[t->count++] =
            (plan_sum){.plan_id = {id, plan_id.len}, .authority = {by, authority.len}, .plans = 1};
    }
    return room;
}

/* Its plan is t->items[t->last] then. */
static pm_status find_plan(plan_table *t, pm_str plan_id, pm_str authority) {
    if (t->count != 0 && is_plan(&t->items[t->last], plan_id, authority)) {
        return PM_OK;
    }
    if (t->count * 2 >= t->slot_count && !grow_slots(t)) {
        return PM_ERR_MEMORY;
    }
    size_t *slot = find_slot(t, plan_id, authority);
    if (*slot == 0) {
        if (!add_plan(t, plan_id, authority)) {
            return PM_ERR_MEMORY;
        }
        *slot = t->count;
    }
    t->last = *slot - 1;
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
    if (from->slot_count != 0) {
        memset(from->slots, 0, from->slot_count * sizeof *from->slots);
    }
    from->count = 0;
    arena_reset(&from->names);
    return status;
}

const plan_sum *plans_get(const plan_table *t, size_t i) {
    return i < t->count ? &t->items[i] : NULL;
}

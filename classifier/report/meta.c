/* SPDX-License-Identifier: MIT
 * Keeps true: what holds of a plan does not hang on the order in which it was told. */
#include "report/meta.h"

#include <string.h>

void metas_init(metas *m, const pm_allocator *a) {
    *m = (metas){.allocator = a};
    lookup_init(&m->of_plan, a);
    arena_init(&m->names, a);
}

void metas_free(metas *m) {
    mem_free(m->allocator, m->items);
    lookup_free(&m->of_plan);
    arena_free(&m->names);
}

static bool is_meta(const void *owner, uint32_t number, const void *key) {
    const meta *held = &((const metas *)owner)->items[number], *wanted = key;
    return str_equal(held->id, wanted->id) && str_equal(held->authority, wanted->authority);
}

static meta *find(const metas *m, const meta *wanted, uint64_t *hash) {
    *hash = lookup_hash_on(lookup_hash(&m->of_plan, wanted->authority), wanted->id);
    uint32_t number = lookup_find(&m->of_plan, *hash, is_meta, m, wanted);
    return number != LOOKUP_NONE ? &m->items[number] : NULL;
}

static void join(const facts *f, meta *held, const uint32_t value[FACT_COLUMNS]) {
    for (size_t c = 0; c < f->columns; c++) {
        held->value[c] = facts_lesser(f, held->value[c], value[c]);
    }
}

static pm_status add(metas *m, meta x, uint64_t hash) {
    char *by = arena_copy(&m->names, x.authority.data, x.authority.len);
    char *id = arena_copy(&m->names, x.id.data, x.id.len);
    if (by == NULL || id == NULL || !lookup_room(&m->of_plan) ||
        !mem_grow(m->allocator, (void **)&m->items, &m->cap, m->count + 1, sizeof *m->items)) {
        return PM_ERR_MEMORY;
    }
    x.authority.data = by;
    x.id.data = id;
    m->items[m->count] = x;
    lookup_put(&m->of_plan, hash, (uint32_t)m->count++);
    return PM_OK;
}

pm_status metas_add(metas *m, const facts *f, pm_str authority, pm_str id,
                    const uint32_t value[FACT_COLUMNS]) {
    meta x = {.authority = authority, .id = id};
    uint64_t hash;
    meta *held = find(m, &x, &hash);
    if (held != NULL) {
        m->repeated++;
        join(f, held, value);
        return PM_OK;
    }
    memcpy(x.value, value, f->columns * sizeof *value);
    return add(m, x, hash);
}

const meta *metas_find(metas *m, meta_of of, pm_str authority, pm_str id) {
    static const pm_str any = {"", 0};
    meta wanted = {.authority = of == META_OF_ID ? any : authority,
                   .id = of == META_OF_AUTHORITY ? any : id};
    uint64_t hash;
    meta *held = wanted.authority.len + wanted.id.len != 0 ? find(m, &wanted, &hash) : NULL;
    if (held != NULL) {
        held->used = true;
    }
    return held;
}

size_t metas_unused(const metas *m) {
    size_t count = 0;
    for (size_t i = 0; i < m->count; i++) {
        count += !m->items[i].used;
    }
    return count;
}

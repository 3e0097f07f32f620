/* SPDX-License-Identifier: MIT
 * Keeps true: what holds of a plan does not hang on the order in which it was told. */
#include "report/meta.h"

#include <string.h>

void metas_init(metas *m, const pm_allocator *a) {
    *m = (metas){.allocator = a};
}

void metas_free(metas *m) {
    mem_free(m->allocator, m->items);
    mem_free(m->allocator, m->slots);
}

static uint64_t key_of(pm_str authority, pm_str id) {
    uint64_t h = hash_bytes(id.data, id.len, HASH_SEED);
    h = hash_bytes(authority.data, authority.len, (h ^ 0x1F) * UINT64_C(1099511628211));
    return h ^ h >> 32;
}

static uint32_t *slot_of(const metas *m, uint64_t key) {
    size_t at = (size_t)key & (m->slot_count - 1);
    while (m->slots[at] != 0 && m->items[m->slots[at] - 1].key != key) {
        at = (at + 1) & (m->slot_count - 1);
    }
    return &m->slots[at];
}

static bool grow(metas *m) {
    size_t count = m->slot_count != 0 ? 2 * m->slot_count : 64;
    uint32_t *slots = mem_array(m->allocator, count, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    memset(slots, 0, count * sizeof *slots);
    mem_free(m->allocator, m->slots);
    m->slots = slots;
    m->slot_count = count;
    for (size_t i = 0; i < m->count; i++) {
        *slot_of(m, m->items[i].key) = (uint32_t)i + 1;
    }
    return true;
}

static void join(const facts *f, meta *held, const uint32_t value[FACT_COLUMNS]) {
    for (size_t c = 0; c < f->columns; c++) {
        held->value[c] = facts_lesser(f, held->value[c], value[c]);
    }
}

pm_status metas_add(metas *m, const facts *f, pm_str authority, pm_str id,
                    const uint32_t value[FACT_COLUMNS]) {
    if ((2 * (m->count + 1) > m->slot_count && !grow(m)) ||
        !mem_grow(m->allocator, (void **)&m->items, &m->cap, m->count + 1, sizeof *m->items)) {
        return PM_ERR_MEMORY;
    }
    uint64_t key = key_of(authority, id);
    uint32_t *slot = slot_of(m, key);
    if (*slot != 0) {
        m->repeated++;
        join(f, &m->items[*slot - 1], value);
        return PM_OK;
    }
    m->items[m->count] = (meta){.key = key};
    memcpy(m->items[m->count].value, value, f->columns * sizeof *value);
    *slot = (uint32_t)++m->count;
    return PM_OK;
}

const meta *metas_find(metas *m, meta_of of, pm_str authority, pm_str id) {
    static const pm_str any = {"", 0};
    authority = of == META_OF_ID ? any : authority;
    id = of == META_OF_AUTHORITY ? any : id;
    if (m->count == 0 || authority.len + id.len == 0) {
        return NULL;
    }
    uint32_t *slot = slot_of(m, key_of(authority, id));
    if (*slot == 0) {
        return NULL;
    }
    m->items[*slot - 1].used = true;
    return &m->items[*slot - 1];
}

size_t metas_unused(const metas *m) {
    size_t count = 0;
    for (size_t i = 0; i < m->count; i++) {
        count += !m->items[i].used;
    }
    return count;
}

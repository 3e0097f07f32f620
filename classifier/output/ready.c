/* SPDX-License-Identifier: MIT
 * Keeps true: a text is found under the very bytes it was kept under, wherever they lie; half of
 * the slots are empty, so that each search ends; memory is bounded. */
#include "output/ready.h"

void ready_init(ready *r, const pm_allocator *a) {
    memset(r, 0, sizeof *r);
    arena_init(&r->memory, a);
}

void ready_free(ready *r) {
    arena_free(&r->memory);
}

const ready_text *ready_search(const ready *r, uint64_t shape, pm_str a, pm_str b) {
    const ready_text *t;
    size_t slot = ready_home(shape, a);
    do {
        slot = (slot + 1) % READY_SLOTS;
        t = r->slots[slot];
    } while (t != NULL && !ready_is(t, shape, a, b));
    return t;
}

static char *copy(char *to, pm_str s) {
    if (s.len != 0) {
        memcpy(to, s.data, s.len);
    }
    return to + s.len;
}

static void forget_all(ready *r) {
    arena_reset(&r->memory);
    memset(r->slots, 0, sizeof r->slots);
    r->count = 0;
}

void ready_keep(ready *r, uint32_t form, pm_str a, pm_str b, pm_str text) {
    if (a.len > READY_LONGEST || b.len > READY_LONGEST || text.len > READY_LONGEST) {
        return;
    }
    if (r->count == READY_TEXTS) {
        forget_all(r);
    }
    size_t block = text.len > READY_BLOCK ? text.len : READY_BLOCK;
    ready_text *t = arena_zalloc(&r->memory, sizeof *t + a.len + b.len + block);
    if (t == NULL) {
        return;
    }
    t->shape = ready_shape(form, a, b);
    t->at = a.len + b.len;
    t->len = text.len;
    copy(copy(copy(t->bytes, a), b), text);
    size_t slot = ready_home(t->shape, a);
    while (r->slots[slot] != NULL) {
        slot = (slot + 1) % READY_SLOTS;
    }
    r->slots[slot] = t;
    r->count++;
}

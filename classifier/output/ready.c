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

static char *copy(char *to, pm_str s) {
    if (s.len != 0) {
        memcpy(to, s.data, s.len);
    }
    return to + s.len;
}

void ready_keep(ready *r, const ready_key *key, pm_str text) {
    if (key->a.len > READY_LONGEST || key->b.len > READY_LONGEST || text.len > READY_LONGEST) {
        return;
    }
    if (r->count == READY_TEXTS) {
        arena_reset(&r->memory);
        memset(r->slots, 0, sizeof r->slots);
        r->count = 0;
    }
    size_t names = key->a.len + key->b.len;
    ready_text *t = arena_alloc(&r->memory, sizeof *t + names + text.len);
    if (t == NULL) {
        return;
    }
    *t = (ready_text){.shape = ready_shape(key), .at = names, .len = text.len};
    copy(copy(copy(t->bytes, key->a), key->b), text);
    size_t slot = ready_home(key, t->shape);
    while (r->slots[slot] != NULL) {
        slot = (slot + 1) % READY_SLOTS;
    }
    r->slots[slot] = t;
    r->count++;
}

/* SPDX-License-Identifier: MIT
 * Keeps true: a mark found is the one that marking the action would give, but for a chance of one
 * in 2^128 for each pair of actions; nothing of it points to what the caller or the scorer owns. */
#include "engine/recall.h"

#include <stddef.h>
#include <string.h>

#include "base/strings.h"

enum {
    RECALL_MOST = 4096,             /* marks */
    RECALL_BYTES = 2 * 1024 * 1024, /* of them all */
    RECALL_CELLS = 2048, /* bytes of the cells of an action; a longer one hardly comes again */
    RECALL_MET = 8192    /* a power of two */
};

struct recalled {
    lookup_bits key;
    pm_mark mark;
    recall_note note;
};

void recall_init(recall *r, const pm_allocator *a) {
    *r = (recall){0};
    lookup_init(&r->by_key, a);
    arena_init(&r->memory, a);
}

void recall_free(recall *r) {
    mem_free(r->by_key.allocator, r->items);
    mem_free(r->by_key.allocator, r->met);
    lookup_free(&r->by_key);
    arena_free(&r->memory);
}

void recall_forget(recall *r) {
    lookup_clear(&r->by_key);
    arena_reset(&r->memory);
    r->count = r->bytes = 0;
    if (r->met != NULL) {
        memset(r->met, 0, RECALL_MET * sizeof *r->met);
    }
}

bool recall_key_of(const recall *r, const pm_action *action, pm_evidence_level level,
                   lookup_bits *key) {
    size_t len = 0;
    for (int c = 0; c < PM_COLUMNS; c++) {
        len += action->cell[c].len < RECALL_CELLS ? action->cell[c].len : RECALL_CELLS;
    }
    if (len >= RECALL_CELLS) {
        return false;
    }
    *key = lookup_hash_long(&r->by_key, (uint64_t)level, action->cell, PM_COLUMNS);
    return true;
}

static bool is_wanted(const void *owner, uint32_t number, const void *wanted) {
    const recall *r = owner;
    const lookup_bits *a = &r->items[number]->key, *b = wanted;
    return a->half[0] == b->half[0] && a->half[1] == b->half[1];
}

const pm_mark *recall_find(const recall *r, const lookup_bits *key, recall_note *note) {
    uint32_t at = lookup_find(&r->by_key, key->half[0], is_wanted, r, key);
    if (at != LOOKUP_NONE && note != NULL) {
        *note = r->items[at]->note;
    }
    return at != LOOKUP_NONE ? &r->items[at]->mark : NULL;
}

pm_status recall_met(recall *r, const lookup_bits *key, bool *met) {
    if (r->met == NULL) {
        r->met = mem_zalloc(r->by_key.allocator, RECALL_MET * sizeof *r->met);
    }
    if (r->met == NULL) {
        return PM_ERR_MEMORY;
    }
    uint32_t *last = &r->met[key->half[0] % RECALL_MET];
    *met = *last == (uint32_t)key->half[1];
    *last = (uint32_t)key->half[1];
    return PM_OK;
}

static void *take(recall *r, size_t size) {
    r->bytes += size;
    return arena_alloc(&r->memory, size);
}

/* NULL: no memory. */
static void *copy_of(recall *r, const void *data, size_t size) {
    void *copy = take(r, size);
    if (copy != NULL && size != 0) {
        memcpy(copy, data, size);
    }
    return copy;
}

static bool keep_text(recall *r, pm_str *text) {
    text->data = copy_of(r, text->data, text->len);
    return text->data != NULL;
}

/* Captures beyond the last one are not set, so they are not copied. */
static void copy_piece(pm_evidence *to, const pm_evidence *from) {
    memcpy(to, from, offsetof(pm_evidence, capture));
    memcpy(to->capture, from->capture, from->capture_count * sizeof *from->capture);
}

static bool keep_evidence(recall *r, pm_mark *mark) {
    pm_evidence *copy = take(r, mark->evidence_count * sizeof *copy);
    bool good = copy != NULL;
    for (size_t i = 0; i < mark->evidence_count && good; i++) {
        copy_piece(&copy[i], &mark->evidence[i]);
        good = keep_text(r, &copy[i].kind);
    }
    mark->evidence = copy;
    return good;
}

static bool has_room(recall *r) {
    if (r->items == NULL) {
        r->items = mem_array(r->by_key.allocator, RECALL_MOST, sizeof(recalled *));
    }
    if (r->count == RECALL_MOST || r->bytes > RECALL_BYTES) {
        recall_forget(r);
    }
    return r->items != NULL && lookup_room(&r->by_key);
}

pm_status recall_keep(recall *r, const lookup_bits *key, const pm_mark *mark, recall_note note) {
    recalled *item = has_room(r) ? take(r, sizeof *item) : NULL;
    if (item == NULL) {
        return PM_ERR_MEMORY;
    }
    *item = (recalled){*key, *mark, {copy_of(r, note.data, note.size), note.size}};
    bool whole = item->note.data != NULL && keep_evidence(r, &item->mark) &&
                 keep_text(r, &item->mark.unsure) && keep_text(r, &item->mark.owner_kind) &&
                 keep_text(r, &item->mark.timeframe_kind);
    if (!whole) {
        return PM_ERR_MEMORY;
    }
    lookup_put(&r->by_key, key->half[0], (uint32_t)r->count);
    r->items[r->count++] = item;
    return PM_OK;
}

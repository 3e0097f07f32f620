/* SPDX-License-Identifier: MIT
 * Keeps true: a mark found is the one that marking the action would give; what is not in the pack
 * is copied, so that nothing of a mark points to what the caller or the scorer owns. */
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
    pm_mark mark;
    pm_action action;
    pm_evidence_level level;
};

/* What is looked for. */
typedef struct wanted {
    const pm_action *action;
    pm_evidence_level level;
} wanted;

void recall_init(recall *r, const pm_allocator *a) {
    *r = (recall){0};
    lookup_init(&r->by_cells, a);
    arena_init(&r->memory, a);
}

void recall_free(recall *r) {
    mem_free(r->by_cells.allocator, r->items);
    mem_free(r->by_cells.allocator, r->met);
    lookup_free(&r->by_cells);
    arena_free(&r->memory);
}

void recall_forget(recall *r) {
    lookup_clear(&r->by_cells);
    arena_reset(&r->memory);
    r->count = r->bytes = 0;
    if (r->met != NULL) {
        memset(r->met, 0, RECALL_MET * sizeof *r->met);
    }
}

static size_t cells_length(const pm_action *a) {
    size_t len = 0;
    for (int c = 0; c < PM_COLUMNS; c++) {
        len += a->cell[c].len < RECALL_CELLS ? a->cell[c].len : RECALL_CELLS;
    }
    return len;
}

static bool is_wanted(const void *owner, uint32_t number, const void *key) {
    const recall *r = owner;
    const recalled *item = r->items[number];
    const wanted *w = key;
    bool same = item->level == w->level;
    for (int c = 0; c < PM_COLUMNS && same; c++) {
        same = str_equal(item->action.cell[c], w->action->cell[c]);
    }
    return same;
}

const pm_mark *recall_find(const recall *r, const pm_action *action, pm_evidence_level level,
                           uint64_t *hash) {
    *hash = 0;
    if (cells_length(action) >= RECALL_CELLS) {
        return NULL;
    }
    *hash = lookup_hash(&r->by_cells, action->cell[0]);
    for (int c = 1; c < PM_COLUMNS; c++) {
        *hash = lookup_hash_on(*hash, action->cell[c]);
    }
    uint32_t at = lookup_find(&r->by_cells, *hash, is_wanted, r, &(wanted){action, level});
    return at != LOOKUP_NONE ? &r->items[at]->mark : NULL;
}

pm_status recall_met(recall *r, uint64_t hash, bool *met) {
    uint32_t rest = (uint32_t)(hash >> 32);
    if (r->met == NULL) {
        r->met = mem_zalloc(r->by_cells.allocator, RECALL_MET * sizeof *r->met);
    }
    if (r->met == NULL) {
        return PM_ERR_MEMORY;
    }
    *met = r->met[hash % RECALL_MET] == rest;
    r->met[hash % RECALL_MET] = rest;
    return PM_OK;
}

static void *take(recall *r, size_t size) {
    r->bytes += size;
    return arena_alloc(&r->memory, size);
}

static bool keep_text(recall *r, pm_str *text) {
    char *copy = take(r, text->len);
    if (copy != NULL && text->len != 0) {
        memcpy(copy, text->data, text->len);
    }
    text->data = copy;
    return copy != NULL;
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

static bool keep_action(recall *r, pm_action *action) {
    bool good = true;
    for (int c = 0; c < PM_COLUMNS && good; c++) {
        good = keep_text(r, &action->cell[c]);
    }
    return good;
}

static bool has_room(recall *r) {
    if (r->items == NULL) {
        r->items = mem_array(r->by_cells.allocator, RECALL_MOST, sizeof(recalled *));
    }
    if (r->count == RECALL_MOST || r->bytes > RECALL_BYTES) {
        recall_forget(r);
    }
    return r->items != NULL && lookup_room(&r->by_cells);
}

pm_status recall_keep(recall *r, uint64_t hash, const pm_action *action, pm_evidence_level level,
                      const pm_mark *mark) {
    if (cells_length(action) >= RECALL_CELLS) {
        return PM_OK;
    }
    recalled *item = has_room(r) ? take(r, sizeof *item) : NULL;
    if (item == NULL) {
        return PM_ERR_MEMORY;
    }
    *item = (recalled){*mark, *action, level};
    bool whole = keep_action(r, &item->action) && keep_evidence(r, &item->mark) &&
                 keep_text(r, &item->mark.unsure) && keep_text(r, &item->mark.owner_kind) &&
                 keep_text(r, &item->mark.timeframe_kind);
    if (!whole) {
        return PM_ERR_MEMORY;
    }
    lookup_put(&r->by_cells, hash, (uint32_t)r->count);
    r->items[r->count++] = item;
    return PM_OK;
}

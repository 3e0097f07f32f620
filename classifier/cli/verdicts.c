/* SPDX-License-Identifier: MIT
 * Keeps true: at most three quarters of the slots are taken, so that a search ends. */
#include "cli/verdicts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool verdicts_complete(const pm_row *row) {
    for (int c = 0; c < PM_CRITERIA; c++) {
        if (row->coded[c] != 0 && row->coded[c] != 1) {
            return false;
        }
    }
    return true;
}

bool verdicts_begun(const pm_row *row) {
    for (int c = 0; c < PM_CRITERIA; c++) {
        if (row->coded[c] == 0 || row->coded[c] == 1) {
            return true;
        }
    }
    return false;
}

void verdicts_free(verdict_table *t) {
    for (size_t i = 0; i < t->cap; i++) {
        free(t->slots[i].key);
    }
    free(t->slots);
    *t = (verdict_table){0};
}

/* The parts with their lengths in front, so that ("a", "bc") and ("ab", "c") stay two keys. NULL:
 * no memory. */
static char *make_key(pm_str authority, const pm_row *row, size_t *len) {
    const pm_str part[] = {authority, row->plan_id, row->action_no};
    size_t at = 0, size = 1;
    for (size_t i = 0; i < 3; i++) {
        size += part[i].len + sizeof part[i].len;
    }
    char *key = malloc(size);
    for (size_t i = 0; key != NULL && i < 3; i++) {
        memcpy(key + at, &part[i].len, sizeof part[i].len);
        at += sizeof part[i].len;
        if (part[i].len != 0) {
            memcpy(key + at, part[i].data, part[i].len);
        }
        at += part[i].len;
    }
    *len = at;
    return key;
}

/* The slot of a key: its own, or the free one where it belongs. FNV-1a. */
static verdict_entry *slot_of(const verdict_table *t, const char *key, size_t len) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < len; i++) {
        hash = (hash ^ (unsigned char)key[i]) * UINT64_C(1099511628211);
    }
    size_t i = (size_t)(hash ^ hash >> 32) & (t->cap - 1);
    while (t->slots[i].key != NULL &&
           (t->slots[i].len != len || memcmp(t->slots[i].key, key, len) != 0)) {
        i = (i + 1) & (t->cap - 1);
    }
    return &t->slots[i];
}

static bool grow(verdict_table *t) {
    if (t->count * 4 < t->cap * 3) {
        return true;
    }
    verdict_table larger = {.count = t->count, .cap = t->cap != 0 ? 2 * t->cap : 1024};
    larger.authorities = t->authorities;
    larger.taken = t->taken;
    larger.slots = calloc(larger.cap, sizeof *larger.slots);
    if (larger.slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < t->cap; i++) {
        if (t->slots[i].key != NULL) {
            *slot_of(&larger, t->slots[i].key, t->slots[i].len) = t->slots[i];
        }
    }
    free(t->slots);
    *t = larger;
    return true;
}

pm_status verdicts_add(verdict_table *t, const pm_row *row) {
    size_t len;
    char *key = make_key(row->authority, row, &len);
    if (key == NULL || !grow(t)) {
        free(key);
        return PM_ERR_MEMORY;
    }
    verdict_entry *slot = slot_of(t, key, len);
    if (slot->key != NULL) {
        free(key);
        return PM_ERR_ROW;
    }
    *slot = (verdict_entry){.key = key, .len = len};
    for (int c = 0; c < PM_CRITERIA; c++) {
        slot->verdict[c] = (signed char)row->coded[c];
    }
    t->count++;
    t->authorities += row->authority.len != 0;
    return PM_OK;
}

pm_status verdicts_take(verdict_table *t, const pm_row *row, const signed char **out) {
    size_t len;
    *out = NULL;
    if (t->count == 0) {
        return PM_OK;
    }
    char *key = make_key(t->authorities != 0 ? row->authority : (pm_str){NULL, 0}, row, &len);
    if (key == NULL) {
        return PM_ERR_MEMORY;
    }
    verdict_entry *slot = slot_of(t, key, len);
    free(key);
    if (slot->key != NULL && slot->used && t->authorities == 0) {
        t->taken++;
    } else if (slot->key != NULL) {
        slot->used = true;
        *out = slot->verdict;
    }
    return PM_OK;
}

size_t verdicts_unused(const verdict_table *t) {
    size_t unused = 0;
    for (size_t i = 0; i < t->cap; i++) {
        unused += t->slots[i].key != NULL && !t->slots[i].used;
    }
    return unused;
}

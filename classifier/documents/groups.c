/* SPDX-License-Identifier: MIT
 * Keeps true: columns that stand for one of several actions of a row ("Action 1 | Who 1 | Action
 * 2", "What parents will do | What school will do") go with that action, all others with each. */
#include <string.h>

#include "documents/tables.h"
#include "readers/wide.h"

/* Which of the actions each heading belongs to, from 1; 0: to all. */
typedef struct grouping {
    pm_str raw[DOCUMENT_COLUMNS]; /* the headings as they stood */
    size_t of[DOCUMENT_COLUMNS], count;
} grouping;

/* "What parents will do" is what one of several does. */
static bool says_who_acts(pm_str s) {
    size_t at;
    return text_has(s, "what", &at) && at == 0 && text_words(s, 5) > 3 &&
           text_has(s, "will do", &at);
}

static bool means_action(finder *f, pm_str s) {
    size_t rank;
    return find_meaning(f, s, &rank) == SLOT_ACTION;
}

/* "Action 1", "Action 2": as in CSV. */
static void group_by_number(finder *f, const found_head *h, grouping *g) {
    size_t unread = SIZE_MAX;
    for (size_t i = 0; i < h->count; i++) {
        g->raw[i] = str_trim(h->lower[i].len != 0 ? h->lower[i] : h->upper[i]);
    }
    pm_status status = wide_actions(f->columns, g->raw, h->count, &g->count, g->of);
    if (g->count == 0) { /* one is read, though it may have a number */
        memset(g->of, 0, h->count * sizeof *g->of);
        g->of[h->action] = 1;
    }
    if (status == PM_OK) {
        status = wide_unread(f->columns, g->raw, h->count, g->of, &unread);
    }
    f->failed |= status != PM_OK;
    f->counts.unread_columns += unread != SIZE_MAX;
}

static void group_by_actor(finder *f, const found_head *h, grouping *g) {
    g->count = 0;
    for (size_t i = 0; i < h->count; i++) {
        bool own = g->count < WIDE_MOST && says_who_acts(g->raw[i]) && means_action(f, g->raw[i]);
        g->of[i] = own ? ++g->count : 0;
    }
}

/* The headings of one action, and where their columns stand. */
static action_group *make_group(finder *f, const table_state *t, const grouping *g, size_t k) {
    const found_head *from = t->head;
    size_t size = from->count * (3 * sizeof(pm_str) + sizeof(bool)) + t->width * sizeof(size_t);
    if (!find_may_keep_for_good(f, size)) {
        return NULL;
    }
    action_group *made = arena_zalloc(&f->lasting, sizeof *made);
    found_head *head = arena_zalloc(&f->lasting, sizeof *head);
    pm_str *headings = arena_zalloc(&f->lasting, 3 * from->count * sizeof *headings);
    size_t *owner = arena_alloc(&f->lasting, t->width * sizeof *owner);
    bool *shared = arena_zalloc(&f->lasting, from->count * sizeof *shared);
    size_t place[DOCUMENT_COLUMNS], count = 0;
    if (made == NULL || head == NULL || headings == NULL || owner == NULL || shared == NULL) {
        f->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < from->count; i++) {
        bool ours = g->of[i] == 0 || g->of[i] == k;
        place[i] = ours ? count : SIZE_MAX;
        if (ours) {
            shared[count] = g->of[i] == 0;
            headings[count++] =
                g->of[i] != 0 ? find_without_number(from->headings[i]) : from->headings[i];
        }
    }
    for (size_t i = 0; i < t->width; i++) {
        owner[i] = t->owner[i] != SIZE_MAX ? place[t->owner[i]] : SIZE_MAX;
    }
    *head = (found_head){.headings = headings, .upper = headings + from->count, .count = count};
    head->lower = head->upper + from->count;
    head->shared = shared;
    *made = (action_group){.head = head, .owner = owner};
    heads_settle(f, head);
    return made;
}

void heads_group(finder *f, table_state *t) {
    grouping g;
    t->groups = NULL;
    group_by_number(f, t->head, &g);
    if (g.count < 2) {
        group_by_actor(f, t->head, &g);
    }
    action_group **end = &t->groups;
    for (size_t k = 1; g.count > 1 && k <= g.count && !f->failed; k++) {
        *end = make_group(f, t, &g, k);
        end = *end != NULL ? &(*end)->next : end;
    }
}

static void take_group(finder *f, table_state *t, const action_group *g, const doc_row *r) {
    memcpy(t->owner, g->owner, t->width * sizeof *t->owner);
    t->head = g->head;
    actions_take(f, t, r);
}

void groups_take(finder *f, table_state *t, const doc_row *r) {
    const found_head *head = t->head;
    size_t *owner = mem_array(f->allocator, t->width, sizeof *owner);
    if (owner == NULL) {
        f->failed = true;
        return;
    }
    memcpy(owner, t->owner, t->width * sizeof *owner);
    const action_found *last = f->last;
    t->beside = true;
    for (const action_group *g = t->groups; g != NULL; g = g->next) {
        take_group(f, t, g, r);
    }
    t->beside = false;
    if (f->last == last) { /* nothing so far, but a column for all may say something */
        take_group(f, t, t->groups, r);
    }
    memcpy(t->owner, owner, t->width * sizeof *owner);
    t->head = head;
    mem_free(f->allocator, owner);
}

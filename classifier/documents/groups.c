/* SPDX-License-Identifier: MIT
 * Keeps true: columns that stand for one of several actions of a row ("Action 1 | Who 1 | Action
 * 2", "What parents will do | What school will do") go with that action, all others with each. */
#include <string.h>

#include "documents/tables.h"

enum { MOST_GROUPS = 32, MOST_COLUMNS = 128 };

/* Which of the actions each heading belongs to, from 1; 0: to all. */
typedef struct grouping {
    size_t of[MOST_COLUMNS], number[MOST_GROUPS], count;
} grouping;

static pm_str as_it_stood(const found_head *h, size_t i) {
    return h->lower[i].len != 0 ? h->lower[i] : h->upper[i];
}

/* The number at the end of a heading; 0: none. */
static size_t number_of(pm_str s) {
    size_t at = s.len, number = 0;
    s = str_trim(s);
    for (at = s.len; at > 0 && s.len - at < 2 && ascii_digit(s.data[at - 1]); at--) {
    }
    for (size_t i = at; i < s.len; i++) {
        number = number * 10 + (size_t)(s.data[i] - '0');
    }
    return at > 0 ? number : 0;
}

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

static size_t group_of(const grouping *g, size_t number) {
    size_t k = 0;
    while (k < g->count && g->number[k] != number) {
        k++;
    }
    return k < g->count ? k + 1 : 0;
}

/* "Action 1", "Action 2": all headings with one of these numbers go with it. */
static void group_by_number(finder *f, const found_head *h, grouping *g) {
    for (size_t i = 0; i < h->count && g->count < MOST_GROUPS; i++) {
        pm_str raw = as_it_stood(h, i);
        size_t number = number_of(raw);
        if (number != 0 && group_of(g, number) == 0 && means_action(f, raw)) {
            g->number[g->count++] = number;
        }
    }
    for (size_t i = 0; i < h->count; i++) {
        size_t number = number_of(as_it_stood(h, i));
        g->of[i] = number != 0 ? group_of(g, number) : 0;
    }
}

static void group_by_actor(finder *f, const found_head *h, grouping *g) {
    memset(g, 0, sizeof *g);
    for (size_t i = 0; i < h->count && g->count < MOST_GROUPS; i++) {
        pm_str raw = as_it_stood(h, i);
        g->of[i] = says_who_acts(raw) && means_action(f, raw) ? ++g->count : 0;
    }
}

/* The headings of one action, and where their columns stand. */
static action_group *make_group(finder *f, const table_state *t, const grouping *g, size_t k) {
    const found_head *from = t->head;
    action_group *made = arena_zalloc(&f->lasting, sizeof *made);
    found_head *head = arena_zalloc(&f->lasting, sizeof *head);
    pm_str *headings = arena_zalloc(&f->lasting, 3 * from->count * sizeof *headings);
    size_t *owner = arena_alloc(&f->lasting, t->width * sizeof *owner);
    bool *shared = arena_zalloc(&f->lasting, from->count * sizeof *shared);
    size_t place[MOST_COLUMNS], count = 0;
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
    grouping g = {.count = 0};
    t->groups = NULL;
    if (t->head->count > MOST_COLUMNS) {
        return;
    }
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

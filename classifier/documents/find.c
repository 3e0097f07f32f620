/* SPDX-License-Identifier: MIT
 * Keeps true: an action is found once, in reading order; text under an action's heading counts only
 * where no table of actions stands there, and paragraphs only where there is no list. Tables are
 * led by tables.c, other text by sections.c. */
#include "documents/find.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void find_init(finder *f, const pm_allocator *a, columns *c) {
    *f = (finder){.allocator = a, .columns = c};
    arena_init(&f->lasting, a);
    arena_init(&f->queued, a);
    pieces_init(&f->pieces, &f->queued);
    pieces_init(&f->others, &f->queued);
    buffer_init(&f->text, a);
}

void find_free(finder *f) {
    pieces_free(&f->pieces);
    pieces_free(&f->others);
    buffer_free(&f->text);
    arena_free(&f->queued);
    arena_free(&f->lasting);
}

/* ---- Texts that are kept ---- */

bool find_may_keep(finder *f, size_t len) {
    f->too_much |= len > FIND_KEPT - f->kept;
    f->failed |= f->too_much;
    f->kept += f->too_much ? 0 : len;
    return !f->too_much;
}

bool find_may_keep_for_good(finder *f, size_t len) {
    bool may = find_may_keep(f, len);
    f->for_good += may ? len : 0;
    return may;
}

pm_str find_keep(finder *f, arena *in, pm_str text) {
    bool may = in == &f->lasting ? find_may_keep_for_good(f, text.len) : find_may_keep(f, text.len);
    char *copy = may ? arena_copy(in, text.data, text.len) : NULL;
    f->failed |= copy == NULL;
    return copy != NULL ? (pm_str){copy, text.len} : (pm_str){NULL, 0};
}

pm_str *find_cells(finder *f, size_t count) {
    size_t size = count * sizeof(pm_str);
    pm_str *cells = find_may_keep(f, size) ? arena_zalloc(&f->queued, size) : NULL;
    f->failed |= cells == NULL;
    return cells;
}

pm_str find_format(finder *f, arena *in, const char *format, ...) {
    char text[160];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return find_keep(f, in, (pm_str){text, n < 0 ? 0 : strlen(text)});
}

pm_str find_on_page(finder *f, size_t page, pm_str place) {
    return page != 0 ? find_format(f, &f->queued, "page %zu %.*s", page, (int)place.len, place.data)
                     : place;
}

pm_str find_join(finder *f, pm_str a, pm_str b) {
    if (a.len == 0 || b.len == 0) {
        return a.len != 0 ? a : b;
    }
    size_t len = a.len + b.len + 1;
    char *both = find_may_keep(f, len) ? arena_alloc(&f->queued, len) : NULL;
    if (both == NULL) {
        f->failed = true;
        return a;
    }
    memcpy(both, a.data, a.len);
    both[a.len] = '\n';
    memcpy(both + a.len + 1, b.data, b.len);
    return (pm_str){both, a.len + b.len + 1};
}

/* ---- Headings ---- */

pm_str find_without_marks(pm_str text) {
    text = str_trim(text);
    while (text.len != 0 && strchr(":-*.?", text.data[text.len - 1]) != NULL) {
        text = str_trim(str_slice(text, 0, text.len - 1));
    }
    return text;
}

bool find_is_prose(pm_str text) {
    size_t words = 0, depth = 0;
    bool in_word = false;
    for (size_t i = 0; i < text.len && text.data[i] != '\n'; i++) {
        char c = text.data[i];
        depth += c == '(' || c == '[';
        bool gap = ascii_space(c) || depth != 0;
        words += !gap && !in_word;
        in_word = !gap;
        depth -= (c == ')' || c == ']') && depth != 0;
    }
    return words > FIND_HEADING_WORDS;
}

static column_slot meaning_of(finder *f, pm_str text, size_t *rank) {
    enum { LONGEST = 200 };
    column_slot slot = SLOT_NONE;
    *rank = 0;
    text = find_without_marks(text);
    if (text.len != 0 && text.len <= LONGEST && !find_is_prose(text) &&
        columns_meaning(f->columns, text, &slot, rank) != PM_OK) {
        f->failed = true;
    }
    return slot;
}

static pm_str first_line(pm_str text) {
    const char *end = text.len != 0 ? memchr(text.data, '\n', text.len) : NULL;
    return end != NULL ? str_trim(str_slice(text, 0, (size_t)(end - text.data))) : text;
}

pm_str find_without_number(pm_str s) {
    size_t len = s.len;
    while (len > 0 && (ascii_digit(s.data[len - 1]) || strchr(" .:)#", s.data[len - 1]) != NULL)) {
        len--;
    }
    return len != 0 ? str_slice(s, 0, len) : s;
}

/* The text, its first line, or either without a number at its end: the first that means something.
 * Fields of an action are numbered ("Action 2"); a number behind one of the plan is its value. */
static column_slot understand(finder *f, pm_str text, size_t *rank, pm_str *part) {
    pm_str line = first_line(text);
    const pm_str tries[] = {text, line, find_without_number(text), find_without_number(line)};
    column_slot slot = SLOT_NONE;
    for (size_t i = 0; i < sizeof tries / sizeof *tries && slot == SLOT_NONE; i++) {
        bool again = i != 0 && tries[i].len == tries[i - 1].len;
        *part = tries[i];
        slot = again ? SLOT_NONE : meaning_of(f, tries[i], rank);
        slot = i > 1 && slot > SLOT_MEASURE ? SLOT_NONE : slot;
    }
    *part = slot != SLOT_NONE ? *part : text;
    return slot;
}

column_slot find_meaning(finder *f, pm_str text, size_t *rank) {
    pm_str part;
    return understand(f, text, rank, &part);
}

pm_str find_heading(finder *f, pm_str text) {
    size_t rank;
    pm_str part;
    (void)understand(f, text, &rank, &part);
    return part;
}

/* Words that head a column of actions beside other headings, and much else by themselves. */
static bool is_weak(pm_str text) {
    static const char *const weak[] = {"what",
                                       "to do",
                                       "activity",
                                       "activities",
                                       "agreed plan",
                                       "what is needed",
                                       "what help will be given",
                                       "what support will be given",
                                       "what support will be provided",
                                       "interventions and support",
                                       "intervention",
                                       "interventions",
                                       "support offered",
                                       "support to be provided",
                                       "services to be provided",
                                       "service to be provided",
                                       "support and services to be provided",
                                       "specific"};
    text = find_without_marks(first_line(text));
    for (size_t i = 0; i < sizeof weak / sizeof *weak; i++) {
        if (str_equal_fold(text, str_from(weak[i]))) {
            return true;
        }
    }
    return false;
}

bool find_is_action(finder *f, pm_str text, bool *weak) {
    size_t rank;
    bool action = find_meaning(f, text, &rank) == SLOT_ACTION;
    *weak = action && is_weak(text);
    return action;
}

/* ---- Actions ---- */

static plan_found *plan_at_hand(finder *f) {
    if (f->plan == NULL) {
        f->plan = f->plans = arena_zalloc(&f->lasting, sizeof *f->plan);
        f->failed |= f->plan == NULL;
        if (f->plan != NULL) {
            f->plan->number = 1;
        }
    }
    return f->plan;
}

action_found *find_add(finder *f, const found_head *head, pm_str text, pm_str place) {
    plan_found *plan = plan_at_hand(f);
    bool may = find_may_keep(f, sizeof(action_found));
    action_found *made = may ? arena_zalloc(&f->queued, sizeof *made) : NULL;
    pm_str *cells = find_cells(f, head->count);
    if (plan == NULL || made == NULL || cells == NULL) {
        f->failed = true;
        return NULL;
    }
    *made = (action_found){.head = head, .cells = cells, .source = place, .plan = plan};
    cells[head->action] = find_keep(f, &f->queued, text);
    plan->actions++;
    plan->sheet = f->sheet;
    if (f->last != NULL) {
        f->last->next = made;
    } else {
        f->first = made;
    }
    f->last = made;
    f->held++;
    f->last_action = made;
    return made;
}

/* ---- Blocks ---- */

static void find_table(finder *f, const doc_table *of) {
    enum { DEEPEST = DOCUMENT_NESTING };
    if (f->depth == DEEPEST) {
        return;
    }
    table_state *t = mem_alloc(f->allocator, sizeof *t);
    if (t == NULL) {
        f->failed = true;
        return;
    }
    f->depth++;
    find_table_begin(f, t, of);
    for (const doc_row *r = of->first; r != NULL; r = r->next) {
        find_table_row(f, t, r);
    }
    find_table_end(f, t);
    f->depth--;
    mem_free(f->allocator, t);
}

void find_block(finder *f, const doc_block *b) {
    if (b->kind == BLOCK_TABLE) {
        find_table(f, b->table);
        f->past_line = false;
        f->part_line = OTHER_NONE;
    } else {
        find_text(f, b);
    }
}

/* ---- Giving them out ---- */

/* A text that stands under a heading counts only where nothing better does. */
static bool counts(const action_found *a) {
    if (a->under == NULL) {
        return true;
    }
    if (a->under->titled) {
        return false; /* "Action plan" was the title, and the actions have a heading below it */
    }
    bool alone = a->under->items == 0 || a->under->line;
    bool listed = a->item || (alone && a->plan->tables == 0);
    return a->under->tables == 0 && listed;
}

/* What does not count is of no plan; by its number it may have been an item of the list there. */
static void drop_action(finder *f, const action_found *a) {
    a->plan->actions--;
    f->counts.cut_lists += piece_is_beyond(a->cells[a->head->action]);
}

/* At the end all is known: what does not count goes at once, so that no plan has it. */
static void drop_uncounted(finder *f) {
    action_found **link = &f->first;
    f->last = f->last_action = f->row_first = NULL;
    for (action_found *a = f->first; a != NULL; a = a->next) {
        if (counts(a)) {
            *link = f->last = a;
            link = &a->next;
        } else {
            drop_action(f, a);
            f->held--;
        }
    }
    *link = NULL;
}

const action_found *find_next(finder *f) {
    bool enough = f->held > FIND_HELD_ACTIONS || f->kept > FIND_HELD_TEXT;
    f->released |= f->ended || (f->streams && enough);
    while (f->released && f->first != NULL) {
        action_found *a = f->first;
        f->first = a->next;
        f->held--;
        if (f->first == NULL) {
            f->last = f->last_action = f->row_first = NULL;
        }
        if (counts(a)) {
            f->counts.actions++;
            return a;
        }
        drop_action(f, a);
    }
    if (f->first == NULL && f->streams) {
        arena_reset(&f->queued);
        f->kept = f->for_good;
    }
    return NULL;
}

void find_end(finder *f) {
    f->ended = true;
    drop_uncounted(f);
}

/* SPDX-License-Identifier: MIT
 * Keeps true: what is noted here to be told are headings of templates and no words of a plan: cells
 * of a row of headings, without figures and colons, and none that looks like a name. */
#include <string.h>

#include "documents/tables.h"

static bool is_listed(const heading_list *l, pm_str s) {
    for (size_t i = 0; i < l->count; i++) {
        if (str_equal_fold(l->items[i], s)) {
            return true;
        }
    }
    return false;
}

static void add(finder *f, heading_list *l, pm_str s) {
    if (is_listed(l, s)) {
        return;
    }
    l->more |= l->count == FIND_LISTED;
    if (l->count < FIND_LISTED) {
        l->items[l->count++] = find_keep(f, &f->lasting, s);
    }
}

static pm_str line_of(pm_str s) {
    const char *end = s.len != 0 ? memchr(s.data, '\n', s.len) : NULL;
    return str_trim(str_slice(s, 0, end != NULL ? (size_t)(end - s.data) : s.len));
}

/* Names have capitals, and often nothing else: words of headings have one at most, or all are known
 * here. */
static bool may_be_shown(finder *f, pm_str s) {
    enum { WORDS = 8 };
    size_t rank, capitals = 0, words = 0;
    if (s.len == 0 || text_words(s, WORDS + 1) > WORDS) {
        return false;
    }
    if (find_meaning(f, s, &rank) != SLOT_NONE || other_of_template(s) || other_in_headings(s)) {
        return true;
    }
    for (size_t i = 0; i < s.len; i++) {
        bool begins = i == 0 || !(ascii_alpha(s.data[i - 1]) || s.data[i - 1] == '\'');
        words += begins && ascii_alpha(s.data[i]);
        capitals += i != 0 && ascii_upper(s.data[i]);
        if (ascii_digit(s.data[i]) || s.data[i] == ':' || (unsigned char)s.data[i] >= 0x80) {
            return false;
        }
    }
    return capitals == 0 && words > 1;
}

void unknown_note_head(finder *f, const found_head *head) {
    if (head == f->noted || head == f->loose) {
        return;
    }
    const column_set *s = f->columns->now;
    bool who = s->of_slot[SLOT_WHO] == SIZE_MAX, by_when = s->of_slot[SLOT_BY_WHEN] == SIZE_MAX;
    bool some = false;
    f->noted = head;
    for (size_t i = 0; i < head->count && (who || by_when); i++) {
        pm_str heading = line_of(head->headings[i]);
        if (s->items[i].slot == SLOT_NONE && !text_void(heading) && !other_of_template(heading) &&
            may_be_shown(f, heading)) {
            add(f, &f->unknown, heading);
            some = true;
        }
    }
    f->no_who |= who && some;
    f->no_by_when |= by_when && some;
}

/* The first row of three cells or more is one of headings, as far as can be told, when one of them
 * means something and none is long. */
void unknown_note_table(finder *f, const table_state *t) {
    size_t i = 0;
    while (i < t->held_count && row_filled(t->held[i]) < 3) {
        i++;
    }
    if (i == t->held_count) {
        return;
    }
    heads h = heads_of_row(f, t->held[i]);
    for (const doc_cell *c = t->held[i]->first; c != NULL && h.known != 0 && h.prose == 0;
         c = c->next) {
        pm_str text = cell_is_blank(c) ? (pm_str){NULL, 0} : line_of(cell_shown(f, c));
        if (may_be_shown(f, text)) {
            add(f, &f->seen, text);
        }
    }
}

void unknown_put(const heading_list *l, buffer *out) {
    for (size_t i = 0; i < l->count; i++) {
        buffer_text(out, i != 0 ? ", " : "");
        columns_put_heading(l->items[i], out);
    }
    buffer_text(out, l->more ? ", ..." : "");
}

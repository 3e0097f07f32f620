/* SPDX-License-Identifier: MIT
 * Keeps true: a table gives actions only below headings of which one means the action, or beside
 * them when it stands on its side; a row is looked at once. */
#include "documents/tables.h"

#include <string.h>

/* ---- Rows ---- */

static bool is_band(const table_state *t, const doc_row *r) {
    const doc_cell *only = NULL;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        if (!cell_is_blank(c)) {
            if (only != NULL) {
                return false;
            }
            only = c;
        }
    }
    return only != NULL && only->columns > 1 && only->columns * 2 > t->width && t->head->count > 1;
}

static const doc_cell *first_filled(const doc_row *r) {
    const doc_cell *c = r->first;
    while (c != NULL && cell_is_blank(c)) {
        c = c->next;
    }
    return c;
}

/* A band says what the rows below it are: of an earlier plan, of another part, or, where it begins
 * as one above actions did ("Outcome 2"), actions again. */
static void take_band(finder *f, table_state *t, pm_str text) {
    size_t end = 0;
    while (end < text.len && !ascii_space(text.data[end])) {
        end++;
    }
    pm_str word = str_slice(text, 0, end);
    bool alone, label = other_label(text, &alone), past = plan_is_past(text);
    bool other = (label && alone) || other_part_of(text) == OTHER_IF;
    bool again = t->band.len != 0 && str_equal_fold(word, t->band);
    t->band_past = past;
    t->closed = (t->closed || other || past) && !(again && !other && !past);
    if (!t->closed && !label && t->band.len == 0) {
        t->band = find_keep(f, &f->lasting, word);
    }
}

/* Rows below the actions that are none: headings of people, "Date of next meeting | 3 May". A label
 * with its value in one cell says nothing of the cells beside it. */
static bool take_other_row(finder *f, table_state *t, const doc_row *r) {
    const doc_cell *first = first_filled(r);
    bool alone = false, people = heads_are_of_people(f, r), single = row_filled(r) == 1;
    bool label = first != NULL && other_label(cell_shown(f, first), &alone);
    t->closed |= people || (label && alone && single);
    return people || (label && (alone || single)) || t->closed;
}

/* A row below the headings. */
static void take_row(finder *f, table_state *t, const doc_row *r) {
    if (f->failed || t->head == NULL) {
        return;
    }
    if (heads_come_again(f, t, r)) {
        return;
    }
    if (heads_begin_anew(f, r)) {
        heads_take(f, t, r, NULL);
        return;
    }
    const doc_cell *first = first_filled(r);
    if (is_band(t, r)) {
        f->row_first = NULL;
        take_band(f, t, cell_shown(f, first));
        row_take_fields(f, t, r, NULL);
        return;
    }
    if (first != NULL && plan_is_label(f, cell_shown(f, first))) {
        row_take_fields(f, t, r, NULL);
        return;
    }
    if (t->past || t->band_past || t->other || take_other_row(f, t, r)) {
        return;
    }
    if (t->groups != NULL) {
        groups_take(f, t, r);
    } else {
        actions_take(f, t, r);
    }
}

static void count_plan_table(finder *f, const table_state *t) {
    if (t->counted && f->plan != NULL && f->plan->tables == 0) {
        f->plan->tables = 1;
    }
}

/* Nothing but records stands below headings of records, whatever their words. */
static void take_record(finder *f, table_state *t, const doc_row *r) {
    if (!f->failed && row_filled(r) != 0 && !heads_come_again(f, t, r)) {
        actions_take_record(f, t, r);
        count_plan_table(f, t);
    }
}

/* ---- Tables ---- */

void find_table_begin(finder *f, table_state *t, const doc_table *of) {
    memset(t, 0, sizeof *t);
    t->number = of->number;
    t->sheet = of->sheet;
    t->candidate = SIZE_MAX;
    t->past = f->past != 0 || f->past_line || plan_is_past(of->sheet);
    t->part = f->part_line != OTHER_NONE ? f->part_line : f->other != 0 ? f->part : OTHER_NONE;
    f->counts.tables_seen++;
    f->row_first = NULL;
    f->sheet = of->sheet.len != 0 ? of->number : f->sheet;
}

bool find_rows_held(const table_state *t) {
    return t->held_count != 0;
}

/* A heading of the action alone, beside others that are not known. */
static bool has_lone_heading(finder *f, const table_state *t, const doc_row *r) {
    enum { WORDS = 8 };
    heads h = heads_of_row(f, r);
    bool other_long = false;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        pm_str text = cell_shown(f, c);
        other_long |= text_words(text, WORDS + 1) > WORDS || str_ends(text, STR("."));
    }
    return h.action != SIZE_MAX && !h.weak && h.prose == 0 && !other_long &&
           (h.filled > 1 || r->width == 1 || t->sheet.len != 0);
}

/* Is the cell a box: a heading of the action, and what stands below it? */
static bool is_box(finder *f, const doc_block *b) {
    bool weak;
    return b != NULL && b->next != NULL && b->kind != BLOCK_TABLE &&
           find_is_action(f, b->text, &weak) && !weak;
}

/* Would the end of the table have made actions of it, or of what stands below it? */
static bool may_have_actions(finder *f, const table_state *t, const doc_row *r) {
    bool may = has_lone_heading(f, t, r);
    for (const doc_cell *c = r->first; c != NULL && !may; c = c->next) {
        const doc_block *b = c->goes_on == NULL ? c->first : NULL;
        for (may = is_box(f, b); b != NULL && !may; b = b->next) {
            may = b->kind == BLOCK_TABLE;
        }
    }
    return may;
}

static void drop_row(finder *f, table_state *t, size_t i) {
    row_take_fields(f, t, t->held[i], i + 1 < t->held_count ? t->held[i + 1] : NULL);
    t->dropped = true;
    t->lost |= t->head != NULL || may_have_actions(f, t, t->held[i]);
}

void find_release_rows(finder *f, table_state *t) {
    for (size_t i = 0; i < t->held_count; i++) {
        drop_row(f, t, i);
    }
    t->held_count = 0;
    t->candidate = SIZE_MAX;
}

/* Rows that were given up would have had a say now. */
static void note_cut(finder *f, table_state *t, bool cut) {
    f->counts.cut_tables += cut;
    t->dropped = t->lost = false;
}

static void begin_rows(finder *f, table_state *t, size_t at, const doc_row *lower);
static size_t lone_heading(finder *f, const table_state *t);

static void take_below(finder *f, table_state *t, size_t lone) {
    const doc_row *rest[FIND_HELD_ROWS];
    size_t count = t->held_count;
    memcpy(rest, t->held, count * sizeof *rest);
    begin_rows(f, t, lone, NULL);
    for (size_t i = lone + 1; i < count && t->head != NULL; i++) {
        take_row(f, t, rest[i]);
    }
    count_plan_table(f, t);
}

/* A sheet may hold several tables below each other; above these headings may stand one with a lone
 * heading of its own. */
static void settle_above(finder *f, table_state *t, size_t at) {
    size_t count = t->held_count, lone;
    note_cut(f, t, t->lost && t->sheet.len != 0);
    if (t->sheet.len == 0 || at < 2) {
        return;
    }
    t->held_count = at;
    lone = lone_heading(f, t);
    if (lone != SIZE_MAX && row_filled(t->held[lone]) > 1) {
        take_below(f, t, lone);
        t->head = NULL;
    }
    t->held_count = count;
}

/* The last line above the headings that says what a table is says it of this one. */
static void note_above(finder *f, table_state *t, const doc_row *r) {
    pm_str text = r->first != NULL ? cell_shown(f, r->first) : (pm_str){NULL, 0};
    bool past = plan_is_past(text);
    bool field = text.len != 0 && memchr(text.data, ':', text.len) != NULL;
    if (row_filled(r) == 1 && !field) {
        t->band_past = past;
        t->part = other_part_of(text);
    }
    t->band_past |= past;
}

/* The headings are found: the rows above them are told of the plan. */
static void begin_rows(finder *f, table_state *t, size_t at, const doc_row *lower) {
    settle_above(f, t, at);
    for (size_t i = 0; i < at; i++) {
        row_take_fields(f, t, t->held[i], i + 1 < t->held_count ? t->held[i + 1] : NULL);
        note_above(f, t, t->held[i]);
    }
    heads_take(f, t, t->held[at], lower);
    t->held_count = 0;
    t->candidate = SIZE_MAX;
}

/* A label below the label: fields stand in rows, and these are no headings of columns. */
static bool is_form(finder *f, const doc_row *upper, const doc_row *lower) {
    const doc_cell *u = upper->first, *l = lower->first;
    return u != NULL && l != NULL && !cell_is_blank(l) && u->next != NULL && l->next != NULL &&
           cell_meaning(f, u) <= SLOT_MEASURE && cell_meaning(f, l) <= SLOT_MEASURE &&
           !str_equal(cell_shown(f, u), cell_shown(f, l)) && cell_meaning(f, u->next) == SLOT_NONE;
}

/* The row before may hold the headings: this one says whether it does, alone or with it. */
static bool settle_candidate(finder *f, table_state *t, const doc_row *r) {
    size_t at = t->candidate;
    const doc_row *upper = t->held[at];
    bool records = heads_are_of_records(f, upper);
    t->candidate = SIZE_MAX;
    if (!records && is_form(f, upper, r)) {
        return false;
    }
    if (!records && heads_in_two_rows(f, upper, r)) {
        begin_rows(f, t, at, r);
        return true;
    }
    heads h = heads_of_row(f, upper);
    if (!heads_suffice(&h)) {
        return false;
    }
    begin_rows(f, t, at, NULL);
    t->last_number = upper->number;
    find_table_row(f, t, r);
    return true;
}

static bool may_be_headings(finder *f, const doc_row *r) {
    heads h = heads_of_row(f, r);
    return h.filled != 0 && h.prose == 0 && r->first != NULL;
}

static bool all_strong(const doc_row *r) {
    bool strong = true;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        strong &= cell_is_blank(c) || (c->first != NULL && c->first->strong);
    }
    return strong;
}

/* Headings, but of no actions. */
static bool is_other_table(finder *f, const doc_row *r) {
    heads h = heads_of_row(f, r);
    bool strong = all_strong(r);
    return h.filled > 1 && h.action == SIZE_MAX && h.prose == 0 && (h.known > 1 || strong);
}

/* Too short for an action: "Outcome 1". */
static bool is_short(finder *f, const doc_row *r) {
    enum { WORDS = 3 };
    const doc_cell *c = first_filled(r);
    return c != NULL && text_words(cell_shown(f, c), WORDS) < WORDS;
}

/* Has it a cell below each heading, blank or not? */
static bool is_whole(const table_state *t, const doc_row *r) {
    const doc_cell *c = r->first;
    for (size_t i = 0; i < t->width; i++) {
        size_t at = t->owner[i];
        bool headed = at != SIZE_MAX && t->head->headings[at].len != 0;
        if (headed && row_cell_from(&c, i) == NULL) {
            return false;
        }
    }
    return true;
}

static void note_cells(table_state *t, const doc_row *r, size_t filled) {
    bool whole = t->whole && is_whole(t, r);
    t->whole = whole || (t->whole && filled == 0);
    for (const doc_cell *c = r->first; c != NULL && whole && !t->blanks; c = c->next) {
        t->blanks = cell_empty(c);
    }
}

/* A workbook says of each cell of a table that is ruled or shaded how it looks, also where it is
 * blank. Where all rows have such cells, one that has the action's alone is text below them. */
static bool is_below(const table_state *t, const doc_row *r) {
    const doc_cell *c = r->first;
    return t->whole && t->blanks && c != NULL && c->next == NULL && c->column < DOCUMENT_COLUMNS &&
           t->owner[c->column] == t->head->action && c->goes_on == NULL;
}

static void hold_below(finder *f, table_state *t, const doc_row *r) {
    if (t->held_count == FIND_HELD_ROWS) {
        find_release_rows(f, t);
    }
    t->held[t->held_count++] = r;
    t->suspended = true;
    f->row_first = NULL;
}

/* When rows of more cells follow that are none of another table, this one goes on beyond what was
 * ruled, and what seemed to be text are its actions. */
static void settle_below(finder *f, table_state *t, const doc_row *r) {
    size_t count = t->held_count;
    if (is_other_table(f, r) || heads_come_again(f, t, r) || heads_begin_anew(f, r)) {
        find_release_rows(f, t);
        note_cut(f, t, false);
        return;
    }
    note_cut(f, t, t->lost);
    t->held_count = 0;
    t->whole = false;
    for (size_t i = 0; i < count; i++) {
        take_row(f, t, t->held[i]);
    }
}

/* Rows of a sheet are parted into tables by gaps. true: there is no more to do with this one. */
static bool take_sheet_row(finder *f, table_state *t, const doc_row *r) {
    size_t filled = row_filled(r);
    bool gap = t->last_number != 0 && r->number > t->last_number + 1;
    bool several = t->head != NULL && t->head->count > 1;
    if (several && (filled == 0 || !is_below(t, r))) {
        note_cells(t, r, filled);
    }
    if (filled == 0) {
        return true;
    }
    t->last_number = r->number;
    if (!several) {
        return false;
    }
    if (filled > 1 && (t->held_count != 0 || t->lost)) {
        settle_below(f, t, r);
    }
    if (filled == 1 && (all_strong(r) || ((gap || t->suspended) && is_short(f, r)))) {
        t->suspended = true;
        f->row_first = NULL;
        take_band(f, t, cell_shown(f, first_filled(r)));
        row_take_fields(f, t, r, NULL);
        return true;
    }
    if (is_below(t, r)) {
        hold_below(f, t, r);
        return true;
    }
    if (t->suspended && is_other_table(f, r)) {
        t->head = NULL;
        t->held_count = t->bare_rows = 0;
        t->candidate = SIZE_MAX;
        note_cut(f, t, false);
    }
    t->suspended = false;
    return false;
}

void find_table_row(finder *f, table_state *t, const doc_row *r) {
    if (t->head != NULL && t->head->record) {
        take_record(f, t, r);
        return;
    }
    if (t->sheet.len != 0 && take_sheet_row(f, t, r)) {
        return;
    }
    if (t->head != NULL) {
        take_row(f, t, r);
        count_plan_table(f, t);
        return;
    }
    if (t->candidate != SIZE_MAX && settle_candidate(f, t, r)) {
        count_plan_table(f, t);
        return;
    }
    if (++t->bare_rows > FIND_HEADING_ROWS) {
        find_release_rows(f, t);
        return;
    }
    if (t->held_count == FIND_HELD_ROWS) {
        drop_row(f, t, 0);
        memmove(t->held, t->held + 1, (FIND_HELD_ROWS - 1) * sizeof *t->held);
        t->held_count--;
    }
    t->held[t->held_count++] = r;
    t->candidate = may_be_headings(f, r) ? t->held_count - 1 : SIZE_MAX;
}

static size_t lone_heading(finder *f, const table_state *t) {
    for (size_t i = 0; i + 1 < t->held_count; i++) {
        if (has_lone_heading(f, t, t->held[i])) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* A sheet used as paper: from a lone heading on, one cell a row. It is read as text. */
static bool is_paper(const table_state *t, size_t from) {
    bool paper = t->sheet.len != 0;
    for (size_t i = from; i < t->held_count && paper; i++) {
        paper = row_filled(t->held[i]) <= 1;
    }
    return paper;
}

/* A form of boxes: "Action: Mum to call", and "Who: Mum" in a cell below or beside it. */
static bool is_form_of_boxes(finder *f, const table_state *t) {
    for (size_t i = 0; i < t->held_count; i++) {
        for (const doc_cell *c = t->held[i]->first; c != NULL; c = c->next) {
            const doc_block *b = c->goes_on == NULL ? c->first : NULL;
            for (; b != NULL; b = b->next) {
                if (b->kind != BLOCK_TABLE && find_has_label(f, b->text)) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* `boxes`: what stands in a row is text, too. */
static void find_on_paper(finder *f, table_state *t, bool boxes) {
    for (size_t i = 0; i < t->held_count; i++) {
        const doc_row *r = t->held[i];
        if (row_filled(r) > 1 && !boxes) {
            row_take_fields(f, t, r, i + 1 < t->held_count ? t->held[i + 1] : NULL);
            continue;
        }
        for (const doc_cell *c = r->first; c != NULL; c = c->next) {
            f->place = cell_place(f, t, r, c);
            for (const doc_block *b = c->goes_on == NULL ? c->first : NULL; b != NULL;
                 b = b->next) {
                find_block(f, b);
            }
        }
    }
    f->place.len = f->lead.text.len = 0;
    f->section = NULL;
}

/* Boxes: what stands in a cell is read as a document of its own, where it looks like one. */
static void find_in_cells(finder *f, table_state *t) {
    for (size_t i = 0; i < t->held_count; i++) {
        row_take_fields(f, t, t->held[i], i + 1 < t->held_count ? t->held[i + 1] : NULL);
        for (const doc_cell *c = t->held[i]->first; c != NULL; c = c->next) {
            const doc_block *b = c->goes_on == NULL ? c->first : NULL;
            bool box = is_box(f, b);
            if (!box && b != NULL) {
                actions_of_nested(f, c);
            }
            section *outer = f->section;
            for (; box && b != NULL; b = b->next) {
                find_block(f, b);
            }
            f->section = box ? outer : f->section;
        }
    }
}

/* A table without a row of headings: it stands on its side, or is text. */
static void take_unheaded(finder *f, table_state *t) {
    bool action, weak, cut = t->dropped;
    size_t labels = side_labels(f, t, &action, &weak), lone = lone_heading(f, t);
    if (action && labels >= 2) {
        side_take(f, t);
    } else if (lone != SIZE_MAX && is_paper(t, lone)) {
        find_on_paper(f, t, false);
    } else if (lone != SIZE_MAX) {
        cut = t->lost;
        take_below(f, t, lone);
    } else if (t->held_count != 0 && is_paper(t, 0)) {
        find_on_paper(f, t, false);
    } else if (action && !weak) {
        side_take(f, t);
    } else if (!t->past && t->part == OTHER_NONE && is_form_of_boxes(f, t)) {
        f->counts.tables_taken++;
        find_on_paper(f, t, true);
    } else {
        cut = t->lost;
        find_in_cells(f, t);
        unknown_note_table(f, t);
    }
    note_cut(f, t, cut);
}

void find_table_end(finder *f, table_state *t) {
    if (t->head != NULL) {
        find_release_rows(f, t); /* text below the table */
        return;
    }
    if (t->bare_rows > FIND_HEADING_ROWS) {
        f->counts.unread_tables++;
        return;
    }
    if (t->candidate != SIZE_MAX) {
        heads h = heads_of_row(f, t->held[t->candidate]);
        if (heads_suffice(&h)) {
            begin_rows(f, t, t->candidate, NULL);
            count_plan_table(f, t);
            return;
        }
    }
    take_unheaded(f, t);
    t->held_count = 0;
}

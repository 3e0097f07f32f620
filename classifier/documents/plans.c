/* SPDX-License-Identifier: MIT
 * Keeps true: a plan begins where something says so that the plan at hand says differently, once
 * that one has actions; no field of a plan is made of anything but what a label names. */
#include <string.h>

#include "documents/find.h"

enum { REFERENCE_RANK = 1000000 }; /* behind all headings */

/* ---- Labels ---- */

static bool is_child_label(pm_str s) {
    static const char *const labels[] = {"child",
                                         "name of child",
                                         "child's name",
                                         "childs name",
                                         "child name",
                                         "name of young person",
                                         "young person",
                                         "child/young person",
                                         "name of the child",
                                         "child or young person",
                                         "name of child/young person",
                                         "name of child or young person",
                                         "child\xE2\x80\x99s name",
                                         "subject of plan"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (str_equal_fold(s, str_from(labels[i]))) {
            return true;
        }
    }
    return false;
}

static pm_str without_end(pm_str s) {
    s = str_trim(s);
    while (s.len != 0 && strchr(":-\t ", s.data[s.len - 1]) != NULL) {
        s.len--;
    }
    return s;
}

/* Labels that are no headings of CSV, where a row may have a reference of its own; in a document
 * they name the plan where nothing better does. */
static bool is_reference(pm_str s) {
    static const char *const labels[] = {"reference",
                                         "reference number",
                                         "ref",
                                         "ref no",
                                         "our reference",
                                         "our ref",
                                         "unique reference",
                                         "unique reference number",
                                         "child reference",
                                         "child's reference",
                                         "child\xE2\x80\x99s reference",
                                         "child's reference number",
                                         "child\xE2\x80\x99s reference number",
                                         "client reference",
                                         "client id",
                                         "client number",
                                         "record number",
                                         "file number"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (str_equal_fold(s, str_from(labels[i]))) {
            return true;
        }
    }
    return false;
}

static column_slot plan_slot(finder *f, pm_str label, size_t *rank) {
    if (is_reference(label)) {
        *rank = REFERENCE_RANK;
        return SLOT_PLAN_ID;
    }
    column_slot slot = find_meaning(f, label, rank);
    bool of_plan = slot == SLOT_PLAN_ID || slot == SLOT_AUTHORITY || slot == SLOT_PLAN_DATE;
    return of_plan ? slot : SLOT_NONE;
}

bool plan_is_label(finder *f, pm_str label) {
    size_t rank;
    label = without_end(label);
    return is_child_label(label) || plan_slot(f, label, &rank) != SLOT_NONE;
}

/* ---- Plans ---- */

static plan_found *begin_plan(finder *f, pm_str place) {
    bool may = find_may_keep_for_good(f, sizeof(plan_found));
    plan_found *made = may ? arena_zalloc(&f->lasting, sizeof *made) : NULL;
    if (made == NULL) {
        f->failed = true;
        return NULL;
    }
    made->number = 1;
    if (f->plan != NULL) {
        made->number = f->plan->number + 1;
        made->authority = f->plan->authority;
        f->plan->next = made;
    } else {
        f->plans = made;
    }
    made->place = find_keep(f, &f->lasting, place);
    f->plan = made;
    f->section = NULL;
    f->last_action = NULL;
    return made;
}

void plan_begin_anew(finder *f, pm_str place) {
    if (f->plan != NULL && f->plan->actions + f->plan->tables != 0) {
        (void)begin_plan(f, place);
    }
}

static pm_str *field_of(plan_found *p, column_slot slot) {
    return slot == SLOT_PLAN_ID     ? &p->id
           : slot == SLOT_AUTHORITY ? &p->authority
           : slot == SLOT_PLAN_DATE ? &p->date
                                    : &p->child;
}

/* SLOT_NONE is the child. */
static void set_field(finder *f, column_slot slot, size_t rank, pm_str value, pm_str place) {
    plan_found *p = f->plan != NULL ? f->plan : begin_plan(f, place);
    pm_str *field = p != NULL ? field_of(p, slot) : NULL;
    bool worse = p != NULL && field == &p->id && rank == REFERENCE_RANK && p->id_rank < rank;
    if (field == NULL || str_equal(*field, value) || (field->len != 0 && worse)) {
        return;
    }
    bool other = field->len != 0 || (p->actions != 0 && p->sheet != f->sheet);
    if (other && p->actions + p->tables != 0) {
        p = begin_plan(f, place);
        field = p != NULL ? field_of(p, slot) : NULL;
    } else if (other && !(slot == SLOT_PLAN_ID && rank < p->id_rank)) {
        return;
    }
    if (field != NULL) {
        *field = find_keep(f, &f->lasting, value);
        p->id_rank = slot == SLOT_PLAN_ID ? rank : p->id_rank;
    }
}

/* ---- Values ---- */

static bool has_digit(pm_str s) {
    size_t i = 0;
    while (i < s.len && !ascii_digit(s.data[i])) {
        i++;
    }
    return i < s.len;
}

/* Where a colon stands behind which the text goes on as behind a label: "DOB: 4 June", not "12:30";
 * the length: nowhere. */
static size_t label_ends_at(pm_str s) {
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == ':' && (i + 1 == s.len || ascii_space(s.data[i + 1]))) {
            return i;
        }
    }
    return s.len;
}

/* The words up to the last one with a figure; those behind it are another label's. */
static pm_str up_to_figures(pm_str s) {
    size_t end = 0;
    for (size_t i = 0, from = 0; i <= s.len; i++) {
        if (i == s.len || ascii_space(s.data[i])) {
            bool label = i > from && s.data[i - 1] == ':';
            end = !label && has_digit(str_slice(s, from, i)) ? i : end;
            from = i + 1;
        }
    }
    return str_slice(s, 0, end);
}

/* The id in what stands beside its label, as ids look: a few words with a figure in them, or one
 * letter. Empty: it is something else, such as a heading or a label with a value of its own. */
static pm_str id_in(pm_str value) {
    enum { LONGEST_ID = 64, ID_WORDS = 4 };
    size_t colon = label_ends_at(value);
    pm_str id = colon < value.len ? up_to_figures(str_slice(value, 0, colon + 1)) : value;
    bool letter = id.len == 1 && ascii_alpha(id.data[0]);
    bool like_one = id.len <= LONGEST_ID && text_words(id, ID_WORDS + 1) <= ID_WORDS &&
                    (has_digit(id) || letter);
    return like_one ? id : (pm_str){NULL, 0};
}

bool plan_is_id(pm_str text) {
    return id_in(text).len == text.len;
}

/* What a label's value may be; empty: it is none, but another label or a heading. */
static pm_str value_for(finder *f, column_slot slot, pm_str value) {
    size_t rank, colon = label_ends_at(value);
    if (slot == SLOT_PLAN_ID) {
        return id_in(value);
    }
    bool other = colon < value.len && !has_digit(str_slice(value, 0, colon));
    return other || find_meaning(f, value, &rank) != SLOT_NONE ? (pm_str){NULL, 0} : value;
}

bool plan_take_pair(finder *f, pm_str label, pm_str value, pm_str place) {
    enum { LONGEST_VALUE = 200 };
    size_t rank = 0;
    label = without_end(label);
    value = str_trim(value);
    bool child = is_child_label(label);
    column_slot slot = child ? SLOT_NONE : plan_slot(f, label, &rank);
    if (!child && slot == SLOT_NONE) {
        return false;
    }
    value = value.len <= LONGEST_VALUE ? value_for(f, slot, value) : (pm_str){NULL, 0};
    if (!text_void(value)) {
        set_field(f, slot, rank, value, place);
    }
    return true;
}

/* "Case number 31", without a mark between them. */
static bool take_bare_id(finder *f, pm_str s, pm_str place) {
    size_t rank, at = s.len;
    while (at > 0 && !ascii_space(s.data[at - 1])) {
        at--;
    }
    pm_str label = str_trim(str_slice(s, 0, at)), value = str_slice(s, at, s.len);
    return has_digit(value) && label_ends_at(value) == value.len &&
           find_meaning(f, label, &rank) == SLOT_PLAN_ID && plan_take_pair(f, label, value, place);
}

/* ---- Lines for all actions ---- */

/* From where on a line for all actions says when; its length: nowhere. */
static size_t timeframe_at(pm_str text) {
    static const char *const words[] = {"by", "before", "within", "until", "at the next"};
    size_t at, first = text.len;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (text_has(text, words[i], &at) && at < first) {
            first = at;
        }
    }
    return first;
}

static bool take_for_all(finder *f, pm_str text, pm_str place) {
    static const char *const all[] = {
        "all actions",  "all of the actions", "all the actions",      "all tasks",
        "every action", "each action",        "all of these actions", "all these actions"};
    enum { WORDS = 24 };
    size_t at = 0, i = 0, count = sizeof all / sizeof *all;
    while (i < count && !text_has(text, all[i], &at)) {
        i++;
    }
    if (i == count || text_words(text, WORDS) == WORDS) {
        return false;
    }
    const char *colon = memchr(text.data, ':', text.len);
    bool labelled = colon != NULL && text.data + at < colon; /* "Timescale for all actions: ..." */
    if (at != 0 && !labelled) {
        return false; /* it is one action about the others */
    }
    size_t from = colon != NULL ? (size_t)(colon - text.data) + 1 : timeframe_at(text);
    pm_str when = str_trim(str_slice(text, from, text.len));
    when.len -= str_ends(when, STR("."));
    if (from == text.len || text_void(when)) {
        return false;
    }
    plan_found *p = f->plan != NULL ? f->plan : begin_plan(f, place);
    if (p != NULL && p->by_when.len == 0) {
        p->by_when = find_keep(f, &f->lasting, when);
        p->by_when_from = find_keep(f, &f->lasting, place);
    }
    return true;
}

/* ---- Texts ---- */

/* Where a label that begins at `from` ends with its colon; the length: nowhere near. */
static size_t colon_at(pm_str s, size_t from) {
    enum { LONGEST_LABEL = 60 };
    for (size_t i = from; i < s.len && i < from + LONGEST_LABEL; i++) {
        if (s.data[i] == ':') {
            return i;
        }
    }
    return s.len;
}

/* Where in a value the next label begins that stands on the same line: "C1 Plan ID: 104"; its
 * length: nowhere. */
static size_t next_label(finder *f, pm_str value) {
    enum { LABEL_WORDS = 5 };
    for (size_t colon = 0; colon < value.len; colon++) {
        size_t found = value.len, at = colon;
        if (value.data[colon] != ':') {
            continue;
        }
        for (size_t words = 0; words < LABEL_WORDS && at > 0; words++) {
            while (at > 0 && value.data[at - 1] == ' ') {
                at--;
            }
            while (at > 0 && value.data[at - 1] != ' ') {
                at--;
            }
            found = at > 0 && plan_is_label(f, str_slice(value, at, colon)) ? at : found;
        }
        if (found < value.len) {
            return found;
        }
    }
    return value.len;
}

/* One stretch between tabs, bars and line ends: "Plan ID: 104". */
static bool take_stretch(finder *f, pm_str s, pm_str place) {
    enum { MOST = 8, LONGEST = 400 };
    bool taken = s.len <= LONGEST && take_bare_id(f, s, place);
    for (size_t i = 0; i < MOST && s.len != 0 && s.len <= LONGEST; i++) {
        size_t colon = colon_at(s, 0);
        pm_str label = str_slice(s, 0, colon), rest = str_slice(s, colon + 1, s.len);
        size_t next = colon < s.len && plan_is_label(f, label) ? next_label(f, rest) : rest.len;
        taken |= colon < s.len && plan_take_pair(f, label, str_slice(rest, 0, next), place);
        s = str_slice(rest, next, rest.len);
    }
    return taken;
}

bool plan_take_text(finder *f, pm_str text, pm_str place) {
    if (take_for_all(f, text, place)) {
        return true;
    }
    bool taken = false;
    for (size_t from = 0, i = 0; i <= text.len; i++) {
        if (i == text.len || strchr("\t\n|", text.data[i]) != NULL) {
            taken |= take_stretch(f, str_trim(str_slice(text, from, i)), place);
            from = i + 1;
        }
    }
    return taken;
}

static bool has_any(pm_str text, const char *const *words, size_t count) {
    size_t at;
    for (size_t i = 0; i < count; i++) {
        if (text_has(text, words[i], &at)) {
            return true;
        }
    }
    return false;
}

bool plan_is_past(pm_str text) {
    enum { LINE_WORDS = 9 };
    static const char *const words[] = {"previous plan",
                                        "previous action",
                                        "previous actions",
                                        "last plan",
                                        "earlier plan",
                                        "completed actions",
                                        "closed actions",
                                        "past actions",
                                        "archived actions",
                                        "review of the plan",
                                        "progress since",
                                        "actions from last",
                                        "actions from the last",
                                        "previous cin plan",
                                        "actions from the previous",
                                        "actions from previous"};
    /* a sentence above the new plan may say so, too */
    static const char *const lines[] = {"progress against", "review of progress",
                                        "since the last meeting"};
    return has_any(text, words, sizeof words / sizeof *words) ||
           (text_words(text, LINE_WORDS + 1) <= LINE_WORDS && !str_ends(text, STR(".")) &&
            has_any(text, lines, sizeof lines / sizeof *lines));
}

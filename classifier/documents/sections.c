/* SPDX-License-Identifier: MIT
 * Keeps true: text outside tables gives actions only in a section that its heading, a label or a
 * letter's "we agreed that:" opened; labels behind an action are its columns. */
#include <stdio.h>
#include <string.h>

#include "documents/find.h"

/* Levels of headings that are none by their style lie below those that are. */
enum { LEVEL_STRONG = 20, LEVEL_LABEL = 30 };
enum { LOOSE_ACTION, LOOSE_WHO, LOOSE_BY_WHEN, LOOSE_MEASURE, LOOSE_CELLS };

/* ---- Actions and their labels ---- */

static const found_head *loose_head(finder *f) {
    static const char *const names[LOOSE_CELLS] = {"action", "who", "by_when", "measure"};
    found_head *made = f->loose == NULL ? arena_zalloc(&f->lasting, sizeof *made) : NULL;
    pm_str *headings =
        made != NULL ? arena_zalloc(&f->lasting, LOOSE_CELLS * sizeof *headings) : NULL;
    if (f->loose == NULL && headings == NULL) {
        f->failed = true;
        return NULL;
    }
    for (size_t i = 0; headings != NULL && i < LOOSE_CELLS; i++) {
        headings[i] = str_from(names[i]);
    }
    if (made != NULL) {
        *made = (found_head){.headings = headings, .count = LOOSE_CELLS, .action = LOOSE_ACTION};
        f->loose = made;
    }
    return f->loose;
}

/* "who", "by when" or "measure" as a label: its cell; LOOSE_CELLS: something else. */
static size_t cell_of_label(finder *f, pm_str label) {
    size_t rank;
    column_slot slot =
        text_words(label, 7) <= 6 ? find_meaning(f, label, &rank) : (column_slot)SLOT_NONE;
    return slot == SLOT_WHO       ? LOOSE_WHO
           : slot == SLOT_BY_WHEN ? LOOSE_BY_WHEN
           : slot == SLOT_MEASURE ? LOOSE_MEASURE
                                  : LOOSE_CELLS;
}

/* The next label for a cell of an action at or behind `from`: where it begins (its length:
 * nowhere), and which cell. */
static size_t next_label(finder *f, pm_str s, size_t from, size_t *cell, size_t *value) {
    for (size_t i = from; i < s.len; i++) {
        bool boundary = i == 0 || strchr("(;,.\n\t|[-", s.data[i - 1]) != NULL ||
                        (s.data[i - 1] == ' ' && i >= 2 && strchr("(;,.|-\x93\x94", s.data[i - 2]));
        const char *colon =
            boundary ? memchr(s.data + i, ':', s.len - i < 40 ? s.len - i : 40) : NULL;
        if (colon == NULL || ascii_space(s.data[i])) {
            continue;
        }
        size_t end = (size_t)(colon - s.data);
        *cell = cell_of_label(f, str_slice(s, i, end));
        if (*cell != LOOSE_CELLS) {
            *value = end + 1;
            return i;
        }
    }
    return s.len;
}

static pm_str trim_value(pm_str s) {
    s = str_trim(s);
    while (s.len != 0 && strchr(";,|([-", s.data[s.len - 1]) != NULL) {
        s = str_trim(str_slice(s, 0, s.len - 1));
    }
    bool opened = s.len != 0 && memchr(s.data, '(', s.len) != NULL;
    while (s.len != 0 && !opened && strchr(")]", s.data[s.len - 1]) != NULL) {
        s = str_trim(str_slice(s, 0, s.len - 1));
    }
    while (str_ends(s, STR("\xE2\x80\x93")) || str_ends(s, STR("\xE2\x80\x94"))) {
        s = str_trim(str_slice(s, 0, s.len - 3));
    }
    return s;
}

/* Labels with their values, from the one that begins at `at` on. */
static void take_labels(finder *f, action_found *to, pm_str s, size_t at, size_t cell,
                        size_t value) {
    while (at < s.len && to != NULL) {
        size_t next_cell = LOOSE_CELLS, next_value = s.len;
        size_t next = next_label(f, s, value, &next_cell, &next_value);
        pm_str found = trim_value(str_slice(s, value, next));
        if (!text_void(found)) {
            to->cells[cell] = find_join(f, to->cells[cell], find_keep(f, &f->queued, found));
        }
        at = next;
        cell = next_cell;
        value = next_value;
    }
}

/* What is none of the actions under their heading: "Present: ...", "Review date: ...". */
static bool is_other_label(pm_str text) {
    static const char *const labels[] = {"present",
                                         "attendees",
                                         "attended",
                                         "apologies",
                                         "chair",
                                         "date",
                                         "address",
                                         "name",
                                         "dob",
                                         "date of birth",
                                         "next review",
                                         "review date",
                                         "date of next meeting",
                                         "next meeting",
                                         "signed",
                                         "signature",
                                         "distribution",
                                         "cc",
                                         "copies to",
                                         "note",
                                         "notes",
                                         "date of review",
                                         "date of next review",
                                         "venue",
                                         "progress",
                                         "outcome",
                                         "update",
                                         "review",
                                         "comments",
                                         "status"};
    const char *colon = memchr(text.data, ':', text.len);
    pm_str label = str_slice(text, 0, colon != NULL ? (size_t)(colon - text.data) : 0);
    for (size_t i = 0; i < sizeof labels / sizeof *labels && colon != NULL; i++) {
        if (str_equal_fold(str_trim(label), str_from(labels[i]))) {
            return true;
        }
    }
    return false;
}

static void add_loose(finder *f, const piece *p) {
    size_t cell = LOOSE_CELLS, value = 0, at = next_label(f, p->text, 0, &cell, &value);
    const found_head *head = loose_head(f);
    if (at == 0 && f->last_action != NULL && f->last_action->under == f->section) {
        take_labels(f, f->last_action, p->text, at, cell, value);
        return;
    }
    pm_str text = trim_value(str_slice(p->text, 0, at));
    if (head == NULL || text_void(text) || is_other_label(p->text)) {
        return;
    }
    pm_str place =
        f->place.len != 0
            ? f->place
            : find_on_page(f, f->page, find_format(f, &f->queued, "paragraph %zu", p->paragraph));
    action_found *made = find_add(f, head, text, place);
    if (made != NULL) {
        made->under = f->section;
        made->item = p->item;
        f->section->items += p->item;
        take_labels(f, made, p->text, at, cell, value);
    }
}

/* A line ending in ':' is no action; it may begin the sentence that items end. */
static void take_loose(finder *f, const doc_block *b) {
    pieces *p = &f->pieces;
    pieces_clear(p);
    pieces_of_block(p, b);
    for (size_t i = 0; i < p->count; i++) {
        piece one = p->items[i];
        bool under = piece_is_under(&one, &f->lead);
        if (!under) {
            f->lead.text.len = 0;
        }
        if (one.text.data[one.text.len - 1] == ':') {
            f->lead = one;
            continue;
        }
        if (under) {
            one.text = pieces_behind(p, f->lead.text, one.text);
        }
        add_loose(f, &one);
    }
    f->failed |= p->failed;
}

static void open_section(finder *f, unsigned level) {
    section *made = arena_zalloc(&f->lasting, sizeof *made);
    f->failed |= made == NULL;
    if (made != NULL) {
        made->level = level;
    }
    f->section = made;
    f->lead.text.len = 0;
    f->last_action = NULL;
}

/* A heading by its style, or because it stands there in bold or before a colon; 0: none. */
static unsigned level_of(const doc_block *b) {
    if (b->kind == BLOCK_HEADING) {
        return b->rank;
    }
    bool short_line = b->kind == BLOCK_PARAGRAPH &&
                      text_words(b->text, FIND_HEADING_WORDS + 1) <= FIND_HEADING_WORDS &&
                      memchr(b->text.data, '\n', b->text.len) == NULL;
    bool sentence = b->text.data[b->text.len - 1] == '.';
    bool colon = memchr(b->text.data, ':', b->text.len - 1) != NULL;
    return short_line && b->strong && !sentence && !colon ? LEVEL_STRONG : 0;
}

/* "Actions for the family" are actions, as is what "Actions - health" heads. */
static pm_str before_whom(pm_str text) {
    static const char *const words[] = {"for", "agreed",       "from",
                                        "-",   "\xE2\x80\x93", "\xE2\x80\x94"};
    size_t at, first = text.len;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (text_has(text, words[i], &at) && at != 0 && at < first && text.data[at - 1] == ' ') {
            first = at;
        }
    }
    return str_slice(text, 0, first);
}

/* "Mum's actions", "What school will do": the heading of actions in it. */
static bool is_action_of_someone(finder *f, pm_str text) {
    static const char *const owns[] = {"'s ", "s' ", "\xE2\x80\x99s ", "s\xE2\x80\x99 "};
    enum { WORDS = 6 };
    size_t at, end = text.len;
    bool weak, action = false;
    while (end > 0 && strchr(":?. ", text.data[end - 1]) != NULL) {
        end--;
    }
    text = str_slice(text, 0, end);
    for (size_t i = 0; i < sizeof owns / sizeof *owns && !action; i++) {
        size_t len = strlen(owns[i]);
        for (at = 0; at + len < text.len && memcmp(text.data + at, owns[i], len) != 0; at++) {
        }
        pm_str rest = str_slice(text, at + len, text.len);
        action = at + len < text.len && find_is_action(f, rest, &weak) && !weak;
    }
    bool does = text_has(text, "what", &at) && at == 0 && str_ends(text, STR(" will do"));
    return text_words(text, WORDS + 1) <= WORDS && (action || does);
}

/* "Mum agrees to", "The local authority will": the list below ends the sentence. */
static bool is_promise(pm_str text) {
    static const char *const ends[] = {" will", " agrees to", " agree to", " agreed to"};
    static const char *const asks[] = {"what", "who", "how", "when", "where", "why"};
    enum { WORDS = 6 };
    size_t at;
    bool promise = false;
    text = find_without_marks(text);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        promise |= str_ends(text, str_from(ends[i]));
    }
    for (size_t i = 0; i < sizeof asks / sizeof *asks && promise; i++) {
        promise = !text_has(text, asks[i], &at);
    }
    return promise && text_words(text, WORDS + 1) <= WORDS;
}

/* Does a heading of text say that actions follow? */
static bool heads_actions(finder *f, pm_str text) {
    bool weak;
    return (find_is_action(f, before_whom(text), &weak) && !weak) || is_action_of_someone(f, text);
}

/* The document's first heading of the first rank, come again: "Child in need plan for [Child B]".
 */
static void look_for_title(finder *f, pm_str text, pm_str place) {
    const char *colon = memchr(text.data, ':', text.len);
    text = before_whom(str_slice(text, 0, colon != NULL ? (size_t)(colon - text.data) : text.len));
    if (f->title.len == 0) {
        f->title = find_keep(f, &f->lasting, text);
    } else if (str_equal_fold(str_trim(text), str_trim(f->title))) {
        plan_begin_anew(f, place);
    }
}

/* Parts of a plan in which no actions stand, whatever heading is above them. */
static bool is_other_heading(pm_str text) {
    static const char *const words[] = {"present",     "attendees",
                                        "attendance",  "apologies",
                                        "household",   "family members",
                                        "background",  "views",
                                        "history",     "contacts",
                                        "signatures",  "worries",
                                        "strengths",   "professionals involved",
                                        "distribution"};
    size_t at;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (text_has(text, words[i], &at)) {
            return true;
        }
    }
    return false;
}

/* The title is above all parts. */
static void note_part(finder *f, const doc_block *b, unsigned level) {
    other_part part = f->title.len != 0 || level != 1 ? other_part_of(b->text) : OTHER_NONE;
    if (part != OTHER_NONE) {
        f->other = level;
        f->part = part;
    }
}

static void take_heading(finder *f, const doc_block *b, unsigned level, pm_str place) {
    if (f->section != NULL && level <= f->section->level) {
        f->section = NULL;
    }
    if (f->past != 0 && level <= f->past) {
        f->past = 0;
    }
    if (f->other != 0 && level <= f->other) {
        f->other = 0;
    }
    if (plan_is_past(b->text)) {
        f->past = level;
        return;
    }
    note_part(f, b, level);
    if (b->kind == BLOCK_HEADING && level == 1) {
        look_for_title(f, b->text, place);
    }
    if (heads_actions(f, b->text) && f->past == 0) {
        if (f->section != NULL && f->section->level == 1) {
            f->section->titled = true;
        }
        open_section(f, level);
        f->other = 0;
        return;
    }
    if (is_promise(b->text) && f->past == 0 && f->other == 0) {
        open_section(f, level);
        pm_str who = find_without_marks(b->text);
        f->lead = (piece){.text = find_format(f, &f->lasting, "%.*s:", (int)who.len, who.data)};
        if (f->section != NULL) {
            f->section->line = f->section->several = f->section->agreed = true;
        }
        return;
    }
    if (is_other_heading(b->text)) {
        f->section = NULL;
    }
    f->lead.text.len = 0;
    (void)plan_take_text(f, b->text, place);
}

static bool says_several(pm_str label) {
    static const char *const words[] = {"actions", "steps", "tasks"};
    size_t at;
    return text_has(label, words[0], &at) || text_has(label, words[1], &at) ||
           text_has(label, words[2], &at);
}

/* The action behind a label, or another one behind it in a section of its own. */
static void take_on_line(finder *f, const doc_block *b, pm_str label, pm_str text) {
    bool line = f->section == NULL || f->section->line;
    open_section(f, f->section != NULL ? f->section->level : LEVEL_LABEL);
    doc_block rest = *b;
    rest.text = str_trim(text);
    if (f->section == NULL || rest.text.len == 0) {
        return;
    }
    f->section->line = line;
    f->section->several = says_several(label);
    take_loose(f, &rest);
    f->section->numbered = f->pieces.count != 0 && f->pieces.items[0].number != 0;
}

/* "Next steps:" by itself, or before the first action on the same line. */
static bool opens_by_label(finder *f, const doc_block *b) {
    bool weak;
    const char *colon = memchr(b->text.data, ':', b->text.len);
    size_t end = colon != NULL ? (size_t)(colon - b->text.data) : b->text.len;
    pm_str label = str_slice(b->text, 0, end);
    bool alone = end + 1 >= b->text.len;
    if (colon == NULL || b->kind == BLOCK_ITEM || f->past != 0 ||
        !find_is_action(f, alone ? before_whom(label) : label, &weak) || weak) {
        return false;
    }
    if (end + 1 < b->text.len) {
        take_on_line(f, b, label, str_slice(b->text, end + 1, b->text.len));
    } else if (f->section == NULL || f->section->line) {
        open_section(f, f->section != NULL ? f->section->level : LEVEL_LABEL);
    }
    return true;
}

/* ---- What a letter says was agreed ---- */

static bool is_one_of(pm_str word, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal_fold(word, str_from(words[i]))) {
            return true;
        }
    }
    return false;
}

/* The word that ends at `end`, without the gap before it; `*from` is where it begins. */
static pm_str word_before(pm_str s, size_t end, size_t *from) {
    while (end > 0 && s.data[end - 1] == ' ') {
        end--;
    }
    size_t at = end;
    while (at > 0 && s.data[at - 1] != ' ') {
        at--;
    }
    *from = at;
    return str_slice(s, at, end);
}

/* "We agreed that:", "what was agreed at the meeting:", but not what was agreed before. */
static bool leads_to_agreed(pm_str line) {
    static const char *const who[] = {"we", "was", "were", "you"};
    static const char *const between[] = {"have", "all", "both", "then", "also", "had", "has"};
    static const char *const behind[] = {"that",  "the",     "following", "to",     "on",   "these",
                                         "at",    "meeting", "today",     "things", "what", "next",
                                         "steps", "actions", "plan",      "with",   "you",  "this",
                                         "our",   "your",    "for",       "family"};
    static const char *const earlier[] = {"last meeting", "last review", "previous", "last time"};
    size_t from = 0, at, end = line.len - str_ends(line, STR(":"));
    pm_str word = end < line.len ? word_before(line, end, &from) : (pm_str){NULL, 0};
    while (word.len != 0 && is_one_of(word, behind, sizeof behind / sizeof *behind)) {
        word = word_before(line, from, &from);
    }
    if (!str_equal_fold(word, STR("agreed"))) {
        return false;
    }
    word = word_before(line, from, &from);
    while (is_one_of(word, between, sizeof between / sizeof *between)) {
        word = word_before(line, from, &from);
    }
    for (size_t i = 0; i < sizeof earlier / sizeof *earlier; i++) {
        if (text_has(line, earlier[i], &at)) {
            return false;
        }
    }
    return is_one_of(word, who, sizeof who / sizeof *who);
}

/* The lines behind such a one in the same paragraph, as far as they are items. */
static void take_items_of_lines(finder *f, const doc_block *b, pm_str rest) {
    doc_block items = *b;
    const char *end = rest.data;
    for (size_t at = 0; at < rest.len;) {
        const char *stop = memchr(rest.data + at, '\n', rest.len - at);
        size_t to = stop != NULL ? (size_t)(stop - rest.data) : rest.len;
        pm_str line = str_trim(str_slice(rest, at, to));
        if (!piece_is_marked(line)) {
            f->counts.cut_lists += piece_is_beyond(line);
            break;
        }
        end = rest.data + to;
        at = to + 1;
    }
    items.text = str_slice(rest, 0, (size_t)(end - rest.data));
    if (items.text.len != 0) {
        take_loose(f, &items);
    }
}

/* A letter or mail: "At the meeting we agreed that:", and the items of a list below. What goes on
 * in sentences is none. */
static bool opens_by_agreement(finder *f, const doc_block *b) {
    pm_str rest = b->text;
    if (b->kind == BLOCK_ITEM || f->past != 0 || (f->section != NULL && !f->section->line)) {
        return false;
    }
    while (rest.len != 0) {
        const char *end = memchr(rest.data, '\n', rest.len);
        size_t len = end != NULL ? (size_t)(end - rest.data) : rest.len;
        pm_str line = str_trim(str_slice(rest, 0, len));
        rest = str_slice(rest, len + 1, rest.len);
        if (leads_to_agreed(line)) {
            open_section(f, f->section != NULL ? f->section->level : LEVEL_LABEL);
            if (f->section != NULL) {
                f->section->line = f->section->several = f->section->agreed = true;
                take_items_of_lines(f, b, rest);
            }
            return true;
        }
    }
    return false;
}

/* ---- Actions in minutes ---- */

/* Does a sentence end before, or nothing stand there? */
static bool begins_sentence(pm_str s, size_t at) {
    while (at > 0 && s.data[at - 1] == ' ') {
        at--;
    }
    return at == 0 || strchr(".!?)\n\t", s.data[at - 1]) != NULL;
}

/* The length of "Action:", "ACTION - " or the like at `at`, with its mark; 0: it is none. */
static size_t label_on_line(finder *f, pm_str s, size_t at) {
    enum { LONGEST_LABEL = 20 };
    bool capitals = true, weak;
    size_t i = at;
    for (; i < s.len && i < at + LONGEST_LABEL && (ascii_alpha(s.data[i]) || s.data[i] == ' ');
         i++) {
        capitals &= s.data[i] == ' ' || ascii_upper(s.data[i]);
    }
    pm_str rest = str_slice(s, i, s.len);
    size_t mark = str_starts(rest, STR(":"))                           ? 1
                  : capitals && str_starts(rest, STR("- "))            ? 1
                  : capitals && str_starts(rest, STR("\xE2\x80\x93 ")) ? 3
                                                                       : 0;
    bool label = mark != 0 && ascii_upper(s.data[at]) && begins_sentence(s, at) &&
                 find_is_action(f, str_slice(s, at, i), &weak);
    return label ? i + mark - at : 0;
}

/* Where from `from` on such a label stands, and where it ends; the text's length: nowhere. */
static size_t next_on_line(finder *f, pm_str s, size_t from, size_t *end) {
    static const pm_str word = {"action", 6};
    for (size_t i = from; i + word.len < s.len; i++) {
        bool found = str_equal_fold(str_slice(s, i, i + word.len), word);
        size_t len = found ? label_on_line(f, s, i) : 0;
        if (len != 0) {
            *end = i + len;
            return i;
        }
    }
    return s.len;
}

bool find_has_label(finder *f, pm_str text) {
    size_t end;
    return next_on_line(f, text, 0, &end) < text.len;
}

/* Actions within a paragraph of minutes. */
static bool take_in_line(finder *f, const doc_block *b) {
    size_t end, at = next_on_line(f, b->text, 0, &end);
    bool taken = at < b->text.len && f->past == 0;
    while (at < b->text.len && f->past == 0) {
        size_t next_end = 0, next = next_on_line(f, b->text, end, &next_end);
        take_on_line(f, b, str_slice(b->text, at, end), str_slice(b->text, end, next));
        at = next;
        end = next_end;
    }
    return taken;
}

/* Does the section of a line go on with this block? With what belongs to its action, and items of
 * the list that it began. */
static bool goes_on(finder *f, const doc_block *b) {
    const section *s = f->section;
    size_t cell = LOOSE_CELLS, value;
    if (!s->line || (b->kind == BLOCK_ITEM && (s->several || f->lead.text.len != 0))) {
        return true;
    }
    if (s->agreed) {
        f->counts.cut_lists += piece_is_beyond(b->text);
        return piece_is_marked(b->text) || next_label(f, b->text, 0, &cell, &value) == 0;
    }
    bool numbered = ascii_digit(b->text.data[0]) || b->text.data[0] == '(';
    return (s->numbered && numbered) || next_label(f, b->text, 0, &cell, &value) == 0;
}

static bool ends_letter(pm_str text) {
    static const char *const ends[] = {"yours sincerely", "yours faithfully", "yours truly",
                                       "kind regards",    "best wishes",      "regards"};
    while (text.len != 0 && strchr(",.", text.data[text.len - 1]) != NULL) {
        text.len--;
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (str_equal_fold(str_trim(text), str_from(ends[i]))) {
            return true;
        }
    }
    return false;
}

/* ---- A block ---- */

void find_text(finder *f, const doc_block *b) {
    char place[64];
    int n = b->page != 0
                ? snprintf(place, sizeof place, "page %zu paragraph %zu", b->page, b->number)
                : snprintf(place, sizeof place, "paragraph %zu", b->number);
    f->page = b->page;
    pm_str where = f->place.len != 0 ? f->place : (pm_str){place, n > 0 ? (size_t)n : 0};
    unsigned level = level_of(b);
    f->past_line = plan_is_past(b->text);
    f->part_line = other_part_of(b->text);
    if (level != 0) {
        take_heading(f, b, level, where);
        return;
    }
    bool closes = f->section != NULL && b->kind == BLOCK_PARAGRAPH &&
                  (ends_letter(b->text) ||
                   (f->section->level == LEVEL_LABEL && b->text.data[b->text.len - 1] == ':' &&
                    text_words(b->text, 5) <= 4 && !str_ends(b->text, STR(" will:")) &&
                    !str_ends(b->text, STR(" to:"))));
    bool known = (b->kind != BLOCK_ITEM || f->section == NULL) && plan_take_text(f, b->text, where);
    if (known || opens_by_label(f, b) || opens_by_agreement(f, b)) {
        return;
    }
    bool line = f->section == NULL || f->section->line;
    if (line && take_in_line(f, b)) {
        return;
    }
    if (closes || (f->section != NULL && !goes_on(f, b))) {
        f->section = NULL;
    }
    if (f->section != NULL) {
        take_loose(f, b);
    }
}

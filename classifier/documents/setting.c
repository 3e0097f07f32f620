/* SPDX-License-Identifier: MIT
 * Keeps true: every word stands in one paragraph, in reading order; a line ends a paragraph where
 * a gap or a bullet follows, and is broken off where the next word would have found room. */
#include <stdlib.h>
#include <string.h>

#include "documents/page.h"

typedef struct set_line {
    page_word *words;
    size_t count;
    double x0, x1, y0, y1;
} set_line;

static int by_height(const void *a, const void *b) {
    const page_word *v = a, *w = b;
    double x = v->y0 + v->y1, y = w->y0 + w->y1;
    if (x != y) {
        return x < y ? -1 : 1;
    }
    return v->x0 < w->x0 ? -1 : v->x0 > w->x0;
}

static int by_side(const void *a, const void *b) {
    const page_word *v = a, *w = b;
    return v->x0 < w->x0 ? -1 : v->x0 > w->x0;
}

static double mid(const set_line *l) {
    return (l->y0 + l->y1) / 2;
}

/* Words of about one height are a line. */
static set_line *make_lines(arena *memory, page_word *words, size_t count, size_t *lines) {
    set_line *made = arena_alloc(memory, count * sizeof *made);
    *lines = 0;
    qsort(words, count, sizeof *words, by_height);
    for (size_t i = 0; made != NULL && i < count; i++) {
        page_word *w = &words[i];
        set_line *l = *lines != 0 ? &made[*lines - 1] : NULL;
        double tall = l != NULL && l->y1 - l->y0 < w->y1 - w->y0 ? l->y1 - l->y0 : w->y1 - w->y0;
        if (l != NULL && (w->y0 + w->y1) / 2 < mid(l) + 0.4 * tall) {
            l->count++;
            continue;
        }
        made[(*lines)++] = (set_line){w, 1, w->x0, w->x1, w->y0, w->y1};
    }
    for (size_t i = 0; made != NULL && i < *lines; i++) {
        set_line *l = &made[i];
        qsort(l->words, l->count, sizeof *l->words, by_side);
        l->x0 = l->words[0].x0;
        l->x1 = l->words[l->count - 1].x1;
    }
    return made;
}

/* ---- What a line begins with ---- */

/* "•", "–", "o", and signs that fonts of symbols keep in a place of their own. */
static bool is_bullet(pm_str s) {
    static const char *const marks[] = {"\xE2\x80\xA2",
                                        "\xE2\x97\x8F",
                                        "\xE2\x97\xA6",
                                        "\xE2\x97\x8B",
                                        "\xE2\x96\xAA",
                                        "\xE2\x96\xA0",
                                        "\xE2\x80\xA3",
                                        "\xE2\x9E\xA2",
                                        "\xE2\x9C\x93",
                                        "\xC2\xB7",
                                        "\xE2\x80\x93",
                                        "\xE2\x88\x92",
                                        "-",
                                        "*",
                                        "o"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (str_equal(s, str_from(marks[i]))) {
            return true;
        }
    }
    size_t at = 0;
    uint32_t sign = s.len != 0 ? utf8_next(s.data, s.len, &at) : 0;
    return at == s.len && sign >= 0xE000 && sign <= 0xF8FF;
}

/* "3." or "(b)" */
static bool is_number(pm_str s) {
    size_t from = s.len != 0 && s.data[0] == '(', i = from;
    while (i < s.len && ascii_digit(s.data[i])) {
        i++;
    }
    bool digits = i > from && i - from <= 2;
    bool letter = i == from && i < s.len && ascii_alpha(s.data[i]);
    i += letter;
    return (digits || letter) && i + 1 == s.len && (s.data[i] == '.' || s.data[i] == ')');
}

static bool has_bullet(const set_line *l) {
    return l->count > 1 && is_bullet(l->words[0].text);
}

/* ---- Where paragraphs and lines end ---- */

typedef struct setting {
    const set_line *lines;
    size_t count;
    const page *page;
    double width; /* between the edges */
    double right; /* where lines are full */
    double gap;   /* from line to line, as pitch tells it; more parts paragraphs */
    bool cell;
} setting;

static bool other_size(const set_line *a, const set_line *b) {
    double x = a->y1 - a->y0, y = b->y1 - b->y0;
    return x > 1.12 * y || y > 1.12 * x;
}

/* In heights of its letters. */
static double pitch(const set_line *lines, size_t i) {
    double a = lines[i - 1].y1 - lines[i - 1].y0, b = lines[i].y1 - lines[i].y0;
    return (mid(&lines[i]) - mid(&lines[i - 1])) / (a > b ? a : b);
}

/* The lines of one size that stand closest tell what one line takes; of few, their letters do. */
static double usual_gap(const set_line *lines, size_t count) {
    double least = 1e9;
    for (size_t i = 1; i < count; i++) {
        double p = other_size(&lines[i - 1], &lines[i]) ? 1e9 : pitch(lines, i);
        least = p < least ? p : least;
    }
    if (least > 1.15 && count < 4) {
        least = 1.15;
    }
    least = least < 0.8 ? 0.8 : least > 2.2 ? 1.15 : least;
    return 1.25 * least;
}

static double letter_of(const page_word *w) {
    size_t letters = 0;
    for (size_t i = 0; i < w->text.len; i++) {
        letters += ((unsigned char)w->text.data[i] & 0xC0) != 0x80;
    }
    return (w->x1 - w->x0) / (double)(letters != 0 ? letters : 1);
}

/* Dashes and the letter stand within sentences as well. */
static bool has_dash(const set_line *l) {
    pm_str s = l->words[0].text;
    return s.len == 1 || str_starts(s, STR("\xE2\x80\x93")) || str_starts(s, STR("\xE2\x88\x92"));
}

/* Would the first word of line i have found room on the line before? */
static bool broken_off(const setting *s, size_t i) {
    const set_line *before = &s->lines[i - 1];
    const page_word *w = &s->lines[i].words[0];
    double space = letter_of(w) * 0.8;
    return before->x1 + space + (w->x1 - w->x0) + 1.5 < s->right;
}

static bool begins_item(const setting *s, size_t i) {
    const set_line *l = &s->lines[i];
    return has_bullet(l) && (!has_dash(l) || has_bullet(&s->lines[0]) || broken_off(s, i) ||
                             has_bullet(&s->lines[i - 1]));
}

/* How many words a line begins with that are one label, "By when:"; 0: none. */
static size_t label_words(const set_line *l) {
    enum { LABEL_WORDS = 5 };
    for (size_t i = 0; i < l->count && i < LABEL_WORDS; i++) {
        if (l->words[i].text.data[l->words[i].text.len - 1] == ':') {
            return i + 1;
        }
    }
    return 0;
}

/* Does the label of a line begin another line near it? Forms repeat their labels, block by block;
 * in running text it is chance that a line begins with them. */
static bool label_repeats(const setting *s, size_t i) {
    enum { LINES_NEAR = 60 };
    size_t words = label_words(&s->lines[i]);
    size_t from = i > LINES_NEAR ? i - LINES_NEAR : 0;
    for (size_t k = from; words != 0 && k < s->count && k < i + LINES_NEAR; k++) {
        bool same = k != i && label_words(&s->lines[k]) == words;
        for (size_t w = 0; same && w < words; w++) {
            same = str_equal(s->lines[k].words[w].text, s->lines[i].words[w].text);
        }
        if (same) {
            return true;
        }
    }
    return false;
}

/* Outside tables a line ends its paragraph where a label follows that is one of a form, and where
 * it leaves room for the next word before any label, or before a capital after more than the
 * closest space. */
static bool follows_end(const setting *s, size_t i) {
    const set_line *l = &s->lines[i];
    char first = l->words[0].text.data[0];
    bool capital = (first >= 'A' && first <= 'Z') || ascii_digit(first);
    bool label = label_words(l) != 0;
    return !s->cell && capital &&
           (broken_off(s, i) ? label || pitch(s->lines, i) > 1.3 : label && label_repeats(s, i));
}

/* Does line i begin a paragraph? */
static bool begins(const setting *s, size_t i) {
    const set_line *l = &s->lines[i];
    return i == 0 || pitch(s->lines, i) > s->gap || begins_item(s, i) ||
           (l->count > 1 && is_number(l->words[0].text)) ||
           (!s->cell && other_size(l, &s->lines[i - 1])) || follows_end(s, i);
}

/* An item ends where a line begins below its bullet. */
static bool ends_item(const set_line *item, const set_line *l) {
    return has_bullet(item) && l->x0 < item->words[1].x0 - 3 && l->x0 < item->x0 + 3;
}

/* Words that stand below each other in narrow columns, and are no ends of other words. */
static bool is_common(pm_str s) {
    static const char *const words[] = {
        "agency", "assistant", "by",      "carer",      "child",        "each",    "every",
        "family", "fortnight", "health",  "held",       "manager",      "meeting", "month",
        "months", "mother",    "needed",  "nurse",      "nursery",      "officer", "outcome",
        "parent", "parents",   "person",  "pregnancy",  "professional", "review",  "responsible",
        "school", "service",   "social",  "success",    "support",      "target",  "teacher",
        "team",   "term",      "three",   "throughout", "to",           "two",     "visitor",
        "visits", "week",      "weekly",  "weeks",      "when",         "whom",    "with",
        "worker", "workers",   "working", "year",       "years"};
    while (s.len != 0 && strchr(".,;:?", s.data[s.len - 1]) != NULL) {
        s.len--;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal_fold(s, str_from(words[i]))) {
            return true;
        }
    }
    return false;
}

/* What stands below is a word by itself, as far as the rest of the document tells. */
static bool are_words(const setting *s, pm_str a, pm_str b) {
    const word_set *known = &s->page->known;
    if (page_knows(known, a, b)) {
        return false;
    }
    bool whole = page_knows(known, a, (pm_str){NULL, 0}) || is_common(a);
    if (str_ends(a, STR("'s")) || str_ends(a, STR("\xE2\x80\x99s"))) {
        return true;
    }
    return is_common(b) || (whole && page_knows(known, b, (pm_str){NULL, 0}));
}

/* Is the line so full that not one letter more would have found room? Of lines in the middle their
 * cell tells it, of which both sides leave a little. */
static bool is_full(const setting *s, size_t i, double letter) {
    enum { SIDE = 6 };
    const set_line *before = &s->lines[i - 1], *l = &s->lines[i];
    double off = (before->x0 + before->x1) - (l->x0 + l->x1), indent = before->x0 - l->x0;
    bool centred = off > -3 && off < 3 && (indent > 2 || indent < -2);
    return centred ? before->x1 - before->x0 + letter > s->width - 2 * SIDE
                   : before->x1 + letter > s->right;
}

/* A word that is longer than its line goes on below: "14/03/20" "25". */
static bool same_word(const setting *s, size_t i) {
    const set_line *before = &s->lines[i - 1];
    const page_word *a = &before->words[before->count - 1], *b = &s->lines[i].words[0];
    char last = a->text.data[a->text.len - 1], first = b->text.data[0];
    if (last == '/' && a->text.len > 3 && ascii_alpha(first)) {
        return true; /* lines break behind a stroke, but "w/" is a word */
    }
    if (last == '-' && a->text.len > 1 && (ascii_alpha(first) || ascii_digit(first))) {
        return true;
    }
    bool figures =
        (ascii_digit(last) || last == '/' || last == '.') && (ascii_digit(first) || first == '/');
    bool letters =
        (ascii_alpha(last) || last == '/' || last == '@') && first >= 'a' && first <= 'z';
    bool alone = before->count == (has_bullet(before) ? 2 : 1);
    return s->cell && alone && (figures || (letters && !are_words(s, a->text, b->text))) &&
           is_full(s, i, letter_of(b));
}

/* ---- Paragraphs ---- */

static bool put_lines(const setting *s, size_t from, size_t to, arena *memory, pm_str *out) {
    size_t size = 0, len = 0;
    for (size_t i = from; i < to; i++) {
        for (size_t k = 0; k < s->lines[i].count; k++) {
            size += s->lines[i].words[k].text.len + 1;
        }
    }
    char *text = arena_alloc(memory, size);
    if (text == NULL) {
        return false;
    }
    for (size_t i = from; i < to; i++) {
        const set_line *l = &s->lines[i];
        for (size_t k = i == from && has_bullet(l) ? 1 : 0; k < l->count; k++) {
            bool first = k == 0 && i != from;
            if (len != 0 && !(first && same_word(s, i))) {
                text[len++] = first && broken_off(s, i) ? '\n' : ' ';
            }
            memcpy(text + len, l->words[k].text.data, l->words[k].text.len);
            len += l->words[k].text.len;
        }
    }
    *out = (pm_str){text, len};
    return true;
}

/* The space that cells leave at their sides is about the same at both. */
static double room_to(const set_line *lines, size_t count, double left, double right, bool cell) {
    double least = right - left;
    for (size_t i = 0; i < count; i++) {
        least = lines[i].x0 - left < least ? lines[i].x0 - left : least;
    }
    double most = cell ? 9 : right;
    least = least < 0 ? 0 : least > most ? most : least;
    double edge = right - least;
    for (size_t i = 0; i < count; i++) {
        edge = lines[i].x1 > edge ? lines[i].x1 : edge;
    }
    return edge;
}

set_paragraph *page_set(const page *p, arena *memory, page_word *words, size_t count, double left,
                        double right, bool cell, bool *failed) {
    size_t lines;
    set_line *l = make_lines(memory, words, count, &lines);
    set_paragraph *first = NULL, **end = &first;
    if (l == NULL) {
        *failed = true;
        return NULL;
    }
    setting s = {.lines = l,
                 .count = lines,
                 .page = p,
                 .width = right - left,
                 .right = room_to(l, lines, left, right, cell),
                 .gap = usual_gap(l, lines),
                 .cell = cell};
    for (size_t i = 0, next; i < lines; i = next) {
        for (next = i + 1; next < lines && !begins(&s, next) && !ends_item(&l[i], &l[next]);
             next++) {
        }
        set_paragraph *made = arena_zalloc(memory, sizeof *made);
        if (made == NULL || !put_lines(&s, i, next, memory, &made->text)) {
            *failed = true;
            return NULL;
        }
        made->kind = has_bullet(&l[i]) ? BLOCK_ITEM : BLOCK_PARAGRAPH;
        made->y0 = l[i].y0;
        made->height = l[i].y1 - l[i].y0;
        made->single = next == i + 1;
        made->first = l[i].words[0].x1 - l[i].words[0].x0;
        made->left_over = s.right - l[next - 1].x1;
        *end = made;
        end = &made->next;
    }
    return first;
}

/* SPDX-License-Identifier: MIT
 * Keeps true: a table that white space alone makes is seen only below headings that are known, or
 * where the page before ended with one; its lines are drawn where the white space is, so that it
 * is read as any other. */
#include <stdlib.h>
#include <string.h>

#include "documents/others.h"
#include "documents/page.h"

enum {
    COLUMN_GAP = 4,     /* points between columns, at least */
    HEADING_LINES = 3,  /* that headings may take */
    HEADING_WORDS = 24, /* of one of them */
    WHITE_LABEL = 80    /* bytes of a label before its colon */
};

/* Points by which the beginnings of lines below each other differ. */
#define SLACK 0.75

/* A line of words, from left to right. */
typedef struct line {
    size_t from, to;
    double y0, y1;
    bool starts; /* a row of the table */
} line;

/* A table while it is looked for. */
typedef struct search {
    page *p;
    white *w;
    line *lines;
    size_t count;
    page_rule *across; /* lines that the page has */
    size_t across_count;
    double usual, widest; /* widest: where the longest line of the table ends */
    arena *memory;
    bool *failed;
} search;

static int by_height(const void *a, const void *b) {
    const page_word *v = a, *w = b;
    double x = v->y0 + v->y1, y = w->y0 + w->y1;
    return x != y ? (x < y ? -1 : 1) : v->x0 < w->x0 ? -1 : v->x0 > w->x0;
}

static int by_left(const void *a, const void *b) {
    const page_word *v = a, *w = b;
    return v->x0 < w->x0 ? -1 : v->x0 > w->x0;
}

static double mid(const line *l) {
    return (l->y0 + l->y1) / 2;
}

/* Letters of two lines may reach into each other's height: middles tell lines apart. */
static size_t find_lines(page *p, line *out) {
    size_t count = 0;
    qsort(p->words, p->word_count, sizeof *p->words, by_height);
    for (size_t i = 0; i < p->word_count; i++) {
        const page_word *w = &p->words[i];
        line *l = count != 0 ? &out[count - 1] : NULL;
        double tall = l != NULL && l->y1 - l->y0 < w->y1 - w->y0 ? l->y1 - l->y0 : w->y1 - w->y0;
        if (l != NULL && (w->y0 + w->y1) / 2 < mid(l) + 0.4 * tall) {
            l->to = i + 1;
            continue;
        }
        out[count++] = (line){i, i + 1, w->y0, w->y1, false};
    }
    for (size_t i = 0; i < count; i++) {
        qsort(p->words + out[i].from, out[i].to - out[i].from, sizeof *p->words, by_left);
    }
    return count;
}

/* ---- Headings ---- */

/* Parts of a row of words with white space between them, those of several lines below each other
 * together; false: too many. */
static bool add_headings(const page *p, const line *l, white *w) {
    for (size_t i = l->from; i < l->to; i++) {
        const page_word *word = &p->words[i];
        double gap = 0.5 * (word->y1 - word->y0);
        size_t at = 0, last;
        while (at < w->columns && w->heading[at].x1 + gap <= word->x0) {
            at++;
        }
        for (last = at; last < w->columns && w->heading[last].x0 < word->x1 + gap; last++) {
        }
        size_t more = w->columns - last;
        if (last == at && w->columns == WHITE_COLUMNS) {
            return false;
        }
        white_heading h = {word->x0, word->x1};
        if (last > at) {
            h.x0 = w->heading[at].x0 < h.x0 ? w->heading[at].x0 : h.x0;
            h.x1 = w->heading[last - 1].x1 > h.x1 ? w->heading[last - 1].x1 : h.x1;
        }
        memmove(&w->heading[at + 1], &w->heading[last], more * sizeof h);
        w->heading[at] = h;
        w->columns = at + 1 + more;
    }
    return true;
}

static bool touches(const page *p, const line *l, const white_heading *h) {
    for (size_t i = l->from; i < l->to; i++) {
        if (p->words[i].x0 >= h->x0 && p->words[i].x0 <= h->x1) {
            return true;
        }
    }
    return false;
}

/* The words of some lines that make one heading, with blanks between them. */
static pm_str heading_text(search *s, const line *l, size_t lines, const white_heading *h) {
    page_word words[HEADING_WORDS];
    size_t held = 0;
    for (size_t i = l->from; i < l[lines - 1].to && held < HEADING_WORDS; i++) {
        if (s->p->words[i].x0 >= h->x0 && s->p->words[i].x0 <= h->x1) {
            words[held++] = s->p->words[i];
        }
    }
    const set_paragraph *set =
        held != 0 ? page_set(s->p, s->memory, words, held, h->x0, h->x1, true, s->failed) : NULL;
    bool whole = set != NULL && set->next == NULL;
    char *text = whole ? arena_copy(s->memory, set->text.data, set->text.len) : NULL;
    *s->failed |= whole && text == NULL;
    for (size_t i = 0; text != NULL && i < set->text.len; i++) {
        text[i] = text[i] == '\n' ? ' ' : text[i];
    }
    return (pm_str){text, text != NULL ? set->text.len : 0};
}

/* How many parts mean something that is known; 0 when none means the action. `adds`: is all known
 * to which the last line adds? */
static size_t count_known(search *s, const line *l, size_t lines, const white *w, page_means means,
                          void *ctx, bool *adds) {
    size_t known = 0, actions = 0;
    *adds = true;
    for (size_t i = 0; i < w->columns && w->columns > 1 && !*s->failed; i++) {
        pm_str text = heading_text(s, l, lines, &w->heading[i]);
        bool action = false, is_known = text.len != 0 && means(ctx, text, &action);
        known += is_known;
        actions += action;
        is_known |= text.len != 0 && other_of_template(text);
        *adds &= is_known || !touches(s->p, &l[lines - 1], &w->heading[i]);
    }
    return actions != 0 ? known : 0;
}

static bool near_line(const line *l) {
    return mid(l) - mid(l - 1) < 1.3 * (l->y1 - l->y0);
}

/* How many lines from this one on are headings: as many as make more of them known, or keep those
 * known to which they add. */
static size_t find_headings(search *s, size_t at, white *found, page_means means, void *ctx) {
    white w = {0};
    size_t best = 0, lines = 0;
    for (size_t n = 1; n <= HEADING_LINES && at + n <= s->count && !*s->failed; n++) {
        const line *l = &s->lines[at];
        if ((n > 1 && !near_line(l + n - 1)) || !add_headings(s->p, l + n - 1, &w)) {
            break;
        }
        bool adds;
        size_t known = count_known(s, l, n, &w, means, ctx, &adds);
        if (known > 1 && (known > best || (known == best && adds))) {
            *found = w;
            best = known;
            lines = n;
        }
    }
    return lines;
}

/* ---- Columns ---- */

static void cover(bool *covered, const page *p, const line *l) {
    for (size_t i = l->from; i < l->to; i++) {
        double from = p->words[i].x0, to = p->words[i].x1;
        for (size_t x = from > 0 ? (size_t)from : 0; x < WHITE_WIDEST && (double)x <= to; x++) {
            covered[x] = true;
        }
    }
}

/* The widest white space between the middles of two headings; SIZE_MAX: there is none. */
static size_t gap_between(const bool *covered, const white_heading *a, const white_heading *b) {
    double left = (a->x0 + a->x1) / 2, right = (b->x0 + b->x1) / 2;
    size_t from = left > 0 ? (size_t)left : 0, to = right > 0 ? (size_t)right : 0;
    size_t best = 0, at = SIZE_MAX, run = 0;
    for (size_t x = from; x < to && x < WHITE_WIDEST; x++) {
        run = covered[x] ? 0 : run + 1;
        if (run > best) {
            best = run;
            at = x - run / 2;
        }
    }
    return best >= COLUMN_GAP ? at : SIZE_MAX;
}

/* Texts that all begin below the heading's left edge, or below the first text where headings stand
 * in the middle, need no more white space than one that parts words. */
static bool is_ragged(const page *p, const line *l, double left) {
    for (size_t i = l->from; i < l->to; i++) {
        const page_word *w = &p->words[i];
        if (w->x1 > left) {
            bool apart = i == l->from || w->x0 - w[-1].x1 >= COLUMN_GAP;
            return w->x0 < left - SLACK || (w->x0 > left + SLACK && !apart);
        }
    }
    return false;
}

/* A heading in the middle of its column: the texts all begin further left, and none below it. Those
 * that are short end before it, and are none of the column on the left. */
static bool is_shifted(const white *w, size_t i) {
    return w->begun[i] > 1 && !w->flushed[i] && w->start[i] < w->heading[i].x0 - SLACK;
}

static bool keeps_columns(const white *w) {
    for (size_t i = 1; i < w->columns; i++) {
        bool even = w->start[i] > 0 && !w->uneven[i];
        if ((w->ragged[i] || is_shifted(w, i)) && !even &&
            gap_between(w->covered, &w->heading[i - 1], &w->heading[i]) == SIZE_MAX) {
            return false;
        }
    }
    return true;
}

/* The first word between the middles of two headings with a column's white space before it. */
static double first_text(const page *p, const line *l, const white_heading *a,
                         const white_heading *b) {
    for (size_t i = l->from; i < l->to; i++) {
        const page_word *w = &p->words[i];
        bool apart = i == l->from || w->x0 - w[-1].x1 >= 2 * COLUMN_GAP;
        if (apart && w->x0 > (a->x0 + a->x1) / 2 && w->x0 < (b->x0 + b->x1) / 2) {
            return w->x0;
        }
    }
    return 0;
}

/* Does a text with a column's white space before it begin at `left`? */
static bool begins_at(const page *p, const line *l, double left) {
    for (size_t i = l->from; i < l->to; i++) {
        const page_word *w = &p->words[i];
        bool apart = i == l->from || w->x0 - w[-1].x1 >= COLUMN_GAP;
        if (apart && w->x0 > left - SLACK && w->x0 < left + SLACK) {
            return true;
        }
    }
    return false;
}

static void add_line(white *w, const page *p, const line *l, bool heading) {
    cover(w->covered, p, l);
    for (size_t i = 1; i < w->columns; i++) {
        w->ragged[i] |= is_ragged(p, l, w->heading[i].x0);
        if (!heading && w->start[i] <= 0) {
            w->start[i] = first_text(p, l, &w->heading[i - 1], &w->heading[i]);
        }
        w->uneven[i] |= !heading && w->start[i] > 0 && is_ragged(p, l, w->start[i]);
        w->begun[i] += !heading && w->start[i] > 0 && begins_at(p, l, w->start[i]);
        w->flushed[i] |= !heading && begins_at(p, l, w->heading[i].x0);
    }
}

static void find_edges(search *s, white *w, size_t from, size_t to) {
    double low = w->heading[0].x0, high = w->heading[w->columns - 1].x1;
    for (size_t i = s->lines[from].from; i < s->lines[to - 1].to; i++) {
        low = s->p->words[i].x0 < low ? s->p->words[i].x0 : low;
        high = s->p->words[i].x1 > high ? s->p->words[i].x1 : high;
    }
    w->edge[0] = low - COLUMN_GAP;
    w->edge[w->columns] = high + COLUMN_GAP;
    for (size_t i = 1; i < w->columns; i++) {
        size_t gap = gap_between(w->covered, &w->heading[i - 1], &w->heading[i]);
        bool even = w->start[i] > 0 && !w->uneven[i];
        bool elsewhere = w->ragged[i] || is_shifted(w, i);
        w->edge[i] = elsewhere && gap != SIZE_MAX ? (double)gap
                     : elsewhere && even          ? w->start[i] - 1
                                                  : w->heading[i].x0 - 1;
    }
}

/* The words of a line in a column; 0: none. */
static size_t words_in(const search *s, const line *l, size_t column, size_t *first) {
    const white *w = s->w;
    size_t count = 0;
    for (size_t i = l->from; i < l->to; i++) {
        double at = (s->p->words[i].x0 + s->p->words[i].x1) / 2;
        if (at >= w->edge[column] && at < w->edge[column + 1]) {
            *first = count == 0 ? i : *first;
            count++;
        }
    }
    return count;
}

static size_t filled(const search *s, const line *l) {
    size_t count = 0, first;
    for (size_t c = 0; c < s->w->columns; c++) {
        count += words_in(s, l, c, &first) != 0;
    }
    return count;
}

/* ---- How far down the table reaches ---- */

/* From the middle of the line above. */
static double pitch(const search *s, size_t i) {
    return mid(&s->lines[i]) - mid(&s->lines[i - 1]);
}

static bool large(const search *s, const line *l) {
    return l->y1 - l->y0 > 1.12 * s->usual;
}

/* Does the line begin as what stands below actions: "Next meeting: ..."? */
static bool begins_other(search *s, const line *l) {
    char text[WHITE_LABEL];
    size_t len = 0;
    for (size_t i = l->from; i < l->to; i++) {
        pm_str word = s->p->words[i].text;
        if (len + word.len + 1 > sizeof text) {
            break;
        }
        memcpy(text + len, word.data, word.len);
        len += word.len;
        text[len++] = ' ';
        bool alone, ends = text[len - 2] == ':';
        if (ends) {
            return other_label((pm_str){text, len - 1}, &alone);
        }
    }
    return false;
}

/* A line by itself in one column, further below than any before, is text behind the table; so is
 * one in the first that begins with a label of what is none of the actions. */
static size_t cut_off(search *s, size_t from, size_t to) {
    double widest = s->w->pitch; /* on the page before */
    for (size_t i = from != 0 ? from : 1; i < to; i++) {
        size_t first;
        if (i > from && filled(s, &s->lines[i]) == 1 && words_in(s, &s->lines[i], 0, &first) != 0 &&
            begins_other(s, &s->lines[i])) {
            return i;
        }
        if (i > from + 2 && pitch(s, i) > 1.3 * widest && filled(s, &s->lines[i]) < 2) {
            return i;
        }
        widest = pitch(s, i) > widest ? pitch(s, i) : widest;
    }
    s->w->pitch = widest;
    return to;
}

/* So is one that begins to the left of where two lines or more began. */
static bool stands_out(const search *s, const white *w, size_t i) {
    return w->flush > 1 && s->p->words[s->lines[i].from].x0 < w->left - SLACK;
}

static void note_left(const search *s, white *w, size_t i) {
    double x = s->p->words[s->lines[i].from].x0;
    bool further = w->flush == 0 || x < w->left - SLACK;
    w->flush = further ? 1 : w->flush + (x < w->left + SLACK);
    w->left = further ? x : w->left;
}

/* The line behind the last one that keeps the columns. What is white is noted. */
static size_t find_end(search *s, white *w, size_t from, size_t at) {
    for (; at < s->count && !large(s, &s->lines[at]); at++) {
        white wider = *w;
        add_line(&wider, s->p, &s->lines[at], false);
        if (!keeps_columns(&wider) || stands_out(s, w, at)) {
            break;
        }
        note_left(s, &wider, at);
        *w = wider;
    }
    if (at > from) {
        find_edges(s, w, from, at);
    }
    return at;
}

/* ---- Rows ---- */

/* A line across most of the table between two lines of words. */
static bool ruled(const search *s, size_t i) {
    double left = s->w->edge[0], right = s->w->edge[s->w->columns];
    for (size_t k = 0; k < s->across_count; k++) {
        const page_rule *r = &s->across[k];
        double from = r->from > left ? r->from : left, to = r->to < right ? r->to : right;
        if (r->at > mid(&s->lines[i - 1]) && r->at < mid(&s->lines[i]) &&
            to - from > 0.6 * (right - left)) {
            return true;
        }
    }
    return false;
}

static bool rows_by_rules(search *s, size_t from, size_t to) {
    size_t count = 0;
    for (size_t i = from + 1; i < to; i++) {
        s->lines[i].starts = ruled(s, i);
        count += s->lines[i].starts;
    }
    return count != 0;
}

/* What one line takes: the closest that two stand. */
static double least_pitch(const search *s, size_t from, size_t to) {
    double least = 1e9;
    for (size_t i = from + 1; i < to; i++) {
        least = pitch(s, i) < least ? pitch(s, i) : least;
    }
    return least;
}

/* Would the first word of this line have found room on the line before, left of `right`? */
static bool had_room(const page_word *word, const page_word *before, double right) {
    double space = 0.25 * (word->y1 - word->y0);
    return before->x1 + space + (word->x1 - word->x0) < right;
}

/* Does the text of columns begin anew here? In one that had ended it does. One with room left above
 * may have another paragraph: two do begin anew, and one where no text goes on in small letters
 * beside it, or where the table has nothing in another column (`alone`). `row`: the line with which
 * the row began. */
static bool begins_anew(const search *s, size_t row, size_t i, bool alone) {
    size_t room = 0, small = 0, columns = 0, first, above, word;
    for (size_t c = 0; c < s->w->columns; c++) {
        if (words_in(s, &s->lines[i], c, &first) == 0) {
            continue;
        }
        size_t count = words_in(s, &s->lines[i - 1], c, &above);
        bool any = count != 0;
        for (size_t k = row; k < i && !any; k++) {
            any = words_in(s, &s->lines[k], c, &word) != 0;
        }
        if (any && count == 0) {
            return true;
        }
        const page_word *w = &s->p->words[first];
        double right = alone ? s->widest : s->w->edge[c + 1] - COLUMN_GAP;
        room += count != 0 && had_room(w, &s->p->words[above + count - 1], right);
        small += w->text.data[0] >= 'a' && w->text.data[0] <= 'z';
        columns++;
    }
    return room > 1 || (room == 1 && (alone || (columns > 1 && small == 0)));
}

/* Does the only text of the line begin with a capital, or where the line above had room? */
static bool begins_alone(const search *s, size_t i) {
    size_t first, above = 0;
    for (size_t c = 0; c < s->w->columns; c++) {
        if (words_in(s, &s->lines[i], c, &first) == 0) {
            continue;
        }
        const page_word *w = &s->p->words[first];
        size_t count = words_in(s, &s->lines[i - 1], c, &above);
        bool small = w->text.data[0] >= 'a' && w->text.data[0] <= 'z';
        return !small || count == 0 ||
               had_room(w, &s->p->words[above + count - 1], s->w->edge[c + 1] - COLUMN_GAP);
    }
    return false;
}

/* White space that parts rows, more than `least`: the narrowest of what stands above a line with
 * several columns, or below the headings. `alone`: no line has several. */
static double row_pitch(const search *s, size_t from, size_t to, double least, bool *alone) {
    double usual = from != 0 && pitch(s, from) > least ? pitch(s, from) : 1e9;
    *alone = filled(s, &s->lines[from]) < 2;
    for (size_t i = from + 1; i < to; i++) {
        bool several = filled(s, &s->lines[i]) > 1;
        *alone &= !several;
        if (several && pitch(s, i) > least && pitch(s, i) < usual) {
            usual = pitch(s, i);
        }
    }
    return usual;
}

/* Which columns have something in the line; and does one of them begin anew, with room above? */
static size_t columns_of(const search *s, size_t i, size_t from, bool *room) {
    size_t set = 0, first, above;
    *room = i == from;
    for (size_t c = 0; c < s->w->columns; c++) {
        if (words_in(s, &s->lines[i], c, &first) == 0) {
            continue;
        }
        size_t count = i > from ? words_in(s, &s->lines[i - 1], c, &above) : 0;
        *room |= count != 0 && had_room(&s->p->words[first], &s->p->words[above + count - 1],
                                        s->w->edge[c + 1] - COLUMN_GAP);
        set |= (size_t)1 << c;
    }
    return set;
}

/* Texts that go on take lines of their own: where each of several lines has something in the same
 * two columns or more, and none needed another line, each is a row. */
static bool rows_are_lines(const search *s, size_t from, size_t to) {
    enum { LEAST = 3 };
    bool room, each = to - from >= LEAST;
    size_t all = columns_of(s, from, from, &room);
    for (size_t i = from; i < to && each; i++) {
        each = columns_of(s, i, from, &room) == all && room;
    }
    return each && (all & (all - 1)) != 0;
}

/* White space across the whole table parts rows where two columns have something; as much of it
 * does before one column, too, unless that goes on. */
static void rows_by_space(search *s, size_t from, size_t to) {
    enum { FURTHEST_ROW = 64 };
    bool alone;
    double least = 1.12 * least_pitch(s, from, to);
    double usual = row_pitch(s, from, to, least, &alone);
    size_t row = from;
    s->widest = 0;
    for (size_t i = from; i < to; i++) {
        double right = s->p->words[s->lines[i].to - 1].x1;
        s->widest = right > s->widest ? right : s->widest;
    }
    bool each = rows_are_lines(s, from, to);
    for (size_t i = from + 1; i < to; i++) {
        bool as_wide = pitch(s, i) > 0.95 * usual && (alone || begins_alone(s, i));
        s->lines[i].starts =
            each || (pitch(s, i) > least && (filled(s, &s->lines[i]) > 1 || as_wide)) ||
            begins_anew(s, i - row < FURTHEST_ROW ? row : i - FURTHEST_ROW, i, alone);
        row = s->lines[i].starts ? i : row;
    }
}

/* ---- Lines are drawn ---- */

static bool draw(page *p, bool across, double at, double from, double to) {
    page_rule **rules = across ? &p->across : &p->down;
    size_t *count = across ? &p->across_count : &p->down_count;
    size_t *cap = across ? &p->across_cap : &p->down_cap;
    if (!mem_grow(p->allocator, (void **)rules, cap, *count + 1, sizeof **rules)) {
        return false;
    }
    (*rules)[(*count)++] = (page_rule){at, from, to};
    return true;
}

/* Around the columns, below the headings, and above each line that begins a row. */
static bool draw_table(search *s, size_t from, size_t to) {
    const white *w = s->w;
    double top = s->lines[from].y0 - 1, bottom = s->lines[to - 1].y1 + 1;
    double left = w->edge[0], right = w->edge[w->columns];
    bool drawn = draw(s->p, true, top, left, right) && draw(s->p, true, bottom, left, right);
    for (size_t i = 0; i <= w->columns && drawn; i++) {
        drawn = draw(s->p, false, w->edge[i], top, bottom);
    }
    for (size_t i = from + 1; i < to && drawn; i++) {
        if (s->lines[i].starts) {
            drawn = draw(s->p, true, (mid(&s->lines[i - 1]) + mid(&s->lines[i])) / 2, left, right);
        }
    }
    return drawn;
}

/* From this line to that one, with as many lines of headings. Returns the line behind. */
static size_t put_table(search *s, size_t from, size_t headings, size_t to) {
    size_t body = from + headings;
    to = cut_off(s, body, to);
    if (!rows_by_rules(s, body, to)) {
        rows_by_space(s, body, to);
    }
    for (size_t i = from; i <= body && i < to; i++) {
        s->lines[i].starts = i == body;
    }
    s->w->open = to == s->count;
    *s->failed |= !draw_table(s, from, to);
    return to;
}

/* The rest of a table that ended the page before, from the top of this one on. */
static size_t put_rest(search *s) {
    white w = *s->w;
    size_t to = find_end(s, &w, 0, 0), most = 0;
    for (size_t i = 0; i < to; i++) {
        size_t columns = filled(s, &s->lines[i]);
        most = columns > most ? columns : most;
    }
    /* the last row alone may go on, in small letters */
    pm_str first = to != 0 ? s->p->words[s->lines[0].from].text : (pm_str){NULL, 0};
    bool small = first.len != 0 && first.data[0] >= 'a' && first.data[0] <= 'z';
    if (most < 2 && !small) {
        return 0;
    }
    *s->w = w;
    return put_table(s, 0, 0, to);
}

static bool page_is_white(search *s, page_means means, void *ctx) {
    bool any = false, open = s->w->open;
    size_t next;
    s->w->open = false;
    for (size_t i = 0; i < s->count && !*s->failed; i = next) {
        white found = {0};
        size_t lines = find_headings(s, i, &found, means, ctx);
        next = i + 1;
        if (lines == 0 && i == 0 && open && (next = put_rest(s)) != 0) {
            any = true;
            continue;
        }
        next = next > i ? next : i + 1;
        if (lines == 0) {
            continue;
        }
        for (size_t k = i; k < i + lines; k++) {
            add_line(&found, s->p, &s->lines[k], true);
        }
        size_t end = find_end(s, &found, i, i + lines);
        if (end > i + lines && keeps_columns(&found)) {
            *s->w = found;
            any = true;
            next = put_table(s, i, lines, end);
        }
    }
    return any;
}

bool page_draw_white(page *p, white *w, double usual, arena *memory, page_means means, void *ctx,
                     bool *failed) {
    search s = {.p = p, .w = w, .usual = usual, .memory = memory, .failed = failed};
    size_t rules = p->across_count;
    if (p->word_count == 0) {
        return false;
    }
    s.lines = arena_alloc(memory, p->word_count * sizeof *s.lines);
    s.across = rules != 0 ? arena_alloc(memory, rules * sizeof *s.across) : NULL;
    if (s.lines == NULL || (rules != 0 && s.across == NULL)) {
        *failed = true;
        return false;
    }
    if (rules != 0) {
        memcpy(s.across, p->across, rules * sizeof *s.across);
    }
    s.across_count = rules;
    p->across_count = p->down_count = 0;
    s.count = find_lines(p, s.lines);
    return page_is_white(&s, means, ctx) && !*failed;
}

/* SPDX-License-Identifier: MIT
 * Keeps true: a table that white space alone makes is seen only below headings that are known; its
 * lines are drawn where the white space is, so that it is read as any other. */
#include <stdlib.h>
#include <string.h>

#include "documents/page.h"

enum { WIDEST = 2000, HEADING_GAP = 8, COLUMN_GAP = 4, MOST_HEADINGS = 16 };

/* Words with white space above and below. */
typedef struct band {
    size_t from, to;
    double y0, y1;
} band;

typedef struct heading {
    double x0, x1;
} heading;

static int by_top(const void *a, const void *b) {
    const page_word *v = a, *w = b;
    return v->y0 < w->y0 ? -1 : v->y0 > w->y0;
}

static int by_left(const void *a, const void *b) {
    const page_word *v = a, *w = b;
    return v->x0 < w->x0 ? -1 : v->x0 > w->x0;
}

static size_t find_bands(page *p, band *out) {
    size_t count = 0;
    qsort(p->words, p->word_count, sizeof *p->words, by_top);
    for (size_t i = 0; i < p->word_count; i++) {
        const page_word *w = &p->words[i];
        band *b = count != 0 ? &out[count - 1] : NULL;
        if (b != NULL && w->y0 < b->y1 + 0.2 * (w->y1 - w->y0)) {
            b->to = i + 1;
            b->y1 = w->y1 > b->y1 ? w->y1 : b->y1;
            continue;
        }
        out[count++] = (band){i, i + 1, w->y0, w->y1};
    }
    return count;
}

/* Parts of the band with white space between them; 0: too many. */
static size_t find_headings(page *p, const band *b, heading *out) {
    size_t count = 0;
    qsort(p->words + b->from, b->to - b->from, sizeof *p->words, by_left);
    for (size_t i = b->from; i < b->to; i++) {
        const page_word *w = &p->words[i];
        heading *h = count != 0 ? &out[count - 1] : NULL;
        if (h != NULL && w->x0 < h->x1 + HEADING_GAP) {
            h->x1 = w->x1 > h->x1 ? w->x1 : h->x1;
            continue;
        }
        if (count == MOST_HEADINGS) {
            return 0;
        }
        out[count++] = (heading){w->x0, w->x1};
    }
    return count;
}

/* Do the parts mean an action and something else? */
static bool are_headings(page *p, const band *b, const heading *h, size_t count, arena *memory,
                         page_means means, void *ctx, bool *failed) {
    size_t known = 0, actions = 0;
    for (size_t i = 0; i < count && count > 1 && !*failed; i++) {
        page_word words[MOST_HEADINGS];
        size_t held = 0;
        for (size_t k = b->from; k < b->to && held < MOST_HEADINGS; k++) {
            if (p->words[k].x0 >= h[i].x0 && p->words[k].x0 <= h[i].x1) {
                words[held++] = p->words[k];
            }
        }
        const set_paragraph *text = page_set(memory, words, held, h[i].x0, h[i].x1, true, failed);
        bool action = false;
        known += text != NULL && text->next == NULL && means(ctx, text->text, &action);
        actions += action;
    }
    return known > 1 && actions != 0;
}

static void cover(bool *covered, const page *p, const band *b) {
    for (size_t i = b->from; i < b->to; i++) {
        double from = p->words[i].x0, to = p->words[i].x1;
        for (size_t x = from > 0 ? (size_t)from : 0; x < WIDEST && (double)x <= to; x++) {
            covered[x] = true;
        }
    }
}

/* The widest white space between the middles of two headings; SIZE_MAX: there is none. */
static size_t gap_between(const bool *covered, const heading *a, const heading *b) {
    double left = (a->x0 + a->x1) / 2, right = (b->x0 + b->x1) / 2;
    size_t from = left > 0 ? (size_t)left : 0, to = right > 0 ? (size_t)right : 0;
    size_t best = 0, at = SIZE_MAX, run = 0;
    for (size_t x = from; x < to && x < WIDEST; x++) {
        run = covered[x] ? 0 : run + 1;
        if (run > best) {
            best = run;
            at = x - run / 2;
        }
    }
    return best >= COLUMN_GAP ? at : SIZE_MAX;
}

static bool keeps_columns(const bool *covered, const heading *h, size_t count) {
    for (size_t i = 1; i < count; i++) {
        if (gap_between(covered, &h[i - 1], &h[i]) == SIZE_MAX) {
            return false;
        }
    }
    return true;
}

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

/* How many columns the band has something in. */
static size_t filled(const page *p, const band *b, const double *edge, size_t columns) {
    size_t count = 0;
    for (size_t c = 0; c < columns; c++) {
        bool any = false;
        for (size_t i = b->from; i < b->to && !any; i++) {
            any = p->words[i].x0 >= edge[c] && p->words[i].x0 < edge[c + 1];
        }
        count += any;
    }
    return count;
}

/* Lines around the columns, and above each band that begins a row: one with a single column goes
 * on with the row above. */
static bool draw_table(page *p, const band *b, size_t count, const bool *covered, const heading *h,
                       size_t columns) {
    double edge[MOST_HEADINGS + 1], low = p->width, high = 0;
    for (size_t i = b[0].from; i < b[count - 1].to; i++) {
        low = p->words[i].x0 < low ? p->words[i].x0 : low;
        high = p->words[i].x1 > high ? p->words[i].x1 : high;
    }
    edge[0] = low - COLUMN_GAP;
    edge[columns] = high + COLUMN_GAP;
    for (size_t i = 1; i < columns; i++) {
        edge[i] = (double)gap_between(covered, &h[i - 1], &h[i]);
    }
    double top = b[0].y0 - 1, bottom = b[count - 1].y1 + 1;
    bool drawn =
        draw(p, true, top, edge[0], edge[columns]) && draw(p, true, bottom, edge[0], edge[columns]);
    for (size_t i = 0; i <= columns && drawn; i++) {
        drawn = draw(p, false, edge[i], top, bottom);
    }
    for (size_t i = 1; i < count && drawn; i++) {
        if (filled(p, &b[i], edge, columns) > 1) {
            drawn = draw(p, true, (b[i - 1].y1 + b[i].y0) / 2, edge[0], edge[columns]);
        }
    }
    return drawn;
}

static bool large(const page *p, const band *b, double usual) {
    return p->words[b->from].y1 - p->words[b->from].y0 > 1.12 * usual;
}

bool page_draw_white(page *p, double usual, arena *memory, page_means means, void *ctx,
                     bool *failed) {
    bool covered[WIDEST], wider[WIDEST], any = false;
    heading h[MOST_HEADINGS];
    p->across_count = p->down_count = 0;
    band *bands = p->word_count != 0 ? arena_alloc(memory, p->word_count * sizeof *bands) : NULL;
    *failed |= p->word_count != 0 && bands == NULL;
    size_t count = bands != NULL ? find_bands(p, bands) : 0;
    for (size_t i = 0, next; i + 1 < count && !*failed; i = next) {
        size_t columns = find_headings(p, &bands[i], h);
        next = i + 1;
        if (!are_headings(p, &bands[i], h, columns, memory, means, ctx, failed)) {
            continue;
        }
        memset(covered, 0, sizeof covered);
        cover(covered, p, &bands[i]);
        for (; next < count && !large(p, &bands[next], usual); next++) {
            memcpy(wider, covered, sizeof wider);
            cover(wider, p, &bands[next]);
            if (!keeps_columns(wider, h, columns)) {
                break;
            }
            memcpy(covered, wider, sizeof covered);
        }
        if (next > i + 1) {
            any = true;
            *failed |= !draw_table(p, &bands[i], next - i, covered, h, columns);
        }
    }
    return any && !*failed;
}

/* SPDX-License-Identifier: MIT
 * Keeps true: what other programs say of a page is read in one pass, without trust: what is cut
 * off, no number or out of bounds is left out. */
#include "documents/page.h"

#include <string.h>

void page_init(page *p, const pm_allocator *a) {
    *p = (page){.allocator = a};
    arena_init(&p->texts, a);
}

void page_clear(page *p) {
    arena_reset(&p->texts);
    p->word_count = p->across_count = p->down_count = 0;
}

void page_free(page *p) {
    arena_free(&p->texts);
    mem_free(p->allocator, p->words);
    mem_free(p->allocator, p->across);
    mem_free(p->allocator, p->down);
    mem_free(p->allocator, p->known.slots);
}

/* ---- Words that are whole ---- */

static uint64_t hash_letters(pm_str s, uint64_t h) {
    while (s.len != 0 && strchr(".,;:?!)", s.data[s.len - 1]) != NULL) {
        s.len--;
    }
    for (size_t i = 0; i < s.len; i++) {
        char c = ascii_lower(s.data[i]);
        h = hash_bytes(&c, 1, h);
    }
    return h != 0 ? h : 1;
}

static size_t slot_of(const word_set *known, uint64_t h) {
    size_t i = (size_t)h & (known->cap - 1);
    while (known->slots[i] != 0 && known->slots[i] != h) {
        i = (i + 1) & (known->cap - 1);
    }
    return i;
}

bool page_knows(const word_set *known, pm_str a, pm_str b) {
    uint64_t h = hash_letters(a, HASH_SEED);
    h = b.len != 0 ? hash_letters(b, h) : h;
    return known->cap != 0 && known->slots[slot_of(known, h)] == h;
}

bool page_note_words(page *p) {
    enum { CAP = 1 << 15 }; /* a document with more words than half of these has enough of them */
    word_set *known = &p->known;
    if (known->slots == NULL) {
        known->slots = mem_zalloc(p->allocator, CAP * sizeof *known->slots);
        known->cap = known->slots != NULL ? CAP : 0;
    }
    for (size_t i = 1; i < p->word_count && known->used < known->cap / 2; i++) {
        const page_word *a = &p->words[i - 1], *w = &p->words[i];
        double tall = w->y1 - w->y0, gap = w->x0 - a->x1;
        bool behind = w->y0 < a->y0 + tall / 2 && w->y0 > a->y0 - tall / 2 && gap > 0 && gap < tall;
        uint64_t h = hash_letters(w->text, HASH_SEED);
        size_t at = slot_of(known, h);
        if (behind && known->slots[at] == 0) {
            known->slots[at] = h;
            known->used++;
        }
    }
    return known->slots != NULL;
}

/* ---- Tags, as these programs write them ---- */

/* The next tag from *at on, without its brackets; *at is then behind it. */
static bool next_tag(pm_str s, size_t *at, pm_str *tag) {
    const char *open = *at < s.len ? memchr(s.data + *at, '<', s.len - *at) : NULL;
    size_t from = open != NULL ? (size_t)(open - s.data) + 1 : s.len;
    const char *close = from < s.len ? memchr(s.data + from, '>', s.len - from) : NULL;
    if (close == NULL) {
        *at = s.len;
        return false;
    }
    *tag = str_slice(s, from, (size_t)(close - s.data));
    *at = (size_t)(close - s.data) + 1;
    return true;
}

static bool is_tag(pm_str tag, pm_str name) {
    return str_starts(tag, name) && (tag.len == name.len || tag.data[name.len] == ' ' ||
                                     tag.data[name.len] == '/' || tag.data[name.len] == '\n');
}

static pm_str attribute(pm_str tag, pm_str name) {
    for (size_t i = 0; i + name.len + 3 < tag.len; i++) {
        pm_str rest = str_slice(tag, i + 1, tag.len);
        if (tag.data[i] == ' ' && str_starts(rest, name) && rest.data[name.len] == '=' &&
            rest.data[name.len + 1] == '"') {
            pm_str value = str_slice(rest, name.len + 2, rest.len);
            const char *end = memchr(value.data, '"', value.len);
            return str_slice(value, 0, end != NULL ? (size_t)(end - value.data) : 0);
        }
    }
    return (pm_str){NULL, 0};
}

/* A number at *at, behind white space and commas; false: there is none. The locale plays no part.
 */
static bool next_number(pm_str s, size_t *at, double *out) {
    double value = 0, unit = 1;
    size_t digits = 0, i = *at;
    while (i < s.len && (ascii_space(s.data[i]) || s.data[i] == ',')) {
        i++;
    }
    bool minus = i < s.len && s.data[i] == '-';
    i += minus;
    for (bool fraction = false; i < s.len && digits < 32; i++) {
        if (s.data[i] == '.' && !fraction) {
            fraction = true;
        } else if (ascii_digit(s.data[i])) {
            unit = fraction ? unit / 10 : unit;
            value = fraction ? value + unit * (s.data[i] - '0') : value * 10 + (s.data[i] - '0');
            digits++;
        } else {
            break;
        }
    }
    *out = minus ? -value : value;
    *at = i;
    return digits != 0 && value < 100000;
}

static bool number_of(pm_str tag, pm_str name, double *out) {
    pm_str value = attribute(tag, name);
    size_t at = 0;
    return next_number(value, &at, out);
}

/* ---- Words ---- */

/* Appends what "&amp;" and the like stand for; returns how far it read. */
static size_t put_entity(char *out, size_t *len, pm_str s) {
    static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    static const char marks[] = "&<>\"'";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_starts(s, str_from(names[i]))) {
            out[(*len)++] = marks[i];
            return strlen(names[i]);
        }
    }
    out[(*len)++] = '&';
    return 1;
}

static pm_status add_word(page *p, pm_str tag, pm_str text) {
    page_word w;
    bool placed = number_of(tag, STR("xMin"), &w.x0) && number_of(tag, STR("yMin"), &w.y0) &&
                  number_of(tag, STR("xMax"), &w.x1) && number_of(tag, STR("yMax"), &w.y1);
    if (!placed || text.len == 0 || w.x1 < w.x0 || w.y1 <= w.y0) {
        return PM_OK;
    }
    char *copy = arena_alloc(&p->texts, text.len);
    if (copy == NULL || !mem_grow(p->allocator, (void **)&p->words, &p->word_cap, p->word_count + 1,
                                  sizeof *p->words)) {
        return PM_ERR_MEMORY;
    }
    size_t len = 0;
    for (size_t i = 0; i < text.len;) {
        if (text.data[i] == '&') {
            i += put_entity(copy, &len, str_slice(text, i, text.len));
        } else {
            copy[len++] = text.data[i++];
        }
    }
    w.text = str_trim((pm_str){copy, len});
    if (w.text.len != 0) {
        p->words[p->word_count++] = w;
    }
    return p->word_count > PAGE_WORDS ? PM_ERR_LIMIT : PM_OK;
}

pm_status page_read_words(page *p, pm_str text, size_t *at) {
    pm_str tag;
    bool inside = false;
    pm_status status = PM_OK;
    page_clear(p);
    while (status == PM_OK && next_tag(text, at, &tag)) {
        if (is_tag(tag, STR("page"))) {
            inside = number_of(tag, STR("width"), &p->width) &&
                     number_of(tag, STR("height"), &p->height);
            p->number++;
        } else if (is_tag(tag, STR("/page"))) {
            return PM_OK;
        } else if (inside && is_tag(tag, STR("word"))) {
            const char *end = *at < text.len ? memchr(text.data + *at, '<', text.len - *at) : NULL;
            size_t to = end != NULL ? (size_t)(end - text.data) : *at;
            status = add_word(p, tag, str_slice(text, *at, to));
        }
    }
    return status != PM_OK ? status : PM_END;
}

/* ---- Ruling lines ---- */

typedef struct matrix {
    double a, b, c, d, e, f;
} matrix;

static matrix matrix_of(pm_str tag) {
    matrix m = {1, 0, 0, 1, 0, 0};
    pm_str s = attribute(tag, STR("transform"));
    double n[6];
    size_t at = 7, count = 0;
    if (!str_starts(s, STR("matrix("))) {
        return m;
    }
    while (count < 6 && next_number(s, &at, &n[count])) {
        count++;
    }
    return count == 6 ? (matrix){n[0], n[1], n[2], n[3], n[4], n[5]} : m;
}

typedef struct point {
    double x, y;
} point;

static point place(const matrix *m, point p) {
    return (point){m->a * p.x + m->c * p.y + m->e, m->b * p.x + m->d * p.y + m->f};
}

static double low(double a, double b) {
    return a < b ? a : b;
}
static double high(double a, double b) {
    return a > b ? a : b;
}

/* A stroke, if it runs across or down; what is shorter than a letter is none. */
static pm_status add_rule(page *p, point a, point b) {
    enum { SHORTEST = 5, SLANT = 1 };
    double wide = high(a.x, b.x) - low(a.x, b.x), tall = high(a.y, b.y) - low(a.y, b.y);
    bool across = wide >= SHORTEST && tall <= SLANT, down = tall >= SHORTEST && wide <= SLANT;
    page_rule **rules = across ? &p->across : &p->down;
    size_t *count = across ? &p->across_count : &p->down_count;
    size_t *cap = across ? &p->across_cap : &p->down_cap;
    if ((!across && !down) || *count == PAGE_RULES) {
        return PM_OK;
    }
    if (!mem_grow(p->allocator, (void **)rules, cap, *count + 1, sizeof **rules)) {
        return PM_ERR_MEMORY;
    }
    (*rules)[(*count)++] = across ? (page_rule){(a.y + b.y) / 2, low(a.x, b.x), high(a.x, b.x)}
                                  : (page_rule){(a.x + b.x) / 2, low(a.y, b.y), high(a.y, b.y)};
    return PM_OK;
}

/* A filled box that is thin is a line, too. */
static pm_status add_box(page *p, const point *corner, size_t count) {
    enum { THICKEST = 4 };
    point from = corner[0], to = corner[0];
    for (size_t i = 1; i < count; i++) {
        from = (point){low(from.x, corner[i].x), low(from.y, corner[i].y)};
        to = (point){high(to.x, corner[i].x), high(to.y, corner[i].y)};
    }
    double wide = to.x - from.x, tall = to.y - from.y;
    if (count < 4 || (wide > THICKEST && tall > THICKEST)) {
        return PM_OK;
    }
    if (wide < tall) {
        from.x = to.x = (from.x + to.x) / 2;
    } else {
        from.y = to.y = (from.y + to.y) / 2;
    }
    return add_rule(p, from, to);
}

static pm_status end_figure(page *p, const point *points, size_t count, bool stroked) {
    pm_status status = PM_OK;
    if (!stroked) {
        return count != 0 ? add_box(p, points, count) : PM_OK;
    }
    for (size_t i = 1; i < count && status == PM_OK; i++) {
        status = add_rule(p, points[i - 1], points[i]);
    }
    return status;
}

/* "M 1 2 L 3 4 L 5 6 Z": figures of straight lines; those with curves are no lines of tables. */
static pm_status add_path(page *p, pm_str d, const matrix *m, bool stroked) {
    enum { MOST = 64 };
    point points[MOST], at;
    size_t count = 0;
    bool straight = true;
    pm_status status = PM_OK;
    for (size_t i = 0; i < d.len && status == PM_OK;) {
        char c = d.data[i++];
        if (c == 'M') {
            status = straight ? end_figure(p, points, count, stroked) : PM_OK;
            count = 0;
            straight = true;
        }
        if ((c == 'M' || c == 'L') && next_number(d, &i, &at.x) && next_number(d, &i, &at.y)) {
            straight &= count < MOST;
            points[count < MOST ? count++ : MOST - 1] = place(m, at);
        } else if (c == 'Z' && count != 0 && count < MOST) {
            points[count] = points[0];
            count++;
        } else if (c == 'C') {
            straight = false;
        }
    }
    return status == PM_OK && straight ? end_figure(p, points, count, stroked) : status;
}

static bool defines(pm_str tag) {
    static const char *const names[] = {"defs", "symbol", "clipPath", "mask", "pattern"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (is_tag(tag, str_from(names[i]))) {
            return tag.data[tag.len - 1] != '/';
        }
    }
    return false;
}

static bool has(pm_str s, const char *word) {
    size_t len = strlen(word);
    for (size_t i = 0; i + len <= s.len; i++) {
        if (memcmp(s.data + i, word, len) == 0) {
            return true;
        }
    }
    return false;
}

static pm_status read_path(page *p, pm_str tag) {
    pm_str style = attribute(tag, STR("style")), stroke = attribute(tag, STR("stroke"));
    bool stroked = stroke.len != 0 ? !str_equal(stroke, STR("none"))
                                   : has(style, "stroke:") && !has(style, "stroke:none");
    matrix m = matrix_of(tag);
    return add_path(p, attribute(tag, STR("d")), &m, stroked);
}

pm_status page_read_rules(page *p, pm_str svg) {
    size_t at = 0, hidden = 0;
    pm_str tag;
    pm_status status = PM_OK;
    while (status == PM_OK && next_tag(svg, &at, &tag)) {
        bool closes = tag.len != 0 && tag.data[0] == '/';
        if (defines(closes ? str_slice(tag, 1, tag.len) : tag)) {
            hidden = closes ? hidden - (hidden != 0) : hidden + 1;
        } else if (hidden == 0 && is_tag(tag, STR("path"))) {
            status = read_path(p, tag);
        }
    }
    return status;
}

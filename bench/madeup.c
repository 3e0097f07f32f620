/* SPDX-License-Identifier: MIT
 * Keeps true: each byte depends on the seed, the stretch and words.c alone. */
#include "madeup.h"

#include <stdlib.h>
#include <string.h>

#include "words.h"

enum { QUANTILES = 11, TRIES = 5, MAX_TAILS = 12, MAX_DEPTH = 12 };

/* How a plan is written. Shares, lengths and filled columns are those of corpus/plans.csv by
 * template. */
struct voice {
    const char *name;
    unsigned share;              /* of 1000 plans */
    unsigned filled[PM_COLUMNS]; /* of 1000 rows; the action itself is always there */
    unsigned filler;             /* of 1000 actions that open with an empty phrase */
    unsigned length[QUANTILES];  /* bytes of an action: deciles */
};

static const voice voices[] = {
    {"formal", 253, {1000, 900, 540, 490}, 40, {12, 32, 44, 57, 64, 70, 77, 84, 95, 111, 158}},
    {"jottings", 287, {1000, 480, 240, 0}, 10, {6, 15, 17, 25, 31, 36, 42, 48, 52, 57, 77}},
    {"plain", 148, {1000, 890, 530, 0}, 40, {12, 30, 36, 43, 48, 54, 59, 64, 68, 76, 107}},
    {"child", 119, {1000, 0, 0, 0}, 0, {33, 46, 53, 58, 61, 73, 82, 95, 102, 109, 131}},
    {"minutes", 105, {1000, 130, 60, 0}, 80, {11, 26, 29, 35, 44, 49, 64, 74, 80, 82, 122}},
    {"runon", 88, {1000, 0, 0, 0}, 60, {44, 63, 86, 94, 130, 155, 169, 201, 214, 249, 354}},
};
enum { VOICES = sizeof voices / sizeof *voices };

static const char *const bound_names[PLAN_BINDINGS] = {"child",  "sibling",  "mother",
                                                       "father", "relative", "worker"};
static const char *const cell_lists[PM_COLUMNS] = {NULL, "who", "by_when", "measure"};
static const char *const cell_keys[PM_COLUMNS] = {"action", "who", "by_when", "measure"};

/* ---- numbers ---- */

/* splitmix64 (Steele, Lea and Flood 2014). */
static uint64_t next_number(plan_source *s) {
    uint64_t z = s->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static unsigned below(plan_source *s, unsigned n) {
    return (unsigned)(((next_number(s) >> 32) * n) >> 32);
}

static bool chance(plan_source *s, unsigned of_1000) {
    return below(s, 1000) < of_1000;
}

/* ---- word lists ---- */

struct word_choice {
    pm_str name;
    pm_str *items;
    unsigned count;
};

static int compare_choices(const void *a, const void *b) {
    return str_compare(((const word_choice *)a)->name, ((const word_choice *)b)->name);
}

static const word_choice *find_choice(const plan_source *s, pm_str name) {
    const word_choice key = {.name = name};
    return bsearch(&key, s->choices, s->choice_count, sizeof key, compare_choices);
}

static bool split_words(arena *memory, const word_list *list, word_choice *out) {
    pm_str words = str_from(list->words);
    out->name = str_from(list->name);
    out->count = 1;
    for (size_t i = 0; i < words.len; i++) {
        out->count += words.data[i] == '|';
    }
    out->items = arena_alloc(memory, out->count * sizeof *out->items);
    size_t from = 0;
    for (size_t i = 0, n = 0; out->items != NULL && i <= words.len; i++) {
        if (i == words.len || words.data[i] == '|') {
            out->items[n++] = str_slice(words, from, i);
            from = i + 1;
        }
    }
    return out->items != NULL;
}

/* ---- expansion ---- */

typedef struct slot {
    pm_str name;
    unsigned percent;
} slot;

static unsigned read_number(pm_str s, size_t *i) {
    unsigned n = 0;
    while (*i < s.len && ascii_digit(s.data[*i])) {
        n = n * 10 + (unsigned)(s.data[(*i)++] - '0');
    }
    return n;
}

static slot read_slot(pm_str inside) {
    const char *mark = memchr(inside.data, '?', inside.len);
    size_t at = mark != NULL ? (size_t)(mark - inside.data) : inside.len;
    slot found = {str_slice(inside, 0, at), 100};
    if (mark != NULL) {
        at++;
        found.percent = read_number(inside, &at);
    }
    return found;
}

static void put_number(plan_source *s, pm_str range, buffer *out) {
    size_t i = 1;
    unsigned low = read_number(range, &i);
    i++;
    unsigned high = read_number(range, &i);
    buffer_unsigned(out, low + below(s, high - low + 1));
}

static bool expand_text(plan_source *s, pm_str text, int depth, buffer *out);

/* The people of the plan first, then the lists of words. */
static bool expand_name(plan_source *s, pm_str name, int depth, buffer *out) {
    for (size_t i = 0; i < PLAN_BINDINGS; i++) {
        if (str_equal(name, str_from(bound_names[i])) && s->bound[i].len != 0) {
            buffer_str(out, buffer_view(&s->bound[i]));
            return true;
        }
    }
    const word_choice *c = find_choice(s, name);
    return c != NULL && expand_text(s, c->items[below(s, c->count)], depth + 1, out);
}

static bool expand_slot(plan_source *s, pm_str inside, int depth, buffer *out) {
    if (inside.len != 0 && inside.data[0] == '#') {
        put_number(s, inside, out);
        return true;
    }
    slot wanted = read_slot(inside);
    if (wanted.percent < 100 && below(s, 100) >= wanted.percent) {
        return true;
    }
    char lower[64];
    bool capital = wanted.name.len != 0 && wanted.name.len < sizeof lower &&
                   ascii_upper(wanted.name.data[0]) && find_choice(s, wanted.name) == NULL;
    if (!capital) {
        return expand_name(s, wanted.name, depth, out);
    }
    size_t from = out->len;
    memcpy(lower, wanted.name.data, wanted.name.len);
    lower[0] = ascii_lower(lower[0]);
    bool good = expand_name(s, (pm_str){lower, wanted.name.len}, depth, out);
    if (good && out->len > from && out->data[from] >= 'a' && out->data[from] <= 'z') {
        out->data[from] = (char)(out->data[from] - 'a' + 'A');
    }
    return good;
}

static bool expand_text(plan_source *s, pm_str text, int depth, buffer *out) {
    if (depth > MAX_DEPTH) {
        return false;
    }
    for (size_t i = 0; i < text.len;) {
        const char *open = memchr(text.data + i, '{', text.len - i);
        size_t at = open != NULL ? (size_t)(open - text.data) : text.len;
        buffer_put(out, text.data + i, at - i);
        if (open == NULL) {
            break;
        }
        const char *close = memchr(open, '}', text.len - at);
        size_t end = close != NULL ? (size_t)(close - text.data) : text.len;
        if (close == NULL || !expand_slot(s, str_slice(text, at + 1, end), depth, out)) {
            return false;
        }
        i = end + 1;
    }
    return !out->failed;
}

/* `name.voice` when there is such a list, else `name`. */
static bool expand_voiced(plan_source *s, const char *name, buffer *out) {
    char full[64];
    size_t a = strlen(name), b = strlen(s->voice->name);
    memcpy(full, name, a);
    full[a] = '.';
    memcpy(full + a + 1, s->voice->name, b);
    pm_str voiced = {full, a + 1 + b};
    const word_choice *c = find_choice(s, voiced);
    c = c != NULL ? c : find_choice(s, str_from(name));
    return c != NULL && expand_text(s, c->items[below(s, c->count)], 0, out);
}

/* ---- plans and actions ---- */

static const voice *pick_voice(plan_source *s) {
    unsigned at = below(s, 1000);
    size_t i = 0;
    while (i + 1 < VOICES && at >= voices[i].share) {
        at -= voices[i++].share;
    }
    return &voices[i];
}

static bool begin_plan(plan_source *s) {
    s->voice = pick_voice(s);
    s->curly = chance(s, 120);
    s->left = 2 + below(s, 5) + below(s, 5); /* 2 to 10, 6 at the mean */
    s->row.plan++;
    s->row.number = 0;
    for (size_t i = 0; i < PLAN_BINDINGS; i++) {
        buffer_clear(&s->bound[i]);
    }
    for (size_t i = 0; i < PLAN_BINDINGS; i++) { /* a name may be made with those before it */
        buffer_clear(&s->trial);
        if (!expand_voiced(s, bound_names[i], &s->trial)) {
            return false;
        }
        buffer_str(&s->bound[i], buffer_view(&s->trial));
    }
    return true;
}

static unsigned pick_length(plan_source *s) {
    unsigned at = below(s, (QUANTILES - 1) * 1000);
    const unsigned *q = s->voice->length + at / 1000;
    return (q[0] + (q[1] - q[0]) * (at % 1000) / 1000) * s->stretch / 100;
}

static size_t distance(size_t a, size_t b) {
    return a > b ? a - b : b - a;
}

/* One try at an action of about `length` bytes: tails are added while they bring it nearer. */
static bool try_action(plan_source *s, size_t length, buffer *out) {
    buffer_clear(out);
    if (chance(s, s->voice->filler) && !expand_voiced(s, "filler", out)) {
        return false;
    }
    if (!expand_voiced(s, "core", out)) {
        return false;
    }
    for (int i = 0; i < MAX_TAILS && out->len + 8 < length; i++) {
        size_t before = out->len;
        if (!expand_voiced(s, "tail", out)) {
            return false;
        }
        if (distance(out->len, length) > distance(before, length)) {
            out->len = before;
        }
    }
    return true;
}

static bool make_action(plan_source *s, buffer *out) {
    size_t length = pick_length(s);
    for (int i = 0; i < TRIES; i++) {
        if (!try_action(s, length, &s->trial)) {
            return false;
        }
        if (i == 0 || distance(s->trial.len, length) < distance(s->best.len, length)) {
            buffer swap = s->best;
            s->best = s->trial;
            s->trial = swap;
        }
    }
    buffer_str(out, buffer_view(&s->best));
    unsigned full_stop = s->voice == &voices[1] ? 60 : 450;
    if (chance(s, full_stop) && out->len != 0 && ascii_alpha(out->data[out->len - 1])) {
        buffer_char(out, '.');
    }
    return !out->failed;
}

/* ---- hands that slip ---- */

static void slip(plan_source *s, buffer *text) {
    if (text->len < 6) {
        return;
    }
    size_t at = 1 + below(s, (unsigned)(text->len - 2));
    if (!ascii_alpha(text->data[at]) || !ascii_alpha(text->data[at - 1])) {
        return;
    }
    char here = text->data[at];
    switch (below(s, 4)) {
    case 0: /* two letters change places */
        text->data[at] = text->data[at - 1];
        text->data[at - 1] = here;
        break;
    case 1: /* one is left out */
        memmove(text->data + at, text->data + at + 1, text->len - at - 1);
        text->len--;
        break;
    case 2: /* one comes twice */
        buffer_char(text, ' ');
        if (!text->failed) {
            memmove(text->data + at + 1, text->data + at, text->len - at - 1);
        }
        break;
    default: text->data[0] = ascii_lower(text->data[0]); break;
    }
}

/* Straight apostrophes and " - " as a word processor would have them. */
static void make_curly(plan_source *s, buffer *text) {
    buffer_clear(&s->trial);
    for (size_t i = 0; i < text->len; i++) {
        if (text->data[i] == '\'') {
            buffer_text(&s->trial, "\xe2\x80\x99");
        } else if (text->data[i] == '-' && i != 0 && text->data[i - 1] == ' ') {
            buffer_text(&s->trial, "\xe2\x80\x93");
        } else {
            buffer_char(&s->trial, text->data[i]);
        }
    }
    buffer_clear(text);
    buffer_str(text, buffer_view(&s->trial));
}

static bool make_cell(plan_source *s, int column) {
    buffer *cell = &s->row.cell[column];
    buffer_clear(cell);
    bool good = true;
    if (column == PM_TEXT) {
        good = make_action(s, cell);
    } else if (chance(s, s->voice->filled[column])) {
        good = expand_voiced(s, cell_lists[column], cell);
    }
    for (unsigned slips = chance(s, 60) ? 1 + below(s, 2) : 0; good && slips != 0; slips--) {
        slip(s, cell);
    }
    if (good && s->curly) {
        make_curly(s, cell);
    }
    return good && !cell->failed;
}

const plan_row *madeup_next(plan_source *s) {
    if (s->left == 0 && !begin_plan(s)) {
        return NULL;
    }
    s->left--;
    s->row.number++;
    for (int c = 0; c < PM_COLUMNS; c++) {
        if (!make_cell(s, c)) {
            return NULL;
        }
    }
    return &s->row;
}

/* ---- beginning and end ---- */

/* Every slot of every alternative must name something; otherwise a rare row would fail. */
static bool words_hold(plan_source *s) {
    bool good = true;
    for (size_t i = 0; i < s->choice_count && good; i++) {
        for (unsigned k = 0; k < s->choices[i].count && good; k++) {
            buffer_clear(&s->trial);
            good = expand_text(s, s->choices[i].items[k], 0, &s->trial);
        }
    }
    return good;
}

bool madeup_init(plan_source *s, uint64_t seed, unsigned stretch) {
    memset(s, 0, sizeof *s);
    s->stretch = stretch;
    arena_init(&s->memory, &memory_default);
    for (size_t i = 0; i < PLAN_BINDINGS; i++) {
        buffer_init(&s->bound[i], &memory_default);
    }
    for (int c = 0; c < PM_COLUMNS; c++) {
        buffer_init(&s->row.cell[c], &memory_default);
    }
    buffer_init(&s->best, &memory_default);
    buffer_init(&s->trial, &memory_default);
    s->choices = arena_alloc(&s->memory, word_list_count * sizeof *s->choices);
    for (; s->choices != NULL && s->choice_count < word_list_count; s->choice_count++) {
        if (!split_words(&s->memory, &word_lists[s->choice_count], &s->choices[s->choice_count])) {
            return false;
        }
    }
    if (s->choices == NULL) {
        return false;
    }
    qsort(s->choices, s->choice_count, sizeof *s->choices, compare_choices);
    bool good = words_hold(s);
    s->state = seed;
    return good;
}

void madeup_free(plan_source *s) {
    for (size_t i = 0; i < PLAN_BINDINGS; i++) {
        buffer_free(&s->bound[i]);
    }
    for (int c = 0; c < PM_COLUMNS; c++) {
        buffer_free(&s->row.cell[c]);
    }
    buffer_free(&s->best);
    buffer_free(&s->trial);
    arena_free(&s->memory);
}

/* ---- lines ---- */

static void put_json(pm_str s, buffer *out) {
    buffer_char(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c == '"' || c == '\\') {
            buffer_char(out, '\\');
        }
        if (c >= ' ') {
            buffer_char(out, (char)c);
        } else {
            buffer_format(out, c == '\n' ? "\\n" : "\\u%04x", (unsigned)c);
        }
    }
    buffer_char(out, '"');
}

static void put_csv(pm_str s, buffer *out) {
    bool quoted = false;
    for (size_t i = 0; i < s.len && !quoted; i++) {
        quoted = s.data[i] == '"' || s.data[i] == ',' || s.data[i] == '\n' || s.data[i] == '\r';
    }
    if (!quoted) {
        buffer_str(out, s);
        return;
    }
    buffer_char(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '"') {
            buffer_char(out, '"');
        }
        buffer_char(out, s.data[i]);
    }
    buffer_char(out, '"');
}

void madeup_heading(plan_format format, buffer *out) {
    if (format == PLAN_CSV) {
        buffer_text(out, "plan_id,action_no,action,who,by_when,measure\n");
    }
}

static void write_csv(pm_str id, uint64_t number, const pm_str cell[PM_COLUMNS], buffer *out) {
    put_csv(id, out);
    buffer_char(out, ',');
    buffer_unsigned(out, number);
    for (int c = 0; c < PM_COLUMNS; c++) {
        buffer_char(out, ',');
        put_csv(cell[c], out);
    }
    buffer_char(out, '\n');
}

void madeup_write(plan_format format, pm_str id, uint64_t number, const pm_str cell[PM_COLUMNS],
                  buffer *out) {
    if (format == PLAN_CSV) {
        write_csv(id, number, cell, out);
        return;
    }
    buffer_text(out, "{\"plan_id\":");
    put_json(id, out);
    buffer_text(out, ",\"action_no\":");
    buffer_unsigned(out, number);
    for (int c = 0; c < PM_COLUMNS; c++) {
        if (cell[c].len != 0 || c == PM_TEXT) {
            buffer_text(out, ",\"");
            buffer_text(out, cell_keys[c]);
            buffer_text(out, "\":");
            put_json(cell[c], out);
        }
    }
    buffer_text(out, "}\n");
}

void madeup_write_row(plan_format format, const plan_row *row, buffer *out) {
    char digits[24] = "P", reversed[20];
    size_t len = 1, n = 0;
    for (uint64_t rest = row->plan; rest != 0 || n < 6; rest /= 10) {
        reversed[n++] = (char)('0' + rest % 10);
    }
    while (n != 0) {
        digits[len++] = reversed[--n];
    }
    pm_str cells[PM_COLUMNS];
    for (int c = 0; c < PM_COLUMNS; c++) {
        cells[c] = buffer_view(&row->cell[c]);
    }
    madeup_write(format, (pm_str){digits, len}, row->number, cells, out);
}

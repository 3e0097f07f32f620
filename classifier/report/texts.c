/* SPDX-License-Identifier: MIT
 * Keeps true: a text is known by its words alone, so that the order of rows does not matter. */
#include "report/texts.h"

#include <stdlib.h>
#include <string.h>

/* Items of a set that stand for a name, a number or a day; other items are hashes of words. */
enum { ITEM_NAME = 1, ITEM_NUMBER, ITEM_DATE };

enum {
    WORDS_OF_SET = 4096, /* of one text, which is cut behind them */
    FEW_WORDS = 48       /* of a text that is sorted without qsort */
};

pm_status texts_init(texts *t, const image_header *image, pm_str wordnet, bool keeps_words,
                     const pm_allocator *a) {
    *t = (texts){.allocator = a,
                 .image = image,
                 .names_class = image->names_class,
                 .keeps_words = keeps_words};
    arena_init(&t->scratch, a);
    arena_init(&t->memory, a);
    t->of_term = mem_zalloc(a, (image->section_count[IMAGE_TERMS] + 1u) * sizeof *t->of_term);
    t->of_title = mem_zalloc(a, (image->section_count[IMAGE_TITLES] + 1u) * sizeof *t->of_title);
    t->unspelt = mem_zalloc(a, TEXTS_UNSPELT * sizeof *t->unspelt);
    t->whens = mem_zalloc(a, TEXTS_WHENS * sizeof *t->whens);
    pm_status status = lexis_init(&t->lexis, image, wordnet, a);
    bool room = t->of_term != NULL && t->of_title != NULL && t->unspelt != NULL && t->whens != NULL;
    return room ? status : PM_ERR_MEMORY;
}

void texts_free(texts *t) {
    lexis_free(&t->lexis);
    mem_free(t->allocator, t->items);
    mem_free(t->allocator, t->slots);
    mem_free(t->allocator, t->sets);
    mem_free(t->allocator, t->of_term);
    mem_free(t->allocator, t->of_title);
    mem_free(t->allocator, t->unspelt);
    mem_free(t->allocator, t->whens);
    arena_free(&t->scratch);
    arena_free(&t->memory);
}

/* ---- a text as its words ---- */

static bool is_number(const token *k) {
    switch (k->kind) {
    case TOKEN_NUMBER:
    case TOKEN_ORDINAL:
    case TOKEN_TIME:
    case TOKEN_PERCENT:
    case TOKEN_MONEY:
    case TOKEN_RATIO:
    case TOKEN_FRACTION: return true;
    default: return (k->shape & SHAPE_NUMBER) != 0;
    }
}

static bool is_name(const texts *t, const unit *u, const token *k) {
    return k->kind == TOKEN_PLACEHOLDER || unit_has(u, KIND_NAME) || unit_has(u, KIND_INITIALS) ||
           (t->names_class != KIND_ANY && unit_has(u, t->names_class));
}

/* What a token is in the set of its text; 0: nothing. */
static uint32_t item_of(const texts *t, const cell *c, size_t i) {
    const token *k = &c->text.tokens[i];
    const unit *u = &c->units[i];
    if (k->kind == TOKEN_MARK || (k->shape & SHAPE_BOUNDARY) != 0) {
        return 0;
    }
    if (k->kind == TOKEN_DATE) {
        return ITEM_DATE;
    }
    if (is_number(k)) {
        return ITEM_NUMBER;
    }
    if (is_name(t, u, k)) {
        return ITEM_NAME;
    }
    uint32_t h = (uint32_t)(u->word->hash >> 32);
    return h > ITEM_DATE ? h : h + ITEM_DATE;
}

static int by_size(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void insert_in_order(uint32_t *items, size_t count) {
    for (size_t i = 1; i < count; i++) {
        uint32_t item = items[i];
        size_t at = i;
        for (; at > 0 && items[at - 1] > item; at--) {
            items[at] = items[at - 1];
        }
        items[at] = item;
    }
}

/* Most texts are short, and a call for each comparison would cost more than the sorting. */
static void sort_items(uint32_t *items, size_t count) {
    if (count <= FEW_WORDS) {
        insert_in_order(items, count);
    } else {
        qsort(items, count, sizeof *items, by_size);
    }
}

size_t texts_each_once(uint32_t *items, size_t count) {
    size_t kept = 0;
    sort_items(items, count);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || items[kept - 1] != items[i]) {
            items[kept++] = items[i];
        }
    }
    return kept;
}

/* The words, in their order, as one number. Here names and numbers are themselves. */
static uint64_t hash_of(const cell *c) {
    uint64_t h = HASH_SEED;
    for (size_t i = c->text.first; i < c->text.last; i++) {
        const token *k = &c->text.tokens[i];
        if (k->kind != TOKEN_MARK && (k->shape & SHAPE_BOUNDARY) == 0) {
            h = (h ^ c->units[i].word->hash) * UINT64_C(0x9E3779B97F4A7C15);
            h ^= h >> 32;
        }
    }
    return h;
}

/* ---- texts that were met ---- */

static size_t home_of(const texts *t, uint64_t hash) {
    return (size_t)hash & (t->slot_count - 1);
}

/* A text is looked at, far away in memory, only where the slot's bits say that it is the one. */
static struct text_slot *slot_of(const texts *t, uint64_t hash) {
    size_t at = home_of(t, hash);
    while (t->slots[at].number != 0 && (t->slots[at].check != (uint32_t)(hash >> 32) ||
                                        t->items[t->slots[at].number - 1].hash != hash)) {
        at = (at + 1) & (t->slot_count - 1);
    }
    return &t->slots[at];
}

static void fill_slot(const texts *t, uint64_t hash, size_t number) {
    *slot_of(t, hash) = (struct text_slot){(uint32_t)(hash >> 32), (uint32_t)number + 1};
}

static bool grow_slots(texts *t) {
    size_t count = t->slot_count != 0 ? 2 * t->slot_count : 1024;
    struct text_slot *slots = mem_zalloc(t->allocator, count * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    mem_free(t->allocator, t->slots);
    t->slots = slots;
    t->slot_count = count;
    for (size_t i = 0; i < t->count; i++) {
        fill_slot(t, t->items[i].hash, i);
    }
    return true;
}

static bool take_set(texts *t, const cell *c, text_kept *x) {
    size_t words = c->text.last - c->text.first, count = 0;
    words = words < WORDS_OF_SET ? words : WORDS_OF_SET;
    if (!mem_grow(t->allocator, (void **)&t->sets, &t->set_cap, t->set_count + words,
                  sizeof *t->sets)) {
        return false;
    }
    uint32_t *items = t->sets + t->set_count;
    for (size_t i = c->text.first; i < c->text.first + words; i++) {
        uint32_t item = item_of(t, c, i);
        items[count] = item;
        count += item != 0;
    }
    x->begin = t->set_count;
    x->size = (uint32_t)texts_each_once(items, count);
    t->set_count += x->size;
    return true;
}

/* Of several spellings the least is shown, whichever came first. */
static bool keep_words(texts *t, text_kept *x, pm_str spelt) {
    if (!t->keeps_words || (x->shown.len != 0 && str_compare(x->shown, spelt) <= 0)) {
        return true;
    }
    char *copy = arena_copy(&t->memory, spelt.data, spelt.len);
    x->shown = (pm_str){copy, copy != NULL ? spelt.len : 0};
    return copy != NULL;
}

/* There is room for another slot. */
static bool keep_text(texts *t, const cell *c, uint64_t hash, pm_str spelt, uint32_t *number) {
    struct text_slot *slot = slot_of(t, hash);
    if (slot->number == 0) {
        if (!mem_grow(t->allocator, (void **)&t->items, &t->cap, t->count + 1, sizeof *t->items)) {
            return false;
        }
        t->items[t->count] = (text_kept){.hash = hash};
        if (!take_set(t, c, &t->items[t->count])) {
            return false;
        }
        fill_slot(t, hash, t->count++);
    }
    *number = slot->number - 1;
    text_kept *x = &t->items[*number];
    x->actions++;
    return keep_words(t, x, spelt);
}

/* ---- words that the pack counts ---- */

/* The terms of one spelling. */
typedef struct spelling {
    const uint16_t *terms;
    size_t count, end; /* end: the token behind it */
} spelling;

static const image_term *term_at(const texts *t, uint16_t number) {
    return IMAGE_ARRAY(t->image, image_term, IMAGE_TERMS) + number;
}

static bool is_instead(const texts *t, uint16_t term) {
    return term_at(t, term)->title == IMAGE_INSTEAD;
}

/* Takes the spelling for the longest so far if one of its terms is asked for. */
static void take_longest(const texts *t, const image_word *w, size_t end, bool by_when,
                         spelling *best) {
    const uint16_t *terms = IMAGE_ARRAY(t->image, uint16_t, IMAGE_CLASS_LISTS) + w->classes;
    for (size_t i = 0; i < w->class_count; i++) {
        if (is_instead(t, terms[i]) == by_when) {
            *best = (spelling){terms, w->class_count, end};
        }
    }
}

/* The longest spelling from token i on; its count is 0 when there is none. false: no memory. */
static bool find_spelling(texts *t, const cell *c, size_t i, bool by_when, buffer *spelt,
                          spelling *best) {
    uint64_t hash = c->units[i].word->hash, *unspelt = &t->unspelt[hash % TEXTS_UNSPELT];
    *best = (spelling){.end = c->units[i].term_end};
    if (*unspelt == hash && hash != 0) {
        return true;
    }
    buffer_clear(spelt);
    for (size_t k = i; k < c->text.last; k++) {
        if (k != i) {
            buffer_char(spelt, ' ');
        }
        buffer_str(spelt, text_form(&c->text, k));
        uint32_t n = spelt->failed ? UINT32_MAX
                                   : image_find_word(t->image, IMAGE_SPELLING_SLOTS,
                                                     IMAGE_SPELLINGS, buffer_view(spelt));
        if (n == UINT32_MAX) {
            *unspelt = k == i && !spelt->failed ? hash : *unspelt;
            break;
        }
        /* inside a longer term of the rules it is something else: "link" in "link worker" */
        if (k + 1 >= c->units[i].term_end) {
            take_longest(t, IMAGE_ARRAY(t->image, image_word, IMAGE_SPELLINGS) + n, k + 1, by_when,
                         best);
        }
    }
    return !spelt->failed;
}

static void count_once(const texts *t, struct word_sum *sum) {
    sum->actions += sum->last != t->read;
    sum->last = t->read;
}

/* Words of the action are counted; of by_when, the first that stands in place of a time is told. */
static void count_terms(texts *t, const spelling *s, bool by_when, uint16_t *instead) {
    for (size_t i = 0; i < s->count; i++) {
        uint16_t term = s->terms[i];
        if (is_instead(t, term) != by_when) {
            continue;
        }
        if (!by_when) {
            count_once(t, &t->of_term[term]);
            count_once(t, &t->of_title[term_at(t, term)->title]);
        } else if (*instead == 0) {
            *instead = (uint16_t)(term + 1);
        }
    }
}

static bool count_cell(texts *t, const cell *c, bool by_when, uint16_t *instead) {
    buffer spelt;
    bool room = true;
    spelling s;
    buffer_init(&spelt, t->allocator);
    for (size_t i = c->text.first; room && i < c->text.last; i = s.end) {
        room = find_spelling(t, c, i, by_when, &spelt, &s);
        count_terms(t, &s, by_when, instead);
    }
    buffer_free(&spelt);
    return room;
}

/* The walk over its words sends for the slot of the text. */
static bool read_words(texts *t, const cell *c, pm_str spelt, uint32_t *number) {
    if (2 * (t->count + 1) > t->slot_count && !grow_slots(t)) {
        return false;
    }
    uint16_t none = 0;
    uint64_t hash = hash_of(c);
    __builtin_prefetch(&t->slots[home_of(t, hash)]);
    return count_cell(t, c, false, &none) && keep_text(t, c, hash, spelt, number);
}

/* Where such a cell is known, or would be. */
static struct when_known *when_of(texts *t, pm_str when) {
    return &t->whens[hash_bytes(when.data, when.len, HASH_SEED) % TEXTS_WHENS];
}

static bool is_known(const struct when_known *k, pm_str when) {
    return str_equal((pm_str){k->words, k->len}, when);
}

static void keep_when(texts *t, pm_str when, uint16_t instead) {
    struct when_known *k = when_of(t, when);
    if (when.len <= TEXTS_WHEN) {
        memcpy(k->words, when.data, when.len);
        k->len = (uint8_t)when.len;
        k->instead = instead;
    }
}

pm_status texts_read(texts *t, const pm_action *action, uint32_t *number, uint16_t *instead) {
    pm_str content[PM_COLUMNS] = {[PM_TEXT] = action->cell[PM_TEXT]};
    pm_str by_when = action->cell[PM_BY_WHEN];
    const struct when_known *known = when_of(t, by_when);
    *number = FACT_NO_TEXT;
    *instead = is_known(known, by_when) ? known->instead : 0;
    content[PM_BY_WHEN] = is_known(known, by_when) ? (pm_str){NULL, 0} : by_when;
    arena_reset(&t->scratch);
    if (!lexis_trim(&t->lexis)) {
        return PM_ERR_MEMORY;
    }
    pm_status status = cells_words(&t->lexis, content, &t->scratch, t->cells);
    if (status != PM_OK) {
        return status;
    }
    const cell *words = &t->cells[PM_TEXT], *when = &t->cells[PM_BY_WHEN];
    t->read++;
    if (words->filled && !read_words(t, words, str_trim(content[PM_TEXT]), number)) {
        return PM_ERR_MEMORY;
    }
    if (when->filled) {
        if (!count_cell(t, when, true, instead)) {
            return PM_ERR_MEMORY;
        }
        keep_when(t, by_when, *instead);
    }
    return PM_OK;
}

static int by_title(const void *a, const void *b) {
    const word_count *x = a, *y = b;
    if (x->title != y->title) {
        return x->title < y->title ? -1 : 1;
    }
    return x->actions != y->actions ? (x->actions > y->actions ? -1 : 1)
                                    : str_compare(x->word, y->word);
}

word_count *texts_words(const texts *t, size_t *count) {
    size_t terms = t->image->section_count[IMAGE_TERMS];
    word_count *out = mem_array(t->allocator, terms, sizeof *out);
    *count = 0;
    for (size_t i = 0; out != NULL && i < terms; i++) {
        if (t->of_term[i].actions != 0) {
            const image_term *term = term_at(t, (uint16_t)i);
            out[(*count)++] = (word_count){term->title, image_string(t->image, term->text),
                                           t->of_term[i].actions};
        }
    }
    if (out != NULL) {
        qsort(out, *count, sizeof *out, by_title);
    }
    return out;
}

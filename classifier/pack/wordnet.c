/* SPDX-License-Identifier: MIT
 * Keeps true: the table is somebody's bytes; every number read from it is checked against its
 * length before use, so that no table, however broken, leads outside. */
#include "pack/wordnet.h"

#include <string.h>

#include "pack/wordnet_table.h"

/* lexnames(5WN), from WORDNET_NOUN_FIRST on. */
static const char *const class_names[] = {
    "noun.Tops",       "noun.act",           "noun.animal",      "noun.artifact",
    "noun.attribute",  "noun.body",          "noun.cognition",   "noun.communication",
    "noun.event",      "noun.feeling",       "noun.food",        "noun.group",
    "noun.location",   "noun.motive",        "noun.object",      "noun.person",
    "noun.phenomenon", "noun.plant",         "noun.possession",  "noun.process",
    "noun.quantity",   "noun.relation",      "noun.shape",       "noun.state",
    "noun.substance",  "noun.time",          "verb.body",        "verb.change",
    "verb.cognition",  "verb.communication", "verb.competition", "verb.consumption",
    "verb.contact",    "verb.creation",      "verb.emotion",     "verb.motion",
    "verb.perception", "verb.possession",    "verb.social",      "verb.stative",
    "verb.weather"};

uint8_t wordnet_class(pm_str name) {
    for (size_t i = 0; i < sizeof class_names / sizeof *class_names; i++) {
        if (str_equal_fold(name, str_from(class_names[i]))) {
            return (uint8_t)(WORDNET_NOUN_FIRST + i);
        }
    }
    return 0;
}

/* ---- the table ---- */

typedef struct view {
    const unsigned char *starts, *area;
    size_t buckets, size;
} view;

static uint32_t read_u32(const unsigned char *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static bool open_table(pm_str table, view *v) {
    if (table.len < WORDNET_HEAD || memcmp(table.data, WORDNET_MAGIC, 4) != 0) {
        return false;
    }
    const unsigned char *head = (const unsigned char *)table.data;
    v->buckets = read_u32(head + 8);
    v->size = read_u32(head + 12);
    if (read_u32(head + 4) != WORDNET_VERSION || v->buckets == 0 ||
        v->buckets > WORDNET_BUCKETS_MAX || (v->buckets & (v->buckets - 1)) != 0) {
        return false;
    }
    size_t starts = 4 * (v->buckets + 1), left = table.len - WORDNET_HEAD;
    if (starts > left || v->size > left - starts) {
        return false;
    }
    v->starts = head + WORDNET_HEAD;
    v->area = v->starts + starts;
    return true;
}

static wordnet_entry unpack(unsigned facts) {
    wordnet_entry e = {0, 0, 0, 0};
    unsigned noun = facts & 31, verb = facts >> 6 & 15;
    if (noun != 0 && noun + WORDNET_NOUN_FIRST - 1 < WORDNET_VERB_FIRST) {
        e.noun = (uint8_t)(noun + WORDNET_NOUN_FIRST - 1);
        e.noun_plural = facts >> 5 & 1;
    }
    if (verb != 0) {
        e.verb = (uint8_t)(verb + WORDNET_VERB_FIRST - 1);
        e.verb_form = facts >> 10 & 31;
    }
    return e;
}

static wordnet_entry probe(const view *v, pm_str word) {
    size_t bucket = wordnet_bucket(word, v->buckets);
    size_t at = read_u32(v->starts + 4 * bucket), end = read_u32(v->starts + 4 * bucket + 4);
    end = end < v->size ? end : v->size;
    while (at < end && end - at >= WORDNET_ENTRY_HEAD) {
        const unsigned char *entry = v->area + at;
        size_t len = entry[0];
        at += WORDNET_ENTRY_HEAD;
        if (len > end - at) {
            break;
        }
        if (len == word.len && memcmp(entry + WORDNET_ENTRY_HEAD, word.data, len) == 0) {
            return unpack(entry[1] | (unsigned)entry[2] << 8);
        }
        at += len;
    }
    return (wordnet_entry){0, 0, 0, 0};
}

/* ---- regular endings ---- */

typedef struct stem_list {
    wordnet_stem *items;
    size_t count;
    pm_str word;
} stem_list;

/* Adds the word without its last `cut` bytes and with `ending` in their place. */
static void add(stem_list *l, size_t cut, const char *ending, unsigned forms) {
    size_t len = l->word.len - cut, more = strlen(ending);
    if (l->count == WORDNET_STEMS || len == 0 || len + more < 2 || len + more > WORDNET_WORD_MAX) {
        return;
    }
    wordnet_stem *s = &l->items[l->count++];
    memcpy(s->text, l->word.data, len);
    memcpy(s->text + len, ending, more);
    s->len = len + more;
    s->forms = (uint8_t)forms;
}

static char from_end(pm_str w, size_t back) {
    return back < w.len ? w.data[w.len - 1 - back] : '\0';
}

static bool is_vowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

static void s_stems(stem_list *l, unsigned forms) {
    pm_str w = l->word;
    char before = from_end(w, 1);
    if (w.len < 4 || from_end(w, 0) != 's' || before == 's' || before == 'u' || before == '\'') {
        return;
    }
    if (before == 'e' && from_end(w, 2) == 'i') {
        add(l, 3, "y", forms); /* policies */
    }
    add(l, 1, "", forms);
    char third = from_end(w, 2);
    if (before == 'e' &&
        (third == 's' || third == 'x' || third == 'z' || third == 'h' || third == 'o')) {
        add(l, 2, "", forms); /* boxes */
        if (third == from_end(w, 3)) {
            add(l, 3, "", forms); /* quizzes; classes was found above */
        }
    }
}

/* Behind -ed or -ing: which of hop, hope and hopp was meant is guessed from the letters, then
 * looked up. */
static void cut_stems(stem_list *l, size_t ending, unsigned forms) {
    if (l->word.len < ending + 2) {
        return;
    }
    pm_str stem = str_slice(l->word, 0, l->word.len - ending);
    char last = from_end(stem, 0), before = from_end(stem, 1);
    if (last == before && !is_vowel(last)) {
        add(l, ending, "", forms);     /* filling */
        add(l, ending + 1, "", forms); /* planning */
        return;
    }
    if (last == 'k' && before == 'c') {
        add(l, ending, "", forms);
        add(l, ending + 1, "", forms); /* panicked */
        return;
    }
    bool single = !is_vowel(last) && is_vowel(before) && !is_vowel(from_end(stem, 2));
    if (single) {
        add(l, ending, "e", forms); /* rating; visiting comes next */
    }
    add(l, ending, "", forms);
    if (!single) {
        add(l, ending, "e", forms); /* leaving */
    }
}

size_t wordnet_noun_stems(pm_str word, wordnet_stem out[WORDNET_STEMS]) {
    stem_list l = {out, 0, word};
    if (word.len >= 5 && str_ends(word, STR("men"))) {
        add(&l, 2, "an", 0);
    }
    s_stems(&l, 0);
    return l.count;
}

size_t wordnet_verb_stems(pm_str word, wordnet_stem out[WORDNET_STEMS]) {
    enum { PAST = 1u << FORM_PAST | 1u << FORM_PART, ING = 1u << FORM_ING };
    stem_list l = {out, 0, word};
    if (str_ends(word, STR("ied"))) {
        add(&l, 3, "y", PAST);
        add(&l, 1, "", PAST);
    } else if (str_ends(word, STR("ed"))) {
        cut_stems(&l, 2, PAST);
    } else if (str_ends(word, STR("ying"))) {
        add(&l, 3, "", ING);
        add(&l, 4, "ie", ING);
    } else if (str_ends(word, STR("ing"))) {
        cut_stems(&l, 3, ING);
    } else {
        s_stems(&l, 1u << FORM_S);
    }
    return l.count;
}

/* ---- looking up ---- */

static void find_noun(const view *v, pm_str word, wordnet_entry *e) {
    wordnet_stem stems[WORDNET_STEMS];
    size_t count = wordnet_noun_stems(word, stems);
    for (size_t i = 0; i < count && e->noun == 0; i++) {
        wordnet_entry stem = probe(v, (pm_str){stems[i].text, stems[i].len});
        e->noun = stem.noun_plural ? 0 : stem.noun;
        e->noun_plural = e->noun != 0;
    }
}

static void find_verb(const view *v, pm_str word, wordnet_entry *e) {
    wordnet_stem stems[WORDNET_STEMS];
    size_t count = wordnet_verb_stems(word, stems);
    for (size_t i = 0; i < count && e->verb == 0; i++) {
        wordnet_entry stem = probe(v, (pm_str){stems[i].text, stems[i].len});
        if (stem.verb_form & 1u << FORM_BASE) {
            e->verb = stem.verb;
            e->verb_form = stems[i].forms;
        }
    }
}

wordnet_entry wordnet_find(pm_str table, pm_str word) {
    wordnet_entry e = {0, 0, 0, 0};
    view v;
    if (word.len < 2 || word.len > WORDNET_WORD_MAX || !open_table(table, &v)) {
        return e;
    }
    e = probe(&v, word);
    if (e.noun == 0) {
        find_noun(&v, word, &e);
    }
    if (e.verb == 0) {
        find_verb(&v, word, &e);
    }
    return e;
}

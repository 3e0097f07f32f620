/* SPDX-License-Identifier: MIT
 * Keeps true: only spellings of lower-case letters (hyphens inside) reach the table, each once, and
 * what an offset in the dictionary points to is checked before it is read. */
#include "tools/wordnet_build.h"

#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "base/os.h"

enum {
    FILE_LIMIT = 64 * 1024 * 1024,
    ENTRIES_A_BUCKET = 4, /* about; a bucket then fills one cache line */
    RARER = 8             /* "works" is the plural of "work" once that is so many times commoner */
};

typedef enum part { NOUN, VERB, PARTS } part;

/* What is known of a spelling as one part of speech. */
typedef struct reading {
    uint8_t class_of, forms; /* of the commonest thing so spelled; forms of verbs only */
    uint8_t lemma;           /* its class as a lemma of its own; 0: it is none */
    bool plural;
    uint32_t count; /* how often its first sense was met in WordNet's tagged texts */
} reading;

typedef struct word {
    reading as[PARTS];
} word;

/* An irregular form and the base that it is a form of. */
typedef struct exception {
    uint32_t form, base;
} exception;

typedef struct builder {
    const char *folder;
    wordnet_counts *counts;
    arena memory;
    intern_table names;
    word *words; /* [names.count], those that were interned */
    size_t word_cap;
    buffer file, data; /* the file that is read; the data file beside an index */
    exception *verbs;  /* verb.exc, in the order of the file */
    size_t verb_count, verb_cap;
} builder;

/* ---- files ---- */

static pm_status blame(builder *b, pm_status status, const char *file, const char *reason) {
    b->counts->file = str_from(file);
    b->counts->reason = reason;
    return status;
}

static pm_status read_into(builder *b, const char *name, buffer *to) {
    buffer path;
    buffer_init(&path, b->memory.allocator);
    buffer_format(&path, "%s/%s", b->folder, name);
    buffer_char(&path, '\0');
    buffer_clear(to);
    const char *reason = NULL;
    pm_status status =
        path.failed ? PM_ERR_MEMORY : os_read_file(path.data, FILE_LIMIT, to, &reason);
    buffer_free(&path);
    return status == PM_OK ? PM_OK : blame(b, status, name, reason);
}

/* Takes a line off the front of *rest; false at the end. */
static bool next_line(pm_str *rest, pm_str *line) {
    if (rest->len == 0) {
        return false;
    }
    const char *end = memchr(rest->data, '\n', rest->len);
    size_t len = end != NULL ? (size_t)(end - rest->data) : rest->len;
    *line = str_slice(*rest, 0, len);
    *rest = str_slice(*rest, len + (end != NULL), rest->len);
    return true;
}

static pm_str next_field(pm_str *rest) {
    *rest = str_trim(*rest);
    size_t end = 0;
    while (end < rest->len && !ascii_space(rest->data[end])) {
        end++;
    }
    pm_str field = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end, rest->len);
    return field;
}

static bool read_number(pm_str digits, size_t *out) {
    *out = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (!ascii_digit(digits.data[i]) || *out > UINT32_MAX / 10) {
            return false;
        }
        *out = *out * 10 + (size_t)(digits.data[i] - '0');
    }
    return digits.len != 0;
}

/* ---- words ---- */

static bool is_spelling(pm_str s) {
    if (s.len < 2 || s.len > WORDNET_WORD_MAX || s.data[0] == '-' || s.data[s.len - 1] == '-') {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        bool lower = s.data[i] >= 'a' && s.data[i] <= 'z';
        if (!lower && s.data[i] != '-') {
            return false;
        }
    }
    return true;
}

/* Closed classes: WordNet knows them by rare nouns (in: inch; does: doe; was: a state) that plans
 * never mean. */
static bool is_function_word(pm_str s) {
    static const char *const words[] = {
        "a",     "about",  "above", "after", "all",   "am",    "an",    "and",   "any",   "are",
        "as",    "at",     "be",    "been",  "both",  "but",   "by",    "can",   "could", "did",
        "do",    "doe",    "does",  "doing", "down",  "each",  "for",   "from",  "had",   "has",
        "have",  "having", "he",    "her",   "here",  "him",   "his",   "how",   "i",     "if",
        "in",    "is",     "it",    "its",   "less",  "may",   "me",    "might", "more",  "most",
        "much",  "must",   "my",    "no",    "nor",   "not",   "now",   "of",    "off",   "on",
        "or",    "our",    "out",   "over",  "shall", "she",   "so",    "than",  "that",  "the",
        "their", "them",   "then",  "there", "they",  "this",  "to",    "up",    "us",    "very",
        "was",   "we",     "were",  "what",  "when",  "where", "which", "who",   "whom",  "why",
        "will",  "with",   "would", "you",   "your"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal(s, str_from(words[i]))) {
            return true;
        }
    }
    return false;
}

/* be, do and have are verbs all the same. */
static bool is_left_out(pm_str s, part p) {
    static const char *const verbs[] = {"am",   "are",    "be",    "been", "did",
                                        "do",   "does",   "doing", "had",  "has",
                                        "have", "having", "is",    "was",  "were"};
    for (size_t i = 0; p == VERB && i < sizeof verbs / sizeof *verbs; i++) {
        if (str_equal(s, str_from(verbs[i]))) {
            return false;
        }
    }
    return is_function_word(s);
}

/* The number of a spelling, new or known; INTERN_NONE when memory ends. */
static uint32_t word_number(builder *b, pm_str spelling) {
    size_t known = b->names.count;
    uint32_t number = intern_add(&b->names, spelling);
    if (number == INTERN_NONE || b->names.count == known) {
        return number;
    }
    if (!mem_grow(b->memory.allocator, (void **)&b->words, &b->word_cap, b->names.count,
                  sizeof(word))) {
        return INTERN_NONE;
    }
    memset(&b->words[number], 0, sizeof(word));
    return number;
}

static reading *find_reading(builder *b, pm_str spelling, part p) {
    uint32_t number = intern_find(&b->names, spelling);
    return number != INTERN_NONE ? &b->words[number].as[p] : NULL;
}

/* ---- index and data ---- */

/* The class of the sense at `offset`, if that writes the lemma in lower case; else 0 (a name, an
 * abbreviation). A line: offset, class, part of speech, number of words (hexadecimal), word, id ...
 */
static uint8_t sense_class(pm_str data, size_t offset, pm_str lemma) {
    pm_str rest = str_slice(data, offset, data.len), line;
    size_t number;
    if (!next_line(&rest, &line) || (offset != 0 && data.data[offset - 1] != '\n')) {
        return 0;
    }
    next_field(&line);
    if (!read_number(next_field(&line), &number) || number < WORDNET_NOUN_FIRST ||
        number >= WORDNET_CLASS_END) {
        return 0;
    }
    next_field(&line);
    next_field(&line);
    for (pm_str w = next_field(&line); w.len != 0 && w.data[0] != '|'; w = next_field(&line)) {
        if (str_equal(w, lemma)) {
            return (uint8_t)number;
        }
        next_field(&line);
    }
    return 0;
}

/* The class of the first (most frequent) sense in an index line behind the lemma. */
static bool line_class(pm_str line, pm_str data, pm_str lemma, uint8_t *out) {
    size_t senses, pointers, offset;
    next_field(&line);
    if (!read_number(next_field(&line), &senses) || !read_number(next_field(&line), &pointers)) {
        return false;
    }
    for (size_t i = 0; i < pointers + 2 && line.len != 0; i++) {
        next_field(&line);
    }
    *out = 0;
    for (size_t i = 0; i < senses && *out == 0; i++) {
        if (!read_number(next_field(&line), &offset) || offset >= data.len) {
            return false;
        }
        *out = sense_class(data, offset, lemma);
    }
    return true;
}

static pm_status add_lemma(builder *b, pm_str lemma, part p, uint8_t class_of) {
    if ((p == NOUN) != (class_of < WORDNET_VERB_FIRST)) {
        return PM_OK;
    }
    uint32_t number = word_number(b, lemma);
    if (number == INTERN_NONE) {
        return PM_ERR_MEMORY;
    }
    b->words[number].as[p].class_of = class_of;
    b->words[number].as[p].lemma = class_of;
    b->words[number].as[p].forms = p == VERB ? 1u << FORM_BASE : 0;
    return PM_OK;
}

static pm_status read_index(builder *b, part p) {
    const char *index = p == NOUN ? "index.noun" : "index.verb";
    pm_status status = read_into(b, index, &b->file);
    if (status == PM_OK) {
        status = read_into(b, p == NOUN ? "data.noun" : "data.verb", &b->data);
    }
    pm_str rest = buffer_view(&b->file), line;
    while (status == PM_OK && next_line(&rest, &line)) {
        if (line.len == 0 || line.data[0] == ' ') {
            continue; /* the licence */
        }
        pm_str lemma = next_field(&line);
        uint8_t class_of;
        if (!is_spelling(lemma) || is_left_out(lemma, p)) {
            continue;
        }
        if (!line_class(line, buffer_view(&b->data), lemma, &class_of)) {
            return blame(b, PM_ERR_INPUT, index, "a line does not fit its data file");
        }
        status = class_of != 0 ? add_lemma(b, lemma, p, class_of) : PM_OK;
    }
    return status;
}

/* "lemma%1:04:00:: 1 90": lemma, part of speech, class, ...; number of the sense, count. */
static pm_status read_counts(builder *b) {
    pm_status status = read_into(b, "cntlist.rev", &b->file);
    pm_str rest = buffer_view(&b->file), line;
    while (status == PM_OK && next_line(&rest, &line)) {
        pm_str key = next_field(&line), sense = next_field(&line);
        const char *mark = key.len != 0 ? memchr(key.data, '%', key.len) : NULL;
        size_t lemma = mark != NULL ? (size_t)(mark - key.data) : key.len, count;
        char kind = lemma + 1 < key.len ? key.data[lemma + 1] : '\0';
        if ((kind != '1' && kind != '2') || !str_equal(sense, STR("1")) ||
            !read_number(next_field(&line), &count)) {
            continue;
        }
        reading *r = find_reading(b, str_slice(key, 0, lemma), kind == '1' ? NOUN : VERB);
        if (r != NULL) {
            r->count = (uint32_t)count;
        }
    }
    return status;
}

/* ---- irregular forms ---- */

/* Of the lemmas behind a form, the commonest. */
static const reading *best_lemma(builder *b, pm_str lemmas, part p, pm_str *name) {
    const reading *best = NULL;
    for (pm_str l = next_field(&lemmas); l.len != 0; l = next_field(&lemmas)) {
        const reading *r = find_reading(b, l, p);
        if (r != NULL && r->lemma != 0 && (best == NULL || r->count > best->count)) {
            best = r;
            *name = l;
        }
    }
    return best;
}

/* A form that is a lemma too (left, found, data) takes the class of the commoner. */
static void merge(reading *r, const reading *base, uint8_t forms) {
    if (r->class_of == 0 || base->count > r->count) {
        r->class_of = base->lemma;
        r->plural = forms == 0;
    }
    r->forms |= forms;
}

static pm_status read_noun_exceptions(builder *b) {
    pm_status status = read_into(b, "noun.exc", &b->file);
    pm_str rest = buffer_view(&b->file), line;
    while (status == PM_OK && next_line(&rest, &line)) {
        pm_str form = next_field(&line), name = {NULL, 0};
        const reading *base = best_lemma(b, line, NOUN, &name);
        if (base == NULL || !is_spelling(form) || is_left_out(form, NOUN) ||
            str_equal(form, name)) {
            continue;
        }
        reading copy = *base; /* the words may move */
        uint32_t number = word_number(b, form);
        if (number == INTERN_NONE) {
            return PM_ERR_MEMORY;
        }
        merge(&b->words[number].as[NOUN], &copy, 0);
    }
    return status;
}

static pm_status note_verb(builder *b, pm_str form, pm_str base) {
    exception e = {word_number(b, form), intern_find(&b->names, base)};
    if (e.form == INTERN_NONE || !mem_grow(b->memory.allocator, (void **)&b->verbs, &b->verb_cap,
                                           b->verb_count + 1, sizeof e)) {
        return PM_ERR_MEMORY;
    }
    b->verbs[b->verb_count++] = e;
    return PM_OK;
}

static pm_status read_verb_exceptions(builder *b) {
    pm_status status = read_into(b, "verb.exc", &b->file);
    pm_str rest = buffer_view(&b->file), line;
    while (status == PM_OK && next_line(&rest, &line)) {
        pm_str form = next_field(&line), name;
        if (is_spelling(form) && !is_left_out(form, VERB) &&
            best_lemma(b, line, VERB, &name) != NULL) {
            status = note_verb(b, form, name);
        }
    }
    return status;
}

static bool is_past_form(pm_str form) {
    return !str_ends(form, STR("ing")) && !str_ends(form, STR("s"));
}

static bool is_participle(pm_str form) {
    return str_ends(form, STR("n")) || str_ends(form, STR("ne"));
}

static bool has_letter(pm_str s, char c) {
    return memchr(s.data, c, s.len) != NULL;
}

enum { PAST = 1u << FORM_PAST, PART = 1u << FORM_PART };

/* verb.exc does not tell past from participle; beside another form of the same verb, spelling does:
 * took taken, went gone, sang sung. */
static uint8_t past_forms(const builder *b, const exception *e) {
    pm_str form = b->names.items[e->form];
    for (size_t i = 0; i < b->verb_count; i++) {
        pm_str other = b->names.items[b->verbs[i].form];
        if (b->verbs[i].base != e->base || b->verbs[i].form == e->form || !is_past_form(other)) {
            continue;
        }
        if (is_participle(form) != is_participle(other) && !str_ends(form, STR("ed")) &&
            !str_ends(other, STR("ed"))) {
            return is_participle(form) ? PART : PAST;
        }
        if (form.len == other.len && has_letter(form, 'u') != has_letter(other, 'u') &&
            has_letter(form, 'a') != has_letter(other, 'a')) {
            return has_letter(form, 'u') ? PART : PAST;
        }
    }
    return PAST | PART;
}

static uint8_t irregular_forms(const builder *b, const exception *e) {
    pm_str form = b->names.items[e->form];
    if (str_equal(form, b->names.items[e->base])) {
        return PAST | PART;
    }
    if (str_ends(form, STR("ing"))) {
        return 1u << FORM_ING;
    }
    return str_ends(form, STR("s")) && form.len > 2 ? 1u << FORM_S : past_forms(b, e);
}

static void settle_be(builder *b) {
    static const struct {
        pm_str form;
        uint8_t forms;
    } be[] = {{{"am", 2}, 1u << FORM_S}, {{"are", 3}, 1u << FORM_S}, {{"is", 2}, 1u << FORM_S},
              {{"was", 3}, PAST},        {{"were", 4}, PAST},        {{"been", 4}, PART}};
    for (size_t i = 0; i < sizeof be / sizeof *be; i++) {
        reading *r = find_reading(b, be[i].form, VERB);
        if (r != NULL && r->class_of != 0) {
            r->forms = be[i].forms;
        }
    }
}

/* The participle is the base again, and so not in the list: ran is past only. */
static void settle_come(builder *b) {
    static const char *const verbs[][2] = {{"become", "became"},     {"come", "came"},
                                           {"overcome", "overcame"}, {"overrun", "overran"},
                                           {"outrun", "outran"},     {"run", "ran"}};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        reading *base = find_reading(b, str_from(verbs[i][0]), VERB);
        reading *past = find_reading(b, str_from(verbs[i][1]), VERB);
        if (base != NULL && past != NULL && base->lemma != 0) {
            base->forms |= PART;
            past->forms = (uint8_t)(past->forms & ~PART);
        }
    }
}

/* put, set, cost: the dictionary lists no past for them, but the -ing form with its doubled t or d.
 */
static void settle_unchanged(builder *b) {
    static const char *const verbs[] = {
        "beset",    "bet",    "bid",    "broadcast", "burst", "cast",   "cost",    "cut",
        "forecast", "hit",    "hurt",   "input",     "let",   "offset", "overcut", "put",
        "quit",     "read",   "reset",  "rid",       "set",   "shed",   "shut",    "split",
        "spread",   "sublet", "thrust", "undercut",  "upset", "wed",    "typeset"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        reading *r = find_reading(b, str_from(verbs[i]), VERB);
        if (r != NULL && r->lemma != 0) {
            r->forms |= PAST | PART;
        }
    }
}

static void settle_verbs(builder *b) {
    for (size_t i = 0; i < b->verb_count; i++) {
        const exception *e = &b->verbs[i];
        merge(&b->words[e->form].as[VERB], &b->words[e->base].as[VERB], irregular_forms(b, e));
    }
    settle_be(b);
    settle_come(b);
    settle_unchanged(b);
}

/* Lemmas in -s that are far rarer than the singular they look like: works, minutes. */
static void settle_plurals(builder *b) {
    for (size_t i = 0; i < b->names.count; i++) {
        reading *r = &b->words[i].as[NOUN];
        wordnet_stem stems[WORDNET_STEMS];
        size_t count = r->lemma != 0 ? wordnet_noun_stems(b->names.items[i], stems) : 0;
        for (size_t k = 0; k < count; k++) {
            const reading *base = find_reading(b, (pm_str){stems[k].text, stems[k].len}, NOUN);
            if (base != NULL && base->lemma != 0 && base->count >= RARER * (r->count + 1)) {
                r->class_of = base->lemma;
                r->plural = true;
                break;
            }
        }
    }
}

/* ---- writing ---- */

static void put_u32(buffer *out, size_t n) {
    for (int shift = 0; shift < 32; shift += 8) {
        buffer_char(out, (char)(unsigned char)(n >> shift & 0xFF));
    }
}

static void put_entry(buffer *out, pm_str name, const word *w) {
    wordnet_entry e = {w->as[NOUN].class_of, w->as[VERB].class_of, w->as[NOUN].plural,
                       w->as[VERB].forms};
    unsigned facts = wordnet_pack(e);
    buffer_char(out, (char)(unsigned char)name.len);
    buffer_char(out, (char)(unsigned char)(facts & 0xFF));
    buffer_char(out, (char)(unsigned char)(facts >> 8));
    buffer_str(out, name);
}

static bool in_table(const word *w) {
    return w->as[NOUN].class_of != 0 || w->as[VERB].class_of != 0;
}

/* Common words first, so that a look-up of one ends early. */
typedef struct placed {
    uint32_t number, count;
    size_t bucket;
} placed;

static int by_bucket(const void *a, const void *b) {
    const placed *x = a, *y = b;
    if (x->bucket != y->bucket) {
        return x->bucket < y->bucket ? -1 : 1;
    }
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    return (x->number > y->number) - (x->number < y->number);
}

static size_t place(const builder *b, placed *to, size_t *buckets) {
    size_t count = 0;
    for (size_t i = 0; i < b->names.count; i++) {
        count += in_table(&b->words[i]);
    }
    for (*buckets = 1; *buckets * ENTRIES_A_BUCKET < count;) {
        *buckets *= 2;
    }
    count = 0;
    for (size_t i = 0; i < b->names.count; i++) {
        const word *w = &b->words[i];
        if (in_table(w)) {
            uint32_t met = w->as[NOUN].count + w->as[VERB].count;
            to[count++] = (placed){(uint32_t)i, met, wordnet_bucket(b->names.items[i], *buckets)};
        }
    }
    return count;
}

static void count_entry(wordnet_counts *c, const word *w) {
    bool lemma = w->as[NOUN].lemma != 0 || w->as[VERB].lemma != 0;
    c->words += lemma;
    c->exceptions += !lemma;
    for (int p = NOUN; p < PARTS; p++) {
        c->of_class[w->as[p].lemma] += w->as[p].lemma != 0;
    }
}

static void write_table(const builder *b, const placed *entries, size_t count, size_t buckets,
                        buffer *out) {
    wordnet_counts *c = b->counts;
    size_t total = 0, at = 0, start = 0;
    for (size_t i = 0; i < count; i++) {
        total += WORDNET_ENTRY_HEAD + b->names.items[entries[i].number].len;
    }
    buffer_text(out, WORDNET_MAGIC);
    put_u32(out, WORDNET_VERSION);
    put_u32(out, buckets);
    put_u32(out, total);
    for (size_t bucket = 0, i = 0; bucket <= buckets; bucket++) {
        put_u32(out, at);
        for (start = at; i < count && entries[i].bucket == bucket; i++) {
            at += WORDNET_ENTRY_HEAD + b->names.items[entries[i].number].len;
        }
        c->longest_bucket = at - start > c->longest_bucket ? at - start : c->longest_bucket;
    }
    for (size_t i = 0; i < count; i++) {
        const word *w = &b->words[entries[i].number];
        put_entry(out, b->names.items[entries[i].number], w);
        count_entry(c, w);
    }
    c->buckets = buckets;
}

static pm_status write_words(const builder *b, buffer *out) {
    placed *entries = mem_array(b->memory.allocator, b->names.count, sizeof *entries);
    if (entries == NULL) {
        return PM_ERR_MEMORY;
    }
    size_t buckets, count = place(b, entries, &buckets);
    if (count != 0) {
        qsort(entries, count, sizeof *entries, by_bucket);
    }
    write_table(b, entries, count, buckets, out);
    mem_free(b->memory.allocator, entries);
    return out->failed ? PM_ERR_MEMORY : PM_OK;
}

/* ---- all together ---- */

static pm_status build(builder *b, buffer *out) {
    pm_status (*const steps[])(builder *) = {read_counts, read_noun_exceptions,
                                             read_verb_exceptions};
    pm_status status = read_index(b, NOUN);
    if (status == PM_OK) {
        status = read_index(b, VERB);
    }
    for (size_t i = 0; i < sizeof steps / sizeof *steps && status == PM_OK; i++) {
        status = steps[i](b);
    }
    if (status != PM_OK) {
        return status;
    }
    settle_verbs(b);
    settle_plurals(b);
    return write_words(b, out);
}

pm_status wordnet_build(const char *folder, buffer *out, wordnet_counts *counts) {
    memset(counts, 0, sizeof *counts);
    builder b = {.folder = folder, .counts = counts};
    arena_init(&b.memory, out->allocator);
    intern_init(&b.names, &b.memory);
    buffer_init(&b.file, out->allocator);
    buffer_init(&b.data, out->allocator);
    pm_status status = build(&b, out);
    buffer_free(&b.file);
    buffer_free(&b.data);
    mem_free(out->allocator, b.words);
    mem_free(out->allocator, b.verbs);
    intern_free(&b.names);
    arena_free(&b.memory);
    return status;
}

/* SPDX-License-Identifier: MIT
 * Keeps true: every spelling told is base text plus a short ending inside a fixed buffer; the
 * tables are constant, so what a word yields depends on the word and the irregulars alone. */
#include "pack/inflect.h"

#include <stdlib.h>
#include <string.h>

enum {
    PHRASE_MAX = 512, /* bytes of what is told; bases of over half of it have no other form */
    ENDING_ROOM = 16,
    FAULTS_TOLD = 100 /* of one file: telling a place costs a walk through the file */
};

/* A phrase while one of its words is inflected. */
typedef struct saying {
    inflect_fn fn;
    void *ctx;
    pm_str before, after;
} saying;

static bool in_table(pm_str word, const char *const *table, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(word, str_from(table[i]))) {
            return true;
        }
    }
    return false;
}
#define IN_TABLE(word, table) in_table((word), (table), sizeof(table) / sizeof *(table))

static char *append(char *to, pm_str s) {
    if (s.len != 0) {
        memcpy(to, s.data, s.len);
    }
    return to + s.len;
}

/* Says the stem without its last `cut` bytes, with `twice` (if not NUL) and the ending behind it.
 */
static bool say(const saying *s, pm_str stem, size_t cut, char twice, const char *ending) {
    char out[PHRASE_MAX + ENDING_ROOM];
    pm_str end = str_from(ending);
    stem = str_slice(stem, 0, stem.len - cut);
    if (s->before.len + stem.len + 1 + end.len + s->after.len > sizeof out) {
        return true;
    }
    char *to = append(append(out, s->before), stem);
    if (twice != '\0') {
        *to++ = twice;
    }
    to = append(append(to, end), s->after);
    return s->fn(s->ctx, (pm_str){out, (size_t)(to - out)});
}

/* ---- letters ---- */

static bool is_vowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

static bool is_consonant(char c) {
    return ascii_alpha(c) && !is_vowel(ascii_lower(c));
}

/* The letter `back` places before the end (0: the last), lower case; NUL beyond the start. */
static char letter(pm_str w, size_t back) {
    return back < w.len ? ascii_lower(w.data[w.len - 1 - back]) : '\0';
}

static pm_str behind_hyphen(pm_str w) {
    for (size_t i = w.len; i > 0; i--) {
        if (w.data[i - 1] == '-') {
            return str_slice(w, i, w.len);
        }
    }
    return w;
}

/* Vowel groups; the u of qu is none, y is one except at the start. */
static size_t syllables(pm_str w) {
    size_t count = 0;
    bool in_vowel = false;
    for (size_t i = 0; i < w.len; i++) {
        bool vowel = is_vowel(w.data[i]) || (w.data[i] == 'y' && i != 0);
        if (w.data[i] == 'u' && i != 0 && w.data[i - 1] == 'q') {
            vowel = false;
        }
        count += vowel && !in_vowel;
        in_vowel = vowel;
    }
    return count;
}

/* ---- doubling ---- */

typedef enum doubling { DOUBLE_NEVER, DOUBLE_ALWAYS, DOUBLE_EITHER } doubling;

/* Words of several syllables that stress the last, or double in British spelling all the same. */
static const char *const doubling_words[] = {
    "abet",     "abhor",    "acquit",  "admit",    "airdrop",   "allot",     "aver",    "babysit",
    "backstop", "bedwet",   "befit",   "beget",    "begin",     "bestir",    "bootleg", "catnap",
    "commit",   "concur",   "confab",  "confer",   "crosscut",  "debar",     "debug",   "defer",
    "demob",    "demur",    "deter",   "disbar",   "disinter",  "eavesdrop", "emit",    "entrap",
    "enwrap",   "equip",    "forbid",  "forget",   "format",    "handicap",  "hobnob",  "horsewhip",
    "hotdog",   "housesit", "humbug",  "incur",    "infer",     "input",     "inset",   "inter",
    "intermit", "jetlag",   "kidnap",  "kneecap",  "leapfrog",  "manumit",   "misfit",  "nonplus",
    "occur",    "offset",   "omit",    "outfit",   "permit",    "prefer",    "preset",  "program",
    "readmit",  "rebut",    "recap",   "recommit", "recur",     "refer",     "refit",   "regret",
    "remap",    "remit",    "repin",   "replan",   "reprogram", "rerun",     "reset",   "resit",
    "resubmit", "retrofit", "rewrap",  "sandbag",  "sidestep",  "sublet",    "submit",  "suntan",
    "transfer", "transmit", "typeset", "upset",    "waterlog",  "worship",   "zigzag"};

/* Both spellings are met, whatever the dictionaries prefer. */
static const char *const either_words[] = {"benefit", "bias", "bus",     "combat",
                                           "focus",   "gas",  "refocus", "target"};

static bool over_prefix(pm_str w) {
    static const pm_str prefixes[] = {{"over", 4}, {"under", 5}, {"out", 3}, {"un", 2}};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        pm_str rest = str_slice(w, prefixes[i].len, w.len);
        if (str_starts(w, prefixes[i]) && rest.len >= 3 && is_consonant(rest.data[0]) &&
            syllables(rest) == 1) {
            return true;
        }
    }
    return false;
}

/* Does a single vowel letter stand before the last consonant? *fluid: two that are spoken apart
 * (dial). */
static bool short_vowel(pm_str w, bool *fluid) {
    char before = letter(w, 2), vowel = letter(w, 1), last = letter(w, 0);
    *fluid = last == 'l' &&
             ((before == 'i' && vowel == 'a') || (before == 'u' && (vowel == 'e' || vowel == 'a')));
    bool qu = before == 'u' && letter(w, 3) == 'q';
    return (is_vowel(vowel) || (vowel == 'y' && w.len == 3)) && (!is_vowel(before) || qu || *fluid);
}

static doubling doubles(pm_str word) {
    pm_str w = behind_hyphen(word);
    char last = letter(w, 0);
    bool fluid;
    if (IN_TABLE(w, either_words)) {
        return DOUBLE_EITHER;
    }
    if (w.len < 3 || !is_consonant(last) || strchr("chjqwxy", last) != NULL ||
        !short_vowel(w, &fluid)) {
        return DOUBLE_NEVER;
    }
    if (last == 'l') { /* British "travelled" first, American "traveled" second */
        return syllables(w) == 1 && !fluid    ? DOUBLE_ALWAYS
               : str_ends(w, STR("parallel")) ? DOUBLE_NEVER
                                              : DOUBLE_EITHER;
    }
    if (syllables(w) == 1 || over_prefix(w) || IN_TABLE(w, doubling_words)) {
        return DOUBLE_ALWAYS;
    }
    return DOUBLE_NEVER;
}

static bool say_doubled(const saying *s, pm_str w, const char *ending) {
    doubling d = doubles(w);
    if (d != DOUBLE_NEVER && !say(s, w, 0, letter(w, 0), ending)) {
        return false;
    }
    return d == DOUBLE_ALWAYS || say(s, w, 0, '\0', ending);
}

/* ---- regular endings ---- */

static bool hisses(pm_str w) {
    static const char *const hard[] = {"stomach", "epoch",     "loch",     "tech",
                                       "monarch", "patriarch", "matriarch"};
    char last = letter(w, 0);
    if (last == 'h' && letter(w, 1) == 'c') {
        return !IN_TABLE(behind_hyphen(w), hard);
    }
    return last == 's' || last == 'x' || last == 'z' || (last == 'h' && letter(w, 1) == 's');
}

/* The -s of verbs and nouns; `o_takes_es` for a verb (go, veto). */
static bool say_s(const saying *s, pm_str w, bool o_takes_es) {
    char last = letter(w, 0), before = letter(w, 1);
    if (last == 'z' && before == 'i') {
        return say(s, w, 0, 'z', "es"); /* quiz */
    }
    if (hisses(w) || (last == 'o' && is_consonant(before) && o_takes_es)) {
        return say(s, w, 0, '\0', "es");
    }
    if (last == 'y' && (is_consonant(before) || (before == 'u' && letter(w, 2) == 'q'))) {
        return say(s, w, 1, '\0', "ies");
    }
    return say(s, w, 0, '\0', "s");
}

static bool say_past(const saying *s, pm_str w) {
    char last = letter(w, 0), before = letter(w, 1);
    if (last == 'e') {
        return say(s, w, 0, '\0', "d");
    }
    if (last == 'y' && is_consonant(before)) {
        return say(s, w, 1, '\0', "ied");
    }
    if (last == 'c' && (before == 'i' || before == 'a')) {
        return say(s, w, 0, 'k', "ed"); /* panic */
    }
    if (last == 'z' && before == 'i') {
        return say(s, w, 0, 'z', "ed");
    }
    return say_doubled(s, w, "ed");
}

static bool say_ing(const saying *s, pm_str w) {
    static const char *const keep_e[] = {"singe", "swinge", "tinge", "springe"};
    static const char *const both[] = {"age", "binge", "cue", "queue", "route", "whinge", "cringe"};
    char last = letter(w, 0), before = letter(w, 1);
    if (last == 'e' && before == 'i') {
        return say(s, w, 2, '\0', "ying"); /* die */
    }
    if (last == 'e') {
        pm_str tail = behind_hyphen(w);
        bool either = IN_TABLE(tail, both);
        bool keeps = before == 'e' || before == 'o' || before == 'y' || IN_TABLE(tail, keep_e);
        if (!keeps && !say(s, w, 1, '\0', "ing")) {
            return false;
        }
        return (!keeps && !either) || say(s, w, 0, '\0', "ing");
    }
    if (last == 'c' && (before == 'i' || before == 'a')) {
        return say(s, w, 0, 'k', "ing");
    }
    if (last == 'z' && before == 'i') {
        return say(s, w, 0, 'z', "ing");
    }
    return say_doubled(s, w, "ing");
}

/* ---- irregular verbs ---- */

enum { FIELDS_LEAST = 3 };

/* field[form]: its spellings joined by '/', "-" for none; empty: regular. */
typedef struct irregular {
    pm_str field[VERB_FORMS];
    size_t offset;
} irregular;

struct irregulars {
    irregular *items; /* by base */
    size_t count;
};

typedef struct table_reader {
    const source *src;
    arena *memory;
    reporter *report;
    size_t faults;
    irregular *items;
    size_t count, cap;
} table_reader;

static void fault(table_reader *r, size_t offset, const char *message) {
    r->faults++;
    if (r->faults <= FAULTS_TOLD) {
        report_at(r->report, PM_ERROR, r->src, offset, "%s",
                  r->faults < FAULTS_TOLD ? message : "more faults follow; they are not told");
    }
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

static bool is_spelling(pm_str field, bool variants) {
    for (size_t i = 0; i < field.len; i++) {
        char c = field.data[i];
        if (!ascii_alpha(c) && c != '-' && c != '\'' && !(variants && c == '/')) {
            return false;
        }
    }
    return field.len <= PHRASE_MAX / 2;
}

/* Reads a line into *out; *out is empty for a line without content or with a fault. */
static pm_status read_verb(table_reader *r, pm_str line, irregular *out) {
    static const verb_form order[] = {FORM_BASE, FORM_PAST, FORM_PART, FORM_ING, FORM_S};
    memset(out, 0, sizeof *out);
    const char *comment = line.len != 0 ? memchr(line.data, '#', line.len) : NULL;
    pm_str rest = comment != NULL ? str_slice(line, 0, (size_t)(comment - line.data)) : line;
    irregular read = {.offset = 0};
    size_t count = 0, start = (size_t)(str_trim(rest).data - r->src->text.data);
    for (pm_str f = next_field(&rest); f.len != 0; f = next_field(&rest), count++) {
        size_t at = (size_t)(f.data - r->src->text.data);
        if (count == VERB_FORMS || !is_spelling(f, count != 0)) {
            fault(r, at,
                  count == VERB_FORMS ? "nothing stands behind the s form"
                                      : "a verb form is made of letters, '-' and \"'\"");
            return PM_OK;
        }
        char *copy = arena_copy(r->memory, f.data, f.len);
        if (copy == NULL) {
            return PM_ERR_MEMORY;
        }
        for (size_t i = 0; i < f.len; i++) {
            copy[i] = ascii_lower(copy[i]);
        }
        read.field[order[count]] = (pm_str){copy, f.len};
    }
    if (count != 0 && count < FIELDS_LEAST) {
        fault(r, start, "an irregular verb is told by base, past and participle");
        return PM_OK;
    }
    read.offset = start;
    *out = read;
    return PM_OK;
}

static pm_status read_lines(table_reader *r) {
    pm_str all = r->src->text;
    size_t at = str_starts(all, STR("\xEF\xBB\xBF")) ? 3 : 0;
    while (at < all.len) {
        const char *end = memchr(all.data + at, '\n', all.len - at);
        size_t stop = end != NULL ? (size_t)(end - all.data) : all.len;
        irregular verb;
        pm_status status = read_verb(r, str_slice(all, at, stop), &verb);
        if (status != PM_OK) {
            return status;
        }
        if (verb.field[FORM_BASE].len != 0) {
            if (!mem_grow(r->memory->allocator, (void **)&r->items, &r->cap, r->count + 1,
                          sizeof verb)) {
                return PM_ERR_MEMORY;
            }
            r->items[r->count++] = verb;
        }
        at = stop + 1;
    }
    return PM_OK;
}

static int by_base(const void *a, const void *b) {
    const irregular *x = a, *y = b;
    int order = str_compare(x->field[FORM_BASE], y->field[FORM_BASE]);
    return order != 0 ? order : (x->offset > y->offset) - (x->offset < y->offset);
}

static pm_status keep(table_reader *r, irregulars *out) {
    out->items = arena_alloc(r->memory, r->count * sizeof *out->items);
    if (out->items == NULL) {
        return PM_ERR_MEMORY;
    }
    if (r->count != 0) {
        qsort(r->items, r->count, sizeof *r->items, by_base);
    }
    for (size_t i = 0; i < r->count; i++) {
        irregular *last = out->count != 0 ? &out->items[out->count - 1] : NULL;
        if (last != NULL && str_equal(last->field[FORM_BASE], r->items[i].field[FORM_BASE])) {
            fault(r, r->items[i].offset, "this verb is already in the table");
        } else {
            out->items[out->count++] = r->items[i];
        }
    }
    return PM_OK;
}

pm_status irregulars_read(const source *src, arena *memory, reporter *report, irregulars **out) {
    *out = NULL;
    irregulars *table = arena_zalloc(memory, sizeof *table);
    if (table == NULL) {
        return PM_ERR_MEMORY;
    }
    table_reader r = {.src = src, .memory = memory, .report = report};
    pm_status status = read_lines(&r);
    if (status == PM_OK) {
        status = keep(&r, table);
    }
    mem_free(memory->allocator, r.items);
    if (status == PM_OK) {
        *out = table;
    }
    return status;
}

static const irregular *find_base(const irregulars *table, pm_str base) {
    size_t low = 0, high = table != NULL ? table->count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(table->items[middle].field[FORM_BASE], base);
        if (order == 0) {
            return &table->items[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

/* The entry that a verb follows; *prefix is what of the verb stands before it. */
static const irregular *find_irregular(const irregulars *table, pm_str verb, pm_str *prefix) {
    static const pm_str prefixes[] = {{"re", 2},   {"over", 4}, {"under", 5}, {"out", 3},
                                      {"self", 4}, {"mis", 3},  {"un", 2},    {"with", 4},
                                      {"up", 2},   {"fore", 4}, {"pre", 3}};
    static const char *const regular[] = {"relay"}; /* to pass on; not "lay again" */
    *prefix = (pm_str){verb.data, 0};
    const irregular *found = find_base(table, verb);
    pm_str tail = behind_hyphen(verb);
    if (found == NULL && tail.len != verb.len) {
        *prefix = str_slice(verb, 0, verb.len - tail.len);
        found = find_base(table, tail);
    }
    for (size_t i = 0; found == NULL && i < sizeof prefixes / sizeof *prefixes; i++) {
        if (str_starts(verb, prefixes[i]) && !IN_TABLE(verb, regular)) {
            *prefix = prefixes[i];
            found = find_base(table, str_slice(verb, prefixes[i].len, verb.len));
        }
    }
    return found;
}

static bool say_variants(const saying *s, pm_str prefix, pm_str field) {
    if (str_equal(field, STR("-"))) {
        return true;
    }
    saying one = *s;
    one.before = prefix;
    for (size_t start = 0; start < field.len;) {
        size_t end = start;
        while (end < field.len && field.data[end] != '/') {
            end++;
        }
        if (end > start && !say(&one, str_slice(field, start, end), 0, '\0', "")) {
            return false;
        }
        start = end + 1;
    }
    return true;
}

/* Where the word that is inflected ends: before a space, and before the particle of "follow-up". */
static size_t verb_end(pm_str base) {
    static const char *const particles[] = {"up",   "in",   "out",  "off", "on",
                                            "down", "over", "back", "away"};
    size_t end = 0;
    while (end < base.len && base.data[end] != ' ') {
        end++;
    }
    pm_str tail = behind_hyphen(str_slice(base, 0, end));
    return tail.len + 1 < end && IN_TABLE(tail, particles) ? end - tail.len - 1 : end;
}

bool inflect_verb(const irregulars *table, pm_str base, verb_form form, inflect_fn fn, void *ctx) {
    size_t end = verb_end(base);
    pm_str verb = str_slice(base, 0, end);
    if (form == FORM_BASE || verb.len == 0 || base.len > PHRASE_MAX / 2) {
        return form != FORM_BASE || fn(ctx, base);
    }
    saying s = {fn, ctx, {NULL, 0}, str_slice(base, end, base.len)};
    pm_str prefix;
    const irregular *known = find_irregular(table, verb, &prefix);
    if (known != NULL && known->field[form].len != 0) {
        return say_variants(&s, prefix, known->field[form]);
    }
    switch (form) {
    case FORM_S: return say_s(&s, verb, true);
    case FORM_PAST:
    case FORM_PART: return say_past(&s, verb);
    case FORM_ING: return say_ing(&s, verb);
    default: return true;
    }
}

/* ---- nouns ---- */

typedef struct plural {
    pm_str singular;
    bool suffix; /* longer words may end so */
    const char *plurals;
} plural;

static const plural plurals[] = {
    {{"child", 5}, true, "children"},
    {{"person", 6}, true, "people/persons"},
    {{"woman", 5}, true, "women"},
    {{"wife", 4}, true, "wives"},
    {{"life", 4}, true, "lives"},
    {{"knife", 5}, true, "knives"},
    {{"elf", 3}, true, "elves"},
    {{"half", 4}, false, "halves"},
    {{"leaf", 4}, true, "leaves"},
    {{"loaf", 4}, false, "loaves"},
    {{"wolf", 4}, false, "wolves"},
    {{"calf", 4}, false, "calves"},
    {{"thief", 5}, false, "thieves"},
    {{"scarf", 5}, false, "scarves/scarfs"},
    {{"hoof", 4}, false, "hooves/hoofs"},
    {{"foot", 4}, true, "feet"},
    {{"tooth", 5}, true, "teeth"},
    {{"goose", 5}, false, "geese"},
    {{"mouse", 5}, false, "mice"},
    {{"dormouse", 8}, false, "dormice"},
    {{"louse", 5}, false, "lice"},
    {{"ox", 2}, false, "oxen"},
    {{"die", 3}, false, "dice"},
    {{"penny", 5}, false, "pennies/pence"},
    {{"criterion", 9}, false, "criteria"},
    {{"phenomenon", 10}, false, "phenomena"},
    {{"medium", 6}, false, "media/mediums"},
    {{"curriculum", 10}, false, "curricula/curriculums"},
    {{"datum", 5}, false, "data"},
    {{"bacterium", 9}, false, "bacteria"},
    {{"addendum", 8}, false, "addenda/addendums"},
    {{"memorandum", 10}, false, "memoranda/memorandums"},
    {{"referendum", 10}, false, "referenda/referendums"},
    {{"stimulus", 8}, false, "stimuli"},
    {{"focus", 5}, false, "focuses/foci"},
    {{"syllabus", 8}, false, "syllabuses/syllabi"},
    {{"cactus", 6}, false, "cacti/cactuses"},
    {{"fungus", 6}, false, "fungi"},
    {{"appendix", 8}, false, "appendices/appendixes"},
    {{"index", 5}, false, "indexes/indices"},
    {{"matrix", 6}, false, "matrices/matrixes"},
    {{"axis", 4}, false, "axes"},
    {{"hero", 4}, true, "heroes"},
    {{"potato", 6}, true, "potatoes"},
    {{"tomato", 6}, true, "tomatoes"},
    {{"echo", 4}, false, "echoes"},
    {{"veto", 4}, false, "vetoes"},
    {{"torpedo", 7}, false, "torpedoes"},
    {{"embargo", 7}, false, "embargoes"},
    {{"domino", 6}, false, "dominoes"},
    {{"mosquito", 8}, false, "mosquitoes/mosquitos"},
    {{"mango", 5}, false, "mangoes/mangos"},
    {{"volcano", 7}, false, "volcanoes/volcanos"},
    {{"cargo", 5}, false, "cargoes/cargos"},
    {{"fish", 4}, true, "fish/fishes"},
    {{"sheep", 5}, false, ""},
    {{"deer", 4}, false, ""},
    {{"series", 6}, false, ""},
    {{"species", 7}, false, ""},
    {{"aircraft", 8}, false, ""},
    {{"offspring", 9}, false, ""},
    {{"headquarters", 12}, false, ""},
    {{"premises", 8}, false, ""},
    {{"means", 5}, false, ""},
    {{"whereabouts", 11}, false, ""},
    {{"chassis", 7}, false, ""},
};

/* The plurals of a word that keeps what stands before the listed part. */
static bool say_listed(const saying *s, pm_str w, const plural *p) {
    pm_str stem = str_slice(w, 0, w.len - p->singular.len), all = str_from(p->plurals);
    for (size_t start = 0; start < all.len;) {
        size_t end = start;
        while (end < all.len && all.data[end] != '/') {
            end++;
        }
        saying one = *s;
        char before[PHRASE_MAX];
        char *to = append(append(before, s->before), stem);
        one.before = (pm_str){before, (size_t)(to - before)};
        if (!say(&one, str_slice(all, start, end), 0, '\0', "")) {
            return false;
        }
        start = end + 1;
    }
    return true;
}

static const plural *find_plural(pm_str w) {
    for (size_t i = 0; i < sizeof plurals / sizeof *plurals; i++) {
        if (str_equal(w, plurals[i].singular) ||
            (plurals[i].suffix && str_ends(w, plurals[i].singular))) {
            return &plurals[i];
        }
    }
    return NULL;
}

static bool is_man(pm_str w) {
    static const char *const others[] = {"human",  "german",   "roman",  "norman",  "ottoman",
                                         "shaman", "talisman", "caiman", "turkoman"};
    return str_ends(w, STR("man")) && !IN_TABLE(w, others);
}

/* parents, camhs, barnardo's: no further -s, which would only make words that mean something else.
 */
static bool ends_as_plural(pm_str w) {
    static const char *const singulars[] = {"alias",     "atlas", "bias", "canvas",
                                            "christmas", "gas",   "lens"};
    char before = letter(w, 1);
    bool latin = w.len > 3 || str_equal(w, STR("bus"));
    return letter(w, 0) == 's' && before != 's' && !((before == 'u' || before == 'i') && latin) &&
           !IN_TABLE(w, singulars);
}

static bool say_plural(const saying *s, pm_str w) {
    const plural *listed = find_plural(w);
    if (listed != NULL) {
        return say_listed(s, w, listed);
    }
    if (ends_as_plural(w)) {
        return true;
    }
    if (is_man(w)) {
        return say(s, w, 2, '\0', "en");
    }
    if (w.len > 4 && str_ends(w, STR("sis"))) {
        return say(s, w, 2, '\0', "es"); /* crisis */
    }
    return say_s(s, w, false);
}

/* Where the first " of " of a phrase begins, or its length. */
static size_t find_of(pm_str phrase) {
    for (size_t i = 0; i + 4 < phrase.len; i++) {
        if (memcmp(phrase.data + i, " of ", 4) == 0) {
            return i;
        }
    }
    return phrase.len;
}

/* Inflects the last word of phrase[0..end); what is behind stays. */
static bool say_plural_at(pm_str phrase, size_t end, inflect_fn fn, void *ctx) {
    size_t start = end;
    while (start > 0 && phrase.data[start - 1] != ' ') {
        start--;
    }
    saying s = {fn, ctx, str_slice(phrase, 0, start), str_slice(phrase, end, phrase.len)};
    return start == end || say_plural(&s, str_slice(phrase, start, end));
}

bool inflect_noun(pm_str singular, inflect_fn fn, void *ctx) {
    static const pm_str in_law = {"-in-law", 7}; /* mothers-in-law */
    if (!fn(ctx, singular)) {
        return false;
    }
    if (singular.len == 0 || singular.len > PHRASE_MAX / 2) {
        return true;
    }
    size_t end = singular.len, of = find_of(singular);
    if (str_ends(singular, in_law)) {
        end -= in_law.len;
    }
    if (!say_plural_at(singular, end, fn, ctx)) {
        return false;
    }
    return of == singular.len || say_plural_at(singular, of, fn, ctx); /* codes of conduct */
}

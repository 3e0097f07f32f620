/* SPDX-License-Identifier: MIT
 * Keeps true: what stands in a cell comes out in its order and once, but for bullets, numbers and
 * lines that only lead on to others. */
#include "documents/pieces.h"

#include <string.h>

void pieces_init(pieces *p, arena *memory) {
    *p = (pieces){.memory = memory};
}

void pieces_free(pieces *p) {
    mem_free(p->memory->allocator, p->items);
    p->items = NULL;
}

void pieces_clear(pieces *p) {
    p->count = 0;
    memset(p->at_level, 0, sizeof p->at_level);
}

/* ---- Words ---- */

static bool letter(char c) {
    return ascii_alpha(c) || (unsigned char)c >= 0x80;
}

size_t text_words(pm_str s, size_t most) {
    size_t words = 0;
    for (size_t i = 0; i < s.len && words < most; i++) {
        words += !ascii_space(s.data[i]) && (i == 0 || ascii_space(s.data[i - 1]));
    }
    return words;
}

bool text_has(pm_str s, const char *word, size_t *at) {
    size_t len = strlen(word);
    char first = ascii_lower(word[0]);
    for (size_t i = 0; i + len <= s.len; i++) {
        if (ascii_lower(s.data[i]) == first &&
            str_equal_fold((pm_str){s.data + i, len}, (pm_str){word, len}) &&
            (i == 0 || !letter(s.data[i - 1])) && (i + len == s.len || !letter(s.data[i + len]))) {
            *at = i;
            return true;
        }
    }
    return false;
}

static bool starts_fold(pm_str s, const char *with) {
    size_t len = strlen(with);
    return s.len >= len && str_equal_fold((pm_str){s.data, len}, (pm_str){with, len});
}

/* What forms show where nobody has written. */
static bool is_placeholder(pm_str s) {
    static const char *const begins[] = {"click or tap",    "click here to enter",
                                         "choose an item",  "tap here to enter",
                                         "enter text here", "[insert ",
                                         "[enter ",         "<insert ",
                                         "<enter ",         "[add text"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        if (starts_fold(s, begins[i])) {
            return true;
        }
    }
    return false;
}

bool text_void(pm_str s) {
    static const char *const nothing[] = {"n/a",
                                          "na",
                                          "none",
                                          "nil",
                                          "not applicable",
                                          "none at this time",
                                          "none at present",
                                          "none identified",
                                          "no actions"};
    bool word = false;
    s = str_trim(s);
    for (size_t i = 0; i < s.len;) {
        uint32_t cp = utf8_next(s.data, s.len, &i);
        bool high = cp >= 0xC0 && (cp < 0x2000 || cp > 0x2BFF) && (cp < 0xE000 || cp > 0xF8FF);
        word |= cp < 0x80 ? ascii_alpha((char)cp) || ascii_digit((char)cp) : high;
    }
    for (size_t i = 0; word && i < sizeof nothing / sizeof *nothing; i++) {
        pm_str bare = s.data[s.len - 1] == '.' ? str_slice(s, 0, s.len - 1) : s;
        word = !str_equal_fold(bare, str_from(nothing[i]));
    }
    return !word || is_placeholder(s);
}

/* ---- Bullets and numbers ---- */

static bool gap_or_capital(pm_str s, size_t i) {
    return i < s.len &&
           (s.data[i] == ' ' || s.data[i] == '\t' || ascii_upper(s.data[i]) || s.data[i] == '[');
}

static size_t bullet_length(pm_str s) {
    static const char *const bullets[] = {
        "\xE2\x80\xA2", "\xC2\xB7",     "\xE2\x96\xAA", "\xE2\x97\x8F", "\xE2\x97\xA6",
        "\xE2\x80\xA3", "\xE2\x96\xA0", "\xE2\x97\x8B", "\xE2\x9E\xA2", "\xE2\x9C\x93",
        "\xE2\x98\x90", "\xE2\x98\x91", "\xE2\x98\x92", "\xE2\x9C\x94", "\xE2\x9C\x97",
        "\xE2\x9C\x98", "\xE2\x96\xA1", "\xE2\x9D\x91", "\xE2\x9D\x96", "\xE2\x9E\x94",
        "\xEF\x82\xA8", "\xEF\x83\xBC", "\xEF\x83\xBE", "\xE2\x96\xB6", "\xEF\x82\xB7",
        "\xEF\x82\xA7", "\xEF\x83\x98"};
    static const char *const dashes[] = {"-", "*", "\xE2\x80\x93", "\xE2\x80\x94"};
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++) {
        if (str_starts(s, str_from(bullets[i]))) {
            return 2 + (bullets[i][0] != '\xC2');
        }
    }
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++) {
        size_t len = strlen(dashes[i]);
        if (str_starts(s, str_from(dashes[i])) && gap_or_capital(s, len)) {
            return len;
        }
    }
    return str_starts(s, STR("o ")) || str_starts(s, STR("o\t")) ? 1 : 0;
}

/* "12" in digits, "b" or "iii" in letters; 0 bytes: neither. */
static size_t ordinal_length(pm_str s, size_t *number) {
    static const char *const romans[] = {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii"};
    size_t digits = 0, letters = 0;
    *number = 0;
    while (digits < s.len && digits < PIECE_DIGITS && ascii_digit(s.data[digits])) {
        *number = *number * 10 + (size_t)(s.data[digits++] - '0');
    }
    while (digits == 0 && letters < s.len && ascii_alpha(s.data[letters])) {
        letters++;
    }
    for (size_t i = 0; letters != 0 && i < sizeof romans / sizeof *romans; i++) {
        if (str_equal_fold((pm_str){s.data, letters}, str_from(romans[i]))) {
            *number = i + 1;
            return letters;
        }
    }
    if (letters == 1) {
        *number = (size_t)(ascii_lower(s.data[0]) - 'a') + 1;
    }
    return digits != 0 ? digits : letters == 1 ? 1 : 0;
}

/* The length of a typed bullet or number at the beginning, with the gap behind it; 0: none. */
static size_t marker(pm_str s, size_t *number) {
    *number = 0;
    size_t at = bullet_length(s);
    if (at == 0) {
        bool bracket = s.len != 0 && s.data[0] == '(';
        size_t digits = ordinal_length(str_slice(s, bracket, s.len), number);
        size_t end = bracket + digits;
        bool closed = end < s.len && (s.data[end] == ')' || (s.data[end] == '.' && !bracket));
        bool letters = digits != 0 && ascii_alpha(s.data[bracket]);
        /* "I. Smith" and "a. m." are no items */
        bool good = digits != 0 && *number != 0 && closed && gap_or_capital(s, end + 1) &&
                    !(letters && s.data[end] == '.');
        at = good ? end + 1 : 0;
        *number = good ? *number : 0;
    }
    while (at != 0 && at < s.len && ascii_space(s.data[at])) {
        at++;
    }
    return at < s.len ? at : 0;
}

bool piece_is_marked(pm_str text) {
    size_t number;
    return marker(text, &number) != 0;
}

bool piece_is_beyond(pm_str text) {
    size_t from = text.len != 0 && text.data[0] == '(', end = from;
    while (end < text.len && ascii_digit(text.data[end])) {
        end++;
    }
    bool closed = end < text.len && (text.data[end] == ')' || (text.data[end] == '.' && from == 0));
    return end - from > PIECE_DIGITS && closed && gap_or_capital(text, end + 1);
}

/* ---- Lines ---- */

/* Words that no sentence ends with, and that seldom begin one. */
static bool joins_on(pm_str word) {
    static const char *const words[] = {
        "to",  "the", "a",   "an",   "and",  "or",    "of",    "for",   "with",  "by",
        "at",  "in",  "on",  "from", "will", "be",    "is",    "that",  "their", "her",
        "his", "as",  "who", "if",   "when", "until", "about", "which", "&"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal_fold(word, str_from(words[i]))) {
            return true;
        }
    }
    return false;
}

static bool ends_open(pm_str s) {
    size_t from = s.len;
    if (s.len == 0 || strchr(",-/&(", s.data[s.len - 1]) != NULL) {
        return true;
    }
    while (from > 0 && !ascii_space(s.data[from - 1])) {
        from--;
    }
    return joins_on(str_slice(s, from, s.len));
}

static size_t first_word(pm_str s) {
    size_t end = 0;
    while (end < s.len && !ascii_space(s.data[end])) {
        end++;
    }
    return end;
}

static bool begins_open(pm_str s) {
    return joins_on(str_slice(s, 0, first_word(s)));
}

static pm_str take_line(pm_str *rest) {
    const char *end = rest->len != 0 ? memchr(rest->data, '\n', rest->len) : NULL;
    size_t len = end != NULL ? (size_t)(end - rest->data) : rest->len;
    pm_str line = str_slice(*rest, 0, len);
    *rest = str_slice(*rest, len + 1, rest->len);
    return line;
}

/* Lines that a width broke are too full for the next word. Is there one that had room for it,
 * beside the longest? Then somebody broke lines to part what stands on them. */
static bool parts_by_lines(pm_str text) {
    size_t longest = 0, shortest = SIZE_MAX;
    pm_str rest = text, line = take_line(&rest);
    while (rest.len != 0) {
        pm_str next = take_line(&rest);
        size_t needed = line.len + 1 + first_word(next);
        longest = line.len > longest ? line.len : longest;
        shortest = needed < shortest ? needed : shortest;
        line = next;
    }
    return shortest <= (line.len > longest ? line.len : longest);
}

/* Does a line of a paragraph begin something new, or does it only go on? `parted`: lines part what
 * stands on them, so that two words in small letters will do. */
static bool begins_anew(const doc_block *b, bool parted, pm_str before, pm_str line) {
    size_t words = b->lines ? 2 : 3, small = parted ? 2 : 3;
    size_t number;
    if (before.len == 0 || marker(line, &number) != 0) {
        return true;
    }
    if (b->lines && !ends_open(before) && !begins_open(line) && text_words(line, small) == small) {
        return true;
    }
    bool capital = line.len != 0 && (ascii_upper(line.data[0]) || line.data[0] == '[');
    return capital && (b->lines || !ends_open(before)) && text_words(line, words) == words;
}

static void add_piece(pieces *p, piece one) {
    if (text_void(one.text)) {
        return;
    }
    if (!mem_grow(p->memory->allocator, (void **)&p->items, &p->cap, p->count + 1,
                  sizeof *p->items)) {
        p->failed = true;
        return;
    }
    p->items[p->count++] = one;
    if (one.item && one.level < PIECE_LEVELS) {
        p->at_level[one.level]++;
    }
}

/* Line breaks and tabs inside one piece are gaps. */
static pm_str one_line(pieces *p, pm_str s) {
    bool plain = true;
    for (size_t i = 0; i < s.len; i++) {
        plain &= s.data[i] != '\n' && s.data[i] != '\t';
    }
    char *copy = plain ? NULL : arena_copy(p->memory, s.data, s.len);
    if (copy == NULL) {
        p->failed |= !plain;
        return s;
    }
    for (size_t i = 0; i < s.len; i++) {
        copy[i] = copy[i] == '\n' || copy[i] == '\t' ? ' ' : copy[i];
    }
    return (pm_str){copy, s.len};
}

static void add_text(pieces *p, const doc_block *b, pm_str text, bool led) {
    bool item = b->kind == BLOCK_ITEM;
    piece one = {.level = item ? b->rank : 0, .item = item || led, .paragraph = b->number};
    text = str_trim(text);
    size_t skip = marker(text, &one.number);
    one.item |= skip != 0;
    one.text = one_line(p, str_trim(str_slice(text, skip, text.len)));
    if (b->kind == BLOCK_ITEM && b->numbered && one.number == 0) {
        one.number = 1 + (one.level < PIECE_LEVELS ? p->at_level[one.level] : 0);
    }
    add_piece(p, one);
}

static void pieces_of_table(pieces *p, const doc_table *t) {
    for (const doc_row *r = t->first; r != NULL; r = r->next) {
        for (const doc_cell *c = r->first; c != NULL; c = c->next) {
            if (c->goes_on == NULL) {
                pieces_of_cell(p, c);
            }
        }
    }
}

void pieces_of_block(pieces *p, const doc_block *b) {
    if (b->kind == BLOCK_TABLE) {
        pieces_of_table(p, b->table);
        return;
    }
    pm_str rest = b->text, line = take_line(&rest), whole = line;
    bool led = false, leads = false; /* behind a line that ends in ':' each is one of its items */
    bool parted = b->lines && parts_by_lines(b->text);
    while (rest.len != 0) {
        pm_str next = take_line(&rest);
        leads |= str_ends(line, STR(":"));
        if (leads || begins_anew(b, parted, line, next)) {
            add_text(p, b, whole, led);
            led = leads;
            whole = next;
        } else {
            whole.len = (size_t)(next.data + next.len - whole.data);
        }
        line = next;
    }
    add_text(p, b, whole, led);
}

void pieces_of_cell(pieces *p, const doc_cell *c) {
    for (const doc_block *b = c->first; b != NULL; b = b->next) {
        pieces_of_block(p, b);
    }
}

void pieces_of_lines(pieces *p, const doc_cell *c) {
    for (const doc_block *b = c->first; b != NULL; b = b->next) {
        if (b->kind == BLOCK_TABLE) {
            p->count = 0;
            return;
        }
        for (pm_str rest = b->text; rest.len != 0;) {
            add_text(p, b, take_line(&rest), false);
        }
    }
}

/* ---- Lines that lead on ---- */

/* "Mum will:", "Dad has agreed to:": the items end the sentence. */
static bool sentence_goes_on(pm_str s) {
    static const char *const ends[] = {" will:", " to:", " must:", " should:", " shall:"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (str_ends(s, str_from(ends[i]))) {
            return true;
        }
    }
    return false;
}

static bool leads_on(const pieces *p, size_t i) {
    const piece *one = &p->items[i], *next = i + 1 < p->count ? &p->items[i + 1] : NULL;
    bool deeper = next != NULL && next->item && (!one->item || next->level > one->level);
    return deeper && one->text.data[one->text.len - 1] == ':';
}

pm_str pieces_behind(pieces *p, pm_str lead, pm_str text) {
    enum { LONGEST = 2000 }; /* each item copies it */
    if (lead.len > LONGEST || !sentence_goes_on(lead)) {
        return text;
    }
    char *both = arena_alloc(p->memory, lead.len + text.len);
    if (both == NULL) {
        p->failed = true;
        return text;
    }
    memcpy(both, lead.data, lead.len - 1);
    both[lead.len - 1] = ' ';
    memcpy(both + lead.len, text.data, text.len);
    return (pm_str){both, lead.len + text.len};
}

bool piece_is_under(const piece *one, const piece *lead) {
    return lead->text.len != 0 && one->item && (!lead->item || one->level > lead->level);
}

void pieces_settle(pieces *p) {
    size_t kept = 0;
    piece lead = {.paragraph = 0};
    for (size_t i = 0; i < p->count; i++) {
        piece one = p->items[i];
        if (leads_on(p, i)) {
            lead = one;
            continue;
        }
        if (piece_is_under(&one, &lead)) {
            one.text = pieces_behind(p, lead.text, one.text);
        } else {
            lead.text.len = 0;
        }
        p->items[kept++] = one;
    }
    p->count = kept;
}

/* ---- Numbers ---- */

bool pieces_all_numbered(const pieces *p) {
    bool all = p->count != 0;
    for (size_t i = 0; i < p->count; i++) {
        all &= p->items[i].number != 0;
    }
    return all;
}

void pieces_by_number(const pieces *p, piece_numbers *out) {
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < p->count && i < PIECES_PAIRED; i++) {
        size_t number = p->items[i].number;
        if (number <= PIECES_PAIRED) {
            out->at[number] = out->at[number] == 0 ? (uint16_t)(i + 1) : UINT16_MAX;
        }
    }
}

const piece *pieces_numbered(const pieces *p, const piece_numbers *by, size_t number) {
    size_t at = number <= PIECES_PAIRED ? by->at[number] : 0;
    return at != 0 && at != UINT16_MAX ? &p->items[at - 1] : NULL;
}

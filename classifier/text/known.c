/* SPDX-License-Identifier: MIT
 * Keeps true: a word stands under its first letter and its length, so that most words of a text are
 * told to be unknown by one look into the table. */
#include "text/known.h"

#include <string.h>

/* Filled lines read better here. */
/* clang-format off */
#define K(word, flags, value) {word, value, flags}
#define WORDS(...) (const known[]){__VA_ARGS__, {"", 0, 0}}

const known *const known_words[26][16] = {
    ['a' - 'a'] = {
        [2] = WORDS(K("at", LINK, 0), K("as", LINK, 0), K("am", CLOCK, 0)),
        [3] = WORDS(K("and", LINK, 0), K("apr", MONTH | ABBREV_SOFT, 4),
                    K("aug", MONTH | ABBREV_SOFT, 8), K("a.m", CLOCK, 0)),
        [4] = WORDS(K("a.m.", CLOCK, 0), K("appt", ABBREV, 0), K("asst", ABBREV_SOFT, 0)),
        [5] = WORDS(K("april", MONTH, 4), K("after", LEADS | LINK, 0),
                    K("appts", ABBREV | COUNTED, 0)),
        [6] = WORDS(K("august", MONTH, 8), K("approx", ABBREV, 0)),
        [12] = WORDS(K("appointments", COUNTED, 0))},
    ['b' - 'a'] = {
        [2] = WORDS(K("by", LEADS | LINK, 0)),
        [3] = WORDS(K("but", LINK, 0)),
        [6] = WORDS(K("before", LEADS | LINK, 0))},
    ['c' - 'a'] = {
        [4] = WORDS(K("cllr", ABBREV, 0)),
        [8] = WORDS(K("children", COUNTED, 0))},
    ['d' - 'a'] = {
        [2] = WORDS(K("dr", ABBREV, 0)),
        [3] = WORDS(K("day", UNIT, 0), K("dec", MONTH | ABBREV_SOFT, 12), K("due", LEADS, 0)),
        [4] = WORDS(K("days", UNIT, 0), K("dept", ABBREV_SOFT, 0)),
        [6] = WORDS(K("during", LEADS | LINK, 0)),
        [8] = WORDS(K("december", MONTH, 12))},
    ['e' - 'a'] = {
        [2] = WORDS(K("eg", ABBREV, 0)),
        [3] = WORDS(K("etc", ABBREV, 0), K("ext", ABBREV_SOFT, 0)),
        [5] = WORDS(K("eight", NUMBER, 0), K("early", LEADS, 0)),
        [6] = WORDS(K("eighth", ORDINAL, 8), K("eleven", NUMBER, 0), K("eighty", NUMBER, 0)),
        [8] = WORDS(K("eleventh", ORDINAL, 11), K("eighteen", NUMBER, 0),
                    K("evenings", COUNTED, 0)),
        [10] = WORDS(K("eighteenth", ORDINAL, 18))},
    ['f' - 'a'] = {
        [3] = WORDS(K("for", LINK, 0), K("fri", WEEKDAY | ABBREV_SOFT, 0),
                    K("feb", MONTH | ABBREV_SOFT, 2)),
        [4] = WORDS(K("from", LEADS | LINK, 0), K("five", NUMBER, 0), K("four", NUMBER, 0)),
        [5] = WORDS(K("fifth", ORDINAL, 5), K("first", ORDINAL, 1), K("forty", NUMBER, 0),
                    K("fifty", NUMBER, 0)),
        [6] = WORDS(K("friday", WEEKDAY, 0), K("fourth", ORDINAL, 4)),
        [7] = WORDS(K("fridays", WEEKDAY, 0), K("fifteen", NUMBER, 0)),
        [8] = WORDS(K("february", MONTH, 2), K("fourteen", NUMBER, 0)),
        [9] = WORDS(K("fifteenth", ORDINAL, 15), K("fortnight", UNIT, 0)),
        [10] = WORDS(K("fourteenth", ORDINAL, 14), K("fortnights", UNIT, 0))},
    ['g' - 'a'] = {
        [4] = WORDS(K("govt", ABBREV_SOFT, 0))},
    ['h' - 'a'] = {
        [2] = WORDS(K("hr", UNIT | ABBREV_SOFT, 0)),
        [3] = WORDS(K("hrs", UNIT | ABBREV_SOFT, 0)),
        [4] = WORDS(K("hour", UNIT, 0)),
        [5] = WORDS(K("hours", UNIT, 0)),
        [7] = WORDS(K("hundred", NUMBER, 0)),
        [9] = WORDS(K("hundredth", ORDINAL, 0))},
    ['i' - 'a'] = {
        [2] = WORDS(K("in", LEADS | LINK, 0), K("if", LINK, 0), K("is", LINK, 0),
                    K("ie", ABBREV, 0)),
        [3] = WORDS(K("inc", ABBREV_SOFT, 0)),
        [4] = WORDS(K("incl", ABBREV, 0))},
    ['j' - 'a'] = {
        [2] = WORDS(K("jr", ABBREV, 0)),
        [3] = WORDS(K("jan", MONTH | ABBREV_SOFT, 1), K("jun", MONTH | ABBREV_SOFT, 6),
                    K("jul", MONTH | ABBREV_SOFT, 7)),
        [4] = WORDS(K("june", MONTH, 6), K("july", MONTH, 7)),
        [7] = WORDS(K("january", MONTH, 1))},
    ['l' - 'a'] = {
        [4] = WORDS(K("late", LEADS, 0)),
        [6] = WORDS(K("lesson", UNIT, 0)),
        [7] = WORDS(K("lessons", UNIT, 0))},
    ['m' - 'a'] = {
        [2] = WORDS(K("mr", ABBREV, 0), K("ms", ABBREV, 0)),
        [3] = WORDS(K("may", MONTH | WARY, 5), K("mar", MONTH | ABBREV_SOFT, 3),
                    K("mon", WEEKDAY | ABBREV_SOFT, 0), K("min", UNIT | ABBREV, 0),
                    K("mrs", ABBREV, 0), K("mth", UNIT | ABBREV_SOFT, 0),
                    K("mtg", ABBREV_SOFT, 0), K("max", ABBREV_SOFT, 0), K("mid", LEADS, 0)),
        [4] = WORDS(K("mins", UNIT | ABBREV, 0), K("mths", UNIT | ABBREV_SOFT, 0)),
        [5] = WORDS(K("march", MONTH | WARY, 3), K("month", UNIT, 0)),
        [6] = WORDS(K("monday", WEEKDAY, 0), K("months", UNIT, 0), K("minute", UNIT, 0)),
        [7] = WORDS(K("mondays", WEEKDAY, 0), K("minutes", UNIT, 0)),
        [8] = WORDS(K("meetings", COUNTED, 0), K("mornings", COUNTED, 0))},
    ['n' - 'a'] = {
        [2] = WORDS(K("no", ABBREV_NUMBER, 0)),
        [3] = WORDS(K("nov", MONTH | ABBREV_SOFT, 11), K("nos", ABBREV_NUMBER, 0)),
        [4] = WORDS(K("nine", NUMBER, 0)),
        [5] = WORDS(K("night", UNIT, 0), K("ninth", ORDINAL, 9)),
        [6] = WORDS(K("nights", UNIT, 0), K("ninety", NUMBER, 0)),
        [8] = WORDS(K("november", MONTH, 11), K("nineteen", NUMBER, 0)),
        [10] = WORDS(K("nineteenth", ORDINAL, 19))},
    ['o' - 'a'] = {
        [2] = WORDS(K("on", LEADS | LINK, 0), K("or", LINK, 0), K("of", LEADS, 0)),
        [3] = WORDS(K("oct", MONTH | ABBREV_SOFT, 10), K("one", NUMBER, 0)),
        [6] = WORDS(K("oclock", CLOCK, 0)),
        [7] = WORDS(K("october", MONTH, 10), K("o'clock", CLOCK, 0)),
        [9] = WORDS(K("occasions", COUNTED, 0))},
    ['p' - 'a'] = {
        [2] = WORDS(K("pm", CLOCK, 0)),
        [3] = WORDS(K("p.m", CLOCK, 0)),
        [4] = WORDS(K("p.m.", CLOCK, 0), K("prof", ABBREV, 0)),
        [6] = WORDS(K("people", COUNTED, 0))},
    ['r' - 'a'] = {
        [2] = WORDS(K("re", ABBREV, 0)),
        [3] = WORDS(K("ref", ABBREV_SOFT, 0), K("rev", ABBREV_SOFT, 0))},
    ['s' - 'a'] = {
        [2] = WORDS(K("st", ABBREV, 0)),
        [3] = WORDS(K("sat", WEEKDAY | WARY, 0), K("sun", WEEKDAY | WARY, 0),
                    K("sep", MONTH | ABBREV_SOFT, 9), K("six", NUMBER, 0),
                    K("sec", UNIT | ABBREV_SOFT, 0)),
        [4] = WORDS(K("sept", MONTH | ABBREV_SOFT, 9), K("secs", UNIT | ABBREV_SOFT, 0)),
        [5] = WORDS(K("since", LEADS, 0), K("sixth", ORDINAL, 6), K("seven", NUMBER, 0),
                    K("sixty", NUMBER, 0)),
        [6] = WORDS(K("sunday", WEEKDAY, 0), K("second", ORDINAL | UNIT, 2)),
        [7] = WORDS(K("sundays", WEEKDAY, 0), K("session", UNIT, 0), K("seventh", ORDINAL, 7),
                    K("seconds", UNIT, 0), K("sixteen", NUMBER, 0), K("seventy", NUMBER, 0)),
        [8] = WORDS(K("saturday", WEEKDAY, 0), K("sessions", UNIT, 0)),
        [9] = WORDS(K("saturdays", WEEKDAY, 0), K("september", MONTH, 9),
                    K("sixteenth", ORDINAL, 16), K("seventeen", NUMBER, 0)),
        [11] = WORDS(K("seventeenth", ORDINAL, 17))},
    ['t' - 'a'] = {
        [2] = WORDS(K("to", LEADS | LINK, 0)),
        [3] = WORDS(K("til", LEADS, 0), K("tue", WEEKDAY | ABBREV_SOFT, 0),
                    K("thu", WEEKDAY | ABBREV_SOFT, 0), K("two", NUMBER, 0), K("ten", NUMBER, 0),
                    K("tel", ABBREV_SOFT, 0)),
        [4] = WORDS(K("till", LEADS, 0), K("then", LINK, 0), K("tues", WEEKDAY | ABBREV_SOFT, 0),
                    K("thur", WEEKDAY | ABBREV_SOFT, 0), K("term", UNIT, 0),
                    K("temp", ABBREV_SOFT, 0)),
        [5] = WORDS(K("thurs", WEEKDAY | ABBREV_SOFT, 0), K("three", NUMBER, 0),
                    K("third", ORDINAL, 3), K("tenth", ORDINAL, 10), K("terms", UNIT, 0),
                    K("times", COUNTED, 0)),
        [6] = WORDS(K("twelve", NUMBER, 0), K("twenty", NUMBER, 0), K("thirty", NUMBER, 0)),
        [7] = WORDS(K("tuesday", WEEKDAY, 0), K("twelfth", ORDINAL, 12)),
        [8] = WORDS(K("tuesdays", WEEKDAY, 0), K("thursday", WEEKDAY, 0),
                    K("thirteen", NUMBER, 0), K("thousand", NUMBER, 0)),
        [9] = WORDS(K("thursdays", WEEKDAY, 0), K("twentieth", ORDINAL, 20),
                    K("thirtieth", ORDINAL, 30)),
        [10] = WORDS(K("thirteenth", ORDINAL, 13), K("throughout", LEADS, 0))},
    ['u' - 'a'] = {
        [5] = WORDS(K("until", LEADS, 0))},
    ['v' - 'a'] = {
        [2] = WORDS(K("vs", ABBREV, 0)),
        [6] = WORDS(K("visits", COUNTED, 0))},
    ['w' - 'a'] = {
        [2] = WORDS(K("wk", UNIT | ABBREV, 0), K("wc", LEADS, 0)),
        [3] = WORDS(K("wed", WEEKDAY | WARY, 0), K("wks", UNIT | ABBREV, 0), K("w/c", LEADS, 0),
                    K("w/b", LEADS, 0), K("w/e", LEADS, 0)),
        [4] = WORDS(K("with", LINK, 0), K("when", LINK, 0), K("weds", WEEKDAY | ABBREV_SOFT, 0),
                    K("week", UNIT, 0)),
        [5] = WORDS(K("weeks", UNIT, 0)),
        [9] = WORDS(K("wednesday", WEEKDAY, 0)),
        [10] = WORDS(K("wednesdays", WEEKDAY, 0))},
    ['x' - 'a'] = {
        [1] = WORDS(K("x", COUNTED, 0))},
    ['y' - 'a'] = {
        [2] = WORDS(K("yr", UNIT | ABBREV_SOFT, 0)),
        [3] = WORDS(K("yrs", UNIT | ABBREV_SOFT, 0)),
        [4] = WORDS(K("year", UNIT, 0)),
        [5] = WORDS(K("years", UNIT, 0))},
    ['z' - 'a'] = {
        [4] = WORDS(K("zero", NUMBER, 0))}};
#define SLOT(a, b, c) KNOWN_SLOT(((a) & 31) | ((b) & 31) << 8 | ((c) & 31) << 16)
#define L(length) 1u << (length)

const uint16_t known_shaped[512] = {
    [SLOT('a', 'p', 'r')] = L(3) | L(5), [SLOT('a', 'u', 'g')] = L(3) | L(6),
    [SLOT('d', 'e', 'c')] = L(3) | L(8), [SLOT('e', 'i', 'g')] = L(5) | L(6) | L(8) | L(10),
    [SLOT('e', 'l', 'e')] = L(6) | L(8), [SLOT('f', 'e', 'b')] = L(3) | L(8),
    [SLOT('f', 'i', 'f')] = L(5) | L(7) | L(9), [SLOT('f', 'i', 'r')] = L(5),
    [SLOT('f', 'i', 'v')] = L(4), [SLOT('f', 'o', 'r')] = L(5),
    [SLOT('f', 'o', 'u')] = L(4) | L(6) | L(8) | L(10), [SLOT('f', 'r', 'i')] = L(3) | L(6) | L(7),
    [SLOT('h', 'u', 'n')] = L(7) | L(9), [SLOT('j', 'a', 'n')] = L(3) | L(7),
    [SLOT('j', 'u', 'l')] = L(3) | L(4), [SLOT('j', 'u', 'n')] = L(3) | L(4),
    [SLOT('m', 'a', 'r')] = L(3) | L(5), [SLOT('m', 'a', 'y')] = L(3),
    [SLOT('m', 'o', 'n')] = L(3) | L(6) | L(7),
    [SLOT('n', 'i', 'n')] = L(4) | L(5) | L(6) | L(8) | L(10), [SLOT('n', 'o', 'v')] = L(3) | L(8),
    [SLOT('o', 'c', 't')] = L(3) | L(7), [SLOT('o', 'n', 'e')] = L(3),
    [SLOT('s', 'a', 't')] = L(3) | L(8) | L(9), [SLOT('s', 'e', 'c')] = L(6),
    [SLOT('s', 'e', 'p')] = L(3) | L(4) | L(9), [SLOT('s', 'e', 'v')] = L(5) | L(7) | L(9) | L(11),
    [SLOT('s', 'i', 'x')] = L(3) | L(5) | L(7) | L(9), [SLOT('s', 'u', 'n')] = L(3) | L(6) | L(7),
    [SLOT('t', 'e', 'n')] = L(3) | L(5), [SLOT('t', 'h', 'i')] = L(5) | L(6) | L(8) | L(9) | L(10),
    [SLOT('t', 'h', 'o')] = L(8), [SLOT('t', 'h', 'r')] = L(5),
    [SLOT('t', 'h', 'u')] = L(3) | L(4) | L(5) | L(8) | L(9),
    [SLOT('t', 'u', 'e')] = L(3) | L(4) | L(7) | L(8), [SLOT('t', 'w', 'e')] = L(6) | L(7) | L(9),
    [SLOT('t', 'w', 'o')] = L(3), [SLOT('w', 'e', 'd')] = L(3) | L(4) | L(9) | L(10),
    [SLOT('z', 'e', 'r')] = L(4), [SLOT('x', 'x', ' ')] = L(2), [SLOT('x', 'x', 'x')] = UINT16_MAX};
/* clang-format on */

const known known_nothing = {"", 0, 0};

enum { WIDE = 8 };

/* The first eight bytes of a word of this length, with NUL for what is beyond it. */
static uint64_t word_start(const char *word, size_t len) {
    static const unsigned char kept[2 * WIDE] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
    uint64_t start, mask;
    memcpy(&start, word, WIDE);
    memcpy(&mask, kept + WIDE - (len < WIDE ? len : WIDE), WIDE);
    return start & mask;
}

const known *known_among(const known *list, const char *fold, size_t len) {
    uint64_t sought = word_start(fold, len);
    for (const known *k = list; k->text[0] != '\0'; k++) {
        uint64_t start;
        memcpy(&start, k->text, WIDE);
        if (start == sought &&
            (len <= WIDE || memcmp(k->text + WIDE, fold + WIDE, len - WIDE) == 0)) {
            return k;
        }
    }
    return &known_nothing;
}

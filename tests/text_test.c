/* SPDX-License-Identifier: MIT
 * Cells to tokens: normalisation, the cutting and joining of tokens, their shapes, stems, and the
 * way back to the caller's bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/known.h"
#include "text/stem.h"
#include "text/text.h"
#include "text/wide.h"

static arena memory;

static text read_cell(const char *cell) {
    text t;
    arena_reset(&memory);
    assert_int_equal(text_read(str_from(cell), &memory, &t), PM_OK);
    return t;
}

/* A token as its words in the caller's cell, a colon and a letter for its kind. */
static void put_token(const text *t, const char *cell, size_t i, buffer *out) {
    static const char kinds[] = "wnodt%$rflpmx";
    const token *k = &t->tokens[i];
    size_t start = text_original(t, k->start), end = text_original(t, k->end);
    buffer_put(out, cell + start, end - start);
    buffer_char(out, ':');
    buffer_char(out, kinds[k->kind]);
}

static void expect_tokens(const char *cell, const char *expected) {
    text t = read_cell(cell);
    buffer got;
    buffer_init(&got, &memory_default);
    for (size_t i = 0; i < t.count; i++) {
        buffer_text(&got, i != 0 ? " | " : "");
        put_token(&t, cell, i, &got);
    }
    buffer_char(&got, '\0');
    assert_string_equal(got.data, expected);
    buffer_free(&got);
}

typedef struct expectation {
    const char *cell, *tokens;
} expectation;

static void expect_all(const expectation *list, size_t count) {
    for (size_t i = 0; i < count; i++) {
        expect_tokens(list[i].cell, list[i].tokens);
    }
}
#define EXPECT_ALL(list) expect_all(list, sizeof(list) / sizeof((list)[0]))

static void words(void **state) {
    (void)state;
    static const expectation list[] = {
        {"", ""},
        {" \t\n", ""},
        {"half-termly visits", "half-termly:w | visits:w"},
        {"Mum's to self-refer", "Mum:w | 's:w | to:w | self-refer:w"},
        {"she'll you're I'm I've he'd",
         "she:w | 'll:w | you:w | 're:w | I:w | 'm:w | I:w | 've:w | he:w | 'd:w"},
        {"don't won't can\xE2\x80\x99t o'clock",
         "don't:w | won't:w | can\xE2\x80\x99t:w | o'clock:w"},
        {"'ll", "'ll:w"},
        {"parents' evening", "parents:w | ':m | evening:w"},
        {"w/c n/a r/f f/u c/o", "w/c:w | n/a:w | r/f:w | f/u:w | c/o:w"},
        {"w/ mum w/mum w/", "w/:w | mum:w | w/:w | mum:w | w/:w"},
        {"mum/dad GP/SW", "mum:w | /:m | dad:w | GP:w | /:m | SW:w"},
        {"C100 Y7 GCP2 KS3 COVID-19 under-16s",
         "C100:w | Y7:w | GCP2:w | KS3:w | COVID-19:w | under-16s:w"},
        {"8wks 2yo x2 3x", "8:n | wks:w | 2:n | yo:w | x:w | 2:n | 3:n | x:w"},
        {"x2 weekly 3\xC3\x97"
         "45min",
         "x:w | 2:n | weekly:w | 3:n | \xC3\x97:w | 45:n | min:w"},
        {"two-year-old 2-year-old 1-to-1 year-6",
         "two-year-old:w | 2-year-old:w | 1-to-1:w | year-6:w"},
        {"self- refer a - b c--d -e",
         "self:w | -:m | refer:w | a:w | -:m | b:w | c:w | --:m | d:w | -:m | e:w"},
        {"home\xE2\x80\x94mum", "home:w | \xE2\x80\x94:m | mum:w"},
        {"Mon-Fri", "Mon:w | -:m | Fri:w"},
        {"mum & dad + nan A&E", "mum:w | &:m | dad:w | +:m | nan:w | A:w | &:m | E:w"},
        {"\xC3\x89lan stra\xC3\x9F"
         "e",
         "\xC3\x89lan:w | stra\xC3\x9F"
         "e:w"},
        {"\xF0\x9F\x98\x80\xF0\x9F\x98\x80 ok \xFF",
         "\xF0\x9F\x98\x80\xF0\x9F\x98\x80:x | ok:w | \xFF:x"},
    };
    EXPECT_ALL(list);
}

static void numbers(void **state) {
    (void)state;
    static const expectation list[] = {
        {"3 2.5 1,000 1,000.50 1,2", "3:n | 2.5:n | 1,000:n | 1,000.50:n | 1:n | ,:m | 2:n"},
        {"31.3 14-3 15-20 2\xC2\xBD", "31.3:n | 14-3:n | 15-20:n | 2\xC2\xBD:n"},
        {"1st 2ND 3rd 21st 4ths", "1st:o | 2ND:o | 3rd:o | 21st:o | 4:n | ths:w"},
        {"1:1 2:1 1-2-1", "1:1:r | 2:1:r | 1-2-1:r"},
        {"\xC2\xA3"
         "150 \xC2\xA3"
         "1,000.50. 20p \xE2\x82\xAC"
         "5 $5",
         "\xC2\xA3"
         "150:$ | \xC2\xA3"
         "1,000.50:$ | .:m | 20p:$ | \xE2\x82\xAC"
         "5:$ | $5:$"},
        {"95% 95 % 80 percent eighty per cent",
         "95%:% | 95 %:% | 80 percent:% | eighty per cent:%"},
        {"24/7 4/52 3/52 34/40 2023/24", "24/7:f | 4/52:f | 3/52:f | 34/40:f | 2023/24:f"},
        {"7.30pm 7pm 10 am 19:00 10am 5 p.m. nine o'clock",
         "7.30pm:t | 7pm:t | 10 am:t | 19:00:t | 10am:t | 5 p.m.:t | nine o'clock:t"},
        {"10am-12pm, I am", "10am:t | -:m | 12pm:t | ,:m | I:w | am:w"},
        {"9-week two-year 45-minute 24-hour 12-session 1.5-hour",
         "9-week:l | two-year:l | 45-minute:l | 24-hour:l | 12-session:l | 1.5-hour:l"},
        {"7.45 each", "7.45:n | each:w"},
        {"1.2.3.4", "1.2.3.4:n"},
    };
    EXPECT_ALL(list);
}

static void dates(void **state) {
    (void)state;
    static const expectation list[] = {
        {"12.6.23 12/06/2023 12-06-23 2023-06-12",
         "12.6.23:d | 12/06/2023:d | 12-06-23:d | 2023-06-12:d"},
        {"by 28th March", "by:w | 28th March:d"},
        {"28 March 2023.", "28 March 2023:d | .:m"},
        {"March 28th, 2023", "March 28th, 2023:d"},
        {"the 4th of June", "the:w | 4th of June:d"},
        {"Sept 23", "Sept 23:d"},
        {"Sept 23 sessions", "Sept:w | 23:n | sessions:w"},
        {"June 2024", "June 2024:d"},
        {"Thurs 20 Apr 10 am", "Thurs:w | 20 Apr:d | 10 am:t"},
        {"w/c 3rd July", "w/c:w | 3rd July:d"},
        {"1/12 24.2.23 7/12 06/2023", "1/12:d | 24.2.23:d | 7/12:d | 06/2023:d"},
        {"14 Nov 22, 14-Nov-22 Sept '23 Nov-22",
         "14 Nov 22:d | ,:m | 14-Nov-22:d | Sept '23:d | Nov-22:d"},
        {"(28.6.23)", "(:m | 28.6.23:d | ):m"},
        {"by 3 May 20 sessions", "by:w | 3 May:d | 20:n | sessions:w"},
        {"12.6.23-14.6.23", "12.6.23:d | -:m | 14.6.23:d"},
        {"28-30 March", "28-30 March:d"},
        {"Child 2 may attend", "Child:w | 2:n | may:w | attend:w"},
        {"by 2 may", "by:w | 2 may:d"},
        {"visit 12 may at 3pm, may 12", "visit:w | 12 may:d | at:w | 3pm:t | ,:m | may 12:d"},
        {"Unit 2 may help at 3pm", "Unit:w | 2:n | may:w | help:w | at:w | 3pm:t"},
        {"March 5 sessions", "March:w | 5:n | sessions:w"},
        {"32/13/23 99.99.99", "32:n | /:m | 13/23:f | 99.99.99:n"},
        {"2023-6-3 2023-06 2023/06 20230603 2023-061",
         "2023-6-3:d | 2023-06:d | 2023/06:d | 20230603:d | 2023-061:n"},
        {"14/Nov/23 2023-Nov-14 2023/nov", "14/Nov/23:d | 2023-Nov-14:d | 2023/nov:d"},
        {"Nov-2, Nov/2; Sep-23-2020. 2023 November, 2023, Nov",
         "Nov-2:d | ,:m | Nov/2:d | ;:m | Sep-23-2020:d | .:m | 2023 November:d | ,:m | "
         "2023, Nov:d"},
        {"12 / 6 / 23, 12 / 06 2023 / 6", "12 / 6 / 23:d | ,:m | 12 / 06:d | 2023 / 6:d"},
        {"32 / 6, 1 / 2 / 3", "32:n | /:m | 6:n | ,:m | 1:n | /:m | 2:n | /:m | 3:n"},
        {"June of 2024, 3 June of 2024", "June of 2024:d | ,:m | 3 June of 2024:d"},
        {"October 14 around noon, October 14 calls",
         "October 14:d | around:w | noon:w | ,:m | October:w | 14:n | calls:w"},
        {"10-1-2023-10-7-2023", "10-1-2023:d | -:m | 10-7-2023:d"},
        {"133-03-03-2020 0161-496-0000 30/4.85", "133-03-03-2020:n | 0161-496-0000:n | 30/4.85:n"},
    };
    EXPECT_ALL(list);
}

static void date_parts(void **state) {
    (void)state;
    static const struct {
        const char *cell;
        unsigned day, month, year;
    } list[] = {
        {"12.6.23", 12, 6, 2023},
        {"2023-06-12", 12, 6, 2023},
        {"1/12", 1, 12, 0},
        {"28th March", 28, 3, 0},
        {"March 28th 2023", 28, 3, 2023},
        {"Sept 23", 0, 9, 2023},
        {"June 2024", 0, 6, 2024},
        {"4th of June", 4, 6, 0},
        {"March 12", 12, 3, 0},
        {"first of May", 1, 5, 0},
        {"31.3", 31, 3, 0},
        {"12.6.1985", 12, 6, 1985},
        {"10/31/1974", 31, 10, 1974},
        {"28-30 March", 30, 3, 0},
        {"2023-6-3", 3, 6, 2023},
        {"2023/06", 0, 6, 2023},
        {"20230603", 3, 6, 2023},
        {"2023-Nov-14", 14, 11, 2023},
        {"Sep-23-2020", 23, 9, 2020},
        {"2023 November", 0, 11, 2023},
        {"12 / 6 / 23", 12, 6, 2023},
        {"2.50", 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        text t = read_cell(list[i].cell);
        assert_int_equal(t.count, 1);
        assert_int_equal(t.tokens[0].day, list[i].day);
        assert_int_equal(t.tokens[0].month, list[i].month);
        assert_int_equal(t.tokens[0].year, list[i].year);
    }
}

static void marks_and_sentences(void **state) {
    (void)state;
    static const expectation list[] = {
        {"[Child A] to see [new school]", "[Child A]:p | to:w | see:w | [new school]:p"},
        {"[a\nb] XX XXX XXXX Xx", "[:m | a:w | b:w | ]:m | XX:p | XXX:p | XXXX:p | Xx:w"},
        {"[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]", "[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]:p"},
        {"[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]",
         "[:m | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:w | ]:m"},
        {"e.g. at J.T. i.e. p.a.", "e.g.:w | at:w | J.T.:w | i.e.:w | p.a.:w"},
        {"Mr. Smith re. appt. on", "Mr:w | Smith:w | re:w | appt:w | on:w"},
        {"No. 5. No. He", "No:w | 5:n | .:m | No:w | .:m | He:w"},
        {"by 6 Sept. Mum in Sept. 2023", "by:w | 6 Sept:d | .:m | Mum:w | in:w | Sept. 2023:d"},
        {"gp.Dad", "gp:w | .:m | Dad:w"},
        {"?? ... wait!", "??:m | ...:m | wait:w | !:m"},
        {"a\xE2\x80\xA6 b", "a:w | \xE2\x80\xA6:m | b:w"},
        {"mail j.smith-2@la.gov.uk or www.nhs.uk/x?y=1.",
         "mail:w | j.smith-2@la.gov.uk:x | or:w | www.nhs.uk/x?y=1:x | .:m"},
        {"see https://a.b/c, home.com", "see:w | https://a.b/c:x | ,:m | home.com:x"},
        {"mum @ home", "mum:w | @:m | home:w"},
        {"\"yes\" 'no'", "\":m | yes:w | \":m | ':m | no:w | ':m"},
        {"to ring\nDad\nand", "to:w | ring:w | \n:m | Dad:w | and:w"},
        {"\xE2\x80\xA2 a \xE2\x80\xA2 b", "\xE2\x80\xA2:m | a:w | \xE2\x80\xA2:m | b:w"},
    };
    EXPECT_ALL(list);
}

/* The shape of the first token with this form; the test fails when there is none. */
static unsigned shape_of(const char *cell, const char *form) {
    text t = read_cell(cell);
    for (size_t i = 0; i < t.count; i++) {
        if (str_equal(text_form(&t, i), str_from(form))) {
            return t.tokens[i].shape;
        }
    }
    fail_msg("no token %s in %s", form, cell);
    return 0;
}

static void assert_shape(const char *cell, const char *form, unsigned mask, unsigned expected) {
    unsigned shape = shape_of(cell, form) & mask;
    if (shape != expected) {
        fail_msg("%s in \"%s\": shape %x, not %x", form, cell, shape, expected);
    }
}

static void capitals(void **state) {
    (void)state;
    const unsigned all = SHAPE_CAP | SHAPE_CAPS | SHAPE_INITIALS;
    assert_shape("see Mum", "mum", all, SHAPE_CAP);
    assert_shape("see LB", "lb", all, all);
    assert_shape("see CAMHS", "camhs", all, SHAPE_CAP | SHAPE_CAPS);
    assert_shape("see GCP2", "gcp2", all, SHAPE_CAP | SHAPE_CAPS);
    assert_shape("see T", "t", all, SHAPE_CAP | SHAPE_INITIALS);
    assert_shape("so I go", "i", all, SHAPE_CAP);
    assert_shape("see J.T.", "j.t.", all, all);
    assert_shape("see \xC3\x89lan", "\xC3\xA9lan", all, SHAPE_CAP);
    assert_shape("see dad", "dad", all, 0);
}

static void first_words(void **state) {
    (void)state;
    assert_shape("Mum to go. Dad too", "mum", SHAPE_FIRST, SHAPE_FIRST);
    assert_shape("Mum to go. Dad too", "dad", SHAPE_FIRST, SHAPE_FIRST);
    assert_shape("Mum and Dad", "dad", SHAPE_FIRST, 0);
    assert_shape("\"Mum\" goes", "mum", SHAPE_FIRST, SHAPE_FIRST);
    assert_shape("1) Mum goes", "mum", SHAPE_FIRST, SHAPE_FIRST);
    assert_shape("for Mr. Smith", "smith", SHAPE_FIRST, 0);
}

static void months(void **state) {
    (void)state;
    assert_shape("Mum may attend", "may", SHAPE_MONTH, 0);
    assert_shape("May need help", "may", SHAPE_MONTH, 0);
    assert_shape("in May she goes", "may", SHAPE_MONTH, SHAPE_MONTH);
    assert_shape("March", "march", SHAPE_MONTH, SHAPE_MONTH);
    assert_shape("They march on", "march", SHAPE_MONTH, 0);
    assert_shape("by march", "march", SHAPE_MONTH, SHAPE_MONTH);
    assert_shape("from september", "september", SHAPE_MONTH, SHAPE_MONTH);
    assert_shape("mid-March", "mid-march", SHAPE_MONTH, SHAPE_MONTH);
    assert_shape("on Mondays", "mondays", SHAPE_WEEKDAY, SHAPE_WEEKDAY);
    assert_shape("he sat down", "sat", SHAPE_WEEKDAY, 0);
    assert_shape("on Sat", "sat", SHAPE_WEEKDAY, SHAPE_WEEKDAY);
}

static void number_shapes(void **state) {
    (void)state;
    const unsigned all = SHAPE_NUMBER | SHAPE_ORDINAL | SHAPE_DM;
    assert_shape("three", "three", all, SHAPE_NUMBER);
    assert_shape("twenty-five", "twenty-five", all, SHAPE_NUMBER);
    assert_shape("dozen", "dozen", all, 0);
    assert_shape("twelfth", "twelfth", all, SHAPE_ORDINAL);
    assert_shape("2nd", "2nd", all, SHAPE_ORDINAL);
    assert_shape("31.3", "31.3", all, SHAPE_NUMBER | SHAPE_DM);
    assert_shape("14-3", "14-3", all, SHAPE_NUMBER | SHAPE_DM);
    assert_shape("2.50", "2.50", all, SHAPE_NUMBER);
    assert_shape("32.1", "32.1", all, SHAPE_NUMBER);
}

static void other_shapes(void **state) {
    (void)state;
    assert_shape("mum's", "'s", SHAPE_POSSESSIVE | SHAPE_GLUED, SHAPE_POSSESSIVE | SHAPE_GLUED);
    assert_shape("she'll", "'ll", SHAPE_POSSESSIVE, 0);
    assert_shape("parents' day", "'", SHAPE_POSSESSIVE, SHAPE_POSSESSIVE);
    assert_shape("'the dads' x", "'", SHAPE_POSSESSIVE, 0);
    assert_shape("8wks", "wks", SHAPE_GLUED, SHAPE_GLUED);
    assert_shape("8 wks", "wks", SHAPE_GLUED, 0);
    assert_shape("go; stop", ";", SHAPE_BOUNDARY, SHAPE_BOUNDARY);
    assert_shape("a\n- b", "-", SHAPE_BOUNDARY, SHAPE_BOUNDARY);
    assert_shape("a - b", "-", SHAPE_BOUNDARY, 0);
    assert_shape("a. b", ".", SHAPE_BOUNDARY, SHAPE_BOUNDARY);
    assert_shape("(a.) b", ".", SHAPE_BOUNDARY, SHAPE_BOUNDARY);
    assert_shape("a.b2", ".", SHAPE_BOUNDARY, 0);
    assert_shape("a & b", "+", SHAPE_BOUNDARY, 0);
}

static void assert_ends(const char *cell, size_t first, size_t last) {
    text t = read_cell(cell);
    assert_int_equal(t.first, first);
    assert_int_equal(t.last, last);
}

static void content_ends(void **state) {
    (void)state;
    assert_ends("Mum to go.", 0, 3);
    assert_ends("1. Mum goes", 2, 4);
    assert_ends("(a) Mum goes...", 3, 5);
    assert_ends("- Mum goes?", 1, 4);
    assert_ends("3 weeks", 0, 2);
    assert_ends("T. to attend", 0, 4);
    assert_ends("?", 0, 1);
    assert_ends("Mum", 0, 1);
    assert_ends("Mum goes?", 0, 3);
    assert_ends("M goes", 0, 2);
    assert_ends("Mum, - .", 0, 3);
    text t = read_cell("- .");
    assert_int_equal(t.first, t.last);
    t = read_cell("");
    assert_int_equal(t.first, t.last);
}

static void assert_norm(const char *cell, const char *norm, const char *fold) {
    text t = read_cell(cell);
    assert_true(str_equal(t.norm, str_from(norm)));
    assert_true(str_equal(t.fold, str_from(fold)));
}

static void normal_forms(void **state) {
    (void)state;
    assert_norm("Mum & `Dad`", "Mum & 'Dad'", "mum + 'dad'");
    assert_norm("\xE2\x80\x9Cit\xE2\x80\x99s\xE2\x80\x9D", "\"it's\"", "\"it's\"");
    assert_norm("a\xC2\xA0\xE2\x80\x93\xE2\x80\x89"
                "b",
                "a - b", "a - b");
    assert_norm("\xEF\xBB\xBF"
                "a\xE2\x80\x8B"
                "b\xC2\xAD"
                "c",
                "abc", "abc");
    assert_norm("\xE2\x80\xA2 \xEF\xAC\x81ne\xE2\x80\xA6", "* fine...", "* fine...");
    assert_norm("E\xCC\x81lan", "\xC3\x89lan", "\xC3\xA9lan");
    assert_norm("e\xE2\x80\x8B\xCC\x81", "\xC3\xA9", "\xC3\xA9");
    assert_norm("q\xCC\x87\xCC\xA3", "q\xCC\xA3\xCC\x87",
                "q\xCC\xA3\xCC\x87"); /* canonical order */
    assert_norm("\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8", "\xEA\xB0\x81", "\xEA\xB0\x81");
    assert_norm("a\xFF"
                "b",
                "a\xEF\xBF\xBD"
                "b",
                "a\xEF\xBF\xBD"
                "b");
    assert_norm("\xC4\xB0", "\xC4\xB0", "\xC4\xB0"); /* lower case would be shorter */
    assert_norm("\xE2\x84\xAA", "K", "k");
}

static void cases_mixed(void **state) {
    (void)state;
    assert_true(read_cell("Mum goes").mixed_case);
    assert_true(read_cell("SW/FSW/HV/GP to").mixed_case);
    assert_false(read_cell("MUM TO ATTEND ON 4th JUNE").mixed_case);
    assert_false(read_cell("mum goes").mixed_case);
}

/* What must hold of any text. */
static void check_invariants(pm_str cell, const text *t) {
    assert_int_equal(t->norm.len, t->fold.len);
    assert_int_equal(text_original(t, t->norm.len), cell.len);
    for (size_t i = 0; i < t->norm.len; i++) {
        assert_true(text_original(t, i) <= text_original(t, i + 1));
    }
    size_t behind = 0;
    for (size_t i = 0; i < t->count; i++) {
        assert_true(t->tokens[i].start >= behind);
        assert_true(t->tokens[i].end > t->tokens[i].start);
        assert_true(text_original(t, t->tokens[i].start) < text_original(t, t->tokens[i].end));
        behind = t->tokens[i].end;
    }
    assert_true(behind <= t->norm.len);
    assert_true(t->first <= t->last && t->last <= t->count);
}

static const char *const pieces[] = {"Mum",      "may ",
                                     "1",        "12",
                                     ".",        "/",
                                     "-",        ":",
                                     " ",        "\n",
                                     "'",        "s",
                                     "x",        "w/",
                                     "[",        "]",
                                     "March",    "2023",
                                     "th",       "%",
                                     "per ",     "cent ",
                                     "\xC2\xA3", "p",
                                     "am",       "@",
                                     "www.",     "e.g.",
                                     ",",        "\xE2\x80\xA6",
                                     "?",        "XX",
                                     "\xCC\x81", "\xFF",
                                     "\xE2",     "week",
                                     "two",      "\xEF\xAC\x83",
                                     "(",        "\xE2\x80\x8B"};

static void any_text_keeps_offsets(void **state) {
    (void)state;
    uint64_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        char cell[256];
        size_t len = 0;
        for (int k = 0; k < 20; k++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            const char *piece = pieces[(seed >> 33) % (sizeof pieces / sizeof pieces[0])];
            memcpy(cell + len, piece, strlen(piece));
            len += strlen(piece);
        }
        text t;
        pm_str view = {cell, len};
        arena_reset(&memory);
        assert_int_equal(text_read(view, &memory, &t), PM_OK);
        check_invariants(view, &t);
    }
}

static void quoted_words_come_back(void **state) {
    (void)state;
    const char *cell =
        "\xE2\x80\x9CMum\xE2\x80\x9D\xC2\xA0to see Zo\x65\xCC\x88 \xE2\x80\x93 28th\xC2\xA0March";
    text t = read_cell(cell);
    const token *zoe = &t.tokens[5];
    size_t start = text_original(&t, zoe->start), end = text_original(&t, zoe->end);
    assert_true(str_equal((pm_str){cell + start, end - start}, STR("Zo\x65\xCC\x88")));
    assert_true(str_equal(text_form(&t, 5), STR("zo\xC3\xAB")));
    assert_int_equal(t.tokens[7].kind, TOKEN_DATE);
}

static void limits(void **state) {
    (void)state;
    text t;
    pm_str long_cell = {"", (size_t)PM_LIMIT_CELL + 1};
    assert_int_equal(text_read(long_cell, &memory, &t), PM_ERR_LIMIT);
    assert_int_equal(t.count, 0);
    assert_int_equal(text_read((pm_str){NULL, 0}, &memory, &t), PM_OK);
    assert_int_equal(t.count, 0);
}

/* Hostile repetition: a pass that were not linear would not come back. */
static void repetition(void **state) {
    (void)state;
    static const char *const units[] = {"a.b.c@",   "a-b-", "1/1/",   "[",
                                        "\xCC\x81", "a'",   "2 may ", "1-"};
    const size_t len = 1u << 20;
    char *cell = malloc(len + 8);
    assert_non_null(cell);
    for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
        size_t n = strlen(units[u]);
        for (size_t i = 0; i < len; i++) {
            cell[i] = units[u][i % n];
        }
        text t;
        arena_reset(&memory);
        assert_int_equal(text_read((pm_str){cell, len}, &memory, &t), PM_OK);
        check_invariants((pm_str){cell, len}, &t);
    }
    free(cell);
}

/* ---- Where the short ways end ---- */

static uint64_t next_random(uint64_t *seed) {
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

/* The shape that the capitals of a word of letters give it, letter by letter. */
static unsigned shape_of_letters(const char *word) {
    size_t len = strlen(word), upper = 0;
    for (size_t i = 0; i < len; i++) {
        upper += ascii_upper(word[i]);
    }
    unsigned shape = ascii_upper(word[0]) ? SHAPE_CAP : 0;
    if (upper != len) {
        return shape;
    }
    bool pronoun = len == 1 && (word[0] == 'I' || word[0] == 'A');
    return shape | (len >= 2 ? SHAPE_CAPS : 0) | (len <= 3 && !pronoun ? SHAPE_INITIALS : 0);
}

/* Words of every length up to beyond the blocks that are looked at together, in any case. */
static void words_of_letters(void **state) {
    (void)state;
    static const char *const behind[] = {" zz", "", "  zz", ", zz", ")", "/zz", "'s", "\n", "; zz"};
    uint64_t seed = 11;
    for (size_t round = 0; round < 20000; round++) {
        char word[48] = "", cell[96];
        size_t len = 1 + next_random(&seed) % 40, capitals = next_random(&seed) % 4;
        for (size_t i = 0; i < len; i++) {
            bool upper = capitals == 3 || (capitals == 1 && i == 0) ||
                         (capitals == 2 && next_random(&seed) % 3 == 0);
            word[i] = (char)((upper ? 'B' : 'b') + (int)(next_random(&seed) % 5)); /* b to f */
        }
        const char *end = behind[next_random(&seed) % (sizeof behind / sizeof behind[0])];
        if (len == 1 && (end[0] == '/' || end[0] == ')')) {
            continue; /* no word, or the letter of a list */
        }
        snprintf(cell, sizeof cell, "zz %s%s", word, end);
        text t = read_cell(cell);
        assert_true(t.count >= 2);
        assert_int_equal(t.tokens[1].start, 3);
        assert_int_equal(t.tokens[1].end, 3 + len);
        assert_int_equal(t.tokens[1].kind, TOKEN_WORD);
        if (len != 3) { /* "Dec" and "Feb" are more than words */
            assert_int_equal(t.tokens[1].shape, shape_of_letters(word));
        }
    }
}

/* known_may_shape must not say no to a word with a shape, whatever stands behind it. */
static void known_words_pass(void **state) {
    (void)state;
    const unsigned shaped = NUMBER | ORDINAL | MONTH | WEEKDAY;
    size_t seen = 0;
    for (size_t letter = 0; letter < 26; letter++) {
        for (size_t len = 1; len <= KNOWN_LONGEST; len++) {
            const known *k = known_words[letter][len];
            for (; k != NULL && k->text[0] != '\0'; k++) {
                char padded[32] = "";
                snprintf(padded, sizeof padded, "%s      ", k->text);
                assert_int_equal(strlen(k->text), len);
                assert_ptr_equal(known_find(padded, len), k);
                assert_true((k->flags & shaped) == 0 || known_may_shape(wide_eight(padded), len));
                seen++;
            }
        }
    }
    assert_true(seen > 200);
}

static void short_ways(void **state) {
    (void)state;
    static const expectation list[] = {
        {"XX and XXX, Xx xx XXs", "XX:p | and:w | XXX:p | ,:m | Xx:w | xx:w | XXs:w"},
        {"to XXXXXXXXXXXXXXX go", "to:w | XXXXXXXXXXXXXXX:p | go:w"},
        {"to XXXXXXXXXXXXXXXX go", "to:w | XXXXXXXXXXXXXXXX:p | go:w"},
        {"XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX XX.", "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX:p | "
                                                      "XX:p | .:m"},
        {"a{b c}d e~f", "a:w | {:m | b:w | c:w | }:m | d:w | e:w | ~:m | f:w"},
        {"one by one, Monday to", "one:w | by:w | one:w | ,:m | Monday:w | to:w"},
        {"see note: ask a/b and http://a.uk", "see:w | note:w | ::m | ask:w | a/b:w | and:w | "
                                              "http://a.uk:x"},
        {"2 people 2 per cent 2 percent 2 of 3 first of May 2 o'clock 2 may",
         "2:n | people:w | 2 per cent:% | 2 percent:% | 2:n | of:w | 3:n | first of May:d | "
         "2 o'clock:t | 2 may:d"},
        {"x@y.org z@y", "x@y.org:x | z:w | @:m | y:w"},
        {"mum's mum' don't mum'x", "mum:w | 's:w | mum:w | ':m | don't:w | mum'x:w"},
        {"etc. Mum e.g. dad. ok.so", "etc:w | Mum:w | e.g.:w | dad:w | .:m | ok:w | .:m | so:w"},
        {"3 4\t5 6th 7p 8", "3:n | 4:n | 5:n | 6th:o | 7p:$ | 8:n"},
        {"zz\xC3\xA9 z\xC3\xA9z zz \xC3\xA9z", "zz\xC3\xA9:w | z\xC3\xA9z:w | zz:w | \xC3\xA9z:w"},
    };
    EXPECT_ALL(list);
}

/* A byte beyond ASCII, a capital and a character to replace, at every place of a block. */
static void every_place(void **state) {
    (void)state;
    for (size_t len = 1; len < 70; len++) {
        for (size_t at = 0; at < len; at++) {
            char cell[72] = "", fold[72] = "";
            memset(cell, 'a', len);
            memcpy(fold, cell, sizeof fold);
            cell[at] = 'Q', fold[at] = 'q';
            text t = read_cell(cell);
            assert_true(str_equal(t.fold, str_from(fold)));
            assert_int_equal(t.mixed_case, len - 1 >= 1);
            cell[at] = '&', fold[at] = '+';
            assert_norm(cell, cell, fold);
            cell[at] = '`', fold[at] = '\'';
            assert_norm(cell, fold, fold);
            cell[at] = '\xFF';
            t = read_cell(cell);
            assert_int_equal(t.norm.len, len + 2);
            assert_int_equal(text_original(&t, len + 2), len);
            assert_memory_equal(t.norm.data + at, "\xEF\xBF\xBD", 3);
        }
    }
}

/* Letters are counted in columns of a byte: a long cell must not make them overflow. */
static void long_cells_count(void **state) {
    (void)state;
    static char cell[20001];
    for (size_t upper = 16000; upper <= 20000; upper += 100) {
        memset(cell, 'A', upper);
        memset(cell + upper, 'a', sizeof cell - 1 - upper);
        size_t lower = sizeof cell - 1 - upper;
        assert_int_equal(read_cell(cell).mixed_case, lower * 5 >= upper);
    }
}

/* A token a byte is the most there can be. */
static void as_many_tokens_as_bytes(void **state) {
    (void)state;
    static char cell[5001];
    memset(cell, ',', sizeof cell - 1);
    assert_int_equal(read_cell(cell).count, sizeof cell - 1);
    memcpy(cell, "\xE2\x80\xA2", 3);
    assert_int_equal(read_cell(cell).count, sizeof cell - 3);
}

typedef struct countdown {
    size_t left;
} countdown;

static void *failing_alloc(void *ctx, size_t size) {
    countdown *c = ctx;
    return c->left != 0 ? c->left--, malloc(size) : NULL;
}

static void *failing_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
    countdown *c = ctx;
    (void)old_size;
    return c->left != 0 ? c->left--, realloc(p, new_size) : NULL;
}

static void failing_release(void *ctx, void *p) {
    (void)ctx;
    free(p);
}

static void memory_ends(void **state) {
    (void)state;
    char cell[40000];
    memset(cell, ',', sizeof cell);
    memcpy(cell, "\xE2\x80\xA2 ", 4);
    pm_status status = PM_ERR_MEMORY;
    for (size_t n = 0; status != PM_OK; n++) {
        countdown c = {n};
        pm_allocator a = {failing_alloc, failing_resize, failing_release, &c};
        arena small;
        arena_init(&small, &a);
        text t;
        status = text_read((pm_str){cell, sizeof cell}, &small, &t);
        assert_true(status == PM_OK || (status == PM_ERR_MEMORY && n < 20 && t.tokens == NULL));
        arena_free(&small);
    }
    countdown none = {0};
    pm_allocator a = {failing_alloc, failing_resize, failing_release, &none};
    assert_null(stemmer_new(&a));
}

static void stems(void **state) {
    (void)state;
    stemmer *s = stemmer_new(&memory_default);
    assert_non_null(s);
    assert_true(str_equal(stemmer_stem(s, STR("assessments")), STR("assess")));
    assert_true(str_equal(stemmer_stem(s, STR("visits")), STR("visit")));
    assert_true(str_equal(stemmer_stem(s, STR("")), STR("")));
    assert_true(str_equal(stemmer_stem(s, STR("caf\xC3\xA9s")), STR("caf\xC3\xA9s")));
    char word[65];
    memset(word, 's', sizeof word);
    assert_int_equal(stemmer_stem(s, (pm_str){word, sizeof word}).len, sizeof word);
    stemmer_free(s);
    stemmer_free(NULL);
}

static int open_arena(void **state) {
    (void)state;
    arena_init(&memory, &memory_default);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_free(&memory);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),
        cmocka_unit_test(numbers),
        cmocka_unit_test(dates),
        cmocka_unit_test(date_parts),
        cmocka_unit_test(marks_and_sentences),
        cmocka_unit_test(capitals),
        cmocka_unit_test(first_words),
        cmocka_unit_test(months),
        cmocka_unit_test(number_shapes),
        cmocka_unit_test(other_shapes),
        cmocka_unit_test(content_ends),
        cmocka_unit_test(normal_forms),
        cmocka_unit_test(cases_mixed),
        cmocka_unit_test(any_text_keeps_offsets),
        cmocka_unit_test(quoted_words_come_back),
        cmocka_unit_test(limits),
        cmocka_unit_test(repetition),
        cmocka_unit_test(words_of_letters),
        cmocka_unit_test(known_words_pass),
        cmocka_unit_test(short_ways),
        cmocka_unit_test(every_place),
        cmocka_unit_test(long_cells_count),
        cmocka_unit_test(as_many_tokens_as_bytes),
        cmocka_unit_test(memory_ends),
        cmocka_unit_test(stems),
    };
    return cmocka_run_group_tests_name("text", tests, open_arena, close_arena);
}

/* SPDX-License-Identifier: MIT
 * The page of a report: well-formed whatever the names, whole in itself, with the figures that its
 * tables hold, bounded; memory that ends. PLANMARK_PAGES=FOLDER writes pages there, for
 * tests/page.sh. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "output/html.h"
#include "tests/page_fixture.h"
#include "tests/small_pack.h"

/* ---- Reading a page ---- */

typedef struct tag {
    pm_str name;
    bool closes, empty;
} tag;

enum { NESTING_MOST = 64 };

/* Fails where something is no tag. *at is behind "<" and then behind ">". */
static tag read_tag(pm_str page, size_t *at) {
    size_t i = *at;
    tag t = {.closes = page.data[i] == '/'};
    i += t.closes;
    size_t start = i;
    while (i < page.len && (ascii_alpha(page.data[i]) || ascii_digit(page.data[i]))) {
        i++;
    }
    t.name = str_slice(page, start, i);
    assert_true(t.name.len != 0);
    while (i < page.len && page.data[i] != '>') {
        if (page.data[i] == '"') {
            const char *end = memchr(page.data + i + 1, '"', page.len - i - 1);
            assert_non_null(end);
            i = (size_t)(end - page.data);
        }
        assert_true(page.data[i] != '<');
        assert_false(str_starts(str_slice(page, i, page.len), STR(" on")));
        t.empty = page.data[i++] == '/';
    }
    assert_true(i < page.len);
    *at = i + 1;
    return t;
}

/* Every tag is closed by its own, and no control character stands anywhere. */
static void check_balance(pm_str page) {
    pm_str open[NESTING_MOST];
    size_t depth = 0;
    size_t i = sizeof "<!DOCTYPE html>" - 1;
    assert_true(str_starts(page, STR("<!DOCTYPE html>")));
    while (i < page.len) {
        char c = page.data[i++];
        assert_true((unsigned char)c >= ' ' || c == '\n');
        if (c != '<') {
            continue;
        }
        tag t = read_tag(page, &i);
        if (t.closes) {
            assert_true(depth != 0 && str_equal(open[depth - 1], t.name));
            depth--;
        } else if (!t.empty) {
            assert_true(depth < NESTING_MOST);
            open[depth++] = t.name;
        }
    }
    assert_int_equal(depth, 0);
}

static bool holds(pm_str page, const char *words) {
    size_t len = strlen(words);
    for (size_t i = 0; i + len <= page.len; i++) {
        if (memcmp(page.data + i, words, len) == 0) {
            return true;
        }
    }
    return false;
}

static size_t times(pm_str page, const char *words) {
    size_t len = strlen(words), n = 0;
    for (size_t i = 0; i + len <= page.len; i++) {
        n += memcmp(page.data + i, words, len) == 0;
    }
    return n;
}

static void assert_holds(pm_str page, const char *words) {
    if (!holds(page, words)) {
        fail_msg("not there: %s", words);
    }
}

static void assert_lacks(pm_str page, const char *words) {
    if (holds(page, words)) {
        fail_msg("there: %s", words);
    }
}

/* Valid UTF-8 without what HTML or XML cannot hold, and nothing that is fetched or run. */
static void check_page(pm_str page) {
    static const char *const none[] = {
        "<script", "<img",          "<link", "<iframe", "http:", "https:",      "url(",
        "@import", "javascript:\"", "<b>",   " style=", "<form", "href=\"java", "\xEF\xBF\xBF"};
    check_balance(page);
    for (size_t i = 0; i < PAGE_SIZE(none); i++) {
        assert_lacks(page, none[i]);
    }
    for (size_t i = 0; i < page.len;) {
        size_t at = i;
        uint32_t cp = utf8_next(page.data, page.len, &i);
        assert_true(cp != 0xFFFD || i - at == 3);
    }
}

/* ---- Pages ---- */

static void write_page(const char *name, pm_str page) {
    const char *folder = getenv("PLANMARK_PAGES");
    char path[1024];
    if (folder == NULL) {
        return;
    }
    snprintf(path, sizeof path, "%s/%s.html", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(page.data, 1, page.len, file), page.len);
    assert_int_equal(fclose(file), 0);
}

static pm_str make(buffer *out, const tables *t, pm_str title) {
    buffer_init(out, &memory_default);
    tables_html(t, title, out);
    assert_false(out->failed);
    return buffer_view(out);
}

static void test_page(void **state) {
    (void)state;
    page_fixture f;
    buffer out;
    pm_str page = make(&out, page_fill(&f, page_authorities), STR("Child in need plans 2024"));
    write_page("sample", page);
    check_page(page);
    assert_holds(page, "<html lang=\"en-GB\">");
    assert_holds(page, "default-src 'none'; style-src 'unsafe-inline'");
    assert_holds(page, "<title>Child in need plans 2024</title>");
    assert_holds(page, "5,452 actions in 418 plans of 12 authorities. Verdicts by "
                       "<span class=\"whole\">cin-england@1.0.0+9625411c/0.1.0</span>");
    assert_int_equal(times(page, "<section "), PAGE_TABLES);
    assert_int_equal(times(page, "<caption "), PAGE_TABLES);
    buffer_free(&out);
}

/* Text columns in front part the drawings; a flag reads as a word; every column has a heading. */
static void test_groups(void **state) {
    (void)state;
    page_fixture f;
    buffer out;
    pm_str page = make(&out, page_fill(&f, page_authorities), STR("t"));
    assert_holds(page, ">measure given, by authority</text>");
    assert_holds(page, ">all 54.7\xC2\xA0%</text>");
    assert_int_equal(times(page, "<svg "), 7 + PAGE_CRITERIA + 1);
    assert_holds(page, "Bar: corrected share; thin line: its 95\xC2\xA0% interval.");
    assert_holds(page, "<th scope=\"row\" class=\"words\">Eastwold</th>");
    assert_holds(page, "<td>yes</td>");
    assert_holds(page, "low, if independent</th>");
    assert_holds(page, "<span class=\"unseen\">item</span></th>");
    buffer_free(&out);
}

static void test_headlines(void **state) {
    (void)state;
    page_fixture f;
    buffer out;
    pm_str page = make(&out, page_fill(&f, page_authorities), STR("t"));
    assert_holds(page,
                 "<strong>15.3\xC2\xA0%</strong> <span class=\"says\">of actions meet all five "
                 "criteria</span> <span class=\"range\">(95\xC2\xA0% interval 12.6 to 18.4)");
    assert_holds(page,
                 "<strong>33.4\xC2\xA0%</strong> <span class=\"says\">state a timeframe</span> "
                 "<span class=\"range\">(95\xC2\xA0% interval 30.8 to 36.1)");
    assert_int_equal(times(page, "class=\"says\""), 6);
    assert_holds(
        page, "30.8 to 36.1)</span> <span class=\"means\">The row says &lt;when&gt;.</span></li>");
    assert_int_equal(times(page, "class=\"means\""), 1);
    buffer_free(&out);
}

/* How each kind of cell reads. */
static void test_cells(void **state) {
    (void)state;
    static const pm_table_column columns[] = {
        PAGE_COLUMN_TEXT("kind", "kind"), PAGE_COLUMN_COUNT("actions", "actions"),
        PAGE_COLUMNS_SHARE("share", "share"), PAGE_COLUMN_NUMBER("p", "p", 3)};
    static const pm_cell cells[] = {PAGE_TEXT("family_support"),
                                    PAGE_COUNT(1234567),
                                    PAGE_SHARE(0.5, 0.25, 1.0),
                                    PAGE_NUMBER(0.0001),
                                    PAGE_TEXT(""),
                                    PAGE_HIDDEN,
                                    PAGE_HIDDEN,
                                    PAGE_HIDDEN,
                                    PAGE_HIDDEN,
                                    PAGE_NUMBER(-2.5),
                                    PAGE_TEXT("x"),
                                    PAGE_NONE,
                                    PAGE_SHARE(0.0002, 0.0, 0.001),
                                    PAGE_NUMBER(1e300)};
    const pm_table t = PAGE_TABLE("t", "T", "", PM_CHART_NONE, columns, cells);
    const tables all = {&t, 1};
    buffer out;
    pm_str page = make(&out, &all, STR("t"));
    check_page(page);
    assert_holds(
        page, "<th scope=\"row\" class=\"words\">family support</th><td class=\"n\">1,234,567</td>"
              "<td class=\"n\">50.0\xC2\xA0%</td><td class=\"n range\">25.0 to 100.0</td>"
              "<td class=\"n\">&lt;\xC2\xA0"
              "0.001</td>");
    assert_holds(page, "<abbr title=\"withheld\">[c]</abbr></td><td class=\"n\">\xE2\x88\x92"
                       "2.500");
    assert_holds(page, "[c]: withheld, since");
    assert_holds(page, "<span aria-hidden=\"true\">\xE2\x80\x93</span>"
                       "<span class=\"unseen\">nothing</span>");
    assert_holds(page, "&lt;\xC2\xA0"
                       "0.1\xC2\xA0%</td><td class=\"n range\">0.0 to 0.1</td>");
    buffer_free(&out);
}

static void test_hostile(void **state) {
    (void)state;
    page_fixture f;
    buffer out;
    page_fill(&f, page_hostile);
    page_note(&f.items[2], page_hostile, PAGE_AUTHORITIES);
    f.items[3].about = page_hostile[3];
    pm_str page = make(&out, &f.all, page_hostile[2]);
    write_page("hostile", page);
    check_page(page);
    assert_holds(page, "&lt;script&gt;alert(1)&lt;/script&gt;");
    assert_holds(page, "<bdi>\xE2\x80\xAE"
                       "drows");
    assert_holds(page, "not \xEF\xBF\xBD\xEF\xBF\xBD UTF-8");
    assert_holds(page, "Little &amp; Large &lt;b&gt;Borough&lt;/b&gt;");
    buffer_free(&out);
}

static void test_nothing(void **state) {
    (void)state;
    page_fixture f;
    buffer out;
    const tables none = {NULL, 0};
    pm_str page = make(&out, &none, (pm_str){0});
    check_page(page);
    assert_lacks(page, "<title></title>");
    assert_lacks(page, "<h1></h1>");
    assert_lacks(page, "<section");
    buffer_free(&out);

    page_fill(&f, page_authorities);
    for (size_t i = 0; i < PAGE_TABLES; i++) {
        f.items[i].row_count = f.items[i].note_count = 0;
    }
    page = make(&out, &f.all, STR("t"));
    check_page(page);
    assert_lacks(page, "<section");
    assert_lacks(page, "class=\"headlines\"");
    buffer_free(&out);
}

/* What a note says of a table without rows is told, without an empty table. */
static void test_note_alone(void **state) {
    (void)state;
    page_fixture f;
    buffer out;
    const pm_str note = {"Why there are none.", 19};
    page_fill(&f, page_authorities);
    f.items[0].row_count = 0;
    f.items[0].notes = &note;
    f.items[0].note_count = 1;
    const tables one = {f.items, 1};
    pm_str page = make(&out, &one, STR("t"));
    check_page(page);
    assert_holds(page, "Why there are none.");
    assert_lacks(page, "<table");
    buffer_free(&out);
}

/* A table of which nothing can be drawn has no figure; one row alone has. */
static void test_no_drawing(void **state) {
    (void)state;
    static const pm_table_column columns[] = {PAGE_COLUMN_TEXT("kind", "kind"),
                                              PAGE_COLUMNS_SHARE("share", "share")};
    static const pm_cell none[] = {PAGE_TEXT("a"), PAGE_NO_SHARE, PAGE_TEXT("b"),
                                   PAGE_HIDDEN,    PAGE_HIDDEN,   PAGE_HIDDEN};
    static const pm_cell below[] = {PAGE_TEXT("a"), PAGE_SHARE(0.1, -0.1, 0.2)};
    static const pm_cell zero[] = {PAGE_TEXT("a"), PAGE_SHARE(0.0, 0.0, 0.0)};
    const pm_table items[] = {PAGE_TABLE("none", "T", "", PM_CHART_BARS, columns, none),
                              PAGE_TABLE("below", "T", "", PM_CHART_DOTS, columns, below),
                              PAGE_TABLE("zero", "T", "", PM_CHART_HISTOGRAM, columns, zero)};
    for (size_t i = 0; i < PAGE_SIZE(items); i++) {
        const tables all = {&items[i], 1};
        buffer out;
        pm_str page = make(&out, &all, STR("t"));
        check_page(page);
        assert_int_equal(times(page, "<figure"), i == 2);
        buffer_free(&out);
    }
}

static void test_one_of_each(void **state) {
    (void)state;
    static const pm_table_column columns[] = {PAGE_COLUMN_TEXT("item", "item"),
                                              PAGE_COLUMN_COUNT("value", "value")};
    static const pm_cell cells[] = {PAGE_TEXT("authorities"), PAGE_COUNT(1),
                                    PAGE_TEXT("plans"),       PAGE_COUNT(1),
                                    PAGE_TEXT("actions"),     PAGE_COUNT(1)};
    const pm_table item = PAGE_TABLE("sample", "T", "", PM_CHART_NONE, columns, cells);
    const tables all = {&item, 1};
    buffer out;
    pm_str page = make(&out, &all, STR("t"));
    assert_holds(page, "1 action in 1 plan of 1 authority. ");
    buffer_free(&out);
}

/* A column of a histogram stands where its count does, and what no row tells of is a gap. */
static void test_gaps(void **state) {
    (void)state;
    static const pm_table_column columns[] = {PAGE_COLUMN_COUNT("actions", "actions in a plan"),
                                              PAGE_COLUMN_SHARE("share", "share")};
    static const pm_cell cells[] = {PAGE_COUNT(3),    PAGE_NUMBER(0.5), PAGE_COUNT(4),
                                    PAGE_NUMBER(0.3), PAGE_COUNT(9),    PAGE_NUMBER(0.2)};
    const pm_table item = PAGE_TABLE("plan_sizes", "T", "", PM_CHART_HISTOGRAM, columns, cells);
    const tables all = {&item, 1};
    double x[3];
    buffer out;
    pm_str page = make(&out, &all, STR("t"));
    check_page(page);
    const char *at = page.data;
    for (int i = 0; i < 3; i++) {
        at = strstr(at, "<rect x=\"");
        assert_non_null(at);
        at += strlen("<rect x=\"");
        x[i] = strtod(at, NULL);
    }
    double step = x[1] - x[0];
    assert_true(step > 0.0 && fabs(x[2] - x[1] - 5.0 * step) < 0.5);
    buffer_free(&out);
}

/* A column in which no row has anything is left out; one that is withheld is not. */
static void test_empty_column(void **state) {
    (void)state;
    static const pm_table_column columns[] = {
        PAGE_COLUMN_TEXT("kind", "kind"), PAGE_COLUMN_TEXT("reading", "no reading"),
        PAGE_COLUMN_COUNT("unsure", "not told"), PAGE_COLUMN_COUNT("hidden", "withheld one"),
        PAGE_COLUMNS_SHARE("share", "share")};
    static const pm_cell cells[] = {PAGE_TEXT("a"),   PAGE_TEXT(""), PAGE_NONE, PAGE_HIDDEN,
                                    PAGE_NUMBER(0.5), PAGE_NONE,     PAGE_NONE};
    const pm_table item = PAGE_TABLE("groups", "T", "", PM_CHART_NONE, columns, cells);
    const tables all = {&item, 1};
    buffer out;
    pm_str page = make(&out, &all, STR("t"));
    check_page(page);
    assert_holds(page, "withheld one");
    assert_lacks(page, "no reading");
    assert_lacks(page, "not told");
    assert_lacks(page, "interval");
    buffer_clear(&out);
    tables_text(&all, 0, false, &out);
    buffer_char(&out, '\0');
    assert_string_equal(out.data, "T\n\nkind  withheld one  share\na              [c]  50.0 %\n");
    buffer_free(&out);
}

static void test_method_last(void **state) {
    (void)state;
    page_fixture f;
    buffer out;
    page_fill(&f, page_authorities);
    pm_table first = f.items[0];
    f.items[0] = f.items[PAGE_METHOD];
    f.items[PAGE_METHOD] = first;
    pm_str page = make(&out, &f.all, STR("t"));
    const char *end = strstr(page.data, "id=\"sample\"");
    assert_non_null(end);
    assert_non_null(strstr(end, "id=\"method\""));
    buffer_free(&out);
}

/* ---- Large tables ---- */

enum { MANY_GROUPS = 500, MANY_ROWS = 5001, MANY_COLUMNS = 3 };

/* Plans by the thousand, and a share of each. */
static pm_cell *many(size_t rows, bool text_behind) {
    pm_cell *cells = calloc(rows * MANY_COLUMNS, sizeof *cells);
    assert_non_null(cells);
    for (size_t i = 0; i < rows; i++) {
        pm_cell *row = cells + i * MANY_COLUMNS;
        row[0] = text_behind ? page_text(page_authorities[i / PAGE_CRITERIA % PAGE_AUTHORITIES])
                             : page_count(i + 1);
        row[1] = page_text(page_authorities[i % PAGE_AUTHORITIES]);
        row[2] = page_number((double)(i % 100) / 100.0);
    }
    return cells;
}

static const pm_table_column many_columns[MANY_COLUMNS] = {
    PAGE_COLUMN_TEXT("group", "group"), PAGE_COLUMN_TEXT("criterion", "criterion"),
    PAGE_COLUMN_SHARE("share", "share")};

static void test_large(void **state) {
    (void)state;
    pm_cell *few = many(MANY_GROUPS, true), *lots = many(MANY_ROWS, false);
    const pm_table items[] = {
        {"bars", "Bars", {0}, PM_CHART_BARS, MANY_COLUMNS, MANY_GROUPS, 0, many_columns, few, NULL},
        {"dots", "Dots", {0}, PM_CHART_DOTS, MANY_COLUMNS, MANY_GROUPS, 0, many_columns, few, NULL},
        {"rows", "Rows", {0}, PM_CHART_NONE, MANY_COLUMNS, MANY_ROWS, 0, many_columns, lots, NULL},
        {"panels",
         "Panels",
         {0},
         PM_CHART_DOTS,
         MANY_COLUMNS,
         MANY_ROWS,
         0,
         many_columns,
         lots,
         NULL}};
    const tables all = {items, PAGE_SIZE(items)};
    buffer out;
    pm_str page = make(&out, &all, STR("Large"));
    write_page("large", page);
    check_page(page);
    assert_holds(page, "Drawn are the first 40 of 500 rows; the table has all.");
    assert_holds(page, "<summary>Table of 5,001 rows");
    assert_holds(page, "The first 5,000 of 5,001 rows.");
    assert_int_equal(times(page, "<tr>") + times(page, "<tr class="),
                     PAGE_SIZE(items) + 2 * MANY_GROUPS + 2 * (MANY_ROWS - 1));
    buffer_free(&out);
    free(few);
    free(lots);
}

/* ---- Memory that ends ---- */

static void test_memory(void **state) {
    (void)state;
    page_fixture f;
    const tables *t = page_fill(&f, page_hostile);
    for (size_t n = 1;; n++) {
        counted c = {.fail_at = n};
        pm_allocator a = counted_allocator(&c);
        buffer out;
        buffer_init(&out, &a);
        tables_html(t, STR("t"), &out);
        bool failed = out.failed;
        buffer_free(&out);
        assert_int_equal(c.pieces, 0);
        assert_true(failed == (c.requests >= n));
        if (!failed) {
            assert_true(n > 5);
            return;
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_page),        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_headlines),   cmocka_unit_test(test_cells),
        cmocka_unit_test(test_hostile),     cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_note_alone),  cmocka_unit_test(test_no_drawing),
        cmocka_unit_test(test_gaps),        cmocka_unit_test(test_empty_column),
        cmocka_unit_test(test_method_last), cmocka_unit_test(test_large),
        cmocka_unit_test(test_memory),      cmocka_unit_test(test_one_of_each)};
    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}

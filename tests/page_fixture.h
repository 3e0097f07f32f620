/* SPDX-License-Identifier: MIT
 * Tables of a made-up report, as many and as large as real ones: for what shows them to people. */
#ifndef TESTS_PAGE_FIXTURE_H
#define TESTS_PAGE_FIXTURE_H

#include <stdio.h>
#include <string.h>

#include "output/tables.h"
#include "tests/report_fixture.h" /* the columns of a report */

/* ---- Cells ---- */

#define PAGE_TEXT(literal)                                                                         \
    {                                                                                              \
        .kind = PM_CELL_TEXT, .text = {(literal), sizeof(literal) - 1 }                            \
    }
#define PAGE_COUNT(n)                                                                              \
    { .kind = PM_CELL_COUNT, .count = (n) }
#define PAGE_NUMBER(x)                                                                             \
    { .kind = PM_CELL_NUMBER, .number = (x) }
#define PAGE_NONE                                                                                  \
    { .kind = PM_CELL_NONE }
#define PAGE_HIDDEN                                                                                \
    { .kind = PM_CELL_HIDDEN }
#define PAGE_SHARE(share, low, high) PAGE_NUMBER(share), PAGE_NUMBER(low), PAGE_NUMBER(high)
#define PAGE_NO_SHARE PAGE_NONE, PAGE_NONE, PAGE_NONE

#define PAGE_STR(literal)                                                                          \
    { (literal), sizeof(literal) - 1 }

/* ---- Columns ---- */

#define PAGE_COLUMN_TEXT(name, title)                                                              \
    { (name), (title), PM_IS_TEXT, PM_PART_VALUE, 0 }
#define PAGE_COLUMN_COUNT(name, title)                                                             \
    { (name), (title), PM_IS_COUNT, PM_PART_VALUE, 0 }
#define PAGE_COLUMN_FLAG(name, title)                                                              \
    { (name), (title), PM_IS_FLAG, PM_PART_VALUE, 0 }
#define PAGE_COLUMN_NUMBER(name, title, places)                                                    \
    { (name), (title), PM_IS_NUMBER, PM_PART_VALUE, (places) }
#define PAGE_COLUMN_SHARE(name, title)                                                             \
    { (name), (title), PM_IS_SHARE, PM_PART_VALUE, 1 }
#define PAGE_COLUMNS_ENDS(prefix, words, measure, places)                                          \
    {prefix "low", words "low", (measure), PM_PART_LOW, (places)}, {                               \
        prefix "high", words "high", (measure), PM_PART_HIGH, (places)                             \
    }
#define PAGE_COLUMNS_SHARE(name, title)                                                            \
    PAGE_COLUMN_SHARE(name, title), PAGE_COLUMNS_ENDS("", "", PM_IS_SHARE, 1)
#define PAGE_COLUMNS_NUMBER(name, title, places)                                                   \
    PAGE_COLUMN_NUMBER(name, title, places), PAGE_COLUMNS_ENDS("", "", PM_IS_NUMBER, places)

#define PAGE_SIZE(list) (sizeof(list) / sizeof((list)[0]))
#define PAGE_TABLE(name, title, about, chart, columns, cells)                                      \
    {                                                                                              \
        (name), (title), PAGE_STR(about), (chart), PAGE_SIZE(columns),                             \
            PAGE_SIZE(cells) / PAGE_SIZE(columns), 0, (columns), (cells), NULL                     \
    }

/* ---- Tables that stand as they are ---- */

static const pm_cell page_sample[] = {PAGE_TEXT("files"),
                                      PAGE_COUNT(31),
                                      PAGE_TEXT("rows"),
                                      PAGE_COUNT(5461),
                                      PAGE_TEXT("rows_left_out"),
                                      PAGE_COUNT(3),
                                      PAGE_TEXT("authorities"),
                                      PAGE_COUNT(12),
                                      PAGE_TEXT("plans"),
                                      PAGE_COUNT(418),
                                      PAGE_TEXT("plans_without_actions"),
                                      PAGE_COUNT(6),
                                      PAGE_TEXT("actions"),
                                      PAGE_COUNT(5452),
                                      PAGE_TEXT("actions_with_some_verdicts_only"),
                                      PAGE_COUNT(0),
                                      PAGE_TEXT("mean_actions_of_a_plan"),
                                      PAGE_NUMBER(13.04306)};

#define PAGE_CRITERION(criterion, reading, yes, share, low, high, wilson_low, wilson_high, effect, \
                       unsure, hand)                                                               \
    PAGE_TEXT(criterion), PAGE_TEXT(reading), PAGE_COUNT(5452), PAGE_COUNT(yes),                   \
        PAGE_COUNT(5452 - (yes)), PAGE_SHARE(share, low, high), PAGE_NUMBER(wilson_low),           \
        PAGE_NUMBER(wilson_high), PAGE_NUMBER(effect), PAGE_COUNT(unsure), PAGE_COUNT(hand)
static const pm_cell page_criteria[] = {
    PAGE_CRITERION("actionable", "", 4787, 0.8780, 0.8602, 0.8939, 0.8690, 0.8864, 3.71, 121, 4),
    PAGE_CRITERION("measurable", "", 4204, 0.7711, 0.7489, 0.7919, 0.7598, 0.7821, 3.68, 240, 9),
    PAGE_CRITERION("measure_given", "", 2982, 0.5470, 0.5209, 0.5728, 0.5337, 0.5601, 3.80, 411,
                   12),
    PAGE_CRITERION("timeframe", "", 1821, 0.3340, 0.3079, 0.3611, 0.3216, 0.3466, 4.36, 77, 2),
    PAGE_CRITERION("timeframe", "a date or meeting alone", 1107, 0.2030, 0.1829, 0.2247, 0.1926,
                   0.2139, 3.76, 77, 2),
    PAGE_CRITERION("owner", "", 4640, 0.8511, 0.8310, 0.8691, 0.8414, 0.8603, 4.06, 88, 1),
    PAGE_CRITERION("owner", "a named person or role", 3871, 0.7100, 0.6841, 0.7346, 0.6978, 0.7219,
                   4.41, 88, 1),
    PAGE_CRITERION("high_quality", "", 834, 0.1530, 0.1260, 0.1840, 0.1437, 0.1628, 9.21, 390, 0)};

static const pm_cell page_scores[] = {
    PAGE_COUNT(0), PAGE_COUNT(311),  PAGE_SHARE(0.0570, 0.0470, 0.0689),
    PAGE_COUNT(1), PAGE_COUNT(489),  PAGE_SHARE(0.0897, 0.0771, 0.1041),
    PAGE_COUNT(2), PAGE_COUNT(902),  PAGE_SHARE(0.1654, 0.1480, 0.1845),
    PAGE_COUNT(3), PAGE_COUNT(1411), PAGE_SHARE(0.2588, 0.2397, 0.2789),
    PAGE_COUNT(4), PAGE_COUNT(1505), PAGE_SHARE(0.2760, 0.2561, 0.2968),
    PAGE_COUNT(5), PAGE_COUNT(834),  PAGE_SHARE(0.1530, 0.1260, 0.1840)};

static const pm_cell page_quality[] = {PAGE_TEXT("plans with an action of high quality"),
                                       PAGE_COUNT(269),
                                       PAGE_COUNT(412),
                                       PAGE_SHARE(0.6529, 0.6057, 0.6972),
                                       PAGE_TEXT("plans without an action of high quality"),
                                       PAGE_COUNT(143),
                                       PAGE_COUNT(412),
                                       PAGE_SHARE(0.3471, 0.3028, 0.3943),
                                       PAGE_TEXT("most actions of high quality in a plan"),
                                       PAGE_COUNT(11),
                                       PAGE_NONE,
                                       PAGE_NO_SHARE};
static const pm_cell page_means[] = {
    PAGE_TEXT("score of actions"),    PAGE_COUNT(5452), PAGE_SHARE(3.38, 3.29, 3.47),
    PAGE_TEXT("mean score of plans"), PAGE_COUNT(412),  PAGE_SHARE(3.36, 3.27, 3.45)};

static const pm_cell page_tests[] = {PAGE_TEXT("authority"),
                                     PAGE_TEXT("actionable"),
                                     PAGE_COUNT(12),
                                     PAGE_COUNT(412),
                                     PAGE_NUMBER(4.18),
                                     PAGE_NUMBER(0.6213),
                                     PAGE_COUNT(9999),
                                     PAGE_TEXT("authority"),
                                     PAGE_TEXT("measurable"),
                                     PAGE_COUNT(12),
                                     PAGE_COUNT(412),
                                     PAGE_NUMBER(11.93),
                                     PAGE_NUMBER(0.0312),
                                     PAGE_COUNT(9999),
                                     PAGE_TEXT("authority"),
                                     PAGE_TEXT("measure_given"),
                                     PAGE_COUNT(12),
                                     PAGE_COUNT(412),
                                     PAGE_NUMBER(16.4),
                                     PAGE_NUMBER(0.0088),
                                     PAGE_COUNT(9999),
                                     PAGE_TEXT("authority"),
                                     PAGE_TEXT("timeframe"),
                                     PAGE_COUNT(12),
                                     PAGE_COUNT(412),
                                     PAGE_NUMBER(61.02),
                                     PAGE_NUMBER(0.0001),
                                     PAGE_COUNT(9999),
                                     PAGE_TEXT("authority"),
                                     PAGE_TEXT("owner"),
                                     PAGE_COUNT(12),
                                     PAGE_COUNT(412),
                                     PAGE_NUMBER(9.77),
                                     PAGE_NUMBER(0.0904),
                                     PAGE_COUNT(9999),
                                     PAGE_TEXT("authority"),
                                     PAGE_TEXT("high_quality"),
                                     PAGE_COUNT(12),
                                     PAGE_COUNT(412),
                                     PAGE_NUMBER(38.5),
                                     PAGE_NUMBER(0.0004),
                                     PAGE_COUNT(9999)};

static const pm_cell page_owners[] = {
    PAGE_TEXT("social_worker"),  PAGE_COUNT(2190), PAGE_SHARE(0.4017, 0.3761, 0.4278),
    PAGE_TEXT("mother"),         PAGE_COUNT(1804), PAGE_SHARE(0.3309, 0.3084, 0.3542),
    PAGE_TEXT("school"),         PAGE_COUNT(866),  PAGE_SHARE(0.1588, 0.1412, 0.1782),
    PAGE_TEXT("father"),         PAGE_COUNT(611),  PAGE_SHARE(0.1121, 0.0975, 0.1285),
    PAGE_TEXT("family_support"), PAGE_COUNT(498),  PAGE_SHARE(0.0913, 0.0772, 0.1077),
    PAGE_TEXT("health"),         PAGE_COUNT(455),  PAGE_SHARE(0.0835, 0.0707, 0.0983),
    PAGE_TEXT("named_person"),   PAGE_COUNT(301),  PAGE_SHARE(0.0552, 0.0431, 0.0705),
    PAGE_TEXT("generic"),        PAGE_COUNT(244),  PAGE_SHARE(0.0448, 0.0361, 0.0554),
    PAGE_TEXT("housing"),        PAGE_COUNT(72),   PAGE_SHARE(0.0132, 0.0091, 0.0191),
    PAGE_TEXT("police"),         PAGE_COUNT(2),    PAGE_SHARE(0.0004, 0.0001, 0.0017)};

static const pm_cell page_ratio[] = {PAGE_TEXT("mother"), PAGE_COUNT(1804),
                                     PAGE_NO_SHARE,       PAGE_TEXT("father"),
                                     PAGE_COUNT(611),     PAGE_NO_SHARE,
                                     PAGE_TEXT("both"),   PAGE_COUNT(288),
                                     PAGE_NO_SHARE,       PAGE_TEXT("mother_to_father"),
                                     PAGE_NONE,           PAGE_SHARE(2.95, 2.52, 3.46)};

static const pm_cell page_timeframes[] = {
    PAGE_TEXT("date"),       PAGE_COUNT(802), PAGE_SHARE(0.1471, 0.1288, 0.1675),
    PAGE_TEXT("recurrence"), PAGE_COUNT(640), PAGE_SHARE(0.1174, 0.1025, 0.1341),
    PAGE_TEXT("meeting"),    PAGE_COUNT(305), PAGE_SHARE(0.0559, 0.0453, 0.0688),
    PAGE_TEXT("window"),     PAGE_COUNT(298), PAGE_SHARE(0.0547, 0.0447, 0.0667),
    PAGE_TEXT("event"),      PAGE_COUNT(41),  PAGE_SHARE(0.0075, 0.0049, 0.0115)};

static const pm_cell page_instead[] = {
    PAGE_TEXT("ongoing"),
    PAGE_COUNT(1480),
    PAGE_SHARE(0.4076, 0.3758, 0.4401),
    PAGE_TEXT("(empty)"),
    PAGE_COUNT(1011),
    PAGE_SHARE(0.2784, 0.2450, 0.3145),
    PAGE_TEXT("asap"),
    PAGE_COUNT(377),
    PAGE_SHARE(0.1038, 0.0877, 0.1225),
    PAGE_TEXT("as and when required, or as the family asks for it"),
    PAGE_COUNT(120),
    PAGE_SHARE(0.0330, 0.0241, 0.0451),
    PAGE_TEXT("tbc"),
    PAGE_COUNT(88),
    PAGE_SHARE(0.0242, 0.0172, 0.0340),
    PAGE_TEXT("something else"),
    PAGE_COUNT(555),
    PAGE_SHARE(0.1528, 0.1325, 0.1757)};

static const pm_cell page_copies[] = {PAGE_TEXT("actions_word_for_word_in_another_plan"),
                                      PAGE_COUNT(611),
                                      PAGE_COUNT(188),
                                      PAGE_NUMBER(0.1121),
                                      PAGE_TEXT("actions_nearly_in_another_plan"),
                                      PAGE_COUNT(934),
                                      PAGE_COUNT(231),
                                      PAGE_NUMBER(0.1713),
                                      PAGE_TEXT("plans_that_are_copies"),
                                      PAGE_NONE,
                                      PAGE_COUNT(9),
                                      PAGE_NUMBER(0.0218)};

static const pm_cell page_copied[] = {
    PAGE_TEXT("Social worker to complete a referral to the family support service and to share the "
              "outcome with all professionals at the next core group meeting"),
    PAGE_COUNT(41),
    PAGE_COUNT(52),
    PAGE_COUNT(49),
    PAGE_COUNT(2),
    PAGE_TEXT("Mum to attend all appointments with [Child A]"),
    PAGE_COUNT(30),
    PAGE_COUNT(77),
    PAGE_COUNT(70),
    PAGE_COUNT(9),
    PAGE_TEXT("School to monitor attendance"),
    PAGE_COUNT(28),
    PAGE_COUNT(28),
    PAGE_COUNT(28),
    PAGE_COUNT(7)};

static const pm_cell page_copied_plans[] = {PAGE_TEXT("Exampleshire"),
                                            PAGE_TEXT("plan-6c9a1e22"),
                                            PAGE_TEXT("Exampleshire"),
                                            PAGE_TEXT("plan-01ffb7d4"),
                                            PAGE_NUMBER(1.0),
                                            PAGE_COUNT(9),
                                            PAGE_TEXT("Northmere"),
                                            PAGE_TEXT("plan-77d0a9c1"),
                                            PAGE_TEXT("Northmere"),
                                            PAGE_TEXT("plan-be20c5aa"),
                                            PAGE_NUMBER(0.8462),
                                            PAGE_COUNT(13),
                                            PAGE_TEXT("Little & Large <b>Borough</b>"),
                                            PAGE_TEXT("CIN\"104'"),
                                            PAGE_TEXT(""),
                                            PAGE_TEXT("plan-5a0e44f1"),
                                            PAGE_NUMBER(0.8),
                                            PAGE_COUNT(5)};

static const pm_cell page_words[] = {
    PAGE_TEXT("vague_verbs"), PAGE_TEXT("support"),       PAGE_COUNT(909), PAGE_NUMBER(0.1667),
    PAGE_TEXT("vague_verbs"), PAGE_TEXT("engage"),        PAGE_COUNT(611), PAGE_NUMBER(0.1121),
    PAGE_TEXT("vague_verbs"), PAGE_TEXT("monitor"),       PAGE_COUNT(377), PAGE_NUMBER(0.0691),
    PAGE_TEXT("vague_verbs"), PAGE_TEXT("explore"),       PAGE_COUNT(190), PAGE_NUMBER(0.0348),
    PAGE_TEXT("jargon"),      PAGE_TEXT("professionals"), PAGE_COUNT(244), PAGE_NUMBER(0.0448),
    PAGE_TEXT("jargon"),      PAGE_TEXT("safety plan"),   PAGE_COUNT(133), PAGE_NUMBER(0.0244),
    PAGE_TEXT("jargon"),      PAGE_TEXT("direct work"),   PAGE_COUNT(120), PAGE_NUMBER(0.0220)};

static const pm_cell page_examples[] = {
    PAGE_TEXT("good"),
    PAGE_TEXT("Exampleshire"),
    PAGE_TEXT("CIN-104"),
    PAGE_TEXT("2"),
    PAGE_COUNT(5),
    PAGE_TEXT("School to refer [Child A] to CAMHS by 12 March 2024; letter on file"),
    PAGE_TEXT("good"),
    PAGE_TEXT("Northmere"),
    PAGE_TEXT("N/2021/7"),
    PAGE_TEXT("1"),
    PAGE_COUNT(5),
    PAGE_TEXT("Mum will take [Child A] to all six sessions, every Tuesday from 4 March"),
    PAGE_TEXT("weak"),
    PAGE_TEXT("Westholt"),
    PAGE_TEXT("W-9"),
    PAGE_TEXT("11"),
    PAGE_COUNT(1),
    PAGE_TEXT("Grandmother lives nearby\nand is <supportive> & \"kind\"")};

static const pm_cell page_corrected[] = {
    PAGE_TEXT("actionable"),
    PAGE_NUMBER(0.878),
    PAGE_NUMBER(0.99),
    PAGE_NUMBER(1.0),
    PAGE_SHARE(0.887, 0.867, 0.905),
    PAGE_COUNT(1),
    PAGE_TEXT(""),
    PAGE_TEXT("timeframe"),
    PAGE_NUMBER(0.334),
    PAGE_NUMBER(0.993),
    PAGE_NUMBER(0.997),
    PAGE_SHARE(0.334, 0.306, 0.363),
    PAGE_COUNT(1),
    PAGE_TEXT(""),
    PAGE_TEXT("high_quality"),
    PAGE_NUMBER(0.153),
    PAGE_NUMBER(0.53),
    PAGE_NUMBER(0.61),
    PAGE_NO_SHARE,
    PAGE_COUNT(0),
    PAGE_TEXT("sensitivity and specificity add up to less than 1.3")};

static const pm_cell page_method[] = {
    PAGE_TEXT("timeframe"),
    PAGE_TEXT("The row says <when>."),
    PAGE_TEXT("verdicts by"),
    PAGE_TEXT("cin-england@1.0.0+9625411c/0.1.0"),
    PAGE_TEXT("read"),
    PAGE_TEXT("marks; 28 corrected by hand"),
    PAGE_TEXT("intervals"),
    PAGE_TEXT("95 %, of actions in plans; Wilson's formula with an "
              "effective number of actions"),
    PAGE_TEXT("tests"),
    PAGE_TEXT("9,999 permutations of plans, seed 0"),
    PAGE_TEXT("withheld"),
    PAGE_TEXT("counts of 1 to 4, and what would give them back"),
    PAGE_TEXT("text"),
    PAGE_TEXT("none: no words of plans, digests for their names")};

static const pm_str page_criteria_notes[] = {
    PAGE_STR("28 verdicts were corrected by hand and are counted so.")};
static const pm_str page_groups_notes[] = {
    PAGE_STR("2 groups have fewer than 10 plans. Their shares say little."),
    PAGE_STR("6 rows are withheld (--suppress 5).")};
static const pm_str page_corrected_notes[] = {
    PAGE_STR("Not all corrected shares can be trusted; the table tells why.")};

/* ---- Tables that are made ---- */

enum {
    PAGE_TABLES = 20,
    PAGE_AUTHORITIES = 12,
    PAGE_CRITERIA = 6,
    PAGE_SIZES = 31,
    PAGE_METHOD = PAGE_TABLES - 1
};

typedef struct page_fixture {
    pm_table items[PAGE_TABLES];
    tables all;
    pm_cell sizes[PAGE_SIZES * PAGE_SIZE(plan_sizes_columns)];
    pm_cell groups[PAGE_AUTHORITIES * PAGE_CRITERIA * PAGE_SIZE(groups_columns)];
    pm_cell scores[PAGE_AUTHORITIES * PAGE_SIZE(group_scores_columns)];
} page_fixture;

static const pm_str page_authorities[PAGE_AUTHORITIES] = {
    PAGE_STR("Exampleshire"), PAGE_STR("Northmere"),  PAGE_STR("Westholt"),
    PAGE_STR("Ashby Vale"),   PAGE_STR("Calderford"), PAGE_STR("Dunmouth"),
    PAGE_STR("Eastwold"),     PAGE_STR("Fenbridge"),  PAGE_STR("Great Oakley"),
    PAGE_STR("Highmoor"),     PAGE_STR("Kingsmarsh"), PAGE_STR("Long Stratton")};

static inline pm_cell page_text(pm_str s) {
    return (pm_cell){.kind = PM_CELL_TEXT, .text = s};
}
static inline pm_cell page_count(uint64_t n) {
    return (pm_cell){.kind = PM_CELL_COUNT, .count = n};
}
static inline pm_cell page_number(double x) {
    return (pm_cell){.kind = PM_CELL_NUMBER, .number = x < 0.0 ? 0.0 : x > 5.0 ? 5.0 : x};
}

static inline void page_fill_sizes(pm_cell *cell) {
    for (unsigned i = 0; i < PAGE_SIZES; i++) {
        unsigned away = i > 11 ? i - 11 : 11 - i, plans = 44 / (1 + away * away / 9);
        *cell++ = page_count(i);
        *cell++ = page_count(plans);
        *cell++ = page_number(plans / 418.0);
    }
}

/* Figures of group `g` that look as if they had been counted. */
static inline double page_share(unsigned g, unsigned k) {
    static const double shares[PAGE_CRITERIA] = {0.878, 0.771, 0.547, 0.334, 0.851, 0.153};
    return shares[k] * (0.82 + 0.03 * ((g * 5 + k * 3) % 12));
}

static inline void page_fill_groups(pm_cell *cell, const pm_str names[PAGE_AUTHORITIES]) {
    static const pm_str criteria[PAGE_CRITERIA] = {
        PAGE_STR("actionable"), PAGE_STR("measurable"), PAGE_STR("measure_given"),
        PAGE_STR("timeframe"),  PAGE_STR("owner"),      PAGE_STR("high_quality")};
    for (unsigned i = 0; i < PAGE_AUTHORITIES * PAGE_CRITERIA; i++) {
        unsigned g = i % PAGE_AUTHORITIES, k = i / PAGE_AUTHORITIES;
        unsigned plans = g == 6 || g == 9 ? 8 : 20 + g * 4, actions = plans * 13;
        double share = page_share(g, k), half = 0.9 / (1.0 + plans / 4.0);
        bool hidden = (g == 6 || g == 9) && k % 2 == 1;
        *cell++ = page_text((pm_str)PAGE_STR("authority"));
        *cell++ = page_text(criteria[k]);
        *cell++ = page_text(names[g]);
        *cell++ = page_count(plans);
        *cell++ = page_count(actions);
        *cell++ = page_count((uint64_t)(share * actions));
        *cell++ = page_number(share > 1.0 ? 1.0 : share);
        *cell++ = page_number(share - half);
        *cell++ = page_number(share + half > 1.0 ? 1.0 : share + half);
        *cell++ = page_count(plans < 10);
        *cell++ = k == 0 ? page_number(0.008) : (pm_cell){0};
        for (int back = 3; hidden && back <= 6; back++) {
            cell[-back].kind = PM_CELL_HIDDEN;
        }
    }
}

static inline void page_fill_scores(pm_cell *cell, const pm_str names[PAGE_AUTHORITIES]) {
    for (unsigned g = 0; g < PAGE_AUTHORITIES; g++) {
        unsigned plans = g == 6 || g == 9 ? 8 : 20 + g * 4;
        bool hidden = g == 6 || g == 9;
        double mean = 3.38 * (0.9 + 0.02 * ((g * 5) % 12)), half = 2.0 / (1.0 + plans / 4.0);
        *cell++ = page_text((pm_str)PAGE_STR("authority"));
        *cell++ = page_text(names[g]);
        *cell++ = page_count(plans);
        *cell++ = page_count(plans * 13);
        *cell++ = page_number(mean);
        *cell++ = page_number(mean - half);
        *cell++ = page_number(mean + half);
        *cell++ = page_count(plans / 3);
        *cell++ = page_count(hidden);
        for (int back = 3; hidden && back <= 5; back++) {
            cell[-back].kind = PM_CELL_HIDDEN;
        }
    }
}

static inline void page_note(pm_table *t, const pm_str *notes, size_t count) {
    t->notes = notes;
    t->note_count = count;
}

/* A report of twelve authorities that are called so. It lives as long as `f`. */
static inline const tables *page_fill(page_fixture *f, const pm_str names[PAGE_AUTHORITIES]) {
    memset(f, 0, sizeof *f);
    page_fill_sizes(f->sizes);
    page_fill_groups(f->groups, names);
    page_fill_scores(f->scores, names);
    const pm_table items[PAGE_TABLES] = {
        PAGE_TABLE("sample", "The sample", "What was read and what of it is counted.",
                   PM_CHART_NONE, sample_columns, page_sample),
        PAGE_TABLE("plan_sizes", "Actions of a plan", "How many actions plans have.",
                   PM_CHART_HISTOGRAM, plan_sizes_columns, f->sizes),
        PAGE_TABLE("criteria", "The five criteria",
                   "Shares of actions that meet each criterion. The interval knows that actions of "
                   "one plan resemble each other; Wilson's is that of independent actions.",
                   PM_CHART_BARS, criteria_columns, page_criteria),
        PAGE_TABLE("scores", "Scores", "How many of the five criteria an action meets.",
                   PM_CHART_HISTOGRAM, scores_columns, page_scores),
        PAGE_TABLE("quality", "Quality of plans", "Shares of plans.", PM_CHART_NONE,
                   quality_columns, page_quality),
        PAGE_TABLE("means", "Mean scores", "Over actions, and over plans.", PM_CHART_NONE,
                   means_columns, page_means),
        PAGE_TABLE("groups", "Criteria by group",
                   "Shares of actions in each group. Where intervals overlap much, groups may "
                   "differ by chance alone.",
                   PM_CHART_DOTS, groups_columns, f->groups),
        PAGE_TABLE("group_scores", "Scores by group", "Mean scores of actions in each group.",
                   PM_CHART_DOTS, group_scores_columns, f->scores),
        PAGE_TABLE("tests", "Differences between groups",
                   "Could plans have fallen into these groups by chance? A small p says: hardly.",
                   PM_CHART_NONE, tests_columns, page_tests),
        PAGE_TABLE("owners", "Owners", "Who is to do the actions; one may have several owners.",
                   PM_CHART_BARS, owners_columns, page_owners),
        PAGE_TABLE("owner_ratio", "Mothers and fathers", "How often each is to do something.",
                   PM_CHART_NONE, owner_ratio_columns, page_ratio),
        PAGE_TABLE("timeframes", "Timeframes", "What says by when.", PM_CHART_BARS,
                   timeframes_columns, page_timeframes),
        PAGE_TABLE("instead", "Instead of a timeframe",
                   "What the column holds where there is no timeframe.", PM_CHART_BARS,
                   instead_columns, page_instead),
        PAGE_TABLE("copies", "Copies", "Texts that stand in several plans.", PM_CHART_NONE,
                   copies_columns, page_copies),
        PAGE_TABLE("copied_actions", "Copied actions", "Texts that several plans share.",
                   PM_CHART_NONE, copied_actions_columns, page_copied),
        PAGE_TABLE("copied_plans", "Copied plans", "Plans whose actions are those of another.",
                   PM_CHART_NONE, copied_plans_columns, page_copied_plans),
        PAGE_TABLE("words", "Words", "Words of the lists that the pack counts.", PM_CHART_NONE,
                   words_columns, page_words),
        PAGE_TABLE("examples", "Examples", "Weak and good actions.", PM_CHART_NONE,
                   examples_columns, page_examples),
        PAGE_TABLE("corrected", "Corrected shares",
                   "What the shares would be if the tool made no errors.", PM_CHART_BARS,
                   corrected_columns, page_corrected),
        PAGE_TABLE("method", "Method", "How these figures were made.", PM_CHART_NONE,
                   method_columns, page_method)};
    memcpy(f->items, items, sizeof items);
    page_note(&f->items[2], page_criteria_notes, PAGE_SIZE(page_criteria_notes));
    page_note(&f->items[6], page_groups_notes, PAGE_SIZE(page_groups_notes));
    page_note(&f->items[18], page_corrected_notes, PAGE_SIZE(page_corrected_notes));
    f->all = (tables){f->items, PAGE_TABLES};
    return &f->all;
}

/* Names as an enemy would choose them. */
static const pm_str page_hostile[PAGE_AUTHORITIES] = {
    PAGE_STR("<script>alert(1)</script>"),
    PAGE_STR("\" onmouseover=\"alert(1)\" x=\""),
    PAGE_STR("</title></style></svg></table><img src=x onerror=alert(1)>"),
    PAGE_STR("\xE2\x80\xAE"
             "drows dekcab \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"),
    PAGE_STR("a\x01\x1B[31mred\x7F\xC2\x85"),
    PAGE_STR("not \xFF\xC3 UTF-8 \xED\xA0\x80"),
    PAGE_STR("&amp; &lt;b&gt; &#0; ]]>"),
    PAGE_STR("NUL\0inside"),
    PAGE_STR("\xEF\xBF\xBF\xEF\xBF\xBE and \xEF\xB7\x90"),
    PAGE_STR("an authority whose name is so long that no drawing has room for it and no table "
             "should grow because of it, WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"),
    PAGE_STR(""),
    PAGE_STR("javascript:alert(1)\r\nSet-Cookie: a")};

#endif

/* SPDX-License-Identifier: MIT
 * A report as printers get it: the tables that a report has, with made-up rows, for the tests of
 * all formats. One table has no rows, one has what is withheld, and one holds texts that want to
 * break out. */
#ifndef TESTS_REPORT_FIXTURE_H
#define TESTS_REPORT_FIXTURE_H

#include "planmark/types.h"

#define S_(literal)                                                                                \
    { (literal), sizeof(literal) - 1 }
#define T(literal)                                                                                 \
    { PM_CELL_TEXT, S_(literal), 0, 0 }
#define N(value)                                                                                   \
    { PM_CELL_COUNT, {NULL, 0}, (value), 0 }
#define F(value)                                                                                   \
    { PM_CELL_NUMBER, {NULL, 0}, 0, (value) }
#define NONE                                                                                       \
    { PM_CELL_NONE, {NULL, 0}, 0, 0 }
#define HIDDEN                                                                                     \
    { PM_CELL_HIDDEN, {NULL, 0}, 0, 0 }

#define TEXT_(name, title)                                                                         \
    { (name), (title), PM_IS_TEXT, PM_PART_VALUE, 0 }
#define COUNT_(name, title)                                                                        \
    { (name), (title), PM_IS_COUNT, PM_PART_VALUE, 0 }
#define FLAG_(name, title)                                                                         \
    { (name), (title), PM_IS_FLAG, PM_PART_VALUE, 0 }
#define SHARE_(name, title)                                                                        \
    { (name), (title), PM_IS_SHARE, PM_PART_VALUE, 1 }
#define NUMBER_(name, title, places)                                                               \
    { (name), (title), PM_IS_NUMBER, PM_PART_VALUE, (places) }
#define INTERVAL_(measure, places)                                                                 \
    {"low", "low", (measure), PM_PART_LOW, (places)}, {                                            \
        "high", "high", (measure), PM_PART_HIGH, (places)                                          \
    }
#define ESTIMATE_(name, title) SHARE_(name, title), INTERVAL_(PM_IS_SHARE, 1)

#define COLUMNS_(name) static const pm_table_column name##_columns[]
#define CELLS_(name) static const pm_cell name##_cells[]
#define NOTES_(name) static const pm_str name##_notes[]

COLUMNS_(sample) = {TEXT_("item", ""), NUMBER_("value", "", 1)};
CELLS_(sample) = {
    T("plans"),
    N(56),
    T("plans without actions"),
    N(2),
    T("actions"),
    N(446),
    T("actions with all five verdicts"),
    N(442),
    T("mean actions in a plan"),
    F(7.964285714285714),
    T("median actions in a plan"),
    F(8),
    T("fewest actions in a plan"),
    N(0),
    T("most actions in a plan"),
    N(22),
    T("actions with an override"),
    N(6),
    T("files read"),
    N(3),
    T("files that could not be read"),
    N(0),
    T("rows left out"),
    N(1),
};
NOTES_(sample) = {
    S_("4 actions have some of the five verdicts only. They are in this table alone.")};

COLUMNS_(criteria) = {TEXT_("criterion", "criterion"),
                      TEXT_("reading", "reading"),
                      COUNT_("actions", "actions"),
                      COUNT_("yes", "yes"),
                      COUNT_("no", "no"),
                      ESTIMATE_("share", "share yes"),
                      SHARE_("wilson_low", "low, if independent"),
                      SHARE_("wilson_high", "high, if independent"),
                      NUMBER_("design_effect", "design effect", 2),
                      COUNT_("unsure", "unsure"),
                      COUNT_("corrected_by_hand", "changed by hand")};
CELLS_(criteria) = {
    T("actionable"),
    T(""),
    N(446),
    N(391),
    N(55),
    F(0.8766816143497758),
    F(0.8307119),
    F(0.9115084),
    F(0.8429),
    F(0.9040),
    F(1.74),
    N(12),
    N(3),
    T("measurable"),
    T(""),
    N(446),
    N(344),
    N(102),
    F(0.7713004484304933),
    F(0.7130001),
    F(0.8209876),
    F(0.7301),
    F(0.8079),
    F(1.9),
    N(31),
    N(1),
    T("measure_given"),
    T(""),
    N(446),
    N(248),
    N(198),
    F(0.5560538116591929),
    F(0.4987),
    F(0.6119),
    F(0.5096),
    F(0.6015),
    F(1.47),
    N(44),
    N(0),
    T("timeframe"),
    T(""),
    N(446),
    N(149),
    N(297),
    F(0.3340807174887892),
    F(0.2944),
    F(0.3761),
    F(0.2919),
    F(0.3791),
    F(1),
    N(9),
    N(0),
    T("timeframe"),
    T("a date or a window alone"),
    N(446),
    N(68),
    N(378),
    F(0.15246636771300448),
    F(0.1259),
    F(0.1836),
    F(0.1222),
    F(0.1886),
    F(1),
    N(9),
    NONE,
    T("owner"),
    T(""),
    N(446),
    N(377),
    N(69),
    F(0.8452914798206278),
    F(0.7969),
    F(0.8838),
    F(0.8088),
    F(0.8759),
    F(2.01),
    N(17),
    N(2),
    T("high_quality"),
    T(""),
    N(446),
    N(125),
    N(321),
    F(0.2802690582959641),
    F(0.2379),
    F(0.3269),
    F(0.2406),
    F(0.3236),
    F(1.12),
    NONE,
    NONE,
};

COLUMNS_(scores) = {COUNT_("score", "score"), COUNT_("actions", "actions"),
                    ESTIMATE_("share", "share")};
CELLS_(scores) = {
    N(0), N(38),  F(0.08520179372197309), F(0.0571), F(0.1254),
    N(1), N(22),  F(0.04932735426008968), F(0.0308), F(0.0781),
    N(2), N(41),  F(0.09192825112107623), F(0.0676), F(0.1239),
    N(3), N(108), F(0.242152466367713),   F(0.2008), F(0.2890),
    N(4), N(112), F(0.25112107623318386), F(0.2100), F(0.2973),
    N(5), N(125), F(0.2802690582959641),  F(0.2379), F(0.3269),
};

COLUMNS_(quality) = {TEXT_("item", ""), COUNT_("count", "count"), COUNT_("of", "of"),
                     ESTIMATE_("share", "share")};
CELLS_(quality) = {
    T("plans with an action of high quality"),
    N(43),
    N(54),
    F(0.7962962962962963),
    F(0.6665),
    F(0.8845),
    T("plans without an action of high quality"),
    N(11),
    N(54),
    F(0.2037037037037037),
    F(0.1155),
    F(0.3335),
    T("most actions of high quality in a plan"),
    N(7),
    NONE,
    NONE,
    NONE,
    NONE,
};

COLUMNS_(means) = {TEXT_("item", ""), COUNT_("of", "of"), NUMBER_("mean", "mean", 2),
                   INTERVAL_(PM_IS_NUMBER, 2)};
CELLS_(means) = {
    T("score of actions"),    N(446), F(3.383408071748879),  F(3.1902), F(3.5766),
    T("mean score of plans"), N(54),  F(3.3782407407407407), F(3.19),   F(3.57),
};

COLUMNS_(plan_sizes) = {COUNT_("actions", "actions in a plan"), COUNT_("plans", "plans"),
                        SHARE_("share", "share of plans")};
CELLS_(plan_sizes) = {
    N(0),  N(2),  F(0.03571428571428571),
    N(5),  N(9),  F(0.16071428571428573),
    N(7),  N(14), F(0.25),
    N(8),  N(12), F(0.21428571428571427),
    N(9),  N(11), F(0.19642857142857142),
    N(13), N(8),  F(0.14285714285714285),
};

COLUMNS_(groups) = {TEXT_("by", "by"),
                    TEXT_("criterion", "criterion"),
                    TEXT_("group", "group"),
                    COUNT_("plans", "plans"),
                    COUNT_("actions", "actions"),
                    COUNT_("yes", "yes"),
                    ESTIMATE_("share", "share yes"),
                    FLAG_("small", "small"),
                    NUMBER_("tool_error", "tool less coders", 3)};
CELLS_(groups) = {
    T("authority"),
    T("actionable"),
    T("LA1"),
    N(7),
    N(58),
    N(49),
    F(0.8448275862068966),
    F(0.6997),
    F(0.9270),
    N(1),
    F(-0.004),
    T("authority"),
    T("owner"),
    T("LA1"),
    N(7),
    N(58),
    N(44),
    F(0.7586206896551724),
    F(0.6122),
    F(0.8621),
    N(1),
    F(0),
    T("authority"),
    T("actionable"),
    T("LA4"),
    N(12),
    N(101),
    N(93),
    F(0.9207920792079208),
    F(0.8389),
    F(0.9630),
    N(0),
    F(0.002),
    T("authority"),
    T("owner"),
    T("LA4"),
    N(12),
    N(101),
    N(89),
    F(0.8811881188118812),
    F(0.7916),
    F(0.9354),
    N(0),
    F(-0.0125),
    T("authority"),
    T("actionable"),
    T("Kingston upon Exampleshire"),
    N(3),
    N(17),
    HIDDEN,
    HIDDEN,
    HIDDEN,
    HIDDEN,
    N(1),
    NONE,
    T("authority"),
    T("owner"),
    T("Kingston upon Exampleshire"),
    N(3),
    N(17),
    HIDDEN,
    HIDDEN,
    HIDDEN,
    HIDDEN,
    N(1),
    NONE,
};
NOTES_(groups) = {
    S_("2 groups have fewer than 10 plans and are marked as small. Their intervals are rough."),
    S_("[c]: withheld, since fewer than 5 actions stand behind it.")};

COLUMNS_(group_scores) = {TEXT_("by", "by"),
                          TEXT_("group", "group"),
                          COUNT_("plans", "plans"),
                          COUNT_("actions", "actions"),
                          NUMBER_("mean_score", "mean score", 2),
                          INTERVAL_(PM_IS_NUMBER, 2),
                          COUNT_("plans_without_high_quality", "plans without high quality"),
                          FLAG_("small", "small")};
CELLS_(group_scores) = {
    T("authority"),
    T("LA1"),
    N(7),
    N(58),
    F(3.0517241379310347),
    F(2.4411),
    F(3.6623),
    N(3),
    N(1),
    T("authority"),
    T("LA4"),
    N(12),
    N(101),
    F(3.6435643564356437),
    F(3.3),
    F(3.9871),
    N(1),
    N(0),
    T("authority"),
    T("Kingston upon Exampleshire"),
    N(3),
    N(17),
    HIDDEN,
    HIDDEN,
    HIDDEN,
    HIDDEN,
    N(1),
};

COLUMNS_(tests) = {TEXT_("by", "by"),
                   TEXT_("criterion", "criterion"),
                   COUNT_("groups", "groups"),
                   COUNT_("plans", "plans"),
                   NUMBER_("statistic", "statistic", 3),
                   NUMBER_("p", "p", 4),
                   COUNT_("permutations", "permutations")};
CELLS_(tests) = {
    T("authority"), T("actionable"),    N(8), N(54), F(1.8934625411), F(0.0312), N(9999),
    T("authority"), T("measure_given"), N(8), N(54), F(4.75),         F(0.0001), N(9999),
    T("stage"),     T("owner"),         N(2), N(54), F(0.000012),     F(0.98),   N(9999),
};

COLUMNS_(owners) = {TEXT_("kind", "owner"), COUNT_("actions", "actions"),
                    ESTIMATE_("share", "share of actions")};
CELLS_(owners) = {
    T("social_worker"), N(121), F(0.2713004484304933),   F(0.2302), F(0.3167),
    T("mother"),        N(104), F(0.23318385650224216),  F(0.1941), F(0.2774),
    T("father"),        N(31),  F(0.06950672645739911),  F(0.0474), F(0.1007),
    T("school"),        N(58),  F(0.13004484304932734),  F(0.1000), F(0.1674),
    T("generic"),       N(4),   F(0.008968609865470852), F(0.0032), F(0.0249),
};
NOTES_(owners) = {S_("An action may have owners of several kinds.")};

COLUMNS_(owner_ratio) = {TEXT_("item", ""), COUNT_("actions", "actions"),
                         NUMBER_("value", "ratio", 2), INTERVAL_(PM_IS_NUMBER, 2)};
CELLS_(owner_ratio) = {
    T("mother"),
    N(104),
    NONE,
    NONE,
    NONE,
    T("father"),
    N(31),
    NONE,
    NONE,
    NONE,
    T("mother, to each of father"),
    NONE,
    F(3.3548387096774195),
    F(2.1),
    F(5.44),
};

COLUMNS_(timeframes) = {TEXT_("kind", "timeframe"), COUNT_("actions", "actions"),
                        ESTIMATE_("share", "share of actions")};
CELLS_(timeframes) = {
    T("date"),       N(49), F(0.10986547085201794), F(0.0836), F(0.1431),
    T("recurrence"), N(71), F(0.15919282511210763), F(0.1281), F(0.1962),
};

COLUMNS_(instead) = {TEXT_("words", "the column holds"), COUNT_("actions", "actions"),
                     ESTIMATE_("share", "share of actions without a timeframe")};
CELLS_(instead) = {
    T("(nothing)"), N(201), F(0.6767676767676768),  F(0.6198), F(0.7290),
    T("ongoing"),   N(55),  F(0.18518518518518517), F(0.1433), F(0.2359),
    T("asap"),      N(41),  F(0.13804713804713806), F(0.1029), F(0.1828),
};

COLUMNS_(copies) = {TEXT_("item", ""), COUNT_("count", "count"), COUNT_("of", "of"),
                    SHARE_("share", "share")};
CELLS_(copies) = {
    T("actions that stand in another plan word for word"),
    N(23),
    N(446),
    F(0.051569506726457400),
    T("actions that stand in another plan, or nearly so"),
    N(40),
    N(446),
    F(0.08968609865470852),
    T("plans of three actions or more that are like another one"),
    N(1),
    N(54),
    F(0.018518518518518517),
};

COLUMNS_(copied_actions) = {
    TEXT_("text", "action"), COUNT_("actions", "actions"), COUNT_("plans", "plans"),
    COUNT_("plans_word_for_word", "plans, word for word"), COUNT_("authorities", "authorities")};
CELLS_(copied_actions) = {
    T("Social worker to complete a referral to the Freedom Programme for mum, and to let the core "
      "group know of its outcome by the next child in need meeting"),
    N(3),
    N(6),
    N(6),
    N(1),
    T("Na\xC3\xAFve \xE2\x80\x9Cquotes\xE2\x80\x9D, commas, and\nlines\x1b[31m; =1+1"),
    N(2),
    N(2),
    N(2),
    N(2),
    T("=HYPERLINK(\"a\",\"b\")"),
    N(2),
    N(0),
    N(2),
    N(1),
};
NOTES_(copied_actions) = {S_("Texts are shown, since the text policy is full.")};

COLUMNS_(copied_plans) = {TEXT_("authority", "authority"),
                          TEXT_("plan_id", "plan"),
                          TEXT_("like_authority", "is like: authority"),
                          TEXT_("like_plan_id", "plan"),
                          {"alike", "share of actions", PM_IS_SHARE, PM_PART_VALUE, 0},
                          COUNT_("actions", "actions")};
CELLS_(copied_plans) = {T("LA4"),     T("CIN-118"),          T("LA4"),
                        T("CIN-112"), F(0.8571428571428571), N(7)};

COLUMNS_(words) = {TEXT_("list", "list"), TEXT_("word", "word"), COUNT_("actions", "actions"),
                   SHARE_("share", "share of actions")};
CELLS_(words) = {
    T("vague"), T("support"),   N(71), F(0.15919282511210763),
    T("vague"), T("work with"), N(22), F(0.04932735426008968),
    T("weak"),  T("monitor"),   N(17), F(0.03811659192825112),
};

COLUMNS_(examples) = {TEXT_("set", ""),         TEXT_("authority", "authority"),
                      TEXT_("plan_id", "plan"), TEXT_("action_no", "no"),
                      COUNT_("score", "score"), TEXT_("action", "action")};

COLUMNS_(corrected) = {TEXT_("criterion", "criterion"),
                       SHARE_("share", "share as marked"),
                       SHARE_("sensitivity", "sensitivity"),
                       SHARE_("specificity", "specificity"),
                       ESTIMATE_("corrected", "corrected share"),
                       FLAG_("trusted", "trusted"),
                       TEXT_("reason", "if not, why")};
CELLS_(corrected) = {
    T("actionable"),
    F(0.8766816143497758),
    F(0.9898734177215190),
    F(1),
    F(0.8856),
    F(0.8371),
    F(0.9204),
    N(1),
    T(""),
    T("timeframe"),
    F(0.3340807174887892),
    F(0.61),
    F(0.64),
    NONE,
    NONE,
    NONE,
    N(0),
    T("sensitivity and specificity add up to less than 1.3"),
    T("owner"),
    F(0.8452914798206278),
    F(0.9920844327176781),
    F(0.9850746268656716),
    F(0.8498),
    F(0.8001),
    F(0.8889),
    N(0),
    T("there are fewer than 20 plans in the evaluation"),
};

COLUMNS_(method) = {TEXT_("item", ""), TEXT_("value", "")};
CELLS_(method) = {
    T("planmark"),
    T("0.1.0"),
    T("pack"),
    T("cin-england@1.0.0+9625411c/0.1.0"),
    T("intervals"),
    T("95 per cent; Wilson's formula with an effective number of actions, since actions of one "
      "plan "
      "resemble each other"),
    T("permutations"),
    T("9999"),
    T("text policy"),
    T("none"),
};

#define COUNT_OF_(x) (sizeof(x) / sizeof *(x))
#define TABLE_(name, title, about, chart, cells, rows, notes, note_count)                          \
    {                                                                                              \
#name, (title), S_(about), (chart), COUNT_OF_(name##_columns), (rows), (note_count),       \
            name##_columns, (cells), (notes)                                                       \
    }
#define PLAIN_(name, title, about, chart)                                                          \
    TABLE_(name, title, about, chart, name##_cells,                                                \
           COUNT_OF_(name##_cells) / COUNT_OF_(name##_columns), NULL, 0)
#define NOTED_(name, title, about, chart)                                                          \
    TABLE_(name, title, about, chart, name##_cells,                                                \
           COUNT_OF_(name##_cells) / COUNT_OF_(name##_columns), name##_notes,                      \
           COUNT_OF_(name##_notes))

static const pm_table report_fixture[] = {
    NOTED_(sample, "The sample", "What was read, and what the tables are about.", PM_CHART_NONE),
    PLAIN_(plan_sizes, "Actions in a plan", "How many actions plans have.", PM_CHART_HISTOGRAM),
    PLAIN_(criteria, "Actions by criterion",
           "The share of actions that meet each of the five criteria, and of those that meet all "
           "five. The interval of 95 per cent knows that actions of one plan resemble each other; "
           "that of Wilson does not, and is given as other reports print it.",
           PM_CHART_BARS),
    PLAIN_(scores, "Scores", "How many of the five criteria an action meets.", PM_CHART_HISTOGRAM),
    PLAIN_(quality, "Quality of plans", "Figures of plans and of scores.", PM_CHART_NONE),
    PLAIN_(means, "Mean scores", "Criteria met, 0 to 5.", PM_CHART_NONE),
    NOTED_(groups, "Criteria by group",
           "The share of actions that meet a criterion, by what the rows say of their plans.",
           PM_CHART_DOTS),
    PLAIN_(group_scores, "Scores by group", "Of all actions of the plans of a group.",
           PM_CHART_DOTS),
    PLAIN_(tests, "Differences between groups",
           "Could plans have fallen into these groups by chance?", PM_CHART_NONE),
    NOTED_(owners, "Owners", "Who is to do it.", PM_CHART_BARS),
    PLAIN_(owner_ratio, "Mothers and fathers", "Actions of mothers for one of fathers.",
           PM_CHART_NONE),
    PLAIN_(timeframes, "Timeframes", "How actions say by when.", PM_CHART_BARS),
    PLAIN_(instead, "In place of a timeframe",
           "What the column of timescales holds where there is no timeframe.", PM_CHART_BARS),
    PLAIN_(copies, "Copies", "Actions and plans with the same words.", PM_CHART_NONE),
    NOTED_(copied_actions, "Actions of several plans", "Texts that more than one plan has.",
           PM_CHART_NONE),
    PLAIN_(copied_plans, "Copied plans", "Plans most of whose actions another plan has.",
           PM_CHART_NONE),
    PLAIN_(words, "Words", "Terms of the lists of the pack.", PM_CHART_NONE),
    TABLE_(examples, "Examples", "Actions with the lowest and the highest scores.", PM_CHART_NONE,
           NULL, 0, NULL, 0),
    PLAIN_(corrected, "Corrected shares",
           "Shares as they would be if the tool made no mistakes of the kind that the evaluation "
           "found.",
           PM_CHART_BARS),
    PLAIN_(method, "How this was made", "", PM_CHART_NONE),
};

enum { REPORT_FIXTURE_TABLES = sizeof report_fixture / sizeof *report_fixture };

/* The table of that name. */
static inline const pm_table *report_table(const char *name) {
    for (int i = 0; i < REPORT_FIXTURE_TABLES; i++) {
        const char *a = report_fixture[i].name, *b = name;
        while (*a != '\0' && *a == *b) {
            a++, b++;
        }
        if (*a == *b) {
            return &report_fixture[i];
        }
    }
    return NULL;
}

#undef S_
#undef T
#undef N
#undef F
#undef NONE
#undef HIDDEN
#undef TEXT_
#undef COUNT_
#undef FLAG_
#undef SHARE_
#undef NUMBER_
#undef INTERVAL_
#undef ESTIMATE_
#undef COLUMNS_
#undef CELLS_
#undef NOTES_
#undef COUNT_OF_
#undef TABLE_
#undef PLAIN_
#undef NOTED_

#endif

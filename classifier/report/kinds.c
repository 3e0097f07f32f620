/* SPDX-License-Identifier: MIT
 * Tables of who is to act and by when, and of what stands where a time is wanted. */
#include <stdlib.h>

#include "report/report.h"

static const pm_table_column owners_columns[] = {
    {"kind", "owner", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"actions", "actions", PM_IS_COUNT, PM_PART_VALUE, 0},
    SHEET_SHARE("share", "share of actions")};
static const sheet_form owners_form = SHEET(
    owners, "Owners", PM_CHART_BARS,
    "Who is to act, by kind of owner, of all actions for which kinds are known. An action may "
    "have several owners, and others none, so that shares do not add up to 100 %.");

static const pm_table_column owner_ratio_columns[] = {
    {"item", "", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"actions", "actions", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"value", "ratio", PM_IS_NUMBER, PM_PART_VALUE, 2},
    {"low", "low", PM_IS_NUMBER, PM_PART_LOW, 2},
    {"high", "high", PM_IS_NUMBER, PM_PART_HIGH, 2}};
static const sheet_form owner_ratio_form =
    SHEET(owner_ratio, "Two kinds of owners", PM_CHART_NONE,
          "Actions that name the one or the other as an owner; those that name both count for "
          "each.");

static const pm_table_column timeframes_columns[] = {
    {"kind", "timeframe", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"actions", "actions", PM_IS_COUNT, PM_PART_VALUE, 0},
    SHEET_SHARE("share", "share of actions")};
static const sheet_form timeframes_form =
    SHEET(timeframes, "Timeframes", PM_CHART_BARS,
          "How a timeframe is given, of all actions for which kinds are known. An action may have "
          "several, and others none.");

static const pm_table_column instead_columns[] = {
    {"words", "the column holds", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"actions", "actions", PM_IS_COUNT, PM_PART_VALUE, 0},
    SHEET_SHARE("share", "share of actions without a timeframe")};
static const sheet_form instead_form = SHEET(
    instead, "Instead of a timeframe", PM_CHART_BARS,
    "What the timescale column holds where an action has no timeframe. Words are terms of the "
    "rule pack's lists, never words of a plan; all else is \"other words\".");

_Static_assert((int)FACT_KINDS <= (int)SPAN_FIGURES, "all kinds in one walk");

static bool names_kinds(const fact *x, const void *ctx, uint64_t *bits) {
    static const uint8_t known[KINDS_OF] = {FACT_OWNER_KINDS, FACT_TIME_KINDS};
    fact_kind_of of = *(const fact_kind_of *)ctx;
    bool counts = (x->is & FACT_JUDGED) != 0 && (x->is & known[of]) != 0;
    *bits = counts ? x->kinds[of] : 0;
    return counts;
}

/* A line of a table that is told by how often. */
typedef struct told {
    pm_str name;
    share_sums sums;
} told;

static int by_actions(const void *a, const void *b) {
    const told *x = a, *y = b;
    return x->sums.y != y->sums.y ? (x->sums.y > y->sums.y ? -1 : 1)
                                  : str_compare(x->name, y->name);
}

static void put_told(sheets *s, told *items, size_t count, size_t most) {
    qsort(items, count, sizeof *items, by_actions);
    for (size_t i = 0; i < count && i < most; i++) {
        if (items[i].sums.y != 0.0) {
            put_str(s, items[i].name);
            put_count(s, (uint64_t)items[i].sums.y);
            put_number(s, share_ratio(&items[i].sums));
            put_ends(s, share_clustered(&items[i].sums));
        }
    }
}

static void kinds_table(report *r, const span *all, fact_kind_of of, const sheet_form *form) {
    told items[FACT_KINDS];
    share_sums sums[FACT_KINDS];
    const intern_table *t = &r->facts.kinds[of];
    size_t count = t->count;
    span_sums_each(all, names_kinds, &of, sums, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (told){t->items[i], sums[i]};
    }
    sheets_begin(&r->sheets, form);
    put_told(&r->sheets, items, count, count);
    sheets_end(&r->sheets);
}

/* ---- two owners ---- */

/* Each action once for the one and once for the other, by plan. */
static share_sums two_owners(const report *r, const span *all, uint64_t both[2]) {
    share_sums sums = {0};
    uint64_t a = 0, b = 0;
    both[0] = both[1] = 0;
    for (size_t i = 0; i < all->count; i++) {
        const fact *x = span_at(all, i);
        uint64_t kinds = x->is & FACT_JUDGED ? x->kinds[KINDS_OF_OWNER] : 0;
        a += (kinds & r->lists.ratio_bits[0]) != 0;
        b += (kinds & r->lists.ratio_bits[1]) != 0;
        if (i + 1 == all->count || span_at(all, i + 1)->plan != x->plan) {
            share_add(&sums, (double)(a + b), (double)a);
            both[0] += a;
            both[1] += b;
            a = b = 0;
        }
    }
    return sums;
}

/* "mother to each of father": which of the two is above the line. */
static void put_ratio_name(report *r) {
    buffer *b = &r->sheets.text;
    buffer_clear(b);
    buffer_str(b, r->lists.ratio_names[0]);
    buffer_text(b, ", to each of ");
    buffer_str(b, r->lists.ratio_names[1]);
    r->sheets.failed |= b->failed;
    put_str(&r->sheets, buffer_view(b));
}

static void ratio_table(report *r, const span *all) {
    uint64_t both[2] = {0, 0};
    sheets *s = &r->sheets;
    share_sums sums = {0};
    sheets_begin(s, &owner_ratio_form);
    if (r->lists.has_ratio) {
        sums = two_owners(r, all, both);
        sheets_title(s, r->lists.ratio_says);
    }
    for (int i = 0; i < 2 && both[0] + both[1] != 0; i++) {
        put_str(s, r->lists.ratio_names[i]);
        put_count(s, both[i]);
        put_nothing(s, 3);
    }
    if (both[0] + both[1] != 0) {
        put_ratio_name(r);
        put_nothing(s, 1);
        put_number(s, odds_of(&sums));
        put_ends(s, odds_clustered(&sums));
    }
    sheets_end(s);
}

/* ---- instead of a time ---- */

enum { INSTEAD_NOTHING, INSTEAD_OTHER, INSTEAD_FIRST, INSTEAD_MOST = 30 };
_Static_assert((int)INSTEAD_FIRST + (int)INSTEAD_MOST <= (int)SPAN_FIGURES, "all in one walk");

/* Actions without a timeframe whose words were there to be read. */
static bool lacks_time(const fact *x) {
    return (x->is & FACT_JUDGED) != 0 && (x->is & FACT_READ) != 0 &&
           (x->met >> PM_TIMEFRAME & 1) == 0;
}

/* What is in the column, where it is told. */
static bool names_instead(const fact *x, const void *ctx, uint64_t *bits) {
    const uint64_t *bit_of_term = ctx;
    if (!lacks_time(x)) {
        return false;
    }
    *bits = (x->is & FACT_WHEN_FILLED) == 0 ? UINT64_C(1) << INSTEAD_NOTHING
            : x->instead == 0               ? UINT64_C(1) << INSTEAD_OTHER
                                            : bit_of_term[x->instead - 1];
    return true;
}

typedef struct term {
    size_t number;
    uint64_t actions;
    pm_str name;
} term;

static int by_use(const void *a, const void *b) {
    const term *x = a, *y = b;
    return x->actions != y->actions ? (x->actions > y->actions ? -1 : 1)
                                    : str_compare(x->name, y->name);
}

/* The words that stand there most often; NULL: no memory. */
static term *terms_of(report *r, size_t *count) {
    const image_term *known = IMAGE_ARRAY(r->image, image_term, IMAGE_TERMS);
    size_t all = r->image->section_count[IMAGE_TERMS];
    term *terms = mem_array(r->allocator, all, sizeof *terms);
    *count = 0;
    for (size_t i = 0; terms != NULL && i < all; i++) {
        terms[i] = (term){i, 0, image_string(r->image, known[i].text)};
        *count += known[i].title == IMAGE_INSTEAD;
    }
    for (size_t i = 0; terms != NULL && i < r->facts.count; i++) {
        const fact *x = &r->facts.items[i];
        if (x->instead != 0 && (x->is & FACT_WHEN_FILLED) != 0 && lacks_time(x)) {
            terms[x->instead - 1].actions++;
        }
    }
    if (terms != NULL) {
        qsort(terms, all, sizeof *terms, by_use);
    }
    r->sheets.failed |= terms == NULL;
    return terms;
}

/* The terms that are told, behind the two other figures; their names and sums. */
static size_t sum_instead(const span *all, const term *terms, size_t most, uint64_t *bit_of_term,
                          told items[INSTEAD_FIRST + INSTEAD_MOST]) {
    share_sums sums[INSTEAD_FIRST + INSTEAD_MOST];
    size_t count = INSTEAD_FIRST;
    items[INSTEAD_NOTHING].name = STR("(nothing)");
    items[INSTEAD_OTHER].name = STR("(other words)");
    for (size_t i = 0; i < most && terms[i].actions != 0; i++) {
        bit_of_term[terms[i].number] = UINT64_C(1) << count;
        items[count++].name = terms[i].name;
    }
    span_sums_each(all, names_instead, bit_of_term, sums, count);
    for (size_t i = 0; i < count; i++) {
        items[i].sums = sums[i];
    }
    return count;
}

static void instead_table(report *r, const span *all) {
    size_t count, told_count = 0, terms_count = r->image->section_count[IMAGE_TERMS];
    term *terms = terms_of(r, &count);
    uint64_t *bits = mem_zalloc(r->allocator, terms_count * sizeof *bits);
    told items[INSTEAD_FIRST + INSTEAD_MOST];
    r->sheets.failed |= bits == NULL;
    if (count != 0 && terms != NULL && bits != NULL) { /* else the pack does not ask */
        told_count =
            sum_instead(all, terms, count < INSTEAD_MOST ? count : INSTEAD_MOST, bits, items);
    }
    sheets_begin(&r->sheets, &instead_form);
    put_told(&r->sheets, items, told_count, told_count);
    sheets_end(&r->sheets);
    mem_free(r->allocator, terms);
    mem_free(r->allocator, bits);
}

void report_kinds(report *r) {
    span all = {.facts = &r->facts, .count = r->facts.count};
    kinds_table(r, &all, KINDS_OF_OWNER, &owners_form);
    ratio_table(r, &all);
    kinds_table(r, &all, KINDS_OF_TIMEFRAME, &timeframes_form);
    instead_table(r, &all);
}

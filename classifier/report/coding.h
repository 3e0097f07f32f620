/* SPDX-License-Identifier: MIT
 * Plans to draw from, those that are drawn, and the sheet that is made of them for coders. */
#ifndef REPORT_CODING_H
#define REPORT_CODING_H

#include "base/source.h"
#include "engine/scorer.h"
#include "report/facts.h"
#include "report/sheets.h"
#include "stats/draw.h"
#include "stats/size.h"

typedef struct coding_options {
    pm_str by; /* column to draw in proportion by; empty: none; outlives the coding */
    uint64_t seed;
    int of;       /* a pm_criterion, or PM_CRITERIA for all five: what an interval is asked for */
    double share; /* 0..1; NaN: that of the plans */
} coding_options;

/* What a coder reads of an action. */
typedef struct coding_row {
    pm_str action_no, plan_date, cell[PM_COLUMNS];
} coding_row;

/* A plan that may be drawn. */
typedef struct coding_plan {
    pm_str value;   /* of the column to draw by */
    uint32_t plan;  /* number in facts */
    uint32_t first; /* its first action in facts */
} coding_plan;

typedef struct coding {
    coding_options options;
    const image_header *image;
    pm_str wordnet;
    const pm_allocator *allocator;
    reporter *report;
    facts facts; /* `text` of each is its number in rows */
    coding_row *rows;
    size_t row_cap;
    arena words;
    intern_table except; /* authority, NUL, id of plans that are left out */
    buffer key;
    scorer scorer;
    bool has_scorer, by_found;
    size_t scored; /* actions whose verdicts are the scorer's */
    pm_status failed;
    /* Once it was looked at. */
    bool looked;
    coding_plan *plans; /* by value, authority and id */
    uint32_t plan_count;
    size_t actions, bare, left_out, groups, several;
    double icc;
    size_design design;
    /* Once plans were drawn. */
    uint32_t *drawn; /* numbers in `plans`, in the order of the sheet */
    uint32_t drawn_count;
    size_t drawn_actions, raised, missed;
    sheets sheets;
} coding;

/* Free it in any case. PM_ERR_MEMORY. */
pm_status coding_init(coding *c, const image_header *image, pm_str wordnet,
                      const coding_options *options, const pm_allocator *a, reporter *report);
void coding_free(coding *c);

/* PM_ERR_ROW (told): the row is left out. PM_ERR_MEMORY, PM_ERR_LIMIT (told). */
pm_status coding_add(coding *c, const pm_row *row);
/* The plan is not to be drawn; with an empty authority, no plan of that id. PM_ERR_MEMORY. */
pm_status coding_except(coding *c, pm_str authority, pm_str id);
/* Behind the last row: what there is to draw from. PM_ERR_INPUT (told): no row has the column to
 * draw by. PM_ERR_MEMORY. */
pm_status coding_look(coding *c);
/* So many, or all. PM_ERR_MEMORY. */
pm_status coding_draw(coding *c, size_t plans);
/* The sheet and its guide. PM_ERR_MEMORY. */
pm_status coding_tables(coding *c, const pm_table **tables, size_t *count);

#endif

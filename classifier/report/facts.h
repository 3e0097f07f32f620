/* SPDX-License-Identifier: MIT
 * What a report keeps of its rows: a few numbers each, by plan. All tables are sums over these. */
#ifndef REPORT_FACTS_H
#define REPORT_FACTS_H

#include "base/intern.h"
#include "base/source.h"
#include "planmark/types.h"

enum {
    FACT_KINDS = 64,     /* of owners, and of timeframes: bits of a number */
    FACT_KIND_NAME = 64, /* bytes of the name of one */
    FACT_COLUMNS = 8,    /* to group by */
    FACT_GROUPS = 20000, /* different values of all these columns together */
    FACT_STAMPS = 64     /* different packs */
};
#define FACT_NO_TEXT UINT32_MAX
#define FACT_NO_GROUP UINT32_MAX

/* The two criteria whose evidence has kinds. */
typedef enum fact_kind_of { KINDS_OF_OWNER, KINDS_OF_TIMEFRAME, KINDS_OF } fact_kind_of;

enum {
    FACT_JUDGED = 1 << 0,      /* it has all five verdicts */
    FACT_OWNER_KINDS = 1 << 1, /* its kinds are known: KINDS_OF_OWNER */
    FACT_TIME_KINDS = 1 << 2,  /* KINDS_OF_TIMEFRAME */
    FACT_OVERRIDDEN = 1 << 3,  /* somebody's word stands above a verdict */
    FACT_WHEN_FILLED = 1 << 4, /* something stands in its column by_when */
    FACT_SAYS_UNSURE = 1 << 5, /* it can tell which verdicts are unsure */
    FACT_READ = 1 << 6,        /* its words were there to be read */
    FACT_UNCODED = 1 << 7      /* it has places for verdicts, which are all empty */
};

/* An action. */
typedef struct fact {
    uint32_t plan;            /* number of its plan */
    uint32_t text;            /* number of its text, or FACT_NO_TEXT */
    uint64_t kinds[KINDS_OF]; /* bits of kinds */
    uint16_t instead;         /* 1 + term of the pack that stands in place of a time; 0: none */
    uint8_t met, unsure;      /* bits of criteria */
    uint8_t changed;          /* bits of criteria whose verdict somebody changed */
    uint8_t is;               /* FACT_ bits */
    uint16_t stamp;           /* number of the pack, see facts.stamps */
} fact;

typedef struct fact_plan {
    pm_str authority, id;
    uint32_t actions, judged;
    bool alone; /* a row without a plan id */
} fact_plan;

/* A row with an action, and where it was read. */
typedef struct fact_seen {
    uint64_t key;        /* hash of plan and number: two of ten million rows are taken for one
                            in one of 300,000 samples of that size */
    uint32_t file, line; /* number in facts.files; as pm_row.line, or 0 beyond 2^32 - 1 */
} fact_seen;

typedef struct facts {
    const pm_allocator *allocator;
    arena memory;
    fact *items;
    uint32_t *groups; /* of each action, `columns` of them: numbers in `values` */
    size_t count, cap, group_cap;
    fact_plan *plans;
    size_t plan_count, plan_cap;
    lookup of_plan; /* those with an id */
    size_t last_plan;
    fact_seen *seen; /* rows, to find those that came before */
    size_t seen_count, seen_cap;
    lookup of_seen;
    intern_table files; /* they came in */
    uint32_t last_file;
    intern_table kinds[KINDS_OF], values, stamps;
    size_t *of_stamp;      /* actions of each; FACT_STAMPS of them */
    uint32_t *plan_groups; /* of each plan: values that hold where its rows say nothing */
    size_t plan_group_cap;
    size_t columns;
    bool settled;
} facts;

/* Free it in any case. PM_ERR_MEMORY. */
pm_status facts_init(facts *f, size_t columns, const pm_allocator *a);
void facts_free(facts *f);

/* The number of a plan, new or known. UINT32_MAX: no memory. With an empty id always a new one. */
uint32_t facts_plan(facts *f, pm_str authority, pm_str id);
/* Notes a row with an action of this plan, by its number. *before: the one that came before, which
 * stands, or NULL; it lives until the next call. PM_ERR_MEMORY, as for 2^31 rows. */
pm_status facts_see(facts *f, uint32_t plan, const pm_row *row, const fact_seen **before);
/* Tells that the row is left out for the one before, and where that stands. */
void facts_tell_before(reporter *r, const facts *f, const pm_row *row, const fact_seen *before);
/* Packs that marked actions with all five verdicts, by name: their numbers, and how many. */
size_t facts_sources(const facts *f, uint32_t order[FACT_STAMPS]);
/* The bits of kinds joined by ';'. What cannot be the name of a kind, which has letters, digits,
 * '_' and '-', is "other". PM_ERR_MEMORY, PM_ERR_LIMIT (FACT_KINDS). */
pm_status facts_kinds(facts *f, fact_kind_of of, pm_str names, uint64_t *bits);
/* PM_ERR_LIMIT: FACT_GROUPS. */
pm_status facts_value(facts *f, pm_str value, uint32_t *number);
/* `groups`: f->columns of them. PM_ERR_MEMORY, PM_ERR_LIMIT (2^32 - 1 actions). */
pm_status facts_add(facts *f, const fact *x, const uint32_t *groups);
/* A value of a plan, where its rows have none in that column. Of several the least by name holds,
 * so that their order does not matter. */
void facts_plan_value(facts *f, uint32_t plan, size_t column, uint32_t value);
static inline uint32_t facts_plan_told(const facts *f, size_t plan, size_t column) {
    return f->plan_groups[plan * f->columns + column];
}
/* Of two values, or FACT_NO_GROUP, the one that holds. */
uint32_t facts_lesser(const facts *f, uint32_t a, uint32_t b);

/* Plans by authority and id, actions by plan; once, behind the last row.
 * PM_ERR_MEMORY; the facts are good for nothing then. */
pm_status facts_settle(facts *f);

#endif

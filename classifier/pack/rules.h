/* SPDX-License-Identifier: MIT
 * A pack as it is written: files read, merged key by key and checked, but not yet compiled. */
#ifndef PACK_RULES_H
#define PACK_RULES_H

#include "pack/lexicon.h"
#include "pack/pattern.h"

/* One file of a pack. `path` is inside the pack; `text.name` is how diagnostics call it. */
typedef struct pack_file {
    pm_str path;
    source text;
    unsigned layer; /* 0: of the pack that is extended; 1: of the pack at hand. A name is free once
                       a layer */
} pack_file;

/* What a verdict can rest on; confidences are told for each. */
typedef enum basis_class {
    BASIS_STRONG,
    BASIS_PLAIN,
    BASIS_WEAK,              /* met, by the strength of the deciding evidence */
    BASIS_CANCELLED,         /* unmet: evidence was there and was cancelled */
    BASIS_NEAR,              /* unmet: something came near, or unmet evidence stands alone */
    BASIS_NOTHING,           /* unmet: nothing was found */
    BASIS_LINK,              /* decided by another criterion */
    BASIS_NEAR_UNACTIONABLE, /* the same as near and nothing, in an action that is not actionable */
    BASIS_NOTHING_UNACTIONABLE,
    BASIS_CLASSES
} basis_class;

/* How a piece of evidence stands when the rules alone have decided: for what its rule says, or
 * cancelled, or of no account, since its conditions do not hold. What came near counts where its
 * criterion is not met. */
typedef enum standing { STANDS_COUNTS, STANDS_CANCELLED, STANDS_IDLE, STANDINGS } standing;

/* Words inside evidence are told apart by the criterion of the evidence and by what it says. */
enum { WITHIN_KINDS = PM_CRITERIA * (PM_NEAR + 1) };
static inline unsigned within_kind(unsigned criterion, unsigned says) {
    return criterion * (PM_NEAR + 1) + says;
}

/* How much something in an action speaks for a criterion (negative: against it). */
typedef enum weighed_thing {
    WEIGHED_WORD,  /* `where`: 1 in the measure column, 0 in the action */
    WEIGHED_CLASS, /* a word of it; `where`: the same */
    WEIGHED_RULE,  /* a piece of its evidence; `where`: a standing */
    WEIGHED_WITHIN /* a word inside evidence; `where`: a within_kind */
} weighed_thing;
typedef struct weight_def {
    const source *src;
    size_t offset;
    pm_str name; /* a folded word; a class as it is written in patterns: {typed/result}, <num>; or
                    the id of a rule */
    uint8_t thing, where;
    double weight;
} weight_def;

/* What the rules' verdict and all that weighs come to: log-odds of a yes are
 * bias + rules * (those by the rules' confidence) + words * (the sum of the weights). With words 0
 * nothing is weighed. */
typedef struct trust_def {
    double bias, rules, words;
} trust_def;

/* What people are told of a criterion. Empty: the pack does not say it. */
typedef struct criterion_texts {
    pm_str title; /* "measure given" */
    pm_str means, met, unmet;
    pm_str hint;
} criterion_texts;

typedef struct criterion_def {
    pm_criterion criterion;
    int requires;         /* a pm_criterion or -1: unmet unless that one is met */
    int implies;          /* met here makes that one met */
    int text_requires;    /* evidence of the text column counts only when that one is met */
    bool weighs_words;    /* its words are to be weighed where rules leave it in doubt */
    unsigned weigh_layer; /* of the pack that says so, or that they are not */
    criterion_texts says;
    double confidence[BASIS_CLASSES]; /* below 0: not told, as without "unactionable" */
    double start;                     /* the sum of weights of no words */
    weight_def *weights;
    size_t weight_count;
    trust_def trust;        /* in them */
    unsigned weights_layer; /* of the pack that gives them */
    double sure; /* the log-odds of what is weighed are multiplied by it for a confidence */
    unsigned sure_layer;
} criterion_def;

/* Keys of a rule, in the order of rules/README.md. */
typedef enum rule_key {
    RULE_ID,
    RULE_CRITERION,
    RULE_SAYS,
    RULE_STRENGTH,
    RULE_IN,
    RULE_MATCH,
    RULE_REGEX,
    RULE_NEEDS,
    RULE_UNLESS,
    RULE_WHEN,
    RULE_KIND,
    RULE_CANCELS,
    RULE_HINT,
    RULE_FINDING,
    RULE_WHY,
    RULE_EXAMPLES,
    RULE_ENABLED,
    RULE_KEYS
} rule_key;

/* A value and the file it stands in (a local pack may set single keys of a rule). */
typedef struct rule_value {
    const source *src;
    const yaml_tree *tree; /* NULL: not given */
    unsigned layer;
} rule_value;

typedef enum cancel_reach { CANCEL_MATCH, CANCEL_CLAUSE, CANCEL_ROW } cancel_reach;

/* What a `when` condition looks at: a criterion's verdict (0..4) or a cell. */
enum { WHEN_WHO = PM_CRITERIA, WHEN_BY_WHEN, WHEN_MEASURE, WHEN_SUBJECTS };
typedef enum when_state {
    WHEN_MET,
    WHEN_UNMET,
    WHEN_FILLED,
    WHEN_EMPTY,
    WHEN_REPEATS,
    WHEN_NEW,
    WHEN_STATES
} when_state;
typedef struct when_def {
    unsigned char subject, state;
} when_def;
enum { RULE_MOST_WHEN = 4, RULE_MOST_PATTERNS = 64 };

typedef struct pattern_list {
    pattern **items;
    size_t count;
} pattern_list;

typedef struct string_list {
    rule_value *items;
    size_t count;
} string_list;

typedef struct example_def {
    int side; /* PM_MET, PM_UNMET, or 2: known gap */
    pm_str cell[PM_COLUMNS];
    size_t offset;
} example_def;

typedef struct rule_def {
    rule_value value[RULE_KEYS];
    pm_str id, kind, hint, why;
    uint16_t finding; /* of verdicts that rest on it; FINDING_NONE: the plain one */
    pm_criterion criterion;
    pm_says says;
    pm_strength strength;
    unsigned columns; /* bits 1 << pm_column */
    cancel_reach cancels;
    when_def when[RULE_MOST_WHEN];
    size_t when_count;
    double confidence; /* of verdicts that rest on it; below 0: not told, that of their kind */
    pattern_list match, unless, needs;
    string_list regex;
    example_def *examples;
    size_t example_count;
} rule_def;

typedef struct named_pattern {
    pm_str name;
    const source *src;
    pattern *body;
    unsigned layer;
    bool used;
    size_t size;      /* parts it has once its own named parts are put in; 0: not counted yet */
    bool is_counting; /* met again while it is counted: it names itself */
} named_pattern;

/* What the gate itself looks for in a plan, in the order in which it is told. */
typedef enum finding_check {
    CHECK_NO_ACTIONS,
    CHECK_LOW_SCORE,
    CHECK_FEW_HIGH_QUALITY,
    CHECK_ONE_DEADLINE,
    CHECK_REPEATED_ACTION,
    CHECK_GENERIC_OWNERS,
    CHECK_ONE_PARENT,
    CHECK_BEFORE_PLAN,
    CHECK_IMPOSSIBLE_DAY,
    CHECK_NO_REASON,
    CHECK_EXPIRED,
    CHECKS
} finding_check;

/* The findings of a criterion that no rule names: nothing was found; another one decided. */
#define FINDING_PLAIN ".none"
#define FINDING_LINKED ".no-task"
enum { FINDING_NONE = UINT16_MAX };

/* FINDING_ALONE_EMPTY: where the action's own cell has no word. */
typedef enum finding_alone { FINDING_BESIDE, FINDING_ALONE_EMPTY, FINDING_ALONE } finding_alone;

typedef struct finding_def {
    pm_str id, says, hint;
    pm_level level;
    int criterion;       /* that its id begins with, or -1 */
    finding_check check; /* CHECKS: rules name it */
    unsigned least;      /* of actions, before a plan is spoken of as a whole */
    finding_alone alone; /* beside it the other criteria of the action are not told */
    const source *src;   /* where it is told first; NULL: by no file */
    size_t offset;
    unsigned layer; /* of that file */
    const source *kinds_src;
    const yaml_tree *kinds; /* of owners or timeframes that count for it; NULL: none */
} finding_def;

/* What report.yaml says of the tables of a report. Whether lists and kinds are there is looked at
 * when the pack is compiled. */
enum { COUNTS_TITLES = 16 };
typedef struct counts_def {
    struct counts_title {
        pm_str name;
        rule_value lists;    /* an empty list: not counted any more */
    } titles[COUNTS_TITLES]; /* in the order of their tables */
    size_t title_count;
    rule_value instead; /* lists of what stands in place of a time */
    struct counts_reading {
        rule_value without, says;
    } readings[PM_CRITERIA]; /* by criterion; of those that have kinds */
    struct counts_ratio {
        rule_value owners, says;
    } ratio;
} counts_def;

typedef struct kind_def {
    pm_str folder;    /* lists whose file names are the kinds */
    pm_str otherwise; /* the kind of evidence that names none */
} kind_def;

typedef struct pack_def {
    arena *memory;
    reporter *report;
    pm_str name, version, codebook, extends;
    double unsure_below;
    criterion_def criteria[PM_CRITERIA]; /* in the order they are decided */
    size_t criterion_count;
    int column_criterion[PM_COLUMNS]; /* the criterion a column answers, or -1 */
    kind_def kinds[PM_CRITERIA];
    pm_str names; /* the list or folder of people's names; empty: none is told */
    lexicon *lexicons;
    size_t lexicon_count, lexicon_cap;
    irregulars *irregular;
    named_pattern *named;
    size_t named_count, named_cap;
    rule_def *rules;
    size_t rule_count, rule_cap;
    size_t disabled_count; /* of rules that are switched off: they stand behind the others */
    finding_def *findings;
    size_t finding_count, finding_cap;
    counts_def counts;
} pack_def;

/* "measure_given" for PM_MEASURE_GIVEN. */
const char *criterion_name(pm_criterion criterion);
/* "match" for RULE_MATCH. */
const char *rule_key_name(rule_key key);

/* Reads and merges `files` in their order (a later file wins key by key; lists grow). All faults of
 * all files are told; PM_ERR_PACK when there were any, PM_ERR_MEMORY. Everything lives in `memory`,
 * except three growing arrays that pack_def_free releases. The file texts must live as long. */
pm_status pack_def_read(const pack_file *files, size_t count, arena *memory, reporter *report,
                        pack_def *out);
void pack_def_free(pack_def *def);

#endif

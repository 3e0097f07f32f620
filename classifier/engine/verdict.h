/* SPDX-License-Identifier: MIT
 * From evidence to five verdicts: conditions, cancelling, links, confidence, hints. */
#ifndef ENGINE_VERDICT_H
#define ENGINE_VERDICT_H

#include "engine/evidence.h"
#include "engine/weigh.h"

typedef struct decision {
    bool met;
    pm_basis basis;
    basis_class class;  /* what its confidence depends on */
    int link;           /* with PM_BY_LINK: the criterion, else -1 */
    int32_t decided_by; /* index among the found, or -1 */
    image_text hint;    /* of an unmet verdict, the hint that fits */
    bool weighed;       /* what weighs was set beside what the rules said */
    bool turned;        /* and outweighed it */
    bool rules_met;     /* what the rules said, when it is weighed */
    float words;        /* log-odds of a yes by all that weighs: words and evidence */
    float odds;         /* log-odds of the verdict, all in all */
} decision;

enum { NO_RULE = UINT16_MAX };

typedef struct judge {
    lexis *lexis;
    const image_rule *rules;
    const cell *cells;
    evidence_list *evidence;
    found *items;     /* of the evidence */
    size_t count;     /* of what the rules found; behind it stands what outweighs that */
    uint16_t except;  /* a rule that is not to turn a verdict; NO_RULE: all may */
    bool rules_alone; /* nothing is weighed */
    arena *scratch;
    decision decisions[PM_CRITERIA];         /* by criterion number */
    int32_t first[PM_CRITERIA][PM_NEAR + 1]; /* piece of each criterion that says so; each names the
                                                next; -1: none */
    int8_t own_met[PM_COLUMNS]; /* the cell holds evidence of the criterion it answers: -1 not known
                                   yet */
    float words[PM_CRITERIA];   /* see weigh_words; once `has_words` */
    float pieces[PM_CRITERIA];  /* see weigh_evidence */
    bool has_words;
    int8_t repeats; /* measure says no more than the text: -1 not known yet */
    bool no_memory;
} judge;

/* Decides all criteria by the evidence, to which it adds what outweighs the rest, and tells of
 * every unmet verdict why it fell so and which hint fits; sets `active`, `cancelled_by` and
 * `stands` of the evidence, which comes with none of them. Where evidence has weights, all is
 * decided by the rules alone first, to see how each piece stands. PM_ERR_MEMORY. */
pm_status verdict_decide(judge *j, lexis *l, const cell cells[PM_COLUMNS], evidence_list *evidence,
                         arena *scratch);

/* The same once more on other evidence of the same cells, without the rule `except`; what only the
 * cells decide is kept in `before`, so that asking often costs no more memory. `evidence` has room
 * for VERDICT_ADDS more. PM_ERR_MEMORY. */
enum { VERDICT_ADDS = PM_CRITERIA * WEIGHTY_MOST };
pm_status verdict_again(judge *j, judge *before, evidence_list *evidence, uint16_t except,
                        bool rules_alone);

/* What was judged, as it is weighed; its pieces stand as the rules alone have decided. */
weighed_action verdict_weighed(const judge *j);

/* Does strong evidence stand for the verdict, or is it that an action without a word asks for
 * nothing? That is what the codebook settles: nothing outweighs it. */
bool verdict_settled(const judge *j, const image_criterion *k);

/* Of a judge without weights, log-odds of a yes by the rules; false where nothing could outweigh
 * them: what is settled, or what another criterion decides. */
bool verdict_by_rules(const judge *alone, const image_criterion *k, float *odds);

/* How sure the verdict on a criterion is: what its rule's were, else what those of its kind were.
 */
float verdict_confidence(const judge *j, const image_criterion *k);

#endif

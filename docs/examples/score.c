/* SPDX-License-Identifier: MIT
 * Scores one action of a plan and says what it rests on, or what is missing:
 *
 *     cc score.c $(pkg-config --cflags --libs planmark) -o score
 *     ./score "Social worker to refer mum to the Freedom Programme" "SW" "12 March"
 *
 * Keeps true: every object is released on every path; nothing of the library is printed as a C
 * string, because its strings do not end in NUL. */
#include <planmark.h>
#include <stdio.h>
#include <string.h>

static pm_str str_of(const char *s) {
    pm_str str = {s, strlen(s)};
    return str;
}

static void print_str(pm_str s) {
    if (s.len > 0) {
        fwrite(s.data, 1, s.len, stdout);
    }
}

/* The words that the verdict rests on: a span of the cell that we handed in. */
static void print_words(const pm_action *action, const pm_evidence *e) {
    pm_str cell = action->cell[e->column];
    pm_str words = {cell.data + e->start, e->end - e->start};
    printf("  \"");
    print_str(words);
    printf("\" (");
    print_str(e->rule);
    printf(")");
}

/* What is missing; a blank of the hint is filled with the words of the plan that it speaks of. */
static void print_hint(const pm_action *action, const pm_mark *mark, const pm_verdict *v) {
    const pm_evidence *e = v->decided_by >= 0 ? &mark->evidence[v->decided_by] : NULL;
    char hint[512];
    pm_fill(action, e, v->hint, hint, sizeof hint);
    printf("  %s", hint);
}

static void print_mark(const pm_action *action, const pm_mark *mark) {
    for (int c = 0; c < PM_CRITERIA; c++) {
        const pm_verdict *v = &mark->verdict[c];
        printf("%-14s %-5s", pm_criterion_name((pm_criterion)c), v->met ? "met" : "unmet");
        if (v->met && v->decided_by >= 0) {
            print_words(action, &mark->evidence[v->decided_by]);
        } else if (!v->met) {
            print_hint(action, mark, v);
        }
        printf("\n");
    }
    printf("score          %d of %d\n", mark->score, (int)PM_CRITERIA);
}

static pm_status score(const pm_action *action) {
    pm_pack *pack = NULL;
    pm_scorer *scorer = NULL;
    const pm_mark *mark = NULL;

    pm_status status = pm_pack_default(NULL, &pack); /* once a process; threads may share it */
    if (status == PM_OK) {
        status = pm_scorer_new(NULL, pack, &scorer); /* once a thread */
    }
    if (status == PM_OK) {
        status = pm_score(scorer, action, &mark); /* `mark` lives until the scorer's next call */
    }
    if (status == PM_OK) {
        print_mark(action, mark);
    }
    pm_scorer_free(scorer);
    pm_pack_free(pack);
    return status;
}

int main(int argc, char **argv) {
    if (argc < 2 || argc > 1 + PM_COLUMNS) {
        fprintf(stderr, "usage: score ACTION [WHO [BY-WHEN [MEASURE]]]\n");
        return 2;
    }
    pm_action action;
    memset(&action, 0, sizeof action);
    for (int i = 1; i < argc; i++) {
        action.cell[i - 1] = str_of(argv[i]);
    }
    pm_status status = score(&action);
    if (status != PM_OK) {
        fprintf(stderr, "score: %s\n", pm_status_text(status));
        return 5;
    }
    return 0;
}

/* SPDX-License-Identifier: MIT
 * calibrate GOLD.csv: how often verdicts were right on coded rows, by criterion and by what the
 * verdict rests on, as the `confidence` block of a pack.yaml. Rows must be ones that no rule writer
 * saw. Each share is shrunk to that of all verdicts of the criterion, as if SHRINK more of those
 * had been seen: a few rows prove little. */
#include <stdio.h>
#include <string.h>

#include "planmark/audit.h"

enum { STRONG, PLAIN, WEAK, CANCELLED, NEAR, NOTHING, LINK, KINDS, SHRINK = 10 };

typedef struct tally {
    size_t n, right;
} tally;

/* Met evidence of the criterion was there and was cancelled. */
static int was_cancelled(const pm_mark *mark, int c) {
    for (size_t i = 0; i < mark->evidence_count; i++) {
        const pm_evidence *e = &mark->evidence[i];
        if ((int)e->criterion == c && e->says == PM_MET && e->cancelled_by >= 0) {
            return 1;
        }
    }
    return 0;
}

static int kind_of(const pm_mark *mark, int c) {
    const pm_verdict *v = &mark->verdict[c];
    if (v->basis == PM_BY_LINK) {
        return LINK;
    }
    if (v->met) {
        pm_strength s = mark->evidence[v->decided_by].strength;
        return s == PM_STRONG ? STRONG : s == PM_PLAIN ? PLAIN : WEAK;
    }
    return was_cancelled(mark, c) ? CANCELLED : v->decided_by >= 0 ? NEAR : NOTHING;
}

static pm_status count_rows(pm_reader *reader, pm_scorer *scorer, tally table[PM_CRITERIA][KINDS]) {
    pm_row row;
    pm_status status;
    while ((status = pm_reader_next(reader, &row)) == PM_OK || status == PM_ERR_ROW) {
        const pm_mark *mark;
        if (status != PM_OK || !row.has_action ||
            (status = pm_score(scorer, &row.action, &mark)) != PM_OK) {
            continue;
        }
        for (int c = 0; c < PM_CRITERIA; c++) {
            tally *t = &table[c][kind_of(mark, c)];
            t->n += row.coded[c] >= 0;
            t->right += row.coded[c] >= 0 && row.coded[c] == mark->verdict[c].met;
        }
    }
    return status == PM_END ? PM_OK : status;
}

static void print_table(tally table[PM_CRITERIA][KINDS]) {
    static const char *const names[KINDS] = {"strong", "plain",   "weak", "cancelled",
                                             "near",   "nothing", "link"};
    for (int c = 0; c < PM_CRITERIA; c++) {
        tally all = {0, 0};
        for (int k = 0; k < KINDS; k++) {
            all.n += table[c][k].n;
            all.right += table[c][k].right;
        }
        double share = all.n != 0 ? (double)all.right / (double)all.n : 0.5;
        printf("  %s: {", pm_criterion_name((pm_criterion)c));
        for (int k = 0; k < KINDS; k++) {
            const tally *t = &table[c][k];
            printf("%s%s: %.2f", k != 0 ? ", " : "", names[k],
                   ((double)t->right + SHRINK * share) / ((double)t->n + SHRINK));
        }
        printf("} #");
        for (int k = 0; k < KINDS; k++) {
            printf(" %zu/%zu", table[c][k].right, table[c][k].n);
        }
        printf("\n");
    }
}

int main(int argc, char **argv) {
    static tally table[PM_CRITERIA][KINDS];
    pm_read_options options = {.size = sizeof options};
    pm_pack *pack = NULL;
    pm_scorer *scorer = NULL;
    pm_reader *reader = NULL;
    if (argc != 2) {
        fprintf(stderr, "usage: calibrate GOLD.csv\n");
        return 2;
    }
    pm_status status = pm_pack_default(NULL, &pack);
    status = status == PM_OK ? pm_scorer_new(NULL, pack, &scorer) : status;
    status = status == PM_OK ? pm_reader_open(&options, argv[1], &reader) : status;
    status = status == PM_OK ? count_rows(reader, scorer, table) : status;
    if (status == PM_OK) {
        print_table(table);
    } else {
        fprintf(stderr, "calibrate: %s: %s\n", argv[1], pm_status_text(status));
    }
    pm_reader_close(reader);
    pm_scorer_free(scorer);
    pm_pack_free(pack);
    return status == PM_OK ? 0 : 3;
}

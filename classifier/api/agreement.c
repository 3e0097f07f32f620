/* SPDX-License-Identifier: MIT
 * Keeps true: the figures are those of stats/agreement.h, gold being the first coding and the tool
 * the second. */
#include "stats/agreement.h"

#include "planmark/audit.h"

void pm_confusion_add(pm_confusion *c, int gold, int tool) {
    if (c == NULL) {
        return;
    }
    agreement_counts t = {c->both_yes, c->gold_only, c->tool_only, c->both_no};
    agreement_add(&t, gold, tool);
    *c = (pm_confusion){t.both_yes, t.first_only, t.second_only, t.both_no};
}

pm_agreement pm_confusion_agreement(const pm_confusion *c) {
    agreement_counts t = {0, 0, 0, 0};
    if (c != NULL) {
        t = (agreement_counts){c->both_yes, c->gold_only, c->tool_only, c->both_no};
    }
    return (pm_agreement){.accuracy = agreement_accuracy(&t),
                          .precision = agreement_precision(&t),
                          .recall = agreement_recall(&t),
                          .f1 = agreement_f1(&t),
                          .kappa = agreement_kappa(&t)};
}

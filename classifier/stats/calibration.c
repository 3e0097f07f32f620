/* SPDX-License-Identifier: MIT
 * Keeps true: every verdict stands in one bin, and among the sure or the flagged. */
#include "stats/calibration.h"

#include <math.h>

double calibration_share(tally t, double towards) {
    return ((double)t.right + CALIBRATION_WEIGHT * towards) / ((double)t.all + CALIBRATION_WEIGHT);
}

double calibration_alone(tally t) {
    return ((double)t.right + 1.0) / ((double)t.all + 2.0);
}

int calibration_hundredths(double share) {
    int h = (int)(share * 100.0 + 0.5);
    return h < 1 ? 1 : h > 99 ? 99 : h;
}

int calibration_threshold(const size_t count[HUNDREDTHS], double most) {
    size_t all = 0, below = 0;
    int h = 0;
    for (int i = 0; i < HUNDREDTHS; i++) {
        all += count[i];
    }
    while (all != 0 && h + 1 < HUNDREDTHS && (double)(below + count[h]) <= most * (double)all) {
        below += count[h++];
    }
    return h;
}

void reliability_add(reliability *r, double confidence, bool right, bool flagged) {
    int at = (int)(confidence * RELIABILITY_BINS);
    at = at < 0 ? 0 : at < RELIABILITY_BINS ? at : RELIABILITY_BINS - 1;
    tally *part = flagged ? &r->flagged : &r->sure;
    double apart = confidence - (right ? 1.0 : 0.0);
    r->bin[at].verdicts.all++;
    r->bin[at].verdicts.right += right;
    r->bin[at].predicted += confidence;
    part->all++;
    part->right += right;
    r->squares += apart * apart;
}

tally reliability_all(const reliability *r) {
    return (tally){r->sure.right + r->flagged.right, r->sure.all + r->flagged.all};
}

static double mean(const reliability *r, double sum) {
    size_t all = r->sure.all + r->flagged.all;
    return all != 0 ? sum / (double)all : (double)NAN;
}

double reliability_error(const reliability *r) {
    double sum = 0.0;
    for (int i = 0; i < RELIABILITY_BINS; i++) {
        double apart = r->bin[i].predicted - (double)r->bin[i].verdicts.right;
        sum += apart < 0.0 ? -apart : apart;
    }
    return mean(r, sum);
}

double reliability_brier(const reliability *r) {
    return mean(r, r->squares);
}

double reliability_predicted(const reliability *r) {
    double sum = 0.0;
    for (int i = 0; i < RELIABILITY_BINS; i++) {
        sum += r->bin[i].predicted;
    }
    return mean(r, sum);
}

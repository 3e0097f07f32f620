/* SPDX-License-Identifier: MIT
 * Keeps true: a figure whose denominator is zero is NaN, never a number; no other figure is. */
#include "stats/agreement.h"

#include <math.h>

void agreement_add(agreement_counts *t, int first, int second) {
    size_t *cell =
        first ? (second ? &t->both_yes : &t->first_only) : (second ? &t->second_only : &t->both_no);
    ++*cell;
}

static double ratio(double part, double whole) {
    return whole == 0.0 ? (double)NAN : part / whole;
}

double agreement_accuracy(const agreement_counts *t) {
    double agreed = (double)t->both_yes + (double)t->both_no;
    return ratio(agreed, agreed + (double)t->first_only + (double)t->second_only);
}

double agreement_precision(const agreement_counts *t) {
    return ratio((double)t->both_yes, (double)t->both_yes + (double)t->second_only);
}

double agreement_recall(const agreement_counts *t) {
    return ratio((double)t->both_yes, (double)t->both_yes + (double)t->first_only);
}

double agreement_f1(const agreement_counts *t) {
    double twice = 2.0 * (double)t->both_yes;
    return ratio(twice, twice + (double)t->first_only + (double)t->second_only);
}

/* Cohen's formula times n^2 / n^2: p_o - p_e becomes 2(ad - bc) and 1 - p_e the sum below, both
 * exact in a double for all tables of honest size, so that "undefined" is a test for zero and not
 * for nearly zero. */
double agreement_kappa(const agreement_counts *t) {
    double a = (double)t->both_yes, b = (double)t->first_only;
    double c = (double)t->second_only, d = (double)t->both_no;
    return ratio(2.0 * (a * d - b * c), (a + b) * (b + d) + (a + c) * (c + d));
}

/* Gwet's formula times (2n)^2 / (2n)^2, as for kappa. */
double agreement_ac1(const agreement_counts *t) {
    double a = (double)t->both_yes, d = (double)t->both_no;
    double apart = (double)t->first_only + (double)t->second_only;
    double yes = 2.0 * a + apart, no = 2.0 * d + apart, all = yes + no;
    double chance = 2.0 * yes * no;
    return ratio(2.0 * (a + d) * all - chance, all * all - chance);
}

double agreement_alpha(const agreement_counts *t) {
    double apart = (double)t->first_only + (double)t->second_only;
    double yes = 2.0 * (double)t->both_yes + apart, no = 2.0 * (double)t->both_no + apart;
    return ratio(yes * no - (yes + no - 1.0) * apart, yes * no);
}

static double share(const agreement_counts *t, size_t also) {
    double agreed = (double)t->both_yes + (double)t->both_no;
    return ratio((double)t->both_yes + (double)also,
                 agreed + (double)t->first_only + (double)t->second_only);
}

double agreement_first_share(const agreement_counts *t) {
    return share(t, t->first_only);
}

double agreement_second_share(const agreement_counts *t) {
    return share(t, t->second_only);
}

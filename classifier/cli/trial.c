/* SPDX-License-Identifier: MIT
 * Keeps true: no word of a plan is told here, only ids of rules and numbers. */
#include "cli/trial.h"

#include <math.h>
#include <string.h>

static double share(size_t part, size_t whole) {
    return whole != 0 ? (double)part / (double)whole : (double)NAN;
}

static void put_figure(page *p, const char *before, double figure, int places, const char *none) {
    page_text(p, before);
    page_figure(p, figure, places, none);
}

/* ---- Rules ---- */

typedef struct rule_row {
    pm_rule_info rule;
    pm_rule_use use;
    double kappa, without;
} rule_row;

static rule_row row_of(const pm_pack *pack, const pm_trial *trial, size_t i) {
    rule_row r;
    pm_pack_rule(pack, i, &r.rule);
    pm_trial_rule(trial, i, &r.use);
    pm_confusion all = pm_trial_confusion(trial, r.rule.criterion);
    r.kappa = pm_confusion_agreement(&all).kappa;
    r.without = pm_confusion_agreement(&r.use.without).kappa;
    return r;
}

enum { ID_WIDTH = 36 };

/* A number with three places, right-aligned in `width`; '-' where it is not defined. */
static void put_share(page *p, int width, double x) {
    if (isnan(x)) {
        page_format(p, "%*s", width, "-");
    } else {
        page_format(p, "%*.3f", width, x);
    }
}

static void rule_line(page *p, const rule_row *r) {
    page_plain(p, r->rule.id);
    page_format(p, "%*s %-5s %8zu",
                r->rule.id.len < ID_WIDTH ? (int)(ID_WIDTH - r->rule.id.len) : 1, "",
                pm_says_name(r->rule.says), r->use.decided);
    put_share(p, 10, share(r->use.right, r->use.decided));
    put_share(p, 7, r->without);
    page_format(p, "%6zu%6zu\n", r->use.helps, r->use.harms);
}

static void rules_heading(page *p, const pm_trial *trial, pm_criterion c) {
    pm_confusion all = pm_trial_confusion(trial, c);
    page_format(p, "\n%s, kappa", pm_criterion_name(c));
    put_share(p, 6, pm_confusion_agreement(&all).kappa);
    page_format(p, "%*s says   decided precision  kappa helps harms\n",
                (int)(ID_WIDTH - strlen(pm_criterion_name(c)) - 13), "");
}

void rules_table(page *p, const pm_pack *pack, const pm_trial *trial) {
    size_t count = pm_pack_rule_count(pack), shown = 0;
    for (size_t i = 0; i < count; i++) {
        shown += row_of(pack, trial, i).use.shown != 0;
    }
    page_format(p, "rules: %zu of %zu showed something\n", shown, count);
    page_text(p, "decided: verdicts that rest on the rule; precision: how many of these are right\n"
                 "kappa: of its criterion without the rule; helps, harms: verdicts that would be\n"
                 "wrong, right without it\n");
    for (int c = 0; c < PM_CRITERIA; c++) {
        rules_heading(p, trial, (pm_criterion)c);
        for (size_t i = 0; i < count; i++) {
            rule_row r = row_of(pack, trial, i);
            if ((int)r.rule.criterion == c && r.use.shown != 0) {
                rule_line(p, &r);
            }
        }
    }
}

void rules_csv(page *p, const pm_pack *pack, const pm_trial *trial) {
    page_text(p, "rule,criterion,says,strength,shown,cancelled,decided,right,precision,kappa,"
                 "kappa_without,helps,harms\n");
    for (size_t i = 0; i < pm_pack_rule_count(pack); i++) {
        rule_row r = row_of(pack, trial, i);
        page_csv(p, r.rule.id);
        page_format(p, ",%s,%s,%s,%zu,%zu,%zu,%zu", pm_criterion_name(r.rule.criterion),
                    pm_says_name(r.rule.says), pm_strength_name(r.rule.strength), r.use.shown,
                    r.use.cancelled, r.use.decided, r.use.right);
        put_figure(p, ",", share(r.use.right, r.use.decided), 4, "");
        put_figure(p, ",", r.kappa, 4, "");
        put_figure(p, ",", r.without, 4, "");
        page_format(p, ",%zu,%zu\n", r.use.helps, r.use.harms);
    }
}

void rules_json(page *p, const pm_pack *pack, const pm_trial *trial) {
    page_text(p, "\"rules\":[");
    for (size_t i = 0; i < pm_pack_rule_count(pack); i++) {
        rule_row r = row_of(pack, trial, i);
        page_text(p, i != 0 ? ",\n{\"rule\":" : "\n{\"rule\":");
        page_json(p, r.rule.id);
        page_format(p,
                    ",\"criterion\":\"%s\",\"says\":\"%s\",\"strength\":\"%s\",\"shown\":%zu,"
                    "\"cancelled\":%zu,\"decided\":%zu,\"right\":%zu",
                    pm_criterion_name(r.rule.criterion), pm_says_name(r.rule.says),
                    pm_strength_name(r.rule.strength), r.use.shown, r.use.cancelled, r.use.decided,
                    r.use.right);
        put_figure(p, ",\"precision\":", share(r.use.right, r.use.decided), 4, "null");
        put_figure(p, ",\"kappa\":", r.kappa, 4, "null");
        put_figure(p, ",\"kappa_without\":", r.without, 4, "null");
        page_format(p, ",\"helps\":%zu,\"harms\":%zu}", r.use.helps, r.use.harms);
    }
    page_text(p, "]");
}

/* ---- Confidences ---- */

/* The five criteria, and behind them all verdicts together. */
enum { WHOLE = PM_CRITERIA, PARTS };

static const char *part_name(int part) {
    return part == WHOLE ? "all" : pm_criterion_name((pm_criterion)part);
}

static pm_reliability part_of(const pm_trial *trial, int part) {
    pm_reliability r;
    pm_trial_reliability(trial, part, &r);
    return r;
}

static double sure_right(const pm_reliability *r) {
    return share(r->right - r->flagged_right, r->verdicts - r->flagged);
}

static void part_line(page *p, int part, const pm_trial *trial) {
    pm_reliability r = part_of(trial, part);
    page_format(p, "%-13s%10zu", part_name(part), r.verdicts);
    put_share(p, 10, r.predicted);
    put_share(p, 8, share(r.right, r.verdicts));
    put_share(p, 8, r.error);
    put_share(p, 8, r.brier);
    put_share(p, 8, share(r.flagged, r.verdicts));
    put_share(p, 8, share(r.flagged_right, r.flagged));
    put_share(p, 7, sure_right(&r));
    page_text(p, "\n");
}

void reliability_table(page *p, const pm_trial *trial) {
    page_text(p,
              "confidences against gold\n"
              "                                                          unsure           rest\n"
              "               verdicts predicted   right   error   Brier   share   right  right\n");
    for (int part = 0; part < PARTS; part++) {
        part_line(p, part, trial);
    }
    page_text(p, "\nconfidence     verdicts predicted   right\n");
    pm_reliability all = part_of(trial, WHOLE);
    for (int i = 0; i < PM_BINS; i++) {
        if (all.bin[i].verdicts != 0) {
            page_format(p, "%.1f to %.1f %13zu", i / (double)PM_BINS, (i + 1) / (double)PM_BINS,
                        all.bin[i].verdicts);
            put_share(p, 10, all.bin[i].predicted);
            put_share(p, 8, share(all.bin[i].right, all.bin[i].verdicts));
            page_text(p, "\n");
        }
    }
}

static void bin_csv(page *p, int part, int i, const pm_reliability *r) {
    page_format(p, "%s,%.1f,%.1f,%zu,%zu", part_name(part), i / (double)PM_BINS,
                (i + 1) / (double)PM_BINS, r->bin[i].verdicts, r->bin[i].right);
    put_figure(p, ",", share(r->bin[i].right, r->bin[i].verdicts), 4, "");
    put_figure(p, ",", r->bin[i].predicted, 4, "");
    page_text(p, ",,,,,\n");
}

void reliability_csv(page *p, const pm_trial *trial) {
    page_text(p, "criterion,from,to,verdicts,right,share_right,predicted,error,brier,unsure,"
                 "unsure_right,sure_share_right\n");
    for (int part = 0; part < PARTS; part++) {
        pm_reliability r = part_of(trial, part);
        page_format(p, "%s,,,%zu,%zu", part_name(part), r.verdicts, r.right);
        put_figure(p, ",", share(r.right, r.verdicts), 4, "");
        put_figure(p, ",", r.predicted, 4, "");
        put_figure(p, ",", r.error, 4, "");
        put_figure(p, ",", r.brier, 4, "");
        page_format(p, ",%zu,%zu", r.flagged, r.flagged_right);
        put_figure(p, ",", sure_right(&r), 4, "");
        page_text(p, "\n");
        for (int i = 0; i < PM_BINS; i++) {
            bin_csv(p, part, i, &r);
        }
    }
}

static void bins_json(page *p, const pm_reliability *r) {
    page_text(p, ",\"bins\":[");
    for (int i = 0; i < PM_BINS; i++) {
        page_format(p, "%s{\"from\":%.1f,\"to\":%.1f,\"verdicts\":%zu,\"right\":%zu",
                    i != 0 ? "," : "", i / (double)PM_BINS, (i + 1) / (double)PM_BINS,
                    r->bin[i].verdicts, r->bin[i].right);
        put_figure(p, ",\"predicted\":", r->bin[i].predicted, 4, "null");
        page_text(p, "}");
    }
    page_text(p, "]");
}

void reliability_json(page *p, const pm_trial *trial) {
    page_text(p, "\"reliability\":[");
    for (int part = 0; part < PARTS; part++) {
        pm_reliability r = part_of(trial, part);
        page_format(p, "%s\n{\"criterion\":\"%s\",\"verdicts\":%zu,\"right\":%zu",
                    part != 0 ? "," : "", part_name(part), r.verdicts, r.right);
        put_figure(p, ",\"predicted\":", r.predicted, 4, "null");
        put_figure(p, ",\"error\":", r.error, 4, "null");
        put_figure(p, ",\"brier\":", r.brier, 4, "null");
        page_format(p, ",\"unsure\":%zu,\"unsure_right\":%zu", r.flagged, r.flagged_right);
        put_figure(p, ",\"sure_share_right\":", sure_right(&r), 4, "null");
        bins_json(p, &r);
        page_text(p, "}");
    }
    page_text(p, "]");
}

/* SPDX-License-Identifier: MIT
 * Shares corrected for the tool's own errors, as an evaluation found them. */
#include "stats/corrected.h"

#include "report/report.h"

static const pm_table_column corrected_columns[] = {
    {"criterion", "criterion", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"share", "share as marked", PM_IS_SHARE, PM_PART_VALUE, 1},
    {"sensitivity", "sensitivity", PM_IS_SHARE, PM_PART_VALUE, 1},
    {"specificity", "specificity", PM_IS_SHARE, PM_PART_VALUE, 1},
    {"corrected", "corrected share", PM_IS_SHARE, PM_PART_VALUE, 1},
    {"low", "low", PM_IS_SHARE, PM_PART_LOW, 1},
    {"high", "high", PM_IS_SHARE, PM_PART_HIGH, 1},
    {"trusted", "trusted", PM_IS_FLAG, PM_PART_VALUE, 0},
    {"reason", "if not, why", PM_IS_TEXT, PM_PART_VALUE, 0}};
static const sheet_form corrected_form =
    SHEET(corrected, "Corrected shares", PM_CHART_BARS,
          "What the shares would be without the tool's errors, if it errs here as often as in the "
          "evaluation (Rogan and Gladen 1978; intervals by Lang and Reiczigel 2014).");

static bool same_pack(const report *r) {
    bool same = true;
    for (size_t i = 0; i < r->facts.stamps.count; i++) {
        same = same &&
               (r->facts.of_stamp[i] == 0 || str_equal(r->facts.stamps.items[i], r->trust.pack));
    }
    return same;
}

static void put_reasons(report *r, unsigned why, bool other_pack) {
    static const struct {
        unsigned bit;
        const char *text;
    } reasons[] = {{CORRECTED_WEAK, "the tool tells yes from no too poorly"},
                   {CORRECTED_FEW_PLANS, "fewer than 20 plans were coded"},
                   {CORRECTED_FEW_ACTIONS, "fewer than 30 actions were coded yes, or no"},
                   {CORRECTED_CUT, "the estimate lay outside 0 to 100 % and was cut"}};
    buffer *b = &r->sheets.text;
    buffer_clear(b);
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (why & reasons[i].bit) {
            buffer_text(b, b->len != 0 ? "; " : "");
            buffer_text(b, reasons[i].text);
        }
    }
    if (other_pack) {
        buffer_text(b, b->len != 0 ? "; " : "");
        buffer_text(b, "the evaluation is of another rule pack than these verdicts");
    }
    r->sheets.failed |= b->failed;
    put_str(&r->sheets, buffer_view(b));
}

static void corrected_row(report *r, int code, const trust_code *c) {
    sheets *s = &r->sheets;
    span all = {.facts = &r->facts, .count = r->facts.count};
    report_code asked = {.code = code};
    share_sums sums = span_sums(&all, tells_code, &asked);
    double yes = (double)(c->both_yes + c->gold_only), no = (double)(c->both_no + c->tool_only);
    corrected_part marked = {share_ratio(&sums), share_worth(&sums), sums.n, sums.plans};
    corrected_part coded_yes = {(double)c->both_yes / yes, c->effective_yes, yes, r->trust.plans};
    corrected_part coded_no = {(double)c->both_no / no, c->effective_no, no, r->trust.plans};
    corrected told = corrected_of(&marked, &coded_yes, &coded_no);
    bool other = !same_pack(r);
    put_words(s, code == PM_CRITERIA ? "high_quality" : output_criteria[code]);
    put_number(s, marked.share);
    put_number(s, told.sensitivity);
    put_number(s, told.specificity);
    put_number(s, told.share);
    put_ends(s, (share_interval){told.low, told.high});
    put_count(s, told.why == 0 && !other);
    put_reasons(r, told.why, other);
}

void report_corrected(report *r) {
    sheets_begin(&r->sheets, &corrected_form);
    for (int code = 0; code <= PM_CRITERIA; code++) {
        if (r->trust.given && r->trust.code[code].there && r->facts.count != 0) {
            corrected_row(r, code, &r->trust.code[code]);
        }
    }
    if (r->trust.given) {
        put_note(
            &r->sheets,
            "Sensitivity: of the actions that coders call yes, the share that the tool calls yes; "
            "specificity: the same of no. They hold here only as far as these plans are "
            "written like those that were coded.");
    }
    sheets_end(&r->sheets);
}

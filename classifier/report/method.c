/* SPDX-License-Identifier: MIT
 * How the figures were made, so that they can be made again and cited. */
#include "report/report.h"
#include "stats/permutation.h"

static const pm_table_column method_columns[] = {{"item", "", PM_IS_TEXT, PM_PART_VALUE, 0},
                                                 {"value", "", PM_IS_TEXT, PM_PART_VALUE, 0}};
static const sheet_form method_form =
    SHEET(method, "Method", PM_CHART_NONE,
          "What is needed to repeat and to cite these figures. docs/report.md of planmark gives "
          "every formula and its source.");

static void row(sheets *s, const char *item, const char *value) {
    put_words(s, item);
    put_words(s, value);
}

static void row_str(sheets *s, const char *item, pm_str value) {
    put_words(s, item);
    put_str(s, value);
}

static void source_rows(report *r) {
    buffer *b = &r->sheets.text;
    uint32_t order[FACT_STAMPS];
    size_t count = facts_sources(&r->facts, order);
    for (size_t i = 0; i < count; i++) {
        pm_str stamp = r->facts.stamps.items[order[i]];
        buffer_clear(b);
        buffer_text(b, str_equal(stamp, REPORT_PEOPLE) ? "" : "a program, planmark with ");
        buffer_str(b, stamp);
        size_t n = r->facts.of_stamp[order[i]];
        buffer_format(b, n == 1 ? ": %zu action" : ": %zu actions", n);
        r->sheets.failed |= b->failed;
        row_str(&r->sheets, "verdicts by", buffer_view(b));
    }
}

static void number_row(report *r, const char *item, unsigned long long number) {
    buffer *b = &r->sheets.text;
    buffer_clear(b);
    buffer_format(b, "%llu", number);
    r->sheets.failed |= b->failed;
    row_str(&r->sheets, item, buffer_view(b));
}

/* What the corrected shares rest on: the pack that was compared, and how much was coded. */
static void evaluation_row(report *r) {
    const trust_code *c = &r->trust.code[0];
    buffer *b = &r->sheets.text;
    buffer_clear(b);
    if (r->trust.given) {
        buffer_str(b, r->trust.pack);
        buffer_format(b, ": actions coded: %llu, plans: %llu",
                      (unsigned long long)(c->both_yes + c->gold_only + c->tool_only + c->both_no),
                      (unsigned long long)r->trust.plans);
    } else {
        buffer_text(b, "nothing: the shares are as they were marked");
    }
    r->sheets.failed |= b->failed;
    row_str(&r->sheets, "corrected by an evaluation of", buffer_view(b));
}

/* A share of measurable actions tells nothing to whom nobody said what that is. */
static void criterion_rows(report *r) {
    for (int k = 0; k < PM_CRITERIA; k++) {
        const image_criterion *c = image_criterion_of(r->image, (pm_criterion)k);
        if (c->means.len != 0) {
            row_str(&r->sheets, output_criteria[k], image_string(r->image, c->means));
        }
    }
}

void report_method(report *r) {
    sheets *s = &r->sheets;
    sheets_begin(s, &method_form);
    row_str(s, "planmark", r->options.engine);
    row_str(s, "rule pack of this run", r->options.stamp);
    row_str(s, "codebook", image_string(r->image, r->image->codebook));
    source_rows(r);
    row(s, "unit",
        "an action: one task of a plan. A criterion is met by the action's own words or by its "
        "columns who, by when and measure.");
    criterion_rows(r);
    row(s, "intervals",
        "95 %: Wilson's, with the effective number of actions that the variance between plans "
        "leaves");
    row(s, "population",
        "Plans are taken as drawn from very many. Where all plans there are were read, or a large "
        "part of them, intervals are too wide for these plans, and tell of plans like them.");
    if (r->options.by_count != 0) {
        row(s, "tests",
            "permutation: plans are dealt out to the groups anew, each keeping its number of "
            "plans");
        number_row(r, "seed", r->options.seed);
    }
    if (r->options.suppress != 0) {
        number_row(r, "counts withheld below", r->options.suppress);
    }
    evaluation_row(r);
    row(s, "limits", "The verdicts are those of a program, or of the coders named above.");
    row(s, "limits",
        "These are figures of a sample of plans; they are not for judging a plan, a worker or a "
        "family.");
    row(s, "limits",
        "How often planmark is right depends on how plans are written. Have people code some of "
        "your own, and compare: planmark evaluate.");
    row(s, "limits",
        "Precision falls where good actions are rare: measured on coded plans with more of them, "
        "it is too high for these.");
    sheets_end(s);
}

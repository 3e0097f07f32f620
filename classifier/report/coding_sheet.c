/* SPDX-License-Identifier: MIT
 * The sheet that coders fill, and what they need to know. Keeps true: nothing in it tells what
 * anybody found of an action: no verdict, no figure of them, no other column of the input. */
#include "report/coding.h"

#include "output/output.h"

#define TEXT_COLUMN(name)                                                                          \
    { #name, #name, PM_IS_TEXT, PM_PART_VALUE, 0 }
#define VERDICT_COLUMN(name)                                                                       \
    { #name, #name, PM_IS_FLAG, PM_PART_VALUE, 0 }

static const pm_table_column coding_columns[] = {TEXT_COLUMN(plan_id),
                                                 TEXT_COLUMN(authority),
                                                 TEXT_COLUMN(action_no),
                                                 TEXT_COLUMN(action),
                                                 TEXT_COLUMN(who),
                                                 TEXT_COLUMN(by_when),
                                                 TEXT_COLUMN(measure),
                                                 TEXT_COLUMN(plan_date),
                                                 VERDICT_COLUMN(actionable),
                                                 VERDICT_COLUMN(measurable),
                                                 VERDICT_COLUMN(measure_given),
                                                 VERDICT_COLUMN(timeframe),
                                                 VERDICT_COLUMN(owner),
                                                 TEXT_COLUMN(notes)};
/* No title and no words above: the first row is that of the headings, as readers want it. */
static const sheet_form coding_form = SHEET(coding, "", PM_CHART_NONE, "");

static const pm_table_column guide_columns[] = {{"item", "", PM_IS_TEXT, PM_PART_VALUE, 0},
                                                {"text", "", PM_IS_TEXT, PM_PART_VALUE, 0}};
static const sheet_form guide_form = SHEET(guide, "How to code", PM_CHART_NONE, "");

static void put_plan(coding *c, const coding_plan *p) {
    sheets *s = &c->sheets;
    const fact_plan *plan = &c->facts.plans[p->plan];
    for (uint32_t i = 0; i < plan->actions; i++) {
        const coding_row *r = &c->rows[c->facts.items[p->first + i].text];
        put_str(s, plan->id);
        put_str(s, plan->authority);
        put_str(s, r->action_no);
        for (int k = 0; k < PM_COLUMNS; k++) {
            put_str(s, r->cell[k]);
        }
        put_str(s, r->plan_date);
        put_nothing(s, PM_CRITERIA + 1);
    }
}

static void put_pair(sheets *s, const char *item, const char *words) {
    put_words(s, item);
    put_words(s, words);
}

static void put_told(sheets *s, const char *item, const buffer *told) {
    s->failed |= told->failed;
    put_words(s, item);
    put_str(s, buffer_view(told));
}

static void put_sentence(buffer *b, const char *before, pm_str sentence) {
    if (sentence.len != 0) {
        buffer_text(b, b->len != 0 ? " " : "");
        buffer_text(b, before);
        buffer_str(b, sentence);
    }
}

/* What the pack's links make of a row, coders are held to as well. */
static void put_links(buffer *b, const image_criterion *c) {
    int linked[] = {c->requires, c->implies};
    size_t told = 0;
    for (size_t i = 0; i < sizeof linked / sizeof *linked; i++) {
        if (linked[i] >= 0) {
            buffer_text(b, told++ == 0 ? " What has 1 here has 1 under " : " and ");
            buffer_text(b, output_criteria[linked[i]]);
        }
    }
    buffer_text(b, told != 0 ? "." : "");
}

static void put_criterion(coding *c, pm_criterion criterion) {
    sheets *s = &c->sheets;
    buffer *b = &s->text;
    const image_criterion *k = image_criterion_of(c->image, criterion);
    buffer_clear(b);
    put_sentence(b, "", image_string(c->image, k->means));
    put_sentence(b, "1: ", image_string(c->image, k->met));
    put_sentence(b, "0: ", image_string(c->image, k->unmet));
    if (b->len == 0) {
        buffer_text(b, "The rule pack does not say what this means.");
    }
    put_links(b, k);
    put_told(s, output_criteria[criterion], b);
}

static void put_guide(coding *c) {
    sheets *s = &c->sheets;
    put_pair(s, "the work",
             "One row is one action. Read all of it: a criterion is met when the action itself or "
             "who, by_when or measure meets it. Write 1 where it is met and 0 where it is not, in "
             "all five columns; a row in which one is empty counts as not coded. Doubts and "
             "reasons go into notes. Leave the other columns as they are: by them a row is found "
             "again. Code by yourself, without a look at what others or a program found.");
    for (int k = 0; k < PM_CRITERIA; k++) {
        put_criterion(c, (pm_criterion)k);
    }
}

static void put_drawing(coding *c) {
    sheets *s = &c->sheets;
    buffer *b = &s->text;
    buffer_clear(b);
    buffer_format(b, "%zu of %zu plans with actions, by chance, with all of their %zu actions",
                  (size_t)c->drawn_count, (size_t)c->plan_count, c->drawn_actions);
    buffer_text(b, c->groups > 1 ? "; from groups in proportion to their numbers of plans" : "");
    put_told(s, "drawn", b);
    buffer_clear(b);
    buffer_format(b, "%llu", (unsigned long long)c->options.seed);
    put_told(s, "seed", b);
    if (c->left_out != 0) {
        buffer_clear(b);
        buffer_format(b, "%zu plans that were drawn before", c->left_out);
        put_told(s, "left out", b);
    }
    put_pair(s, "order", "Plans stand in an order by chance, and actions in that of their plan.");
}

pm_status coding_tables(coding *c, const pm_table **tables, size_t *count) {
    sheets *s = &c->sheets;
    if (s->count == 0 && !s->failed) {
        sheets_begin(s, &coding_form);
        for (size_t i = 0; i < c->drawn_count; i++) {
            put_plan(c, &c->plans[c->drawn[i]]);
        }
        sheets_end(s);
        sheets_begin(s, &guide_form);
        put_guide(c);
        put_drawing(c);
        sheets_end(s);
    }
    *tables = s->items;
    *count = s->count;
    return s->failed ? PM_ERR_MEMORY : PM_OK;
}

/* SPDX-License-Identifier: MIT
 * The sheet that coders fill, and what they need to know. Keeps true: nothing in it tells what
 * anybody found of an action: no verdict, no figure of them, no other column of the input. */
#include "report/coding.h"

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

static void put_criteria(sheets *s) {
    put_pair(s, "the work",
             "One row is one action. Read all of it: a criterion is met when the action itself or "
             "who, by_when or measure meets it. Write 1 where it is met and 0 where it is not, in "
             "all five columns; a row in which one is empty counts as not coded. Doubts and "
             "reasons go into notes. Leave the other columns as they are: by them a row is found "
             "again. Code by yourself, without a look at what others or a program found.");
    put_pair(s, "actionable",
             "1: something is to be done: told, asked, agreed, allowed, forbidden or wished for, "
             "or a noun that is an act (a referral, a visit). 0: how things are, what has been "
             "done already, a service or a topic by itself, a question.");
    put_pair(s, "measurable",
             "1: somebody could look and say that it was done, or that it was not: attend, ring, "
             "apply, pay. A vague verb will do when it leads to such a thing (support mum to "
             "register). 0: a feeling, an attitude or an aim without an end: support, explore, "
             "encourage, improve confidence.");
    put_pair(s, "measure_given",
             "1: the row says what shows it: how much or how often; one named thing that is its "
             "own proof (a referral to a named service, a named course completed); or a test "
             "(until ..., no more than ..., as shown by ...). 0: contact, attendance or help "
             "without a number or a named result; a deadline alone; a measure that is a feeling "
             "or the action once more. What has 1 here has 1 under actionable and measurable.");
    put_pair(s, "timeframe",
             "1: a date, a period, a meeting, an event that ends it, or how often in fixed steps "
             "(weekly, every morning); also at once and today. 0: ASAP, ongoing, soon, TBC, when "
             "possible, regularly; a condition; a day that has passed.");
    put_pair(s, "owner",
             "1: a person, a role, a service or a group is the one to do it, in the words of the "
             "action or under who; all and parents are groups. 0: nobody, TBC, or somebody to "
             "whom it is done or who is only mentioned (mum to be referred).");
}

static void put_told(sheets *s, const char *item, const buffer *told) {
    s->failed |= told->failed;
    put_words(s, item);
    put_str(s, buffer_view(told));
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
        put_criteria(s);
        put_drawing(c);
        sheets_end(s);
    }
    *tables = s->items;
    *count = s->count;
    return s->failed ? PM_ERR_MEMORY : PM_OK;
}

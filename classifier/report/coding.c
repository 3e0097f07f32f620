/* SPDX-License-Identifier: MIT
 * Keeps true: which plans are drawn hangs on the seed and on the plans alone, whatever the order in
 * which their rows came. */
#include "report/coding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

pm_status coding_init(coding *c, const image_header *image, pm_str wordnet,
                      const coding_options *options, const pm_allocator *a, reporter *report) {
    *c = (coding){
        .options = *options, .image = image, .wordnet = wordnet, .allocator = a, .report = report};
    arena_init(&c->words, a);
    intern_init(&c->except, &c->words);
    buffer_init(&c->key, a);
    sheets_init(&c->sheets, a);
    return facts_init(&c->facts, options->by.len != 0, a);
}

void coding_free(coding *c) {
    if (c->has_scorer) {
        scorer_free(&c->scorer);
    }
    facts_free(&c->facts);
    intern_free(&c->except);
    buffer_free(&c->key);
    sheets_free(&c->sheets);
    mem_free(c->allocator, c->rows);
    mem_free(c->allocator, c->plans);
    mem_free(c->allocator, c->drawn);
    arena_free(&c->words);
}

/* ---- rows ---- */

static pm_status refuse(coding *c, const pm_row *row, const char *why) {
    report_about(c->report, PM_ERROR, row, "%s", why);
    return PM_ERR_ROW;
}

/* The row's own verdicts, where it has all of them. */
static bool take_given(const pm_row *row, fact *x) {
    bool all = true;
    for (int k = 0; k < PM_CRITERIA; k++) {
        all = all && row->coded[k] >= 0;
        x->met |= (uint8_t)((row->coded[k] == 1) << k);
    }
    return all;
}

static pm_status take_scored(coding *c, const pm_row *row, fact *x) {
    pm_status status = PM_OK;
    if (!c->has_scorer) {
        status = scorer_init(&c->scorer, c->image, c->wordnet, c->allocator);
        c->scorer.level = PM_EVIDENCE_NONE;
        c->has_scorer = true;
    }
    status = status == PM_OK ? scorer_mark_alone(&c->scorer, &row->action) : status;
    if (status == PM_ERR_LIMIT) {
        return refuse(c, row, "a cell is too long to be marked; the row is left out");
    }
    x->met = 0;
    for (int k = 0; k < PM_CRITERIA && status == PM_OK; k++) {
        x->met |= (uint8_t)((c->scorer.mark.verdict[k].met != 0) << k);
    }
    c->scored += status == PM_OK;
    return status;
}

static pm_str keep(coding *c, pm_str s, bool *room) {
    char *copy = s.len != 0 ? arena_copy(&c->words, s.data, s.len) : NULL;
    *room = *room && (copy != NULL || s.len == 0);
    return (pm_str){copy, copy != NULL ? s.len : 0};
}

static pm_status keep_row(coding *c, const pm_row *row) {
    bool room =
        mem_grow(c->allocator, (void **)&c->rows, &c->row_cap, c->facts.count + 1, sizeof *c->rows);
    if (!room) {
        return PM_ERR_MEMORY;
    }
    coding_row *r = &c->rows[c->facts.count];
    *r = (coding_row){.action_no = keep(c, row->action_no, &room),
                      .plan_date = keep(c, row->plan_date, &room)};
    for (int i = 0; i < PM_COLUMNS; i++) {
        r->cell[i] = keep(c, row->action.cell[i], &room);
    }
    return room ? PM_OK : PM_ERR_MEMORY;
}

static pm_status value_of(coding *c, const pm_row *row, uint32_t *number) {
    pm_str name = c->options.by, value = {NULL, 0};
    *number = FACT_NO_GROUP;
    if (name.len == 0) {
        return PM_OK;
    }
    bool there = str_equal_fold(name, STR("authority"));
    value = there ? row->authority : value;
    for (size_t i = 0; i < row->extra_count && !there; i++) {
        there = str_equal_fold(row->extra[i].name, name);
        value = there ? row->extra[i].value : value;
    }
    c->by_found |= there;
    value = str_trim(value);
    pm_status status = value.len != 0 ? facts_value(&c->facts, value, number) : PM_OK;
    if (status == PM_ERR_LIMIT) {
        report_about(c->report, PM_ERROR, row,
                     "the column to draw by has more than %d different values", FACT_GROUPS);
    }
    return status;
}

static pm_status take_action(coding *c, const pm_row *row, uint32_t plan, uint32_t value) {
    fact x = {.plan = plan, .text = (uint32_t)c->facts.count, .is = FACT_JUDGED};
    pm_status status = take_given(row, &x) ? PM_OK : take_scored(c, row, &x);
    status = status == PM_OK ? keep_row(c, row) : status;
    return status == PM_OK ? facts_add(&c->facts, &x, &value) : status;
}

static pm_status check_new(coding *c, const pm_row *row, uint32_t plan) {
    const fact_seen *before = NULL;
    pm_status status = row->has_action ? facts_see(&c->facts, plan, row, &before) : PM_OK;
    if (before != NULL) {
        facts_tell_before(c->report, &c->facts, row, before);
    }
    return before == NULL ? status : PM_ERR_ROW;
}

static pm_status take_row(coding *c, const pm_row *row) {
    uint32_t value;
    if (row->plan_id.len == 0) {
        return refuse(c, row, "the row names no plan, so that its coding could not be found again");
    }
    if (row->has_action && row->action.cell[PM_TEXT].len == 0) {
        return refuse(c, row, "the action has no words to code; the row is left out");
    }
    uint32_t plan = facts_plan(&c->facts, row->authority, row->plan_id);
    pm_status status = plan != UINT32_MAX ? check_new(c, row, plan) : PM_ERR_MEMORY;
    status = status == PM_OK ? value_of(c, row, &value) : status;
    if (status == PM_OK && row->has_action) {
        return take_action(c, row, plan, value);
    }
    if (status == PM_OK && value != FACT_NO_GROUP) {
        facts_plan_value(&c->facts, plan, 0, value);
    }
    return status;
}

pm_status coding_add(coding *c, const pm_row *row) {
    pm_status status = c->failed == PM_OK ? take_row(c, row) : c->failed;
    c->failed = status != PM_ERR_ROW ? status : c->failed;
    return status;
}

/* The key of a plan in `except`; it lives until the next call. */
static pm_str key_of(coding *c, pm_str authority, pm_str id) {
    buffer_clear(&c->key);
    buffer_str(&c->key, authority);
    buffer_char(&c->key, '\0');
    buffer_str(&c->key, id);
    return buffer_view(&c->key);
}

pm_status coding_except(coding *c, pm_str authority, pm_str id) {
    uint32_t number = intern_add(&c->except, key_of(c, authority, id));
    return c->key.failed || number == INTERN_NONE ? PM_ERR_MEMORY : PM_OK;
}

/* ---- what there is to draw from ---- */

static bool is_left_out(coding *c, const fact_plan *p, bool *no_memory) {
    static const pm_str any = {NULL, 0};
    bool own = intern_find(&c->except, key_of(c, p->authority, p->id)) != INTERN_NONE;
    *no_memory |= c->key.failed;
    bool out = own || intern_find(&c->except, key_of(c, any, p->id)) != INTERN_NONE;
    *no_memory |= c->key.failed;
    return out;
}

/* The value of a plan whose rows have several is the first of them in the order of bytes. */
static void find_value(coding *c, coding_plan *p, size_t actions) {
    bool differ = false;
    for (size_t i = p->first; i < p->first + actions && c->facts.columns != 0; i++) {
        uint32_t number = c->facts.groups[i];
        pm_str value = number != FACT_NO_GROUP ? c->facts.values.items[number] : (pm_str){NULL, 0};
        differ |= value.len != 0 && p->value.len != 0 && !str_equal(value, p->value);
        if (value.len != 0 && (p->value.len == 0 || str_compare(value, p->value) < 0)) {
            p->value = value;
        }
    }
    c->several += differ;
}

static int by_value(const void *a, const void *b) {
    const coding_plan *x = a, *y = b;
    int order = str_compare(x->value, y->value);
    return order != 0 ? order : (x->plan > y->plan) - (x->plan < y->plan);
}

static bool list_plans(coding *c) {
    c->plans = mem_array(c->allocator, c->facts.plan_count, sizeof *c->plans);
    if (c->plans == NULL) {
        return false;
    }
    bool no_memory = false;
    for (size_t i = 0, first = 0; i < c->facts.plan_count; i++) {
        const fact_plan *p = &c->facts.plans[i];
        bool out = is_left_out(c, p, &no_memory);
        c->left_out += out;
        c->bare += !out && p->actions == 0;
        if (!out && p->actions != 0) {
            coding_plan *plan = &c->plans[c->plan_count++];
            *plan = (coding_plan){.plan = (uint32_t)i, .first = (uint32_t)first};
            find_value(c, plan, p->actions);
            c->actions += p->actions;
        }
        first += p->actions;
    }
    return !no_memory;
}

/* Plans are added in the order of their names, so that the sums are always the same. */
static void assume(coding *c) {
    share_sums sums = {0};
    unsigned wanted = c->options.of < PM_CRITERIA ? 1u << c->options.of : (1u << PM_CRITERIA) - 1;
    for (size_t i = 0; i < c->plan_count; i++) {
        const fact_plan *p = &c->facts.plans[c->plans[i].plan];
        double yes = 0.0;
        for (size_t k = 0; k < p->actions; k++) {
            yes += (c->facts.items[c->plans[i].first + k].met & wanted) == wanted;
        }
        share_add(&sums, p->actions, yes);
    }
    c->design = size_like(&sums);
    c->design.plans = c->plan_count;
    c->icc = share_icc(&sums);
    if (!isnan(c->options.share)) {
        c->design.share = c->options.share;
    }
}

static void count_groups(coding *c) {
    for (size_t i = 0; i < c->plan_count; i++) {
        c->groups += i == 0 || !str_equal(c->plans[i].value, c->plans[i - 1].value);
    }
}

pm_status coding_look(coding *c) {
    if (c->looked || c->failed != PM_OK) {
        return c->failed;
    }
    if (c->options.by.len != 0 && !c->by_found && c->facts.plan_count != 0) {
        report_plain(c->report, PM_ERROR, (pm_str){NULL, 0}, 0, 0, "no row has a column '%.*s'",
                     (int)(c->options.by.len < 60 ? c->options.by.len : 60), c->options.by.data);
        return PM_ERR_INPUT;
    }
    c->looked = true;
    c->failed = facts_settle(&c->facts);
    if (c->failed == PM_OK && !list_plans(c)) {
        c->failed = PM_ERR_MEMORY;
    }
    if (c->failed == PM_OK) {
        assume(c);
        qsort(c->plans, c->plan_count, sizeof *c->plans, by_value);
        count_groups(c);
    }
    return c->failed;
}

/* ---- the draw ---- */

static void list_groups(const coding *c, draw_group *groups) {
    size_t at = 0;
    for (size_t i = 0; i < c->plan_count; i++) {
        bool begins = i == 0 || !str_equal(c->plans[i].value, c->plans[i - 1].value);
        at += begins && i != 0;
        groups[at].size = begins ? 1 : groups[at].size + 1;
    }
}

/* Those of each group to the front, then all of them in an order by chance. */
static void draw(coding *c, random_source *r, const draw_group *groups, uint32_t *items) {
    uint32_t from = 0;
    for (uint32_t i = 0; i < c->plan_count; i++) {
        items[i] = i;
    }
    for (size_t g = 0; g < c->groups; g++) {
        draw_some(r, items + from, groups[g].size, groups[g].share);
        memmove(items + c->drawn_count, items + from, groups[g].share * sizeof *items);
        c->drawn_count += groups[g].share;
        c->missed += groups[g].share == 0;
        from += groups[g].size;
    }
    draw_some(r, items, c->drawn_count, c->drawn_count);
}

/* A draw from what another draw left is not to pick from the same places by the same numbers: with
 * one seed for both, some pairs of plans would never be drawn together. */
static random_source source_of(const coding *c) {
    return (random_source){c->options.seed ^ c->left_out * UINT64_C(0xD6E8FEB86659FD93)};
}

pm_status coding_draw(coding *c, size_t plans) {
    random_source r = source_of(c);
    uint32_t count = plans < c->plan_count ? (uint32_t)plans : c->plan_count;
    draw_group *groups = mem_array(c->allocator, c->groups, sizeof *groups);
    c->drawn = mem_array(c->allocator, c->plan_count, sizeof *c->drawn);
    if (groups == NULL || c->drawn == NULL) {
        mem_free(c->allocator, groups);
        return PM_ERR_MEMORY;
    }
    list_groups(c, groups);
    c->raised = draw_shares(&r, groups, c->groups, count);
    draw(c, &r, groups, c->drawn);
    mem_free(c->allocator, groups);
    for (size_t i = 0; i < c->drawn_count; i++) {
        c->drawn_actions += c->facts.plans[c->plans[c->drawn[i]].plan].actions;
    }
    return PM_OK;
}

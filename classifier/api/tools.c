/* SPDX-License-Identifier: MIT
 * Keeps true: an example is scored by pm_score and by nothing else, so that what passes here holds
 * in real plans. */
#include "api/handles.h"
#include "planmark/audit.h"

enum { WANTED_UNMET, WANTED_MET, WANTED_GAP };

static int wanted_of(const image_example *e) {
    return e->side == PM_MET ? WANTED_MET : e->side == PM_UNMET ? WANTED_UNMET : WANTED_GAP;
}

/* Does evidence of the rule stand in the mark? What is active is listed there; of that, only what
 * is met can be cancelled. */
static bool rule_shown(const pm_mark *mark, pm_str id) {
    for (size_t i = 0; i < mark->evidence_count; i++) {
        if (mark->evidence[i].cancelled_by < 0 && str_equal(mark->evidence[i].rule, id)) {
            return true;
        }
    }
    return false;
}

/* The side on which the rule itself must be seen; what came near is seen when the verdict is no. */
static int own_side(const image_rule *r) {
    return r->says == PM_MET ? WANTED_MET : WANTED_UNMET;
}

static bool example_passed(const image_rule *r, const pm_example_result *x) {
    if (x->wanted == WANTED_GAP) {
        return true;
    }
    return x->got == x->wanted && (x->wanted != own_side(r) || x->shown);
}

static pm_status run_example(pm_scorer *worker, const image_rule *r, const image_example *e,
                             pm_example_result *x) {
    const image_header *image = worker->pack->image;
    const pm_mark *mark;
    x->line = e->line;
    x->wanted = wanted_of(e);
    for (int c = 0; c < PM_COLUMNS; c++) {
        x->action.cell[c] = image_string(image, e->cell[c]);
    }
    pm_status status = pm_score(worker, &x->action, &mark);
    if (status == PM_OK) {
        x->got = mark->verdict[r->criterion].met;
        x->shown = rule_shown(mark, image_string(image, r->id));
        x->passed = example_passed(r, x);
    }
    return status;
}

pm_status pm_pack_test(const pm_pack *pack, pm_scorer *worker, pm_example_fn fn, void *ctx) {
    if (pack == NULL || worker == NULL || fn == NULL || worker->pack->image != pack->image) {
        return PM_ERR_ARGUMENT;
    }
    const image_rule *rules = IMAGE_ARRAY(pack->image, image_rule, IMAGE_RULES);
    const image_example *examples = IMAGE_ARRAY(pack->image, image_example, IMAGE_EXAMPLES);
    pm_status status = PM_OK;
    for (size_t i = 0; i < pack->image->section_count[IMAGE_RULES] && status == PM_OK; i++) {
        for (uint32_t k = 0; k < rules[i].example_count && status == PM_OK; k++) {
            pm_example_result x = {.rule = i};
            status = run_example(worker, &rules[i], &examples[rules[i].example + k], &x);
            if (status == PM_OK) {
                fn(ctx, &x);
            }
        }
    }
    return status;
}

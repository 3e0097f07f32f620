/* SPDX-License-Identifier: MIT
 * Keeps true: what is told here is what the mark holds; nothing is decided a second time. */
#include "output/explain.h"

#include "output/output.h"

enum { NAME_WIDTH = 14, TOKENS_MOST = 400, PIECES_MOST = 200, WEIGHED_MOST = 6 };

typedef struct explainer {
    const scorer *s;
    const pm_action *action;
    bool colour;
    buffer *out;
    redactor redact; /* full: the one who asks has the text before him */
    shown row;
} explainer;

static void style(explainer *x, const char *code) {
    if (x->colour) {
        buffer_text(x->out, "\x1b[");
        buffer_text(x->out, code);
        buffer_char(x->out, 'm');
    }
}

static void say(explainer *x, const char *s) {
    buffer_text(x->out, s);
}

static void named(explainer *x, const char *name, size_t width) {
    output_clipped(x->out, str_from(name), width, true);
}

/* Text of the plan or the pack, made fit for a terminal. */
static void words(explainer *x, pm_str s) {
    output_clipped(x->out, s, SIZE_MAX, false);
}

static void heading(explainer *x, const char *s) {
    say(x, "\n");
    style(x, "1");
    say(x, s);
    style(x, "0");
    say(x, "\n");
}

/* ---- The row and its tokens ---- */

static const char *const cell_names[PM_COLUMNS] = {"action", "who", "by when", "measure"};

static void put_cells(explainer *x) {
    for (int c = 0; c < PM_COLUMNS; c++) {
        if (x->action->cell[c].len != 0) {
            named(x, cell_names[c], NAME_WIDTH);
            words(x, x->action->cell[c]);
            say(x, "\n");
        }
    }
}

/* The token classes and lists that patterns can see in this token. */
static void put_classes(explainer *x, const unit *u) {
    const image_header *image = x->s->lexis.image;
    const image_class *classes = IMAGE_ARRAY(image, image_class, IMAGE_CLASSES);
    for (uint32_t c = 0; c < image->section_count[IMAGE_CLASSES]; c++) {
        pm_str name = image_string(image, classes[c].name);
        bool token_class = c < KIND_CLASSES && c != KIND_WORD && c != KIND_ANY;
        if ((token_class || classes[c].is_list) && name.len != 0 && unit_has(u, c)) {
            say(x, " ");
            words(x, name);
        }
    }
}

static void put_tokens(explainer *x) {
    size_t left = TOKENS_MOST;
    heading(x, "tokens");
    for (int c = 0; c < PM_COLUMNS; c++) {
        const cell *read = &x->s->cells[c];
        for (size_t i = 0; i < read->text.count && left > 0; i++, left--) {
            const token *t = &read->text.tokens[i];
            say(x, "  ");
            named(x, i == 0 ? cell_names[c] : "", NAME_WIDTH - 4);
            say(x, "  ");
            output_clipped(x->out, str_slice(read->text.norm, t->start, t->end), 20, true);
            put_classes(x, &read->units[i]);
            while (!x->out->failed && x->out->data[x->out->len - 1] == ' ') {
                x->out->len--;
            }
            say(x, "\n");
        }
    }
    say(x, left == 0 ? "  ... (further tokens are not shown)\n" : "");
}

/* ---- Evidence ---- */

static const char *const strengths[] = {"weak", "plain", "strong"};

static const char *side_of(const pm_evidence *e) {
    if (e->says == PM_NEAR) {
        return "near";
    }
    if (e->cancelled_by >= 0) {
        return "cancelled";
    }
    return e->says == PM_MET ? "for" : "against";
}

static void put_rule_place(explainer *x, pm_str id) {
    const image_header *image = x->s->lexis.image;
    const image_rule *rules = IMAGE_ARRAY(image, image_rule, IMAGE_RULES);
    for (uint32_t i = 0; i < image->section_count[IMAGE_RULES]; i++) {
        if (str_equal(image_string(image, rules[i].id), id)) {
            say(x, "  (");
            words(x, image_string(image, rules[i].file));
            say(x, ":");
            buffer_unsigned(x->out, rules[i].line);
            say(x, ")");
            return;
        }
    }
}

static void put_filled(explainer *x, const char *before, pm_str reason, const pm_evidence *e) {
    if (reason.len == 0) {
        return;
    }
    buffer filled;
    buffer_init(&filled, x->out->allocator);
    redact_fill(&x->redact, &x->row, reason, e, &filled);
    x->out->failed |= filled.failed;
    say(x, before);
    words(x, str_trim(buffer_view(&filled)));
    say(x, "\n");
    buffer_free(&filled);
}

static void put_piece(explainer *x, const pm_evidence *e) {
    const pm_mark *mark = &x->s->mark;
    say(x, e->decided ? "  * " : "    ");
    style(x, e->says == PM_MET && e->cancelled_by < 0 ? "32" : e->says == PM_UNMET ? "31" : "33");
    named(x, side_of(e), 10);
    style(x, "0");
    say(x, "\"");
    words(x, str_slice(x->action->cell[e->column], e->start, e->end));
    say(x, "\"  ");
    say(x, cell_names[e->column]);
    say(x, ", ");
    say(x, strengths[e->strength]);
    if (e->kind.len != 0) {
        say(x, ", ");
        words(x, e->kind);
    }
    say(x, "\n              rule ");
    words(x, e->rule);
    put_rule_place(x, e->rule);
    say(x, "\n");
    put_filled(x, "              ", e->why, e);
    if (e->cancelled_by >= 0) {
        say(x, "              cancelled by ");
        words(x, mark->evidence[e->cancelled_by].rule);
        say(x, "\n");
    }
}

/* ---- Verdicts ---- */

static void put_basis(explainer *x, const pm_verdict *v) {
    switch (v->basis) {
    case PM_BY_EVIDENCE: say(x, "by the evidence marked *"); break;
    case PM_BY_LINK:
        say(x, v->met ? "because this is met: " : "because this is not met: ");
        say(x, output_criteria[v->link]);
        break;
    case PM_BY_ABSENCE:
        say(x, v->decided_by >= 0
                   ? "nothing counts for it; what speaks against it or came nearest is marked *"
                   : "nothing was found for it");
        break;
    }
}

/* ---- What was weighed ---- */

typedef struct weighed_piece {
    const found *x;
    int64_t itself, within;
} weighed_piece;

static int64_t size_of(const weighed_piece *p) {
    int64_t both = p->itself + p->within;
    return both < 0 ? -both : both;
}

/* Keeps those that weigh most either way, of equals the first. */
static size_t keep_weightiest(weighed_piece *kept, size_t count, weighed_piece p) {
    size_t at = count < WEIGHED_MOST ? count : WEIGHED_MOST;
    for (; at > 0 && size_of(&kept[at - 1]) < size_of(&p); at--) {
        if (at < WEIGHED_MOST) {
            kept[at] = kept[at - 1];
        }
    }
    if (at < WEIGHED_MOST) {
        kept[at] = p;
    }
    return count < WEIGHED_MOST ? count + 1 : count;
}

static void put_weight(explainer *x, const char *before, double weight) {
    say(x, before);
    buffer_thousandths(x->out, weight);
}

static void put_weighed_piece(explainer *x, const weighed_piece *p) {
    static const char *const stands[STANDINGS] = {[STANDS_COUNTS] = ", which counts",
                                                  [STANDS_CANCELLED] = ", which is cancelled",
                                                  [STANDS_IDLE] = ", which is of no account"};
    const image_header *image = x->s->lexis.image;
    const image_rule *r = IMAGE_ARRAY(image, image_rule, IMAGE_RULES) + p->x->rule;
    const text *t = &x->s->cells[p->x->column].text;
    put_weight(x, "              ", (double)p->itself / WEIGHT_UNITS);
    put_weight(x, ", words inside it ", (double)p->within / WEIGHT_UNITS);
    say(x, ": \"");
    words(x, str_slice(x->action->cell[p->x->column], text_original(t, p->x->start),
                       text_original(t, p->x->end)));
    say(x, "\" by ");
    words(x, image_string(image, r->id));
    say(x, stands[p->x->stands]);
    say(x, "\n");
}

/* The parts of the sum, then the pieces of evidence that weigh most. */
static void put_pieces_weighed(explainer *x, int c) {
    weighed_action all = verdict_weighed(&x->s->judge);
    weighed_piece kept[WEIGHED_MOST];
    size_t count = 0, weighing = 0;
    int64_t itself = 0, within = 0;
    for (size_t i = 0; i < all.count; i++) {
        piece_weights w = weigh_piece(&all, &all.items[i]);
        weighed_piece p = {&all.items[i], w.itself[c], w.within[c]};
        itself += p.itself;
        within += p.within;
        weighing += size_of(&p) != 0;
        count = size_of(&p) != 0 ? keep_weightiest(kept, count, p) : count;
    }
    put_weight(x, "              words ", (double)x->s->judge.words[c]);
    put_weight(x, ", evidence ", (double)itself / WEIGHT_UNITS);
    put_weight(x, ", words inside evidence ", (double)within / WEIGHT_UNITS);
    put_weight(x, ", and before any of them ",
               (double)image_criterion_of(all.image, (pm_criterion)c)->start);
    say(x, "\n");
    for (size_t i = 0; i < count; i++) {
        put_weighed_piece(x, &kept[i]);
    }
    if (weighing > count) {
        say(x, "              (");
        buffer_unsigned(x->out, weighing - count);
        say(x, " more pieces weigh less)\n");
    }
}

/* What all that weighs came to, and what the rules had said. */
static void put_weighing(explainer *x, int c) {
    const decision *d = &x->s->judge.decisions[c];
    if (d->weighed && d->class != BASIS_LINK) {
        put_weight(x, d->words < 0.0f ? "    weighed:  against it, " : "    weighed:  for it, ",
                   (double)d->words);
        say(x, d->rules_met ? "; by the rules alone it is met\n"
                            : "; by the rules alone it is not met\n");
        if (image_weighs_evidence(x->s->lexis.image)) {
            put_pieces_weighed(x, c);
        }
    }
}

static void put_verdict(explainer *x, int c) {
    const pm_mark *mark = &x->s->mark;
    const pm_verdict *v = &mark->verdict[c];
    size_t left = PIECES_MOST;
    say(x, "\n");
    style(x, v->met ? "1;32" : "1;31");
    named(x, output_criteria[c], NAME_WIDTH);
    named(x, v->met ? "met" : "not met", 9);
    style(x, "0");
    put_basis(x, v);
    buffer_text(x->out, "; confidence ");
    output_ratio(x->out, (uint64_t)(v->confidence * 100 + 0.5), 100, 2);
    say(x, v->unsure ? " (unsure)\n" : "\n");
    put_weighing(x, c);
    for (size_t i = 0; i < mark->evidence_count; i++) {
        if (mark->evidence[i].criterion == (pm_criterion)c && left > 0) {
            put_piece(x, &mark->evidence[i]);
            left--;
        }
    }
    say(x, left == 0 ? "    ... (further evidence is not shown)\n" : "");
    if (!v->met) {
        put_filled(x, "    to mend:  ", v->hint,
                   v->decided_by >= 0 ? &mark->evidence[v->decided_by] : NULL);
    }
}

static void put_score(explainer *x, pm_str stamp) {
    const pm_mark *mark = &x->s->mark;
    heading(x, "mark");
    say(x, "  score ");
    buffer_unsigned(x->out, (unsigned)mark->score);
    say(x, mark->high_quality ? " of 5, high quality" : " of 5, not of high quality");
    if (mark->unsure.len != 0) {
        say(x, "; unsure: ");
        words(x, mark->unsure);
    }
    say(x, mark->truncated ? "\n  a bound cut the work short; there may be more evidence" : "");
    say(x, "\n  pack ");
    words(x, stamp);
    say(x, "\n");
}

void explain_write(const scorer *s, const pm_action *action, pm_str stamp, bool colour,
                   buffer *out) {
    explainer x = {.s = s, .action = action, .colour = colour, .out = out};
    pm_row row = {.action = *action, .has_action = 1};
    redact_init(&x.redact, REDACT_FULL, (pm_str){NULL, 0}, out->allocator);
    out->failed |= redact_row(&x.redact, &row, &x.row) != PM_OK;
    put_cells(&x);
    put_tokens(&x);
    for (int c = 0; c < PM_CRITERIA; c++) {
        put_verdict(&x, c);
    }
    put_score(&x, stamp);
    redact_free(&x.redact);
}

/* SPDX-License-Identifier: MIT
 * Keeps true: what is said of a plan as a whole holds for every one of its actions. */
#include <stdlib.h>
#include <string.h>

#include "gate/parts.h"

/* The finding of a check, when the plan has actions enough for it; FINDING_NONE else. */
static uint16_t for_plan(const plan_work *w, finding_check check) {
    uint16_t n = w->g->of_check[check];
    return n != FINDING_NONE && w->count >= w->g->list[n].least ? n : FINDING_NONE;
}

static void one_deadline(plan_work *w) {
    uint16_t n = for_plan(w, CHECK_ONE_DEADLINE);
    bool same = n != FINDING_NONE && w->facts[0].deadline != 0;
    for (size_t i = 1; same && i < w->count; i++) {
        same = w->facts[i].deadline == w->facts[0].deadline;
    }
    if (same) {
        work_add(w, n, -1, false);
    }
}

/* Actions without an owner do not count; of the others each has owners of kinds that count, and no
 * others. `alike`: all the same ones. */
static void owners_only(plan_work *w, finding_check check, bool alike) {
    uint16_t n = for_plan(w, check);
    uint64_t kinds = n != FINDING_NONE ? w->g->list[n].kinds : 0, first = 0;
    size_t with = 0;
    bool only = n != FINDING_NONE;
    for (size_t i = 0; only && i < w->count; i++) {
        uint64_t of = w->facts[i].owner_kinds;
        if (of != 0) {
            only = (of & ~kinds) == 0 && (!alike || first == 0 || of == first) &&
                   (!alike || (of & (of - 1)) == 0);
            first = of;
            with++;
        }
    }
    if (only && with >= w->g->list[n].least) {
        work_add(w, n, -1, false);
    }
}

/* An action by its words, then by its owner, then by its other cells. */
typedef struct ranked {
    const action_facts *facts;
    size_t at;
} ranked;

static int compare(const void *x, const void *y) {
    const ranked *a = x, *b = y;
    int order = strcmp(a->facts->digest, b->facts->digest);
    if (order == 0 && a->facts->who != b->facts->who) {
        order = a->facts->who < b->facts->who ? -1 : 1;
    }
    if (order == 0 && a->facts->rest != b->facts->rest) {
        order = a->facts->rest < b->facts->rest ? -1 : 1;
    }
    return order != 0 ? order : a->at < b->at ? -1 : a->at > b->at;
}

static int compare_places(const void *x, const void *y) {
    const ranked *a = x, *b = y;
    return a->at < b->at ? -1 : a->at > b->at;
}

static bool same_words(const ranked *a, const ranked *b) {
    return strcmp(a->facts->digest, b->facts->digest) == 0;
}

/* Numbers actions of the same words; the order of the plan tells only of those that are the same in
 * all cells. */
static void number(plan_work *w, const ranked *all) {
    for (size_t first = 0, i = 1; i < w->count; i++) {
        first = same_words(&all[i], &all[first]) ? first : i;
        w->facts[all[i].at].same_before = i - first;
    }
}

/* Actions of the same words and owner repeat each other: each but the first of the plan. Which ones
 * these are hangs on the order of the plan, and what they are called by does not. */
static void tell_repeats(plan_work *w, ranked *run, size_t count) {
    size_t before = run[0].facts->same_before;
    qsort(run, count, sizeof *run, compare_places);
    for (size_t k = 1; k < count; k++) {
        w->facts[run[k].at].repeat = before + k;
        pm_finding *f =
            work_add(w, w->g->of_check[CHECK_REPEATED_ACTION], (ptrdiff_t)run[k].at, false);
        if (f != NULL) {
            f->earlier = (ptrdiff_t)run[k - 1].at;
        }
    }
}

static void find_repeats(plan_work *w, ranked *all) {
    for (size_t first = 0, i = 1; i <= w->count; i++) {
        const action_facts *f = all[first].facts;
        if (i < w->count && same_words(&all[i], &all[first]) && all[i].facts->who == f->who) {
            continue;
        }
        if (i - first > 1 && f->has_words) {
            tell_repeats(w, all + first, i - first);
        }
        first = i;
    }
}

static void repeats(plan_work *w) {
    ranked *all = mem_array(w->g->allocator, w->count + 1, sizeof *all);
    if (all == NULL) {
        w->found.no_memory = true;
        return;
    }
    for (size_t i = 0; i < w->count; i++) {
        all[i] = (ranked){&w->facts[i], i};
    }
    if (w->count > 1) {
        qsort(all, w->count, sizeof *all, compare);
        number(w, all);
        find_repeats(w, all);
    }
    mem_free(w->g->allocator, all);
}

/* "2.4" for 2400: with as many decimals as tell something, whatever the locale. */
static void put_thousandths(buffer *out, uint64_t n) {
    char digits[] = {'.', (char)('0' + n / 100 % 10), (char)('0' + n / 10 % 10),
                     (char)('0' + n % 10)};
    size_t len = sizeof digits;
    while (len > 1 && digits[len - 1] == '0') {
        len--;
    }
    buffer_unsigned(out, n / 1000);
    buffer_put(out, digits, len > 1 ? len : 0);
}

/* What was found and what was asked for, behind the sentence. A mean is cut, not rounded: 2.99 is
 * not told as the 3 that it fails. */
static void tell_figures(plan_work *w, finding_check check, uint64_t met, uint64_t of,
                         double asked) {
    pm_finding *f = work_add(w, w->g->of_check[check], -1, false);
    if (f == NULL) {
        return;
    }
    buffer says;
    buffer_init(&says, w->g->allocator);
    buffer_str(&says, f->message);
    if (check == CHECK_LOW_SCORE) {
        buffer_text(&says, ": mean score ");
        put_thousandths(&says, met * 100 / of * 10);
        buffer_text(&says, ", ");
        put_thousandths(&says, (uint64_t)(asked * 1000 + 0.5));
    } else {
        buffer_text(&says, ": ");
        buffer_unsigned(&says, met);
        buffer_text(&says, " of ");
        buffer_unsigned(&says, of);
        buffer_text(&says, of == 1 ? " action, " : " actions, ");
        put_thousandths(&says, (uint64_t)(asked * 100000 + 0.5));
        buffer_text(&says, "%");
    }
    buffer_text(&says, " asked for");
    char *kept = says.failed ? NULL : arena_copy(&w->g->memory, says.data, says.len);
    w->found.no_memory |= kept == NULL;
    f->message = kept != NULL ? (pm_str){kept, says.len} : f->message;
    buffer_free(&says);
}

void work_figures(plan_work *w, size_t actions, size_t score, size_t high_quality) {
    const gate_options *o = &w->g->options;
    double n = (double)actions, grain = 1e-9 * n; /* 7 of 100 are 7 %, whatever 0.07 * 100 is */
    if (actions != 0 && (double)score < o->min_score * n - grain) {
        tell_figures(w, CHECK_LOW_SCORE, score, actions, o->min_score);
    }
    if (actions != 0 && (double)high_quality < o->min_high_quality * n - grain) {
        tell_figures(w, CHECK_FEW_HIGH_QUALITY, high_quality, actions, o->min_high_quality);
    }
}

void work_whole(plan_work *w) {
    repeats(w);
    if (w->count == 0) {
        work_add(w, w->g->of_check[CHECK_NO_ACTIONS], -1, false);
    }
    one_deadline(w);
    owners_only(w, CHECK_GENERIC_OWNERS, false);
    owners_only(w, CHECK_ONE_PARENT, true);
    if (w->g->options.scope == PM_PER_PLAN) {
        work_figures(w, w->count, w->score, w->high_quality);
    }
}

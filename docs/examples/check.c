/* SPDX-License-Identifier: MIT
 * What a case system does when a plan is to be saved: checks it, shows what it lacks, and decides.
 *
 *     cc check.c $(pkg-config --cflags --libs planmark) -o check
 *     ./check closed
 *     ./check open /etc/our-rules
 *
 * The first word says what becomes of a save when planmark itself fails: "open" lets it pass,
 * "closed" does not. Exit code 0: saved; 1: not saved. Keeps true: a plan is never lost, and no
 * word of it is written to the log (standard error). */
#include <planmark.h>
#include <stdio.h>
#include <string.h>

/* All that a worker needs; made once, since making it costs as much as hundreds of actions. */
typedef struct desk {
    pm_pack *pack;   /* may be shared by all threads */
    pm_check *check; /* belongs to one thread at a time */
} desk;

static void print_str(FILE *to, pm_str s) {
    if (s.len > 0) {
        fwrite(s.data, 1, s.len, to);
    }
}

/* Faults of our rules, for those who keep them. */
static void log_fault(void *ctx, const pm_diagnostic *d) {
    (void)ctx;
    fputs("log: ", stderr);
    print_str(stderr, d->file);
    fprintf(stderr, ":%zu: ", d->line);
    print_str(stderr, d->message);
    fputc('\n', stderr);
}

static pm_status desk_open(desk *d, const char *folder) {
    pm_check_options o;
    memset(&o, 0, sizeof o);
    o.size = sizeof o;
    o.common.size = sizeof o.common;
    o.common.diagnostic = log_fault;
    o.required = 1u << PM_OWNER | 1u << PM_TIMEFRAME; /* what no action of ours may lack */
    memset(d, 0, sizeof *d);
    pm_status status = folder != NULL ? pm_pack_open(&o.common, folder, &d->pack)
                                      : pm_pack_default(&o.common, &d->pack);
    return status == PM_OK ? pm_check_new(&o, d->pack, &d->check) : status;
}

static void desk_close(desk *d) {
    pm_check_free(d->check); /* before its pack; NULL is fine for both */
    pm_pack_free(d->pack);
}

/* ---- what is shown to the person who saves ---- */

/* Hints may quote the plan, and what people have written is to be escaped for where it is shown. */
static void print_finding(const pm_plan *plan, const pm_finding *f) {
    static const char *const levels[PM_LEVELS] = {"off", "note", "warning", "error"};
    char hint[512];
    /* A finding of the plan as a whole has no action; then there are no words to fill in. */
    const pm_action *action = f->action >= 0 ? &plan->actions[f->action].action : NULL;
    pm_fill(action, f->evidence, f->hint, hint, sizeof hint);
    if (action != NULL) {
        printf("action %td: ", f->action + 1);
    }
    printf("%s: ", levels[f->level]);
    if (f->criterion >= 0) {
        printf("%s: ", pm_criterion_name((pm_criterion)f->criterion));
    }
    print_str(stdout, f->message);
    printf(" - %s\n", hint);
}

/* ---- the decision ---- */

typedef enum failing { FAIL_OPEN, FAIL_CLOSED } failing;

/* When planmark fails it has said nothing of the plan, good or bad. */
static int without_answer(pm_status status, failing how) {
    fprintf(stderr, "log: the plan was not checked: %s\n", pm_status_text(status));
    if (how == FAIL_OPEN) {
        printf("saved; it could not be checked and will be looked at later\n");
    } else {
        printf("not saved, since it could not be checked; your words are kept as a draft\n");
    }
    return how == FAIL_OPEN;
}

static int may_save(desk *d, const pm_plan *plan, failing how) {
    const pm_plan_check *done;
    pm_status status = pm_check_plan(d->check, plan, &done); /* `done` lives until the next call */
    if (status != PM_OK) {
        return without_answer(status, how);
    }
    for (size_t i = 0; i < done->finding_count; i++) {
        print_finding(plan, &done->findings[i]);
    }
    printf("%s\n", done->passed ? "saved" : "not saved");
    return done->passed;
}

/* ---- a plan as the case system holds it ---- */

#define CELL(literal)                                                                              \
    { (literal), sizeof(literal) - 1 }

static const pm_plan_action actions[] = {
    {{{CELL("Social worker to refer mum to the Freedom Programme"), CELL("SW"),
       CELL("12 March 2024"), CELL("Place offered")}},
     CELL("1"),
     CELL("")},
    {{{CELL("Support mum with routines"), CELL(""), CELL("ASAP"), CELL("")}}, CELL("2"), CELL("")},
};

static const pm_plan plan = {.plan_id = CELL("CIN-104"),
                             .authority = CELL("Exampleshire"),
                             .plan_date = CELL("2024-03-01"),
                             .action_count = 2,
                             .actions = actions};

int main(int argc, char **argv) {
    if (argc < 2 || argc > 3 || (strcmp(argv[1], "open") != 0 && strcmp(argv[1], "closed") != 0)) {
        fprintf(stderr, "usage: check open|closed [PACK]\n");
        return 2;
    }
    failing how = strcmp(argv[1], "open") == 0 ? FAIL_OPEN : FAIL_CLOSED;
    desk d;
    pm_status status = desk_open(&d, argc == 3 ? argv[2] : NULL);
    int saved = status == PM_OK ? may_save(&d, &plan, how) : without_answer(status, how);
    desk_close(&d);
    return saved ? 0 : 1;
}

/* SPDX-License-Identifier: MIT
 * Keeps true: what a worker keeps was made of the stock it holds, and is of no request that was
 * answered. */
#include "serve/service.h"

#include "serve/reading.h"

static void drop_parts(worker *w) {
    pm_scorer_free(w->scorer);
    pm_check_free(w->check);
    stock_drop(w->stock);
    w->scorer = NULL;
    w->check = NULL;
    w->stock = NULL;
}

static void hear(void *ctx, const pm_diagnostic *d) {
    worker *w = ctx;
    if (w->reading != NULL) {
        reading_hear(w->reading, d);
    }
}

void worker_init(worker *w, service *s) {
    *w = (worker){.service = s};
}

void worker_free(worker *w) {
    drop_parts(w);
}

void worker_renew(worker *w) {
    stock *now = shelf_take(&w->service->shelf);
    if (now == w->stock) {
        stock_drop(now);
        return;
    }
    drop_parts(w);
    w->stock = now;
}

void worker_forget(worker *w) {
    w->reading = NULL;
    pm_scorer_forget(w->scorer);
    if (w->check != NULL) {
        (void)pm_check_restart(w->check, NULL); /* without memory for it, too, its plans are gone */
    }
}

pm_options worker_options(worker *w) {
    return (pm_options){.size = sizeof(pm_options), .diagnostic = hear, .diagnostic_ctx = w};
}

pm_scorer *worker_scorer(worker *w) {
    pm_options o = worker_options(w);
    if (w->scorer == NULL && pm_scorer_new(&o, w->stock->pack, &w->scorer) != PM_OK) {
        return NULL;
    }
    return w->scorer;
}

pm_status worker_check(worker *w, const pm_check_options *options, pm_check **out) {
    pm_check_options full = *options;
    full.common = worker_options(w);
    pm_status status = w->check != NULL ? pm_check_restart(w->check, &full)
                                        : pm_check_new(&full, w->stock->pack, &w->check);
    *out = w->check;
    return status;
}

/* SPDX-License-Identifier: MIT
 * Keeps true: deals are compared by whole numbers alone. With the plans given, the statistic is the
 * sum over groups of y^2 / n less a constant; that sum is kept in units of 2^-32, each group's part
 * rounded down, so that it is at most one unit a group too small. */
#include "stats/permutation.h"

#include <math.h>

#include "stats/random.h"

typedef struct group_sums {
    uint64_t n, y;
} group_sums;

typedef struct deal {
    const permutation_plan *plans;
    size_t count, groups;
    uint32_t *group; /* of each plan */
    group_sums *sums;
} deal;

static void add_up(deal *d) {
    for (size_t g = 0; g < d->groups; g++) {
        d->sums[g] = (group_sums){0, 0};
    }
    for (size_t i = 0; i < d->count; i++) {
        d->sums[d->group[i]].n += d->plans[i].n;
        d->sums[d->group[i]].y += d->plans[i].y;
    }
}

/* y <= n < 2^32 in each group, and in all of them together: nothing overflows. */
static uint64_t score(deal *d) {
    uint64_t sum = 0;
    add_up(d);
    for (size_t g = 0; g < d->groups; g++) {
        uint64_t n = d->sums[g].n, square = d->sums[g].y * d->sums[g].y;
        if (n != 0) {
            sum += (square / n << 32) + (square % n << 32) / n;
        }
    }
    return sum;
}

/* Fisher and Yates, as Durstenfeld 1964 (Algorithm 235, Communications of the ACM 7(7), 420). */
static void shuffle(uint32_t *group, size_t count, random_source *r) {
    for (size_t left = count; left > 1; left--) {
        size_t at = random_below(r, (uint32_t)left);
        uint32_t swap = group[at];
        group[at] = group[left - 1];
        group[left - 1] = swap;
    }
}

static size_t times_within_work(size_t times, size_t count) {
    size_t most = count != 0 ? PERMUTATION_WORK / count : times;
    most = most < PERMUTATION_LEAST ? PERMUTATION_LEAST : most;
    return times < most ? times : most;
}

static double statistic(const deal *d, double overall) {
    double sum = 0.0;
    for (size_t g = 0; g < d->groups; g++) {
        if (d->sums[g].n != 0) {
            double n = (double)d->sums[g].n, apart = (double)d->sums[g].y / n - overall;
            sum += n * apart * apart;
        }
    }
    return sum;
}

/* Which plans are wrong, and what all come to. */
static pm_status check(const permutation_plan *plans, size_t count, size_t groups,
                       group_sums *all) {
    if (count > UINT32_MAX || groups > UINT32_MAX) {
        return PM_ERR_LIMIT;
    }
    for (size_t i = 0; i < count; i++) {
        if (plans[i].y > plans[i].n || plans[i].group >= groups) {
            return PM_ERR_ARGUMENT;
        }
        all->n += plans[i].n;
        all->y += plans[i].y;
    }
    return all->n > UINT32_MAX ? PM_ERR_LIMIT : PM_OK;
}

/* `kept`: room for the plans that have actions, which alone are dealt out. */
static void take(deal *d, permutation_plan *kept, const permutation_plan *plans, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (plans[i].n != 0) {
            d->group[d->count] = plans[i].group;
            kept[d->count++] = plans[i];
        }
    }
    d->plans = kept;
}

static void run(deal *d, const group_sums *all, size_t times, uint64_t seed,
                permutation_result *result) {
    uint64_t seen = score(d), as_large = 0;
    random_source r = {seed};
    for (size_t g = 0; g < d->groups; g++) {
        result->groups += d->sums[g].n != 0;
    }
    result->plans = d->count;
    if (result->groups < 2) {
        return;
    }
    result->statistic = statistic(d, (double)all->y / (double)all->n);
    result->times = times_within_work(times, d->count);
    for (size_t i = 0; i < result->times; i++) {
        shuffle(d->group, d->count, &r);
        as_large += score(d) + d->groups >= seen; /* what is equal counts, however it is rounded */
    }
    result->p = ((double)as_large + 1.0) / ((double)result->times + 1.0);
}

pm_status permutation_test(const pm_allocator *allocator, const permutation_plan *plans,
                           size_t count, size_t groups, size_t times, uint64_t seed,
                           permutation_result *result) {
    group_sums all = {0, 0};
    *result = (permutation_result){.statistic = (double)NAN, .p = (double)NAN};
    pm_status status = check(plans, count, groups, &all);
    if (status != PM_OK) {
        return status;
    }
    deal d = {.groups = groups,
              .group = mem_array(allocator, count, sizeof *d.group),
              .sums = mem_array(allocator, groups, sizeof *d.sums)};
    permutation_plan *kept = mem_array(allocator, count, sizeof *kept);
    if (d.group != NULL && d.sums != NULL && kept != NULL) {
        take(&d, kept, plans, count);
        run(&d, &all, times, seed, result);
    } else {
        status = PM_ERR_MEMORY;
    }
    mem_free(allocator, kept);
    mem_free(allocator, d.sums);
    mem_free(allocator, d.group);
    return status;
}

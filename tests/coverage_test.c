/* SPDX-License-Identifier: MIT
 * How often 95 % intervals hold the truth, of plans like real ones: 77 plans with 626 actions,
 * their answers drawn from a beta-binomial distribution.
 *
 *     coverage_test [SAMPLES]
 *
 * says how many samples each figure rests on, and prints them when it is told. Answers are drawn
 * from Polya's urn with whole numbers, so that a seed gives the same samples everywhere. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "stats/corrected.h"
#include "stats/random.h"
#include "stats/share.h"

enum {
    PLANS = 77,
    ACTIONS = 626,
    LARGEST = 22,
    FEW_PLANS = 20,
    CODED_PLANS = 100,
    SAMPLES = 20000,
    SHARES = 5
};

/* How many plans have 1, 2 ... 22 actions. */
static const unsigned plans_of_size[LARGEST] = {3, 4, 5, 5, 7, 8, 7, 7, 6, 5, 4,
                                                4, 2, 2, 2, 1, 1, 1, 1, 1, 0, 1};
static const uint32_t shares[SHARES] = {3, 12, 33, 72, 90}; /* hundredths */

typedef struct setting {
    size_t samples;
    bool told;
    uint32_t size[PLANS];
} setting;

/* Correlations of 1, 10 and 30 per cent: a ball drawn goes back with `more` of its colour. */
typedef struct urn {
    uint32_t yes, all, more;
} urn;

enum { ALIKE_NOT, ALIKE_SOMEWHAT, ALIKE_MUCH, ALIKES };
static const uint32_t percent_alike[ALIKES] = {0, 10, 30};

static urn urn_of(uint32_t hundredths, int alike) {
    uint32_t more = percent_alike[alike];
    uint32_t unit = 100 - more; /* all / (all + more) is the complement of the correlation */
    return (urn){hundredths * unit, 100 * unit, 100 * more};
}

static int draw(urn *u, random_source *r) {
    int yes = random_below(r, u->all) < u->yes;
    u->all += u->more;
    u->yes += yes ? u->more : 0;
    return yes;
}

static void expect_between(const char *what, uint32_t share, int alike, double got, double least,
                           double most) {
    if (!(least <= got && got <= most)) {
        fail_msg("%s of %u %% alike by %u %%: %.4f, not %.4f to %.4f", what, share,
                 percent_alike[alike], got, least, most);
    }
}

/* ---- Shares ---- */

typedef struct coverage {
    double held, wilson, width;
} coverage;

static coverage cover_share(const setting *in, size_t plans, uint32_t share, int alike) {
    random_source r = {share * 100 + (uint32_t)alike};
    coverage c = {0, 0, 0};
    double truth = share / 100.0, one = 1.0 / (double)in->samples;
    for (size_t i = 0; i < in->samples; i++) {
        share_sums s = {0};
        for (size_t k = 0; k < plans; k++) {
            urn u = urn_of(share, alike);
            uint32_t n = in->size[plans == PLANS ? k : random_below(&r, PLANS)], yes = 0;
            for (uint32_t a = 0; a < n; a++) {
                yes += (uint32_t)draw(&u, &r);
            }
            share_add(&s, n, yes);
        }
        share_interval found = share_clustered(&s), plain = share_wilson(s.y, s.n);
        c.held += found.low <= truth && truth <= found.high ? one : 0;
        c.wilson += plain.low <= truth && truth <= plain.high ? one : 0;
        c.width += (found.high - found.low) * one;
    }
    return c;
}

static void shares_of_plans(void **state) {
    const setting *in = *state;
    for (int alike = in->told ? ALIKE_NOT : ALIKE_SOMEWHAT; alike < ALIKES; alike++) {
        for (int i = 0; i < SHARES; i++) {
            coverage c = cover_share(in, PLANS, shares[i], alike);
            if (in->told) {
                printf("share %2u alike %2u: held %.4f (wilson %.4f) width %.4f\n", shares[i],
                       percent_alike[alike], c.held, c.wilson, c.width);
            }
            expect_between("coverage", shares[i], alike, c.held, 0.93, 0.97);
        }
    }
    for (int i = 0; i < SHARES; i++) { /* few plans: roughly */
        coverage c = cover_share(in, FEW_PLANS, shares[i], ALIKE_SOMEWHAT);
        if (in->told) {
            printf("share %2u alike 10, %d plans: held %.4f\n", shares[i], FEW_PLANS, c.held);
        }
        expect_between("coverage of few plans", shares[i], ALIKE_SOMEWHAT, c.held, 0.93, 0.99);
    }
    /* That of independent actions does not do: the reason for the other. */
    expect_between("Wilson's coverage", 33, ALIKE_MUCH,
                   cover_share(in, PLANS, 33, ALIKE_MUCH).wilson, 0.6, 0.8);
}

/* ---- Corrected shares ---- */

enum { SENSITIVITY = 85, SPECIFICITY = 90 };

typedef struct marks {
    uint32_t n, marked, yes, yes_marked, no_marked;
} marks;

/* Mistakes of one plan resemble each other too. */
static marks mark_plan(uint32_t n, urn truth, random_source *r) {
    urn right_yes = urn_of(SENSITIVITY, ALIKE_SOMEWHAT),
        right_no = urn_of(SPECIFICITY, ALIKE_SOMEWHAT);
    marks m = {n, 0, 0, 0, 0};
    for (uint32_t a = 0; a < n; a++) {
        int yes = draw(&truth, r), right = draw(yes ? &right_yes : &right_no, r);
        m.yes += (uint32_t)yes;
        m.marked += yes == right;
        m.yes_marked += yes && right;
        m.no_marked += !yes && right;
    }
    return m;
}

typedef struct correction {
    double told; /* share of samples, and of these: */
    double bias, held, trusted;
} correction;

static correction correct_share(const setting *in, uint32_t share, int alike) {
    random_source r = {share * 100 + (uint32_t)alike + 50};
    correction c = {0, 0, 0, 0};
    size_t samples = in->samples / 4; /* each of more plans */
    double truth = share / 100.0;
    for (size_t i = 0; i < samples; i++) {
        share_sums all = {0}, yes = {0}, no = {0};
        for (size_t k = 0; k < PLANS; k++) {
            marks m = mark_plan(in->size[k], urn_of(share, alike), &r);
            share_add(&all, m.n, m.marked);
        }
        for (size_t k = 0; k < CODED_PLANS; k++) {
            marks m = mark_plan(in->size[random_below(&r, PLANS)], urn_of(share, alike), &r);
            share_add(&yes, m.yes, m.yes_marked);
            share_add(&no, m.n - m.yes, m.no_marked);
        }
        corrected found = corrected_share(&all, &yes, &no);
        if (!isnan(found.low)) {
            c.told++;
            c.bias += found.share - truth;
            c.held += found.low <= truth && truth <= found.high;
            c.trusted += found.why == 0;
        }
    }
    c.bias /= c.told;
    c.held /= c.told;
    c.trusted /= c.told;
    c.told /= (double)samples;
    return c;
}

static void corrected_shares(void **state) {
    const setting *in = *state;
    for (int alike = ALIKE_SOMEWHAT; alike < ALIKES; alike++) {
        for (int i = 0; i < SHARES; i++) {
            correction c = correct_share(in, shares[i], alike);
            if (in->told) {
                printf("corrected %2u alike %2u: bias %+.4f held %.4f trusted %.4f told %.4f\n",
                       shares[i], percent_alike[alike], c.bias, c.held, c.trusted, c.told);
            }
            expect_between("told", shares[i], alike, c.told, 0.995, 1.0);
            expect_between("bias", shares[i], alike, c.bias, -0.005, 0.005);
            expect_between("coverage when corrected", shares[i], alike, c.held, 0.93, 1.0);
        }
    }
}

static void sizes(void **state) {
    setting *in = *state;
    uint32_t actions = 0;
    size_t plans = 0;
    for (uint32_t n = 1; n <= LARGEST; n++) {
        for (unsigned k = 0; k < plans_of_size[n - 1]; k++) {
            assert_true(plans < PLANS);
            in->size[plans++] = n;
            actions += n;
        }
    }
    assert_int_equal(plans, PLANS);
    assert_int_equal(actions, ACTIONS);
}

int main(int argc, char **argv) {
    setting in = {.samples = SAMPLES, .told = argc > 1};
    if (argc > 1) {
        in.samples = strtoul(argv[1], NULL, 10);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(sizes, &in),
        cmocka_unit_test_prestate(shares_of_plans, &in),
        cmocka_unit_test_prestate(corrected_shares, &in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

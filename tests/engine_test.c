/* SPDX-License-Identifier: MIT
 * What patterns match and how verdicts fall, through pm_score, with small packs written here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/small_pack.h"

typedef struct worker {
    pm_pack *pack;
    pm_scorer *scorer;
} worker;

static worker begin_with(const char *pack, const char *rules) {
    worker w;
    told t = {.len = 0};
    if (small_pack(NULL, pack, rules, &t, &w.pack) != PM_OK) {
        fail_msg("the pack was refused:\n%s\n%s", t.text, rules);
    }
    assert_int_equal(pm_scorer_new(NULL, w.pack, &w.scorer), PM_OK);
    return w;
}

static worker begin(const char *rules) {
    return begin_with(SMALL_PACK_YAML, rules);
}

static void end(worker *w) {
    pm_scorer_free(w->scorer);
    pm_pack_free(w->pack);
}

static const pm_mark *mark_of(worker *w, const char *text, const char *who, const char *by_when,
                              const char *measure) {
    pm_action action = {{str_from(text), str_from(who), str_from(by_when), str_from(measure)}};
    const pm_mark *mark;
    assert_int_equal(pm_score(w->scorer, &action, &mark), PM_OK);
    return mark;
}

static const pm_mark *text_mark(worker *w, const char *text) {
    return mark_of(w, text, NULL, NULL, NULL);
}

/* The words of all evidence in order, each in brackets. */
static const char *quoted(const pm_mark *mark, const char *text, buffer *out) {
    buffer_clear(out);
    for (size_t i = 0; i < mark->evidence_count; i++) {
        const pm_evidence *e = &mark->evidence[i];
        assert_true(e->start < e->end && e->end <= strlen(text));
        buffer_char(out, '[');
        buffer_put(out, text + e->start, e->end - e->start);
        buffer_char(out, ']');
    }
    buffer_char(out, '\0');
    return out->data;
}

/* A pattern as a rule; quotes are doubled as YAML wants it. */
static worker begin_pattern(const char *pattern) {
    buffer rules;
    buffer_init(&rules, &memory_default);
    buffer_text(&rules,
                "patterns: {TWO: \"b c\", PERSON: \"( {agents} | <cap> )\"}\n"
                "rules:\n- {id: timeframe.a, criterion: timeframe, says: met, why: w, match: '");
    for (const char *c = pattern; *c != '\0'; c++) {
        buffer_text(&rules, *c == '\'' ? "'" : "");
        buffer_char(&rules, *c);
    }
    buffer_text(&rules, "'}\n");
    buffer_char(&rules, '\0');
    worker w = begin(rules.data);
    buffer_free(&rules);
    return w;
}

typedef struct match_case {
    const char *pattern, *text, *found;
} match_case;

static void expect_matches(const match_case *list, size_t count) {
    buffer out;
    size_t wrong = 0;
    buffer_init(&out, &memory_default);
    for (size_t i = 0; i < count; i++) {
        worker w = begin_pattern(list[i].pattern);
        const char *got = quoted(text_mark(&w, list[i].text), list[i].text, &out);
        if (strcmp(got, list[i].found) != 0) {
            print_message("%s in \"%s\": %s, not %s\n", list[i].pattern, list[i].text, got,
                          list[i].found);
            wrong++;
        }
        end(&w);
    }
    buffer_free(&out);
    assert_int_equal(wrong, 0);
}
#define EXPECT_MATCHES(list) expect_matches(list, sizeof(list) / sizeof((list)[0]))

static void words_and_lists(void **state) {
    (void)state;
    static const match_case list[] = {
        {"visit", "Visit VISIT re-visit visiting", "[Visit][VISIT]"},
        {"VIsit", "visit", "[visit]"},
        {"half-termly", "Half-termly half termly", "[Half-termly]"},
        {"w/c", "w/c 3rd July", "[w/c]"},
        {"mum's", "Mum's GP; mum is", "[Mum's]"},
        {"mum/dad", "mum/dad, mum or dad", "[mum/dad]"},
        {"visit~", "Visits, visited, visiting, a visit; visitor",
         "[Visits][visited][visiting][visit]"},
        {"go~", "He goes and went", "[goes][went]"},
        {"child~", "Child or children", "[Child][children]"},
        {"Visit~", "visits", "[visits]"},
        {"{agents}", "School nurse and school; mum", "[School nurse][school][mum]"},
        {"{agents/school}", "school nurse, Head of Year",
         "[Head of Year]"},                              /* a term hides the lists inside it */
        {"school", "School nurse to visit", "[School]"}, /* and not the words */
        {"school nurse", "School nurse to visit", "[School nurse]"},
        {"{agents/health} to", "school nurse to", "[school nurse to]"},
        {"{agents} nurse", "school nurse", ""},
        {"{verbs/act}", "visits, filled in, fills in, gone", "[visits][filled in][fills in][gone]"},
        {"{verbs/act:base}", "visit visits visited fill in filled in go", "[visit][fill in][go]"},
        {"{verbs/act:s}", "visit visits goes", "[visits][goes]"},
        {"{verbs/act:past}", "went gone filled in sent", "[went][filled in][sent]"},
        {"{verbs/act:part}", "went gone filled in sent", "[gone][filled in][sent]"},
        {"{verbs/act:ing}", "go going sending", "[going][sending]"},
        {"{docs}", "assessments, policies, support plans, support",
         "[assessments][policies][support plans]"},
        {"{topics}", "anxieties; anxiety; exam stresses", "[anxieties][anxiety][exam stresses]"},
        {"{wn:noun.artifact}", "a hammer and a school",
         "[hammer]"}, /* never a word that a list knows */
        {"<listed>", "school hammer visits", "[school][visits]"},
        {"TWO", "a b c", "[b c]"},
        {"PERSON to", "Jane to, mum to", "[Jane to][mum to]"},
    };
    EXPECT_MATCHES(list);
}

/* A term by stems is found although another list has a term that begins with the same word. */
static void stems_beside_words(void **state) {
    (void)state;
    static const match_case list[] = {
        {"{topics}", "school refusals", "[school refusals]"},
        {"{topics}", "school nurse, school refusal", "[school refusal]"},
    };
    EXPECT_MATCHES(list);
}

/* Forms are told apart eight and sixteen bytes at a time. */
static void long_forms(void **state) {
    (void)state;
    static const match_case list[] = {
        {"abcdefgh", "abcdefg abcdefgh abcdefghi abcdefgx xbcdefgh", "[abcdefgh]"},
        {"abcdefghi", "abcdefgh abcdefghi abcdefghx abcdefxhi", "[abcdefghi]"},
        {"abcdefghijklmnop",
         "abcdefghijklmno abcdefghijklmnop abcdefghijklmnox xbcdefghijklmnop abcdefghijklmnopq",
         "[abcdefghijklmnop]"},
        {"abcdefghijklmnopq",
         "abcdefghijklmnop abcdefghijklmnopx xbcdefghijklmnopq abcdefghijklmnopq",
         "[abcdefghijklmnopq]"},
        {"abcdefghijklmnopqrstuvwxyzabcdefg",
         "abcdefghijklmnopqrstuvwxyzabcdef abcdefghijklmnopqrstuvwxyzabcdefg "
         "abcdefghijklmnopqrstuvwxyzabcdefx abcdefghijklmnopxrstuvwxyzabcdefg",
         "[abcdefghijklmnopqrstuvwxyzabcdefg]"},
        {"a", "a", "[a]"},
        {"a b", "xa b a b", "[a b]"},
    };
    EXPECT_MATCHES(list);
}

/* What a word was taken for once says nothing about the next time that it looks otherwise. */
static void one_word_many_looks(void **state) {
    (void)state;
    static const match_case list[] = {
        {NULL, "we see Sarah now", "[Sarah]"},
        {NULL, "Sarah sees us now", ""},
        {NULL, "we see sarah now", ""},
        {NULL, "WE SEE SARAH NOW", ""},
        {NULL, "we see SARAH now", "[SARAH]"},
        {NULL, "we see Sarah", "[Sarah]"},
        {NULL, "we see Mum now", ""},
        {NULL, "Mum sees us", ""},
        {NULL, "MUM SEES US", ""},
        {NULL, "we see mum", ""},
        {NULL, "we ask School Nurse", ""},
        {NULL, "we ask School nurse Sarah.", "[Sarah]"},
        {NULL, "SCHOOL NURSE", ""},
        {NULL, "we ask Nurse School", "[Nurse]"},
    };
    worker w = begin_pattern("<name>");
    buffer out;
    buffer_init(&out, &memory_default);
    for (size_t i = 0; i < 40 * sizeof list / sizeof list[0]; i++) {
        const match_case *m = &list[i * (1 + i % 3) % (sizeof list / sizeof list[0])];
        assert_string_equal(quoted(text_mark(&w, m->text), m->text, &out), m->found);
    }
    buffer_free(&out);
    end(&w);
}

static void token_classes(void **state) {
    (void)state;
    static const match_case list[] = {
        {"<word>", "mum, 3 w/ x-ray", "[mum][w/][x-ray]"},
        {"<num>", "3 three 2.5 dozen", "[3][three][2.5]"},
        {"<ord>", "1st first tenth 3", "[1st][first][tenth]"},
        {"<date>", "by 12.6.23, 28th March or w/c 3rd July", "[12.6.23][28th March][3rd July]"},
        {"<dm>", "31.3 and 14-3", "[31.3][14-3]"},
        {"<month>", "in May they may, 3 may", "[May]"},
        {"<weekday>", "Mondays, thurs", "[Mondays][thurs]"},
        {"<time>", "7.30pm 10am 19:00", "[7.30pm][10am][19:00]"},
        {"<percent>", "95% of", "[95%]"},
        {"<money>",
         "\xC2\xA3"
         "40 each",
         "[\xC2\xA3"
         "40]"},
        {"<ratio>", "1:1 work", "[1:1]"},
        {"<fraction>", "34/40 sessions 24/7", "[34/40][24/7]"},
        {"<length>", "9-week and two-year", "[9-week][two-year]"},
        {"<placeholder>", "[Child A] and XX", "[[Child A]][XX]"},
        {"<initials>", "LB to see KM and GP", "[LB][KM]"},
        {"<caps>", "LB Mum FREE", "[LB][FREE]"},
        {"<cap>", "mum Jane LB", "[Jane][LB]"},
        {"<name>", "Jane and Sarah see Mum", "[Sarah]"},
        {"<mixed>", "6-weekly q1 may", "[6-weekly][q1]"},
        {"<year>", "2024 1066 2023/24", "[2024][2023/24]"},
        {"<'s>", "mum's and parents' home", "['s][']"},
        {"<?>", "Respite?", "[?]"},
        {"<,>", "a, b", "[,]"},
        {"<->", "a - b, c-d", "[-]"},
        {"<:>", "mum: go", "[:]"},
        {"</>", "mum/dad", "[/]"},
        {"<(> a <)>", "(a)", "[(a)]"},
        {"a <+> b", "a & b, a + b", "[a & b][a + b]"},
        {"<\"> a",
         "\xE2\x80\x9C"
         "a\xE2\x80\x9D",
         "[\xE2\x80\x9C"
         "a]"},
        {"a <any> b", "a , b", "[a , b]"},
    };
    EXPECT_MATCHES(list);
}

static void shapes(void **state) {
    (void)state;
    static const match_case list[] = {
        {"[word !{agents} !be]", "mum be visit 3", "[visit]"},
        {"[{agents} !mum]", "mum, school nurse", "[school nurse]"},
        {"[<cap> !{agents}]", "Mum Jane", "[Jane]"},
        {"( a | b c )", "b c b a c", "[b c][a]"},
        {"( a | a b ) c", "a b c", "[a b c]"}, /* back to the other branch */
        {"a? b", "b a b", "[b][a b]"},
        {"a*0-4 b", "a a a a a b", "[a a a a b]"},
        {"a*2-3", "a a a a a a a", "[a a a][a a a]"},
        {"a*1-3 a", "a a a a", "[a a a a]"}, /* greedy, and gives back */
        {"( a | b )*2-2 c", "a b a c", "[b a c]"},
        {"a ..2 b", "a x y b, a x y z b", "[a x y b]"},
        {"a ..2 b", "a b b", "[a b]"}, /* as short as it can be */
        {"a ..2 b", "a, b", "[a, b]"},
        {"a ..2 b", "a. b", ""},
        {"a ..2 b", "a; b", ""},
        {"a ..2 b", "a\nB", ""},
        {"a .. b", "a 1 2 3 4 5 6 7 8 b", "[a 1 2 3 4 5 6 7 8 b]"},
        {"a .. b", "a 1 2 3 4 5 6 7 8 9 b", ""},
        {"aa <.> b", "aa. b", "[aa. b]"},
        {"aa <.> b", "aa.\n\n b", "[aa.\n\n b]"}, /* several boundaries are one */
        {"<.> a", "bb. a; a", "[a][a]"}, /* shown without the boundary; one ends and begins */
        {"a b / c", "a b d a b c", "[a b]"},
        {"a / a", "a a a", "[a][a]"}, /* what follows is not used up */
        {"a / ( $ | <.> )", "a b a.", "[a]"},
        {"a*1-2 / b", "a a b", "[a a]"},
    };
    EXPECT_MATCHES(list);
}

/* What a match takes of a boundary; the same at each place of a cell that is looked at in parts. */
static void boundaries(void **state) {
    (void)state;
    static const match_case list[] = {
        {"aa <any> bb", "aa. bb", "[aa. bb]"},
        {"aa [any !{agents}] bb", "aa. bb", "[aa. bb]"},
        {"aa [any !<.>] bb", "aa. bb, aa, bb", "[aa, bb]"},
        {"aa <?> bb", "aa? bb", "[aa? bb]"},
        {"aa <-> bb", "x\n- aa\n- bb", "[aa\n- bb]"},
        {"aa <.> bb <.> cc", "aa. bb. cc", "[aa. bb. cc]"},
        {"( aa | <.> ) bb cc", "aa. bb cc", "[bb cc]"},
        {"( ^ | <.> ) bb cc", "bb. bb cc. cc bb", "[bb cc]"},
        {"bb cc", "bb. cc. bb cc", "[bb cc]"},
        {"aa / <.>", "aa bb. aa. bb", "[aa]"},
        {"aa bb / <?>", "aa bb. aa bb?", "[aa bb]"},
        {"aa / <.> bb", "aa. aa. bb", "[aa]"},
        {"{agents} aa", "mum. aa", ""},
    };
    EXPECT_MATCHES(list);
    worker w = begin_pattern("( aa <.> bb | <.> cc dd )");
    char text[1000];
    buffer out;
    buffer_init(&out, &memory_default);
    for (int words = 0; words < 200; words++) {
        char *at = text;
        for (int i = 0; i < words; i++) {
            at += sprintf(at, "xx%s ", i % 7 == 0 ? "." : "");
        }
        strcpy(at, "aa. bb. cc. cc dd.");
        assert_string_equal(quoted(text_mark(&w, text), text, &out), "[aa. bb][cc dd]");
    }
    buffer_free(&out);
    end(&w);
}

static void starts_and_ends(void **state) {
    (void)state;
    static const match_case list[] = {
        {"^ a", "a a", "[a]"},
        {"^ a", "b a", ""},
        {"^ a", "- a", "[a]"},
        {"^ a", "\xE2\x80\xA2 a", "[a]"},
        {"^ a", "1. a", "[a]"},
        {"^ a", "2) a", "[a]"},
        {"^ a", "  a", "[a]"},
        {"^ a", "bb. a", ""},
        {"( ^ | <.> ) a", "a bb a. a", "[a][a]"},
        {"b $", "a b", "[b]"},
        {"b $", "a b.", "[b]"},
        {"b $", "a b. ", "[b]"},
        {"b $", "a b!;", "[b]"},
        {"b $", "a b?", ""},
        {"b $", "b a", ""},
        {"^ a $", "a", "[a]"},
        {"^ a $", "* a.", "[a]"},
        {"a ^? b", "a b", "[a b]"},
    };
    EXPECT_MATCHES(list);
}

static void captures(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *text, *name, *words, *kind;
    } list[] = {
        {"owner:{agents} to", "School nurse to", "owner", "School nurse", "health"},
        {"owner:{agents} ( and owner:{agents} )*0-2 to", "Mum and school and GP to", "owner",
         "Mum and school and GP", "parents;school;health"}, /* from its first words to its last */
        {"( owner:mum | time:gp ) to", "GP to", "time", "GP", "health"},
        {"owner:x? ( and | owner:mum )*1-3 to", "and mum to", "owner", "mum", "parents"},
        {"owner:Jane to", "Jane to", "owner", "Jane",
         "window"}, /* kind of evidence that names none */
        {"thing:{agents} to", "mum to", "thing", "mum",
         "window"}, /* not a capture that tells a kind */
        {"( owner:a b x | a owner:b y )", "a b y", "owner", "b",
         "window"}, /* set back when a branch fails */
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        worker w = begin_pattern(list[i].pattern);
        const pm_mark *mark = text_mark(&w, list[i].text);
        assert_int_equal(mark->evidence_count, 1);
        const pm_evidence *e = &mark->evidence[0];
        pm_str words = str_slice(str_from(list[i].text), e->capture[0].start, e->capture[0].end);
        if (e->capture_count != 1 || !str_equal(e->capture[0].name, str_from(list[i].name)) ||
            !str_equal(words, str_from(list[i].words)) ||
            !str_equal(e->kind, str_from(list[i].kind))) {
            fail_msg("%s in \"%s\": %zu captures, %.*s=\"%.*s\", kind %.*s", list[i].pattern,
                     list[i].text, e->capture_count, (int)e->capture[0].name.len,
                     e->capture[0].name.data, (int)words.len, words.data, (int)e->kind.len,
                     e->kind.data);
        }
        end(&w);
    }
}

static void four_captures(void **state) {
    (void)state;
    worker w = begin_pattern("a:a b:b c:c d:d");
    const pm_mark *mark = text_mark(&w, "x a b c d");
    assert_int_equal(mark->evidence_count, 1);
    assert_int_equal(mark->evidence[0].capture_count, PM_MAX_CAPTURES);
    for (size_t i = 0; i < PM_MAX_CAPTURES; i++) {
        assert_int_equal(mark->evidence[0].capture[i].start, 2 + 2 * i);
        assert_int_equal(mark->evidence[0].capture[i].end, 3 + 2 * i);
    }
    end(&w);
}

/* ---- rules ---- */

/* The verdicts as five digits, and all evidence as "rule[words]", with "/n" for what n cancelled
 * and "*" for what decided. */
static const char *told_mark(const pm_mark *mark, const pm_action *action, buffer *out) {
    buffer_clear(out);
    for (int c = 0; c < PM_CRITERIA; c++) {
        buffer_char(out, mark->verdict[c].met ? '1' : '0');
    }
    for (size_t i = 0; i < mark->evidence_count; i++) {
        const pm_evidence *e = &mark->evidence[i];
        buffer_char(out, ' ');
        buffer_str(out, e->rule);
        buffer_char(out, '[');
        buffer_str(out, str_slice(action->cell[e->column], e->start, e->end));
        buffer_char(out, ']');
        if (e->cancelled_by >= 0) {
            buffer_format(out, "/%d", (int)e->cancelled_by);
        }
        buffer_text(out, e->decided ? "*" : "");
    }
    buffer_char(out, '\0');
    return out->data;
}

typedef struct rule_case {
    const char *text, *who, *by_when, *measure, *told;
} rule_case;

static void expect_marks_with(const char *pack, const char *rules, const rule_case *list,
                              size_t count) {
    buffer out;
    size_t wrong = 0;
    worker w = begin_with(pack, rules);
    buffer_init(&out, &memory_default);
    for (size_t i = 0; i < count; i++) {
        const rule_case *k = &list[i];
        pm_action action = {
            {str_from(k->text), str_from(k->who), str_from(k->by_when), str_from(k->measure)}};
        const char *got =
            told_mark(mark_of(&w, k->text, k->who, k->by_when, k->measure), &action, &out);
        if (strcmp(got, k->told) != 0) {
            print_message("\"%s\": got  %s\n%*swanted %s\n", k->text, got, (int)strlen(k->text), "",
                          k->told);
            wrong++;
        }
    }
    buffer_free(&out);
    end(&w);
    assert_int_equal(wrong, 0);
}
#define EXPECT_MARKS(rules, list)                                                                  \
    expect_marks_with(SMALL_PACK_YAML, rules, list, sizeof(list) / sizeof((list)[0]))

static void unless_a_pattern_overlaps(void **state) {
    (void)state;
    static const rule_case list[] = {
        {.text = "mum to visit", .told = "00001 owner.x[mum to]*"},
        {.text = "mum to be", .told = "00000"},
        {.text = "mum to visit, mum to be", .told = "00001 owner.x[mum to]*"},
        {.text = "not mum to", .told = "00000"},
        {.text = "not. mum to", .told = "00001 owner.x[mum to]*"},
        {.text = "mum to to be",
         .told = "00001 owner.x[mum to]*"}, /* beside, not over, the match */
    };
    EXPECT_MARKS("rules:\n"
                 "- {id: owner.x, criterion: owner, says: met, why: w, match: 'owner:{agents} to', "
                 "unless: ['mum to be', 'not ..5 mum']}\n",
                 list);
}

/* An `unless` pattern may begin a good way before the match. */
static void unless_from_far(void **state) {
    (void)state;
    static const rule_case list[] = {
        {.text = "stop 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 mum", .told = "00000"},
    };
    EXPECT_MARKS("rules:\n"
                 "- {id: owner.x, criterion: owner, says: met, why: w, match: '{agents}', unless: "
                 "'stop <num>*0-16 mum'}\n",
                 list);
}

static void expressions(void **state) {
    (void)state;
    static const rule_case list[] = {
        {.text = "x12 and X7", .told = "00010 timeframe.r[x12]* timeframe.r[X7]"},
        {.text = "y12", .told = "00000"},
        {.text = "caf\xC3\xA9 x1", .told = "00010 timeframe.r[x1]*"},
        {.text = "due z9 soon", .told = "00010 timeframe.n[z9]*"},
        {.text = "z9 soon", .told = "00000"}, /* what it needs is not there */
        {.text = "x1 no", .told = "00000"},
        {.text = "\xE2\x80\x9C"
                 "due\xE2\x80\x9D z1",
         .told = "00010 timeframe.n[z1]*"},
    };
    EXPECT_MARKS("rules:\n"
                 "- {id: timeframe.r, criterion: timeframe, says: met, why: w, regex: 'x[0-9]+', "
                 "unless: '<num> no'}\n"
                 "- {id: timeframe.n, criterion: timeframe, says: met, why: w, regex: 'z[0-9]', "
                 "needs: 'due'}\n",
                 list);
}

/* An expression that matches nothing anywhere, beside characters of several bytes. */
static void empty_expressions(void **state) {
    (void)state;
    static const rule_case list[] = {
        {.text = "caf\xC3\xA9 \xF0\x9F\x98\x80 \xE2\x82\xAC x \xC3\xA9",
         .told = "00010 timeframe.r[x]*"},
        {.text = "\xC3\xA9\xC3\xA9\xC3\xA9", .told = "00000"},
    };
    EXPECT_MARKS(
        "rules:\n- {id: timeframe.r, criterion: timeframe, says: met, why: w, regex: 'x*'}\n",
        list);
}

static void cancelling(void **state) {
    (void)state;
    static const rule_case list[] = {
        /* of its own strength or weaker, where they overlap */
        {.text = "m aa n", .told = "00000 timeframe.plain[aa]/1 timeframe.un[aa n]*"},
        {.text = "m aa, aa n",
         .told = "00010 timeframe.plain[aa]* timeframe.plain[aa]/2 timeframe.un[aa n]"},
        {.text = "ss n", .told = "00010 timeframe.strong[ss]* timeframe.un[ss n]"},
        {.text = "ww n", .told = "00000 timeframe.weak[ww]/1 timeframe.un[ww n]*"},
        /* the clause */
        {.text = "aa cc. aa",
         .told = "00010 timeframe.plain[aa]/1 timeframe.clause[cc] timeframe.plain[aa]*"},
        {.text = "aa, x cc", .told = "00000 timeframe.plain[aa]/1 timeframe.clause[cc]*"},
        {.text = "cc", .by_when = "aa", .told = "00010 timeframe.clause[cc] timeframe.plain[aa]*"},
        /* the row */
        {.text = "rr. x",
         .by_when = "aa",
         .told = "00000 timeframe.row[rr]* timeframe.plain[aa]/0"},
        /* another criterion is not touched */
        {.text = "mum n", .told = "00001 owner.mum[mum]*"},
    };
    EXPECT_MARKS(
        "rules:\n"
        "- {id: timeframe.plain, criterion: timeframe, says: met, in: any, why: w, match: aa}\n"
        "- {id: timeframe.strong, criterion: timeframe, says: met, strength: strong, why: w, "
        "match: ss}\n"
        "- {id: timeframe.weak, criterion: timeframe, says: met, strength: weak, why: w, match: "
        "ww}\n"
        "- {id: timeframe.un, criterion: timeframe, says: unmet, why: w, match: '[word !m !mum] "
        "n'}\n"
        "- {id: timeframe.clause, criterion: timeframe, says: unmet, why: w, cancels: clause, "
        "match: cc}\n"
        "- {id: timeframe.row, criterion: timeframe, says: unmet, why: w, cancels: row, match: "
        "rr}\n"
        "- {id: owner.mum, criterion: owner, says: met, why: w, match: mum}\n",
        list);
}

static void conditions(void **state) {
    (void)state;
    static const rule_case list[] = {
        {.text = "t1", .told = "00000"},
        {.text = "t1 act", .told = "10010 timeframe.if-act[t1]* actionable.act[act]*"},
        {.text = "t2", .told = "00010 timeframe.if-not[t2]*"},
        {.text = "t2 act", .told = "10000 actionable.act[act]*"},
        {.text = "o1", .who = "anybody", .told = "00001 owner.filled[o1]*"},
        {.text = "o1", .who = " - ", .told = "00000"},
        {.text = "o2", .told = "00001 owner.empty[o2]*"},
        {.text = "o2", .who = "x", .told = "00000"},
        {.text = "d1", .by_when = "day", .told = "00010 timeframe.own[d1]* timeframe.day[day]"},
        {.text = "d1", .by_when = "soon", .told = "00000"},
        {.text = "d2", .by_when = "soon", .told = "00010 timeframe.not-own[d2]*"},
        {.text = "d2", .by_when = "day", .told = "00010 timeframe.day[day]*"},
        {.text = "send the form of it",
         .measure = "sending of forms",
         .told = "00100 measure_given.same[forms]*"},
        {.text = "send the form of",
         .measure = "the letter sent",
         .told = "00100 measure_given.new[letter]*"},
        {.text = "send", .measure = "the", .told = "00000"}, /* no content is no repetition */
        {.text = "w1 act o3", .who = "x", .told = "10001 actionable.act[act]* owner.both[o3]*"},
        {.text = "w1 o3", .who = "x", .told = "00000"},
    };
    EXPECT_MARKS(
        "rules:\n"
        "- {id: actionable.act, criterion: actionable, says: met, why: w, match: act}\n"
        "- {id: timeframe.if-act, criterion: timeframe, says: met, why: w, match: t1, when: "
        "{actionable: met}}\n"
        "- {id: timeframe.if-not, criterion: timeframe, says: met, why: w, match: t2, when: "
        "{actionable: unmet}}\n"
        "- {id: owner.filled, criterion: owner, says: met, why: w, match: o1, when: {who: "
        "filled}}\n"
        "- {id: owner.empty, criterion: owner, says: met, why: w, match: o2, when: {who: empty}}\n"
        "- {id: owner.both, criterion: owner, says: met, why: w, match: o3, when: {who: filled, "
        "actionable: met}}\n"
        "- {id: timeframe.day, criterion: timeframe, says: met, in: by_when, why: w, match: day}\n"
        "- {id: timeframe.own, criterion: timeframe, says: met, why: w, match: d1, when: {by_when: "
        "met}}\n"
        "- {id: timeframe.not-own, criterion: timeframe, says: met, why: w, match: d2, when: "
        "{by_when: unmet, actionable: unmet}}\n"
        "- {id: measure_given.same, criterion: measure_given, says: met, in: measure, why: w, "
        "match: form~, when: {measure: repeats}}\n"
        "- {id: measure_given.new, criterion: measure_given, says: met, in: measure, why: w, "
        "match: letter, when: {measure: new}}\n",
        list);
}

#define LINKED                                                                                     \
    "name: linked\nversion: 1\nunsure-below: 0.7\ncriteria:\n"                                     \
    "  actionable: {hint: H1}\n"                                                                   \
    "  measure_given: {requires: actionable, implies: measurable, hint: H3}\n"                     \
    "  measurable: {hint: H2}\n"                                                                   \
    "  timeframe: {text-requires: actionable, hint: H4}\n"                                         \
    "  owner: {hint: H5}\n"                                                                        \
    "confidence: {timeframe: {strong: 0.9, plain: 0.8, weak: 0.6, cancelled: 0.65, near: 0.75, "   \
    "near-unactionable: 0.72, nothing: 0.95, link: 0.5}}\n"
#define LINKED_RULES                                                                               \
    "rules:\n"                                                                                     \
    "- {id: actionable.a, criterion: actionable, says: met, why: w, match: act}\n"                 \
    "- {id: measure_given.g, criterion: measure_given, says: met, why: w, match: given}\n"         \
    "- {id: measurable.m, criterion: measurable, says: met, why: w, match: able}\n"                \
    "- {id: timeframe.t, criterion: timeframe, says: met, in: [text, by_when], why: w, match: "    \
    "day}\n"                                                                                       \
    "- {id: timeframe.s, criterion: timeframe, says: met, strength: strong, why: w, match: "       \
    "date}\n"                                                                                      \
    "- {id: timeframe.w, criterion: timeframe, says: met, strength: weak, why: w, match: maybe}\n" \
    "- {id: timeframe.u, criterion: timeframe, says: unmet, why: w, hint: 'U hint', match: 'day "  \
    "past'}\n"                                                                                     \
    "- {id: timeframe.n, criterion: timeframe, says: near, why: w, hint: 'N hint', match: soon}\n" \
    "- {id: timeframe.bare, criterion: timeframe, says: near, why: w, match: sometime}\n"

static void links(void **state) {
    (void)state;
    static const rule_case list[] = {
        {.text = "given", .told = "00000 measure_given.g[given]"},
        {.text = "given act", .told = "11100 measure_given.g[given]* actionable.a[act]*"},
        {.text = "given able", .told = "01000 measure_given.g[given] measurable.m[able]*"},
        {.text = "given able act",
         .told = "11100 measure_given.g[given]* measurable.m[able]* actionable.a[act]*"},
        {.text = "day", .told = "00000"}, /* words of a text that is not actionable do not count */
        {.text = "day", .by_when = "day", .told = "00010 timeframe.t[day]*"},
        {.text = "day act", .told = "10010 timeframe.t[day]* actionable.a[act]*"},
    };
    expect_marks_with(LINKED, LINKED_RULES, list, sizeof list / sizeof *list);
    worker w = begin_with(LINKED, LINKED_RULES);
    const pm_mark *mark = text_mark(&w, "given");
    assert_int_equal(mark->verdict[PM_MEASURE_GIVEN].basis, PM_BY_LINK);
    assert_int_equal(mark->verdict[PM_MEASURE_GIVEN].link, PM_ACTIONABLE);
    assert_int_equal(mark->verdict[PM_MEASURE_GIVEN].decided_by, -1);
    mark = text_mark(&w, "given act");
    assert_int_equal(mark->verdict[PM_MEASURABLE].basis, PM_BY_LINK);
    assert_int_equal(mark->verdict[PM_MEASURABLE].link, PM_MEASURE_GIVEN);
    assert_int_equal(mark->score, 3);
    mark = text_mark(&w, "given act able");
    assert_int_equal(mark->verdict[PM_MEASURABLE].basis, PM_BY_EVIDENCE);
    mark = text_mark(&w, "day");
    assert_int_equal(mark->verdict[PM_TIMEFRAME].basis, PM_BY_LINK);
    assert_int_equal(mark->verdict[PM_TIMEFRAME].link, PM_ACTIONABLE);
    end(&w);
}

static void hints_and_confidence(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int met, unsure, tenths;
        pm_basis basis;
        const char *hint, *rule;
    } list[] = {
        {"act date day", 1, 0, 90, PM_BY_EVIDENCE, "", "timeframe.s"}, /* the strongest decides */
        {"act day", 1, 0, 80, PM_BY_EVIDENCE, "", "timeframe.t"},
        {"act maybe", 1, 1, 60, PM_BY_EVIDENCE, "", "timeframe.w"},
        {"act day past", 0, 1, 65, PM_BY_ABSENCE, "U hint", "timeframe.u"},
        {"act soon", 0, 0, 75, PM_BY_ABSENCE, "N hint", "timeframe.n"},
        {"act sometime", 0, 0, 75, PM_BY_ABSENCE, "H4", "timeframe.bare"},
        {"sometime", 0, 0, 72, PM_BY_ABSENCE, "H4", "timeframe.bare"},
        {"anything", 0, 0, 95, PM_BY_ABSENCE, "H4", ""}, /* not told: as in actionable ones */
        {"act", 0, 0, 95, PM_BY_ABSENCE, "H4", ""},
        {"day", 0, 1, 50, PM_BY_LINK, "H4", ""},
    };
    worker w = begin_with(LINKED, LINKED_RULES);
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        const pm_mark *mark = text_mark(&w, list[i].text);
        const pm_verdict *v = &mark->verdict[PM_TIMEFRAME];
        pm_str rule = v->decided_by >= 0 ? mark->evidence[v->decided_by].rule : STR("");
        if (v->met != list[i].met || v->unsure != list[i].unsure ||
            (int)(v->confidence * 100 + 0.5) != list[i].tenths || v->basis != list[i].basis ||
            !str_equal(v->hint, str_from(list[i].hint)) ||
            !str_equal(rule, str_from(list[i].rule))) {
            fail_msg("\"%s\": met %d, unsure %d, %.2f, basis %d, hint \"%.*s\", by %.*s",
                     list[i].text, v->met, v->unsure, v->confidence, (int)v->basis,
                     (int)v->hint.len, v->hint.data, (int)rule.len, rule.data);
        }
        assert_true(v->decided_by < 0 || mark->evidence[v->decided_by].decided);
    }
    /* 0.5 is what criteria without figures have */
    assert_true(str_equal(text_mark(&w, "act maybe")->unsure,
                          STR("actionable;measurable;measure_given;timeframe;owner")));
    end(&w);
}

static void a_near_miss(void **state) {
    (void)state;
    worker w = begin_with(LINKED, LINKED_RULES);
    const pm_mark *mark = text_mark(&w, "act soon");
    assert_int_equal(mark->evidence_count, 2);
    assert_int_equal(mark->evidence[1].says, PM_NEAR);
    assert_true(str_equal(mark->evidence[1].hint, STR("N hint")));
    mark = text_mark(&w, "soon act"); /* in its place among the evidence */
    assert_int_equal(mark->evidence[0].says, PM_NEAR);
    assert_int_equal(mark->verdict[PM_TIMEFRAME].decided_by, 0);
    assert_int_equal(mark->verdict[PM_ACTIONABLE].decided_by, 1);
    mark = text_mark(&w, "act soon day"); /* no evidence: it takes nothing away */
    assert_int_equal(mark->verdict[PM_TIMEFRAME].met, 1);
    assert_int_equal(mark->verdict[PM_TIMEFRAME].hint.len, 0);
    end(&w);
}

static void kinds(void **state) {
    (void)state;
    static const struct {
        const char *text, *by_when, *owner, *timeframe;
    } list[] = {
        {"mum to", NULL, "parents", ""},
        {"mum to. school to. mum to", NULL, "parents;school", ""},
        {"Jane to", NULL, "somebody", ""},
        {"Jane to. GP to", NULL, "somebody;health", ""},
        {"x", "daily", "", "recurrence"},
        {"x", "day", "", "window"},
        {"day", "daily", "", "window;recurrence"},
        {"mum", NULL, "", ""},
        {"mum to not", NULL, "", ""},
    };
    worker w = begin(
        "rules:\n"
        "- {id: owner.a, criterion: owner, says: met, why: w, match: 'owner:( {agents} | <cap> ) "
        "to'}\n"
        "- {id: owner.u, criterion: owner, says: unmet, why: w, match: '{agents} to not'}\n"
        "- {id: timeframe.r, criterion: timeframe, says: met, in: any, kind: recurrence, why: w, "
        "match: 'daily'}\n"
        "- {id: timeframe.d, criterion: timeframe, says: met, in: any, why: w, match: 'day'}\n");
    size_t count = sizeof list / sizeof *list;
    for (size_t i = 0; i < (PM_EVIDENCE_ALL + 1) * count; i++) { /* whatever evidence is shown */
        const char *text = list[i % count].text;
        assert_int_equal(pm_scorer_show(w.scorer, (pm_evidence_level)(i / count)), PM_OK);
        const pm_mark *mark = mark_of(&w, text, NULL, list[i % count].by_when, NULL);
        if (!str_equal(mark->owner_kind, str_from(list[i % count].owner)) ||
            !str_equal(mark->timeframe_kind, str_from(list[i % count].timeframe))) {
            fail_msg("\"%s\": %.*s | %.*s", text, (int)mark->owner_kind.len, mark->owner_kind.data,
                     (int)mark->timeframe_kind.len, mark->timeframe_kind.data);
        }
    }
    end(&w);
}

/* What a cell says by itself: weaker evidence is cancelled by what speaks against it there, not by
 * what stands in other cells. */
static void a_cell_by_itself(void **state) {
    (void)state;
    static const struct {
        const char *text, *by_when;
        int met;
    } list[] = {
        {"go", "day", 1},        {"go", "x", 0},         {"go", NULL, 0},
        {"go", "day never", 0},  {"never go", "day", 1}, {"go", "date never", 1},
        {"go", "filled day", 1}, {"go", "never", 0},     {"go day", "x", 0},
    };
    worker w = begin(
        "rules:\n"
        "- {id: timeframe.day, criterion: timeframe, says: met, in: [text, by_when], why: w, "
        "match: day}\n"
        "- {id: timeframe.date, criterion: timeframe, says: met, strength: strong, in: [text, "
        "by_when], why: w, match: date}\n"
        "- {id: timeframe.never, criterion: timeframe, says: unmet, in: [text, by_when], why: w, "
        "cancels: row, match: never}\n"
        "- {id: owner.go, criterion: owner, says: met, why: w, match: go, when: {by_when: met}}\n");
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        const pm_mark *mark = mark_of(&w, list[i].text, NULL, list[i].by_when, NULL);
        if (mark->verdict[PM_OWNER].met != list[i].met) {
            fail_msg("\"%s\" by \"%s\"", list[i].text, list[i].by_when ? list[i].by_when : "");
        }
    }
    end(&w);
}

/* Spans are bytes of the caller's cell, whatever normalisation does to it. */
static void offsets(void **state) {
    (void)state;
    static const char *const before[] = {"",
                                         "\xE2\x80\x9CQuoted\xE2\x80\x9D \xE2\x80\x94 ",
                                         "caf\xC3\xA9 ",
                                         "cafe\xCC\x81 ",
                                         "\xF0\x9F\x91\xAA ",
                                         ("a\xC2\xA0\xC2\xA0"
                                          "b "),
                                         "\xE2\x80\xA2 ",
                                         "\xEF\xAC\x81t ",
                                         "\xFF\xFE bad ",
                                         "\xE2\x80\x99\xE2\x80\x98 ",
                                         "\xEF\xBB\xBF",
                                         "A\r\n\r\n",
                                         "\xC2\xADsoft\xC2\xADly "};
    static const char *const words[] = {"mum\xE2\x80\x99s visit", "mum's visit"};
    worker w = begin_pattern("mum's owner:visit");
    for (size_t i = 0; i < 2 * sizeof before / sizeof *before; i++) {
        char text[200];
        snprintf(text, sizeof text, "%s%s \xE2\x80\x93 done", before[i / 2], words[i % 2]);
        const pm_mark *mark = text_mark(&w, text);
        size_t at = strlen(before[i / 2]), len = strlen(words[i % 2]);
        if (mark->evidence_count != 1 || mark->evidence[0].start != at ||
            mark->evidence[0].end != at + len ||
            mark->evidence[0].capture[0].start != at + len - 5 ||
            mark->evidence[0].capture[0].end != at + len) {
            fail_msg("\"%s\": %zu pieces; %zu to %zu, not %zu to %zu", text, mark->evidence_count,
                     mark->evidence_count ? mark->evidence[0].start : 0,
                     mark->evidence_count ? mark->evidence[0].end : 0, at, at + len);
        }
    }
    end(&w);
}

static void order_of_evidence(void **state) {
    (void)state;
    static const rule_case list[] = {
        {.text = "aa bb",
         .who = "aa",
         .by_when = "bb",
         .measure = "aa",
         .told = "00011 timeframe.a[aa] owner.z[aa]* timeframe.l[aa bb]* owner.z[bb] "
                 "timeframe.a[aa] owner.z[aa] owner.z[bb] "
                 "timeframe.a[aa] owner.z[aa]"},
    };
    /* by column, start, end, and the rules in the order of the pack */
    EXPECT_MARKS(
        "rules:\n"
        "- {id: timeframe.a, criterion: timeframe, says: met, in: any, strength: weak, why: w, "
        "match: [aa, '( aa )']}\n"
        "- {id: timeframe.l, criterion: timeframe, says: met, in: any, why: w, match: 'aa bb'}\n"
        "- {id: owner.z, criterion: owner, says: met, in: any, why: w, match: ['bb', 'aa']}\n",
        list);
}

static void too_much_evidence(void **state) {
    (void)state;
    enum { TIMES = PM_LIMIT_EVIDENCE + 10 };
    char *text = malloc(2 * TIMES + 1);
    worker w = begin_pattern("a");
    assert_non_null(text);
    for (size_t i = 0; i < TIMES; i++) {
        memcpy(text + 2 * i, "a ", 2);
    }
    text[2 * TIMES] = '\0';
    const pm_mark *mark = text_mark(&w, text);
    assert_int_equal(mark->evidence_count, PM_LIMIT_EVIDENCE);
    assert_int_equal(mark->truncated, 1);
    assert_int_equal(mark->verdict[PM_TIMEFRAME].met, 1);
    assert_int_equal(mark->evidence[PM_LIMIT_EVIDENCE - 1].start, 2 * (PM_LIMIT_EVIDENCE - 1));
    text[2 * PM_LIMIT_EVIDENCE] = '\0';
    mark = text_mark(&w, text); /* just as much as there may be */
    assert_int_equal(mark->evidence_count, PM_LIMIT_EVIDENCE);
    assert_int_equal(mark->truncated, 0);
    end(&w);
    free(text);
}

/* Searching by a regex that would not end is cut short and said so; the rest of the mark stands. */
static void bounded_search(void **state) {
    (void)state;
    worker w = begin(
        "rules:\n- {id: owner.r, criterion: owner, says: met, why: w, regex: '(x+x+)+(x+x+)+y'}\n"
        "- {id: timeframe.a, criterion: timeframe, says: met, why: w, match: day}\n");
    for (int round = 0; round < 70; round++) { /* with machine code too */
        const pm_mark *mark = text_mark(
            &w, "day xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx zy");
        assert_int_equal(mark->truncated, 1);
        assert_int_equal(mark->verdict[PM_TIMEFRAME].met, 1);
        assert_int_equal(text_mark(&w, "day")->truncated, 0);
    }
    end(&w);
}

/* A pattern with very many ways to match takes no more time than another. */
static void many_ways(void **state) {
    (void)state;
    static const char way[] = "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x ";
    worker w = begin(
        "rules:\n- {id: owner.r, criterion: owner, says: met, why: w, match: '( x? x? x? x? x? x? "
        "x? x? x? x? x? x? x? x? x? x? )*0-16 y'}\n");
    char text[sizeof way + 8];
    snprintf(text, sizeof text, "%sz y", way);
    const pm_mark *mark = text_mark(&w, text);
    assert_int_equal(mark->truncated, 0);
    assert_int_equal(mark->evidence_count, 1);
    assert_int_equal(mark->evidence[0].start, sizeof way + 1);
    snprintf(text, sizeof text, "%sy", way);
    mark = text_mark(&w, text);
    assert_int_equal(mark->truncated, 0);
    assert_int_equal(mark->evidence_count, 1);
    assert_int_equal(mark->evidence[0].start, 0);
    end(&w);
}

/* What speaks against goes before what came near, wherever they stand and however they are found.
 */
static void against_before_near(void **state) {
    (void)state;
    worker w = begin(
        "rules:\n"
        "- {id: timeframe.a, criterion: timeframe, says: near, why: w, hint: near, regex: 'zz'}\n"
        "- {id: timeframe.c, criterion: timeframe, says: near, why: w, hint: near, match: yy}\n"
        "- {id: timeframe.b, criterion: timeframe, says: unmet, why: w, hint: against, match: "
        "qq}\n");
    static const char *const texts[] = {"zz qq", "qq zz", "yy qq", "yy zz qq"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const pm_mark *mark = text_mark(&w, texts[i]);
        assert_true(str_equal(mark->verdict[PM_TIMEFRAME].hint, STR("against")));
    }
    assert_true(str_equal(text_mark(&w, "yy zz")->verdict[PM_TIMEFRAME].hint, STR("near")));
    end(&w);
}

/* As much as may come near leaves room for what decides. */
static void near_has_its_own_bound(void **state) {
    (void)state;
    enum { TIMES = PM_LIMIT_EVIDENCE + 10 };
    char *words = malloc(2 * TIMES + 8);
    worker w = begin(
        "rules:\n"
        "- {id: timeframe.a, criterion: timeframe, says: near, why: w, hint: near, match: a}\n"
        "- {id: timeframe.b, criterion: timeframe, says: met, why: w, match: bb}\n");
    assert_non_null(words);
    for (size_t i = 0; i < TIMES; i++) {
        memcpy(words + 2 * i, "a ", 2);
    }
    memcpy(words + 2 * TIMES, "bb", 3);
    const pm_mark *mark = text_mark(&w, words);
    assert_int_equal(mark->truncated, 1);
    assert_int_equal(mark->verdict[PM_TIMEFRAME].met, 1);
    end(&w);
    free(words);
}

static void empty_actions(void **state) {
    (void)state;
    static const char *const texts[] = {"", " ", "\n", "-", "...", "\xE2\x80\xA2", "1.", "\xFF"};
    worker w = begin(
        "rules:\n"
        "- {id: owner.a, criterion: owner, says: met, in: any, why: w, match: ['<any>', '<.>']}\n"
        "- {id: owner.b, criterion: owner, says: met, in: any, why: w, regex: '[a-z]'}\n");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const pm_mark *mark = mark_of(&w, texts[i], texts[i], texts[i], texts[i]);
        assert_true(mark->score <= 1);
        assert_int_equal(mark->high_quality, 0);
    }
    assert_int_equal(text_mark(&w, "")->evidence_count, 0);
    end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_and_lists),
        cmocka_unit_test(stems_beside_words),
        cmocka_unit_test(long_forms),
        cmocka_unit_test(one_word_many_looks),
        cmocka_unit_test(token_classes),
        cmocka_unit_test(shapes),
        cmocka_unit_test(boundaries),
        cmocka_unit_test(starts_and_ends),
        cmocka_unit_test(captures),
        cmocka_unit_test(four_captures),
        cmocka_unit_test(unless_a_pattern_overlaps),
        cmocka_unit_test(unless_from_far),
        cmocka_unit_test(expressions),
        cmocka_unit_test(empty_expressions),
        cmocka_unit_test(cancelling),
        cmocka_unit_test(conditions),
        cmocka_unit_test(links),
        cmocka_unit_test(hints_and_confidence),
        cmocka_unit_test(a_near_miss),
        cmocka_unit_test(kinds),
        cmocka_unit_test(a_cell_by_itself),
        cmocka_unit_test(offsets),
        cmocka_unit_test(order_of_evidence),
        cmocka_unit_test(too_much_evidence),
        cmocka_unit_test(bounded_search),
        cmocka_unit_test(many_ways),
        cmocka_unit_test(against_before_near),
        cmocka_unit_test(near_has_its_own_bound),
        cmocka_unit_test(empty_actions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

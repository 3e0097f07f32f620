/* SPDX-License-Identifier: MIT
 * Tables of words of the pack's lists, and the few actions that may be shown. */
#include <string.h>

#include "report/report.h"

static const pm_table_column words_columns[] = {
    {"list", "list", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"word", "word", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"actions", "actions", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"share", "share of actions", PM_IS_SHARE, PM_PART_VALUE, 1}};
static const sheet_form words_form = SHEET(
    words, "Words", PM_CHART_NONE,
    "In how many actions words of the rule pack's lists stand, in any of their forms that the "
    "pack counts. A row without a word counts the actions that have any word of the list.");

static const pm_table_column examples_columns[] = {
    {"set", "", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"authority", "authority", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"plan_id", "plan", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"action_no", "no", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"score", "score", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"action", "action", PM_IS_TEXT, PM_PART_VALUE, 0}};
static const sheet_form examples_form =
    SHEET(examples, "Weakest and best actions", PM_CHART_NONE,
          "Actions with the lowest and the highest scores; of equal ones, chance decides which.");

/* ---- words ---- */

static void word_row(report *r, uint32_t title, pm_str word, uint64_t actions) {
    sheets *s = &r->sheets;
    const image_text *titles = IMAGE_ARRAY(r->image, image_text, IMAGE_TITLES);
    put_str(s, image_string(r->image, titles[title]));
    put_str(s, word);
    put_count(s, actions);
    put_number(s, (double)actions / (double)r->texts.read);
}

void report_words(report *r) {
    size_t count, of_list = 0;
    word_count *words = texts_words(&r->texts, &count);
    r->sheets.failed |= words == NULL;
    sheets_begin(&r->sheets, &words_form);
    for (size_t i = 0; i < count; i++) {
        bool first = i == 0 || words[i].title != words[i - 1].title;
        if (first) {
            uint64_t any = r->texts.of_title[words[i].title].actions;
            word_row(r, words[i].title, (pm_str){NULL, 0}, any);
        }
        of_list = first ? 1 : of_list + 1;
        if (of_list <= REPORT_ROWS_OF_WORDS) {
            word_row(r, words[i].title, words[i].word, words[i].actions);
        }
    }
    sheets_end(&r->sheets);
    mem_free(r->allocator, words);
}

/* ---- examples ---- */

typedef enum example_set { WEAKEST, BEST } example_set;

static bool goes_before(example_set set, const example *a, const example *b) {
    if (a->score != b->score) {
        return set == WEAKEST ? a->score < b->score : a->score > b->score;
    }
    return a->order < b->order;
}

enum { EXAMPLE_PARTS = 4 };

/* Its texts in one piece of memory, given back when a better example takes its place. */
static bool keep(const pm_allocator *a, example *x, const pm_str parts[EXAMPLE_PARTS]) {
    pm_str *const held[EXAMPLE_PARTS] = {&x->authority, &x->plan_id, &x->action_no, &x->action};
    size_t len = 0;
    for (size_t i = 0; i < EXAMPLE_PARTS; i++) {
        len += parts[i].len;
    }
    char *to = x->texts = mem_alloc(a, len);
    for (size_t i = 0; i < EXAMPLE_PARTS && to != NULL; i++) {
        if (parts[i].len != 0) {
            memcpy(to, parts[i].data, parts[i].len);
        }
        *held[i] = (pm_str){to, parts[i].len};
        to += parts[i].len;
    }
    return x->texts != NULL;
}

static void offer(report *r, example_set set, const example *offered,
                  const pm_str parts[EXAMPLE_PARTS]) {
    example x = *offered, *list = r->examples[set];
    size_t count = r->example_count[set], at = count;
    while (at > 0 && goes_before(set, &x, &list[at - 1])) {
        at--;
    }
    if (at == REPORT_EXAMPLES) {
        return;
    }
    if (!keep(r->allocator, &x, parts)) {
        r->failed = PM_ERR_MEMORY;
        return;
    }
    if (count == REPORT_EXAMPLES) {
        mem_free(r->allocator, list[--count].texts);
    }
    memmove(list + at + 1, list + at, (count - at) * sizeof *list);
    list[at] = x;
    r->example_count[set] = count + 1;
}

static bool shows_examples(const report *r) {
    return r->options.text == REDACT_FULL && r->options.suppress == 0;
}

void report_offer(report *r, const pm_row *row, const fact *x) {
    example offered = {.score = tells_score(x, NULL), .order = HASH_SEED};
    if (!shows_examples(r) || offered.score < 0 || row->action.cell[PM_TEXT].len == 0) {
        return;
    }
    const pm_str parts[EXAMPLE_PARTS] = {row->authority, row->plan_id, row->action_no,
                                         row->action.cell[PM_TEXT]};
    for (size_t i = 0; i < EXAMPLE_PARTS; i++) {
        offered.order =
            hash_bytes(parts[i].data, parts[i].len, (offered.order ^ i) * UINT64_C(1099511628211));
    }
    offer(r, WEAKEST, &offered, parts);
    offer(r, BEST, &offered, parts);
}

void report_drop_examples(report *r) {
    for (int set = WEAKEST; set <= BEST; set++) {
        for (size_t i = 0; i < r->example_count[set]; i++) {
            mem_free(r->allocator, r->examples[set][i].texts);
        }
        r->example_count[set] = 0;
    }
}

void report_examples(report *r) {
    static const char *const names[] = {"weakest", "best"};
    sheets *s = &r->sheets;
    sheets_begin(s, &examples_form);
    if (r->options.text == REDACT_FULL && r->options.suppress != 0) {
        put_note(s, "No actions are shown where counts are withheld: ten of the best could be all "
                    "of them, each with its group.");
    }
    for (int set = WEAKEST; set <= BEST; set++) {
        for (size_t i = 0; i < r->example_count[set]; i++) {
            const example *x = &r->examples[set][i];
            put_words(s, names[set]);
            put_str(s, x->authority);
            put_str(s, x->plan_id);
            put_str(s, x->action_no);
            put_count(s, (uint64_t)x->score);
            put_str(s, x->action);
        }
    }
    sheets_end(s);
}

/* SPDX-License-Identifier: MIT
 * Keeps true: PCRE2's memory comes from the caller's allocator and every search is bounded. Machine
 * code is made at the first search, not at compile time, so that a plan without need of it never
 * waits; and not later, because the interpreter and machine code meet their limits at different
 * places, and a mark must not depend on what was scored before. */
#include "pack/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

struct regex {
    const pm_allocator *allocator;
    pcre2_general_context *general;
    pcre2_match_context *limits;
    pcre2_code *code;
    pcre2_match_data *data;
    bool is_made; /* machine code */
};

static void *give(PCRE2_SIZE size, void *ctx) {
    return mem_alloc(ctx, size);
}

static void take_back(void *p, void *ctx) {
    mem_free(ctx, p);
}

static pm_status compile(regex *r, pm_str expression, size_t *error_at,
                         char message[REGEX_MESSAGE]) {
    int code = 0;
    PCRE2_SIZE at = 0;
    pcre2_compile_context *context = pcre2_compile_context_create(r->general);
    if (context == NULL) {
        return PM_ERR_MEMORY;
    }
    r->code =
        pcre2_compile((PCRE2_SPTR)expression.data, expression.len,
                      PCRE2_CASELESS | PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &code, &at, context);
    pcre2_compile_context_free(context);
    if (r->code != NULL) {
        return PM_OK;
    }
    *error_at = at;
    pcre2_get_error_message(code, (PCRE2_UCHAR *)message, REGEX_MESSAGE);
    return code == PCRE2_ERROR_NOMEMORY || code == PCRE2_ERROR_HEAP_FAILED ? PM_ERR_MEMORY
                                                                           : PM_ERR_PACK;
}

static pm_status prepare(regex *r, pm_str expression, size_t *error_at,
                         char message[REGEX_MESSAGE]) {
    r->general = pcre2_general_context_create(give, take_back, (void *)r->allocator);
    r->limits = r->general != NULL ? pcre2_match_context_create(r->general) : NULL;
    if (r->limits == NULL) {
        return PM_ERR_MEMORY;
    }
    pcre2_set_match_limit(r->limits, REGEX_MATCH_LIMIT);
    pcre2_set_depth_limit(r->limits, REGEX_DEPTH_LIMIT);
    pcre2_set_heap_limit(r->limits, REGEX_HEAP_LIMIT_KIB);
    pm_status status = compile(r, expression, error_at, message);
    if (status == PM_OK) {
        r->data = pcre2_match_data_create_from_pattern(r->code, r->general);
        status = r->data != NULL ? PM_OK : PM_ERR_MEMORY;
    }
    return status;
}

pm_status regex_new(pm_str expression, const pm_allocator *a, regex **out, size_t *error_at,
                    char message[REGEX_MESSAGE]) {
    *out = mem_zalloc(a, sizeof **out);
    *error_at = 0;
    message[0] = '\0';
    if (*out == NULL) {
        return PM_ERR_MEMORY;
    }
    (*out)->allocator = a;
    pm_status status = prepare(*out, expression, error_at, message);
    if (status != PM_OK) {
        regex_free(*out);
        *out = NULL;
    }
    return status;
}

void regex_free(regex *r) {
    if (r != NULL) {
        pcre2_match_data_free(r->data);
        pcre2_code_free(r->code);
        pcre2_match_context_free(r->limits);
        pcre2_general_context_free(r->general);
        mem_free(r->allocator, r);
    }
}

regex_result regex_find(regex *r, pm_str subject, size_t from, size_t *start, size_t *end) {
    if (!r->is_made) {
        r->is_made = true;
        pcre2_jit_compile(r->code,
                          PCRE2_JIT_COMPLETE); /* where it cannot, searching goes on without */
    }
    int found = pcre2_match(r->code, (PCRE2_SPTR)(subject.data != NULL ? subject.data : ""),
                            subject.len, from, PCRE2_NO_UTF_CHECK, r->data, r->limits);
    if (found < 0) {
        return found == PCRE2_ERROR_NOMATCH ? REGEX_NONE : REGEX_LIMIT;
    }
    const PCRE2_SIZE *span = pcre2_get_ovector_pointer(r->data);
    *start = span[0];
    *end = span[1] > span[0] ? span[1] : span[0];
    return REGEX_FOUND;
}

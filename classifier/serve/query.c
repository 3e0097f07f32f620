/* SPDX-License-Identifier: MIT
 * Keeps true: no value is ever told again in a refusal, since it may be a word of a plan. */
#include "serve/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int hex(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Takes the escapes out, in their place; false: one is none, or a NUL. */
static bool unescape(char *text) {
    size_t to = 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        char c = text[i];
        if (c == '%') {
            int high = hex(text[i + 1]), low = high >= 0 ? hex(text[i + 2]) : -1;
            if (low < 0 || high + low == 0) {
                return false;
            }
            c = (char)(high * 16 + low);
            i += 2;
        }
        text[to++] = text[i] == '+' ? ' ' : c;
    }
    text[to] = '\0';
    return true;
}

static const query_key *find(const query_key *keys, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(keys[i].name, name) == 0) {
            return &keys[i];
        }
    }
    return NULL;
}

static bool refuse_key(const query_key *keys, size_t count, answer *a) {
    char names[512] = "";
    size_t used = 0;
    for (size_t i = 0; i < count && used < sizeof names; i++) {
        int n =
            snprintf(names + used, sizeof names - used, "%s%s", i != 0 ? ", " : "", keys[i].name);
        used += n > 0 ? (size_t)n : 0;
    }
    if (count == 0) {
        answer_problem(a, 400, "This path takes no query; leave out what stands behind the '?'.");
    } else {
        answer_problem(
            a, 400, "There is a key in the query that is none of this path; it takes %s.", names);
    }
    return false;
}

static bool choose(const query_key *key, const char *value, int *choice) {
    const char *word = key->kind == QUERY_SWITCH ? "no|yes" : key->choices;
    for (*choice = 0; key->kind != QUERY_TEXT; ++*choice) {
        size_t len = strcspn(word, "|");
        if (strlen(value) == len && memcmp(word, value, len) == 0) {
            return true;
        }
        if (word[len] == '\0') {
            return false;
        }
        word += len + 1;
    }
    return true;
}

static bool add(query *q, const query_key *key, const char *value, answer *a) {
    for (size_t i = 0; i < q->count; i++) {
        if (q->item[i].key == key && !key->many) {
            answer_problem(a, 400, "The key '%s' stands in the query twice; give it once.",
                           key->name);
            return false;
        }
    }
    if (q->count == QUERY_MOST) {
        answer_problem(a, 400, "A query has at most %d keys.", QUERY_MOST);
        return false;
    }
    value = key->kind == QUERY_SWITCH && value[0] == '\0' ? "yes" : value;
    int choice;
    if (!choose(key, value, &choice)) {
        answer_problem(a, 400, "The key '%s' of the query takes one of %s.", key->name,
                       key->kind == QUERY_SWITCH ? "yes|no" : key->choices);
        return false;
    }
    q->item[q->count].key = key;
    q->item[q->count].value = value;
    q->item[q->count++].choice = choice;
    return true;
}

static bool add_pair(query *q, char *pair, const query_key *keys, size_t key_count, answer *a) {
    char *equals = strchr(pair, '='), *value = pair + strlen(pair);
    if (equals != NULL) {
        *equals = '\0';
        value = equals + 1;
    }
    if (!unescape(pair) || !unescape(value)) {
        answer_problem(a, 400,
                       "There is a '%%' in the query with no two hexadecimal digits of a "
                       "character behind it; write a '%%' itself as '%%25'.");
        return false;
    }
    const query_key *key = find(keys, key_count, pair);
    return key != NULL ? add(q, key, value, a) : refuse_key(keys, key_count, a);
}

bool query_read(query *q, pm_str text, const query_key *keys, size_t key_count, answer *a) {
    *q = (query){.count = 0};
    if (text.len == 0) {
        return true;
    }
    q->text = malloc(text.len + 1);
    if (q->text == NULL) {
        answer_problem(a, 503, "Memory ran out; try again later.");
        return false;
    }
    memcpy(q->text, text.data, text.len);
    q->text[text.len] = '\0';
    for (char *pair = q->text; pair != NULL;) {
        char *next = strchr(pair, '&');
        if (next != NULL) {
            *next++ = '\0';
        }
        if (pair[0] != '\0' && !add_pair(q, pair, keys, key_count, a)) {
            return false;
        }
        pair = next;
    }
    return true;
}

void query_free(query *q) {
    free(q->text);
    *q = (query){.count = 0};
}

const char *query_text(const query *q, const char *name) {
    for (size_t i = 0; i < q->count; i++) {
        if (strcmp(q->item[i].key->name, name) == 0) {
            return q->item[i].value;
        }
    }
    return NULL;
}

int query_choice(const query *q, const char *name, int none) {
    for (size_t i = 0; i < q->count; i++) {
        if (strcmp(q->item[i].key->name, name) == 0) {
            return q->item[i].choice;
        }
    }
    return none;
}

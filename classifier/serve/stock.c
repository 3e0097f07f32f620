/* SPDX-License-Identifier: MIT
 * Keeps true: a stock in use is whole and good; one that has a fault is never seen by a request. */
#define _POSIX_C_SOURCE 200809L
#include "serve/stock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "program/exit.h"

enum { BASELINE_MOST = 64 * 1024 * 1024 }; /* bytes, as the library reads */

static pm_str str_of(const char *s) {
    return (pm_str){s, s != NULL ? strlen(s) : 0};
}

static pm_options options_of(terminal *t) {
    return (pm_options){
        .size = sizeof(pm_options), .diagnostic = terminal_diagnostic, .diagnostic_ctx = t};
}

static int no_memory(terminal *t) {
    terminal_error(t, "memory ran out");
    return CLI_OUTPUT;
}

/* What the library has told of already. */
static int code_of(pm_status status, terminal *t) {
    return status == PM_OK ? CLI_DONE : status == PM_ERR_MEMORY ? no_memory(t) : CLI_USAGE;
}

/* ---- files that are read whole ---- */

/* At most `most` bytes; malloc'ed, also when it is empty. */
static int read_stream(FILE *file, const char *what, const char *path, size_t most, terminal *t,
                       char **out, size_t *len) {
    size_t cap = 0;
    *len = 0;
    *out = NULL;
    for (size_t got = 1; got != 0; *len += got) {
        if (*len > most) {
            terminal_error(t, "the %s %s is longer than %zu bytes", what, path, most);
            return CLI_USAGE;
        }
        if (*len == cap) {
            cap = cap != 0 ? 2 * cap : 4096;
            char *more = realloc(*out, cap);
            if (more == NULL) {
                return no_memory(t);
            }
            *out = more;
        }
        got = fread(*out + *len, 1, cap - *len, file);
    }
    if (ferror(file)) {
        terminal_error(t, "the %s %s cannot be read: %s", what, path, strerror(errno));
        return CLI_USAGE;
    }
    return CLI_DONE;
}

static int read_file(const char *what, const char *path, size_t most, terminal *t, char **out,
                     size_t *len) {
    FILE *file = fopen(path, "rb");
    *out = NULL;
    if (file == NULL) {
        terminal_error(t, "the %s %s cannot be read: %s", what, path, strerror(errno));
        return CLI_USAGE;
    }
    int code = read_stream(file, what, path, most, t, out, len);
    fclose(file);
    return code;
}

/* ---- the parts ---- */

static int read_pack(stock *s, const char *folder, terminal *t) {
    pm_options o = options_of(t);
    bool own = folder != NULL && strcmp(folder, "cin-england") != 0;
    pm_status status = own ? pm_pack_open(&o, folder, &s->pack) : pm_pack_default(&o, &s->pack);
    if (status == PM_ERR_MEMORY) {
        return no_memory(t);
    }
    if (status != PM_OK) {
        terminal_error(t, "the rule pack %s cannot be used (%s)", folder, pm_status_text(status));
        return CLI_PACK;
    }
    return CLI_DONE;
}

static int set_key(stock *s, const char *key, const char *value, const char *origin, terminal *t) {
    return value == NULL
               ? CLI_DONE
               : code_of(pm_config_set(s->config, str_of(key), str_of(value), str_of(origin)), t);
}

static int read_config(stock *s, const stock_source *from, terminal *t) {
    pm_options o = options_of(t);
    int code = code_of(pm_config_new(&o, &s->config), t);
    if (code == CLI_DONE && !from->no_config) {
        code = code_of(from->config != NULL ? pm_config_read(s->config, from->config)
                                            : pm_config_find(s->config, NULL),
                       t);
    }
    code = code == CLI_DONE ? set_key(s, "check.pack", from->pack, "--pack", t) : code;
    code = code == CLI_DONE ? set_key(s, "check.baseline", from->baseline, "--baseline", t) : code;
    code = code == CLI_DONE ? code_of(pm_config_check_settings(s->config, &s->settings), t) : code;
    return code;
}

/* Every request that has settings of its own begins with these. */
static int list_settings(stock *s, terminal *t) {
    size_t count = pm_config_count(s->config);
    s->list = calloc(count + 1, sizeof *s->list);
    if (s->list == NULL) {
        return no_memory(t);
    }
    pm_status status = PM_OK;
    for (size_t i = 0; i < count && status == PM_OK; i++) {
        status = pm_config_get(s->config, i, &s->list[i]);
        s->list_count += status == PM_OK;
    }
    return code_of(status, t);
}

/* There is none unless one is named: the folder in which the program was started says nothing of
 * the requests. */
static int read_baseline(stock *s, const stock_source *from, terminal *t) {
    const char *path = s->settings.baseline;
    char *content;
    size_t len;
    if (path == NULL || !s->settings.baseline_named || from->no_baseline) {
        return CLI_DONE;
    }
    int code = read_file("baseline", path, BASELINE_MOST, t, &content, &len);
    if (code == CLI_DONE) {
        pm_options o = options_of(t);
        code = code_of(pm_baseline_read(&o, str_of(path), (pm_str){content, len}, &s->baseline), t);
    }
    free(content);
    return code;
}

static bool is_token(const char *text, size_t len) {
    for (size_t i = 0; i < len; i++) {
        if (text[i] <= ' ' || text[i] > '~') {
            return false;
        }
    }
    return len >= TOKEN_LEAST;
}

static int read_token(stock *s, const char *path, terminal *t) {
    char *content;
    size_t len;
    if (path == NULL) {
        return CLI_DONE;
    }
    int code = read_file("token", path, TOKEN_MOST - 1, t, &content, &len);
    while (code == CLI_DONE && len != 0 && (content[len - 1] == '\n' || content[len - 1] == '\r')) {
        len--;
    }
    if (code == CLI_DONE && !is_token(content, len)) {
        terminal_error(t, "the token in %s is to be at least %d characters of ASCII without spaces",
                       path, TOKEN_LEAST);
        code = CLI_USAGE;
    }
    if (code == CLI_DONE) {
        memcpy(s->token, content, len);
        s->token_len = len;
    }
    free(content);
    return code;
}

static int read_parts(stock *s, const stock_source *from, terminal *t) {
    int code = read_config(s, from, t);
    code = code == CLI_DONE ? list_settings(s, t) : code;
    code = code == CLI_DONE ? read_pack(s, s->settings.pack, t) : code;
    code = code == CLI_DONE ? code_of(pm_config_check_levels(s->config, s->pack), t) : code;
    code = code == CLI_DONE ? read_baseline(s, from, t) : code;
    return code == CLI_DONE ? read_token(s, from->token_file, t) : code;
}

int stock_read(const stock_source *from, terminal *t, stock **out) {
    stock *s = calloc(1, sizeof *s);
    *out = NULL;
    if (s == NULL) {
        return no_memory(t);
    }
    atomic_init(&s->users, 1);
    int code = read_parts(s, from, t);
    if (code != CLI_DONE) {
        stock_drop(s);
        return code;
    }
    *out = s;
    return CLI_DONE;
}

void stock_drop(stock *s) {
    if (s != NULL && atomic_fetch_sub(&s->users, 1) == 1) {
        pm_baseline_free(s->baseline);
        pm_pack_free(s->pack);
        pm_config_free(s->config);
        free(s->list);
        free(s);
    }
}

/* ---- the shelf ---- */

void shelf_init(shelf *s, stock *first) {
    pthread_mutex_init(&s->lock, NULL);
    s->now = first;
}

void shelf_free(shelf *s) {
    stock_drop(s->now);
    pthread_mutex_destroy(&s->lock);
}

stock *shelf_take(shelf *s) {
    pthread_mutex_lock(&s->lock);
    stock *taken = s->now;
    atomic_fetch_add(&taken->users, 1);
    pthread_mutex_unlock(&s->lock);
    return taken;
}

void shelf_put(shelf *s, stock *next) {
    pthread_mutex_lock(&s->lock);
    stock *before = s->now;
    s->now = next;
    pthread_mutex_unlock(&s->lock);
    stock_drop(before);
}

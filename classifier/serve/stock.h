/* SPDX-License-Identifier: MIT
 * What requests are answered by: the pack, the settings, the baseline and the token. It is read as
 * a whole, never changes, and is counted by those who use it. */
#ifndef SERVE_STOCK_H
#define SERVE_STOCK_H

#include <pthread.h>
#include <stdatomic.h>

#include "planmark/audit.h"
#include "program/terminal.h"

/* Where it is read. NULL: not given. */
typedef struct stock_source {
    const char *pack, *config, *baseline, *token_file;
    int no_config, no_baseline;
} stock_source;

enum { TOKEN_LEAST = 16, TOKEN_MOST = 512 }; /* bytes */

typedef struct stock {
    atomic_size_t users;
    pm_pack *pack;
    pm_config *config;
    pm_setting *list; /* all that is set beside the level of a single finding's own default */
    size_t list_count;
    pm_check_settings settings;
    pm_baseline *baseline; /* NULL: none */
    char token[TOKEN_MOST];
    size_t token_len; /* 0: everybody may ask */
} stock;

/* Reads it all; an exit code, 0 for success, or 2 to 5 (told). The caller uses it. */
int stock_read(const stock_source *from, terminal *t, stock **out);
void stock_drop(stock *s);

/* The one in use. */
typedef struct shelf {
    pthread_mutex_t lock;
    stock *now;
} shelf;

/* Takes over the stock. */
void shelf_init(shelf *s, stock *first);
void shelf_free(shelf *s);
/* The one in use; drop it in the end. */
stock *shelf_take(shelf *s);
/* Takes over the stock, which is in use from now on. */
void shelf_put(shelf *s, stock *next);

#endif

/* SPDX-License-Identifier: MIT
 * Keeps true: reasons are those of the messages, which hold no word of a plan. */
#include "program/left_out.h"

#include <stdlib.h>
#include <string.h>

static char *put(char *to, pm_str s, pm_str *out) {
    memcpy(to, s.len != 0 ? s.data : "", s.len);
    *out = (pm_str){to, s.len};
    return to + s.len;
}

static void keep(left_out *l, const pm_left_out *x) {
    char *all = malloc(x->path.len + x->name.len + x->reason.len + 1);
    if (all == NULL) {
        l->failed = true;
        return;
    }
    pm_left_out *kept = &l->items[l->count++];
    kept->line = x->line;
    put(put(put(all, x->path, &kept->path), x->name, &kept->name), x->reason, &kept->reason);
}

/* "plan.csv:12", by the name of its rows: then it is the file at hand; and the line. */
static bool is_place(pm_str file, pm_str name, size_t *line) {
    bool is = name.len != 0 && file.len > name.len && file.data[name.len] == ':' &&
              memcmp(file.data, name.data, name.len) == 0;
    size_t n = 0, i = name.len + 1;
    for (; is && i < file.len && i < name.len + 10 && file.data[i] >= '0' && file.data[i] <= '9';
         i++) {
        n = n * 10 + (size_t)(file.data[i] - '0');
    }
    *line = is && i == file.len ? n : 0;
    return is;
}

void left_out_hear(left_out *l, const pm_diagnostic *d, const char *path, pm_str name) {
    pm_left_out x = {.path = d->file, .line = d->line, .reason = d->message};
    pm_str at_hand = {path, path != NULL ? strlen(path) : 0};
    size_t line;
    if (d->severity != PM_ERROR || d->file.len == 0 || l->count == LEFT_OUT_TOLD) {
        return;
    }
    if (path != NULL && is_place(d->file, name, &line)) {
        x.path = at_hand;
        x.line = line;
    }
    bool same = x.path.len == at_hand.len && memcmp(x.path.data, path, at_hand.len) == 0;
    x.name = same ? name : (pm_str){NULL, 0};
    keep(l, &x);
}

void left_out_free(left_out *l) {
    for (size_t i = 0; i < l->count; i++) {
        free((char *)l->items[i].path.data);
    }
    l->count = 0;
}

/* SPDX-License-Identifier: MIT
 * Keeps true: one file has one place, by whatever links and from wherever it is named. */
#define _XOPEN_SOURCE 700
#include "cli/place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The folder of a resolved path: "" for what lies at the root. */
static char *folder_of(char *resolved) {
    char *slash = resolved != NULL ? strrchr(resolved, '/') : NULL;
    if (slash != NULL) {
        *slash = '\0';
    }
    return resolved;
}

/* Of a file that is not there yet, by its folder; NULL: that is not there either, or no memory. */
static char *resolve_folder(const char *file) {
    const char *slash = strrchr(file, '/');
    size_t len = slash != NULL ? (size_t)(slash - file) + 1 : 1;
    char *name = malloc(len + 1);
    if (name == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    memcpy(name, slash != NULL ? file : ".", len);
    name[len] = '\0';
    char *resolved = realpath(name, NULL);
    int reason = errno;
    free(name);
    errno = reason;
    if (resolved != NULL && strcmp(resolved, "/") == 0) {
        resolved[0] = '\0';
    }
    return resolved;
}

bool place_open(plan_place *p, const char *file) {
    *p = (plan_place){.folder = folder_of(realpath(file, NULL))};
    if (p->folder == NULL && errno != ENOMEM) {
        p->folder = resolve_folder(file);
    }
    return p->folder != NULL || errno != ENOMEM;
}

void place_close(plan_place *p) {
    free(p->folder);
    free(p->text);
    *p = (plan_place){.folder = NULL};
}

/* Bytes of both that are the same folders: behind it in each begins the rest, with its '/'. */
static size_t shared(const char *folder, const char *file) {
    size_t same = 0;
    for (size_t i = 0;; i++) {
        bool ends = folder[i] == '\0' || folder[i] == '/';
        if (ends && file[i] == '/') {
            same = i;
        }
        if (folder[i] == '\0' || folder[i] != file[i]) {
            return same;
        }
    }
}

static bool make_room(plan_place *p, size_t size) {
    char *text = size > p->cap ? realloc(p->text, size) : p->text;
    if (text != NULL && size > p->cap) {
        p->text = text;
        p->cap = size;
    }
    return text != NULL;
}

/* Both are resolved. */
static bool put_way(plan_place *p, const char *file, pm_str more, pm_str *out) {
    size_t same = shared(p->folder, file), up = 0, at = 0;
    for (const char *c = p->folder + same; *c != '\0'; c++) {
        up += *c == '/';
    }
    size_t len = strlen(file + same + 1);
    if (!make_room(p, 3 * up + len + more.len + 1)) {
        return false;
    }
    for (; up > 0; up--, at += 3) {
        memcpy(p->text + at, "../", 3);
    }
    memcpy(p->text + at, file + same + 1, len);
    memcpy(p->text + at + len, more.len != 0 ? more.data : "", more.len);
    *out = (pm_str){p->text, at + len + more.len};
    return true;
}

bool place_of(plan_place *p, const char *path, pm_str more, pm_str *out) {
    *out = (pm_str){NULL, 0};
    if (p->folder == NULL || strcmp(path, "-") == 0) {
        return true;
    }
    char *file = realpath(path, NULL);
    if (file == NULL || file[0] != '/') { /* a pipe by a name in /dev/fd, say: it has no place */
        bool lost = file == NULL && errno == ENOMEM;
        free(file);
        return !lost;
    }
    bool done = put_way(p, file, more, out);
    free(file);
    return done;
}

/* SPDX-License-Identifier: MIT
 * Keeps true: the names come out in the order of the arguments, those of a folder sorted bytewise,
 * the same on every machine; folders are entered no deeper than DEEPEST. */
#include <string.h>

#include "readers/rows.h"

enum { DEEPEST = 16 };

typedef struct expansion {
    const reader_options *options;
    os_names *out;
    reader_left *left;
    size_t failed;
} expansion;

/* Notes that it is not read. PM_ERR_MEMORY. */
static pm_status omit(expansion *e, const char *path, const char *reason, bool failed) {
    reader_left *left = e->left;
    const pm_allocator *a = left->allocator;
    size_t path_size = strlen(path) + 1, reason_size = strlen(reason) + 1;
    char *copy = mem_alloc(a, path_size + reason_size);
    if (copy == NULL || !mem_grow(a, (void **)&left->omitted, &left->omitted_cap,
                                  left->omitted_count + 1, sizeof *left->omitted)) {
        mem_free(a, copy);
        return PM_ERR_MEMORY;
    }
    memcpy(copy, path, path_size);
    memcpy(copy + path_size, reason, reason_size);
    left->omitted[left->omitted_count++] =
        (reader_omission){copy, copy + path_size, e->out->count, failed};
    return PM_OK;
}

void reader_left_free(reader_left *left) {
    for (size_t i = 0; i < left->omitted_count; i++) {
        mem_free(left->allocator, left->omitted[i].path);
    }
    mem_free(left->allocator, left->omitted);
    *left = (reader_left){.allocator = left->allocator};
}

static pm_status tell(expansion *e, const char *path, const char *reason) {
    report_plain(e->options->report, PM_ERROR, str_from(path), 0, 0, "%s", reason);
    e->failed++;
    return omit(e, path, reason, true);
}

static pm_status add_name(os_names *names, const char *path) {
    char *copy = mem_copy(names->allocator, path, strlen(path));
    if (copy == NULL || !mem_grow(names->allocator, (void **)&names->items, &names->cap,
                                  names->count + 1, sizeof *names->items)) {
        mem_free(names->allocator, copy);
        return PM_ERR_MEMORY;
    }
    names->items[names->count++] = copy;
    return PM_OK;
}

/* Why it is passed over: hidden files, the lock files of office programs and planmark's own files
 * are nobody's plans. NULL: it is not. */
static const char *passed_over(const char *name) {
    if (strcmp(name, "planmark.baseline.json") == 0 || strcmp(name, "planmark.yaml") == 0) {
        return "of planmark";
    }
    return name[0] == '.' ? "hidden" : strncmp(name, "~$", 2) == 0 ? "a lock file" : NULL;
}

/* Of a kind that is read, or of the kind that was asked for. */
static bool wanted(const expansion *e, const char *name) {
    const row_kind *kind = reader_kind_of_name(str_from(name));
    reader_format format = e->options->format;
    bool document = e->options->document != NULL && format == READER_AUTO &&
                    reader_is_document_name(str_from(name));
    return document || (kind != NULL && (format == READER_AUTO || kind->format == format));
}

/* The ending in lower case; "other" when it might be more than an ending. */
static void ending_of(const char *name, char out[12]) {
    const char *dot = strrchr(name, '.');
    size_t len = dot != NULL ? strlen(dot) : 0;
    bool plain = len > 1 && len < 12;
    for (size_t i = 1; plain && i < len; i++) {
        plain = ascii_alpha(dot[i]) || ascii_digit(dot[i]);
        out[i] = ascii_lower(dot[i]);
    }
    if (!plain) {
        strcpy(out, "other");
        return;
    }
    out[0] = '.';
    out[len] = '\0';
}

static void leave(expansion *e, const char *ending) {
    reader_left *left = e->left;
    size_t i = 0, most = sizeof left->kind / sizeof *left->kind;
    left->files++;
    while (i < left->kinds && strcmp(left->kind[i].ending, ending) != 0) {
        i++;
    }
    if (i == left->kinds) {
        if (i == most || (i == most - 1 && strcmp(ending, "other") != 0)) {
            left->files--; /* the last place is for the rest */
            leave(e, "other");
            return;
        }
        strcpy(left->kind[i].ending, ending);
        left->kinds++;
    }
    left->kind[i].files++;
}

static pm_status add_folder(expansion *e, const char *path, unsigned depth);

static pm_status add_path_of(expansion *e, const char *path, const char *name, unsigned depth) {
    const reader_options *o = e->options;
    const char *over = passed_over(name);
    if (o->own != NULL && o->own(o->own_ctx, path)) {
        return PM_OK;
    }
    if (over != NULL) {
        return omit(e, path, over, false);
    }
    bool link = os_path_is_link(path); /* it may lead out of the folder */
    os_kind kind = link ? OS_OTHER : os_path_kind(path);
    if (kind == OS_FOLDER) {
        return add_folder(e, path, depth + 1);
    }
    if (kind == OS_BARRED) {
        return tell(e, path, "permission denied");
    }
    if (kind == OS_FILE && wanted(e, name)) {
        return add_name(e->out, path);
    }
    char ending[12] = "link";
    if (!link) {
        ending_of(name, ending);
    }
    leave(e, ending);
    return omit(e, path,
                link              ? "a link"
                : kind == OS_FILE ? "of another kind"
                                  : "no plain file",
                false);
}

static pm_status add_entry(expansion *e, const char *folder, const char *name, unsigned depth) {
    buffer path;
    buffer_init(&path, e->options->allocator);
    buffer_text(&path, folder);
    buffer_text(&path, folder[strlen(folder) - 1] == '/' ? "" : "/");
    buffer_text(&path, name);
    buffer_char(&path, '\0');
    pm_status status = path.failed ? PM_ERR_MEMORY : add_path_of(e, path.data, name, depth);
    buffer_free(&path);
    return status;
}

static pm_status add_folder(expansion *e, const char *path, unsigned depth) {
    if (depth > DEEPEST) {
        return tell(e, path, "the folder lies too deep in others and is left out");
    }
    os_names names;
    const char *reason = "";
    pm_status status = os_list_folder(path, e->options->allocator, &names, &reason);
    if (status != PM_OK) {
        return status == PM_ERR_IO ? tell(e, path, reason) : status;
    }
    for (size_t i = 0; i < names.count && status == PM_OK; i++) {
        status = add_entry(e, path, names.items[i], depth);
    }
    os_free_names(&names);
    return status;
}

static pm_status add_path(expansion *e, const char *path) {
    os_kind kind = strcmp(path, "-") == 0 ? OS_FILE : os_path_kind(path);
    if (kind == OS_MISSING) {
        return tell(e, path, "no such file or folder");
    }
    if (kind != OS_FOLDER) {
        return add_name(e->out, path); /* a pipe may be read as well as a file */
    }
    size_t before = e->out->count, failed = e->failed;
    pm_status status = add_folder(e, path, 0);
    if (status == PM_OK && e->out->count == before && e->failed == failed) {
        status = tell(e, path, "the folder holds no file that can be read");
    }
    return status;
}

/* A fault in options->columns concerns all files, and is told before any is read. */
static pm_status check_columns(const reader_options *options) {
    columns c;
    pm_status status = columns_init(&c, options->allocator, options->columns, options->report);
    columns_free(&c);
    return status;
}

pm_status reader_expand(const reader_options *options, char *const *paths, size_t count,
                        os_names *out, size_t *failed, reader_left *left) {
    *out = (os_names){.allocator = options->allocator};
    *left = (reader_left){.allocator = options->allocator};
    expansion e = {.options = options, .out = out, .left = left};
    pm_status status = check_columns(options);
    for (size_t i = 0; i < count && status == PM_OK; i++) {
        status = add_path(&e, paths[i]);
    }
    *failed = e.failed;
    if (status != PM_OK) {
        os_free_names(out);
        reader_left_free(left);
    }
    return status;
}

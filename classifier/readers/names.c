/* SPDX-License-Identifier: MIT
 * Keeps true: a file has its bare name unless one before it took that for a plan; a long name
 * depends on the paths of the run and on nothing else. */
#include "readers/names.h"

#include <stdlib.h>
#include <string.h>

typedef struct named {
    pm_str path, plan;
    size_t index;
    bool ending; /* the plan keeps it */
} named;

static size_t base_of(pm_str path) {
    size_t from = path.len;
    while (from != 0 && path.data[from - 1] != '/') {
        from--;
    }
    return from;
}

size_t name_stem(pm_str name) {
    size_t base = base_of(name);
    for (size_t i = name.len; i > base + 1; i--) {
        if (name.data[i - 1] == '.') {
            return i - 1;
        }
    }
    return name.len;
}

/* The path from `folders` folders before the name on; fewer when there are no more. */
static pm_str plan_of(const named *n, size_t folders) {
    size_t from = base_of(n->path);
    for (; folders != 0 && from != 0; folders--) {
        from = base_of(str_slice(n->path, 0, from - 1));
    }
    return str_slice(n->path, from, n->ending ? n->path.len : name_stem(n->path));
}

/* By plan; those of one plan by path. */
static int compare(const void *a, const void *b) {
    const named *x = a, *y = b;
    int order = str_compare(x->plan, y->plan);
    return order != 0 ? order : str_compare(x->path, y->path);
}

static bool clash(const named *a, const named *b) {
    return str_equal(a->plan, b->plan) && !str_equal(a->path, b->path);
}

/* Files beside each other that differ in their ending. */
static void keep_endings(named *group, size_t count) {
    for (size_t i = 0; i < count; i++) {
        group[i].plan = str_slice(group[i].path, 0, name_stem(group[i].path));
    }
    qsort(group, count, sizeof *group, compare);
    for (size_t i = 1; i < count; i++) {
        if (clash(&group[i - 1], &group[i])) {
            group[i - 1].ending = group[i].ending = true;
        }
    }
}

/* Sets the plans of a group; true: they are all distinct. */
static bool try_folders(named *group, size_t count, size_t folders) {
    bool distinct = true;
    for (size_t i = 0; i < count; i++) {
        group[i].plan = plan_of(&group[i], folders);
    }
    qsort(group, count, sizeof *group, compare);
    for (size_t i = 1; i < count; i++) {
        distinct &= !clash(&group[i - 1], &group[i]);
    }
    return distinct;
}

/* Whole paths are distinct at the latest. */
static void tell_apart(named *group, size_t count) {
    size_t folders = 0;
    keep_endings(group, count);
    for (size_t i = 0; i < count; i++) {
        group[i].ending |= base_of(group[i].path) == 0;
        folders |= !group[i].ending; /* a long name is none of the bare ones */
    }
    while (!try_folders(group, count, folders)) {
        folders++;
    }
}

static bool has_others(const named *group, size_t count) {
    bool others = false;
    for (size_t i = 1; i < count; i++) {
        others |= !str_equal(group[0].path, group[i].path);
    }
    return others;
}

static void put_group(named *group, size_t count, file_name *out) {
    pm_str bare = group[0].plan;
    if (has_others(group, count)) {
        tell_apart(group, count);
    }
    const char *taken = NULL;
    for (size_t i = 0; i < count; i++) {
        const named *n = &group[i];
        size_t base = base_of(n->path), from = (size_t)(n->plan.data - n->path.data);
        out[n->index] = (file_name){.file = str_slice(n->path, base, n->path.len),
                                    .plan = str_slice(n->path, base, name_stem(n->path)),
                                    .long_file = str_slice(n->path, from, n->path.len),
                                    .long_plan = n->plan,
                                    .group = group[0].index};
        taken = str_equal(n->plan, bare) ? n->path.data : taken; /* it has no other */
    }
    out[group[0].index].taken = taken;
}

pm_status names_make(const os_names *paths, file_name *out) {
    named *all = mem_array(paths->allocator, paths->count, sizeof *all);
    if (all == NULL) {
        return PM_ERR_MEMORY;
    }
    for (size_t i = 0; i < paths->count; i++) {
        all[i] = (named){.path = str_from(paths->items[i]), .index = i};
        all[i].plan = plan_of(&all[i], 0);
    }
    qsort(all, paths->count, sizeof *all, compare);
    for (size_t from = 0, to; from < paths->count; from = to) {
        pm_str plan = all[from].plan;
        for (to = from + 1; to < paths->count && str_equal(all[to].plan, plan);) {
            to++;
        }
        put_group(&all[from], to - from, out);
    }
    mem_free(paths->allocator, all);
    return PM_OK;
}

void names_choose(const os_names *paths, const file_name *names, size_t i, pm_str *file,
                  pm_str *plan) {
    const char *taken = names[names[i].group].taken;
    bool other = taken != NULL && strcmp(taken, paths->items[i]) != 0;
    *file = other ? names[i].long_file : names[i].file;
    *plan = other ? names[i].long_plan : names[i].plan;
}

void names_take(const os_names *paths, file_name *names, size_t i) {
    file_name *group = &names[names[i].group];
    group->taken = group->taken != NULL ? group->taken : paths->items[i];
}

/* SPDX-License-Identifier: MIT
 * Keeps true: files come in one order on every machine; folders are entered to a fixed depth. */
#include "pack/folder.h"

#include <string.h>

enum { FOLDER_DEEPEST = 4 };

typedef struct walk {
    const char *folder;
    pm_str name;
    reporter *report;
    pack_files *out;
} walk;

bool pack_files_add(pack_files *files, pm_str path, pm_str name, pm_str content, unsigned layer) {
    const pm_allocator *a = files->memory.allocator;
    if (!mem_grow(a, (void **)&files->items, &files->cap, files->count + 1, sizeof *files->items)) {
        return false;
    }
    files->items[files->count++] = (pack_file){path, {name, content, path}, layer};
    return true;
}

static pm_str join(arena *memory, pm_str a, pm_str b) {
    char *p = arena_alloc(memory, a.len + b.len + 2);
    if (p == NULL) {
        return (pm_str){NULL, 0};
    }
    size_t slash = a.len != 0;
    if (a.len != 0) {
        memcpy(p, a.data, a.len);
        p[a.len] = '/';
    }
    memcpy(p + a.len + slash, b.data, b.len);
    p[a.len + slash + b.len] = '\0';
    return (pm_str){p, a.len + slash + b.len};
}

static pm_status read_one(walk *w, pm_str path) {
    buffer content;
    const char *reason = "";
    pm_str full = join(&w->out->memory, str_from(w->folder), path),
           name = join(&w->out->memory, w->name, path);
    buffer_init(&content, w->out->memory.allocator);
    pm_status status = full.data == NULL || name.data == NULL
                           ? PM_ERR_MEMORY
                           : os_read_file(full.data, PM_LIMIT_PACK_FILE, &content, &reason);
    if (status == PM_ERR_IO || status == PM_ERR_LIMIT) {
        report_plain(w->report, PM_ERROR, name, 0, 0, "cannot be read: %s",
                     status == PM_ERR_IO ? reason : "larger than a pack file may be");
    } else if (status == PM_OK) {
        char *copy = arena_copy(&w->out->memory, content.data, content.len);
        bool kept =
            copy != NULL && pack_files_add(w->out, path, name, (pm_str){copy, content.len}, 1);
        status = kept ? PM_OK : PM_ERR_MEMORY;
    }
    buffer_free(&content);
    return status;
}

static bool is_pack_file(pm_str path) {
    bool list = str_starts(path, STR("lexicons/"));
    return list ? str_ends(path, STR(".txt"))
                : str_ends(path, STR(".yaml")) && memchr(path.data, '/', path.len) == NULL;
}

/* A file that its writer takes for a part of the pack; notes of other kinds may lie beside. */
static pm_status pass_over(walk *w, pm_str path) {
    if (!str_ends(path, STR(".yml")) && !str_ends(path, STR(".yaml"))) {
        return PM_OK;
    }
    pm_str name = join(&w->out->memory, w->name, path);
    if (name.data == NULL) {
        return PM_ERR_MEMORY;
    }
    report_plain(w->report, PM_WARNING, name, 0, 0,
                 "the file is not read: rules and confidences end in .yaml and stand beside "
                 "pack.yaml, lists end in .txt");
    return PM_OK;
}

static pm_status read_folder(walk *w, pm_str inside, int depth);

static pm_status read_entry(walk *w, pm_str path, int depth) {
    pm_str full = join(&w->out->memory, str_from(w->folder), path);
    if (full.data == NULL) {
        return PM_ERR_MEMORY;
    }
    bool enter = depth < FOLDER_DEEPEST &&
                 (str_equal(path, STR("lexicons")) || str_starts(path, STR("lexicons/")));
    if (os_path_kind(full.data) == OS_FOLDER) {
        return enter ? read_folder(w, path, depth + 1) : PM_OK;
    }
    return is_pack_file(path) ? read_one(w, path) : pass_over(w, path);
}

static pm_status read_folder(walk *w, pm_str inside, int depth) {
    os_names names;
    const char *reason = "";
    pm_str full = join(&w->out->memory, str_from(w->folder), inside);
    pm_status status = full.data == NULL
                           ? PM_ERR_MEMORY
                           : os_list_folder(full.data, w->out->memory.allocator, &names, &reason);
    if (status == PM_ERR_IO) {
        report_plain(w->report, PM_ERROR, full, 0, 0, "cannot be read: %s", reason);
    }
    for (size_t i = 0; status == PM_OK && i < names.count; i++) {
        pm_str path = join(&w->out->memory, inside, str_from(names.items[i]));
        bool hidden = names.items[i][0] == '.';
        status = path.data == NULL ? PM_ERR_MEMORY : hidden ? PM_OK : read_entry(w, path, depth);
        if (status != PM_OK) {
            os_free_names(&names);
            return status;
        }
    }
    if (status == PM_OK) {
        os_free_names(&names);
    }
    return status;
}

pm_status pack_folder_read(const char *folder, pm_str name, const pm_allocator *a, reporter *report,
                           pack_files *out) {
    walk w = {folder, name, report, out};
    *out = (pack_files){0};
    arena_init(&out->memory, a);
    pm_status status = read_folder(&w, (pm_str){"", 0}, 0);
    if (status != PM_OK) {
        pack_files_free(out);
    }
    return status;
}

void pack_files_free(pack_files *files) {
    if (files->memory.allocator != NULL) {
        mem_free(files->memory.allocator, files->items);
        arena_free(&files->memory);
        *files = (pack_files){0};
    }
}

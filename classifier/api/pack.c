/* SPDX-License-Identifier: MIT
 * Keeps true: a pack that was handed out is whole and never changes. */
#include "api/handles.h"

#include <stdio.h>
#include <string.h>

#include "api/default_pack.h"
#include "pack/archive.h"
#include "pack/compile.h"
#include "pack/folder.h"

#define DEFAULT_PACK_NAME "cin-england"

enum { LONGEST_NAME = 4096 }; /* bytes of a file's name, so that lengths fit every format */

void options_take(void *full, size_t size, const void *given) {
    if (given != NULL) {
        size_t known = *(const size_t *)given;
        memcpy(full, given, known < size ? known : size);
    }
}

pm_options options_full(const pm_options *given) {
    pm_options full = {.size = sizeof full};
    options_take(&full, sizeof full, given);
    if (full.allocator == NULL) {
        full.allocator = &memory_default;
    }
    return full;
}

static pm_str default_wordnet_table(void) {
    return (pm_str){(const char *)default_wordnet, default_wordnet_size};
}

static pm_status make_pack(const pm_allocator *a, const image_header *image, image_header *owned,
                           pm_pack **out) {
    pm_pack *p = mem_zalloc(a, sizeof *p);
    if (p == NULL) {
        return PM_ERR_MEMORY;
    }
    p->allocator = a;
    p->image = image;
    p->owned = owned;
    p->wordnet = default_wordnet_table();
    pm_str name = image_string(image, image->name),
           version = image_string(image, image->pack_version);
    snprintf(p->stamp, sizeof p->stamp, "%.*s@%.*s+%08x/%s", (int)(name.len < 60 ? name.len : 60),
             name.data, (int)(version.len < 30 ? version.len : 30), version.data,
             (unsigned)(image->hash >> 32), pm_version());
    *out = p;
    return PM_OK;
}

pm_status pm_pack_default(const pm_options *options, pm_pack **out) {
    if (out == NULL) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    pm_options o = options_full(options);
    return make_pack(o.allocator, (const image_header *)(const void *)default_image, NULL, out);
}

/* Puts the built-in pack's files in front, when the given pack says that it extends it. */
static pm_status add_base(pack_files *all, const yaml_tree *extends, const source *src,
                          reporter *report) {
    pm_str block = {(const char *)default_sources, default_sources_size}, path, content;
    size_t at = 0;
    if (!str_equal(extends->text, STR(DEFAULT_PACK_NAME))) {
        report_at(report, PM_ERROR, src, extends->offset,
                  "only '" DEFAULT_PACK_NAME "' can be extended, not '%.*s'",
                  (int)extends->text.len, extends->text.data);
        return PM_ERR_PACK;
    }
    while (archive_next(block, &at, &path, &content)) {
        char *name = arena_alloc(&all->memory, path.len + sizeof DEFAULT_PACK_NAME + 1);
        if (name == NULL) {
            return PM_ERR_MEMORY;
        }
        size_t folder = sizeof DEFAULT_PACK_NAME - 1;
        memcpy(name, DEFAULT_PACK_NAME "/", folder + 1);
        memcpy(name + folder + 1, path.data, path.len);
        if (!pack_files_add(all, path, (pm_str){name, folder + 1 + path.len}, content, 0)) {
            return PM_ERR_MEMORY;
        }
    }
    return PM_OK;
}

/* Does pack.yaml extend another pack? Its faults are told when it is read in earnest. */
static pm_status find_base(pack_files *all, const pack_file *files, size_t count,
                           reporter *report) {
    reporter quiet = {.fn = NULL};
    for (size_t i = 0; i < count; i++) {
        yaml_tree *tree;
        if (!str_equal(files[i].path, STR("pack.yaml"))) {
            continue;
        }
        pm_status status = yaml_parse(&files[i].text, &all->memory, &quiet, &tree);
        if (status != PM_OK) {
            return status == PM_ERR_MEMORY ? status : PM_OK;
        }
        const yaml_tree *extends = tree->kind == YAML_MAP ? yaml_get(tree, "extends") : NULL;
        return extends != NULL && extends->kind == YAML_SCALAR
                   ? add_base(all, extends, &files[i].text, report)
                   : PM_OK;
    }
    report_plain(report, PM_ERROR, count != 0 ? files[0].text.name : (pm_str){NULL, 0}, 0, 0,
                 "the pack has no pack.yaml");
    return PM_ERR_PACK;
}

static pm_status compile_files(const pm_allocator *a, reporter *report, const pack_file *files,
                               size_t count, pm_pack **out) {
    pack_files all = {0};
    pack_def def = {0};
    image_header *image = NULL;
    size_t size;
    arena_init(&all.memory, a);
    pm_status status = find_base(&all, files, count, report);
    for (size_t i = 0; status == PM_OK && i < count; i++) {
        status = pack_files_add(&all, files[i].path, files[i].text.name, files[i].text.text, 1)
                     ? PM_OK
                     : PM_ERR_MEMORY;
    }
    if (status == PM_OK) {
        status = pack_def_read(all.items, all.count, &all.memory, report, &def);
    }
    if (def.memory != NULL &&
        (status == PM_OK || status == PM_ERR_PACK)) { /* compiling tells further faults */
        pm_status compiled = pack_compile(&def, default_wordnet_table(), a, &image, &size);
        status = status == PM_OK || compiled == PM_ERR_MEMORY ? compiled : status;
    }
    if (status == PM_OK) {
        status = make_pack(a, image, image, out);
    }
    if (status != PM_OK) {
        mem_free(a, image);
    }
    pack_def_free(&def);
    pack_files_free(&all);
    return status;
}

pm_status pm_pack_compile(const pm_options *options, pm_str origin, const pm_pack_file *files,
                          size_t count, pm_pack **out) {
    if (out == NULL || (files == NULL && count != 0)) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    pm_options o = options_full(options);
    reporter report = {.fn = o.diagnostic, .ctx = o.diagnostic_ctx};
    pack_files named = {0};
    arena_init(&named.memory, o.allocator);
    pm_status status = PM_OK;
    for (size_t i = 0; i < count && status == PM_OK; i++) {
        if (origin.len > LONGEST_NAME || files[i].path.len > LONGEST_NAME) {
            status = PM_ERR_ARGUMENT;
            break;
        }
        char *name = arena_alloc(&named.memory, origin.len + files[i].path.len + 2);
        if (name == NULL || files[i].content.len > PM_LIMIT_PACK_FILE) {
            status = name == NULL ? PM_ERR_MEMORY : PM_ERR_LIMIT;
            break;
        }
        int n = snprintf(name, origin.len + files[i].path.len + 2, "%.*s%s%.*s", (int)origin.len,
                         origin.len != 0 ? origin.data : "", origin.len != 0 ? "/" : "",
                         (int)files[i].path.len, files[i].path.data);
        bool kept = pack_files_add(&named, files[i].path, (pm_str){name, n > 0 ? (size_t)n : 0},
                                   files[i].content, 1);
        status = kept ? PM_OK : PM_ERR_MEMORY;
    }
    if (status == PM_OK) {
        status = compile_files(o.allocator, &report, named.items, named.count, out);
    }
    pack_files_free(&named);
    return status;
}

pm_status pm_pack_open(const pm_options *options, const char *folder, pm_pack **out) {
    if (out == NULL || folder == NULL) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    pm_options o = options_full(options);
    reporter report = {.fn = o.diagnostic, .ctx = o.diagnostic_ctx};
    pack_files files;
    pm_status status = pack_folder_read(folder, str_from(folder), o.allocator, &report, &files);
    if (status == PM_OK) {
        status = compile_files(o.allocator, &report, files.items, files.count, out);
        pack_files_free(&files);
    }
    return status;
}

pm_str pm_pack_stamp(const pm_pack *pack) {
    return str_from(pack != NULL ? pack->stamp : NULL);
}

void pm_pack_free(pm_pack *pack) {
    if (pack != NULL) {
        const pm_allocator *a = pack->allocator;
        mem_free(a, pack->owned);
        mem_free(a, pack);
    }
}

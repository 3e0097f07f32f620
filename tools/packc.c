/* SPDX-License-Identifier: MIT
 * packc FOLDER NAME WORDNET OUT_IMAGE OUT_SOURCES: compiles a rule pack at build time. A host
 * program: it may print. */
#include <stdio.h>
#include <string.h>

#include "pack/archive.h"
#include "pack/compile.h"
#include "pack/folder.h"

static void print_diagnostic(void *ctx, const pm_diagnostic *d) {
    static const char *const names[] = {"note", "warning", "error"};
    (void)ctx;
    fprintf(stderr, "%.*s:%zu:%zu: %s: %.*s\n", (int)d->file.len, d->file.data, d->line, d->column,
            names[d->severity], (int)d->message.len, d->message.data);
    if (d->excerpt.len != 0 && d->column != 0) {
        fprintf(stderr, "  %.*s\n  %*s^\n", (int)d->excerpt.len, d->excerpt.data,
                (int)(d->column - 1), "");
    }
}

static int write_file(const char *path, const void *data, size_t size) {
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(data, 1, size, f) != size || fclose(f) != 0) {
        fprintf(stderr, "packc: cannot write %s\n", path);
        return 5;
    }
    return 0;
}

static int write_outputs(char **argv, const pack_files *files, const image_header *image,
                         size_t size) {
    buffer sources;
    buffer_init(&sources, &memory_default);
    for (size_t i = 0; i < files->count; i++) {
        archive_put(&sources, files->items[i].path, files->items[i].text.text);
    }
    int code = sources.failed ? 5 : write_file(argv[4], image, size);
    code = code != 0 ? code : write_file(argv[5], sources.data, sources.len);
    buffer_free(&sources);
    return code;
}

static int compile(char **argv, pm_str wordnet) {
    reporter report = {.fn = print_diagnostic};
    pack_files files;
    pack_def def = {0};
    arena memory;
    image_header *image = NULL;
    size_t size = 0;
    int code = 4;
    if (pack_folder_read(argv[1], str_from(argv[2]), &memory_default, &report, &files) != PM_OK) {
        return code;
    }
    arena_init(&memory, &memory_default);
    pm_status status = pack_def_read(files.items, files.count, &memory, &report, &def);
    if (status == PM_OK || status == PM_ERR_PACK) { /* compiling tells further faults */
        pm_status compiled = pack_compile(&def, wordnet, &memory_default, &image, &size);
        status = status == PM_OK ? compiled : status;
    }
    if (status == PM_OK) {
        code = write_outputs(argv, &files, image, size);
    } else {
        fprintf(stderr, "packc: %zu errors in %s\n", report.errors, argv[1]);
    }
    mem_free(&memory_default, image);
    pack_def_free(&def);
    arena_free(&memory);
    pack_files_free(&files);
    return code;
}

int main(int argc, char **argv) {
    buffer wordnet;
    const char *reason = "";
    if (argc != 6) {
        fprintf(stderr, "usage: packc FOLDER NAME WORDNET OUT_IMAGE OUT_SOURCES\n");
        return 2;
    }
    buffer_init(&wordnet, &memory_default);
    if (os_read_file(argv[3], PM_LIMIT_PACK_FILE, &wordnet, &reason) != PM_OK) {
        fprintf(stderr, "packc: %s: %s\n", argv[3], reason);
        return 3;
    }
    int code = compile(argv, buffer_view(&wordnet));
    buffer_free(&wordnet);
    return code;
}

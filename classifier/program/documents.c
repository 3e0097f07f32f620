/* SPDX-License-Identifier: MIT
 * Keeps true: the library that reads documents is loaded when a document asks for it, once, from
 * beside the command or from where it was installed; its absence is told once, with the remedy. */
#define _POSIX_C_SOURCE 200809L
#include "program/documents.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "program/exit.h"
#include "program/folder.h"

typedef const pm_document_kit *(*kit_fn)(void);

/* A library that is there and cannot be loaded says why; one that is not there is looked for
 * further on. */
static void *load_from(const char *folder, const char *between, char *why, size_t size) {
    char path[4096 + 256];
    int n = snprintf(path, sizeof path, "%s/%s%s", folder, between, PLANMARK_DOCS_FILE);
    if (n < 0 || (size_t)n >= sizeof path || access(path, R_OK) != 0) {
        return NULL;
    }
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char *said = dlerror();
        snprintf(why, size, "%s", said != NULL ? said : "");
    }
    return library;
}

static void *load(char *why, size_t size) {
    char folder[4096];
    void *library = NULL;
    if (folder_own(folder, sizeof folder)) {
        library = load_from(folder, "", why, size);
        library =
            library != NULL ? library : load_from(folder, PLANMARK_DOCS_BESIDE "/", why, size);
    }
    return library != NULL || why[0] != '\0' ? library
                                             : dlopen(PLANMARK_DOCS_FILE, RTLD_NOW | RTLD_LOCAL);
}

static void tell_missing(documents *d, const char *why) {
    if (!PLANMARK_DOCS) {
        terminal_error(d->term, "this planmark was built without documents; build it with "
                                "-DPLANMARK_DOCS=ON, which needs libzip-dev and libxml2-dev");
    } else if (why[0] != '\0') {
        terminal_error(d->term,
                       "the library that reads documents cannot be loaded: %s (its packages: "
                       "apt-get install libzip4 libxml2)",
                       why);
    } else {
        terminal_error(d->term,
                       "the library that reads documents, %s, is not there; it is built and "
                       "installed with planmark unless -DPLANMARK_DOCS=OFF was given",
                       PLANMARK_DOCS_FILE);
    }
}

const pm_document_kit *documents_kit(void *ctx) {
    documents *d = ctx;
    if (d->tried) {
        return d->kit;
    }
    d->tried = true;
    char why[512] = "";
    kit_fn get = NULL;
    void *library = PLANMARK_DOCS ? load(why, sizeof why) : NULL;
    void *symbol = library != NULL ? dlsym(library, "pm_document_kit_get") : NULL;
    memcpy(&get, &symbol, sizeof get); /* POSIX: an object's address may be a function's */
    d->kit = get != NULL ? get() : NULL;
    if (d->kit == NULL && d->term != NULL) {
        tell_missing(d, why);
    }
    return d->kit;
}

int documents_workbook(documents *d, const pm_options *options, const pm_table *tables,
                       size_t count, const char *path) {
    const pm_document_kit *kit = documents_kit(d);
    if (kit == NULL || kit->size < sizeof *kit || strcmp(kit->version, pm_version()) != 0) {
        terminal_error(d->term, "a workbook needs the library of documents");
        return CLI_OUTPUT;
    }
    pm_status status = kit->workbook_write(options, tables, count, path);
    if (status == PM_ERR_MEMORY) {
        terminal_error(d->term, "memory ran out");
    }
    return status == PM_OK ? CLI_DONE : CLI_OUTPUT;
}

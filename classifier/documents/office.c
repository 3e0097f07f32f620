/* SPDX-License-Identifier: MIT
 * Keeps true: Word before 2007 and RTF are turned into .docx by LibreOffice, in a folder and with
 * settings of their own, which are gone afterwards; then they are read as every .docx. */
#include <string.h>

#include "base/md5.h"
#include "base/os.h"
#include "documents/documents.h"
#include "documents/ole.h"
#include "documents/parts.h"

#define NOBODY "http://127.0.0.1:1"

enum {
    OFFICE_MILLIS = 120000,
    OFFICE_SAYS = 1 << 20,            /* bytes of messages; it prints some hundred */
    OFFICE_FILE = 2 * DOCUMENT_PIPED, /* bytes of a file that it writes */
    OFFICE_ROOM = 64 << 20,           /* bytes for its files that are surely enough */
    OFFICE_HOMES = 5,
    UNSHARE_WORDS = 4
};

/* Bytes of data that it may have. A letter takes less than 0.2 GiB, a table of 20,000 rows 0.6. */
static const size_t office_memory = (size_t)2 << 30;

static const char office_missing_file[] =
    "the file is RTF or of Word before 2007, and LibreOffice, which turns it into .docx, is not "
    "there (package libreoffice-writer-nogui); save it as .docx";

static const char *office_missing(void) {
    return os_has_program("soffice") ? NULL
                                     : "needs soffice, of the package libreoffice-writer-nogui";
}

static bool rtf_is(document *d) {
    return str_starts(buffer_view(&d->reader->feed.first), STR("{\\rtf"));
}

static bool doc_is(document *d) {
    return str_starts(buffer_view(&d->reader->feed.first), STR("\xD0\xCF\x11\xE0"));
}

static bool holds(pm_str bytes, const char *name, size_t len) {
    for (size_t i = 0; i + len <= bytes.len; i++) {
        const char *at = memchr(bytes.data + i, name[0], bytes.len - len - i + 1);
        if (at == NULL) {
            return false;
        }
        i = (size_t)(at - bytes.data);
        if (memcmp(at, name, len) == 0) {
            return true;
        }
    }
    return false;
}

/* Streams are named in UTF-16. Where the directory is damaged a name will do: LibreOffice may still
 * read it. */
static const char *refused(document *d) {
    static const char word[] = "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t";
    static const char sealed[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    pm_str bytes = buffer_view(&d->bytes);
    if (d->format != &document_doc) {
        return NULL;
    }
    bool is_word = holds(bytes, word, sizeof word - 1);
    bool named = !is_word && !ole_is(bytes) && holds(bytes, sealed, sizeof sealed - 1);
    if (ole_locked(bytes) || named) {
        return "the document is protected by a password; save it without one";
    }
    return is_word ? NULL
                   : "the file is of Excel before 2007, cut off, or no document; save it as .xlsx "
                     "or .docx";
}

/* "file://" and the path, with what has a meaning in addresses as "%20". */
static void put_address(buffer *out, const char *path) {
    static const char figures[] = "0123456789ABCDEF";
    buffer_text(out, "file://");
    for (; *path != '\0'; path++) {
        unsigned char c = (unsigned char)*path;
        if (ascii_alpha(*path) || ascii_digit(*path) || strchr("/-_.", *path) != NULL) {
            buffer_char(out, *path);
        } else {
            buffer_char(out, '%');
            buffer_char(out, figures[c >> 4]);
            buffer_char(out, figures[c & 15]);
        }
    }
}

static pm_status tell_result(document *d, const os_result *r) {
    switch (r->how) {
    case OS_NO_PROGRAM: return document_fault(d, PM_ERR_INPUT, office_missing_file);
    case OS_TOO_SLOW:
        return document_fault(d, PM_ERR_LIMIT,
                              "LibreOffice took too long over it; save it as .docx");
    case OS_TOO_MUCH:
        return document_fault(d, PM_ERR_LIMIT,
                              "LibreOffice printed messages without end over it, and was stopped; "
                              "save it as .docx");
    case OS_STOPPED: return document_fault(d, PM_ERR_INPUT, "reading it was stopped");
    default: return PM_OK;
    }
}

typedef struct office {
    buffer folder, in, out, settings, temporary, says;
    buffer homes[OFFICE_HOMES];
} office;

/* Where it would leave something of its own. */
static const char *const home_names[OFFICE_HOMES] = {
    "HOME=", "XDG_CACHE_HOME=", "XDG_CONFIG_HOME=", "XDG_DATA_HOME=", "XDG_RUNTIME_DIR="};

static void office_each(office *o, void (*fn)(buffer *b, const pm_allocator *a),
                        const pm_allocator *a) {
    buffer *const all[] = {&o->folder, &o->in, &o->out, &o->settings, &o->temporary, &o->says};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        fn(all[i], a);
    }
    for (size_t i = 0; i < OFFICE_HOMES; i++) {
        fn(&o->homes[i], a);
    }
}

static void free_one(buffer *b, const pm_allocator *a) {
    (void)a;
    buffer_free(b);
}

static void put_variable(const office *o, const char *name, buffer *out) {
    buffer_text(out, name);
    buffer_text(out, o->folder.data);
    buffer_char(out, '\0');
}

/* false: no memory. */
static bool name_files(document *d, office *o) {
    buffer_text(&o->in, o->folder.data);
    buffer_text(&o->in, d->format == &document_rtf ? "/plan.rtf" : "/plan.doc");
    buffer_char(&o->in, '\0');
    buffer_text(&o->out, o->folder.data);
    buffer_text(&o->out, "/plan.docx");
    buffer_char(&o->out, '\0');
    buffer_text(&o->settings, "-env:UserInstallation=");
    put_address(&o->settings, o->folder.data);
    buffer_text(&o->settings, "/settings");
    buffer_char(&o->settings, '\0');
    put_variable(o, "TMPDIR=", &o->temporary);
    bool failed = o->in.failed || o->out.failed || o->settings.failed || o->temporary.failed;
    for (size_t i = 0; i < OFFICE_HOMES; i++) {
        put_variable(o, home_names[i], &o->homes[i]);
        failed |= o->homes[i].failed;
    }
    return !failed;
}

/* LibreOffice that is stopped leaves the socket by which it would be told of further files. It is
 * named after its settings: by the digest of their address in UTF-16, each byte without a leading
 * zero. */
static void remove_socket(const pm_allocator *a, const office *o) {
    unsigned char digest[MD5_BYTES];
    buffer wide, path;
    buffer_init(&wide, a);
    buffer_init(&path, a);
    for (const char *c = strchr(o->settings.data, '=') + 1; *c != '\0'; c++) {
        buffer_put(&wide, (const char[]){*c, '\0'}, 2);
    }
    md5(buffer_view(&wide), digest);
    buffer_format(&path, "/tmp/OSL_PIPE_%lu_SingleOfficeIPC_", os_user());
    for (size_t i = 0; i < MD5_BYTES; i++) {
        buffer_format(&path, "%x", digest[i]);
    }
    buffer_char(&path, '\0');
    if (!wide.failed && !path.failed) {
        os_remove_folder(path.data);
    }
    buffer_free(&wide);
    buffer_free(&path);
}

/* May a program be run where there is no network? The system may allow it to nobody. */
static bool may_unshare(office *o) {
    enum { UNSHARE_MILLIS = 10000 };
    char program[] = "unshare", user[] = "--map-current-user", net[] = "--net", end[] = "--",
         nothing[] = "true";
    char *argv[] = {program, user, net, end, nothing, NULL};
    const os_limits limits = {.output = OFFICE_SAYS, .millis = UNSHARE_MILLIS};
    os_result result;
    bool ran = os_run(argv, &limits, &o->says, &result) == PM_OK && result.how == OS_ENDED;
    return ran && result.code == 0;
}

/* A document may name pictures anywhere, and LibreOffice would ask for them: it has no network, or
 * where that cannot be, a proxy that is nobody. */
static pm_status run_office(office *o, os_result *result) {
    char unshare[] = "unshare", user[] = "--map-current-user", net[] = "--net", end[] = "--",
         program[] = "soffice", headless[] = "--headless", restore[] = "--norestore",
         to[] = "--convert-to", docx[] = "docx:MS Word 2007 XML", into[] = "--outdir";
    char *argv[] = {unshare,          user, net,  end,  program,        headless,   restore,
                    o->settings.data, to,   docx, into, o->folder.data, o->in.data, NULL};
    const char *const variables[] = {o->temporary.data,
                                     "http_proxy=" NOBODY,
                                     "https_proxy=" NOBODY,
                                     "ftp_proxy=" NOBODY,
                                     "all_proxy=" NOBODY,
                                     "no_proxy=",
                                     "HTTP_PROXY=" NOBODY,
                                     "HTTPS_PROXY=" NOBODY,
                                     "FTP_PROXY=" NOBODY,
                                     "ALL_PROXY=" NOBODY,
                                     "NO_PROXY=",
                                     o->homes[0].data,
                                     o->homes[1].data,
                                     o->homes[2].data,
                                     o->homes[3].data,
                                     o->homes[4].data,
                                     NULL};
    const os_limits limits = {OFFICE_SAYS, OFFICE_MILLIS, variables, office_memory, OFFICE_FILE};
    return os_run(may_unshare(o) ? argv : argv + UNSHARE_WORDS, &limits, &o->says, result);
}

static bool says(const os_result *r, const char *what) {
    return strstr(r->errors, what) != NULL;
}

/* It made no document, and seldom says why: a bound that it met shows in what is left, and in how
 * it ended. */
static const char *why_none(const office *o, const os_result *r) {
    if (r->too_large || says(r, "Signal 25")) { /* of LibreOffice itself, of one that it started */
        return "LibreOffice makes a file of more than 512 MiB of it, or one larger than may be";
    }
    if (os_free_room(o->folder.data) < OFFICE_ROOM) {
        return "LibreOffice cannot read it: the folder for temporary files (TMPDIR) has little "
               "space left, or the document is damaged";
    }
    if (says(r, "bad_alloc") || says(r, "Signal 6") || r->peak >= office_memory / 2) {
        return "LibreOffice broke off over it: it is damaged, or needs more than 2 GiB of memory; "
               "save it as .docx";
    }
    return "LibreOffice cannot read it: it is damaged, protected by a password, or the package "
           "libreoffice-writer-nogui is missing";
}

static pm_status convert(document *d, office *o) {
    os_result result;
    const char *why;
    pm_status status = run_office(o, &result);
    remove_socket(d->allocator, o);
    if (status == PM_OK) {
        status = tell_result(d, &result);
    }
    if (status != PM_OK) {
        return status;
    }
    buffer_clear(&d->bytes);
    status = os_read_file(o->out.data, DOCUMENT_PIPED, &d->bytes, &why);
    if (status == PM_ERR_LIMIT) {
        return document_fault(d, status, "LibreOffice makes more than 256 MiB of it");
    }
    return status == PM_ERR_IO ? document_fault(d, PM_ERR_INPUT, why_none(o, &result)) : status;
}

static pm_status convert_in(document *d, office *o) {
    const char *why = "";
    pm_status status = os_make_folder(&o->folder, &why);
    if (status == PM_OK) {
        status = name_files(d, o) ? os_write_file(o->in.data, buffer_view(&d->bytes), &why)
                                  : PM_ERR_MEMORY;
    }
    if (status == PM_ERR_IO) {
        return document_no_folder(d, why);
    }
    status = status == PM_OK ? convert(d, o) : status;
    return status == PM_ERR_IO
               ? document_fault(d, PM_ERR_INPUT, "the system cannot run another program now")
               : status;
}

static void remove_plan(const buffer *path) {
    if (path->len != 0 && !path->failed) {
        os_remove_file(path->data);
    }
}

static pm_status make_docx(document *d) {
    const pm_allocator *a = d->allocator;
    office o;
    os_hold *hold;
    if (os_hold_signals(a, &hold) != PM_OK) {
        return PM_ERR_MEMORY;
    }
    office_each(&o, buffer_init, a);
    pm_status status = convert_in(d, &o);
    if (o.folder.len != 0) { /* the plan goes first, whatever becomes of the rest */
        remove_plan(&o.in);
        remove_plan(&o.out);
        os_remove_folder(o.folder.data);
    }
    office_each(&o, free_one, a);
    os_release(hold);
    return status;
}

static pm_status office_open(document *d) {
    pm_status status = document_slurp(d);
    const char *reason = status == PM_OK ? refused(d) : NULL;
    if (reason != NULL) {
        return document_fault(d, PM_ERR_INPUT, reason);
    }
    if (status == PM_OK && office_missing() != NULL) {
        return document_fault(d, PM_ERR_INPUT, office_missing_file);
    }
    status = status == PM_OK ? make_docx(d) : status;
    status = status == PM_OK
                 ? package_open(d->allocator, NULL, buffer_view(&d->bytes), &d->package, &d->reason)
                 : status;
    if (status == PM_OK && !document_docx.is(d)) {
        return d->no_memory ? PM_ERR_MEMORY
                            : document_fault(d, PM_ERR_INPUT, "LibreOffice made no document of it");
    }
    return status == PM_OK && document_docx.open != NULL ? document_docx.open(d) : status;
}

static pm_status office_more(document *d) {
    return document_docx.more(d);
}

static void office_close(document *d) {
    if (document_docx.close != NULL) {
        document_docx.close(d);
    }
}

const document_format document_doc = {
    .name = "doc",
    .suffixes = ".doc",
    .about = "Word before 2007, by LibreOffice",
    .missing = office_missing,
    .is = doc_is,
    .open = office_open,
    .more = office_more,
    .close = office_close,
};

const document_format document_rtf = {
    .name = "rtf",
    .suffixes = ".rtf",
    .about = "RTF, by LibreOffice",
    .missing = office_missing,
    .is = rtf_is,
    .open = office_open,
    .more = office_more,
    .close = office_close,
};

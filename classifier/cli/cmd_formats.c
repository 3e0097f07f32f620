/* SPDX-License-Identifier: MIT
 * planmark formats. Keeps true: what is told as read is read by the libraries that are at hand. */
#include "cli/session.h"

#include <string.h>

typedef struct known_format {
    const char *name, *endings, *about;
} known_format;

/* Of libplanmark itself. */
static const known_format own[] = {
    {"csv", ".csv.tsv.tab", "tables in text"},
    {"jsonl", ".jsonl.ndjson", "JSON lines"},
    {"json", ".json", "JSON plans"},
    {"text", ".txt.text", "one action a line"},
};

/* Nothing reads these. */
static const known_format unread[] = {
    {"xls", ".xls", "Excel before 2007; save it as .xlsx"},
};

/* ".csv.tsv" as ".csv .tsv". */
static void put_endings(outfile *out, const char *endings) {
    size_t used = strlen(endings);
    for (const char *p = endings; *p != '\0'; p++) {
        outfile_print(out, "%s%c", *p == '.' && p != endings ? " " : "", *p);
        used += *p == '.' && p != endings;
    }
    outfile_print(out, "%*s", used < 26 ? (int)(26 - used) : 1, "");
}

static void put_format(outfile *out, const char *name, bool read, const char *endings,
                       const char *about) {
    outfile_print(out, "%-11s%-6s", name, read ? "yes" : "no");
    put_endings(out, endings);
    outfile_print(out, "%s\n", about);
}

static void put_documents(outfile *out, documents *d) {
    const pm_document_kit *kit = documents_kit(d);
    pm_document_format_info info;
    for (size_t i = 0; kit != NULL && kit->format_get(i, &info) == 0; i++) {
        put_format(out, info.name, info.missing == NULL, info.endings,
                   info.missing == NULL ? info.about : info.missing);
    }
    if (kit == NULL) {
        put_format(out, "documents", false, ".docx.odt.xlsx.html.pdf",
                   "the library for them is missing");
    }
}

int cmd_formats(int argc, char **argv) {
    const option options[] = {{OPTION_FLAG, "help", 'h', NULL, NULL, "show this and stop"}};
    const option_set set = {
        "planmark formats",
        "Tells which formats this planmark reads, by which endings they are found in folders, and "
        "what is\n"
        "missing for others. What a file is shows in its content first.",
        options,
        sizeof options / sizeof *options,
        "  planmark formats\n",
        NULL};
    size_t count;
    terminal t;
    outfile out;
    int code = options_read(&set, argc, argv, &count);
    if (code == OPTIONS_GO && count != 0) {
        code = options_fault(&set, "formats takes no operands");
    }
    if (code != OPTIONS_GO) {
        return code;
    }
    terminal_init(&t, COLOUR_AUTO, false);
    if (!outfile_open(&out, NULL, &t)) {
        return CLI_OUTPUT;
    }
    documents d = {.term = &t};
    outfile_print(&out, "%-11s%-6s%-26s%s\n", "format", "read", "endings", "what");
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        put_format(&out, own[i].name, true, own[i].endings, own[i].about);
    }
    put_documents(&out, &d);
    for (size_t i = 0; i < sizeof unread / sizeof *unread; i++) {
        put_format(&out, unread[i].name, false, unread[i].endings, unread[i].about);
    }
    return outfile_close(&out, true, &t) ? CLI_DONE : CLI_OUTPUT;
}

/* SPDX-License-Identifier: MIT
 * Findings to bytes. A format is one file and one line in the table of findings.c; all of them see
 * a plan through redact.c alone. */
#ifndef OUTPUT_FINDINGS_H
#define OUTPUT_FINDINGS_H

#include "output/output.h"
#include "pack/image.h"

/* In the order of pm_check_format. */
typedef enum findings_format {
    FINDINGS_TEXT,
    FINDINGS_JSON,
    FINDINGS_JSONL,
    FINDINGS_SARIF,
    FINDINGS_JUNIT,
    FINDINGS_CHECKSTYLE,
    FINDINGS_GITHUB,
    FINDINGS_FORMATS
} findings_format;

typedef struct findings_options {
    findings_format format;
    redact_policy text;
    pm_level least;
    pm_fail_on fail_on;
    bool known, colour;
    pm_str stamp, engine, key; /* they outlive the writer; the key may be empty */
    const image_header *image; /* of the pack, which has the list of findings */
    const pm_allocator *allocator;
    output_sink sink;
    void *ctx;
} findings_options;

typedef struct findings {
    findings_options options;
    redactor redact;
    buffer out;
    buffer scratch, line; /* each is used up at once; a fault of theirs is one of `out` */
    buffer path;          /* of the file at hand, as it was named, or what stands for it */
    buffer name;          /* how its rows call it; empty where names are withheld */
    buffer text;          /* the same as text, whatever the bytes of the name */
    const struct findings_kind *kind;
    bool begun;
    bool whole;       /* at the end: findings are of all plans together, and of no file */
    bool any;         /* something was written of which the next is to be kept apart */
    pm_status failed; /* the first failure; nothing is written after it */
} findings;

/* What a format does; NULL: nothing. Faults of memory stand in f->out.failed. */
typedef struct findings_kind {
    size_t flush_at; /* bytes held back */
    bool known;      /* known findings are always written, as known */
    void (*begin)(findings *f);
    void (*file)(findings *f); /* behind a change of f->path */
    void (*plan)(findings *f, const pm_plan_check *plan);
    void (*end)(findings *f, const pm_check_total *total);
} findings_kind;

extern const findings_kind findings_text, findings_json, findings_jsonl, findings_sarif,
    findings_junit, findings_checkstyle, findings_github;

/* Free it in any case. */
void findings_init(findings *f, const findings_options *options);
/* `name` is how rows call it, empty: the name in the path. */
pm_status findings_file(findings *f, pm_str path, pm_str name);
/* PM_ERR_MEMORY; PM_ERR_IO: the sink refused. */
pm_status findings_add(findings *f, const pm_plan_check *plan);
pm_status findings_end(findings *f, const pm_check_total *total);
void findings_free(findings *f);

/* ---- for the formats ---- */

extern const char *const findings_levels[PM_LEVELS];         /* "off", "note", "warning", "error" */
extern const char *const findings_states[PM_FINDING_STATES]; /* "new", "known", "resolved" */

/* Is it to be written, by level and state? */
bool findings_wanted(const findings *f, const pm_finding *finding);

/* What may be shown of the action of a finding, or of the plan; lives until the next call. */
void findings_show(findings *f, const pm_plan_check *plan, ptrdiff_t action, shown *out);

/* The path of the file at hand as text, or what stands for it where no name may be shown; empty
 * when none is. */
pm_str findings_path(const findings *f);
/* The same of another file; it is the one at hand from then on. */
pm_str findings_path_of(findings *f, pm_str path, pm_str name);

/* May be told who answered for a finding, and why? It is no text of a plan, but may name people. */
bool findings_tells_why(const findings *f);

/* A plan that has the findings of all together. */
pm_plan_check findings_of_total(const pm_check_total *total);

/* Where a finding is: of "plan.docx:table 2 row 3 cell 1" the part behind the file's name, of
 * "plan.csv:4" or "line 4" the number too; else, or where that is beyond INT32_MAX, it is 0. */
typedef struct findings_place {
    pm_str words;
    size_t line;
} findings_place;
findings_place findings_place_of(pm_str where);

/* Appends how the plan calls an action, or its number. */
void findings_number(const shown *s, ptrdiff_t action, buffer *out);
/* Appends "owner: nobody is assigned in "..."", with words of the plan where they may be shown, and
 * which action it repeats, or which finding's override it is about; no control character is in it.
 */
void findings_message(findings *f, const pm_plan_check *plan, const pm_finding *x, buffer *out);
/* Appends the hint, its blanks filled. */
void findings_advice(findings *f, const pm_plan_check *plan, const pm_finding *x, buffer *out);
/* Both in one line without control characters, the hint cut; with `placed` behind what it is of:
 * "plan P1: ", "table 2 row 3: ", or "action 3: " where the line is known. Lives until the next
 * call. */
pm_str findings_line(findings *f, const pm_plan_check *plan, const pm_finding *x, bool placed);

/* What is said where all plans are told of and not all could be read. */
#define FINDINGS_INCOMPLETE "some of the input could not be read"

/* Appends text as the content of an XML element or attribute: what XML 1.0 cannot hold becomes
 * U+FFFD, line ends in attributes are kept. */
void findings_xml(buffer *out, pm_str text);
/* Appends ' name="value"'. */
void findings_attribute(buffer *out, const char *name, pm_str value);

#endif

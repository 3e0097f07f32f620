/* SPDX-License-Identifier: MIT
 * Findings as JSON objects, for the formats that are made of them. docs/check.md tells the keys. */
#ifndef OUTPUT_FINDINGS_JSON_H
#define OUTPUT_FINDINGS_JSON_H

#include "format/json.h"
#include "output/findings.h"

#define KEY(w, name) JSON_KEY(w, name)

/* The keys of a plan and of the total, with the findings or without: the caller opens and closes
 * the object, and may add others. Memory that ends is told by f->out. */
void findings_json_plan(findings *f, json_writer *w, const pm_plan_check *plan, bool with);
void findings_json_total(findings *f, json_writer *w, const pm_check_total *total, bool with);
/* The keys of a finding. */
void findings_json_finding(findings *f, json_writer *w, const pm_plan_check *plan,
                           const pm_finding *x);
/* Of what format this is, and by which rules: "planmark_check", "pack" and "engine". */
void findings_json_stamp(const findings *f, json_writer *w);
/* "left_out", "complete" and "passed". */
void findings_json_answer(findings *f, json_writer *w, const pm_check_total *total);

#endif

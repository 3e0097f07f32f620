/* SPDX-License-Identifier: MIT
 * Inflection of English verbs and nouns, British spelling. */
#ifndef PACK_INFLECT_H
#define PACK_INFLECT_H

#include "base/source.h"

typedef enum verb_form { FORM_BASE, FORM_S, FORM_PAST, FORM_PART, FORM_ING, VERB_FORMS } verb_form;

/* Irregular verbs: one a line, "base past participle [ing [s]]"; '/' joins variants
 * (learned/learnt). */
typedef struct irregulars irregulars;
pm_status irregulars_read(const source *src, arena *memory, reporter *report, irregulars **out);

/* Tells fn each spelling of `base` (lower case, one or several words, the first is inflected) in a
 * form. Variants each get a call (learned, learnt; travelled). Doubling of final consonants follows
 * stress for the words that need it (a table); prefixed irregulars (re-, over-, under-, out-,
 * self-) follow their base ("redo", "overtake" when listed). */
typedef bool (*inflect_fn)(void *ctx, pm_str word); /* false: stop, no memory */
bool inflect_verb(const irregulars *table, pm_str base, verb_form form, inflect_fn fn, void *ctx);

/* The singular and plural of a noun phrase (its last word is inflected): child children, policy
 * policies, box boxes, GP GPs. The singular comes first. */
bool inflect_noun(pm_str singular, inflect_fn fn, void *ctx);

#endif

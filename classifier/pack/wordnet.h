/* SPDX-License-Identifier: MIT
 * The WordNet table: for words no list knows, the lexicographer class of their commonest sense as
 * noun and as verb. Built at build time by tools/wordnet_table, flat and position-independent. */
#ifndef PACK_WORDNET_H
#define PACK_WORDNET_H

#include "base/strings.h"
#include "pack/inflect.h"

/* Classes in the order of WordNet's lexnames(5WN): nouns 3 (Tops) to 28 (time), verbs 29 (body) to
 * 43 (weather). 0: the word is unknown as that part of speech. */
typedef struct wordnet_entry {
    uint8_t noun, verb;
    uint8_t noun_plural; /* the form looked up is a plural of the noun */
    uint8_t verb_form;   /* bits 1 << verb_form of the forms that the looked-up spelling may be */
} wordnet_entry;

/* The number of a class by name ("noun.act", "verb.motion"), 0 when unknown. */
uint8_t wordnet_class(pm_str name);

/* Looks a lower-case word up in a table: as it stands, then by its regular endings (-s, -es, -ies,
 * -ed, -ing, doubled consonants) and the exception lists that the table holds. All zero when
 * unknown, or when the table is empty. */
wordnet_entry wordnet_find(pm_str table, pm_str word);

#endif

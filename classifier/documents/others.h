/* SPDX-License-Identifier: MIT
 * The parts of a plan in which none of its actions stand, told by their headings: signatures,
 * attendees, comments, chronologies, services, contingencies. */
#ifndef DOCUMENTS_OTHERS_H
#define DOCUMENTS_OTHERS_H

#include "documents/model.h"

typedef enum other_part {
    OTHER_NONE,
    OTHER_LOOSE,   /* lists of services, dates and the like: actions where headings say no less */
    OTHER_EVENTS,  /* what has happened: actions where headings say who and by when */
    OTHER_ARISING, /* from the last meeting: actions where no heading asks whether they are done */
    OTHER_IF       /* what is done if something else happens: no actions */
} other_part;

/* Of a heading above text or tables. */
other_part other_part_of(pm_str heading);
/* Does a band or a label name what comes behind the actions ("Signatures", "Date of next meeting:
 * ...", "Parent's comments")? `*alone`: nothing is said behind it on its line. */
bool other_label(pm_str text, bool *alone);
/* A heading of a column: one of people and their signatures ("Name"; `*sure`: it is none of
 * actions), of a condition ("If this happens"), of what became of an action ("Completed?"). */
bool other_of_people(pm_str heading, bool *sure);
bool other_of_condition(pm_str heading);
bool other_of_progress(pm_str heading);
/* ... or any of those that stand beside actions, and are neither who nor by when ("Outcome"). */
bool other_of_template(pm_str heading);
/* Are all its words such as headings of plans have, so that it is nobody's name? */
bool other_in_headings(pm_str heading);

#endif

/* SPDX-License-Identifier: MIT
 * A cell, or a paragraph, to the actions in it: paragraphs, list items and marked lines. */
#ifndef DOCUMENTS_PIECES_H
#define DOCUMENTS_PIECES_H

#include "documents/model.h"

enum {
    PIECE_LEVELS = 32,   /* of lists whose items are numbered; below these each is a first one */
    PIECE_DIGITS = 3,    /* of a typed number: one of more is a year or the like */
    PIECES_PAIRED = 4096 /* items of a list beside the actions of a row; more are none of theirs */
};

typedef struct piece {
    pm_str text;      /* without its bullet or number */
    size_t number;    /* of a numbered item, from 1; 0: none */
    unsigned level;   /* of a list item */
    bool item;        /* in a list, or behind a typed bullet or number */
    size_t paragraph; /* of its cell or document, from 1 */
} piece;

typedef struct pieces {
    arena *memory; /* of the texts that are put together */
    piece *items;
    size_t count, cap;
    bool failed;                   /* no memory */
    size_t at_level[PIECE_LEVELS]; /* items so far */
} pieces;

void pieces_init(pieces *p, arena *memory);
void pieces_free(pieces *p);
void pieces_clear(pieces *p);

/* Appends what the block, or the cell, holds. Nested tables count as their texts. */
void pieces_of_block(pieces *p, const doc_block *b);
void pieces_of_cell(pieces *p, const doc_cell *c);
/* Each line of it by itself; none of a cell that holds a table. */
void pieces_of_lines(pieces *p, const doc_cell *c);
/* A line that leads to the items behind it is none of its own: "Mum will:" is put before each of
 * them, others go. */
void pieces_settle(pieces *p);
/* Does it begin with a typed bullet or number? */
bool piece_is_marked(pm_str text);
/* ... with a number of more than PIECE_DIGITS, which is taken for none? */
bool piece_is_beyond(pm_str text);
/* Is it an item that the line before leads to? And what it then says. */
bool piece_is_under(const piece *one, const piece *lead);
pm_str pieces_behind(pieces *p, pm_str lead, pm_str text);
/* The pieces by their numbers, of up to PIECES_PAIRED of them. */
typedef struct piece_numbers {
    uint16_t at[PIECES_PAIRED + 1]; /* index, plus 1; 0: none; UINT16_MAX: several */
} piece_numbers;
void pieces_by_number(const pieces *p, piece_numbers *out);
/* The piece that is numbered so; NULL: none, or several. */
const piece *pieces_numbered(const pieces *p, const piece_numbers *by, size_t number);
/* Has each piece a number? */
bool pieces_all_numbered(const pieces *p);

/* Nothing that somebody wrote: blanks, marks alone, "N/A", "Click or tap here to enter text". */
bool text_void(pm_str s);
/* How many words, up to `most`. */
size_t text_words(pm_str s, size_t most);
/* Is `word` in it, ASCII case aside, with no letter beside it? `*at` is where. */
bool text_has(pm_str s, const char *word, size_t *at);

#endif

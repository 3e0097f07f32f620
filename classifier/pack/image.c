/* SPDX-License-Identifier: MIT
 * Keeps true: lookups only; an image is written by compile.c alone and never changes afterwards. */
#include "pack/image.h"

const image_criterion *image_criterion_of(const image_header *h, pm_criterion criterion) {
    const image_criterion *c = h->criteria;
    while ((int)c->criterion != (int)criterion) { /* each is there once */
        c++;
    }
    return c;
}

uint32_t image_find_word(const image_header *h, image_section slots, image_section words,
                         pm_str word) {
    const uint32_t *slot = IMAGE_ARRAY(h, uint32_t, slots);
    const image_word *w = IMAGE_ARRAY(h, image_word, words);
    uint32_t mask = h->section_count[slots] - 1;
    if (h->section_count[slots] == 0) {
        return UINT32_MAX;
    }
    for (uint32_t at = (uint32_t)hash_bytes(word.data, word.len, HASH_SEED) & mask; slot[at] != 0;
         at = (at + 1) & mask) {
        if (str_equal(image_string(h, w[slot[at] - 1].text), word)) {
            return slot[at] - 1;
        }
    }
    return UINT32_MAX;
}

uint32_t image_next_node(const image_header *h, uint32_t node, uint32_t key) {
    const image_edge *edge = IMAGE_ARRAY(h, image_edge, IMAGE_EDGES);
    uint32_t mask = h->section_count[IMAGE_EDGES] - 1;
    if (h->section_count[IMAGE_EDGES] == 0) {
        return 0;
    }
    for (uint32_t at = (uint32_t)image_edge_hash(node, key) & mask; edge[at].next != 0;
         at = (at + 1) & mask) {
        if (edge[at].node == node && edge[at].key == key) {
            return edge[at].next;
        }
    }
    return 0;
}

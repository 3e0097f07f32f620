/* SPDX-License-Identifier: MIT
 * Keeps true: libstemmer only ever sees short ASCII words. (It takes its own working memory from
 * malloc; it offers no hook.) */
#include "text/stem.h"

#include <libstemmer.h>

enum { STEM_LONGEST = 64 };

struct stemmer {
    const pm_allocator *allocator;
    struct sb_stemmer *snowball;
};

stemmer *stemmer_new(const pm_allocator *a) {
    stemmer *s = mem_alloc(a, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    s->allocator = a;
    s->snowball = sb_stemmer_new("english", "UTF_8");
    if (s->snowball == NULL) {
        mem_free(a, s);
        return NULL;
    }
    return s;
}

void stemmer_free(stemmer *s) {
    if (s != NULL) {
        sb_stemmer_delete(s->snowball);
        mem_free(s->allocator, s);
    }
}

static bool stemmable(pm_str word) {
    if (word.len == 0 || word.len > STEM_LONGEST) {
        return false;
    }
    for (size_t i = 0; i < word.len; i++) {
        if ((unsigned char)word.data[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

pm_str stemmer_stem(stemmer *s, pm_str word) {
    if (!stemmable(word)) {
        return word;
    }
    const sb_symbol *stem =
        sb_stemmer_stem(s->snowball, (const sb_symbol *)word.data, (int)word.len);
    if (stem == NULL) {
        return (pm_str){NULL, 0};
    }
    return (pm_str){(const char *)stem, (size_t)sb_stemmer_length(s->snowball)};
}

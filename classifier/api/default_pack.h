/* SPDX-License-Identifier: MIT
 * The pack that is compiled into the library; made at build time by tools/packc and tools/embed. */
#ifndef API_DEFAULT_PACK_H
#define API_DEFAULT_PACK_H

#include <stddef.h>
#include <stdint.h>

extern const uint64_t default_image[];  /* an image of pack/image.h */
extern const size_t default_image_size; /* bytes */
extern const uint64_t
    default_sources[]; /* its files, for packs that extend it: see pack/archive.h */
extern const size_t default_sources_size;
extern const uint64_t default_wordnet[]; /* a table of pack/wordnet.h */
extern const size_t default_wordnet_size;

#endif

/* SPDX-License-Identifier: MIT
 * The style sheet of the page, which the build makes from page.css (tools/embed.c). */
#ifndef OUTPUT_PAGE_H
#define OUTPUT_PAGE_H

#include <stddef.h>
#include <stdint.h>

extern const uint64_t page_style[]; /* its bytes, in the order they stand */
extern const size_t page_style_size;

#endif

/* SPDX-License-Identifier: MIT
 * MD5 (RFC 1321), for names that other programs make with it; no secret depends on it. */
#ifndef BASE_MD5_H
#define BASE_MD5_H

#include "base/strings.h"

enum { MD5_BYTES = 16 };

void md5(pm_str text, unsigned char out[MD5_BYTES]);

#endif

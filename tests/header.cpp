// SPDX-License-Identifier: MIT
// Keeps true: the public headers are C++ too, and their functions keep C names. Compiled, never run.
#include "planmark/audit.h"
#include "planmark/docs.h"

#include "planmark.h"

static_assert(PM_OK == 0, "success is zero");

const char *header_cxx_version();

const char *header_cxx_version() {
    return pm_version();
}

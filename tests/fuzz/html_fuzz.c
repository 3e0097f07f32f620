/* SPDX-License-Identifier: MIT
 * A web page, through the choice of its encoding. */
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size != 0) {
        fuzz_document((pm_str){(const char *)data, size});
    }
    return 0;
}

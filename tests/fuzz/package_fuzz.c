/* SPDX-License-Identifier: MIT
 * A packed document as its bytes: headers, directory, packed parts. */
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size != 0) {
        fuzz_document((pm_str){(const char *)data, size});
    }
    return 0;
}

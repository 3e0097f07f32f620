/* SPDX-License-Identifier: MIT
 * An OpenDocument text or sheet: content and styles, parted by a form feed. */
#include "tests/fuzz/fuzz.h"

#define TEXT(literal)                                                                              \
    { (literal), sizeof(literal) - 1 }

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pm_str rest = {(const char *)data, size};
    fuzz_part parts[] = {
        {"mimetype", TEXT("application/vnd.oasis.opendocument.text")},
        {"META-INF/manifest.xml",
         TEXT("<manifest xmlns=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>")},
        {"content.xml", {0}},
        {"styles.xml", {0}},
        {NULL, {0}}};
    parts[2].text = fuzz_piece(&rest);
    parts[3].text = fuzz_piece(&rest);
    fuzz_package(parts);
    return 0;
}

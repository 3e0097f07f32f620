/* SPDX-License-Identifier: MIT
 * A Word document: its text, styles and numbering, parted by form feeds. */
#include "tests/fuzz/fuzz.h"

#define TEXT(literal)                                                                              \
    { (literal), sizeof(literal) - 1 }
#define RELATIONS                                                                                  \
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pm_str rest = {(const char *)data, size};
    fuzz_part parts[] = {
        {"[Content_Types].xml", TEXT("<Types/>")},
        {"_rels/.rels", TEXT(RELATIONS "<Relationship Id=\"a\" Type=\"" OFFICE
                                       "/officeDocument\" Target=\"word/document.xml\"/>"
                                       "</Relationships>")},
        {"word/_rels/document.xml.rels",
         TEXT(RELATIONS "<Relationship Id=\"s\" Type=\"" OFFICE "/styles\" Target=\"styles.xml\"/>"
                        "<Relationship Id=\"n\" Type=\"" OFFICE
                        "/numbering\" Target=\"numbering.xml\"/></Relationships>")},
        {"word/document.xml", {0}},
        {"word/styles.xml", {0}},
        {"word/numbering.xml", {0}},
        {NULL, {0}}};
    for (int i = 3; i < 6; i++) {
        parts[i].text = fuzz_piece(&rest);
    }
    fuzz_package(parts);
    return 0;
}

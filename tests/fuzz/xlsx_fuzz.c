/* SPDX-License-Identifier: MIT
 * A workbook: its list of sheets, one sheet, shared strings and styles, parted by form feeds. */
#include "tests/fuzz/fuzz.h"

#define TEXT(literal)                                                                              \
    { (literal), sizeof(literal) - 1 }
#define RELATIONS                                                                                  \
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pm_str rest = {(const char *)data, size};
    fuzz_part parts[] = {
        {"_rels/.rels", TEXT(RELATIONS "<Relationship Id=\"a\" Type=\"" OFFICE
                                       "/officeDocument\" Target=\"/xl/workbook.xml\"/>"
                                       "</Relationships>")},
        {"xl/_rels/workbook.xml.rels",
         TEXT(RELATIONS "<Relationship Id=\"r0\" Type=\"" OFFICE
                        "/worksheet\" Target=\"sheets/s0.xml\"/><Relationship Id=\"sh\" "
                        "Type=\"" OFFICE "/sharedStrings\" Target=\"strings.xml\"/>"
                        "<Relationship Id=\"st\" Type=\"" OFFICE
                        "/styles\" Target=\"styles.xml\"/></Relationships>")},
        {"xl/workbook.xml", {0}},
        {"xl/sheets/s0.xml", {0}},
        {"xl/strings.xml", {0}},
        {"xl/styles.xml", {0}},
        {NULL, {0}}};
    for (int i = 2; i < 6; i++) {
        parts[i].text = fuzz_piece(&rest);
    }
    fuzz_package(parts);
    return 0;
}

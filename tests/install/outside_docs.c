/* SPDX-License-Identifier: MIT
 * Somebody else's program that reads documents: what this libplanmark-docs reads. */
#include <planmark/docs.h>

#include <stdio.h>

int main(void) {
    pm_document_format_info info;
    pm_document *document;
    int first = pm_document_format_get(0, &info);
    if (first != 0 || pm_document_open(NULL, "/nowhere", &document) != PM_ERR_IO) {
        return 1;
    }
    printf("reads %s and %zu more\n", info.name, pm_document_format_count() - 1);
    return 0;
}

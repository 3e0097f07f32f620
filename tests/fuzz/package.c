/* SPDX-License-Identifier: MIT
 * Keeps true: a package is a sound zip file whatever its parts hold, so that what is tried is the
 * reading of the parts; package_fuzz.c tries the rest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

void fuzz_document(pm_str bytes) {
    pm_document_options o = {.size = sizeof o, .common = {.size = sizeof o.common}, .given = bytes};
    o.common.diagnostic = fuzz_hear;
    pm_document *d;
    pm_row row;
    if (freopen("/dev/null", "r", stdin) == NULL || pm_document_open(&o, "-", &d) != PM_OK) {
        return;
    }
    pm_status status = PM_OK;
    while (status == PM_OK || status == PM_ERR_ROW) {
        status = pm_document_next(d, &row);
        if (status == PM_OK) {
            fuzz_row(&row);
        }
    }
    (void)pm_document_counted(d);
    pm_document_close(d);
}

typedef struct bytes {
    char *data;
    size_t len, cap;
} bytes;

static void put(bytes *b, const void *data, size_t len) {
    if (b->cap - b->len < len) {
        b->cap = 2 * (b->cap + len);
        b->data = realloc(b->data, b->cap);
        if (b->data == NULL) {
            abort();
        }
    }
    if (len != 0) {
        memcpy(b->data + b->len, data, len);
        b->len += len;
    }
}

static void put_number(bytes *b, uint32_t n, size_t size) {
    for (size_t i = 0; i < size; i++, n >>= 8) {
        char c = (char)(n & 0xFF);
        put(b, &c, 1);
    }
}

static uint32_t checksum(pm_str s) {
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < s.len; i++) {
        crc ^= (unsigned char)s.data[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
        }
    }
    return ~crc;
}

/* What the head of a part and its line in the directory have in common. */
static void put_facts(bytes *b, const fuzz_part *part) {
    put_number(b, 20, 2);
    put_number(b, 0, 4); /* stored as it is */
    put_number(b, 0x00210000, 4);
    put_number(b, checksum(part->text), 4);
    put_number(b, (uint32_t)part->text.len, 4);
    put_number(b, (uint32_t)part->text.len, 4);
    put_number(b, (uint32_t)strlen(part->name), 2);
    put_number(b, 0, 2);
}

void fuzz_package(const fuzz_part *parts) {
    bytes file = {0}, directory = {0};
    uint32_t count = 0;
    for (; parts[count].name != NULL; count++) {
        const fuzz_part *part = &parts[count];
        put(&directory, "PK\1\2\24\0", 6);
        put_facts(&directory, part);
        put_number(&directory, 0, 10);
        put_number(&directory, (uint32_t)file.len, 4);
        put(&directory, part->name, strlen(part->name));
        put(&file, "PK\3\4", 4);
        put_facts(&file, part);
        put(&file, part->name, strlen(part->name));
        put(&file, part->text.data, part->text.len);
    }
    uint32_t at = (uint32_t)file.len;
    put(&file, directory.data, directory.len);
    put(&file, "PK\5\6\0\0\0\0", 8);
    put_number(&file, count, 2);
    put_number(&file, count, 2);
    put_number(&file, (uint32_t)directory.len, 4);
    put_number(&file, at, 4);
    put_number(&file, 0, 2);
    fuzz_document((pm_str){file.data, file.len});
    free(file.data);
    free(directory.data);
}

/* SPDX-License-Identifier: MIT
 * Keeps true: reading never leaves the block, whatever its lengths claim. */
#include "pack/archive.h"

static void put32(buffer *out, size_t n) {
    for (int i = 0; i < 4; i++) {
        buffer_char(out, (char)(n >> (8 * i) & 0xFF));
    }
}

static size_t get32(const char *p) {
    size_t n = 0;
    for (int i = 0; i < 4; i++) {
        n |= (size_t)(unsigned char)p[i] << (8 * i);
    }
    return n;
}

void archive_put(buffer *out, pm_str path, pm_str content) {
    put32(out, path.len);
    put32(out, content.len);
    buffer_str(out, path);
    buffer_str(out, content);
}

bool archive_next(pm_str block, size_t *at, pm_str *path, pm_str *content) {
    if (block.len - *at < 8) {
        return false;
    }
    size_t path_len = get32(block.data + *at), content_len = get32(block.data + *at + 4);
    size_t rest = block.len - *at - 8;
    if (path_len == 0 || path_len > rest || content_len > rest - path_len) {
        return false;
    }
    *path = (pm_str){block.data + *at + 8, path_len};
    *content = (pm_str){path->data + path_len, content_len};
    *at += 8 + path_len + content_len;
    return true;
}

/* SPDX-License-Identifier: MIT
 * embed OUT.c NAME=FILE...: files as C arrays. Runs at build time; a host program: it may print.
 *
 * Keeps true: NAME is an array of uint64_t whose bytes are those of FILE, in the byte order of the
 * building machine, with zeros up to a whole word; NAME_size is FILE's length in bytes. The same
 * files give the same C. Words rather than bytes: the compiler has an eighth of the numbers to
 * read, and the array is aligned. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { WORDS_A_LINE = 4, NAME_MOST = 64 };

static size_t put_words(FILE *in, FILE *out) {
    unsigned char bytes[sizeof(uint64_t)];
    size_t size = 0;
    for (size_t words = 0;; words++) {
        memset(bytes, 0, sizeof bytes);
        size_t got = fread(bytes, 1, sizeof bytes, in);
        if (got == 0) {
            return size;
        }
        uint64_t word;
        memcpy(&word, bytes, sizeof word);
        fprintf(out, "%s0x%" PRIx64 ",", words % WORDS_A_LINE == 0 ? "\n    " : " ", word);
        size += got;
    }
}

/* An empty file is a fault: nothing that is embedded may be, and C has no empty array. */
static bool put_array(FILE *in, FILE *out, const char *name) {
    fprintf(out, "\nextern const uint64_t %s[];\nextern const size_t %s_size;\n", name, name);
    fprintf(out, "const uint64_t %s[] = {", name);
    size_t size = put_words(in, out);
    fprintf(out, "\n};\nconst size_t %s_size = %zu;\n", name, size);
    return size != 0 && !ferror(in) && !ferror(out);
}

static bool embed(const char *pair, FILE *out) {
    const char *equals = strchr(pair, '=');
    if (equals == NULL || equals == pair || equals - pair >= NAME_MOST) {
        return false;
    }
    char name[NAME_MOST] = {0};
    memcpy(name, pair, (size_t)(equals - pair));
    FILE *in = fopen(equals + 1, "rb");
    if (in == NULL) {
        return false;
    }
    bool good = put_array(in, out, name);
    return fclose(in) == 0 && good;
}

static bool embed_all(int argc, char **argv, FILE *out) {
    fputs("#include <stddef.h>\n#include <stdint.h>\n", out);
    for (int i = 2; i < argc; i++) {
        if (!embed(argv[i], out)) {
            fprintf(stderr, "embed: cannot embed %s\n", argv[i]);
            return false;
        }
    }
    return true;
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fputs("usage: embed OUT.c NAME=FILE...\n", stderr);
        return 2;
    }
    FILE *out = fopen(argv[1], "wb");
    if (out == NULL) {
        fprintf(stderr, "embed: cannot write %s\n", argv[1]);
        return 5;
    }
    bool good = embed_all(argc, argv, out);
    if (fclose(out) != 0 || !good) {
        remove(argv[1]);
        return 5;
    }
    return 0;
}

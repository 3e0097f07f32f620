#!/bin/sh
# SPDX-License-Identifier: MIT
# floors.sh ROOT: does every include of ROOT/classifier and ROOT/include point down the house?
#
# - a folder includes itself and lower floors; folders of one floor do not know each other;
# - the programs see their own files, what all of them are made of, and the public headers only;
# - planmark/types.h is for all; the headers that declare functions are for the api and the programs;
# - each third-party header is included by the one file that knows that library, and by no other;
# - beyond the C standard library, only base/os.c and the programs know the operating system.
set -eu
root=${1:?usage: floors.sh ROOT}
cd "$root"

find classifier include -type f \( -name '*.c' -o -name '*.h' \) | LC_ALL=C sort | xargs awk '
BEGIN {
    names = "base text format stats pack engine readers documents output report gate agreement api program cli serve"
    floors = "1 2 2 2 3 4 4 5 5 6 6 6 7 8 9 9"
    count = split(names, name, " ")
    split(floors, number, " ")
    for (i = 1; i <= count; i++)
        floor[name[i]] = number[i]

    owner["pcre2.h"] = "classifier/pack/regex.c"
    owner["libstemmer.h"] = "classifier/text/stem.c"
    owner["utf8proc.h"] = "classifier/text/normalise.c"
    owner["yaml.h"] = "classifier/pack/yaml.c"
    owner["zip.h"] = "classifier/documents/zip.c"
    owner["libxml/HTMLparser.h"] = "classifier/documents/xml.c"
    owner["libxml/xmlreader.h"] = "classifier/documents/xml.c"
    owner["microhttpd.h"] = "classifier/serve/http.c"
    owner["immintrin.h"] = "classifier/base/sha256.c"

    split("assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal " \
          "stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath " \
          "threads time uchar wchar wctype", c, " ")
    for (i in c)
        standard[c[i] ".h"] = 1
}

function fault(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text
    faults++
}

FNR == 1 {
    split(FILENAME, part, "/")
    place = part[1] == "include" ? "include" : part[2]
    here = place == "include" ? 0 : floor[place]
    if (here == "")
        fault("the folder " place " has no floor; give it one in tests/floors.sh")
}

/^[ \t]*#[ \t]*include[ \t]/ {
    if (match($0, /<[^>]*>/)) {
        header = substr($0, RSTART + 1, RLENGTH - 2)
        if (header in owner) {
            users[header] = users[header] " " FILENAME
            if (FILENAME != owner[header])
                fault("<" header "> is for " owner[header] " alone")
        } else if (!(header in standard) && FILENAME != "classifier/base/os.c" && here < 8) {
            fault("<" header "> is not of the C standard library; that is for base/os.c")
        }
        next
    }
    if (!match($0, /"[^"]*"/)) {
        fault("an include that names no file")
        next
    }
    header = substr($0, RSTART + 1, RLENGTH - 2)
    folder = header
    sub(/\/.*/, "", folder)
    if (header == "planmark/types.h") {
        next
    } else if (header == "planmark.h" || folder == "planmark") {
        if (here != 0 && here < 7)
            fault("\"" header "\" declares functions of the top; take planmark/types.h")
    } else if (folder == header) {
        fault("\"" header "\" does not name its folder")
    } else if (!(folder in floor)) {
        fault("\"" header "\" is outside the house")
    } else if (folder != place && here >= 8 && !(here == 9 && folder == "program")) {
        fault("programs see public headers only, not \"" header "\"")
    } else if (folder != place && floor[folder] >= here) {
        fault(place " (floor " here + 0 ") includes \"" header "\" (floor " floor[folder] ")")
    }
}

END {
    for (header in owner)
        if (split(users[header], user, " ") == 0) {
            printf "%s: does not include <%s>\n", owner[header], header
            faults++
        }
    exit faults > 0
}'

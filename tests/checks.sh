#!/bin/sh
# SPDX-License-Identifier: MIT
# checks.sh CC: do the checks of shape find what they are there to find? Each is shown a fault.
set -eu
cc=${1:?usage: checks.sh CC}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

expect() { # expect PATTERN COMMAND...: it must fail and say so
    pattern=$1
    shift
    if said=$("$@" 2>&1); then
        echo "passed, but should have found: $pattern"
        failed=1
    elif ! printf '%s\n' "$said" | grep -qE -- "$pattern"; then
        printf 'found something else than %s:\n%s\n' "$pattern" "$said"
        failed=1
    fi
}

allow() { # allow COMMAND...: it must pass
    if ! said=$("$@" 2>&1); then
        printf 'should have passed:\n%s\n' "$said"
        failed=1
    fi
}

house() { # a small house in order
    rm -rf "$work/house"
    for folder in base text format stats pack engine readers documents api program cli serve; do
        mkdir -p "$work/house/classifier/$folder"
    done
    mkdir -p "$work/house/include/planmark"
    echo '#include <pcre2.h>' >"$work/house/classifier/pack/regex.c"
    echo '#include <libstemmer.h>' >"$work/house/classifier/text/stem.c"
    echo '#include <utf8proc.h>' >"$work/house/classifier/text/normalise.c"
    echo "#include <immintrin.h>" >"$work/house/classifier/base/sha256.c"
    echo '#include <yaml.h>' >"$work/house/classifier/pack/yaml.c"
    echo '#include <zip.h>' >"$work/house/classifier/documents/zip.c"
    printf '#include <libxml/HTMLparser.h>\n#include <libxml/xmlreader.h>\n' >"$work/house/classifier/documents/xml.c"
    echo '#include <microhttpd.h>' >"$work/house/classifier/serve/http.c"
}

floors() { # floors PATTERN FILE LINE: the line in that file is a fault
    house
    printf '%s\n' "$3" >>"$work/house/classifier/$2"
    expect "$1" sh "$here/floors.sh" "$work/house"
}

house
printf '#include "base/strings.h"\n#include "planmark/types.h"\n' >"$work/house/classifier/text/text.c"
allow sh "$here/floors.sh" "$work/house"
floors 'base \(floor 1\) includes "text/text.h"' base/up.c '#include "text/text.h"'
floors 'text \(floor 2\) includes "format/json.h"' text/peer.c '#include "format/json.h"'
floors 'readers \(floor 4\) includes "engine/scorer.h"' readers/peer.c '#include "engine/scorer.h"'
floors 'programs see public headers only' cli/deep.c '#include "base/strings.h"'
floors 'programs see public headers only' serve/peer.c '#include "cli/session.h"'
floors 'programs see public headers only' program/up.c '#include "cli/session.h"'
floors 'is for classifier/serve/http.c alone' serve/second.c '#include <microhttpd.h>'
floors 'declares functions of the top' engine/top.c '#include "planmark.h"'
floors 'does not name its folder' text/bare.c '#include "text.h"'
floors 'is for classifier/pack/regex.c alone' engine/second.c '#include <pcre2.h>'
floors 'that is for base/os.c' text/posix.c '#include <unistd.h>'
floors 'has no floor' text/../stray.c '/* a file on the stairs */'
house
: >"$work/house/classifier/pack/yaml.c"
expect 'does not include <yaml.h>' sh "$here/floors.sh" "$work/house"

symbols() { # symbols PATTERN CODE: this C is a fault
    printf '%s\n' "$2" >"$work/guest.c"
    "$cc" -std=c11 -fPIC -c "$work/guest.c" -o "$work/guest.o"
    expect "$1" sh "$here/symbols.sh" "$work/guest.o"
}

symbols ' exit$' '#include <stdlib.h>
void f(void); void f(void) { exit(1); }'
symbols ' stderr$' '#include <stdio.h>
void f(void); void f(void) { fputc(1, stderr); }'
symbols 'data .*counter' 'int f(void); int f(void) { static int counter = 1; return counter++; }'
symbols 'bss .*counter' 'int f(void); int f(void) { static int counter; return counter++; }'
symbols 'tbss mine$' 'extern _Thread_local int mine; _Thread_local int mine;'
cat >"$work/guest.c" <<'END'
#include <stdio.h>
extern const char *const names[]; const char *const names[] = {"a", "b"};
int f(char *out); int f(char *out) { return snprintf(out, 2, "%s", names[0]); }
END
"$cc" -std=c11 -fPIC -c "$work/guest.c" -o "$work/guest.o"
allow sh "$here/symbols.sh" "$work/guest.o"

echo 'int pm_b(void); int pm_b(void) { return 1; }' >"$work/shared.c"
"$cc" -shared -fPIC "$work/shared.c" -o "$work/shared.so"
printf '# a comment\n\npm_b\n' >"$work/list"
allow sh "$here/exports.sh" "$work/shared.so" "$work/list"
echo pm_a >"$work/list"
expect '^\+pm_b' sh "$here/exports.sh" "$work/shared.so" "$work/list"
expect '^-pm_a' sh "$here/exports.sh" "$work/shared.so" "$work/list"

exit $failed

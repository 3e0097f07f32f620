#!/bin/sh
# SPDX-License-Identifier: MIT
# readme.sh: do README and docs/ say what is so? Run in the project's folder, PLANMARK naming the command.
#
# - A block marked console is run: lines after "$ " are commands, what follows is what they print on both streams. "..."
#   stands for lines left out. The hash of the pack and the lines where its rules stand are not compared.
#   Lines that begin with curl, or lead to it, ask the service, where that is built and curl is there.
# - A block marked json is the output of the command in the comment before it, spaces apart.
# - What stands between <!-- NAME --> and <!-- /NAME --> is what the function NAME below prints.
# - Every link to a file leads to one, and to a heading that is there.
#
# readme.sh --write puts the real outputs into the pages (after a change of rules, say), except where it cannot find the
# lines around a "...".
set -eu
: "${PLANMARK:?}"
write=no
[ "${1:-}" != --write ] || write=yes
root=$PWD
case $PLANMARK in /*) ;; *) PLANMARK=$root/$PLANMARK ;; esac
work=$(mktemp -d)
service=
trap '[ -z "$service" ] || kill "$service"; rm -rf "$work"' EXIT
unset COLUMNS NO_COLOR
XDG_CONFIG_HOME=$work/none # nobody's own settings
export XDG_CONFIG_HOME
failed=0
pages=$(find . -name '*.md' ! -path './build/*' | sed 's|^\./||' | LC_ALL=C sort)

# A place to run commands in: it looks like the project, and what they write stays in it.
mkdir "$work/here"
ln -s "$root/corpus" "$root/rules" "$work/here"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$PLANMARK" >"$work/here/run"
chmod +x "$work/here/run"
for example in score check; do
    [ -x "$(dirname "$PLANMARK")/tests/example_$example" ] || {
        echo "readme.sh: $(dirname "$PLANMARK")/tests/example_$example: not built; build all of the preset first" >&2
        exit 2
    }
    ln -s "$(dirname "$PLANMARK")/tests/example_$example" "$work/here/$example"
done

# The service that pages ask with curl.
if [ -x "$(dirname "$PLANMARK")/planmark-serve" ] && command -v curl >/dev/null; then
    (cd "$work/here" && exec "$(dirname "$PLANMARK")/planmark-serve" --no-config --quiet --log none --listen ./planmark.sock) &
    service=$!
    tries=0
    while [ ! -S "$work/here/planmark.sock" ] && [ $((tries += 1)) -le 100 ]; do
        sleep 0.1
    done
fi

# ---- What stands between marks ---------------------------------------------------------------------------
figures() { # figures NAME: what docs/figures.md has between these marks
    sed -n "/^<!-- $1 -->\$/,/^<!-- \/$1 -->\$/p" docs/figures.md | sed '1d;$d'
}
final() { figures final; }           # plans that nobody who wrote rules had seen
statements() { figures statements; } # statements of other documents, likewise
unseen() { figures unseen; }         # three authorities of the gold plans

headings() { # the headings that classifier/readers/columns.c knows
    awk '
        /synonyms_of\[SLOT_COUNT\] = \{/ { inside = 1; next }
        inside && /^\};/ { put(); exit }
        inside && /\[SLOT_/ { put(); slot = $0; sub(/^.*\[SLOT_/, "", slot); sub(/\].*/, "", slot) }
        inside {
            line = $0
            while (match(line, /"[^"]*"/)) {
                list = list substr(line, RSTART + 1, RLENGTH - 2)
                line = substr(line, RSTART + RLENGTH)
            }
        }
        function put(  count, word, i, text) {
            if (slot == "")
                return
            sub(/^CODED \+ PM_/, "", slot)
            count = split(list, word, "|")
            for (i = 1; i <= count; i++) {
                sub(/\*$/, " ...", word[i])
                text = text (i > 1 ? ", " : "") word[i]
            }
            print "- **`" tolower(slot) "`**: " text
            list = ""
        }' classifier/readers/columns.c | fold -s -w 118 | sed 's/ *$//; /^- /!s/^/  /'
}

say() { # as it is: echo may read backslashes
    printf '%s\n' "$1"
}

# ---- Comparing -------------------------------------------------------------------------------------------
plain() { # without the hash of the pack, and the lines of its files
    sed -E 's/@([0-9.]+)\+[0-9a-f]+\//@\1+hash\//g; s/(\.yaml):[0-9]+/\1/g' "$1"
}

same() { # same EXPECTED ACTUAL: "..." in EXPECTED stands for any lines
    plain "$1" >"$work/plain_expected"
    plain "$2" >"$work/plain_actual"
    awk '
        FILENAME == ARGV[1] { want[++count] = $0; next }
        { got[++lines] = $0 }
        END {
            at = 1
            for (i = 1; i <= count; i++) {
                if (want[i] == "...") {
                    if (i == count)
                        exit 0
                    while (at <= lines && got[at] != want[i + 1])
                        at++
                } else if (at > lines || got[at++] != want[i]) {
                    exit 1
                }
            }
            exit at <= lines
        }' "$work/plain_expected" "$work/plain_actual"
}

# The part of ACTUAL that an EXPECTED with one "..." would show; fails where its neighbours are not found.
cut_as() { # cut_as EXPECTED ACTUAL
    awk '
        function key(line) { # a confidence that was measured anew does not make it another line
            sub(/confidence 0\.[0-9]+$/, "confidence", line)
            return line
        }
        FILENAME == ARGV[1] { want[++count] = $0; if ($0 == "...") gap = count; next }
        { got[++lines] = $0 }
        END {
            if (!gap) {
                for (i = 1; i <= lines; i++)
                    print got[i]
                exit 0
            }
            for (i = 1; i <= lines && key(got[i]) != key(want[gap - 1]); i++)
                print got[i]
            if (i > lines)
                exit 1
            print got[i]
            print "..."
            for (; i <= lines && key(got[i]) != key(want[gap + 1]); i++)
                ;
            if (i > lines)
                exit 1
            for (; i <= lines; i++)
                print got[i]
        }' "$1" "$2"
}

settle() { # settle PLACE EXPECTED ACTUAL: puts the text that is to stand there into "$work/text"
    if same "$2" "$3"; then
        cp "$2" "$work/text"
    elif [ "$write" = yes ] && cut_as "$2" "$3" >"$work/text"; then
        say "$1: written anew"
    else
        cp "$2" "$work/text"
        say "$1: stands there (<), comes out (>):"
        diff "$2" "$3" | head -n 40 || true
        failed=1
    fi
}

# ---- A page ----------------------------------------------------------------------------------------------
# The page in pieces, one file each: NNN.text, NNN.console (one command and its output), NNN.json, NNN.between.
split_page() { # split_page PAGE
    rm -rf "$work/pieces"
    mkdir "$work/pieces"
    awk -v to="$work/pieces/" '
        function start(kind) { if (file != "") close(file); file = sprintf("%s%04d.%s", to, ++number, kind); state = kind }
        BEGIN { start("text") }
        state == "console" && /^```$/ { start("text") }
        state == "console" && /^\$ / { start("console") }
        state == "json" && /^```$/ { start("text") }
        state == "between" && /^<!-- \/.* -->$/ { start("text") }
        { print >file }
        state == "text" && /^```console$/ { start("console") }
        state == "text" && /^<!-- output of: .* -->$/ { command = $0 }
        state == "text" && /^```json$/ && command != "" { start("json"); print command >file; command = "" }
        state == "text" && /^<!-- [a-z]+ -->$/ { mark = $0; start("between"); print mark >file }
    ' "$1"
}

console_piece() { # console_piece PAGE PIECE
    command=$(sed -n '1s/^\$ //p' "$2")
    [ -n "$command" ] || return 0
    case $command in curl\ * | *"| curl "*) [ -n "$service" ] || return 0 ;; esac
    sed 1d "$2" >"$work/expected"
    (cd "$work/here" && sh -c "$command") >"$work/actual" 2>&1 </dev/null || true
    settle "$1: $command" "$work/expected" "$work/actual"
    { printf '$ %s\n' "$command"; cat "$work/text"; } >"$2"
}

pretty() { # one line of marks, broken for reading
    awk '{
        gsub(/,"/, ", \"")
        gsub(/ "(evidence|near)":\[/, "\n&\n")
        gsub(/}, *\{"criterion"/, "},\n{\"criterion\"")
        print
    }' "$1" | awk '/^\{"criterion/ { $0 = "    " $0 } { print }' | fold -s -w 112 | sed 's/ *$//; /^{"plan_id/!{/^ /!s/^/      /;}'
}

json_piece() { # json_piece PAGE PIECE: its first line is the comment, and is not written again
    command=$(sed -n '1s/^<!-- output of: \(.*\) -->$/\1/p' "$2")
    sed 1d "$2" >"$work/expected"
    (cd "$work/here" && sh -c "$command") >"$work/actual" 2>/dev/null </dev/null || true
    cp "$work/expected" "$2"
    if [ "$(plain "$work/expected" | tr -d ' \n')" = "$(plain "$work/actual" | tr -d ' \n')" ]; then
        :
    elif [ "$write" = yes ]; then
        say "$1: $command: written anew"
        pretty "$work/actual" >"$2"
    else
        say "$1: $command: the JSON that is shown differs from what comes out:"
        cat "$work/actual"
        failed=1
    fi
}

between_piece() { # between_piece PAGE PIECE: its first line is the mark, and is not written again
    name=$(sed -n '1s/^<!-- \([a-z]*\) -->$/\1/p' "$2")
    sed 1d "$2" >"$work/expected"
    if [ "$1" = docs/figures.md ]; then # checked above
        cp "$work/expected" "$2"
        return 0
    fi
    "$name" >"$work/actual"
    settle "$1: $name" "$work/expected" "$work/actual"
    cp "$work/text" "$2"
}

check_page() { # check_page PAGE
    split_page "$1"
    for piece in "$work"/pieces/*; do
        case $piece in
        *.console) console_piece "$1" "$piece" ;;
        *.json) json_piece "$1" "$piece" ;;
        *.between) between_piece "$1" "$piece" ;;
        esac
    done
    if [ "$write" = yes ]; then
        cat "$work"/pieces/* >"$work/page"
        cmp -s "$work/page" "$1" || cat "$work/page" >"$1"
    fi
}

# ---- Links -----------------------------------------------------------------------------------------------
anchors() { # the headings of a page as links call them
    sed -n 's/^##* //p' "$1" | tr '[:upper:]' '[:lower:]' | sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

check_links() { # check_links PAGE
    grep -oE '\]\([^) ]+\)' "$1" | sed 's/^](//; s/)$//' | while read -r link; do
        case $link in http://* | https://* | mailto:*) continue ;; esac
        file=${link%%#*}
        target=$(dirname "$1")/$file
        [ -n "$file" ] || target=$1
        if [ ! -e "$target" ]; then
            echo "$1: nothing is there: $link"
        elif [ "$link" != "$file" ] && ! anchors "$target" | grep -qxF -- "${link#*#}"; then
            echo "$1: no such heading: $link"
        fi
    done >"$work/links"
    if [ -s "$work/links" ]; then
        cat "$work/links"
        failed=1
    fi
}

if [ "$write" = yes ]; then
    tools/figures.sh
else
    tools/figures.sh --check || failed=1
fi
for page in $pages; do
    check_page "$page"
    check_links "$page"
done
if [ $failed -ne 0 ] && [ "$write" = no ]; then
    echo "What is right now, PLANMARK=... tests/readme.sh --write puts into the pages; links are mended by hand."
fi
exit $failed

# SPDX-License-Identifier: MIT
# rows.sh: what the scripts of this folder share; read by them, not run.

# rows_of FILE WANTED NAMES: the rows of these authorities (WANTED 1) or of all others (0), with the headings; a cell may
# hold line breaks between quotes
rows_of() {
    awk -F, -v is="$2" -v wanted="$3" '
        BEGIN {
            count = split(wanted, name, " ")
            for (i = 1; i <= count; i++)
                is_wanted[name[i]] = 1
        }
        {
            row = row (open ? "\n" : "") $0
            if (!open)
                authority = $2
            open = (open + gsub(/"/, "\"")) % 2
            if (open)
                next
            if (!headed++ || (authority in is_wanted) == is)
                print row
            row = ""
        }' "$1"
}

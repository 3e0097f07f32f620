# SPDX-License-Identifier: MIT
# Read by ./run and ./test: gets the Debian packages that a build stands on. Speaks on standard error only.

build_packages='build-essential cmake pkg-config libpcre2-dev libstemmer-dev libutf8proc-dev libyaml-dev libzip-dev libxml2-dev
    libmicrohttpd-dev wordnet-base'
# Run as programs when a document asks: the one reads PDF, the other, which is large, DOC and RTF. Without them such a
# file is refused with the name of the package.
run_packages='poppler-utils'
test_packages="libcmocka-dev $run_packages libreoffice-writer-nogui libreoffice-calc-nogui git pre-commit strace gcovr"
long_packages=valgrind # for ./test --all

# Of the packages named, those that are not installed. Empty where there is no dpkg: CMake tells then.
packages_missing() {
    command -v dpkg-query >/dev/null 2>&1 || return 0
    for package in "$@"; do
        case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) in
        installed) ;;
        *) printf ' %s' "$package" ;;
        esac
    done
}

# Installs what is missing of the packages named, or prints the one line that does and returns 5.
packages_need() {
    missing=$(packages_missing "$@")
    [ -n "$missing" ] || return 0
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        as_root='sudo -n'
        if ! { command -v sudo && sudo -n true; } >/dev/null 2>&1; then
            printf 'planmark needs packages that only root can install. Run this, then try again:\n' >&2
            printf '    sudo apt-get install -y --no-install-recommends%s\n' "$missing" >&2
            return 5
        fi
    fi
    printf 'planmark: installing%s\n' "$missing" >&2
    # A list of packages that is out of date, or not there, is brought up to date first.
    if ! { $as_root env DEBIAN_FRONTEND=noninteractive apt-get update &&
           $as_root env DEBIAN_FRONTEND=noninteractive \
               apt-get install -y --no-install-recommends $missing; } </dev/null >&2; then
        printf 'planmark: these packages could not be installed:%s\n' "$missing" >&2
        return 5
    fi
}

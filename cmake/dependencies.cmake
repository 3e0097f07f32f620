# SPDX-License-Identifier: MIT
# What planmark stands on. All that is missing is told at once, by Debian's package names.

function(planmark_need found package)
  if(NOT ${found})
    list(APPEND planmark_missing ${package})
    set(planmark_missing ${planmark_missing} PARENT_SCOPE)
  endif()
endfunction()

set(planmark_missing)
find_package(PkgConfig)
planmark_need(PKG_CONFIG_FOUND pkg-config)
if(PKG_CONFIG_FOUND)
  pkg_check_modules(PCRE2 IMPORTED_TARGET libpcre2-8)
  pkg_check_modules(UTF8PROC IMPORTED_TARGET libutf8proc)
  pkg_check_modules(YAML IMPORTED_TARGET yaml-0.1)
endif()
if(PLANMARK_DOCS AND PKG_CONFIG_FOUND)
  pkg_check_modules(ZIP IMPORTED_TARGET libzip)
  pkg_check_modules(XML2 IMPORTED_TARGET libxml-2.0)
  planmark_need(ZIP_FOUND libzip-dev)
  planmark_need(XML2_FOUND libxml2-dev)
endif()
if(PLANMARK_SERVE AND PKG_CONFIG_FOUND)
  pkg_check_modules(MICROHTTPD IMPORTED_TARGET libmicrohttpd>=0.9.71)
  planmark_need(MICROHTTPD_FOUND libmicrohttpd-dev)
endif()
find_package(Stemmer MODULE)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED) # the programs alone
planmark_need(PCRE2_FOUND libpcre2-dev)
planmark_need(UTF8PROC_FOUND libutf8proc-dev)
planmark_need(YAML_FOUND libyaml-dev)
planmark_need(Stemmer_FOUND libstemmer-dev)

if(BUILD_TESTING AND PKG_CONFIG_FOUND)
  pkg_check_modules(CMOCKA IMPORTED_TARGET cmocka)
  planmark_need(CMOCKA_FOUND libcmocka-dev)
endif()

if(EXISTS ${PLANMARK_WORDNET}/index.noun)
  set(wordnet_found TRUE)
endif()
planmark_need(wordnet_found wordnet-base)

if(planmark_missing)
  string(REPLACE ";" " " planmark_missing "${planmark_missing}")
  # A line that begins with a space is not broken, so that it can be copied.
  message(FATAL_ERROR "Something planmark needs is missing:\n  apt-get install ${planmark_missing}\n"
    "-DPLANMARK_SERVE=OFF builds it without the service, which alone needs libmicrohttpd-dev; -DPLANMARK_DOCS=OFF "
    "without documents, which alone need libzip-dev and libxml2-dev.")
endif()

set(planmark_docs_dependencies PkgConfig::ZIP PkgConfig::XML2)
set(planmark_dependencies PkgConfig::PCRE2 PkgConfig::UTF8PROC PkgConfig::YAML Stemmer::stemmer)

# What the programs are linked with. Archives, where all of them are there: four files less to find, to map and to
# relocate, so that a program starts a quarter sooner (bench/README.md). A system that wants to mend a library in one
# place turns it off.
option(PLANMARK_ARCHIVES "Link the programs with the archives of what planmark stands on, where they are installed" ON)
set(planmark_linked ${planmark_dependencies})
if(PLANMARK_ARCHIVES)
  set(planmark_archives)
  foreach(name pcre2-8 utf8proc yaml stemmer)
    find_library(PLANMARK_ARCHIVE_${name} ${CMAKE_STATIC_LIBRARY_PREFIX}${name}${CMAKE_STATIC_LIBRARY_SUFFIX})
    mark_as_advanced(PLANMARK_ARCHIVE_${name})
    list(APPEND planmark_archives ${PLANMARK_ARCHIVE_${name}})
  endforeach()
  if(NOT planmark_archives MATCHES NOTFOUND)
    set(planmark_linked ${planmark_archives})
  endif()
endif()

# SPDX-License-Identifier: MIT
# How own targets are compiled: warnings and instrumentation, never pushed on anybody else's.

function(planmark_target target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla -Wundef
    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>
    $<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes>
    -fno-strict-aliasing # the compiled pack is one block of words that is read as records
    $<$<BOOL:${PLANMARK_WERROR}>:-Werror>)
  planmark_harden(${target})
  planmark_instrument(${target})
endfunction()

# What makes a fault in C harder to use, in every build that optimises, so that what is tested is what
# is shipped; tests/hardened.sh looks for it. Sanitizers and fuzzers see more, and do not go with it.
function(planmark_harden target)
  if(PLANMARK_SANITIZE OR PLANMARK_FUZZ OR CMAKE_BUILD_TYPE STREQUAL Debug)
    return()
  endif()
  target_compile_options(${target} PRIVATE
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong ${planmark_hardening})
  if(CMAKE_SYSTEM_NAME STREQUAL Linux)
    get_target_property(kind ${target} TYPE)
    target_link_options(${target} PRIVATE LINKER:-z,relro,-z,now,-z,noexecstack
      $<$<STREQUAL:${kind},EXECUTABLE>:-pie>)
  endif()
endfunction()

include(CheckCCompilerFlag)
set(planmark_hardening)
foreach(flag IN ITEMS -fstack-clash-protection -fcf-protection)
  string(MAKE_C_IDENTIFIER has${flag} known)
  check_c_compiler_flag(${flag} ${known})
  if(${known})
    list(APPEND planmark_hardening ${flag})
  endif()
endforeach()

function(planmark_instrument target)
  if(PLANMARK_SANITIZE)
    set(flags -fsanitize=${PLANMARK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_compile_options(${target} PRIVATE ${flags})
    target_link_options(${target} PRIVATE ${flags})
  endif()
  if(PLANMARK_COVERAGE)
    target_compile_options(${target} PRIVATE --coverage)
    target_link_options(${target} PRIVATE --coverage)
  endif()
  if(PLANMARK_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()

# The roots that `#include "folder/file.h"` is read from inside the project.
function(planmark_includes target)
  target_include_directories(${target} PRIVATE
    ${PROJECT_SOURCE_DIR}/classifier ${PROJECT_SOURCE_DIR}/include)
endfunction()

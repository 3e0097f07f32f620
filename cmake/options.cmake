# SPDX-License-Identifier: MIT
# How own targets are compiled: warnings and instrumentation, never pushed on anybody else's.

function(planmark_target target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla -Wundef
    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>
    $<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes>
    -fno-strict-aliasing # the compiled pack is one block of words that is read as records
    $<$<BOOL:${PLANMARK_WERROR}>:-Werror>)
  planmark_instrument(${target})
endfunction()

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

# SPDX-License-Identifier: MIT
# planmark-serve. Its routes are a library of objects that know no socket, so that tests and fuzzers call them.
set(serve_page_c ${PROJECT_BINARY_DIR}/gen/serve_page.c)
set(serve_page_files)
set(serve_page_pairs)
foreach(file IN ITEMS page/page.html page/page.css page/page.js page/ask.js page/criteria.js page/list.js page/notice.js
    page/pasted.js page/row.js page/summary.js page/verdict.js page/icon.svg openapi.json)
  get_filename_component(name ${file} NAME)
  string(REPLACE "." "_" name ${name})
  list(APPEND serve_page_files ${PROJECT_SOURCE_DIR}/classifier/serve/${file})
  list(APPEND serve_page_pairs serve_${name}=${PROJECT_SOURCE_DIR}/classifier/serve/${file})
endforeach()
add_custom_command(OUTPUT ${serve_page_c}
  COMMAND embed ${serve_page_c} ${serve_page_pairs}
  DEPENDS embed ${serve_page_files}
  COMMENT "Embedding the page of the service" VERBATIM)

add_library(planmark-routes OBJECT ${route_sources} ${program_sources} ${serve_page_c})
planmark_program(planmark-routes ${serve_to_lib})

add_executable(planmark-serve ${serve_sources} $<TARGET_OBJECTS:planmark-routes>)
planmark_program(planmark-serve ${serve_to_lib})
target_link_libraries(planmark-serve PRIVATE PkgConfig::MICROHTTPD)
add_dependencies(planmark-command planmark-serve) # run, not linked

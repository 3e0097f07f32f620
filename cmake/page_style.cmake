# SPDX-License-Identifier: MIT
# The style sheet of the page of a report, compiled into the library. Adds to library_sources.
set(page_style_c ${PROJECT_BINARY_DIR}/gen/page_style.c)
set(page_style_css ${PROJECT_SOURCE_DIR}/classifier/output/page.css)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/gen)
add_custom_command(OUTPUT ${page_style_c}
  COMMAND embed ${page_style_c} page_style=${page_style_css}
  DEPENDS embed ${page_style_css}
  COMMENT "Embedding the style sheet" VERBATIM)
list(APPEND library_sources ${page_style_c})

# SPDX-License-Identifier: MIT
# The pack compiled into the library: WordNet -> wordnet.bin; rules + wordnet.bin -> image and source files;
# all three -> C -> object (see classifier/api/default_pack.h). Sets default_pack_objects.
set(gen ${PROJECT_BINARY_DIR}/gen)
set(pack_folder ${PROJECT_SOURCE_DIR}/rules/cin-england)
file(MAKE_DIRECTORY ${gen})

# Data, not sources: a list that a researcher drops into the folder belongs to the pack at once.
file(GLOB_RECURSE pack_files CONFIGURE_DEPENDS ${pack_folder}/*.yaml ${pack_folder}/*.txt)

set(default_pack_objects)

function(planmark_host_tool name)
  add_executable(${name} ${ARGN})
  planmark_target(${name})
  planmark_includes(${name})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tools)
endfunction()

# An archive, so that each program takes only the floors that it uses.
add_library(planmark-host STATIC $<TARGET_OBJECTS:planmark-objects>)
planmark_target(planmark-host)
target_link_libraries(planmark-host PRIVATE ${planmark_dependencies})

planmark_host_tool(embed tools/embed.c)

planmark_host_tool(wordnet_table ${wordnet_sources})
target_link_libraries(wordnet_table PRIVATE planmark-host)
planmark_host_tool(packc tools/packc.c)
target_link_libraries(packc PRIVATE planmark-host)

add_custom_command(OUTPUT ${gen}/wordnet.bin
  COMMAND wordnet_table ${PLANMARK_WORDNET} ${gen}/wordnet.bin
  DEPENDS wordnet_table ${PLANMARK_WORDNET}/index.noun
  COMMENT "Reading WordNet" VERBATIM)
add_custom_command(OUTPUT ${gen}/default_pack.image ${gen}/default_pack.sources
  COMMAND packc ${pack_folder} cin-england ${gen}/wordnet.bin
          ${gen}/default_pack.image ${gen}/default_pack.sources
  DEPENDS packc ${gen}/wordnet.bin ${pack_files}
  COMMENT "Compiling the pack cin-england" VERBATIM)
add_custom_command(OUTPUT ${gen}/default_pack.c
  COMMAND embed ${gen}/default_pack.c default_image=${gen}/default_pack.image
          default_sources=${gen}/default_pack.sources default_wordnet=${gen}/wordnet.bin
  DEPENDS embed ${gen}/default_pack.image ${gen}/default_pack.sources ${gen}/wordnet.bin
  COMMENT "Embedding the pack" VERBATIM)

# Generated: house warnings do not apply.
add_library(planmark-pack OBJECT ${gen}/default_pack.c)
set(default_pack_objects $<TARGET_OBJECTS:planmark-pack>)

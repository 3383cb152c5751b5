# The command line's tables out of data/options and the report page out of web/.
file(GLOB OPTION_FILES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/data/options/*.md)
set(OPTION_SOURCES ${CMAKE_SOURCE_DIR}/tools/completion.py ${CMAKE_SOURCE_DIR}/tools/gen_ontology.py
  ${CMAKE_SOURCE_DIR}/data/ontology/types.tsv ${CMAKE_SOURCE_DIR}/include/polybius/polybius.h)
set(OPTIONS_TOOL ${CMAKE_SOURCE_DIR}/tools/gen_options.py)
add_custom_command(OUTPUT ${GEN}/options.gen.h
  COMMAND ${Python3_EXECUTABLE} ${OPTIONS_TOOL} --c ${CMAKE_SOURCE_DIR}/data/options ${GEN}/options.gen.h
  DEPENDS ${OPTIONS_TOOL} ${OPTION_FILES} ${OPTION_SOURCES})
add_custom_command(OUTPUT ${GEN}/page.gen.h
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/gen_page.py ${CMAKE_SOURCE_DIR}/web ${GEN}/page.gen.h
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/gen_page.py ${CMAKE_SOURCE_DIR}/web/report.css ${CMAKE_SOURCE_DIR}/web/report.js)
add_custom_target(plb_cli_tables DEPENDS ${GEN}/options.gen.h ${GEN}/page.gen.h)
if(TARGET plb_cli)
  add_dependencies(plb_cli plb_cli_tables)
endif()

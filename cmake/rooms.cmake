# One object library a room; each third-party library belongs to one room. tools/check_includes.py checks what may include what.
find_package(PkgConfig REQUIRED)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
pkg_check_modules(XML REQUIRED IMPORTED_TARGET libxml-2.0)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(BROTLI REQUIRED IMPORTED_TARGET libbrotlidec)
pkg_check_modules(ZIP REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson>=2.14)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(MD REQUIRED IMPORTED_TARGET libmd)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)

set(GEN ${CMAKE_BINARY_DIR}/gen)
file(MAKE_DIRECTORY ${GEN})
file(GLOB_RECURSE DATA_FILES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/data/*.tsv ${CMAKE_SOURCE_DIR}/data/*.txt
  ${CMAKE_SOURCE_DIR}/data/*.md ${CMAKE_SOURCE_DIR}/data/*.sql ${CMAKE_SOURCE_DIR}/data/*.css ${CMAKE_SOURCE_DIR}/data/*.bin)
file(GLOB SAMPLE_FILES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/samples/*/*.html ${CMAKE_SOURCE_DIR}/samples/*/*.txt)
file(GLOB MODEL_FILES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/models/*.bin)
add_custom_command(OUTPUT ${GEN}/ontology.gen.h
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/gen_ontology.py ${CMAKE_SOURCE_DIR}/data ${GEN}/ontology.gen.h
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/gen_ontology.py ${DATA_FILES})
add_custom_command(OUTPUT ${GEN}/data.gen.c
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed.py ${GEN}/data.gen.c ${CMAKE_SOURCE_DIR}/data
    samples=${CMAKE_SOURCE_DIR}/samples models=${CMAKE_SOURCE_DIR}/models
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/embed.py ${DATA_FILES} ${SAMPLE_FILES} ${MODEL_FILES})
add_custom_target(plb_ontology DEPENDS ${GEN}/ontology.gen.h)
add_library(plb_data STATIC ${GEN}/data.gen.c)
target_include_directories(plb_data PRIVATE src include ${GEN})

function(plb_room name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.c)
  list(FILTER sources EXCLUDE REGEX "/main\\.c$") # a program's, not a room's
  if(NOT sources)
    return()
  endif()
  add_library(plb_${name} STATIC ${sources})
  add_dependencies(plb_${name} plb_ontology)
  target_include_directories(plb_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include ${GEN})
  target_link_libraries(plb_${name} PUBLIC plb_flags ${ARGN})
endfunction()

plb_room(base plb_data PkgConfig::JANSSON PkgConfig::UTF8PROC PkgConfig::XXHASH PkgConfig::MD)
plb_room(acquire plb_base PkgConfig::ZLIB PkgConfig::ZSTD PkgConfig::BROTLI PkgConfig::ZIP)
plb_room(extract plb_base PkgConfig::XML m)
plb_room(parse plb_base)
plb_room(resolve plb_base plb_parse)
plb_room(code plb_base plb_resolve)
plb_room(store plb_base PkgConfig::SQLITE)
plb_room(eval plb_base m)
plb_room(pipe plb_acquire plb_extract plb_parse plb_resolve plb_code plb_store PkgConfig::SECCOMP)
set_source_files_properties(src/pipe/build.c PROPERTIES COMPILE_DEFINITIONS
  "PLB_LIBRARIES=\"libxml2 ${XML_VERSION}, zlib ${ZLIB_VERSION}, zstd ${ZSTD_VERSION}, brotli ${BROTLI_VERSION}, libzip ${ZIP_VERSION}, jansson ${JANSSON_VERSION}, utf8proc ${UTF8PROC_VERSION}, xxhash ${XXHASH_VERSION}, libmd ${MD_VERSION}, SQLite ${SQLITE_VERSION}, libseccomp ${SECCOMP_VERSION}\"")
include(cmake/sandbox.cmake)
plb_room(cli plb_pipe plb_eval)
include(cmake/cli.cmake)

if(TARGET plb_cli AND TARGET plb_pipe)
  add_executable(polybius src/cli/main.c)
  target_link_libraries(polybius PRIVATE plb_cli plb_pipe)
endif()

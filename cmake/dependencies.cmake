# Everything comes from the system; nothing is downloaded. Debian package names are in tools/install-dependencies.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(tl-expected REQUIRED)
find_package(fmt REQUIRED)
find_package(simdjson REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc)
find_package(ZLIB REQUIRED)
find_package(Eigen3 REQUIRED NO_MODULE)
find_package(EXPAT REQUIRED)
find_package(LibXml2 REQUIRED)
find_package(CLI11 REQUIRED)
if(NOT UNSPIN_STD_THREADS)
  find_package(TBB REQUIRED)
endif()
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(deflate REQUIRED IMPORTED_TARGET libdeflate)
pkg_check_modules(brotli REQUIRED IMPORTED_TARGET libbrotlidec)
pkg_check_modules(uchardet REQUIRED IMPORTED_TARGET uchardet)

# libcsv has neither a CMake config nor a pkg-config file.
find_library(UNSPIN_LIBCSV csv REQUIRED)
find_path(UNSPIN_LIBCSV_INCLUDE csv.h REQUIRED)
add_library(unspin_libcsv INTERFACE)
target_include_directories(unspin_libcsv SYSTEM INTERFACE ${UNSPIN_LIBCSV_INCLUDE})
target_link_libraries(unspin_libcsv INTERFACE ${UNSPIN_LIBCSV})

# Nor has libstemmer.
find_library(UNSPIN_STEMMER stemmer REQUIRED)
find_path(UNSPIN_STEMMER_INCLUDE libstemmer.h REQUIRED)
add_library(unspin_stemmer INTERFACE)
target_include_directories(unspin_stemmer SYSTEM INTERFACE ${UNSPIN_STEMMER_INCLUDE})
target_link_libraries(unspin_stemmer INTERFACE ${UNSPIN_STEMMER})

# Nor has CLD2.
find_library(UNSPIN_CLD2 cld2 REQUIRED)
find_path(UNSPIN_CLD2_INCLUDE cld2/public/compact_lang_det.h REQUIRED)
add_library(unspin_cld2 INTERFACE)
target_include_directories(unspin_cld2 SYSTEM INTERFACE ${UNSPIN_CLD2_INCLUDE})
target_link_libraries(unspin_cld2 INTERFACE ${UNSPIN_CLD2})

# kainjow's Mustache is a header without a CMake config.
find_path(UNSPIN_MUSTACHE_INCLUDE kainjow/mustache.hpp REQUIRED)
add_library(unspin_mustache INTERFACE)
target_include_directories(unspin_mustache SYSTEM INTERFACE ${UNSPIN_MUSTACHE_INCLUDE})

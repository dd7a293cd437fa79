# Warnings for our own targets only; -Werror comes from the presets.
option(UNSPIN_WERROR "Treat warnings as errors" OFF)
add_library(unspin_warnings INTERFACE)
target_compile_options(unspin_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor
  -Wold-style-cast -Wno-missing-field-initializers $<$<BOOL:${UNSPIN_WERROR}>:-Werror>)

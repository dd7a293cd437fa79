# Parquet: unspin_parquet.so, beside the program, which opens it when it meets a Parquet file. It needs Arrow for C++: an
# installed one, else the one inside the Python package pyarrow (tools/install-dependencies --parquet puts it into
# build/python). Without either, everything else is built.
option(UNSPIN_PARQUET "Build the module that reads Parquet, if Arrow is there" ON)
set(UNSPIN_PYARROW_ROOT "" CACHE PATH "Folder of the Python package pyarrow; empty: that of build/python or of python3")

# Sets UNSPIN_PYARROW_ROOT, and UNSPIN_PYARROW_PYTHON, with which tests are run.
function(unspin_find_pyarrow)
  foreach(python ${PROJECT_SOURCE_DIR}/build/python/bin/python3 python3)
    execute_process(COMMAND ${python} -c "import pyarrow; print(pyarrow.__path__[0])"
      OUTPUT_VARIABLE root OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
    if(NOT failed AND root)
      set(UNSPIN_PYARROW_ROOT "${root}" PARENT_SCOPE)
      set(UNSPIN_PYARROW_PYTHON ${python} PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

if(NOT UNSPIN_PARQUET)
  return()
endif()
if(NOT UNSPIN_PYARROW_ROOT)
  unspin_find_pyarrow()
endif()
find_package(Parquet CONFIG QUIET)
if(Parquet_FOUND)
  add_library(unspin_arrow INTERFACE)
  target_link_libraries(unspin_arrow INTERFACE $<IF:$<TARGET_EXISTS:Parquet::parquet_shared>,Parquet::parquet_shared,Parquet::parquet_static>)
else()
  # The names without a version are missing in the package.
  file(GLOB arrow_libraries ${UNSPIN_PYARROW_ROOT}/libparquet.so.* ${UNSPIN_PYARROW_ROOT}/libarrow.so.*)
  list(FILTER arrow_libraries INCLUDE REGEX "\\.so\\.[0-9]+$")
  if(NOT UNSPIN_PYARROW_ROOT OR NOT arrow_libraries)
    message(STATUS "Parquet: no Arrow for C++ and no pyarrow here, built without")
    return()
  endif()
  add_library(unspin_arrow INTERFACE)
  target_include_directories(unspin_arrow SYSTEM INTERFACE ${UNSPIN_PYARROW_ROOT}/include)
  target_link_libraries(unspin_arrow INTERFACE ${arrow_libraries})
  message(STATUS "Parquet: with ${UNSPIN_PYARROW_ROOT}")
endif()

add_library(unspin_parquet MODULE
  engine/corpus/json_text.cpp
  engine/parquet/copier.cpp
  engine/parquet/file.cpp
  engine/parquet/json_rows.cpp
  engine/parquet/module.cpp
  engine/parquet/reader.cpp)
set_target_properties(unspin_parquet PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin
  CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON INSTALL_RPATH_USE_LINK_PATH ON
  INSTALL_RPATH "${UNSPIN_PYARROW_ROOT}")
target_include_directories(unspin_parquet PRIVATE ${PROJECT_SOURCE_DIR} engine/include)
target_link_libraries(unspin_parquet PRIVATE unspin_warnings unspin_arrow tl::expected fmt::fmt simdjson::simdjson)
add_dependencies(unspin unspin_parquet)
install(TARGETS unspin_parquet LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/unspin)

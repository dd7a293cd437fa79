#pragma once

// The documents of a table as Python objects, for those that are written to a file.

#include <nanobind/nanobind.h>

namespace unspin::python {

/// One dict a document that has a text: id, text, url, canonical and date (seconds since 1970), None where it is
/// not known. `names`: of columns, by "id" and "text".
nanobind::list documents(const nanobind::object& source, const nanobind::dict& names);

}  // namespace unspin::python

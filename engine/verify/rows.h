#pragma once

// The fastest kernels for rows of numbers that this machine can run. What they do: rows_kernel.h.

#include "engine/verify/rows_kernel.h"

namespace unspin::verify {

[[nodiscard]] const RowKernels& row_kernels() noexcept;

}  // namespace unspin::verify

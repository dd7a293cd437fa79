#pragma once

// What a detector found, as Arrow streams: columns named like the fields of the C++ door.

#include <memory>

#include <unspin/c.h>
#include <unspin/detector.h>

namespace unspin::c {

/// `owner` is what the ids of the results are views into; it lives as long as the stream.
void write_fates(DedupResult result, std::shared_ptr<const void> owner, ArrowArrayStream& stream);
void write_pairs(MatchResult result, std::shared_ptr<const void> owner, ArrowArrayStream& stream);

}  // namespace unspin::c

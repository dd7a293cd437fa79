#pragma once

// The last reading of dedup's inputs: the records that stay are written, or their ids.

#include <unspin/dedup.h>

#include "engine/base/file.h"
#include "engine/detect/context.h"
#include "engine/detect/scan.h"
#include "engine/detect/survivors.h"

namespace unspin::detect {

/// Fills a folder with a file for each input file, or with ids.jsonl. Io when an input is not what it was.
[[nodiscard]] Result<void> write_kept(Context& context, const DedupOptions& options, const Scan& scan,
                                      const Documents& docs, const Removal& removal, const base::StagedFolder& folder);

}  // namespace unspin::detect

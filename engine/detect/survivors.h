#pragma once

// Which documents stay, by the policy that the user named.

#include <cstdint>
#include <vector>

#include <unspin/dedup.h>

#include "engine/detect/exact.h"
#include "engine/detect/near.h"
#include "engine/detect/scan.h"

namespace unspin::detect {

constexpr std::uint32_t kStays = 0xFFFFFFFF;

struct Removal {
  std::vector<std::uint32_t> kept_instead;  // by document: the one it gives way to; kStays for those that stay
  std::vector<std::uint32_t> cluster;       // by document: the first document of its component
  std::uint64_t without_preference = 0;     // accepted documents without the date or score that the policy asks for
};

/// Copies to the letter and near-duplicates form groups, in which a document gives way only to one that matches it
/// (cluster/leaders.h). Ties of the policy go to the smallest id, then to the first in the input.
[[nodiscard]] Result<Removal> choose_survivors(const Scan& scan, const Documents& docs, const Near& near, Keep keep);

/// Of a removed document and the one that stays instead: Exact or NearDuplicate, and the measure, in that order.
[[nodiscard]] Verdict verdict_on(const Documents& docs, const Removal& removal, std::uint32_t doc);
[[nodiscard]] verify::Overlap overlap_with_kept(const Documents& docs, const Near& near, const Removal& removal,
                                                std::uint32_t doc);

/// What the scan has to read for a policy.
[[nodiscard]] Preference preference_of(Keep keep);

}  // namespace unspin::detect

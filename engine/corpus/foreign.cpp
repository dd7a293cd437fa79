#include "engine/corpus/foreign.h"

#include <array>

namespace unspin::corpus {
namespace {

using namespace std::string_view_literals;

struct Known {
  std::string_view start;
  Foreign format;
};

constexpr std::string_view kUnpack = "unpack it first";
constexpr std::string_view kExport = "save it as text, HTML or JSON lines first";
constexpr std::string_view kRows = "convert it to JSON lines, CSV or Parquet first";
constexpr std::string_view kNothing = "leave it out, there is no text in it";

constexpr std::array kFormats = {
    Known{"\x04\x22\x4D\x18"sv, {"an lz4 file", "decompress it first (lz4 -d)"}},
    Known{"\x02\x21\x4C\x18"sv, {"an lz4 file", "decompress it first (lz4 -d)"}},
    Known{"\xFD\x37zXZ\0"sv, {"an xz file", "decompress it first (xz -d)"}},
    Known{"LZIP\x01"sv, {"an lzip file", "decompress it first (lzip -d)"}},
    Known{"\x1F\x9D"sv, {"a file of compress", "decompress it first (gzip -d)"}},
    Known{"\xFF\x06\0\0sNaPpY"sv, {"a snappy file", "decompress it first"}},
    Known{"7z\xBC\xAF\x27\x1C"sv, {"a 7z archive", kUnpack}},
    Known{"Rar!\x1A\x07"sv, {"a RAR archive", kUnpack}},
    Known{"PK\x03\x04"sv, {"a zip archive, or an office document or e-book, which are such", kUnpack}},
    Known{"PK\x05\x06"sv, {"an empty zip archive", kUnpack}},
    Known{"%PDF-"sv, {"a PDF document", "convert it first (pdftotext)"}},
    Known{"%!PS-Adobe"sv, {"a PostScript document", "convert it first (ps2txt)"}},
    Known{"{\\rtf"sv, {"an RTF document", kExport}},
    Known{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, {"a document of an old office program", kExport}},
    Known{"SQLite format 3\0"sv, {"an SQLite database", kRows}},
    Known{"ARROW1\0\0"sv, {"an Arrow or Feather file", kRows}},
    Known{"Obj\x01"sv, {"an Avro file", kRows}},
    Known{"ORC\x08"sv, {"an ORC file", kRows}},
    Known{"\x89PNG\r\n\x1A\n"sv, {"a PNG image", kNothing, false}},
    Known{"\xFF\xD8\xFF"sv, {"a JPEG image", kNothing, false}},
    Known{"II*\0"sv, {"a TIFF image", kNothing, false}},
    Known{"MM\0*"sv, {"a TIFF image", kNothing, false}},
    Known{"\0\0\x01\0"sv, {"an icon", kNothing, false}},
    Known{"\x7F"
          "ELF"sv,
          {"a program", kNothing, false}},
    Known{"wOFF\0\x01\0\0"sv, {"a font", kNothing, false}},
    Known{"wOF2\0\x01\0\0"sv, {"a font", kNothing, false}},
};

}  // namespace

std::optional<Foreign> foreign_format(std::string_view head) noexcept {
  for (const Known& known : kFormats) {
    if (head.starts_with(known.start)) return known.format;
  }
  constexpr std::string_view kBzip2Block = "1AY&SY";  // behind "BZh" and the size of blocks
  if (head.starts_with("BZh") && head.size() > 4 && head.substr(4).starts_with(kBzip2Block))
    return Foreign{"a bzip2 file", "decompress it first (bzip2 -d)"};
  // A text on the format may begin with its name: the size of the picture tells, two bytes each way.
  const bool gif = head.starts_with("GIF87a") || head.starts_with("GIF89a");
  if (gif && head.size() >= 10 && (head[7] < '\t' || head[9] < '\t')) return Foreign{"a GIF image", kNothing, false};
  if (head.starts_with("RIFF") && head.size() >= 12) {
    const std::string_view kind = head.substr(8, 4);
    if (kind == "WEBP") return Foreign{"a WebP image", kNothing, false};
    if (kind == "WAVE" || kind == "AVI ") return Foreign{"a recording", kNothing, false};
  }
  if (head.size() >= 12 && head.substr(4, 4) == "ftyp")
    return Foreign{"a video, or an image of that kind", kNothing, false};
  return std::nullopt;
}

}  // namespace unspin::corpus

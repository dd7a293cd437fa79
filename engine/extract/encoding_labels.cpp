// The labels of the WHATWG encoding standard, and what iconv calls the same encodings.

#include <algorithm>
#include <array>
#include <string>

#include "engine/extract/encoding.h"

namespace unspin::extract {
namespace {

struct Encoding {
  std::string_view name;
  const char* iconv;
  std::string_view labels;  // between spaces
};

// iconv names are those of the vendors' supersets, as the standard has it: what is called Shift_JIS is CP932.
constexpr std::array kEncodings{
    Encoding{"utf-8", "UTF-8", " utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 "},
    Encoding{"windows-1252", "CP1252",
             " windows-1252 iso-8859-1 latin1 ansi_x3.4-1968 ascii us-ascii cp1252 cp819 csisolatin1 ibm819 iso-ir-100 "
             "iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin-1 x-cp1252 "},
    Encoding{"windows-1250", "CP1250", " windows-1250 cp1250 x-cp1250 "},
    Encoding{"windows-1251", "CP1251", " windows-1251 cp1251 x-cp1251 win-1251 "},
    Encoding{"windows-1253", "CP1253", " windows-1253 cp1253 x-cp1253 "},
    Encoding{"windows-1254", "CP1254",
             " windows-1254 cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 "
             "latin5 x-cp1254 "},
    Encoding{"windows-1255", "CP1255", " windows-1255 cp1255 x-cp1255 "},
    Encoding{"windows-1256", "CP1256", " windows-1256 cp1256 x-cp1256 "},
    Encoding{"windows-1257", "CP1257", " windows-1257 cp1257 x-cp1257 "},
    Encoding{"windows-1258", "CP1258", " windows-1258 cp1258 x-cp1258 "},
    Encoding{"windows-874", "CP874", " windows-874 dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 "},
    Encoding{"iso-8859-2", "ISO-8859-2",
             " iso-8859-2 csisolatin2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2 "},
    Encoding{"iso-8859-3", "ISO-8859-3", " iso-8859-3 csisolatin3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 l3 latin3 "},
    Encoding{"iso-8859-4", "ISO-8859-4", " iso-8859-4 csisolatin4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 l4 latin4 "},
    Encoding{"iso-8859-5", "ISO-8859-5",
             " iso-8859-5 csisolatincyrillic cyrillic iso-ir-144 iso8859-5 iso88595 iso_8859-5 "},
    Encoding{"iso-8859-6", "ISO-8859-6",
             " iso-8859-6 arabic asmo-708 csisolatinarabic ecma-114 iso-ir-127 iso8859-6 iso88596 iso_8859-6 "},
    Encoding{"iso-8859-7", "ISO-8859-7",
             " iso-8859-7 csisolatingreek ecma-118 elot_928 greek greek8 iso-ir-126 iso8859-7 iso88597 iso_8859-7 "},
    Encoding{"iso-8859-8", "ISO-8859-8",
             " iso-8859-8 iso-8859-8-i iso-8859-8-e csisolatinhebrew hebrew iso-ir-138 iso8859-8 iso88598 logical "
             "visual "},
    Encoding{"iso-8859-10", "ISO-8859-10", " iso-8859-10 csisolatin6 iso-ir-157 iso8859-10 iso885910 l6 latin6 "},
    Encoding{"iso-8859-13", "ISO-8859-13", " iso-8859-13 iso8859-13 iso885913 "},
    Encoding{"iso-8859-14", "ISO-8859-14", " iso-8859-14 iso8859-14 iso885914 "},
    Encoding{"iso-8859-15", "ISO-8859-15", " iso-8859-15 csisolatin9 iso8859-15 iso885915 iso_8859-15 l9 latin-9 "},
    Encoding{"iso-8859-16", "ISO-8859-16", " iso-8859-16 "},
    Encoding{"koi8-r", "KOI8-R", " koi8-r cskoi8r koi koi8 koi8_r "},
    Encoding{"koi8-u", "KOI8-U", " koi8-u koi8-ru "},
    Encoding{"ibm866", "CP866", " ibm866 866 cp866 csibm866 "},
    Encoding{"macintosh", "MACINTOSH", " macintosh csmacintosh mac x-mac-roman "},
    Encoding{"x-mac-cyrillic", "MAC-CYRILLIC", " x-mac-cyrillic x-mac-ukrainian "},
    Encoding{"gb18030", "GB18030",
             " gb18030 gbk gb2312 chinese csgb2312 csiso58gb231280 gb_2312 gb_2312-80 iso-ir-58 x-gbk "},
    Encoding{"big5", "BIG5-HKSCS", " big5 big5-hkscs cn-big5 csbig5 x-x-big5 "},
    Encoding{"euc-jp", "EUC-JP-MS", " euc-jp cseucpkdfmtjapanese x-euc-jp "},
    Encoding{"iso-2022-jp", "ISO-2022-JP-3", " iso-2022-jp csiso2022jp "},
    Encoding{"shift_jis", "CP932", " shift_jis csshiftjis ms932 ms_kanji shift-jis sjis windows-31j x-sjis cp932 "},
    Encoding{"euc-kr", "CP949",
             " euc-kr cseuckr csksc56011987 iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 "
             "windows-949 uhc cp949 "},
    Encoding{"utf-16le", "UTF-16LE", " utf-16le utf-16 csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff "},
    Encoding{"utf-16be", "UTF-16BE", " utf-16be unicodefffe "},
};

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

std::string_view encoding_of_label(std::string_view label) {
  std::string wanted = " ";
  for (const char c : label) {
    if (!is_space(c)) wanted += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  if (wanted.size() == 1) return {};
  wanted += ' ';
  const auto* const found = std::find_if(kEncodings.begin(), kEncodings.end(), [&](const Encoding& encoding) {
    return encoding.labels.find(wanted) != std::string_view::npos;
  });
  return found == kEncodings.end() ? std::string_view() : found->name;
}

const char* iconv_name(std::string_view encoding) {
  const auto* const found = std::find_if(kEncodings.begin(), kEncodings.end(),
                                         [&](const Encoding& candidate) { return candidate.name == encoding; });
  return found == kEncodings.end() ? nullptr : found->iconv;
}

}  // namespace unspin::extract

#include "engine/text/prose.h"

#include <chrono>

#include <gtest/gtest.h>

#include "engine/text/words.h"
#include "tests/oracle/prose.h"
#include "tests/verify/oracle.h"

namespace unspin::text {
namespace {

using Sentences = std::vector<std::string>;

const Prose& prose_of(std::string_view text) {
  static ProseReader reader;
  const Prose& prose = reader(text);
  EXPECT_EQ(oracle::broken_rule(text, prose), "") << text;
  return prose;
}

/// A sentence as reference.py writes it: form, /s stem, /n number or /a name, /q quoted, /f function word; | before the
/// first token of a clause.
Sentences annotated(const Prose& prose) {
  Sentences out;
  std::size_t clause = 0;
  for (const Unit& sentence : prose.sentences) {
    std::string line;
    for (std::uint32_t i = sentence.first; i < sentence.last; ++i) {
      const Token& token = prose.tokens[i];
      if (!line.empty()) line += ' ';
      if (clause < prose.clauses.size() && prose.clauses[clause].first == i) line += '|', ++clause;
      line += prose.form(token);
      if (token.stem != 0) line += "/s";
      if (token.anchor != 0) line += token.number ? "/n" : "/a";
      if (token.quoted && !token.mark) line += "/q";
      if (token.function) line += "/f";
    }
    out.push_back(line);
  }
  return out;
}

/// The bytes of each sentence, as they stand in the text.
Sentences sentences(std::string_view text) {
  Sentences out;
  for (const Unit& unit : prose_of(text).sentences)
    out.emplace_back(text.substr(unit.bytes.begin, unit.bytes.end - unit.bytes.begin));
  return out;
}

Sentences clauses(std::string_view text) {
  Sentences out;
  for (const Unit& unit : prose_of(text).clauses)
    out.emplace_back(text.substr(unit.bytes.begin, unit.bytes.end - unit.bytes.begin));
  return out;
}

/// Forms of the tokens, with the bytes that they stand for where these differ.
Sentences forms(std::string_view text) {
  const Prose& prose = prose_of(text);
  Sentences out;
  for (const Token& token : prose.tokens) out.emplace_back(prose.form(token));
  return out;
}

/// The forms of tokens with a property.
template <typename Property>
Sentences forms_with(std::string_view text, Property property) {
  const Prose& prose = prose_of(text);
  Sentences out;
  for (const Token& token : prose.tokens) {
    if (property(token)) out.emplace_back(prose.form(token));
  }
  return out;
}
Sentences names(std::string_view text) {
  return forms_with(text, [](const Token& t) { return t.anchor != 0 && !t.number; });
}
Sentences quoted(std::string_view text) {
  return forms_with(text, [](const Token& t) { return t.quoted && !t.mark; });
}

/// The anchor of the only number of a text.
std::uint64_t number_in(std::string_view text) {
  const Prose& prose = prose_of(text);
  std::uint64_t anchor = 0;
  for (const Token& token : prose.tokens) {
    if (!token.number) continue;
    EXPECT_EQ(anchor, 0U) << text << ": two numbers";
    anchor = token.anchor;
  }
  EXPECT_NE(anchor, 0U) << text << ": no number";
  return anchor;
}
std::uint64_t anchor_of(std::string_view number) { return word_hash("#" + std::string(number)); }

TEST(Prose, AgreesWithTheReferenceOnArticles) {
  const auto oracle = oracle::read_oracle();
  ASSERT_GE(oracle.documents.size(), 10U);
  for (const auto& [id, document] : oracle.documents) {
    const Sentences found = annotated(prose_of(document.text));
    ASSERT_EQ(found.size(), document.sentences.size()) << id;
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i], document.sentences[i]) << id;
  }
}

TEST(Prose, TheExampleOfTheHeader) {
  const std::string text =
      "\"Mr. Weiß paid 1,200 dollars,\" said Anna Weiß at half past four. \"All of it,\" Weiß added later.";
  EXPECT_EQ(
      annotated(prose_of(text)),
      (Sentences{
          "|\" mr/q . weiss/s/a/q paid/s/q 1200/s/n/q dollars/s/q , |\" said/f anna/s/a weiss/s/a at/f 4:30/s/n .",
          "|\" all/q/f of/q/f it/q/f , \" weiss/s/a added/s later/s ."}));
}

TEST(Prose, NothingHasNoUnits) {
  for (const std::string_view text : {"", " \n\t ", "\xFF\xFE", "\u200B\u00AD"}) {
    const Prose& prose = prose_of(text);
    EXPECT_TRUE(prose.tokens.empty());
    EXPECT_TRUE(prose.sentences.empty());
    EXPECT_TRUE(prose.clauses.empty());
  }
  EXPECT_EQ(forms("word"), (Sentences{"word"}));
  EXPECT_EQ(sentences("word").size(), 1U);
  EXPECT_EQ(sentences("* * *"), (Sentences{"* * *"}));
}

// --- sentences

TEST(Prose, SentencesEndAtTheirMarks) {
  EXPECT_EQ(
      sentences("This is the first one. Here comes another one! Is that a third one? (So it is, I think.) It ends."),
      (Sentences{"This is the first one.", "Here comes another one!", "Is that a third one?",
                 "(So it is, I think.) It ends."}));
  EXPECT_EQ(sentences("He said \"Go away, please.\" Then he left the room."),
            (Sentences{"He said \"Go away, please.\"", "Then he left the room."}));
  EXPECT_EQ(sentences("Version 2.0 is here. iPhones are not a new sentence here").size(), 1U);
}

TEST(Prose, AbbreviationsDoNotEndASentence) {
  for (const std::string_view text : {"We saw Mr. Smith and Dr. Jones there.", "The U.S. Senate has met at last.",
                                      "It was John F. Kennedy who said so.", "Acme Inc. Was the name they gave."})
    EXPECT_EQ(sentences(text), (Sentences{std::string(text)}));
  EXPECT_EQ(sentences("We saw it in 3D. Then we all left.").size(), 2U);
  EXPECT_EQ(sentences("We all saw MR. Then he left us.").size(), 2U);  // not how it is abbreviated
}

TEST(Prose, ParagraphsEndSentencesAndShortPiecesJoin) {
  EXPECT_EQ(sentences("No mark at the end here\nAnother line of some words"),
            (Sentences{"No mark at the end here", "Another line of some words"}));
  EXPECT_EQ(sentences("There are enough words here. Only three words. And there are enough here again."),
            (Sentences{"There are enough words here. Only three words.", "And there are enough here again."}));
  std::string forty = "Word";
  for (int i = 1; i < 40; ++i) forty += " word";
  EXPECT_EQ(sentences(forty + ". Short one.").size(), 2U);
}

TEST(Prose, OtherScriptsHaveTheirOwnEnds) {
  EXPECT_EQ(sentences("東京は日本の首都です。大阪は大きな町です！そうですか？"),
            (Sentences{"東京は日本の首都です。", "大阪は大きな町です！", "そうですか？"}));
  EXPECT_EQ(sentences("彼は言いました。「明日は晴れるでしょう。」彼女は笑いました。"),
            (Sentences{"彼は言いました。", "「明日は晴れるでしょう。」", "彼女は笑いました。"}));
  EXPECT_EQ(sentences("यह पहला वाक्य है। यह दूसरा वाक्य है।").size(), 2U);
  EXPECT_EQ(sentences("هذه هي الجملة الأولى. هذه هي الجملة الثانية؟ وهذه هي الجملة الثالثة.").size(), 3U);
  EXPECT_EQ(sentences("Это первое предложение здесь. Это второе предложение здесь.").size(), 2U);
}

// --- tokens

TEST(Prose, WordsAreFoldedAndKeepTheirPlace) {
  const std::string text = "Der Straßenbau — “ﬁne” CAFE\u0301!";
  EXPECT_EQ(forms(text), (Sentences{"der", "strassenbau", "-", "\"", "fine", "\"", "café", "!"}));
  const Prose& prose = prose_of(text);
  const auto bytes = [&](std::size_t i) {
    return text.substr(prose.tokens[i].bytes.begin, prose.tokens[i].bytes.end - prose.tokens[i].bytes.begin);
  };
  EXPECT_EQ(bytes(1), "Straßenbau");
  EXPECT_EQ(bytes(4), "ﬁne");
  EXPECT_EQ(bytes(6), "CAFE\u0301");
  EXPECT_EQ(prose.tokens[6].word, word_hash("café"));
}

TEST(Prose, ApostrophesJoinSmallLetters) {
  EXPECT_EQ(
      forms("don't don’t Smith's O'Brien rock'n'roll dogs' 'tis"),
      (Sentences{"don't", "don't", "smith's", "o", "'", "brien", "rock'n", "'", "roll", "dogs", "'", "'", "tis"}));
  const Prose& prose = prose_of("The dogs bark and the dog's bone is old.");
  EXPECT_EQ(prose.tokens[1].stem, prose.tokens[5].stem);  // dogs, dog's
}

TEST(Prose, StemsJoinWhatBelongsTogether) {
  const Prose& prose = prose_of("running runs run the it of");
  EXPECT_EQ(prose.tokens[0].stem, word_hash("run"));
  EXPECT_EQ(prose.tokens[1].stem, word_hash("run"));
  for (std::size_t i = 3; i < 6; ++i) EXPECT_EQ(prose.tokens[i].stem, 0U);
}

TEST(Prose, LettersWithoutSpacesAreWords) {
  EXPECT_EQ(forms("iPhone手机 ไทย"), (Sentences{"iphone", "手", "机", "ไ", "ท", "ย"}));
  EXPECT_NE(prose_of("手").tokens[0].stem, 0U);
}

TEST(Prose, MalformedBytesAreGaps) { EXPECT_EQ(forms("one\xFFtwo\xE2\x80three"), (Sentences{"one", "two", "three"})); }

TEST(Prose, HiddenCharactersCountAsNothing) {
  const Prose& plain = prose_of("The minister resigned on Monday.");
  std::vector<std::uint64_t> words;
  for (const Token& token : plain.tokens) words.push_back(token.word);
  const Prose& masked = prose_of("The min\u200Bister re\u00ADsigned\u2060 on \u202EMon\u200Dday\U000E0041.");
  std::vector<std::uint64_t> masked_words;
  for (const Token& token : masked.tokens) masked_words.push_back(token.word);
  EXPECT_EQ(masked_words, words);
  EXPECT_EQ(masked.hidden_characters, 6U);
  EXPECT_EQ(prose_of("می\u200Cخواهم ❤\uFE0F").hidden_characters, 0U);  // these have a use
}

TEST(Prose, LookalikeLettersAreTheLettersTheyImitate) {
  const Prose& prose = prose_of("Thе рrimе minister in Mоscow");  // five Cyrillic letters
  EXPECT_EQ(prose.form(prose.tokens[0]), "the");
  EXPECT_EQ(prose.form(prose.tokens[1]), "prime");
  EXPECT_EQ(prose.form(prose.tokens[4]), "moscow");
  EXPECT_EQ(prose.lookalike_letters, 4U);
  EXPECT_EQ(prose_of("Москва это город").lookalike_letters, 0U);  // a script in its own right
  EXPECT_EQ(forms("ЖKB"), (Sentences{"жkb"}));                    // Ж imitates nothing
}

// --- numbers

TEST(Prose, NumbersHaveOneForm) {
  for (const std::string_view text : {"1250.5", "1,250.5", "1,250.50", "１２５０.5"})
    EXPECT_EQ(number_in(text), anchor_of("1250.5"));
  for (const std::string_view text : {"25", "25.0", "twenty-five", "Twenty-Five", "٢٥"})
    EXPECT_EQ(number_in(text), anchor_of("25"));
  EXPECT_EQ(number_in("twelve"), number_in("dozen"));
  EXPECT_EQ(number_in("1.2.3"), anchor_of("1.2.3"));
  EXPECT_EQ(forms("one zero two"), (Sentences{"one", "zero", "two"}));
  EXPECT_TRUE(forms_with("one two", [](const Token& t) { return t.number; }).empty());  // too common
  EXPECT_EQ(forms("16th 5km 7,"), (Sentences{"16", "th", "5", "km", "7", ","}));
}

TEST(Prose, OneDigitIsTold) {
  for (const std::string_view text : {"7", "seven"}) EXPECT_TRUE(prose_of(text).tokens[0].digit) << text;
  for (const std::string_view text : {"17", "twelve", "twenty-one", "0.5"})
    EXPECT_FALSE(prose_of(text).tokens[0].digit) << text;
}

TEST(Prose, TimesOfDayAreOnOneClock) {
  for (const std::string_view text :
       {"16:05", "4:05 pm", "4.05pm", "4.05 p.m.", "five past four", "Five minutes past four", "04:05"})
    EXPECT_EQ(number_in(text), anchor_of("4:05")) << text;
  for (const std::string_view text : {"half past eleven", "23:30", "11.30 am"})
    EXPECT_EQ(number_in(text), anchor_of("11:30")) << text;
  for (const std::string_view text : {"a quarter to one", "quarter to one", "12:45", "fifteen minutes to one"})
    EXPECT_EQ(number_in(text), anchor_of("12:45")) << text;
  for (const std::string_view text : {"twenty-five past six", "twenty five minutes past six", "18:25"})
    EXPECT_EQ(number_in(text), anchor_of("6:25")) << text;
  EXPECT_EQ(number_in("4pm"), anchor_of("4:00"));
  EXPECT_EQ(number_in("16:05:30"), anchor_of("4:05:30"));
  EXPECT_EQ(number_in("25:05"), anchor_of("25:05"));
  EXPECT_EQ(number_in("4.05"), anchor_of("4.05"));
  EXPECT_EQ(forms("ten to four"), (Sentences{"ten", "to", "four"}));  // a range as likely as a time
}

TEST(Prose, ATimeKeepsItsPlace) {
  const std::string text = "It began at five minutes past four on Sunday.";
  const Prose& prose = prose_of(text);
  EXPECT_EQ(prose.tokens[3].bytes.begin, text.find("five"));
  EXPECT_EQ(prose.tokens[3].bytes.end, text.find(" on"));
}

TEST(Prose, NumbersOfAnyLengthAreRead) {
  const std::string digits(100'000, '9');
  EXPECT_EQ(number_in(digits), anchor_of(digits));
  EXPECT_EQ(number_in("x" + digits), anchor_of(digits));
}

// --- names

TEST(Prose, NamesAreCapitalisedInsideSentences) {
  EXPECT_EQ(names("Yesterday the minister met Angela Merkel in Berlin."), (Sentences{"angela", "merkel", "berlin"}));
  EXPECT_EQ(names("Merkel went to Berlin. Later on Merkel came back."), (Sentences{"merkel", "berlin", "merkel"}));
  EXPECT_EQ(names("Politics is hard for everyone. He likes politics a lot."), (Sentences{}));
  EXPECT_EQ(names("Angela Merkel was there with him."), (Sentences{"angela", "merkel"}));  // another capital follows
  EXPECT_EQ(names("Yesterday evening he was there. NATO was not."), (Sentences{"nato"}));
  EXPECT_EQ(names("He told us: Nobody came. (Everybody went.) \"Somebody stays,\" he said."), (Sentences{}));
}

TEST(Prose, NamesAreCutToFiveLetters) {
  const Prose& prose = prose_of("He left Germany when the Germans asked the Swiss for a Swede and Swedes.");
  EXPECT_EQ(prose.tokens[2].anchor, prose.tokens[5].anchor);
  EXPECT_EQ(prose.tokens[2].anchor, word_hash("germa"));
}

// --- quotations

TEST(Prose, QuotationsGoOnFromSentenceToSentence) {
  EXPECT_EQ(quoted("He said: \"This is so. That is too.\" Nobody believed him."),
            (Sentences{"this", "is", "so", "that", "is", "too"}));
  EXPECT_EQ(quoted("Er sagte: „Das ist so.“ Dann ging er. «Oui», dit-il."), (Sentences{"das", "ist", "so", "oui"}));
}

TEST(Prose, AnOpenQuotationEndsWithItsParagraph) {
  EXPECT_EQ(quoted("He said: \"This is so\nand nobody believed him."), (Sentences{"this", "is", "so"}));
}

// --- clauses

TEST(Prose, ClausesAreCutAtMarksAndJoiningWords) {
  EXPECT_EQ(clauses("When the rain had stopped, the players came back and the game went on until it was dark at last."),
            (Sentences{"When the rain had stopped,", "the players came back", "and the game went on",
                       "until it was dark at last."}));
  EXPECT_EQ(clauses("Red, green, and blue."), (Sentences{"Red, green, and blue."}));
  EXPECT_EQ(clauses("There were many of them, too."), (Sentences{"There were many of them, too."}));
}

// --- whatever comes

TEST(Prose, HoldsItsRulesOnAnyText) {
  std::mt19937 random(20260601);
  ProseReader used;
  for (int round = 0; round < 3000; ++round) {
    const std::string text = oracle::random_text(random, 1 + static_cast<std::size_t>(round) % 120);
    const Prose& prose = used(text);
    ASSERT_EQ(oracle::broken_rule(text, prose), "") << text;
    if (round % 10 != 0) continue;
    ProseReader fresh;
    ASSERT_TRUE(oracle::same(prose, fresh(text))) << "what was read before changes nothing: " << text;
  }
}

TEST(Prose, WhatIsRememberedOfWordsIsBoundedAndChangesNothing) {
  ProseReader reader;
  const std::string text = "Angela Merkel met the Chancellor. Merkel's chancellor said \"no\" at five past four.";
  const Prose before = reader(text);
  std::string words;
  for (int i = 0; i < 300'000; ++i)
    words += "w" + std::string(1, static_cast<char>('a' + i % 26)) + std::to_string(i) + "x ";
  for (int i = 0; i < 200'000; ++i) {
    for (int n = i; n > 0; n /= 26) words += static_cast<char>('a' + n % 26);
    words += ' ';
  }
  EXPECT_FALSE(reader(words).tokens.empty());
  EXPECT_TRUE(oracle::same(before, reader(text)));
}

TEST(Prose, ALineOfAMegabyteIsReadInTimeByItsLength) {
  for (const std::string piece :
       {"word ", "a", "\"", "9", ".", "東", "e\u0301", "five past ", "A. ", "\u200B", "twenty-"}) {
    std::string text;
    while (text.size() < 1'000'000) text += piece;
    const auto begin = std::chrono::steady_clock::now();
    (void)prose_of(text);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(took.count(), 5) << piece;  // by the square of its length it would be hours
  }
}

}  // namespace
}  // namespace unspin::text

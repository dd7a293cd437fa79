/* unspin for C, and for every language that calls C. Documents come in and results go out as Arrow C streams, or one
 * by one; nothing throws, prints or exits.
 *
 *   unspin_detector* detector;
 *   if (unspin_detector_create(NULL, &detector) != UNSPIN_OK) return fail(unspin_last_error());
 *   unspin_detector_add(detector, "page 1", text, strlen(text));
 *   struct ArrowArrayStream result;
 *   if (unspin_detector_dedup(detector, &result) != UNSPIN_OK) return fail(unspin_last_error());
 *   ...
 *   result.release(&result);
 *   unspin_detector_destroy(detector);
 */
#ifndef UNSPIN_C_H
#define UNSPIN_C_H

/* NOLINTBEGIN(readability-identifier-naming, modernize-*): this is C. */

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define UNSPIN_C_API __attribute__((visibility("default")))
#else
#define UNSPIN_C_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The structs of the Arrow C data interface and of its C stream interface, as the Arrow specification has them. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#endif

/* What a call returns. Numbers never change their meaning; new ones may come. */
enum {
  UNSPIN_OK = 0,
  UNSPIN_INVALID_OPTIONS = 1,     /* the caller asked for something that cannot be */
  UNSPIN_IO = 2,                  /* a file, a disk or a stream failed */
  UNSPIN_CORRUPT_FILE = 3,        /* a file of ours is damaged */
  UNSPIN_UNSUPPORTED_VERSION = 4, /* a file of ours is of another version */
  UNSPIN_INTERRUPTED = 5,         /* the caller asked to stop */
  UNSPIN_OUT_OF_MEMORY = 6,
  UNSPIN_INTERNAL = 7 /* a bug */
};

/* "0.1.0". Lives for ever. */
UNSPIN_C_API const char* unspin_version(void);
/* What the last call on this thread that failed has to say: what, where and what to do. Lives until the next call on
 * this thread. Empty when none failed. */
UNSPIN_C_API const char* unspin_last_error(void);

/* Which document of a group of copies stays. Ties go to the smallest id. */
enum { UNSPIN_KEEP_LONGEST = 0, UNSPIN_KEEP_EARLIEST = 1, UNSPIN_KEEP_FIRST = 2, UNSPIN_KEEP_SCORE = 3 };

/* The kinds of copies to look for, to be joined by |. */
enum {
  UNSPIN_EXACT = 1,
  UNSPIN_NEAR_DUPLICATE = 2,
  UNSPIN_EXCERPT = 4,
  UNSPIN_REWRITE = 8,
  UNSPIN_SAME_TOPIC = 16, /* also pairs that were compared and are no copies */
  UNSPIN_ALL_KINDS = 15
};

/* One step of a long call. */
typedef struct unspin_progress {
  size_t size;       /* of this struct, in bytes; later versions may add fields behind */
  const char* stage; /* "scan", "candidates", "gather", "verify", "judge" */
  uint64_t done;
  uint64_t total; /* 0: not known */
  const char* unit;
} unspin_progress;

/* Fill it with unspin_options_init(), then change what should differ. Texts are copied by the call that takes them;
 * NULL stands for what unspin_options_init() says. */
typedef struct unspin_options {
  size_t size;           /* of this struct, in bytes: how a library knows which fields its caller knows */
  double threshold;      /* 0.8: Jaccard similarity of near-duplicates over sets of word 5-grams, in (0, 1] */
  double recall;         /* 0.999: the chance that a pair at the threshold is looked at; 1: all, slower */
  int32_t keep;          /* UNSPIN_KEEP_LONGEST */
  uint32_t kinds;        /* UNSPIN_ALL_KINDS; of unspin_detector_match() */
  int32_t threads;       /* 0: one for each core */
  uint32_t reserved;     /* 0 */
  uint64_t memory_bytes; /* 0: half of the machine's; larger work goes to scratch */
  const char* scratch;   /* NULL: the folder for temporary files */
  const char* model;     /* NULL: the model that is built in */
  /* Names of columns. NULL: the first that is there of
   * id: id, doc_id, docid, core_id; text: text, content, raw_content; score: score */
  const char* id_column;
  const char* text_column;
  const char* score_column;
  /* NULL, or called from one thread at a time. Not 0: the call ends with UNSPIN_INTERRUPTED. */
  int (*on_progress)(const unspin_progress* progress, void* user_data);
  void* user_data;
} unspin_options;

/* `size`: sizeof(unspin_options). */
UNSPIN_C_API void unspin_options_init(unspin_options* options, size_t size);

/* A collection of documents, and the search for copies among them. For one thread at a time, but for
 * unspin_detector_stop(). */
typedef struct unspin_detector unspin_detector;

/* `options` may be NULL. What is put out is to be given to unspin_detector_destroy(). */
UNSPIN_C_API int unspin_detector_create(const unspin_options* options, unspin_detector** detector);
/* NULL is let pass. Streams of results live on. */
UNSPIN_C_API void unspin_detector_destroy(unspin_detector* detector);

/* Adds a copy of a document. `id`: NULL or empty for a digest of the text. `text`: UTF-8, need not end with 0. */
UNSPIN_C_API int unspin_detector_add(unspin_detector* detector, const char* id, const char* text, size_t text_bytes);
/* Adds the rows of a stream of structs with the columns id (texts or whole numbers; without one, digests), text, url,
 * canonical, date (dates, timestamps, texts such as 2024-05-01T10:00:00Z, or seconds since 1970) and score, of which
 * only text must be there. Texts are utf8, large_utf8, utf8_view, or dictionaries of them. Other columns are passed
 * over. The stream is the library's from here on, whatever is returned. Batches are not copied but kept, until a
 * quarter of the memory is taken; later ones go to scratch. On failure the rows before it are added. */
UNSPIN_C_API int unspin_detector_add_arrow(unspin_detector* detector, struct ArrowArrayStream* stream);
/* The same for a second collection: as soon as it has documents, unspin_detector_match() looks only for pairs of one
 * document of each. */
UNSPIN_C_API int unspin_detector_add_arrow_against(unspin_detector* detector, struct ArrowArrayStream* stream);
/* Documents added, without the second collection. */
UNSPIN_C_API uint64_t unspin_detector_size(const unspin_detector* detector);

/* Which documents are copies of others, and which stay: one row a document, in the order in which they were added.
 * id: utf8; kept: bool; of removed documents kept_id: utf8, verdict: utf8 ("exact", "near-duplicate"), jaccard,
 * containment, kept_containment: float64; cluster: utf8, the id of the first document of those that are joined, null
 * where there is no copy; refused: utf8, why the document takes no part, null when it does. */
UNSPIN_C_API int unspin_detector_dedup(unspin_detector* detector, struct ArrowArrayStream* result);
/* The pairs that are copies, ascending by (a, b). a, b, verdict: utf8; probability: float64, may be null; jaccard,
 * containment_a, containment_b, coverage_a, coverage_b: float64; anchors_shared, anchors_only_a, anchors_only_b:
 * list<utf8>; likely_source: utf8; reasons: list<utf8>; passages: list<struct<a_begin, a_end, b_begin, b_end: uint32,
 * kind: utf8, similarity: float64>>; found_by: list<utf8>; common_source: utf8, may be null. */
UNSPIN_C_API int unspin_detector_match(unspin_detector* detector, struct ArrowArrayStream* result);
/* Ends the call that is running, from another thread: it returns UNSPIN_INTERRUPTED. */
UNSPIN_C_API void unspin_detector_stop(unspin_detector* detector);

/* Compares two texts. Puts out one JSON object, {"a":"a","b":"b","verdict":...}, as a line of `unspin match`, that ends
 * with 0 and is to be given to unspin_free(). Of the options, threshold and model count. */
UNSPIN_C_API int unspin_compare(const unspin_options* options, const char* a, size_t a_bytes, const char* b,
                                size_t b_bytes, char** json);
/* NULL is let pass. */
UNSPIN_C_API void unspin_free(char* text);

#ifdef __cplusplus
}
#endif

/* NOLINTEND(readability-identifier-naming, modernize-*) */

#endif

/* The same in C. */

#include <unspin/c.h>

#include <stdio.h>
#include <string.h>

static int fail(const char* what) {
  fprintf(stderr, "%s: %s\n", what, unspin_last_error());
  return 1;
}

/* The text number `row` of a utf8 column. */
static void print_text(const struct ArrowArray* column, int64_t row) {
  const unsigned char* valid = column->buffers[0];
  const int32_t* offsets = column->buffers[1];
  const char* bytes = column->buffers[2];
  if (valid != NULL && (valid[row / 8] >> (row % 8) & 1) == 0) return;
  printf("%.*s ", (int)(offsets[row + 1] - offsets[row]), bytes + offsets[row]);
}

/* Prints some columns of texts. */
static int print_stream(struct ArrowArrayStream* stream, const int* columns, int count) {
  for (;;) {
    struct ArrowArray batch;
    if (stream->get_next(stream, &batch) != 0) return 1;
    if (batch.release == NULL) return 0;
    for (int64_t row = 0; row < batch.length; ++row) {
      for (int i = 0; i < count; ++i) print_text(batch.children[columns[i]], row);
      printf("\n");
    }
    batch.release(&batch);
  }
}

int main(void) {
  static const char text[] = "The harbour board met on Tuesday and put off the decision on the new quay.";
  static const char other[] = "Nothing of the kind was said about the library.";
  unspin_options options;
  unspin_options_init(&options, sizeof options);
  options.threads = 1;
  unspin_detector* detector;
  if (unspin_detector_create(&options, &detector) != UNSPIN_OK) return fail("create");
  if (unspin_detector_add(detector, "first", text, strlen(text)) != UNSPIN_OK) return fail("add");
  if (unspin_detector_add(detector, "second", text, strlen(text)) != UNSPIN_OK) return fail("add");
  if (unspin_detector_add(detector, "third", other, strlen(other)) != UNSPIN_OK) return fail("add");

  struct ArrowArrayStream fates;
  struct ArrowArrayStream pairs;
  if (unspin_detector_dedup(detector, &fates) != UNSPIN_OK) return fail("dedup");
  if (unspin_detector_match(detector, &pairs) != UNSPIN_OK) return fail("match");
  unspin_detector_destroy(detector); /* results live on */
  const int fate_columns[] = {0, 2, 3};
  const int pair_columns[] = {0, 1, 2};
  if (print_stream(&fates, fate_columns, 3) != 0) return fail("fates");
  if (print_stream(&pairs, pair_columns, 3) != 0) return fail("pairs");
  fates.release(&fates);
  pairs.release(&pairs);

  char* json;
  if (unspin_compare(NULL, text, strlen(text), text, strlen(text), &json) != UNSPIN_OK) return fail("compare");
  printf("%.40s\n", json);
  unspin_free(json);

  options.threshold = 7;
  const int refused = unspin_detector_create(&options, &detector);
  printf("%d %s\n", refused == UNSPIN_INVALID_OPTIONS, unspin_last_error());
  return 0;
}

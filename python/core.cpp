// The extension module unspin._core: the door, call by call. What people use is python/unspin/.

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <unspin/c.h>
#include <unspin/compare.h>
#include <unspin/dedup.h>
#include <unspin/match.h>
#include <unspin/report.h>
#include <unspin/version.h>

#include "python/documents.h"
#include "python/error.h"
#include "python/minima.h"
#include "python/table.h"
#include "python/watch.h"

namespace unspin::python {
namespace {

namespace nb = nanobind;

template <typename T>
T option(const nb::dict& options, const char* name, T usual) {
  if (!options.contains(name)) return usual;
  const nb::object value = options[name];
  if (value.is_none()) return usual;
  T wanted{};
  if (nb::try_cast(value, wanted)) return wanted;
  throw Failure(std::string(name) + "=" + nb::repr(value).c_str() + ": not a value of the type that it takes");
}

nb::object progress_of(const nb::dict& options) {
  return options.contains("progress") ? nb::object(options["progress"]) : nb::none();
}

void check(int code) {
  if (code != UNSPIN_OK) throw Failure(unspin_last_error());
}

/// Ends a turn when it goes.
struct EndTurn {
  void operator()(std::atomic<bool>* busy) const { *busy = false; }
};
using Turn = std::unique_ptr<std::atomic<bool>, EndTurn>;

/// A detector of the C library. One call at a time: a second one, from another thread, fails.
class Detector {
 public:
  explicit Detector(const nb::dict& given) : progress_(progress_of(given)) {
    unspin_options options;
    unspin_options_init(&options, sizeof options);
    options.threshold = option(given, "threshold", options.threshold);
    options.recall = option(given, "recall", options.recall);
    options.keep = option(given, "keep", options.keep);
    options.kinds = option(given, "kinds", options.kinds);
    options.threads = option(given, "threads", options.threads);
    options.memory_bytes = option(given, "memory", options.memory_bytes);
    const auto text = [&](const char* name, std::string& kept) {
      return (kept = option(given, name, kept)).empty() ? nullptr : kept.c_str();
    };
    std::string scratch, model, id, body, score;
    options.scratch = text("scratch", scratch);
    options.model = text("model", model);
    options.id_column = text("id", id);
    options.text_column = text("text", body);
    options.score_column = text("score", score);
    options.on_progress = [](const unspin_progress* step, void* steps) {
      static_cast<Steps*>(steps)->set({step->stage, step->done, step->total, step->unit});
      return 0;
    };
    options.user_data = steps_.get();
    unspin_detector* made = nullptr;
    check(unspin_detector_create(&options, &made));
    handle_.reset(made, unspin_detector_destroy);
  }

  void add(const nb::object& source, bool against) {
    Owned<ArrowArrayStream> stream;
    take_stream(source, stream);
    const auto lock = take_turn();
    const nb::gil_scoped_release released;
    check(against ? unspin_detector_add_arrow_against(handle_.get(), &stream.value)
                  : unspin_detector_add_arrow(handle_.get(), &stream.value));
  }

  /// What is called meanwhile; Python's collector of garbage has to know of it, as it may know the detector.
  nb::object& progress() { return progress_; }

  Table dedup() { return search(unspin_detector_dedup); }
  Table match() { return search(unspin_detector_match); }
  std::uint64_t size() const {
    const auto lock = take_turn();
    return unspin_detector_size(handle_.get());
  }

 private:
  /// Also a function that is told of progress may try, from the thread that is searching.
  [[nodiscard]] Turn take_turn() const {
    if (busy_->exchange(true)) throw Failure("this detector is busy: wait for it, or make one for each thread");
    return Turn(busy_.get());
  }

  Table search(int (*verb)(unspin_detector*, ArrowArrayStream*)) {
    const auto lock = take_turn();
    unspin_detector* handle = handle_.get();
    return watched(
        progress_, *steps_, [handle] { unspin_detector_stop(handle); },
        [verb, handle] {
          Owned<ArrowArrayStream> stream;
          check(verb(handle, &stream.value));
          return Table::read(stream);
        });
  }

  nb::object progress_;
  std::unique_ptr<Steps> steps_ = std::make_unique<Steps>();
  std::unique_ptr<std::atomic<bool>> busy_ = std::make_unique<std::atomic<bool>>(false);
  std::shared_ptr<unspin_detector> handle_;
};

int traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  if (nb::inst_ready(self)) Py_VISIT(nb::inst_ptr<Detector>(self)->progress().ptr());
  return 0;
}

int clear(PyObject* self) {
  nb::inst_ptr<Detector>(self)->progress().reset();
  return 0;
}

PyType_Slot detector_slots[] = {
    {Py_tp_traverse, reinterpret_cast<void*>(traverse)}, {Py_tp_clear, reinterpret_cast<void*>(clear)}, {0, nullptr}};

Similarity similarity_of(const nb::dict& options) {
  Similarity similarity;
  similarity.threshold = option(options, "threshold", similarity.threshold);
  similarity.recall = option(options, "recall", similarity.recall);
  return similarity;
}

Input input_of(const std::vector<std::string>& paths, const nb::dict& options) {
  Input input;
  input.paths = paths;
  input.against = option(options, "against", input.against);
  input.id_field = option(options, "id", input.id_field);
  input.text_field = option(options, "text", input.text_field);
  return input;
}

/// Runs a verb on files: call(run) with the options of the run.
template <typename Call>
auto on_files(const nb::dict& options, Call call) {
  Steps steps;
  std::atomic<bool> stop = false;
  Run run;
  run.threads = option(options, "threads", run.threads);
  run.memory_bytes = option(options, "memory", run.memory_bytes);
  run.scratch = option(options, "scratch", std::string());
  run.stop = &stop;
  run.on_progress = [&steps](const Progress& step) {
    steps.set({std::string(step.stage), step.done, step.total, std::string(step.unit)});
  };
  return watched(
      progress_of(options), steps, [&stop] { stop = true; }, [&call, &run] { return value_or_throw(call(run)); });
}

void dedup_files(const std::vector<std::string>& paths, const std::string& out, const nb::dict& given) {
  DedupOptions options;
  options.input = input_of(paths, given);
  options.similarity = similarity_of(given);
  options.out = out;
  options.keep = static_cast<Keep>(option(given, "keep", static_cast<int>(options.keep)));
  options.score_field = option(given, "score", options.score_field);
  options.ids_only = option(given, "ids_only", options.ids_only);
  on_files(given, [&options](const Run& run) {
    options.run = run;
    return dedup(options);
  });
}

Kinds kinds_of(std::uint32_t bits) {
  const auto wanted = [bits](std::uint32_t kind) { return (bits & kind) != 0; };
  return {wanted(UNSPIN_EXACT), wanted(UNSPIN_NEAR_DUPLICATE), wanted(UNSPIN_EXCERPT), wanted(UNSPIN_REWRITE),
          wanted(UNSPIN_SAME_TOPIC)};
}

void match_files(const std::vector<std::string>& paths, const std::string& out, const nb::dict& given) {
  MatchOptions options;
  options.input = input_of(paths, given);
  options.similarity = similarity_of(given);
  options.out = out;
  options.kinds = kinds_of(option(given, "kinds", std::uint32_t{UNSPIN_ALL_KINDS}));
  options.model = option(given, "model", std::string());
  on_files(given, [&options](const Run& run) {
    options.run = run;
    return match(options);
  });
}

std::string report_files(const std::string& matches, const std::vector<std::string>& corpus, const std::string& out,
                         const nb::dict& given) {
  ReportOptions options;
  options.matches = matches;
  options.corpus = input_of(corpus, given);
  options.out = out;
  return on_files(given,
                  [&options](const Run& run) {
                    options.run = run;
                    return write_report(options);
                  })
      .open.string();
}

/// `files`: a and b are paths.
std::string compare_texts(const std::string& a, const std::string& b, bool files, const nb::dict& given) {
  CompareOptions options;
  options.threshold = option(given, "threshold", options.threshold);
  options.model = option(given, "model", std::string());
  const nb::gil_scoped_release released;
  const auto read = [files](const std::string& text) {
    return files ? value_or_throw(read_document(text)) : StoredDocument{text, {}, {}, {}};
  };
  const StoredDocument first = read(a);
  const StoredDocument second = read(b);
  return to_json("a", "b", value_or_throw(compare(first.view(), second.view(), options)));
}

NB_MODULE(_core, m) {
  nb::exception<Failure>(m, "Error").attr("__module__") = "unspin";
  m.attr("__version__") = kVersion;
  m.def("build_info", &build_info);

  nb::class_<Table>(m, "Table")
      .def(
          "__arrow_c_stream__", [](const Table& table, const nb::object&) { return table.stream(); },
          nb::arg("requested_schema") = nb::none())
      .def("rows", &Table::rows)
      .def("with_rows", &Table::with_rows)
      .def_static("of", &Table::of)
      .def("names", &Table::names)
      .def("__len__", &Table::size);
  nb::class_<Detector>(m, "Detector", nb::type_slots(detector_slots))
      .def(nb::init<const nb::dict&>())
      .def("add", &Detector::add)
      .def("dedup", &Detector::dedup)
      .def("match", &Detector::match)
      .def("__len__", &Detector::size);
  nb::class_<Minima>(m, "Minima")
      .def(nb::init<std::size_t, std::uint64_t>())
      .def("update", &Minima::update)
      .def("merge", &Minima::merge)
      .def("num_equal", &Minima::num_equal)
      .def("values", &Minima::values)
      .def("set_values", &Minima::set_values);

  m.def("documents", &documents);
  m.def("dedup_files", &dedup_files);
  m.def("match_files", &match_files);
  m.def("report_files", &report_files);
  m.def("compare", &compare_texts);
}

}  // namespace
}  // namespace unspin::python

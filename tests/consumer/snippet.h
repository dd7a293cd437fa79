// What the snippets of the documentation take for granted.

#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

struct Page {
  std::string id, text;
};

inline const std::vector<Page> pages = {
    {"first", "The harbour board met on Tuesday and put off the decision on the new quay until the autumn."},
    {"second", "The harbour board met on Tuesday, and put off the decision on the new quay until the autumn."},
    {"third", "Nothing of the kind was said about the library."}};

inline int report(const std::string& message) {
  std::cerr << message << '\n';
  return 1;
}

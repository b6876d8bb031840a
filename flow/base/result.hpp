// What start-up code returns instead of throwing. Traffic is never an Error: bad bytes are a counter.
#pragma once

#include <stdexcept>
#include <string>

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

namespace sekisho {

/// A message for the operator: where, what was found, what was expected, the nearest valid name.
struct Error {
  std::string message;
};

template <class T>
using Result = boost::system::result<T, Error>;

/// Lets Result<T>::value() throw; our code asks has_value() first, so this is for tests.
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) { throw std::runtime_error(error.message); }

}  // namespace sekisho

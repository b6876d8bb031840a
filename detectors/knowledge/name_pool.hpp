// Names kept once, however many addresses and clients they belong to. A name stays as long as a Ref to it does, so the tables that
// hold the Refs bound the pool.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "flow/base/hash.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::knowledge {

class NamePool {
 public:
  /// Holds one name; copies hold it too. Must not outlive the pool.
  class Ref {
   public:
    Ref() = default;
    Ref(const Ref& other) : pool_(other.pool_), id_(other.id_) {
      if (pool_ != nullptr) ++pool_->slots_[id_].refs;
    }
    Ref(Ref&& other) noexcept : pool_(std::exchange(other.pool_, nullptr)), id_(other.id_) {}
    Ref& operator=(Ref other) noexcept {
      std::swap(pool_, other.pool_);
      std::swap(id_, other.id_);
      return *this;
    }
    ~Ref() {
      if (pool_ != nullptr) pool_->release(id_);
    }
    /// Empty for a Ref to nothing.
    std::string_view view() const { return pool_ == nullptr ? std::string_view() : std::string_view(pool_->slots_[id_].text); }
    explicit operator bool() const { return pool_ != nullptr; }
    friend bool operator==(const Ref& a, const Ref& b) { return a.pool_ == b.pool_ && (a.pool_ == nullptr || a.id_ == b.id_); }

   private:
    friend class NamePool;
    Ref(NamePool* pool, std::uint32_t id) : pool_(pool), id_(id) {}
    NamePool* pool_ = nullptr;
    std::uint32_t id_ = 0;
  };

  explicit NamePool(HashSeed seed) : seed_(seed) {}
  NamePool(const NamePool&) = delete;
  NamePool& operator=(const NamePool&) = delete;

  /// The name @p text, kept from now on; nothing for an empty one. Allocates only for a name that is not there yet.
  Ref keep(std::string_view text) {
    if (text.empty()) return {};
    const std::uint64_t key = keyed_hash(text, seed_);
    if (const auto it = index_.find(key); it != index_.end()) {
      ++slots_[it->second].refs;
      return {this, it->second};
    }
    std::uint32_t id = 0;
    if (free_.empty()) {
      id = static_cast<std::uint32_t>(slots_.size());
      slots_.emplace_back();
    } else {
      id = free_.back();
      free_.pop_back();
    }
    slots_[id] = {std::string(text), key, 1};
    text_bytes_ += text.size();
    index_.emplace(key, id);
    return {this, id};
  }

  std::size_t size() const { return index_.size(); }
  /// About: texts, slots and index.
  std::size_t bytes() const { return text_bytes_ + slots_.size() * sizeof(Slot) + index_.bucket_count() * (sizeof(std::uint64_t) * 2 + 1); }

 private:
  struct Slot {
    std::string text;
    std::uint64_t key = 0;
    std::uint32_t refs = 0;
  };

  void release(std::uint32_t id) {
    Slot& slot = slots_[id];
    if (--slot.refs > 0) return;
    index_.erase(slot.key);
    text_bytes_ -= slot.text.size();
    slot = Slot();
    free_.push_back(id);
  }

  HashSeed seed_;
  std::deque<Slot> slots_;
  std::vector<std::uint32_t> free_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t, KeyedKey> index_;
  std::size_t text_bytes_ = 0;
};

}  // namespace sekisho::detectors::knowledge

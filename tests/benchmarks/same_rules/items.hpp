// How an item waits and goes on, new items, limits.
#pragma once

#include "handout.hpp"

void go_on(World& w, int32_t i, Next next);
void go_on(World& w, int32_t i, int32_t b, After after);

// -- waiting ----------------------------------------------------------------------------------------------------------

inline Branch& branch(World& w, int32_t i, int32_t b) { return w.branches[w.items[i].branches + b]; }

inline const StepForKind& step_for(const World& w, const Item& item) {
    return w.of.step_for[item.step * w.of.kinds + item.kind];
}

inline void count_down(World& w, int32_t i) {
    Item& item = w.items[i];
    if (--item.open > 0 || item.resume == Next::nothing) return;
    go_on(w, i, std::exchange(item.resume, Next::nothing));
}

inline void count_down(World& w, int32_t i, int32_t b) {
    Branch& its = branch(w, i, b);
    if (--its.open > 0 || its.resume == After::nothing) return;
    go_on(w, i, b, std::exchange(its.resume, After::nothing));
}

inline void schedule(World& w, double at, const Item& item, int32_t part, What what, int32_t a, int32_t b, int32_t c) {
    w.calendar.add({at, item.number, part_due, part, a, b, c, what});
}

// -- new items --------------------------------------------------------------------------------------------------------

inline int32_t new_item(World& w, int64_t number, uint64_t key, int32_t source, int32_t kind_index, int32_t domain,
                        double size, bool urgent, int32_t first) {
    const Kind& kind = w.of.kind[kind_index];
    const int32_t i = int32_t(w.items.size());
    Item item{};
    item.number = number;
    item.key = key;
    item.size = size;
    item.requested = w.now;
    item.odds = 1.0;
    item.source = source;
    item.kind = kind_index;
    item.domain = domain;
    item.parent = none;
    item.root = i;
    item.urgent = urgent;
    item.first = item.step = std::max(first, kind.first_step);
    item.last = kind.last_step;
    item.outcome = Outcome::open;
    item.bits = int32_t(w.bits.size());
    item.counts = int32_t(w.counts.size());
    item.branches = int32_t(w.branches.size());
    item.factors = int32_t(w.factors.size());
    w.items.push_back(item);
    w.bits.resize(w.bits.size() + 3 * w.of.person_words + 2 * w.of.team_words);
    w.counts.resize(w.counts.size() + kind.counts);
    w.branches.resize(w.branches.size() + w.of.branches);
    if (kind.is_use_case) w.factors.resize(w.factors.size() + std::max(kind.last_step + 1 - kind.first_step, 0), 1.0);
    return i;
}

// A child takes the last teams of its parent, and the family's next number.
inline int32_t new_child(World& w, int32_t parent, uint64_t key, int32_t source, int32_t kind, int32_t domain,
                         bool urgent, int32_t first) {
    const int32_t root = w.items[parent].root;
    const int64_t number = w.items[root].number + ++w.items[root].family;
    const int32_t child = new_item(w, number, key, source, kind, domain, w.items[parent].size, urgent, first);
    w.items[child].parent = parent;
    w.items[child].root = root;
    const int32_t from = w.last_teams(w.items[parent]), to = w.last_teams(w.items[child]);
    for (int32_t k = 0; k < w.of.team_words; ++k) w.bits[to + k] = w.bits[from + k];
    return child;
}

inline void tell_child(World& w, int32_t child) {
    w.log(w.items[child].number, none, none, 0, Said::requested);
    go_on(w, child, Next::step);
}

// -- limits -----------------------------------------------------------------------------------------------------------

inline void count_limits(World& w, uint64_t bits, int32_t change) {
    for (size_t limit = 0; bits != 0; ++limit, bits >>= 1)
        if (bits & 1) w.limit_count[limit] += change;
}

inline void take(World& w, Item& item, uint64_t limits) {
    count_limits(w, limits, +1);
    item.spans |= limits;
    item.been |= limits;
}

inline void give_back(World& w, Item& item, uint64_t limits) {
    if (limits == 0) return;
    count_limits(w, limits, -1);
    item.spans &= ~limits;
    w.settle = w.room = true;
}

inline bool held_before(const Item& one, const Item& other) {
    if (one.urgent != other.urgent) return one.urgent;
    if (one.held_rank != other.held_rank) return one.held_rank < other.held_rank;
    if (one.held_since != other.held_since) return one.held_since < other.held_since;
    return one.number < other.number;
}

inline void hold(World& w, int32_t i, uint64_t wanted) {
    Item& item = w.items[i];
    w.log(item.number, item.step, none, 0, Said::held);
    ++item.open;
    item.resume = Next::admitted;
    item.wanted = wanted;
    item.held_since = w.now;
    item.held_rank = w.of.first_come ? 0.0 : rank_of(w, w.of.kind[item.kind], w.now, 0.0, w.of.step[item.step]);
    auto place = w.held.end();
    while (place != w.held.begin() && held_before(item, w.items[place[-1]])) --place;
    w.held.insert(place, i);
    w.settle = w.room = true;
}

inline void admit(World& w) {
    if (!w.room) return;  // since the last admission nothing was held or given back
    w.room = false;
    std::vector<int32_t> admitted;
    size_t still = 0;
    for (const int32_t i : w.held) {
        Item& item = w.items[i];
        bool fits = true;
        uint64_t fresh = item.wanted & ~item.been;
        for (size_t limit = 0; fresh != 0; ++limit, fresh >>= 1)
            if (fresh & 1) fits = fits && w.limit_count[limit] < w.of.limit_capacity[limit];
        if (!fits) {
            w.held[still++] = i;
            continue;
        }
        take(w, item, item.wanted);
        admitted.push_back(i);
    }
    w.held.resize(still);
    for (const int32_t i : admitted) count_down(w, i);
}

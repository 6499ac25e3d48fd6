// A yardstick for the compiled engine: the same rules as an ordinary C++ event loop, the same rows to the last bit.
// build: g++ -O2 -std=c++17 -ffp-contract=off same_rules.cpp -o same_rules
// run:   same_rules BLUEPRINT SEED FIRST_REPLICATION REPLICATIONS rows|no-rows
// Prints the seconds of the loops, the numbers of rows and events, and a digest of all rows and items.
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "same_rules/day.hpp"
#include "same_rules/reading.hpp"

static uint64_t bits_of(double value) {
    uint64_t word;
    std::memcpy(&word, &value, 8);
    return word;
}

class Digest {  // of one record; records are added up, so their order does not count
public:
    Digest& operator<<(uint64_t word) {
        hash_ = (hash_ ^ word) * 1099511628211u;
        hash_ ^= hash_ >> 32;
        return *this;
    }
    Digest& operator<<(double value) { return *this << bits_of(value); }
    Digest& operator<<(int64_t value) { return *this << uint64_t(value); }
    Digest& operator<<(int32_t value) { return *this << int64_t(value); }
    uint64_t value() const { return hash_; }

private:
    uint64_t hash_ = 14695981039346656037u;
};

static uint64_t digest(const World& w, double end) {
    uint64_t sum = (Digest() << end).value();
    for (const Row& r : w.rows)
        sum += (Digest() << r.time << r.item << r.step << r.part << r.visit << int32_t(r.event) << r.person).value();
    for (const Item& i : w.items) {
        const int64_t parent = i.parent < 0 ? none : w.items[i.parent].number;
        sum += (Digest() << i.number << i.source << i.kind << i.domain << parent << i.requested << i.size << i.value
                         << int32_t(i.measurable))
                   .value();
    }
    return sum;
}

int main(int count, char** words) {
    if (count != 6) refuse("BLUEPRINT SEED FIRST_REPLICATION REPLICATIONS rows|no-rows");
    const Blueprint blueprint{Columns(words[1])};
    const uint64_t seed = std::strtoull(words[2], nullptr, 10);
    const int64_t first = std::atoll(words[3]), replications = std::atoll(words[4]);
    World world(blueprint, std::strcmp(words[5], "rows") == 0);
    const auto key_of = [&](int64_t k) { return child_key(mix(seed), blueprint.replication_stream, k); };
    simulate(world, key_of(first));  // once for its memory, which is used again

    double seconds = 0.0;
    int64_t rows = 0, events = 0;
    uint64_t all = 0;
    for (int64_t replication = first; replication < first + replications; ++replication) {
        const auto began = std::chrono::steady_clock::now();
        const double end = simulate(world, key_of(replication));
        seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        rows += world.n_rows;
        events += world.n_events;
        all = mix(all ^ digest(world, end));
    }
    std::printf("%.9f %" PRId64 " %" PRId64 " %" PRIu64 "\n", seconds, rows, events, all);
}

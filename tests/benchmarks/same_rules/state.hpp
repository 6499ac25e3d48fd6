// What a replication knows: the calendar, the rows of the trace, items, requests, people and pools.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "blueprint.hpp"

// -- the trace --------------------------------------------------------------------------------------------------------

enum class Said : int8_t {
    requested, held, admitted, handover_began, crossed_teams, passed_on, bounced, handover_ended, wait_began,
    wait_ended, queued, started, paused, resumed, finished, withdrawn, redone, sent_back, gate_began, gate_ended,
    marked, ended,
};
enum class Outcome : int8_t { open = -1, done, stopped, withdrawn };

struct Row {
    double time;
    int64_t item;
    int32_t step, part, visit, person;
    Said event;
};

// -- the calendar -----------------------------------------------------------------------------------------------------

enum class What : int8_t { rate, finish, pause_over, crossed, gate_due, patience, alone, plan, batch, ring };
constexpr int32_t rate_change = 0, part_due = 1 << 16, source_due = 2 << 16;  // the source's number is added

struct Due {
    double at;
    int64_t major;  // the order at one time is (order, major, minor)
    int32_t order, minor;
    int32_t a, b, c;
    What what;

    bool before(const Due& other) const {
        if (at != other.at) return at < other.at;
        if (order != other.order) return order < other.order;
        if (major != other.major) return major < other.major;
        return minor < other.minor;
    }
};

class Calendar {  // a binary heap
public:
    bool empty() const { return heap_.empty(); }
    void clear(double horizon) {
        heap_.clear();
        horizon_ = horizon;
    }
    const Due& first() const { return heap_.front(); }

    void add(Due due) {
        due.at = happens_at(due.at, horizon_);
        size_t n = heap_.size();
        heap_.push_back(due);
        while (n > 0) {
            const size_t up = (n - 1) / 2;
            if (!due.before(heap_[up])) break;
            heap_[n] = heap_[up];
            n = up;
        }
        heap_[n] = due;
    }

    Due take() {
        const Due taken = heap_.front(), last = heap_.back();
        heap_.pop_back();
        const size_t n = heap_.size();
        if (n == 0) return taken;
        size_t place = 0;
        for (size_t down = 1; down < n; down = 2 * place + 1) {
            if (down + 1 < n && heap_[down + 1].before(heap_[down])) ++down;
            if (last.before(heap_[down])) break;
            heap_[place] = heap_[down];
            place = down;
        }
        heap_[place] = last;
        return taken;
    }

private:
    std::vector<Due> heap_;
    double horizon_ = 0.0;
};

// -- items, requests, people ------------------------------------------------------------------------------------------

enum class Next : int8_t {  // of an item's story
    nothing, step, admitted, entered, cross, handed_over, carry, worked, decide, gate_over, pass,
};
enum class After : int8_t { nothing, visit, waits, work, asks, redo, over };  // of an activity's story
enum class When : int8_t { nothing, coordinated, answered, repaired };        // what follows when a child is over

struct Branch {  // an activity of the item's step
    double repeats;
    int32_t open, visit, times;
    After resume;
    Phase phase;
    bool begun;
};

struct Item {
    int64_t number;
    uint64_t key;
    double size, value, requested, odds, held_rank, held_since;
    uint64_t spans, wanted, been, marks, passed;
    int32_t source, kind, domain, parent, root, family;
    int32_t first, last, step, arrival, open;
    int32_t bits, counts, branches, factors;  // where its own stretches begin
    int32_t when_part, when_visit;
    int8_t farthest;
    Next resume;
    Outcome outcome;
    When when;
    bool urgent, measurable, retired, waiting, keeps_open;
};

struct Request {
    double rank, asked_at, work, target, skill, started_at;
    int64_t number, looked_at;
    int32_t item, part, step, ask, visit, pool, person, branch, bits;
    int32_t next, before, mate;
    bool urgent, seat, in_order;
};

enum class Withheld : int8_t { no, yes, seated };

struct Person {
    double clock, since, speed, loss, free_since;
    int32_t carries, roles, in_hand, hands, aside, version;
    Presence presence;
    Withheld withheld;
    bool free;
};

struct Pool {
    int32_t head, tail, present, free;
    bool stirred;
};

struct Seat {
    int32_t person, request, victim;  // victim: what the person puts down
};

struct World {
    const Blueprint& of;
    bool writes;

    Calendar calendar;
    std::vector<Row> rows;
    std::vector<Item> items;
    std::vector<uint64_t> bits;  // of an item: last people, people here, workers, last teams, teams here
    std::vector<int32_t> counts;  // how near participants are, visits, arrivals, rules fired, children
    std::vector<Branch> branches;
    std::vector<double> factors;  // of an item's steps
    std::vector<Request> requests;
    std::vector<Person> people;
    std::vector<Pool> pools;
    std::vector<Seat> seated;  // in the workshop that is looked at
    std::vector<int32_t> free_requests, shops, held, stirred, withheld;
    std::vector<int32_t> limit_count, made, batches;

    uint64_t key = 0;
    double now = 0.0;
    int64_t n_rows = 0, n_events = 0, unfinished = 0, handouts = 0;
    bool settle = false, room = false, stopping = false;

    World(const Blueprint& blueprint, bool writes_rows) : of(blueprint), writes(writes_rows) {}

    void clear(uint64_t run_key) {
        key = run_key;
        now = 0.0;
        n_rows = n_events = unfinished = handouts = 0;
        settle = room = stopping = false;
        calendar.clear(of.horizon);
        rows.clear();
        items.clear();
        bits.clear();
        counts.clear();
        branches.clear();
        factors.clear();
        requests.clear();
        for (auto* list : {&free_requests, &shops, &held, &stirred, &withheld}) list->clear();
        limit_count.assign(of.limit_capacity.size(), 0);
        made.assign(of.source.size(), 0);
        batches.assign(of.source.size(), 0);
        people.assign(of.n_people, Person{});
        for (int32_t p = 0; p < of.n_people; ++p) {
            people[p].carries = of.carries[p];
            people[p].roles = of.roles[p];
            people[p].loss = of.loss[p];
            people[p].hands = people[p].aside = none;
        }
        pools.assign(of.n_pools, Pool{none, none, 0, 0, false});
    }

    void log(int64_t item, int32_t step, int32_t part, int32_t visit, Said event, int32_t person = none) {
        ++n_rows;
        if (writes) rows.push_back({now, item, step, part, visit, person, event});
    }

    void log(const Request& r, Said event, int32_t person) { log(r.number, r.step, r.part, r.visit, event, person); }

    int32_t last_teams(const Item& item) const { return item.bits + 3 * of.person_words; }

    bool has(int32_t at, int32_t bit) const { return bits[at + (bit >> 6)] >> (bit & 63) & 1; }
    void set(int32_t at, int32_t bit) { bits[at + (bit >> 6)] |= uint64_t(1) << (bit & 63); }
};

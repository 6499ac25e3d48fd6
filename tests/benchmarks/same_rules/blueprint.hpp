// The blueprint as records.
#pragma once

#include <string>
#include <vector>

#include "rules.hpp"

class Columns;

enum class PartType : int8_t { stint, delay, call };
enum class Phase : int8_t { waits, work, asks };
enum class Together : int8_t { no, interrupting, in_order };
enum class Presence : int8_t { not_yet, absent, here, left, left_handing_back };
enum class SourceType : int8_t { planned, renewal, live };
constexpr int32_t live_from_start = -2, retirement = -2;

struct Range {
    int32_t begin, end;
    int32_t size() const { return end - begin; }
};

struct Kind {
    int32_t first_step, last_step, share, value;
    int32_t visits, arrivals, fired, children, counts;  // where an item of it keeps its counts, and how many
    double class_of_service, cost_of_delay;
    uint64_t stream;
    bool is_use_case, urgent, smallest;
};

struct Step {
    Range activities, rules;
    int32_t mark, gate;
    uint64_t limits;  // bits of those whose span it lies in
    double closeness;
    uint64_t stream, coordination_stream;
};

struct StepForKind {
    int32_t tasks, coordination;
    Range participants;
};

struct Activity {
    Range parts;
    int32_t seats, first_stint, redo_at_most;
    double redo_repeats, redo_fade;
    uint64_t stream, redo_stream, patience_stream;
    Together together;
};

struct ActivityForKind {
    int32_t effort, patience, redo;
    double mean;
    bool does;
};

struct Part {
    int32_t activity, step, place;  // place: of its activity in the step
    int32_t ask, again, call, domain;
    double share, grows, alone;
    uint64_t stream, handover_stream, bounce_stream;
    PartType type;
    Phase phase;
    bool once, awaited;
};

struct PartForKind {
    int32_t amount, patience;
};

struct Gate {
    double grows, meets_every;
    uint64_t stream, verdict_stream;
};

struct GateForKind {
    int32_t delay, stops;
    bool does;
};

struct Rule {
    int32_t target, at_most;
    double fade, repeats;
};

struct Handover {
    int32_t delay, bounce, loss;
};

struct Member {
    int32_t person, preference;
};

struct Option {
    int32_t pool;
    bool stands_in;
};

struct Rate {
    double day, slope;
    Presence presence;
};

struct Source {
    int32_t kind, interval, batch, at_most, ever, person;
    Range planned, remedies;
    uint64_t stream, interval_stream, batch_stream, ever_stream;
    SourceType type;
    bool waits, measurable;
};

struct Planned {
    double day, size;
    int32_t kind, domain, step;
};

struct Remedy {
    int32_t kind, step, share;
    uint64_t stream;
    bool urgent;
};

struct Blueprint {
    int32_t kinds, use_cases, domains, n_people, n_pools, person_words, team_words, crossings = 0, branches = 0;
    int32_t attempts, mark_live, mark_in_use, mark_retired, size_amount;
    double horizon, warm_up, window_end;
    bool copies, full_horizon, is_flow, first_come, any_smallest = false;
    uint64_t size_stream, value_stream, replication_stream;
    double weights[5];

    Amounts amounts;
    std::vector<Kind> kind;
    std::vector<double> domain_share;
    std::vector<uint64_t> domain_stream;
    std::vector<Step> step;
    std::vector<StepForKind> step_for;  // step x kind
    std::vector<int32_t> participant;   // parts
    std::vector<Activity> activity;
    std::vector<ActivityForKind> activity_for;  // activity x kind
    std::vector<Part> part;
    std::vector<PartForKind> part_for;  // part x kind
    std::vector<Gate> gate;
    std::vector<GateForKind> gate_for;  // gate x use case
    std::vector<Rule> rule;
    std::vector<int32_t> chance;     // rule x use case
    std::vector<Handover> handover;  // relation x use case
    std::vector<int32_t> limit_capacity;
    std::vector<int32_t> pool_team;
    std::vector<Range> pool_members;
    std::vector<Member> member;
    std::vector<uint64_t> member_bits;  // pool x words
    std::vector<double> skill;          // pool x person
    std::vector<Range> options;         // ask x domain
    std::vector<Option> option;
    std::vector<int32_t> carries, roles;  // of people
    std::vector<double> loss;
    std::vector<Range> sits;  // of people, in pools
    std::vector<int32_t> seat_pool;
    std::vector<Range> rates;  // of people
    std::vector<Rate> rate;
    std::vector<Source> source;
    std::vector<Planned> planned;
    std::vector<Remedy> remedy;

    explicit Blueprint(const Columns& c);

private:
    void read_amounts(const Columns& c);
    void read_route(const Columns& c);
    void read_people(const Columns& c);
    void read_sources(const Columns& c);
    void lay_out(Kind& one) const;
};

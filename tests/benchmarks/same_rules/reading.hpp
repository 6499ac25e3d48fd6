// Reads a blueprint from a file of named columns: of each its name, the number of values, the values.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <unordered_map>

#include "blueprint.hpp"

[[noreturn]] inline void refuse(const std::string& reason) {
    std::fprintf(stderr, "same_rules: %s\n", reason.c_str());
    std::exit(2);
}

class Columns {
public:
    explicit Columns(const char* path) {
        std::ifstream file(path, std::ios::binary);
        char magic[8];
        if (!file.read(magic, 8) || std::memcmp(magic, "opmodel1", 8) != 0) refuse("not a blueprint");
        for (uint64_t length; file.read(reinterpret_cast<char*>(&length), 8);) {
            std::string name(length, ' ');
            file.read(name.data(), std::streamsize(length));
            uint64_t count = 0;
            file.read(reinterpret_cast<char*>(&count), 8);
            auto& values = columns_[name];
            values.resize(count);
            file.read(reinterpret_cast<char*>(values.data()), std::streamsize(8 * count));
            if (!file) refuse("cut off in " + name);
        }
    }

    const std::vector<uint64_t>& keys(const std::string& name) const {
        const auto found = columns_.find(name);
        if (found == columns_.end()) refuse("the file has no column " + name);
        return found->second;
    }
    std::vector<int64_t> ints(const std::string& name) const { return as<int64_t>(name); }
    std::vector<double> floats(const std::string& name) const { return as<double>(name); }
    int64_t whole(const std::string& name) const { return ints(name).at(0); }
    double real(const std::string& name) const { return floats(name).at(0); }

private:
    std::unordered_map<std::string, std::vector<uint64_t>> columns_;

    template <class T>
    std::vector<T> as(const std::string& name) const {
        const auto& words = keys(name);
        std::vector<T> values(words.size());
        if (!words.empty()) std::memcpy(values.data(), words.data(), 8 * words.size());
        return values;
    }
};

inline std::vector<Range> ranges(const std::vector<int64_t>& starts) {
    std::vector<Range> found;
    for (size_t k = 0; k + 1 < starts.size(); ++k) found.push_back({int32_t(starts[k]), int32_t(starts[k + 1])});
    return found;
}

inline Blueprint::Blueprint(const Columns& c) {
    const auto is_use_case = c.ints("kind_is_use_case");
    kinds = int32_t(is_use_case.size());
    use_cases = 0;
    for (const int64_t one : is_use_case) use_cases += int32_t(one);
    domain_share = c.floats("domain_share");
    domain_stream = c.keys("domain_stream");
    domains = int32_t(domain_share.size());
    attempts = int32_t(c.whole("bounces_at_most")) + 1;
    mark_live = int32_t(c.whole("mark_live"));
    mark_in_use = int32_t(c.whole("mark_in_use"));
    mark_retired = int32_t(c.whole("mark_retired"));
    size_amount = int32_t(c.whole("size_amount"));
    horizon = c.real("horizon");
    warm_up = c.real("warm_up");
    window_end = warm_up + c.real("intake");
    copies = !c.whole("queueing");
    full_horizon = c.whole("full_horizon");
    is_flow = c.whole("is_flow");
    size_stream = c.keys("size_stream").at(0);
    value_stream = c.keys("value_stream").at(0);
    replication_stream = c.keys("replication_stream").at(0);
    first_come = true;
    const auto discipline = c.floats("weights");
    for (int k = 0; k < 5; ++k) {
        weights[k] = discipline.at(k);
        first_come = first_come && weights[k] == 0.0;
    }
    read_amounts(c);
    read_route(c);
    read_people(c);
    read_sources(c);

    const auto first = c.ints("kind_first_step"), last = c.ints("kind_last_step"), urgent = c.ints("kind_urgent"),
               share = c.ints("kind_share"), smallest = c.ints("kind_smallest"), value = c.ints("kind_value");
    const auto class_of_service = c.floats("kind_class"), cost_of_delay = c.floats("kind_cost_of_delay");
    const auto& stream = c.keys("kind_stream");
    for (int k = 0; k < kinds; ++k) {
        Kind one{};
        one.first_step = int32_t(first[k]);
        one.last_step = int32_t(last[k]);
        one.is_use_case = is_use_case[k];
        one.urgent = urgent[k];
        one.value = int32_t(value[k]);
        one.class_of_service = class_of_service[k];
        one.cost_of_delay = cost_of_delay[k];
        if (one.is_use_case) {
            one.share = int32_t(share[k]);
            one.smallest = smallest[k];
            one.stream = stream[k];
            any_smallest = any_smallest || one.smallest;
        }
        lay_out(one);
        kind.push_back(one);
    }
}

inline void Blueprint::lay_out(Kind& one) const {
    const int32_t first = one.first_step, end = std::max(one.last_step + 1, first);
    const int32_t steps = int32_t(step.size());
    const auto activity_at = [&](int32_t s) { return s < steps ? step[s].activities.begin : int32_t(activity.size()); };
    const auto rule_at = [&](int32_t s) { return s < steps ? step[s].rules.begin : int32_t(rule.size()); };
    int32_t at = crossings;  // offsets are for absolute indices
    one.visits = at - activity_at(first);
    at += activity_at(end) - activity_at(first);
    one.arrivals = at - first;
    at += end - first;
    one.fired = at - rule_at(first);
    at += rule_at(end) - rule_at(first);
    one.children = at;
    one.counts = at + (one.is_use_case ? int32_t(source.size()) : 0);
}

inline void Blueprint::read_amounts(const Columns& c) {
    amounts.tables = c.floats("tables");
    const auto days = c.floats("path_day"), values = c.floats("path_value");
    for (const Range& range : ranges(c.ints("path_start")))
        amounts.paths.push_back({{days.begin() + range.begin, days.begin() + range.end},
                                 {values.begin() + range.begin, values.begin() + range.end}});
    const auto law = c.ints("amount_law"), dial = c.ints("amount_dial"), scale = c.ints("amount_scale"),
               path = c.ints("amount_path"), factor = c.ints("amount_factor");
    const auto shape = c.floats("amount_shape");
    for (size_t k = 0; k < dial.size(); ++k) {
        Amount one{std::nan(""), {}, Scale(scale[k]), int32_t(dial[k]), int32_t(path[k]), int32_t(factor[k])};
        for (size_t j = 0; j < 3; ++j) {
            const double* s = &shape[4 * (3 * k + j)];
            one.level[j] = {s[0], s[1], s[2], s[3], Code(law[3 * k + j])};
        }
        amounts.list.push_back(one);
    }
    const auto still = [&](int32_t at) { return at < 0 || amounts.paths[at].days.size() == 1; };
    for (size_t k = 0; k < dial.size(); ++k) {
        bool fixed = true;
        for (int32_t one = int32_t(k); one >= 0; one = amounts.list[one].factor) {
            const Amount& link = amounts.list[one];
            fixed = fixed && still(link.dial) && still(link.path);
            for (const Law& level : link.level) fixed = fixed && level.code == Code::constant;
        }
        if (fixed) amounts.list[k].fixed = amounts.drawn(int32_t(k), 0.5, 0.0);
    }
}

inline void Blueprint::read_route(const Columns& c) {
    const auto part_activity = c.ints("part_activity"), part_step = c.ints("part_step"), ask = c.ints("part_ask"),
               again = c.ints("part_again"), call = c.ints("part_call"), part_domain = c.ints("part_domain"),
               type = c.ints("part_type"), phase = c.ints("part_phase"), once = c.ints("part_once"),
               awaited = c.ints("part_awaited"), part_amount = c.ints("part_amount"),
               part_patience = c.ints("part_patience");
    const auto share = c.floats("part_share"), part_grows = c.floats("part_grows"), alone = c.floats("part_alone");
    const auto step_activities = ranges(c.ints("step_activity_start"));
    for (size_t k = 0; k < type.size(); ++k) {
        const int32_t place = int32_t(part_activity[k]) - step_activities[part_step[k]].begin;
        part.push_back({int32_t(part_activity[k]), int32_t(part_step[k]), place, int32_t(ask[k]), int32_t(again[k]),
                        int32_t(call[k]), int32_t(part_domain[k]), share[k], part_grows[k], alone[k],
                        c.keys("part_stream")[k], c.keys("handover_stream")[k], c.keys("bounce_stream")[k],
                        PartType(type[k]), Phase(phase[k]), once[k] != 0, awaited[k] != 0});
    }
    for (size_t k = 0; k < part_amount.size(); ++k)
        part_for.push_back({int32_t(part_amount[k]), int32_t(part_patience[k])});

    const auto together = c.ints("activity_together"), at_most = c.ints("activity_redo_at_most"),
               effort = c.ints("activity_effort"), does = c.ints("activity_for"),
               patience = c.ints("activity_patience"), redo = c.ints("activity_redo");
    const auto redo_repeats = c.floats("activity_redo_repeats"), redo_fade = c.floats("activity_redo_fade"),
               mean = c.floats("activity_mean");
    const auto activity_parts = ranges(c.ints("activity_part_start"));
    for (size_t k = 0; k < together.size(); ++k) {
        Activity one{activity_parts[k], 0, none, int32_t(at_most[k]), redo_repeats[k], redo_fade[k],
                     c.keys("activity_stream")[k], c.keys("redo_stream")[k], c.keys("patience_stream")[k],
                     Together(together[k])};
        for (int32_t p = one.parts.begin; p < one.parts.end; ++p) {
            if (part[p].type != PartType::stint) continue;
            if (one.seats++ == 0) one.first_stint = p;
        }
        activity.push_back(one);
    }
    for (size_t k = 0; k < effort.size(); ++k)
        activity_for.push_back({int32_t(effort[k]), int32_t(patience[k]), int32_t(redo[k]), mean[k], does[k] != 0});

    const auto mark = c.ints("step_mark"), step_gate = c.ints("step_gate"), limits = c.ints("step_limits"),
               coordination = c.ints("step_coordination");
    const auto closeness = c.floats("step_closeness");
    const auto rules = ranges(c.ints("step_rule_start"));
    for (size_t k = 0; k < mark.size(); ++k) {
        step.push_back({step_activities[k], rules[k], int32_t(mark[k]), int32_t(step_gate[k]), uint64_t(limits[k]),
                        closeness[k], c.keys("step_stream")[k], c.keys("coordination_stream")[k]});
        branches = std::max(branches, step_activities[k].size());
        for (int j = 0; j < kinds; ++j) {
            StepForKind one{0, int32_t(coordination[k * kinds + j]), {int32_t(participant.size()), 0}};
            for (int32_t a = step_activities[k].begin; a < step_activities[k].end; ++a) {
                if (!activity_for[a * kinds + j].does) continue;
                ++one.tasks;
                for (int32_t p = activity[a].parts.begin; p < activity[a].parts.end; ++p) {
                    bool first = part[p].type == PartType::stint;  // of those who ask the same role
                    for (size_t q = one.participants.begin; q < participant.size(); ++q)
                        first = first && part[participant[q]].ask != part[p].ask;
                    if (first) participant.push_back(p);
                }
            }
            one.participants.end = int32_t(participant.size());
            crossings = std::max(crossings, one.participants.size());
            step_for.push_back(one);
        }
    }

    const auto meets = c.floats("gate_meet_every"), gate_grows = c.floats("gate_grows");
    for (size_t k = 0; k < meets.size(); ++k)
        gate.push_back({gate_grows[k], meets[k], c.keys("gate_stream")[k], c.keys("verdict_stream")[k]});
    const auto gate_delay = c.ints("gate_delay"), stops = c.ints("gate_stops"), passes = c.ints("gate_for");
    for (size_t k = 0; k < stops.size(); ++k)
        gate_for.push_back({int32_t(gate_delay[k]), int32_t(stops[k]), passes[k] != 0});

    const auto target = c.ints("rule_target"), rule_at_most = c.ints("rule_at_most"),
               rule_chance = c.ints("rule_chance");
    const auto fade = c.floats("rule_fade"), repeats = c.floats("rule_repeats");
    for (size_t k = 0; k < target.size(); ++k)
        rule.push_back({int32_t(target[k]), int32_t(rule_at_most[k]), fade[k], repeats[k]});
    chance.assign(rule_chance.begin(), rule_chance.end());

    const auto handover_delay = c.ints("handover_delay"), bounce = c.ints("handover_bounce"),
               lost = c.ints("handover_loss");
    for (size_t k = 0; k < bounce.size(); ++k)
        handover.push_back({int32_t(handover_delay[k]), int32_t(bounce[k]), int32_t(lost[k])});
    const auto capacity = c.ints("limit_capacity");
    limit_capacity.assign(capacity.begin(), capacity.end());
    if (capacity.size() > 62 || gate.size() > 62) refuse("more than 62 limits or gates");
}

inline void Blueprint::read_people(const Columns& c) {
    const auto person_carries = c.ints("person_carries"), person_roles = c.ints("person_roles");
    carries.assign(person_carries.begin(), person_carries.end());
    roles.assign(person_roles.begin(), person_roles.end());
    loss = c.floats("person_loss");
    n_people = int32_t(carries.size());
    person_words = n_people / 64 + 1;
    team_words = int32_t(c.whole("teams")) / 64 + 1;

    const auto team = c.ints("pool_team"), person = c.ints("pool_person"), preference = c.ints("pool_preference");
    const auto pool_skill = c.floats("pool_skill");
    pool_team.assign(team.begin(), team.end());
    pool_members = ranges(c.ints("pool_start"));
    n_pools = int32_t(pool_team.size());
    skill.assign(size_t(n_pools) * n_people, 0.0);
    member_bits.assign(size_t(n_pools) * person_words, 0);
    std::vector<std::vector<int32_t>> pools_of(n_people);
    for (int32_t pool = 0; pool < n_pools; ++pool)
        for (int32_t k = pool_members[pool].begin; k < pool_members[pool].end; ++k) {
            const int32_t who = int32_t(person[k]);
            member.push_back({who, int32_t(preference[k])});
            skill[pool * n_people + who] = pool_skill[k];
            member_bits[pool * person_words + who / 64] |= uint64_t(1) << who % 64;
            pools_of[who].push_back(pool);
        }
    for (const auto& own : pools_of) {
        sits.push_back({int32_t(seat_pool.size()), int32_t(seat_pool.size() + own.size())});
        seat_pool.insert(seat_pool.end(), own.begin(), own.end());
    }
    options = ranges(c.ints("option_start"));
    const auto option_pool = c.ints("option_pool"), stands_in = c.ints("option_stands_in");
    for (size_t k = 0; k < option_pool.size(); ++k) option.push_back({int32_t(option_pool[k]), stands_in[k] != 0});
    rates = ranges(c.ints("rate_start"));
    const auto day = c.floats("rate_day"), slope = c.floats("rate_slope");
    const auto presence = c.ints("rate_presence");
    for (size_t k = 0; k < day.size(); ++k) rate.push_back({day[k], slope[k], Presence(presence[k])});
}

inline void Blueprint::read_sources(const Columns& c) {
    const auto type = c.ints("source_type"), source_kind = c.ints("source_kind"), interval = c.ints("source_interval"),
               batch = c.ints("source_batch"), at_most = c.ints("source_at_most"), ever = c.ints("source_ever"),
               waits = c.ints("source_waits"), measurable = c.ints("source_measurable"),
               person = c.ints("source_person");
    const auto plans = ranges(c.ints("planned_start")), remedies = ranges(c.ints("remedy_start"));
    for (size_t k = 0; k < type.size(); ++k)
        source.push_back({int32_t(source_kind[k]), int32_t(interval[k]), int32_t(batch[k]), int32_t(at_most[k]),
                          int32_t(ever[k]), int32_t(person[k]), plans[k], remedies[k], c.keys("source_stream")[k],
                          c.keys("interval_stream")[k], c.keys("batch_stream")[k], c.keys("ever_stream")[k],
                          SourceType(type[k]), waits[k] != 0, measurable[k] != 0});
    const auto planned_kind = c.ints("planned_kind"), domain = c.ints("planned_domain"),
               planned_step = c.ints("planned_step");
    const auto day = c.floats("planned_day"), size = c.floats("planned_size");
    for (size_t k = 0; k < day.size(); ++k)
        planned.push_back({day[k], size[k], int32_t(planned_kind[k]), int32_t(domain[k]), int32_t(planned_step[k])});
    const auto remedy_kind = c.ints("remedy_kind"), remedy_step = c.ints("remedy_step"), share = c.ints("remedy_share"),
               urgent = c.ints("remedy_urgent");
    for (size_t k = 0; k < share.size(); ++k)
        remedy.push_back({int32_t(remedy_kind[k]), int32_t(remedy_step[k]), int32_t(share[k]),
                          c.keys("remedy_stream")[k], urgent[k] != 0});
}

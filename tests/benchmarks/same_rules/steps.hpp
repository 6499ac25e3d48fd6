// The way into a step: limits, coordination, the handover.
#pragma once

#include "items.hpp"

void end_item(World& w, int32_t i, Outcome outcome, int32_t step);

inline Next begin_step(World& w, int32_t i) {
    Item& item = w.items[i];
    if (item.step > item.last) {
        end_item(w, i, Outcome::done, item.last);
        return Next::nothing;
    }
    const uint64_t limits = w.of.step[item.step].limits;
    if (limits == item.spans) return Next::entered;
    give_back(w, item, item.spans & ~limits);
    const uint64_t wanted = limits & ~item.spans;
    if (wanted == 0) return Next::entered;
    if (item.parent >= 0 || (wanted & ~item.been) == 0) {
        take(w, item, wanted);
        return Next::entered;
    }
    hold(w, i, wanted);
    return Next::nothing;
}

constexpr int8_t same_person = -1, same_team = 0, other_team = 1;

inline int8_t nearness(const World& w, const Item& item, const Part& part) {
    const int32_t words = w.of.person_words, teams = w.last_teams(item);
    const int32_t pool = asked_pool(w, teams, part.ask, item.domain);
    for (int32_t k = 0; k < words; ++k)
        if (w.bits[item.bits + k] & w.of.member_bits[pool * words + k]) return same_person;
    return w.has(teams, w.of.pool_team[pool]) ? same_team : other_team;
}

// The handover: how near is everybody who is asked.
inline Next enter(World& w, int32_t i) {
    Item& item = w.items[i];
    const StepForKind& step = step_for(w, item);
    item.arrival = w.counts[item.counts + w.of.kind[item.kind].arrivals + item.step]++;
    if (step.tasks == 0) return Next::decide;
    if (item.step == item.first && item.arrival == 0) return Next::carry;
    bool anyone = false;
    for (int32_t k = 0; k < w.of.team_words; ++k) anyone = anyone || w.bits[w.last_teams(item) + k];
    int8_t farthest = same_person;
    if (anyone)
        for (int32_t k = step.participants.begin; k < step.participants.end; ++k) {
            const int8_t near = nearness(w, item, w.of.part[w.of.participant[k]]);
            w.counts[item.counts + k - step.participants.begin] = near;
            farthest = std::max(farthest, near);
        }
    if (farthest == same_person) return Next::carry;
    item.farthest = farthest;
    w.log(item.number, item.step, none, item.arrival, Said::handover_began);
    if (farthest != other_team || step.coordination < 0) return Next::cross;
    ++item.open;
    const uint64_t key = child_key(item.key, w.of.step[item.step].coordination_stream, item.arrival);
    const int32_t child = new_child(w, i, key, item.source, step.coordination, item.domain,
                                    item.urgent || w.of.kind[step.coordination].urgent, none);
    w.items[child].when = When::coordinated;
    tell_child(w, child);
    if (w.items[i].open == 0) return Next::cross;
    w.items[i].resume = Next::cross;
    return Next::nothing;
}

inline const Handover& handover(const World& w, int32_t relation, const Item& item) {
    return w.of.handover[relation * w.of.use_cases + item.kind];
}

// One crossing takes its time; `crossed` says whether it comes back and is repeated.
inline void cross_once(World& w, int32_t i, int32_t participant, int32_t part, int32_t amount, int32_t attempt) {
    const Item& item = w.items[i];
    const int64_t visit = int64_t(item.arrival) * w.of.attempts + attempt;
    const double days = w.of.amounts.value(amount, item.key, w.of.part[part].handover_stream, visit, w.now);
    schedule(w, w.now + days, item, part, What::crossed, i, participant, attempt);
}

inline Next cross(World& w, int32_t i) {
    Item& item = w.items[i];
    const Range participants = step_for(w, item).participants;
    for (int32_t k = 0; k < participants.size(); ++k) {
        const int32_t near = w.counts[item.counts + k], part = w.of.participant[participants.begin + k];
        if (near == same_person) continue;
        w.log(item.number, item.step, part, item.arrival, near == other_team ? Said::crossed_teams : Said::passed_on);
        const int32_t amount = handover(w, near, item).delay;
        if (amount < 0) continue;
        ++item.open;
        cross_once(w, i, k, part, amount, 0);
    }
    if (item.open == 0) return Next::handed_over;
    item.resume = Next::handed_over;
    return Next::nothing;
}

inline void crossed(World& w, int32_t i, int32_t participant, int32_t attempt) {
    const Item& item = w.items[i];
    const int32_t part = w.of.participant[step_for(w, item).participants.begin + participant];
    const Handover& over = handover(w, w.counts[item.counts + participant], item);
    if (attempt + 1 < w.of.attempts && over.bounce >= 0) {
        const double u = uniform(item.key, w.of.part[part].bounce_stream, item.arrival, attempt);
        if (u < w.of.amounts.level(over.bounce, w.now)) {
            w.log(item.number, item.step, part, item.arrival, Said::bounced);
            cross_once(w, i, participant, part, over.delay, attempt + 1);
            return;
        }
    }
    count_down(w, i);
}

inline Next handed_over(World& w, int32_t i) {
    Item& item = w.items[i];
    w.log(item.number, item.step, none, item.arrival, Said::handover_ended);
    const int32_t loss = handover(w, item.farthest, item).loss;
    if (loss >= 0) item.odds *= 1.0 + w.of.amounts.level(loss, w.now);
    return Next::carry;
}

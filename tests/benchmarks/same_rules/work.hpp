// The work of a step: its activities side by side, each with a story of its own.
#pragma once

#include "steps.hpp"

// Each activity begins; the step goes on when the last is over.
inline Next carry(World& w, int32_t i) {
    const Item& item = w.items[i];
    const Range activities = w.of.step[item.step].activities;
    const int32_t kind = item.kind;
    int32_t tasks = step_for(w, item).tasks;
    w.items[i].open += tasks;
    for (int32_t activity = activities.begin; tasks > 0; ++activity) {
        if (!w.of.activity_for[activity * w.of.kinds + kind].does) continue;
        if (--tasks == 0) w.items[i].resume = Next::worked;
        const int32_t b = activity - activities.begin;
        Branch& its = branch(w, i, b);
        its.repeats = 1.0;
        its.open = its.times = 0;
        its.resume = After::nothing;
        go_on(w, i, b, After::visit);
    }
    return Next::nothing;
}

inline After visit(World& w, int32_t i, int32_t b) {
    const Item& item = w.items[i];
    const int32_t activity = w.of.step[item.step].activities.begin + b;
    branch(w, i, b).visit = w.counts[item.counts + w.of.kind[item.kind].visits + activity]++;
    return After::waits;
}

inline void pause(World& w, int32_t i, int32_t p, int32_t b, int32_t amount) {
    const Item& item = w.items[i];
    const Part& part = w.of.part[p];
    Branch& its = branch(w, i, b);
    const double drawn = w.of.amounts.value(amount, item.key, part.stream, its.visit, w.now);
    const double again = its.visit > 0 && part.again >= 0 ? w.of.amounts.level(part.again, w.now) : 1.0;
    w.log(item.number, item.step, p, its.visit, Said::wait_began);
    ++its.open;
    schedule(w, w.now + delay(drawn, item.size, part.grows, again), item, p, What::pause_over, i, p, its.visit);
}

inline void call(World& w, int32_t i, int32_t p, int32_t b, const PartForKind& its_kind) {
    const Item& item = w.items[i];
    const Part& part = w.of.part[p];
    if (part.domain == item.domain) return;
    const int32_t visit = branch(w, i, b).visit;
    if (uniform(item.key, part.stream, visit) >= w.of.amounts.level(its_kind.amount, w.now)) return;
    if (part.awaited) {
        w.log(item.number, item.step, p, visit, Said::wait_began);
        ++branch(w, i, b).open;
        if (its_kind.patience >= 0) {
            const double days = w.of.amounts.value(its_kind.patience, item.key, part.stream, visit + (1 << 20), w.now);
            schedule(w, w.now + days, item, p, What::alone, i, int32_t(w.items.size()), 0);
        }
    }
    const int32_t child = new_child(w, i, child_key(item.key, part.stream, visit), item.source, part.call,
                                    part.domain < 0 ? item.domain : part.domain,
                                    item.urgent || w.of.kind[part.call].urgent, none);
    if (part.awaited) {
        w.items[child].when = When::answered;
        w.items[child].when_part = p;
        w.items[child].when_visit = visit;
        w.items[child].waiting = true;
    }
    tell_child(w, child);
}

// Delays and calls, before the work or after it.
inline After pauses(World& w, int32_t i, int32_t b, Phase phase) {
    const int32_t kind = w.items[i].kind;
    const Range parts = w.of.activity[w.of.step[w.items[i].step].activities.begin + b].parts;
    branch(w, i, b).phase = phase;
    for (int32_t p = parts.begin; p < parts.end; ++p) {
        const Part& part = w.of.part[p];
        const PartForKind& its_kind = w.of.part_for[p * w.of.kinds + kind];
        if (part.type == PartType::stint || part.phase != phase || its_kind.amount < 0) continue;
        if (part.once && branch(w, i, b).visit > 0) continue;
        if (part.type == PartType::delay)
            pause(w, i, p, b, its_kind.amount);
        else
            call(w, i, p, b, its_kind);
    }
    const After then = phase == Phase::waits ? After::work : After::redo;
    if (branch(w, i, b).open == 0) return then;
    branch(w, i, b).resume = then;
    return After::nothing;
}

inline int32_t new_request(World& w) {
    if (w.free_requests.empty()) {
        w.requests.emplace_back();
        return int32_t(w.requests.size()) - 1;
    }
    const int32_t r = w.free_requests.back();
    w.free_requests.pop_back();
    return r;
}

// Ask for the people of an activity, each for a share of one draw of its effort.
inline After ask_for_people(World& w, int32_t i, int32_t b) {
    const Item& item = w.items[i];
    const Step& step = w.of.step[item.step];
    const int32_t a = step.activities.begin + b;
    const Activity& activity = w.of.activity[a];
    if (activity.seats == 0) return After::asks;
    const ActivityForKind& its_kind = w.of.activity_for[a * w.of.kinds + item.kind];
    const Kind& kind = w.of.kind[item.kind];
    Branch& its = branch(w, i, b);
    const double drawn = w.of.amounts.value(its_kind.effort, item.key, activity.stream, its.visit, w.now);
    const double factor = kind.is_use_case ? w.factors[item.factors + item.step - kind.first_step] : 1.0;
    const Together together = activity.seats > 1 ? activity.together : Together::no;
    int32_t earlier = none;
    for (int32_t p = activity.parts.begin; p < activity.parts.end; ++p) {
        const Part& part = w.of.part[p];
        if (part.type != PartType::stint) continue;
        const int32_t r = new_request(w);
        Request& request = w.requests[r];
        request.number = item.number;
        request.item = i;
        request.part = p;
        request.step = item.step;
        request.ask = part.ask;
        request.visit = its.visit;
        request.bits = item.bits;
        request.branch = item.branches + b;
        request.pool = asked_pool(w, request);
        request.person = request.mate = none;
        request.looked_at = 0;
        request.urgent = item.urgent;
        request.seat = together != Together::no;
        request.in_order = together == Together::in_order;
        request.work = effort(drawn, item.size, factor, its.repeats, part.share);
        request.started_at = -1.0;
        request.asked_at = w.now;
        request.rank = 0.0;
        if (!w.of.first_come)
            request.rank = rank_of(
                w, kind, w.now, effort(its_kind.mean, item.size, factor, its.repeats, part.share), step);
        w.log(request, Said::queued, none);
        if (together == Together::no) {
            enqueue(w, r);
            continue;
        }
        if (earlier >= 0)
            w.requests[earlier].mate = r;
        else
            w.shops.push_back(r);
        earlier = r;
        stir(w, request.pool);
    }
    w.settle = true;
    its.open += activity.seats;
    its.begun = false;
    if (its_kind.patience >= 0) {
        const double days = w.of.amounts.value(its_kind.patience, item.key, activity.patience_stream, its.visit, w.now);
        schedule(w, w.now + days, item, activity.first_stint, What::patience, i, a, its.visit);
    }
    its.resume = After::asks;
    return After::nothing;
}

inline After redo(World& w, int32_t i, int32_t b) {
    const Item& item = w.items[i];
    const int32_t a = w.of.step[item.step].activities.begin + b;
    const Activity& activity = w.of.activity[a];
    const int32_t amount = w.of.activity_for[a * w.of.kinds + item.kind].redo;
    Branch& its = branch(w, i, b);
    if (amount < 0 || its.times == activity.redo_at_most) return After::over;
    const double chance = faded(w.of.amounts.level(amount, w.now), activity.redo_fade, its.times);
    if (uniform(item.key, activity.redo_stream, its.visit) >= chance) return After::over;
    w.log(item.number, item.step, a, its.visit, Said::redone);
    ++its.times;
    its.repeats *= activity.redo_repeats;
    return After::visit;
}

inline void go_on(World& w, int32_t i, int32_t b, After after) {
    for (;;) switch (after) {
        case After::nothing: return;
        case After::visit: after = visit(w, i, b); break;
        case After::waits: after = pauses(w, i, b, Phase::waits); break;
        case After::work: after = ask_for_people(w, i, b); break;
        case After::asks: after = pauses(w, i, b, Phase::asks); break;
        case After::redo: after = redo(w, i, b); break;
        case After::over: return count_down(w, i);
        }
}

// Those who were at work here are the last ones now.
inline Next worked(World& w, int32_t i) {
    uint64_t* last = &w.bits[w.items[i].bits];
    uint64_t* here = last + w.of.person_words;
    bool anyone = false;
    for (int32_t k = 0; k < w.of.person_words; ++k) anyone = anyone || here[k];
    if (!anyone) return Next::decide;
    for (int32_t k = 0; k < w.of.person_words; ++k) last[k] = std::exchange(here[k], 0);
    uint64_t* last_teams = last + 3 * w.of.person_words;
    uint64_t* teams_here = last_teams + w.of.team_words;
    for (int32_t k = 0; k < w.of.team_words; ++k) last_teams[k] = std::exchange(teams_here[k], 0);
    return Next::decide;
}

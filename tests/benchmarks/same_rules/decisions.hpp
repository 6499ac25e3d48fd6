// What follows the work of a step, and the end of an item.
#pragma once

#include "work.hpp"

inline int32_t rework(World& w, Item& item) {
    const Step& step = w.of.step[item.step];
    const int32_t* fired = &w.counts[item.counts + w.of.kind[item.kind].fired];
    const auto chance = [&](int32_t rule) {
        const Rule& its = w.of.rule[rule];
        if (its.at_most >= 0 && fired[rule] >= its.at_most) return 0.0;
        return faded(w.of.amounts.level(w.of.chance[rule * w.of.use_cases + item.kind], w.now), its.fade, fired[rule]);
    };
    const auto counts = [&](int32_t rule) { return w.of.chance[rule * w.of.use_cases + item.kind] >= 0; };
    double total = 0.0;
    bool decides = false;
    for (int32_t rule = step.rules.begin; rule < step.rules.end; ++rule) {
        if (!counts(rule)) continue;
        decides = true;
        total += chance(rule);
    }
    if (!decides) return none;
    const double raised = with_loss(total, std::exchange(item.odds, 1.0));
    if (total <= 0.0) return none;
    const double u = uniform(item.key, step.stream, item.arrival);
    double reached = 0.0;
    for (int32_t rule = step.rules.begin; rule < step.rules.end; ++rule) {
        if (!counts(rule)) continue;
        reached += chance(rule);
        if (u < raised * (reached / total)) return rule;
    }
    return none;
}

inline Next decide(World& w, int32_t i) {
    Item& item = w.items[i];
    const Kind& kind = w.of.kind[item.kind];
    if (!kind.is_use_case) return Next::pass;
    const int32_t back = rework(w, item);
    if (back >= 0) {
        const Rule& rule = w.of.rule[back];
        ++w.counts[item.counts + kind.fired + back];
        if (rule.repeats != 1.0)
            for (int32_t other = rule.target; other <= item.step; ++other)
                w.factors[item.factors + other - kind.first_step] *= rule.repeats;
        w.log(item.number, item.step, back, item.arrival, Said::sent_back);
        item.step = rule.target;
        return Next::step;
    }
    const int32_t g = w.of.step[item.step].gate;
    if (g < 0 || !w.of.gate_for[g * w.of.use_cases + item.kind].does) return Next::pass;
    const Gate& gate = w.of.gate[g];
    const int32_t amount = w.of.gate_for[g * w.of.use_cases + item.kind].delay;
    w.log(item.number, item.step, none, item.arrival, Said::gate_began);
    if (amount < 0 && gate.meets_every <= 0.0) return Next::gate_over;
    double ready = w.now;
    if (amount >= 0) {
        const double drawn = w.of.amounts.value(amount, item.key, gate.stream, item.arrival, w.now);
        ready = w.now + delay(drawn, item.size, gate.grows, 1.0);
    }
    if (gate.meets_every > 0.0) ready = next_meeting(ready, gate.meets_every);
    ++item.open;
    item.resume = Next::gate_over;
    schedule(w, ready, item, 0, What::gate_due, i, 0, 0);
    return Next::nothing;
}

inline Next gate_over(World& w, int32_t i) {
    Item& item = w.items[i];
    const int32_t g = w.of.step[item.step].gate;
    const int32_t stops = w.of.gate_for[g * w.of.use_cases + item.kind].stops;
    w.log(item.number, item.step, none, item.arrival, Said::gate_ended);
    const bool first = !(item.passed >> g & 1);
    item.passed |= uint64_t(1) << g;
    if (!first || item.parent >= 0 || stops < 0) return Next::pass;
    if (uniform(item.key, w.of.gate[g].verdict_stream, 0) >= w.of.amounts.level(stops, w.now)) return Next::pass;
    end_item(w, i, Outcome::stopped, item.step);
    return Next::nothing;
}

void start_clocks(World& w, int32_t i);

inline Next pass(World& w, int32_t i) {
    Item& item = w.items[i];
    const int32_t step = item.step++, mark = w.of.step[step].mark;
    if (mark < 0 || item.parent >= 0 || item.marks >> mark & 1) return Next::step;
    item.marks |= uint64_t(1) << mark;
    w.log(item.number, step, mark, 0, Said::marked);
    if (mark == w.of.mark_live) start_clocks(w, i);
    return Next::step;
}

inline void go_on(World& w, int32_t i, Next next) {
    for (;;) switch (next) {
        case Next::nothing: return;
        case Next::step: next = begin_step(w, i); break;
        case Next::admitted:
            w.log(w.items[i].number, w.items[i].step, none, 0, Said::admitted);
            next = Next::entered;
            break;
        case Next::entered: next = enter(w, i); break;
        case Next::cross: next = cross(w, i); break;
        case Next::handed_over: next = handed_over(w, i); break;
        case Next::carry: next = carry(w, i); break;
        case Next::worked: next = worked(w, i); break;
        case Next::decide: next = decide(w, i); break;
        case Next::gate_over: next = gate_over(w, i); break;
        case Next::pass: next = pass(w, i); break;
        }
}

inline bool nothing_more_comes(const World& w) {
    if (w.of.is_flow) return w.now >= w.of.window_end;
    for (size_t k = 0; k < w.of.source.size(); ++k) {
        const Source& source = w.of.source[k];
        if (source.type == SourceType::planned && w.made[k] < source.planned.size()) return false;
        if (source.type == SourceType::renewal && source.kind < 0 && (source.at_most < 0 || w.made[k] < source.at_most))
            return false;
    }
    return true;
}

void go_on_with_clock(World& w, int32_t i, int32_t source);

inline void end_item(World& w, int32_t i, Outcome outcome, int32_t step) {
    Item& item = w.items[i];
    w.log(item.number, step, int32_t(outcome), 0, Said::ended);
    item.outcome = outcome;
    give_back(w, item, item.spans);
    if (item.keeps_open && --w.unfinished == 0 && !w.of.full_horizon && nothing_more_comes(w)) w.stopping = true;
    const int32_t parent = item.parent;
    if (item.when == When::coordinated) {
        count_down(w, parent);
    } else if (item.when == When::answered && item.waiting && w.items[parent].outcome == Outcome::open) {
        item.waiting = false;
        const Part& part = w.of.part[item.when_part];
        w.log(w.items[parent].number, part.step, item.when_part, item.when_visit, Said::wait_ended);
        count_down(w, parent, part.place);
    } else if (item.when == When::repaired) {
        go_on_with_clock(w, parent, item.when_part);
    }
}

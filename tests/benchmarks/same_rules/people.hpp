// Queues, hands, work clocks, and who is chosen.
#pragma once

#include "state.hpp"

inline bool ranks_before(const Request& r, const Request& s) {
    if (r.urgent != s.urgent) return r.urgent;
    if (r.rank != s.rank) return r.rank < s.rank;
    if (r.asked_at != s.asked_at) return r.asked_at < s.asked_at;
    if (r.number != s.number) return r.number < s.number;
    return r.part < s.part;
}

inline double rank_of(const World& w, const Kind& kind, double requested, double work, const Step& step) {
    const double* weights = w.of.weights;
    return weights[0] * kind.class_of_service + weights[1] * requested + weights[2] * work +
           weights[3] * kind.cost_of_delay + weights[4] * step.closeness;
}

// -- queues -----------------------------------------------------------------------------------------------------------

inline void stir(World& w, int32_t pool) {
    if (w.pools[pool].stirred) return;
    w.pools[pool].stirred = true;
    w.stirred.push_back(pool);
}

inline void enqueue(World& w, int32_t r) {
    Request& request = w.requests[r];
    Pool& pool = w.pools[request.pool];
    int32_t after = pool.tail;
    while (after >= 0 && ranks_before(request, w.requests[after])) after = w.requests[after].before;
    const int32_t follows = after < 0 ? pool.head : w.requests[after].next;
    request.before = after;
    request.next = follows;
    (after < 0 ? pool.head : w.requests[after].next) = r;
    (follows < 0 ? pool.tail : w.requests[follows].before) = r;
    stir(w, request.pool);
}

inline void dequeue(World& w, int32_t r) {
    const Request& request = w.requests[r];
    Pool& pool = w.pools[request.pool];
    (request.before < 0 ? pool.head : w.requests[request.before].next) = request.next;
    (request.next < 0 ? pool.tail : w.requests[request.next].before) = request.before;
}

inline void forget(World& w, int32_t r) { w.free_requests.push_back(r); }

// -- hands and work clocks --------------------------------------------------------------------------------------------

inline void look_up(World& w, int32_t p) {
    Person& person = w.people[p];
    const bool free = person.presence == Presence::here && (w.of.copies || person.in_hand < person.carries);
    if (free == person.free) return;
    person.free = free;
    const Range sits = w.of.sits[p];
    for (int32_t k = sits.begin; k < sits.end; ++k) w.pools[w.of.seat_pool[k]].free += free ? 1 : -1;
}

inline double slope(const World& w, const Person& p) {
    return p.in_hand == 1 ? p.speed : p.speed * share_of_attention(p.in_hand, p.loss, w.of.copies);
}

inline void bring_up_to_date(const World& w, Person& p) {
    p.clock = p.in_hand > 0 ? p.clock + (w.now - p.since) * slope(w, p) : 0.0;
    p.since = w.now;
}

inline void drop(World& w, int32_t r, int32_t p) {
    const Request& request = w.requests[r];
    Person& person = w.people[p];
    (request.before < 0 ? person.hands : w.requests[request.before].next) = request.next;
    if (request.next >= 0) w.requests[request.next].before = request.before;
    --person.in_hand;
    person.free_since = w.now;
    look_up(w, p);
}

inline void let_go(World& w, int32_t r, int32_t p) {
    Request& request = w.requests[r];
    Person& person = w.people[p];
    bring_up_to_date(w, person);
    request.work = work_left(person.clock, request.target, request.skill);
    drop(w, r, p);
}

inline void put_aside(World& w, int32_t r, int32_t p) {
    w.requests[r].next = w.people[p].aside;
    w.people[p].aside = r;
}

inline void start(World& w, int32_t r, int32_t p) {
    Request& request = w.requests[r];
    Person& person = w.people[p];
    const Said event = request.started_at < 0.0 ? Said::started : Said::resumed;
    bring_up_to_date(w, person);
    request.person = p;
    request.started_at = w.now;
    request.skill = w.of.skill[request.pool * w.of.n_people + p];
    request.target = person.clock + request.work / request.skill;
    request.before = none;
    request.next = person.hands;
    if (person.hands >= 0) w.requests[person.hands].before = r;
    person.hands = r;
    ++person.in_hand;
    look_up(w, p);
    const int32_t words = w.of.person_words;
    w.set(request.bits + words, p);
    w.set(request.bits + 2 * words, p);
    w.set(request.bits + 3 * words + w.of.team_words, w.of.pool_team[request.pool]);
    w.branches[request.branch].begun = true;
    w.log(request, event, p);
}

inline int32_t next_to_finish(const World& w, const Person& person) {
    int32_t best = person.hands;
    if (best < 0) return none;
    for (int32_t r = w.requests[best].next; r >= 0; r = w.requests[r].next) {
        const Request &one = w.requests[r], &other = w.requests[best];
        if (one.target != other.target ? one.target < other.target
                                       : one.number != other.number ? one.number < other.number : one.part < other.part)
            best = r;
    }
    const bool due = w.requests[best].target <= person.clock && person.aside < 0;
    return person.speed > 0.0 || due ? best : none;
}

// Up to date at a change of rate; what is due at this very instant is done, not paused.
inline void reach(World& w, Person& person) {
    const int32_t first = next_to_finish(w, person);
    const double target = first < 0 ? infinity : w.requests[first].target;
    const bool done =
        first >= 0 && not_after(finish_time(person.since, person.clock, target, slope(w, person)), w.now);
    bring_up_to_date(w, person);
    if (done && person.clock < target) person.clock = target;
}

inline void retime(World& w, int32_t p) {
    Person& person = w.people[p];
    ++person.version;
    const int32_t r = next_to_finish(w, person);
    if (r < 0) return;
    const Request& request = w.requests[r];
    const double at = finish_time(w.now, person.clock, request.target, slope(w, person));
    w.calendar.add({at, request.number, part_due, request.part, p, person.version, r, What::finish});
}

// -- choosing ---------------------------------------------------------------------------------------------------------

inline int32_t best_free(const World& w, const Request& request) {
    const Range members = w.of.pool_members[request.pool];
    const int32_t workers = request.bits + 2 * w.of.person_words;
    int32_t best = none, best_preference = 0;
    bool best_known = false;
    for (int32_t k = members.begin; k < members.end; ++k) {
        const Member member = w.of.member[k];
        const Person& one = w.people[member.person];
        if (!one.free || one.withheld != Withheld::no) continue;
        const bool known = w.has(workers, member.person);
        if (best >= 0) {
            const Person& other = w.people[best];
            const bool better = member.preference != best_preference ? member.preference < best_preference
                                : known != best_known                ? known
                                : one.roles != other.roles           ? one.roles < other.roles
                                : one.in_hand != other.in_hand       ? one.in_hand < other.in_hand
                                : one.free_since != other.free_since ? one.free_since < other.free_since
                                                                     : member.person < best;
            if (!better) continue;
        }
        best = member.person;
        best_preference = member.preference;
        best_known = known;
    }
    return best;
}

inline bool anybody(const World& w, int32_t pool) {
    if (w.pools[pool].free == 0) return false;
    if (w.withheld.empty()) return true;
    const Range members = w.of.pool_members[pool];
    for (int32_t k = members.begin; k < members.end; ++k) {
        const Person& person = w.people[w.of.member[k].person];
        if (person.free && person.withheld == Withheld::no) return true;
    }
    return false;
}

// The single, non-urgent stint in hand of a member that ranks last.
inline int32_t interruptible(const World& w, int32_t pool) {
    int32_t last = none;
    const Range members = w.of.pool_members[pool];
    for (int32_t k = members.begin; k < members.end; ++k) {
        const Person& person = w.people[w.of.member[k].person];
        if (person.presence != Presence::here || person.withheld != Withheld::no) continue;
        for (int32_t r = person.hands; r >= 0; r = w.requests[r].next) {
            const Request& request = w.requests[r];
            if (request.urgent || request.seat) continue;
            if (last < 0 || ranks_before(w.requests[last], request)) last = r;
        }
    }
    return last;
}

// A team that worked on the item's last step (bits at `teams`), else the first; who stands in only if need be.
inline int32_t asked_pool(const World& w, int32_t teams, int32_t ask, int32_t domain) {
    const Range options = w.of.options[ask * w.of.domains + domain];
    if (options.size() == 1) return w.of.option[options.begin].pool;
    int32_t first = none, helper = none;
    for (int32_t k = options.begin; k < options.end; ++k) {
        const Option option = w.of.option[k];
        if (w.pools[option.pool].present == 0) continue;
        if (option.stands_in && first >= 0) break;
        if (w.has(teams, w.of.pool_team[option.pool])) return option.pool;
        int32_t& found = option.stands_in ? helper : first;
        if (found < 0) found = option.pool;
    }
    return first >= 0 ? first : helper >= 0 ? helper : w.of.option[options.begin].pool;
}

inline int32_t asked_pool(const World& w, const Request& request) {
    return asked_pool(w, request.bits + 3 * w.of.person_words, request.ask, w.items[request.item].domain);
}

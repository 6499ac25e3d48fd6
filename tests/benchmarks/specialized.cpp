// M1 and M2 as a C++ event loop that can do nothing else: how fast the machine allows these models to be.
//
//     g++ -O2 -std=c++17 -ffp-contract=off specialized.cpp -o specialized
//     ./specialized m2 ITEMS REPLICATIONS SEED      prints mean time of an item, seconds of the loop, events
//
// Ties go by order of scheduling, and draws come one after another from a splitmix64 generator: fewer and cheaper than
// keyed draws. There are no people, only a number of free ones; nothing is logged but the sum of times.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

constexpr int MOST_STATIONS = 3;

struct Model {
  int stations;
  double interval;  // mean between arrivals
  int people[MOST_STATIONS];
  double work[MOST_STATIONS];  // mean
  double redo, back, handover;
};
constexpr Model M1{1, 0.25, {5}, {1.0}, 0.0, 0.0, 0.0};
constexpr Model M2{3, 1.0, {3, 4, 3}, {1.6, 1.9, 1.6}, 0.2, 0.1, 0.5};

struct Generator {
  uint64_t state;
  double uniform() {
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (double((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
  }
  double exponential(double mean) { return -std::log(uniform()) * mean; }
};

enum What : int32_t { FINISHED, REACHED, REQUESTED };

struct Event {
  double at, asked;  // asked: when its item was requested
  uint32_t order;
  int16_t what, station;
  bool before(const Event& other) const { return at < other.at || (at == other.at && order < other.order); }
};

struct Calendar {  // a binary heap
  std::vector<Event> heap;
  uint32_t scheduled = 0;
  bool empty() const { return heap.empty(); }
  void schedule(double at, What what, int station, double asked) {
    const Event event{at, asked, scheduled++, int16_t(what), int16_t(station)};
    size_t hole = heap.size();
    heap.push_back(event);
    for (; hole > 0 && event.before(heap[(hole - 1) / 2]); hole = (hole - 1) / 2) heap[hole] = heap[(hole - 1) / 2];
    heap[hole] = event;
  }
  Event first() {
    const Event taken = heap.front(), last = heap.back();
    heap.pop_back();
    if (heap.empty()) return taken;
    size_t hole = 0, size = heap.size();
    for (size_t child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && heap[child + 1].before(heap[child])) child++;
      if (!heap[child].before(last)) break;
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = last;
    return taken;
  }
};

struct Queue {  // first come, first served: a ring that doubles
  std::vector<double> ring = std::vector<double>(64);
  size_t head = 0, tail = 0;
  bool empty() const { return head == tail; }
  void join(double asked) {
    if (tail - head == ring.size()) {
      std::vector<double> larger(2 * ring.size());
      for (size_t place = head; place < tail; place++) larger[place & (larger.size() - 1)] = ring[place & (ring.size() - 1)];
      ring.swap(larger);
    }
    ring[tail++ & (ring.size() - 1)] = asked;
  }
  double next() { return ring[head++ & (ring.size() - 1)]; }
};

template <const Model& m>
double mean_time(Generator& draw, int items, uint64_t& events) {
  Calendar calendar;
  Queue queue[MOST_STATIONS];
  int free[MOST_STATIONS], to_come = items;
  for (int station = 0; station < MOST_STATIONS; station++) free[station] = m.people[station];
  double total = 0.0;
  calendar.schedule(draw.exponential(m.interval), REQUESTED, 0, 0.0);
  while (!calendar.empty()) {
    Event event = calendar.first();
    events++;
    const int station = event.station;
    if (event.what != FINISHED) {
      if (event.what == REQUESTED) {
        event.asked = event.at;
        if (--to_come) calendar.schedule(event.at + draw.exponential(m.interval), REQUESTED, 0, 0.0);
      }
      if (free[station]) {
        free[station]--;
        calendar.schedule(event.at + draw.exponential(m.work[station]), FINISHED, station, event.asked);
      } else {
        queue[station].join(event.asked);
      }
      continue;
    }
    int next = station + 1;
    if constexpr (m.redo > 0.0) {
      const double verdict = draw.uniform();
      if (verdict < m.redo) next = station;
      else if (verdict < m.redo + m.back && station > 0) next = station - 1;
    }
    if (next == station) queue[station].join(event.asked);
    else if (next == m.stations) total += event.at - event.asked;
    else calendar.schedule(event.at + m.handover, REACHED, next, event.asked);
    if (queue[station].empty()) free[station]++;
    else calendar.schedule(event.at + draw.exponential(m.work[station]), FINISHED, station, queue[station].next());
  }
  return total / items;
}

int main(int count, char** words) {
  if (count != 5) return 2;
  const bool first = std::strcmp(words[1], "m1") == 0;
  const int items = std::atoi(words[2]), replications = std::atoi(words[3]);
  Generator draw{std::strtoull(words[4], nullptr, 10) * 0xD1B54A32D192ED03u};
  uint64_t events = 0;
  double sum = 0.0;
  const auto began = std::chrono::steady_clock::now();
  for (int replication = 0; replication < replications; replication++)
    sum += first ? mean_time<M1>(draw, items, events) : mean_time<M2>(draw, items, events);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::printf("%.17g %.9f %llu\n", sum / replications, took.count(), (unsigned long long)events);
}

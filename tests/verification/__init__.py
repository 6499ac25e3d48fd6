"""Verification: small scenarios whose answers are known exactly, against every engine by name.

    pytest tests/verification             the quick level: 95 % half-widths of 2 %, part of the default suite
    pytest -m slow tests/verification     the thorough level: 0.5 %, on all processors, about 25 minutes on two

Four kinds of evidence, from the sharpest:

- by hand (`test_by_hand`): calendars and flow lines worked out on paper, to 1e-9;
- replayed (`test_replayed`): given its own intervals and work, every single start of a sample path follows from a
  recursion that has nothing in common with an engine, to rounding;
- identities (`test_identities`): what must add up in every run of every case;
- exact answers (`test_exact_answers`): means, probabilities and quantiles from queueing theory, by the rules of
  `judge`: replications as unit, Student's t, a family-wise budget of 1 % over all checks, a half-width that could have
  seen a bias, and one headline per case for the check of the suite as a whole.

A case is a `Case` of a table: `queues`, `classes`, `crews`, `intake`, `networks`, `routes`, `portfolios`. An engine is
added in `cases.ENGINES`. Quantiles are judged as probabilities, standard deviations as second moments, tails by their
complement. `coarse` in a case names the quantities whose half-width is wider than the level's, and by how much.

| case | how it is expressed here | quick | thorough |
| --- | --- | --- | --- |
| V01 one person | a step, one person | replayed | yes |
| V02 first n requests | `at_most: n` | first 10 and first 25 | first 100 too |
| V03 pool of three | three people | replayed | yes |
| V04 general work | lognormal, triangular | replayed | yes |
| V05 constant work | a number | yes, replayed | yes |
| V06 two classes | `discipline: by_class` | replayed | yes |
| V07 interruption | a kind that is `urgent` | replayed | yes |
| V08 other duties | a bottomless pile of lower-class items: taken up only when nothing else waits | replayed | yes |
| V09 three stages, loops | three teams, rework rules, handover as delay station | one, replayed | yes |
| V10, V11 rework without congestion | `switches: {queueing: false}`; V11 as rule and as `redo` | yes | yes |
| V12 fork and join | `parallel` | a, b; c replayed | yes |
| V13 several people at once | a workshop; b `convene: in_order` | replayed | yes |
| V14 limit on work in progress | `flow.portfolio_limit` before a backlog that never ends | one | yes |
| V15 withdrawal | `patience` | yes | yes |
| V16 operation | `opening.live`, `operation.drift` | a | yes |
| V17 pool or teams | custom organization, domains as streams | replayed | yes |
| V17 machinery | coverage, null case, sign, on backlogs whose difference is exact from day 0 | null, sign | coverage |
| V18, V19 by hand | `rates`, `absent`, `fte`, `carries`, `joins`, `leaves`, `hands_back` | yes | |
| V20, V21 portfolios | `planned` with `count` | yes | yes |
| V22 in production by day t | `study.full_horizon` | by day 120 | yes |
| V23a meeting | a gate with `meet_every` | yes | yes |
| V24 unfinished items | sim.responses and sim.stats.curve | yes | yes |
| V26 batches | `demand.batch` | replayed | yes |
| V27a no queue | a patience of 1e-9 days | yes | yes |
| V28 identities | counted here, and the product's own invariants | yes | |

Not applicable, so never counted as passed:

| case | why |
| --- | --- |
| V23b three items per meeting | a gate decides on all that is ready; agendas have no limit |
| V25 no room between stages | whoever has finished is free; a held item keeps nobody busy |
| V27b items refused at a limit | a limit holds what does not fit, it refuses nothing |
| V13b share of time with one idle while a pair waits | not read off the trace; the starts are replayed instead |
| V18a as a calendar | scenarios count working days; the weeks of seven days are written as rates and absences |

Standard deviations of waits (V01, V03 to V05) and the transient waits of V02 beyond those listed are not judged: their
half-widths would take days. The replayed paths cover them.
"""

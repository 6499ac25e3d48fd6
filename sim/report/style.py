"""How the page looks: on a screen, on a telephone (cards, charts scroll) and on paper (A4, nothing cut)."""

SCREEN = """\
body { font: 16px/1.5 system-ui, sans-serif; color: #1c2430; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
p, dd { overflow-wrap: anywhere; }
.decision { font-size: 1.2rem; border-left: 4px solid #14305c; padding-left: 1rem; }
.warning { border-left: 4px solid #e07f16; padding-left: 1rem; }
.state { border-left: 4px solid #a3161b; padding-left: 1rem; font-size: 1.2rem; font-weight: bold; color: #a3161b; }
.names { display: grid; grid-template-columns: max-content 1fr; gap: .2rem .8rem; font-size: .9rem; }
.names dt { font-weight: bold; } .names dd { margin: 0; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem; border-bottom: 1px solid #d5dae0; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; } td.n { white-space: nowrap; }
.sources table { table-layout: fixed; width: 100%; } .sources td { overflow-wrap: anywhere; }
.sources th:nth-child(1) { width: 25%; } .sources th:nth-child(2) { width: 16%; }
.sources th:nth-child(3), .sources th:nth-child(4) { width: 6rem; }
figure { margin: 1.5rem 0; overflow-x: auto; } figure svg { width: 100%; height: auto; }
footer { margin-top: 3rem; color: #5a6472; font-size: .85rem; }"""

NARROW = """\
@media screen and (max-width: 600px) {
figure svg { min-width: 46rem; } .decision, .state { font-size: 1.05rem; }
.names { display: block; } .names dd { margin-bottom: .4rem; }
table, tbody, tr, td { display: block; width: auto; } thead { display: none; }
tr { border-bottom: 1px solid #d5dae0; padding: .5rem 0; }
td, td.n { border: 0; padding: .05rem 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
td:first-child { font-weight: bold; } td:empty { display: none; }
td[data-label]::before { content: attr(data-label) ": "; color: #5a6472; }
}"""

PAPER = """\
@page { size: A4; margin: 11mm 10mm; }
@media print {
body { font-size: 9pt; line-height: 1.3; max-width: none; margin: 0; padding: 0; }
h1 { font-size: 15pt; margin: 0 0 2mm; } h2 { font-size: 10.5pt; margin: 3mm 0 1mm; break-after: avoid; }
p { margin: 1mm 0; } .decision, .state { font-size: 10.5pt; }
.scroll, figure { overflow: visible; } figure { margin: 1.5mm 0; break-inside: avoid; }
figure svg { width: 150mm; max-height: 262mm; }
table { font-size: 7pt; line-height: 1.2; width: 100%; }
tr { break-inside: avoid; } thead { display: table-header-group; }
th, td { padding: .35mm 1mm; } td.n { white-space: normal; }
.sources { columns: 2; column-gap: 6mm; font-size: 5.6pt; line-height: 1.22; }
.sources table, .sources tbody, .sources tr { display: block; font-size: 5.6pt; } .sources thead { display: none; }
.sources tr { margin-bottom: .6mm; } .sources td { display: inline; border: 0; padding: 0; }
.sources td:first-child { font-weight: bold; } .sources td:empty { display: none; }
.sources td + td::before { content: "\\2002"; }
.names { font-size: 9pt; }
footer { margin-top: 3mm; font-size: 7.5pt; }
}"""

STYLE = f"{SCREEN}\n{NARROW}\n{PAPER}"

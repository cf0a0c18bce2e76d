/** Shades between the colour of the texts' side of the network and that of the labels' side. */
const SHADES = Array.from({ length: 11 }, (_, shade) => {
  return `--d${shade}: color-mix(in oklab, var(--second) ${10 * shade}%, var(--first));`;
}).join(' ');

/** The style of every report: no file of its own, no font to fetch, light or dark as the reader has it. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1d2329; --soft: #59636e; --edge: #d5dae0; --ground: #f5f7f9;
  --first: #1f6fd6; --second: #c2410c; --third: #15803d; --fourth: #7e3fc4; --fifth: #a16207; --sixth: #be185d;
  --for: #1f9d55; --against: #d97706; --right: #1f6fd6; --wrong: #d9480f; ${SHADES} }
@media (prefers-color-scheme: dark) { :root { --paper: #14181d; --ink: #e4e8ec; --soft: #a2acb7; --edge: #39424d; --ground: #1d232a;
  --first: #6cb0ff; --second: #ff9966; --third: #63d08a; --fourth: #c39bff; --fifth: #e4b94a; --sixth: #ff8fbd;
  --for: #2f9e63; --against: #b7791f; --right: #2f6fc4; --wrong: #b4491a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; }
header p, figcaption p, .line { color: var(--soft); margin: 0; }
.five { margin: 1.25rem 0 0; padding: .25rem 1.25rem 1rem; background: var(--ground); border-radius: .5rem; }
.five dt { font-weight: 600; margin-top: .75rem; }
.five dd { margin: 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem; }
.tables { display: flex; flex-wrap: wrap; gap: 0 2.5rem; }
figure { margin: .75rem 0 0; min-width: 0; }
figure svg { display: block; max-width: 100%; height: auto; overflow: visible; }
.key { white-space: nowrap; margin-right: .75rem; }
.key i { display: inline-block; width: .8rem; height: .8rem; border-radius: .2rem; margin-right: .35rem; vertical-align: -.08rem; }
.wide { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; margin: .75rem 0; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
caption { text-align: left; font-weight: 600; padding-bottom: .25rem; white-space: nowrap; }
th, td { padding: .2rem .75rem .2rem 0; text-align: right; border-bottom: 1px solid var(--edge); white-space: nowrap; }
th { font-weight: 500; color: var(--soft); }
th:first-child, td:first-child { text-align: left; }
tbody th { color: var(--ink); }
.confusion th, .confusion td { padding: .25rem .5rem; }
.confusion thead th + th { max-width: 7rem; overflow: hidden; text-overflow: ellipsis; }
table.many thead th + th { writing-mode: vertical-rl; max-width: none; max-height: 11rem; text-align: right; padding: .4rem .1rem; }
table.many td { min-width: 2rem; padding: .15rem .3rem; }
table.many tbody th { padding: .15rem .5rem .15rem 0; }
.confusion td { min-width: 2.5rem; text-align: center; border: 1px solid var(--edge); }
${levels('td.right', 'right', 5, 11)}
${levels('td.wrong', 'wrong', 5, 11)}
mark { color: inherit; background: none; border-bottom: 2px solid transparent; border-radius: .15rem; }
mark.for { border-bottom-color: var(--for); }
mark.against { border-bottom: 2px dashed var(--against); }
${levels('mark.for', 'for', 4, 9)}
${levels('mark.against', 'against', 4, 9)}
.texts { padding-left: 1.5rem; }
.texts li { margin-bottom: 1rem; }
.verdict { margin: 0; }
blockquote { margin: .25rem 0 0; padding-left: .75rem; border-left: 3px solid var(--edge); }
.note { padding: .5rem .75rem; border: 1px solid var(--edge); border-radius: .4rem; }
details { margin-top: .5rem; }
summary { cursor: pointer; color: var(--soft); }
code, pre { font: .9rem/1.5 ui-monospace, monospace; }
pre { margin: .25rem 0; padding: .75rem; background: var(--ground); border-radius: .4rem; white-space: pre-wrap; }
:focus-visible { outline: 2px solid var(--first); outline-offset: 2px; }
@media print { details { display: block; } body { max-width: none; } }
`;

/** Rules for the classes `l1` to `lN`, each deeper than the one before. */
function levels(selector: string, colour: string, most: number, step: number): string {
  return Array.from({ length: most }, (_, level) => {
    const share = step * (level + 1);
    return `${selector}.l${level + 1} { background: color-mix(in srgb, var(--${colour}) ${share}%, var(--paper)); }`;
  }).join('\n');
}

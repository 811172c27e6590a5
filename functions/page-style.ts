/** Colours on a light ground. Text has a contrast of 4.5 at least (WCAG 1.4.3), frames of fields 3 (1.4.11). */
export const LIGHT = `--ground: #f4f5f7; --card: #ffffff; --text: #1b1f27; --soft: #535b6a;
  --line: #d9dde4; --edge: #7a8393; --accent: #1a56c4; --on-accent: #ffffff; --tint: #e9f0fd;
  --warn: #8a3b00; --warn-tint: #fff3e6; --good: #14532d; --good-tint: #e3f5ea;`;

/** Colours on a dark ground. */
export const DARK = `--ground: #10131a; --card: #191e28; --text: #eceff4; --soft: #a9b3c3;
  --line: #2d3442; --edge: #7d889b; --accent: #8ab4ff; --on-accent: #0b1730; --tint: #1e2a44;
  --warn: #ffb784; --warn-tint: #33231a; --good: #8fdcac; --good-tint: #16291f;`;

/**
 * The style of every page: one column on a phone, two where there is room, light and dark by the visitor's own
 * setting.
 */
export const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1.0625rem/1.55 system-ui, -apple-system,
  "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
main { max-width: 34rem; margin: 0 auto; padding: clamp(1.25rem, 6vh, 4rem) 1.25rem 2rem; }
main.wide { max-width: 62rem; }
h1 { font-size: clamp(1.5rem, 1.2rem + 1.6vw, 2.125rem); line-height: 1.2; margin: 0; letter-spacing: -0.01em;
  text-wrap: balance; }
h2 { font-size: 1.125rem; line-height: 1.3; margin: 0 0 0.75rem; }
main > h1 { margin-bottom: 0.75rem; } p + .card { margin-top: 0.75rem; }
p { margin: 0 0 0.75rem; text-wrap: pretty; } p:last-child { margin-bottom: 0; }
a { color: var(--accent); text-underline-offset: 0.15em; }
.soft { color: var(--soft); font-size: 0.9375rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 1.5rem; }
.card + .card { margin-top: 1rem; } .card:has(> details) { padding-block: 0.75rem; }
.head { display: flex; gap: 1.125rem; align-items: flex-start; margin-bottom: 1.5rem; }
.head p { margin: 0.375rem 0 0; }
.day { flex: none; width: 4rem; border-radius: 0.75rem; overflow: hidden; border: 1px solid var(--line);
  text-align: center; background: var(--card); line-height: 1.15; }
.day b { display: block; background: var(--accent); color: var(--on-accent); font-size: 0.8125rem;
  padding: 0.25rem 0.125rem; font-weight: 600; }
.day span { display: block; font-size: 1.625rem; font-weight: 650; padding: 0.3125rem 0 0.375rem; }
dl { margin: 0; display: grid; gap: 0.875rem; }
dt { color: var(--soft); font-size: 0.875rem; } dd { margin: 0; }
dd ul { margin: 0; padding-left: 1.125rem; }
.text { white-space: pre-line; margin-top: 1.25rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.notice { background: var(--warn-tint); color: var(--warn); border-radius: 0.625rem; padding: 0.75rem 1rem;
  margin: 0 0 1.25rem; font-weight: 600; }
.notice.good { background: var(--good-tint); color: var(--good); }
label { display: block; font-weight: 600; margin-bottom: 0.375rem; }
input:not([type=checkbox]), select, textarea { display: block; width: 100%; font: inherit; color: inherit;
  background: var(--ground); border: 1px solid var(--edge); border-radius: 0.625rem; padding: 0.6875rem 0.875rem;
  min-height: 3rem; }
textarea, pre, code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
textarea, pre { font-size: 0.8125rem; line-height: 1.45; } code { font-size: 0.9em; }
textarea { min-height: 9rem; } textarea + .soft, textarea + label { margin-top: 0.75rem; } pre { margin: 0; overflow-x: auto; }
button, .button { display: inline-block; font: inherit; font-weight: 600; text-align: center; color: var(--on-accent);
  background: var(--accent); border: 1px solid transparent; border-radius: 0.625rem; padding: 0.75rem 1.25rem;
  min-height: 3rem; cursor: pointer; text-decoration: none; }
button.quiet { color: var(--accent); background: transparent; border-color: var(--edge); }
form button { width: 100%; margin-top: 1rem; }
h2 + form > input + button { margin-top: 0.25rem; }
.rows { list-style: none; margin: 0; padding: 0; display: grid; gap: 1.25rem; }
.rows button { margin-top: 0.625rem; }
.part { margin-top: 1.25rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
form .soft { margin-top: 0.5rem; }
button:hover, .button:hover { filter: brightness(1.08); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.extra { position: absolute; left: -100vw; width: 1px; height: 1px; overflow: hidden; }
.check { display: flex; gap: 0.625rem; align-items: flex-start; font-weight: 400; margin: 0.875rem 0 0; }
input[type=checkbox] { width: 1.25rem; height: 1.25rem; flex: none; margin: 0.1875rem 0 0; accent-color: var(--accent); }
.choices { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.75rem; }
.choices li { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 1rem 1.125rem; }
.choices label, .choices .row { display: grid; grid-template-columns: auto auto 1fr; gap: 0.875rem; align-items: center; margin: 0;
  cursor: pointer; font-weight: 400; }
.choices .day { width: 3.25rem; } .choices .day span { font-size: 1.25rem; padding: 0.1875rem 0 0.25rem; }
.choices strong { display: block; line-height: 1.3; }
.choices li p { margin: 0.375rem 0 0 6.25rem; }
form + p, .card + p, .card + h2 { margin-top: 1.5rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
caption { text-align: start; font-weight: 600; padding-bottom: 0.5rem; }
th, td { text-align: start; vertical-align: top; padding: 0.5rem 0.75rem 0.5rem 0; border-top: 1px solid var(--line); }
th, td:first-child { white-space: nowrap; } .scroll { overflow-wrap: normal; } .scroll + p { margin-top: 0.75rem; }
th { color: var(--soft); font-weight: 400; font-size: 0.875rem; }
.pair { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(14.5rem, 1fr)); }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; } legend { padding: 0; margin-bottom: 0.75rem; }
.links { list-style: none; margin: 0 0 0.75rem; padding: 0; display: grid; gap: 0.125rem; }
.links a { display: block; padding: 0.5rem 0; min-height: 2.75rem; }
summary { cursor: pointer; font-weight: 600; min-height: 2.75rem; padding: 0.5rem 0 0.5rem 1.125rem; text-indent: -1.125rem; }
details p:last-child { margin-bottom: 0.75rem; }
details + details { border-top: 1px solid var(--line); }
.qr { display: block; width: 12rem; height: 12rem; background: #ffffff; border-radius: 0.625rem; padding: 0.5rem;
  margin-bottom: 0.75rem; }
footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem 2.5rem; font-size: 0.9375rem; }
footer ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 0.625rem; }
footer li > * { display: inline-block; padding: 0.5rem 0; }
@media (min-width: 56rem) {
  .columns { display: grid; grid-template-columns: minmax(0, 1fr) 22rem; gap: 1.5rem; align-items: start; }
  .columns > aside { position: sticky; top: 1.5rem; }
}
@media (max-width: 55.99rem) { .columns > * + * { margin-top: 1rem; } }
main:not(.wide) + footer { max-width: 34rem; } textarea[rows="3"] { min-height: 0; }
@media (max-width: 30rem) { footer { font-size: 0.875rem; } .choices label, .choices .row { align-items: start; } }
.dense { margin: 0; padding-left: 1.125rem; display: grid; gap: 0.375rem; font-size: 0.9375rem; }
@media print { .columns > aside, footer { display: none; } }
`;

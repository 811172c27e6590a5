/** The style of the mailbox's pages: one column, the reader's own font size, dark where the reader wants it. */
export const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent); }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
a:focus-visible, input:focus-visible, button:focus-visible, summary:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
label { display: grid; gap: .25rem; flex: 1 1 14rem; }
input, button { font: inherit; padding: .5rem; min-height: 2.75rem; box-sizing: border-box; }
ul.mails { list-style: none; padding: 0; } ul.mails li { border-top: 1px solid var(--line); padding: .6rem 0; }
ul.mails a { font-weight: 600; } .small { font-size: .875rem; opacity: .85; }
form button { min-width: 5rem; } summary { padding: .5rem 0; cursor: pointer; }
nav { display: flex; gap: 1rem; margin: 1rem 0; } nav a { padding: .5rem 0; }
dl { display: grid; grid-template-columns: minmax(5rem, max-content) 1fr; gap: .25rem 1rem; } dt { font-weight: 600; } dd { margin: 0; }
pre { white-space: pre-wrap; border: 1px solid var(--line); padding: .75rem; overflow: auto; max-height: 40rem; }
iframe { width: 100%; height: 32rem; border: 1px solid var(--line); background: #fff; }
section.event { border-inline-start: .3rem solid currentColor; padding-inline-start: 1rem; }
`;

// Draws docs/demo.svg: what `npm run demo` prints, as a terminal shows it.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
const LINE = 19;
const MARGIN = 24;
const CHAR = 8.4;

const escapeXml = (text: string): string =>
  text.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);

/** An SVG of text lines in a dark terminal. Headings are the lines without an indent. */
function draw(lines: readonly string[]): string {
  const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * CHAR) + 2 * MARGIN;
  const height = lines.length * LINE + 2 * MARGIN;
  const rows = lines.map((line, index) => {
    const y = MARGIN + (index + 1) * LINE - 5;
    const colour = line.startsWith(' ') ? '#d6deeb' : '#7fdbca';
    return `<text x="${MARGIN}" y="${y}" fill="${colour}" xml:space="preserve">${escapeXml(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="What npm run demo prints">`,
    `<rect width="${width}" height="${height}" rx="10" fill="#011627"/>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">',
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

const run = promisify(execFile);
const { stdout } = await run(process.execPath, [join(root, 'local', 'demo', 'cli.ts')], {
  cwd: root,
});
// The addresses of the demo's own stack say nothing to a reader.
const page = stdout.split('\n').filter((line) => !/http:\/\//.test(line));
const lines = ['$ npm run demo', ...page.join('\n').trimEnd().split('\n')];
writeFileSync(join(root, 'docs', 'demo.svg'), draw(lines));
console.log('docs/demo.svg is drawn');

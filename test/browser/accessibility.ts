import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 A and AA, and what axe calls good practice: landmarks, order of headings, names of frames. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What another colour scheme can change. */
export const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/**
 * What axe-core has against a page as it stands, one line a violation: rule, what is asked, where. Empty
 * is what a test wants. Works on pages whose policy allows no script: axe comes in by the debugger. The page's
 * context must have JavaScript on, since axe waits for timers.
 *
 * @param rules only these; without: all of {@link TAGS}
 */
export async function violationsOf(
  page: Page | Frame,
  rules?: readonly string[],
): Promise<readonly string[]> {
  const runOnly = rules === undefined ? TAGS : { type: 'rule', values: rules };
  // A page that was looked at before has it.
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(AXE);
  const found: AxeResults = await page.evaluate(
    // The page has no types of ours: the source is text for it.
    `axe.run(document, { runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] })`,
  );
  return found.violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html).join(' | ')})`,
  );
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { violationsOf } from './accessibility.ts';
import { findChromium, installedChromium } from './find-chromium.ts';
import { useBrowser } from './use-browser.ts';

const browser = useBrowser();

const GOOD = `<!doctype html><html lang="en"><head><title>A page</title>
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
</head><body><main><h1>A page</h1><p>Words.</p></main></body></html>`;

test('a page without a fault has no violation, under a policy that allows no script', async () => {
  const page = await browser().newPage();
  await page.setContent(GOOD);
  expect(await violationsOf(page)).toEqual([]);
  await page.close();
});

test('a violation names its rule and its place', async () => {
  const page = await browser().newPage();
  await page.setContent(GOOD.replace('Words.', '<img src="data:,">'));
  const violations = await violationsOf(page);
  expect(violations.join('\n')).toContain('image-alt: ');
  expect(violations.join('\n')).toContain('<img src="data:,">');
  await page.close();
});

test('CHROMIUM_PATH goes before everything, and is refused where it is no program', async () => {
  const env = { CHROMIUM_PATH: process.execPath, PATH: '' };
  expect(await findChromium(env)).toBe(process.execPath);
  await expect(findChromium({ CHROMIUM_PATH: '/there/is/none' })).rejects.toThrow(
    'CHROMIUM_PATH is no program: /there/is/none',
  );
});

test('a browser on the PATH is found, and a file that cannot be run is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'convoke-path-'));
  try {
    writeFileSync(join(folder, 'chromium'), '', { mode: 0o644 });
    writeFileSync(join(folder, 'google-chrome'), '', { mode: 0o755 });
    expect(installedChromium(folder)).toBe(join(folder, 'google-chrome'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

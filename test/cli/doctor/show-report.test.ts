import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Facts } from '../../../cli/doctor/facts.ts';
import { reportOn } from '../../../cli/doctor/report.ts';
import { showReport } from '../../../cli/doctor/show-report.ts';
import { known, NO_ANSWER, PARTS, WELL } from './sample-facts.ts';

const TOKENS = ['bbhkfmv2hbvmfvsfz4p3mx5x7dcq3xqy', 'gkw6sxjzpq7ra4znzhfnhvw3z5sx3hqn', 'c'];

/** A fresh deployment: nothing is in DNS, the account is new. */
const FRESH: Facts = {
  ...WELL,
  identity: known({
    ...PARTS.IDENTITY,
    isVerified: false,
    verification: 'PENDING',
    dkim: { ...PARTS.IDENTITY.dkim, status: 'PENDING', tokens: TOKENS },
  }),
  dns: {
    ...PARTS.DNS,
    mx: known([]),
    dkim: known(new Map()),
    mailFromMx: known([]),
    mailFromTxt: known([]),
    dmarc: NO_ANSWER,
  },
  ruleSet: known({
    ...PARTS.RULES,
    rules: PARTS.RULES.rules.map((rule) => ({ ...rule, isScanning: false })),
  }),
  account: known({
    ...PARTS.ACCOUNT,
    isProduction: false,
    quota: { inDay: 200, inSecond: 1, sent: 170 },
    plan: 'ESSENTIALS',
    suppressed: ['BOUNCE'],
  }),
  api: undefined,
  loop: undefined,
};

const EMBEDDED: Facts = {
  ...WELL,
  installation: { ...PARTS.INSTALLATION, kind: 'embedded', domain: 'example.test', stack: '' },
};

const REPORTS = { well: WELL, fresh: FRESH, embedded: EMBEDDED };

test.each(Object.entries(REPORTS))('the report of golden/%s.txt', (name, facts) => {
  const shown = showReport(reportOn(facts));
  const file = new URL(`golden/${name}.txt`, import.meta.url);
  if (process.env.UPDATE === '1') writeFileSync(file, shown);
  expect(shown).toBe(readFileSync(file, 'utf8'));
});

test('no line is wider than 80 columns, but for a word that is', () => {
  for (const facts of Object.values(REPORTS)) {
    const wide = showReport(reportOn(facts))
      .split('\n')
      .filter((line) => line.length > 80 && /\S\s+\S/.test(line.slice(15)));
    expect(wide).toEqual([]);
  }
});

test('what stands in DNS cannot speak to the terminal', () => {
  const dmarc = known(['v=DMARC1; p=\u001b[31mred\u202e']);
  const shown = showReport(reportOn({ ...WELL, dns: { ...PARTS.DNS, dmarc } }));
  expect(shown).toMatch(/The DMARC record has no policy: v=DMARC1; p= ?\[31mred/);
  expect(shown).not.toContain('\u001b');
  expect(shown).not.toContain('\u202e');
});

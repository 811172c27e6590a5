import { expect, test } from '@jest/globals';
import { authenticate } from '../../../domain/identity/authenticate.ts';
import type { SesBlock } from '../../../domain/identity/ses-block.ts';

type Block = Extract<SesBlock, { ok: true }>;

const FROM = 'alice@corp.example';
const NOTHING: Block = {
  ok: true,
  envelopeFrom: 'bounce@elsewhere.example',
  envelopeTo: [],
  spam: 'PASS',
  virus: 'PASS',
  spf: 'none',
  dkim: [],
};

const signed = (domain: string, result = 'pass') => ({ result, domain });
const none = (why: string) => ({ level: 'none', why });

test.each<[string, Partial<Block>, object]>([
  [
    'DMARC passes for the domain of From',
    { dmarc: { result: 'pass', headerFrom: 'corp.example' } },
    { level: 'authenticated', by: 'dmarc' },
  ],
  ['DMARC passes and names no domain', { dmarc: { result: 'pass' } }, none('auth_fail')],
  [
    'A18 DMARC passes for another domain',
    { dmarc: { result: 'pass', headerFrom: 'evil.example' } },
    none('from_mismatch'),
  ],
  [
    'A8 only an ESP signed and DMARC fails',
    { dmarc: { result: 'fail', headerFrom: 'corp.example' }, dkim: [signed('amazonses.com')] },
    none('auth_fail'),
  ],
  [
    'A9 one of two signatures passes for From, no DMARC record',
    {
      dmarc: { result: 'none', headerFrom: 'corp.example' },
      dkim: [signed('x.example', 'fail'), signed('corp.example')],
    },
    { level: 'authenticated', by: 'dkim' },
  ],
  [
    'SES says nothing of DMARC and a subdomain signed',
    { dkim: [signed('mail.corp.example')] },
    { level: 'authenticated', by: 'dkim' },
  ],
  [
    'the signature of the right domain fails',
    { dkim: [signed('corp.example', 'fail')] },
    none('auth_fail'),
  ],
  ['the signer is not named', { dkim: [{ result: 'pass' }] }, none('auth_fail')],
  [
    'A10 DMARC is bestguesspass',
    {
      dmarc: { result: 'bestguesspass', headerFrom: 'corp.example' },
      dkim: [signed('corp.example')],
    },
    none('auth_fail'),
  ],
  [
    'A10 DMARC is none and nothing is aligned',
    { dmarc: { result: 'none', headerFrom: 'corp.example' } },
    none('auth_fail'),
  ],
  [
    'A10 DMARC is temperror',
    { dmarc: { result: 'temperror', headerFrom: 'corp.example' }, dkim: [signed('corp.example')] },
    none('auth_fail'),
  ],
  [
    'A10 DMARC is permerror',
    { dmarc: { result: 'permerror', headerFrom: 'corp.example' }, dkim: [signed('corp.example')] },
    none('auth_fail'),
  ],
  [
    'only SPF is aligned, no DMARC record',
    { spf: 'pass', envelopeFrom: 'bounce@mail.corp.example' },
    { level: 'low', by: 'spf' },
  ],
  [
    'SPF is aligned and DMARC fails',
    { spf: 'pass', envelopeFrom: FROM, dmarc: { result: 'fail', headerFrom: 'corp.example' } },
    none('auth_fail'),
  ],
  ['SPF softfails', { spf: 'softfail', envelopeFrom: FROM }, none('auth_fail')],
  ['SPF passes for another domain', { spf: 'pass' }, none('auth_fail')],
  ['SPF passes for a null sender', { spf: 'pass', envelopeFrom: null }, none('auth_fail')],
  [
    'A27 Google signed for itself',
    {
      dmarc: { result: 'fail', headerFrom: 'corp.example' },
      dkim: [signed('google.com'), signed('corp-example.20230601.gappssmtp.com')],
    },
    none('google_unsigned'),
  ],
  [
    'Microsoft signed for the tenant',
    { dmarc: { result: 'none' }, dkim: [signed('corp.onmicrosoft.com')] },
    none('microsoft_unsigned'),
  ],
])('%s', (_, block, expected) => {
  expect(authenticate({ ...NOTHING, ...block }, FROM)).toEqual({ ...expected, address: FROM });
});

test('two names under one public suffix are not aligned', () => {
  const block = { ...NOTHING, dkim: [signed('evil.co.uk'), signed('co.uk')] };
  expect(authenticate(block, 'boss@target.co.uk')).toMatchObject(none('auth_fail'));
  expect(
    authenticate({ ...NOTHING, dkim: [signed('github.io')] }, 'a@alice.github.io'),
  ).toMatchObject(none('auth_fail'));
});

test('two public suffixes have no organization and are not aligned', () => {
  expect(authenticate({ ...NOTHING, dkim: [signed('co.uk')] }, 'a@org.uk')).toMatchObject(
    none('auth_fail'),
  );
});

test("iCloud's calendar service is known by its address under its own DMARC pass only", () => {
  const from = 'noreply@insideicloud.icloud.com';
  const headerFrom = 'insideicloud.icloud.com';
  const passed = { ...NOTHING, dmarc: { result: 'pass', headerFrom } };
  expect(authenticate(passed, from)).toEqual({
    level: 'authenticated',
    by: 'apple',
    address: from,
  });
  expect(authenticate(passed, 'someone@insideicloud.icloud.com')).toMatchObject({ by: 'dmarc' });
  const signedOnly = { ...NOTHING, dkim: [signed(headerFrom)] };
  expect(authenticate(signedOnly, from)).toMatchObject({ by: 'dkim' });
});

test('a Sender of Google explains a failure and proves nothing', () => {
  const sender = 'Google Calendar <calendar-notification@google.com>';
  expect(authenticate(NOTHING, FROM, sender)).toEqual({
    ...none('google_unsigned'),
    address: FROM,
  });
});

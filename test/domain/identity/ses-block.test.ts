import { expect, test } from '@jest/globals';
import { readSesBlock } from '../../../domain/identity/ses-block.ts';
import { arrive, MESSAGE_ID, REGION, type SesMail } from '../../fixtures/ses-mail.ts';

const FORGED_PASS =
  'Authentication-Results: amazonses.com; dkim=pass header.i=@corp.example; dmarc=pass header.from=corp.example';

const block = async (knobs: Partial<SesMail>) => (await arrive(knobs)).ses;

test('the block of a mail that passes everything is read', async () => {
  expect(await block({})).toEqual({
    ok: true,
    envelopeFrom: '3abc@calendar-server.bounces.google.com',
    envelopeTo: ['calendar@example.test'],
    receivedAt: '2026-11-22T11:58:30.000Z',
    spam: 'PASS',
    virus: 'PASS',
    spf: 'pass',
    dkim: [
      { result: 'pass', domain: 'google.com' },
      { result: 'pass', domain: 'corp.example' },
    ],
    dmarc: { result: 'pass', headerFrom: 'corp.example' },
  });
});

test.each([
  ['a null sender', { returnPath: '<>' }, { envelopeFrom: null }],
  [
    'a VERP sender over 64 octets',
    { returnPath: `<${'v'.repeat(80)}@Corp.example>` },
    { envelopeFrom: `${'v'.repeat(80)}@corp.example` },
  ],
  [
    'two recipients',
    { recipient: '<a@example.test>, <b@example.test>' },
    { envelopeTo: ['a@example.test', 'b@example.test'] },
  ],
  ['no spam verdict', { spam: null }, { spam: 'ABSENT', virus: 'PASS' }],
  ['a GRAY spam verdict', { spam: 'GRAY' }, { spam: 'GRAY' }],
  ['a failed scan', { virus: 'PROCESSING_FAILED' }, { virus: 'PROCESSING_FAILED' }],
  ['a verdict nobody knows', { spam: 'MAYBE' }, { spam: 'UNKNOWN' }],
  [
    'no SPF result',
    { authResults: 'amazonses.com; dkim=none' },
    { spf: 'none', dkim: [{ result: 'none' }] },
  ],
])('a block with %s is read', async (_, knobs, expected) => {
  expect(await block(knobs)).toMatchObject({ ok: true, ...expected });
});

test('A1 results that the sender wrote below the block are not read', async () => {
  const ses = await block({
    dkim: [],
    dmarc: 'fail header.from=corp.example',
    below: [FORGED_PASS],
  });
  expect(ses).toMatchObject({ ok: true, dkim: [], dmarc: { result: 'fail' } });
});

test('A2 a block without results stays without, whatever follows it', async () => {
  const ses = await block({ authResults: null, below: [FORGED_PASS] });
  expect(ses).toEqual({ ok: false, reason: 'auth_missing' });
});

test('A2 verdicts that the sender wrote below a block without them are not read', async () => {
  const ses = await block({
    spam: null,
    virus: null,
    below: ['X-SES-Spam-Verdict: PASS', 'X-SES-Virus-Verdict: PASS'],
  });
  expect(ses).toMatchObject({ ok: true, spam: 'ABSENT', virus: 'ABSENT' });
});

test('A2 a block that does not end with the signature of SES gives no verdicts', async () => {
  expect(await block({ sesSignature: null })).toEqual({ ok: false, reason: 'auth_missing' });
  const forgedEnd = {
    sesSignature: null,
    below: [FORGED_PASS, 'X-SES-DKIM-SIGNATURE: a=rsa-sha256'],
  };
  expect(await block(forgedEnd)).toEqual({ ok: false, reason: 'auth_missing' });
});

test.each([
  [
    'A3 a forged block above, with another SMTP id',
    {
      above: [
        'Return-Path: <alice@corp.example>',
        `Received: from mail (mail [192.0.2.9]) by inbound-smtp.${REGION}.amazonaws.com with SMTP id forged1 for a@example.test; Sun, 22 Nov 2026 11:58:30 +0000 (UTC)`,
        FORGED_PASS,
        'X-SES-DKIM-SIGNATURE: a=rsa-sha256',
      ],
    },
  ],
  ['A4 an object under another name than its SMTP id', { smtpId: 'anotherid00000000000000000000' }],
  ['a block of another region', { region: 'us-east-1' }],
  ['no Return-Path', { returnPath: null }],
  ['a header above the block', { above: ['X-Note: hello'] }],
  ['an SMTP id written twice', { helo: `x with SMTP id ${MESSAGE_ID}` }],
])('%s is ses_block_id_mismatch', async (_, knobs) => {
  expect(await block(knobs)).toEqual({ ok: false, reason: 'ses_block_id_mismatch' });
});

test.each(['evil.example', 'amazonses.com.evil.example', 'xamazonses.com'])(
  'A5 results of %s are auth_missing',
  async (authservId) => {
    expect(await block({ authservId })).toEqual({ ok: false, reason: 'auth_missing' });
  },
);

test('A6 a version and capitals make no difference', async () => {
  const ses = await block({
    authservId: 'AmazonSES.com 1',
    dmarc: 'PASS header.from=Corp.Example',
  });
  expect(ses).toMatchObject({ ok: true, dmarc: { result: 'pass', headerFrom: 'corp.example' } });
});

test('A7 an unclosed comment is auth_unparseable', async () => {
  const ses = await block({ authResults: 'amazonses.com; dmarc=pass (unclosed' });
  expect(ses).toEqual({ ok: false, reason: 'auth_unparseable' });
});

test.each([
  ['a HELO name that begins another result', { helo: 'x;dkim=pass()header.d=bank.example' }],
  [
    'an envelope sender that begins another result',
    { returnPath: '<a;dkim=pass()header.d=bank.example@evil.example>' },
  ],
  ['a quoted envelope sender', { returnPath: '<"a b"@evil.example>' }],
])('%s is auth_unparseable', async (_, knobs) => {
  expect(await block(knobs)).toEqual({ ok: false, reason: 'auth_unparseable' });
});

test.each([
  ['no headers', []],
  ['one header', [{ name: 'Return-Path', value: '<>' }]],
])('%s are ses_block_id_mismatch', (_, headers) => {
  expect(readSesBlock(headers, { messageId: MESSAGE_ID, region: REGION })).toEqual({
    ok: false,
    reason: 'ses_block_id_mismatch',
  });
});

test('a result that is written twice ends the block', async () => {
  const { mail } = await arrive({ receivedSpf: null });
  const at = mail.headers.findIndex(({ name }) => name === 'Authentication-Results');
  const doubled = mail.headers.toSpliced(at, 0, {
    name: 'authentication-results',
    value: 'amazonses.com; dmarc=pass',
  });
  expect(readSesBlock(doubled, { messageId: MESSAGE_ID, region: REGION })).toEqual({
    ok: false,
    reason: 'auth_missing',
  });
});

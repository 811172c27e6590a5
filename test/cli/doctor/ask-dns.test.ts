import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askDns, openDns } from '../../../cli/doctor/ask-dns.ts';
import type { IdentityFacts } from '../../../cli/doctor/facts.ts';
import { BROKEN, startDnsServer } from './dns-server.ts';
import { known, PARTS } from './sample-facts.ts';

let server: Awaited<ReturnType<typeof startDnsServer>>;
beforeAll(async () => {
  server = await startDnsServer({
    'MX events.example.org': ['20 Backup.example.net', '10 INBOUND-smtp.eu-west-1.amazonaws.com'],
    'A inbound-smtp.eu-west-1.amazonaws.com': ['192.0.2.1'],
    'CNAME aaa._domainkey.events.example.org': ['aaa.DKIM.amazonses.com'],
    'MX bounce.events.example.org': ['10 feedback-smtp.eu-west-1.amazonses.com'],
    'TXT bounce.events.example.org': [['v=spf1 include:', 'amazonses.com ~all'], 'else'],
    'TXT _dmarc.example.org': ['v=DMARC1; p=none'],
    'A events.example.org': ['192.0.2.2'],
  });
});
afterAll(() => server.close());

const ask = (identity: IdentityFacts | undefined, domain = PARTS.INSTALLATION.domain) =>
  askDns(openDns(server.address), { ...PARTS.INSTALLATION, domain }, identity);

test('records come in lower case and in their order, texts in one piece, and what is not there is empty', async () => {
  const facts = await ask(PARTS.IDENTITY);
  expect(facts).toEqual({
    mx: known([
      { exchange: 'inbound-smtp.eu-west-1.amazonaws.com', priority: 10 },
      { exchange: 'backup.example.net', priority: 20 },
    ]),
    isInboundHostThere: known(true),
    dkim: known(
      new Map([
        ['aaa._domainkey.events.example.org', ['aaa.dkim.amazonses.com']],
        ['bbb._domainkey.events.example.org', []],
        ['ccc._domainkey.events.example.org', []],
      ]),
    ),
    mailFromMx: known([{ exchange: 'feedback-smtp.eu-west-1.amazonses.com', priority: 10 }]),
    mailFromTxt: known(['v=spf1 include:amazonses.com ~all', 'else']),
    dmarc: known([]),
    organizationalDmarc: known(['v=DMARC1; p=none']),
  });
});

test('without an identity nothing of it is asked', async () => {
  const { dkim, mailFromMx, mailFromTxt } = await ask(undefined);
  expect({ dkim, mailFromMx, mailFromTxt }).toEqual({
    dkim: known(new Map()),
    mailFromMx: known([]),
    mailFromTxt: known([]),
  });
});

test('a server that fails is not taken for a name that is not there', async () => {
  const { mx, organizationalDmarc } = await ask(undefined, BROKEN);
  expect(mx).toMatchObject({ known: false, why: `DNS answered ESERVFAIL for ${BROKEN}.` });
  expect(organizationalDmarc).toEqual(known([]));
});

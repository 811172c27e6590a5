import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GUEST_ADDRESS, UNSUBSCRIBE_URL } from '../../../domain/mime/invitation-mail.ts';
import { invitationWords, type WordsOfEvent } from '../../../domain/mime/invitation-words.ts';

const event: WordsOfEvent = {
  summary: 'Frühstück & <b>more</b>',
  organizerName: 'Ann "A" Example',
  organizerAddress: 'ann@example.org',
  when: 'Tue 5 Jan 2027, 10:00-11:00 (Europe/Vienna)',
  location: 'Room 12',
  description: 'One\r\ntwo <script>alert(1)</script>\nhttps://example.org/x',
  kind: 'invitation',
};

test.each([
  ['invitation', 'Invitation: Frühstück & <b>more</b>'],
  ['update', 'Updated invitation: Frühstück & <b>more</b>'],
  ['cancellation', 'Canceled: Frühstück & <b>more</b>'],
] as const)('the subject of an %s is «%s»', (kind, subject) => {
  expect(invitationWords({ ...event, kind }, {}).subject).toBe(subject);
});

test('the plain text says who, what, when, where, why and how to end it', () => {
  const { text } = invitationWords(
    { ...event, postalAddress: 'Street 1, Vienna' },
    { page: 'https://example.com/e/1' },
  );
  expect(text).toBe(
    [
      'Ann "A" Example invites you',
      '',
      'Frühstück & <b>more</b>',
      'When: Tue 5 Jan 2027, 10:00-11:00 (Europe/Vienna)',
      'Where: Room 12',
      '',
      'One\ntwo <script>alert(1)</script>\nhttps://example.org/x',
      '',
      'More: https://example.com/e/1',
      '',
      '-- ',
      `Sent to ${GUEST_ADDRESS} on behalf of Ann "A" Example <ann@example.org>, who has this address on the guest list of the event.`,
      'Answer with Yes, Maybe or No in your mail or calendar.',
      'Street 1, Vienna',
      `Unsubscribe: ${UNSUBSCRIBE_URL}`,
      '',
    ].join('\n'),
  );
});

test('the HTML shows markup of the event as text and links to nothing but the page and the way out', () => {
  const { html } = invitationWords(event, { page: 'https://example.com/e/1?a=1&b="2"' });
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;<br>\nhttps://example.org/x');
  expect([...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1])).toEqual([
    'https://example.com/e/1?a=1&amp;b=&quot;2&quot;',
    UNSUBSCRIBE_URL,
  ]);
});

test('a page that is not http(s) is left out', () => {
  const { text, html } = invitationWords(event, { page: 'javascript:alert(1)' });
  expect(text + html).not.toContain('javascript:');
});

test('whatever the event says, its HTML has the same tags, loads nothing and asks for one unsubscribe link', () => {
  const tags = (html: string) => html.match(/<[^>]*>/g)?.filter((tag) => tag !== '<br>');
  const expected = tags(invitationWords(event, {}).html);
  const words = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.constantFrom(
      UNSUBSCRIBE_URL,
      '"><img src=//x>',
      '<style>',
      '&lt;',
      "' onload='x",
      '\ufdd0',
      '\ufdd1',
    ),
  );
  const some = words.map((each) => `x${each}x`);
  fc.assert(
    fc.property(some, some, some, some, (summary, organizerName, location, description) => {
      const { html, text, subject } = invitationWords(
        { ...event, summary, organizerName, location, description },
        {},
      );
      expect(tags(html)).toEqual(expected);
      expect(html.split(UNSUBSCRIBE_URL)).toHaveLength(2);
      expect(text.split(UNSUBSCRIBE_URL)).toHaveLength(2);
      expect(subject).not.toMatch(/[\r\n\ufdd0\ufdd1]/);
    }),
  );
});

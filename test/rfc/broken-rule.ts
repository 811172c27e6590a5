/**
 * Every rule that an outgoing mail is held to, with where it is written. The sources without a number
 * are what calendar clients were seen to need beyond the RFCs.
 */
export const RULES = {
  crlf: 'RFC 5322 §2.3',
  'line-length': 'RFC 5322 §2.1.1',
  'control-characters': 'RFC 5322 §2.2, §4',
  'header-ascii': 'RFC 5322 §2.2',
  'mime-form': 'RFC 2045 §6, RFC 2046 §5.1.1',
  'mime-version': 'RFC 2045 §4',
  'fields-once': 'RFC 5322 §3.6',
  'one-recipient': 'RFC 6047 §2.3',
  'to-is-recipient': 'RFC 6047 §2.3',
  'reply-to-is-from': 'RFC 5322 §3.6.2',
  'auto-submitted': 'RFC 3834 §5',
  'list-unsubscribe': 'RFC 2369 §3.2, RFC 8058 §3.1',
  'one-click': 'RFC 8058 §3.1',
  'web-addresses': 'house rule; no client opens another scheme from a stranger’s mail',
  'parts-of-an-invitation': 'RFC 2046 §5.1.4, RFC 6047 §2.4',
  'bare-calendar-part': 'RFC 6047 §2.6; Thunderbird hides one that has a disposition or an id',
  'calendar-charset': 'RFC 6047 §2.4',
  'method-equal': 'RFC 6047 §2.4',
  'method-upper-case': 'RFC 5546 §1.4; Outlook shows no buttons otherwise',
  'copies-equal': 'RFC 6047 §2.4',
  'calendar-crlf': 'RFC 5545 §3.1',
  'calendar-line-octets': 'RFC 5545 §3.1',
  'calendar-control-characters': 'RFC 5545 §3.1',
  'content-lines': 'RFC 5545 §3.1',
  'text-escapes': 'RFC 5545 §3.3.11',
  'component-tree': 'RFC 5545 §3.4, §3.6',
  'calendar-properties': 'RFC 5545 §3.6, §3.7',
  'known-method': 'RFC 5546 §1.4',
  'publish-table': 'RFC 5546 §3.2.1',
  'request-table': 'RFC 5546 §3.2.2',
  'reply-table': 'RFC 5546 §3.2.3',
  'cancel-table': 'RFC 5546 §3.2.5',
  'counter-table': 'RFC 5546 §3.2.7',
  'declinecounter-table': 'RFC 5546 §3.2.8',
  'request-complete': 'RFC 5545 §3.6.1; optional there, and sent by Google and Exchange',
  'one-uid': 'RFC 5546 §3.2.2',
  'uid-form': 'RFC 5545 §3.8.4.7',
  'one-attendee': 'RFC 5546 §3.2.2',
  'attendee-is-recipient': 'RFC 6047 §2.3',
  'attendee-is-from': 'RFC 5546 §3.2.3',
  'answer-wanted': 'RFC 5545 §3.2.17',
  'organizer-is-from': 'RFC 6047 §2.3, RFC 5546 §6.1.3',
  'organizer-is-recipient': 'RFC 5546 §3.2.3',
  'plain-organizer': 'RFC 5545 §3.8.4.3; with SENT-BY Outlook sends no answer',
  sequence: 'RFC 5545 §3.8.7.4',
  'dtstamp-utc': 'RFC 5545 §3.8.7.2',
  'time-form': 'RFC 5545 §3.3.4, §3.3.5',
  'no-floating-time': 'RFC 5545 §3.3.5',
  'end-after-start': 'RFC 5545 §3.8.2.2',
  'dates-like-start': 'RFC 5545 §3.8.5.1, §3.8.5.2',
  'vtimezone-present': 'RFC 5546 §3.1.2',
  'vtimezone-form': 'RFC 5545 §3.6.5, MS-OXCICAL (VTIMEZONE)',
  'rrule-form': 'RFC 5545 §3.3.10',
  'until-form': 'RFC 5545 §3.3.10',
  'series-in-master': 'RFC 5546 §3.7.1',
  'recurrence-id-form': 'RFC 5545 §3.8.4.4',
  'no-range': 'RFC 5545 §3.2.13; Google and Outlook split a series',
  'status-of-method': 'RFC 5546 §3.2.2, §3.2.5',
  'no-alarm': 'RFC 5546 §3.2.3, §3.2.5; an alarm is its owner’s',
  'no-appt-sequence': 'MS-OXCICAL (X-MICROSOFT-CDO-APPT-SEQUENCE wins over SEQUENCE)',
  'no-private-properties': 'RFC 5545 §3.8.8.2; they are state of the sender’s client',
  'calendar-uris': 'RFC 5545 §3.3.3, §3.3.13; the schemes are a house rule',
  'sequence-never-falls': 'RFC 5546 §2.1.4',
  'sequence-rises-with-change': 'RFC 5546 §2.1.4',
  'dtstamp-rises': 'RFC 5546 §2.1.5',
  'request-after-cancel': 'RFC 5546 §2.1.4, §3.2.5',
  'ticket-keeps-guest': 'RFC 5546 §3.2.2.6',
  'ticket-keeps-organizer': 'RFC 5546 §3.2.2.4, §6.1.3',
  'instance-like-series': 'RFC 5545 §3.8.4.4',
} as const;

/** Name of a rule. */
export type Rule = keyof typeof RULES;

/** A rule that a mail breaks; `detail` says what was found. */
export type BrokenRule = Readonly<{ rule: Rule; source: string; detail: string }>;

/** A broken rule with its source. */
export function broken(rule: Rule, detail: string): BrokenRule {
  return { rule, source: RULES[rule], detail };
}

/** The rule once if it is broken, with what was found. */
export function unless(holds: boolean, rule: Rule, detail: string): readonly BrokenRule[] {
  return holds ? [] : [broken(rule, detail)];
}

import { readAddress } from '../identity/address.ts';
import { cleanLine } from '../text/clean-text.ts';
import type { ContentLine } from './content-line.ts';
import type { Attendee, Partstat, Person } from './snapshot.ts';

/**
 * Reads the value of an ORGANIZER or ATTENDEE. Never fails: a value that is no mail address, such as
 * `urn:uuid:…`, `invalid:nomail` or `/principals/…`, gives a person without address (imip.md 29).
 */
export function readPerson(line: ContentLine): Person {
  const address = readMailto(line.value);
  const name = cleanLine(line.params.get('CN') ?? '');
  const email = readMailto(line.params.get('EMAIL') ?? '');
  const sentBy = readMailto(line.params.get('SENT-BY') ?? '');
  return {
    ...(address === undefined ? {} : { address }),
    raw: cleanLine(line.value),
    ...(name === '' ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(sentBy === undefined ? {} : { sentBy }),
  };
}

/** The statuses that an event knows; those of a VTODO and unknown ones are NEEDS-ACTION (imip.md 75). */
const PARTSTATS: ReadonlySet<string> = new Set<Partstat>([
  'NEEDS-ACTION',
  'ACCEPTED',
  'DECLINED',
  'TENTATIVE',
  'DELEGATED',
]);

/** Reads an ATTENDEE. PARTSTAT missing or unknown is NEEDS-ACTION. */
export function readAttendee(line: ContentLine): Attendee {
  const partstat = line.params.get('PARTSTAT')?.trim().toUpperCase() ?? '';
  const [first = ''] = (line.params.get('DELEGATED-TO') ?? '').split(',', 1);
  const delegatedTo = readMailto(first.trim());
  return {
    ...readPerson(line),
    partstat: isPartstat(partstat) ? partstat : 'NEEDS-ACTION',
    ...(delegatedTo === undefined ? {} : { delegatedTo }),
  };
}

function isPartstat(text: string): text is Partstat {
  return PARTSTATS.has(text);
}

/**
 * The address of a `mailto:` value, or of one that forgot its `mailto:`.
 *
 * The last `mailto:` counts: an unquoted `SENT-BY=mailto:a:mailto:b` ends, for the grammar, at its
 * first colon, and leaves the rest in the value.
 */
function readMailto(value: string): string | undefined {
  const text = value.slice(0, 2_048);
  const scheme = text.toLowerCase().lastIndexOf('mailto:');
  const address = scheme < 0 ? text : (text.slice(scheme + 7).split('?', 1)[0] ?? '');
  return readAddress(percentDecode(address.trim()));
}

function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

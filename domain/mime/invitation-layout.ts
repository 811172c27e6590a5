import { cleanLine } from '../text/clean-text.ts';
import { escapeHtml } from './escape-html.ts';
import { type InvitationMail, SEND_ID_FIELD } from './invitation-mail.ts';
import {
  calendarHead,
  closeMultipart,
  copyHead,
  firstPart,
  fixedFields,
  methodOf,
  nextPart,
  openMultipart,
  textHead,
} from './mail-body.ts';
import {
  dateField,
  messageIdsField,
  normalMailboxField,
  tokenField,
  unsubscribeFields,
  unsubscribeMail,
} from './mail-header.ts';
import { base64Lines, quotedPrintable, utf8Octets, wholeLines } from './transfer-encoding.ts';

/** Where a guest's own octets go. Every slot's octets depend on the guest and on the slot alone. */
export type Slot = Readonly<
  /** `mailto`: the second half of List-Unsubscribe, ready to write. */
  | { slot: 'fields'; mailto: string }
  | { slot: 'plain' | 'html'; value: (typeof VALUES)[number] }
  | { slot: 'calendar' }
  /** `rest`: the octets of the calendar's head behind its last whole line of base64, one character each. */
  | { slot: 'copy'; rest: string }
>;

/** A stretch of a mail: ASCII that is the same for everybody, or a slot. */
export type Piece = string | Slot;

/** What fills the slots for one guest. */
export type GuestPart = Readonly<{
  /** In the form that `readAddress` gives. */
  address: string;
  name?: string;
  date: string;
  messageId?: string;
  sendId?: string;
  unsubscribeUrl?: string;
  /** The calendar behind the head that the layout was made with, CRLF. */
  calendarTail: string;
}>;

const VALUES = ['address', 'name', 'unsubscribe'] as const;
/** `GUEST_ADDRESS`, `GUEST_NAME`, `UNSUBSCRIBE_URL`; what is in the frame is the slot's value. */
const PLACEHOLDER = new RegExp(`\\ufdd0(${VALUES.join('|')})\\ufdd1`, 'u');
const MAX_NAME = 1_024;

/**
 * The pieces of an invitation in the tree that clients agree on (imip.md 31): mixed, holding an
 * alternative of plain text, HTML and calendar, and a copy of the calendar as a file.
 *
 * @param head beginning of the calendar that is the same for every guest, ending with a line end; may be empty
 */
export function layOutInvitation(mail: InvitationMail, head: string): readonly Piece[] {
  const octets = utf8Octets(head);
  const whole = wholeLines(octets.length);
  return joinText([
    fixedFields(mail, 'generated'),
    { slot: 'fields', mailto: unsubscribeMail(mail.listUnsubscribe?.mailto) },
    `${openMultipart('mixed')}${firstPart('mixed')}${openMultipart('alternative')}`,
    `${firstPart('alternative')}${textHead('plain')}`,
    ...layOutText(mail.text, 'plain'),
    `${nextPart('alternative')}${textHead('html')}`,
    ...layOutText(mail.html, 'html'),
    `${nextPart('alternative')}${calendarHead(methodOf(mail.calendar))}${quotedPrintable(head)}`,
    { slot: 'calendar' },
    `${closeMultipart('alternative')}${nextPart('mixed')}${copyHead()}`,
    whole === 0 ? '' : `${base64Lines(octets.slice(0, whole))}\r\n`,
    { slot: 'copy', rest: octets.slice(whole) },
    closeMultipart('mixed'),
  ]);
}

/**
 * A body with its placeholders as slots. A soft line break stands in front of and behind each of
 * them, so that what a guest's value does to line lengths ends where the value ends.
 */
function layOutText(text: string, slot: 'plain' | 'html'): readonly Piece[] {
  return text.split(PLACEHOLDER).map((part, index, parts): Piece => {
    const value = VALUES.find((each) => each === part);
    if (index % 2 === 1 && value !== undefined) return { slot, value };
    const encoded = quotedPrintable(part);
    const isMidLine = encoded !== '' && !encoded.endsWith('\n');
    return isMidLine && index < parts.length - 1 ? `${encoded}=\r\n` : encoded;
  });
}

/** The octets of one slot for one guest, pure ASCII. */
export function fillSlot(slot: Slot, guest: GuestPart): string {
  switch (slot.slot) {
    case 'fields':
      return guestFields(guest, slot.mailto);
    case 'plain':
      return `${quotedPrintable(slotValue(slot.value, guest))}=\r\n`;
    case 'html':
      return `${quotedPrintable(escapeHtml(slotValue(slot.value, guest)))}=\r\n`;
    case 'calendar':
      return quotedPrintable(guest.calendarTail);
    case 'copy':
      return base64Lines(slot.rest + utf8Octets(guest.calendarTail));
    default:
      return slot satisfies never;
  }
}

/** The fields that differ from guest to guest, in one stretch. */
function guestFields(guest: GuestPart, mailto: string): string {
  return [
    normalMailboxField('To', guest.address, guest.name),
    dateField(guest.date),
    guest.messageId === undefined ? '' : messageIdsField('Message-ID', [guest.messageId]),
    guest.sendId === undefined ? '' : tokenField(SEND_ID_FIELD, guest.sendId),
    guest.unsubscribeUrl === undefined ? '' : unsubscribeFields(guest.unsubscribeUrl, mailto),
  ].join('');
}

function slotValue(value: (typeof VALUES)[number], guest: GuestPart): string {
  switch (value) {
    case 'address':
      return guest.address;
    case 'name':
      return cleanLine(guest.name ?? '', MAX_NAME) || guest.address;
    case 'unsubscribe':
      return guest.unsubscribeUrl ?? '';
    default:
      return value satisfies never;
  }
}

function joinText(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.reduce<Piece[]>((joined, piece) => {
    const last = joined.at(-1);
    if (typeof piece === 'string' && typeof last === 'string')
      joined[joined.length - 1] = last + piece;
    else joined.push(piece);
    return joined;
  }, []);
}

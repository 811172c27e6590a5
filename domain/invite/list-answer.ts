import type { ListPreview } from '../list/preview.ts';
import { ROW_REASONS, type RowReason } from '../list/row.ts';
import { composeNote } from '../mime/compose-invitation.ts';
import { isMessageId } from '../mime/mail-header.ts';

/** One list that was read, and the event that it is for. */
export type AnsweredList = Readonly<{
  listId: string;
  eventId: string;
  title: string;
  fileName: string;
  isStaged: boolean;
  preview: ListPreview;
  consent: string;
  /** Where its page is. */
  link: string;
}>;

/** What the answer to a mail with lists is made from. */
export type ListAnswer = Readonly<{
  /** calendar@ */
  from: string;
  to: string;
  mailId: string;
  inReplyTo?: string;
  lists: readonly AnsweredList[];
  /** They are being sent: the domain owner allows it, and the mail asked for it. */
  isSending: boolean;
  now: Date;
}>;

/** Refused rows of a list that the mail shows; all of them are behind its link. */
const SHOWN_REFUSED = 20;
/** Lists that the mail shows row by row. */
const SHOWN_LISTS = 20;

/** The mail that tells an organizer what was read of their lists, and what to do next. */
export function listAnswer(answer: ListAnswer): string {
  const { from, to, mailId, inReplyTo, lists, isSending, now } = answer;
  const staged = lists.filter(({ isStaged }) => isStaged);
  const guests = staged.reduce((sum, { preview }) => sum + preview.accepted, 0);
  const [first] = lists;
  const what = lists.length === 1 ? `«${first?.title ?? ''}»` : `${lists.length} lists`;
  const head =
    staged.length === 0
      ? 'Nobody can be invited: see why below, correct it and send the list again.'
      : isSending
        ? `The invitations to ${guests} guests are on their way.`
        : `${guests} guests can be invited. Nothing is sent before you say so.`;
  const shown = lists.slice(0, SHOWN_LISTS).map((list) => listLines(list, isSending));
  const more = lists.length - shown.length;
  const rest = more > 0 ? [`And ${more} more lists: npx convoke lists EVENT_ID`] : [];
  return composeNote({
    from: { address: from, name: 'Convoke' },
    to: { address: to },
    subject: `${staged.length === 0 ? 'List not taken' : 'List read'}: ${what}`,
    date: now.toISOString(),
    marker: mailId,
    ...(inReplyTo !== undefined && isMessageId(inReplyTo) && { inReplyTo }),
    text: `${[head, ...shown, ...rest].join('\n\n')}\n`,
  });
}

function listLines(list: AnsweredList, isSending: boolean): string {
  const { listId, eventId, title, fileName, preview, consent, isStaged } = list;
  const { rows, accepted, refused, duplicates, fault, notices } = preview;
  return [
    `${fileName} for «${title}»`,
    `${rows} rows: ${accepted} accepted, ${refused} refused, ${duplicates} twice in it`,
    ...(fault ? [fault.sentence] : []),
    ...notices.map(({ sentence }) => sentence),
    `Consent: ${consent}`,
    ...firstLines(preview),
    ...refusedLines(preview),
    ...(isStaged && !isSending ? nextLines(list) : []),
    `Event: ${eventId}  List: ${listId}`,
  ].join('\n');
}

function firstLines({ firstRows, accepted }: ListPreview): readonly string[] {
  if (firstRows.length === 0) return [];
  const lines = firstRows.map(
    ({ line, address, name }) =>
      `  line ${line}: ${address}${name === undefined ? '' : `, ${name}`}`,
  );
  return [`The first ${firstRows.length} of ${accepted}:`, ...lines];
}

function refusedLines({ refusedRows, refused }: ListPreview): readonly string[] {
  if (refused === 0) return [];
  const shown = refusedRows.slice(0, SHOWN_REFUSED);
  const lines = shown.map(
    ({ line, reason, cell }) => `  line ${line}: ${cell}: ${ROW_REASONS[reason as RowReason]}`,
  );
  const more = refused - shown.length;
  return ['Refused:', ...lines, ...(more > 0 ? [`  and ${more} more, all on the page below`] : [])];
}

/** Nothing happens by looking at the page: its buttons do. */
const nextLines = ({ link, eventId, listId }: AnsweredList): readonly string[] => [
  'Test it, send it, or send it later, on this page (two weeks long):',
  link,
  'On the command line:',
  `  npx convoke test ${eventId} --to you@example.com`,
  `  npx convoke send ${eventId} --staged ${listId}`,
];

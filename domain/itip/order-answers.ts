/** What decides which of two answers of one guest, to one event or instance, stands. */
export type AnswerOrder = Readonly<{
  /** From was proven and is the invited address. */
  verified: boolean;
  sequence: number;
  /** Instant, ISO 8601. */
  dtstamp?: string;
  /** Instant when SES took the mail, ISO 8601. */
  arrivedAt: string;
  /** Instant to the millisecond at which we heard of the mail, ISO 8601: SES writes whole seconds. */
  heardAt?: string;
  /** Name of the mail: settles what is equal in all of this, the same way everywhere. */
  mailId: string;
}>;

/**
 * The place of an answer among all of its guest, as text that sorts: of two answers the one with the
 * greater rank stands, so that one conditional write is enough.
 *
 * Verified before unverified: nobody to whom an invitation was passed on overwrites its guest. Then
 * SEQUENCE, then DTSTAMP (RFC 5546 §2.1.5), then arrival: Outlook for Mac and old iOS copy the
 * invitation's DTSTAMP, so that an «accept» and a later «decline» tie (imip.md 73). Two that arrived in
 * one second are told apart by when we heard of them. A total order over what is written down once for
 * each mail, so that any order of processing ends with the same answer.
 */
export function answerRank(order: AnswerOrder): string {
  const { verified, sequence, arrivedAt, heardAt = arrivedAt, mailId } = order;
  return [
    verified ? '1' : '0',
    padded(sequence),
    padded(stampOf(order)),
    padded(instantOf(arrivedAt)),
    padded(instantOf(heardAt)),
    mailId,
  ].join('-');
}

/** True when `incoming` replaces `stored`. */
export function isNewer(stored: AnswerOrder, incoming: AnswerOrder): boolean {
  return answerRank(incoming) > answerRank(stored);
}

/**
 * A DTSTAMP from the future counts as the arrival: else one answer from a device whose clock is a
 * year ahead would be the guest's last for a year.
 */
function stampOf({ dtstamp, arrivedAt }: AnswerOrder): number {
  return dtstamp === undefined ? 0 : Math.min(instantOf(dtstamp), instantOf(arrivedAt));
}

/** Epoch milliseconds; 0 for what is no instant or before 1970. */
function instantOf(iso: string): number {
  const milliseconds = Date.parse(iso);
  return Number.isNaN(milliseconds) ? 0 : Math.max(milliseconds, 0);
}

/** 15 digits: milliseconds until the year 33658, and every SEQUENCE. */
function padded(value: number): string {
  return String(value).padStart(15, '0');
}

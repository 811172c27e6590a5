/** Why one row of a list is not invited: code and the sentence that the organizer reads. */
export const ROW_REASONS = {
  invalid_address: 'This is not an e-mail address.',
  two_addresses: 'This row has more than one address; write each guest on a row of their own.',
  system_address: 'This address belongs to the invitation server itself and cannot be a guest.',
  suppressed:
    'This guest gets no mail: they unsubscribed, complained, or their mailbox refused it.',
  empty: 'This row has no address.',
  other_event: 'This row names another event than the list is for.',
  event_missing: 'Neither this row nor the subject or the text of the mail names an event.',
  event_unknown: 'This row names no event of yours; its id is in the mail that accepted the event.',
  not_utf8: 'The address has bytes that are not UTF-8; save the file as "CSV UTF-8".',
  too_long:
    'This row is longer than 65,536 characters or 100 lines; check it for a missing line end or quotation mark.',
  unclosed_quote:
    'A quotation mark opens in this row and never closes; close it or double it. Reading went on at the next line.',
  bad_quotes:
    'Text follows a closing quotation mark in this row; double every quotation mark inside a quoted cell.',
} as const;

/** Code of one refused row. */
export type RowReason = keyof typeof ROW_REASONS;

/** Why a whole file cannot be used: code and the sentence that the organizer reads. */
export const FILE_FAULTS = {
  empty_file: 'The file is empty; it needs one address on each row.',
  header_only: 'The file has a header and no rows; add one row for each guest.',
  no_address_column:
    'No column of the file holds e-mail addresses; name one column "email" or write one address on each row.',
  utf16: 'The file is UTF-16 or UTF-32 text; save it as "CSV UTF-8" and upload it again.',
  not_text:
    'The file is a spreadsheet, archive or other binary file; open it, save it as "CSV UTF-8" and upload that.',
  too_many_rows: 'The file has more rows than one list may have; split it into several lists.',
  too_large: 'The file is larger than one list may be; split it into several lists.',
} as const;

/** Code of a fault that ends the reading of a file. */
export type FileFault = keyof typeof FILE_FAULTS;

/** What a reader should know about a file that was read all the same. */
export const LIST_NOTICES = {
  columns_ignored: 'These columns mean nothing here and were ignored.',
  windows_1252:
    'The file is not UTF-8; it was read as Windows-1252, so check the accents in names.',
  unknown_zones:
    'Some time zones are not known; those guests count as being in the zone of the event.',
  damaged_utf8:
    'The file is UTF-8 with damaged bytes; rows with damage in the address were refused.',
} as const;

/** Code of one notice. */
export type ListNotice = keyof typeof LIST_NOTICES;

/**
 * What reading a list gives, in the order of the file. `line` is the physical line, from 1, on
 * which the row begins.
 *
 * Every row that is not blank gives exactly one `accepted`, `refused` or `duplicate`. A `fault` is
 * always the last value: nothing of its file may be sent, whatever came before it.
 */
export type ListRow =
  | Readonly<{
      kind: 'accepted';
      line: number;
      /** Normal form of `readAddress`. */
      address: string;
      /** Without control and direction characters, at most 200 code points. */
      name?: string;
      /** As it was written, not looked up. */
      zone?: string;
      /** As it was written, of a column `event`, `event id` or `uid`. */
      eventId?: string;
    }>
  | Readonly<{
      kind: 'refused';
      line: number;
      reason: RowReason;
      /** The address cell, or the row where there is none: at most 80 characters, one line. */
      cell: string;
      /** Of a list of several events, where the row names one. */
      eventId?: string;
    }>
  | Readonly<{
      kind: 'duplicate';
      line: number;
      /** Line of the row that was accepted for the same address. */
      of: number;
      /** Of a list of several events. */
      eventId?: string;
    }>
  | Readonly<{
      kind: 'notice';
      notice: ListNotice;
      sentence: string;
      /** Names of the ignored columns, at most 50. */
      columns?: readonly string[];
    }>
  | Readonly<{ kind: 'fault'; reason: FileFault; sentence: string }>;

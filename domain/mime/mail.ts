/** One header field as it stands in the raw message: name as written, value unfolded and undecoded. */
export type HeaderField = Readonly<{ name: string; value: string }>;

/** A part that carries a calendar (imip.md 1-2). */
export type CalendarPart = Readonly<{
  /** `text/calendar`, `application/ics`, or another type with a name that ends in `.ics`. */
  contentType: string;
  /** The MIME `method` parameter, upper case. A hint: the body decides (imip.md 4). */
  method?: string;
  filename?: string;
  bytes: Uint8Array;
}>;

/** A part that may hold a list of recipients. */
export type AttachedFile = Readonly<{ contentType: string; filename?: string; bytes: Uint8Array }>;

/** A mail, read as hostile input. */
export type Mail = Readonly<{
  /** In the order of the raw message, duplicates kept. Identity is read from these alone. */
  headers: readonly HeaderField[];
  /** Decoded, without control or bidi characters, at most 1,024 octets. */
  subject: string;
  messageId?: string;
  /** Instant of the Date field, ISO 8601; absent where it cannot be read. */
  date?: string;
  /** Addresses of To and Cc, lower case; good for «is it addressed to us», never for identity. */
  recipients: readonly string[];
  /** Plain text of the body, at most 32 KiB. */
  text: string;
  /** Different calendars only: a second copy with equal octets is left out. */
  calendars: readonly CalendarPart[];
  files: readonly AttachedFile[];
  /** winmail.dat: Outlook's own format, which holds a meeting nobody else can read (imip.md 15). */
  hasTnef: boolean;
  hasArchive: boolean;
  /** multipart/report: a bounce, a receipt or a complaint. */
  isReport: boolean;
}>;

/** Why a mail could not be read. Each is a reason code of `docs/inbound.md`. */
export type MailFault = 'mime_limits' | 'mime_malformed';

/** What reading a mail gives. */
export type MailReading =
  | Readonly<{ ok: true; mail: Mail }>
  | Readonly<{ ok: false; fault: MailFault; detail: string; headers: readonly HeaderField[] }>;

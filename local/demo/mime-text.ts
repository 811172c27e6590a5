/** A mail from its fields and body, with CRLF. */
export const mailText = (fields: readonly string[], body: string): string =>
  [...fields, '', body].join('\r\n').replace(/\r?\n/g, '\r\n');

/** One part of a multipart body. */
export type Part = Readonly<{ fields: readonly string[]; body: string }>;

/** A multipart body. */
export const multipart = (boundary: string, parts: readonly Part[]): string =>
  [
    ...parts.flatMap(({ fields, body }) => [`--${boundary}`, ...fields, '', body]),
    `--${boundary}--`,
    '',
  ].join('\r\n');

/** Base64 in lines of 76, as mail programs write it. */
export const base64 = (text: string): string =>
  Buffer.from(text, 'utf8')
    .toString('base64')
    .replace(/.{76}(?=.)/g, '$&\r\n');

/** Quoted-printable, as iOS writes calendars. */
export const quotedPrintable = (text: string): string =>
  text
    .split('\r\n')
    .map((line) => line.replace(/=/g, '=3D').replace(/(.{72})(?=.)/g, '$1=\r\n'))
    .join('\r\n');

/** `20261124T140000` of a UTC instant, shifted by so many hours. */
export const stamp = (instant: number, hours = 0): string =>
  new Date(instant + hours * 3_600_000).toISOString().slice(0, 19).replace(/[-:]/g, '');

/** Date field of a mail. */
export const dateField = (instant: number): string =>
  `Date: ${new Date(instant).toUTCString().replace('GMT', '+0000')}`;

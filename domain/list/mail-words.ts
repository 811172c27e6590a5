/** What the words of a mail with a list say beside it. */
export type ListMailWords = Readonly<{
  /** How the people of the list agreed, as its sender puts it. */
  consent?: string;
  wantsNow: boolean;
}>;

/** «Consent», in the languages in which our pages are. */
const CONSENT =
  'consent|einwilligung|consentement|consentimiento|consentimento|consenso|toestemming';
const CONSENT_LINE = new RegExp(`^[ \\t]*(?:${CONSENT})[ \\t]*[:=][ \\t]*(\\S.{2,999})$`, 'im');
const CONSENT_SUBJECT = new RegExp(`\\[(?:${CONSENT})[ ]*[:=][ ]*([^\\]]{3,500})\\]`, 'i');
const NOW = /(^|\n|\[)[ \t]*send[ \t]*[:=][ \t]*now[ \t]*(\]|\r?\n|$)/i;

/**
 * Reads the lines `Consent: …` and `send: now` of a mail's text, or `[consent: …]` and `[send: now]` in its subject. A
 * line that quotes another mail begins with `>` and says nothing.
 */
export function listMailWords(subject: string, text: string): ListMailWords {
  const found = CONSENT_SUBJECT.exec(subject)?.[1] ?? CONSENT_LINE.exec(text)?.[1];
  const consent = found?.trim();
  return {
    ...(consent !== undefined && { consent }),
    wantsNow: NOW.test(subject) || NOW.test(text),
  };
}

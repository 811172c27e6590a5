import type { AcceptedLetter } from '../itip/decisions.ts';
import { composeNote } from '../mime/compose-invitation.ts';
import { cleanText, MAX_TEXT } from '../text/clean-text.ts';
import { type ForwardFrame, forwardEnvelope, nameOf } from './forward-frame.ts';

/**
 * The mail that passes a guest's letter on to the organizer: plain text, so that nothing in it can be more
 * than words (security.md 1.4), and no files.
 */
export function letterMail(letter: AcceptedLetter, frame: ForwardFrame): string {
  const { from, subject, text, proven } = letter;
  const { title } = frame.event;
  // In front of the letter, so that nothing in it can come before it.
  const head = [
    `${nameOf(from)}, a guest of «${title}», wrote the letter below.`,
    ...(proven ? [] : ['Nothing proves that it comes from this address.']),
    'If you answer this mail, your answer goes to the guest.',
    'Only text is passed on, up to 32 KiB: no files, no pictures. At most 10 letters a day of one guest.',
  ];
  return composeNote({
    ...forwardEnvelope(from, frame),
    subject: `Letter from a guest: ${subject === '' ? title : subject}`,
    text: `${head.join('\n')}\n\n${cleanText(text, MAX_TEXT) || '(no text)'}\n`,
  });
}

/** The field of a form that people do not see; only programs fill it in. Its label says so for screen readers. */
export const HONEYPOT = 'website';

/** Nobody reads a page, types an address and presses the button in less. */
const FASTEST_MS = 1_500;

/** A form that was open for longer is shown anew; nothing else comes of it. */
const SLOWEST_MS = 24 * 3_600_000;

/**
 * True for a post that a program made. It is answered like any other, in the same words, and does nothing: a program
 * that is told learns.
 *
 * @param post.honeypot as it came
 * @param post.shownAt when the form was made, epoch ms, from a seal of ours; undefined where the seal is not good
 */
export function isProgram(
  post: Readonly<{ honeypot: unknown; shownAt: number | undefined }>,
  now: number,
): boolean {
  const { honeypot, shownAt } = post;
  if (honeypot !== undefined && honeypot !== '') return true;
  return shownAt === undefined || now - shownAt < FASTEST_MS;
}

/** True for a form that is to be shown anew. @param shownAt epoch ms */
export const isStale = (shownAt: number | undefined, now: number): boolean =>
  shownAt !== undefined && now - shownAt > SLOWEST_MS;

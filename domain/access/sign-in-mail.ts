import { composeNote } from '../mime/compose-invitation.ts';

/** What a sign-in mail is made from. */
export type SignInLetter = Readonly<{
  /** calendar@ */
  from: string;
  to: string;
  /** Where a press of a button signs them in, in the browser that asked. */
  link: string;
  /** Six digits. */
  code: string;
  minutes: number;
  marker: string;
  now: Date;
}>;

/** The mail with which somebody signs in. The code is not in the subject, which locked phones show. */
export function signInMail(letter: SignInLetter): string {
  const { from, to, link, code, minutes, marker, now } = letter;
  const lines = [
    `Somebody asked to sign in as ${to}. If it was you, type this code in the browser where you asked:`,
    `${code.slice(0, 3)} ${code.slice(3)}`,
    'Or open this link in the same browser, and press the button there:',
    link,
    `Both are good for ${minutes} minutes, and once.`,
    'If it was not you, do nothing, and tell nobody the code: without it nobody gets in.',
  ];
  return composeNote({
    from: { address: from, name: 'Convoke' },
    to: { address: to },
    subject: 'Sign in to Convoke',
    date: now.toISOString(),
    marker,
    text: `${lines.join('\n\n')}\n`,
  });
}

import type { Language } from './language.ts';
import { de } from './link-texts/de.ts';
import { en } from './link-texts/en.ts';
import { es } from './link-texts/es.ts';
import { fr } from './link-texts/fr.ts';
import { pt } from './link-texts/pt.ts';

/** A heading, and what stands below it. */
export type Told = readonly [title: string, text: string];

/** What a guest can change about the mail that they get. */
export type UnsubscribeTexts = Readonly<{
  title: string;
  stopped: string;
  resumed: string;
  events: string;
  moreEvents: string;
  eventStopped: string;
  stopEvent: string;
  stopEventHint: string;
  resumeEvent: string;
  organizers: string;
  /** An organizer who is blocked, and of whom no event is known. */
  someOrganizer: string;
  organizerStopped: string;
  stopOrganizer: string;
  resumeOrganizer: string;
  everything: string;
  everythingHint: string;
  stopEverything: string;
  everythingStopped: string;
  resumeEverything: string;
  /** No mail goes there, and the guest cannot change it: it bounced, or they complained. */
  closed: string;
  nothingChanged: Told;
  broken: Told;
}>;

/** Fixed texts of the pages behind links in mails, and of sign-in. What comes from outside is put in by the page, escaped. */
export type LinkTexts = Readonly<{
  language: string;
  /** Nothing was done: a service that this one needs gives no answer. */
  busy: Told;
  unsubscribe: UnsubscribeTexts;
  report: Readonly<{ title: string; text: string; button: string; done: Told; broken: Told }>;
  confirm: Readonly<{
    title: string;
    text: string;
    button: string;
    otherwise: string;
    done: Told;
    ended: Told;
  }>;
  signIn: Readonly<{
    title: string;
    hint: string;
    address: string;
    badAddress: string;
    send: string;
    codeTitle: string;
    codeHint: string;
    code: string;
    wrongCode: string;
    nothingCame: string;
    askAgain: string;
    /** Behind it stands the address. */
    signInAs: string;
    notYou: string;
    newMail: string;
    unknown: Told;
    used: Told;
    expired: Told;
    otherBrowser: Told;
    tooMany: Told;
    wrong: Told;
    elsewhere: Told;
    signOut: string;
    signOutHere: string;
    signedOut: string;
  }>;
}>;

/** The fixed texts by language. */
export const LINK_TEXTS: Readonly<Record<Language, LinkTexts>> = { en, de, fr, es, pt };

import type { PageAnswer } from '../page.ts';
import { serveButton } from './button-page.ts';
import { serveButtons } from './buttons-page.ts';
import {
  serveChallengeScript,
  serveEmbeddedEvent,
  serveEmbeddedList,
  serveEmbedScript,
  serveSizeScript,
} from './embed.ts';
import { serveEvent } from './event-page.ts';
import { serveOrganizer } from './organizer-page.ts';
import { serveQr } from './qr-code.ts';
import type { PageRequest } from './request.ts';

/** Answers a request of a page. */
export type Serve = (request: PageRequest, isPost: boolean) => Promise<PageAnswer> | PageAnswer;

/** What answers GET alone, by path. */
export const READ: Readonly<Record<string, Serve>> = {
  '/e/{eventId}/qr.svg': serveQr,
  '/e/{eventId}/buttons': serveButtons,
  '/challenge.js': serveChallengeScript,
  '/embed.js': serveEmbedScript,
  '/embed/size.js': serveSizeScript,
};

/** Pages with a form, by path. */
export const FORMS: Readonly<Record<string, Serve>> = {
  '/e/{eventId}': serveEvent,
  '/i/{eventId}': serveButton,
  '/u/{organizerKey}': serveOrganizer,
  '/embed/e/{eventId}': serveEmbeddedEvent,
  '/embed/u/{organizerKey}': serveEmbeddedList,
};

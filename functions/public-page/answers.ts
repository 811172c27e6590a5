import { invitesMailbox } from '../../adapters/mailboxes.ts';
import { type Markup, markup } from '../markup.ts';
import type { PageAnswer } from '../page.ts';
import type { Asked } from './ask.ts';
import { actionOf, honeypot } from './form.ts';
import { show } from './layout.ts';
import type { PageRequest } from './request.ts';

const withRights = ({ rights }: Asked) => (rights ? { rights } : {});

/** Says where to look, and nothing of whether the address was known: the same octets for every address. */
export function sentPage(
  request: PageRequest,
  asked: Asked,
  { address, isHeld }: Readonly<{ address: string; isHeld: boolean }>,
): PageAnswer {
  const { texts } = request;
  return show(request, {
    ...{ title: texts.sentTitle, ...withRights(asked) },
    headers: asked.remembered?.(address) ?? {},
    body: markup`<p>${texts.sentFrom(invitesMailbox())}</p>
${isHeld && markup`<p><strong>${texts.sentHeld}</strong></p>`}
<p>${texts.sentKnown}</p>
<p>${texts.sentAnswer}</p>
<p class="soft">${texts.sentOnce}</p>
<p><a href="${actionOf(request)}">${texts.back}</a></p>`,
  });
}

/** Too much was asked for, by this visitor or by all: 429, and when to come again. */
export function laterPage(request: PageRequest, asked: Asked, seconds: number): PageAnswer {
  const { texts } = request;
  return show(request, {
    ...{ title: texts.tooManyTitle, status: 429, ...withRights(asked) },
    headers: { 'retry-after': String(seconds) },
    body: markup`<p>${texts.tooMany(Math.max(1, Math.ceil(seconds / 60)))}</p>
<p><a href="${actionOf(request)}">${texts.back}</a></p>`,
  });
}

/** What the visitor has given already; the time at which they saw the form counts on. */
function given({ form }: PageRequest, address: string): Markup {
  const kept = ['form', 'event', 'remember'].flatMap((name) =>
    form.getAll(name).map((value) => markup`<input type="hidden" name="${name}" value="${value}">`),
  );
  return markup`<input type="hidden" name="address" value="${address}">${kept}`;
}

/**
 * Asks for a proof of work. A script solves it and sends the form; without one the form says so, and a person decides.
 */
export function challengePage(
  request: PageRequest,
  asked: Asked,
  { address, challenge }: Readonly<{ address: string; challenge: object }>,
): PageAnswer {
  const { texts } = request;
  const rights = { ...asked.rights, scripts: true };
  return show(request, {
    ...{ title: texts.checkTitle, rights },
    body: markup`<p>${texts.check}</p>
<form method="post" action="${actionOf(request)}" data-challenge="${JSON.stringify(challenge)}">
${honeypot(request)}${given(request, address)}
<input type="hidden" name="challenge" value="">
<noscript><p>${texts.checkNoScript}</p><input type="hidden" name="challenge" value="none"><button type="submit">${texts.checkPress}</button></noscript>
</form>
<script src="/challenge.js" defer></script>`,
  });
}

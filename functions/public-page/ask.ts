import {
  type AskOutcome,
  askForInvitation,
  type PublicAsk,
} from '../../adapters/ask-for-invitation.ts';
import { InviteNotAnswered } from '../../adapters/workflows.ts';
import { readAddress } from '../../domain/identity/address.ts';
import { clientAddress } from '../client-address.ts';
import type { PageAnswer, PageRights } from '../page.ts';
import { logger } from '../task.ts';
import { challengePage, laterPage, sentPage } from './answers.ts';
import type { FormState } from './form.ts';
import { isFormToken } from './form-token.ts';
import type { PageRequest } from './request.ts';

/** What a visitor asks for with a form. */
export type Asked = Readonly<{
  /** Whose form it is: of an event, of an organizer. */
  id: string;
  eventIds: readonly string[];
  origin: PublicAsk['origin'];
  /** Shows the form anew, with what was typed. */
  again(state: FormState, status: number): Promise<PageAnswer>;
  rights?: PageRights;
  /** Fields of the answer, for a visitor whose address is to be remembered. */
  remembered?(address: string): Readonly<Record<string, string>>;
}>;

/** The one address of a form; undefined for none, several, or what is no address. */
function addressOf({ form }: PageRequest): string | undefined {
  const [address, ...more] = form.getAll('address');
  return more.length > 0 ? undefined : readAddress(address ?? '');
}

/** Asks; a workflow that gave no answer in time is asked again later, which sends no second mail. */
async function outcomeOf(request: PageRequest, asked: Asked, address: string): Promise<AskOutcome> {
  const { form, event, now } = request;
  const challenge = form.getAll('challenge').find((text) => text !== '');
  const { eventIds, origin } = asked;
  try {
    return await askForInvitation({
      ...{ eventIds, address, origin, network: await clientAddress(event), now },
      ...(challenge !== undefined && { challenge }),
    });
  } catch (error) {
    if (!(error instanceof InviteNotAnswered)) throw error;
    logger.error('the workflow invite gave no answer', { origin });
    return { outcome: 'rate_limited', retryAfterSeconds: 60 };
  }
}

/** Asks for invitations, and answers with a page. A robot that fills in what is hidden is answered like everybody. */
export async function askFor(request: PageRequest, asked: Asked): Promise<PageAnswer> {
  const { form, texts, now } = request;
  const typed = form.getAll('address')[0]?.slice(0, 254) ?? '';
  const address = addressOf(request);
  const again = (notice: string, status: number) => asked.again({ address: typed, notice }, status);
  if (address === undefined) return again(texts.invalidAddress, 400);
  if (!(await isFormToken(form.get('form') ?? '', asked.id, now)))
    return again(texts.pressAgain, 400);
  if ((form.get('website') ?? '') !== '')
    return sentPage(request, asked, { address, isHeld: false });
  const answer = await outcomeOf(request, asked, address);
  logger.info('asked', {
    outcome: answer.outcome,
    origin: asked.origin,
    events: asked.eventIds.length,
  });
  switch (answer.outcome) {
    case 'accepted':
      return sentPage(request, asked, { address, isHeld: answer.held });
    case 'challenge':
      return challengePage(request, asked, { address, challenge: answer.challenge });
    case 'rate_limited':
      return laterPage(request, asked, answer.retryAfterSeconds);
    case 'invalid_email':
      return again(texts.invalidAddress, 400);
    case 'closed':
      return again(texts.closed, 409);
    default:
      return answer satisfies never;
  }
}

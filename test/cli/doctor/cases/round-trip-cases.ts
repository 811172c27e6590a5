import { known, NO_ANSWER, PARTS } from '../sample-facts.ts';
import { type Case, type Changed, loop, set } from './changes.ts';

const invitation = (
  run: string,
  sent: number,
  rest: Readonly<{ why?: string; delivered?: number }> = {},
): Changed => loop({ invitation: known({ run, sent, delivered: 0, ...rest }) });
const mail = (...others: string[]): Changed => loop({ mail: known({ isBack: false, others }) });
const NO_SET: Changed = { configurationSet: known(undefined) };
const OWN_SET: Changed = {
  installation: { ...PARTS.INSTALLATION, configurationSet: 'ours' },
};

/** Every verdict of the group's checks. */
export const ROUND_TRIP_CASES: readonly Case[] = [
  ['configuration-set', 'pass', {}, /«convoke-mail»/],
  ['configuration-set', 'fail', NO_SET, /«convoke-mail» is gone/],
  ['configuration-set', 'fail', { ...NO_SET, ...OWN_SET }, /«ours» is gone/],
  ['configuration-set', 'fail', { ...NO_SET, identity: known(undefined) }, /no configuration set/],
  [
    'configuration-set',
    'fail',
    set({ isSending: false }),
    /paused.*put-configuration-set-sending-options/,
  ],
  ['configuration-set', 'unknown', { configurationSet: NO_ANSWER }, /AccessDenied/],
  ['configuration-set', 'unknown', { identity: NO_ANSWER }, /AccessDenied/],

  ['event-destination', 'pass', {}, /deliveries, bounces/],
  ['event-destination', 'skip', NO_SET, /configuration-set/],
  [
    'event-destination',
    'warn',
    set({ events: ['BOUNCE', 'COMPLAINT', 'REJECT'] }),
    /not tell deliveries.*trackDeliveries/,
  ],
  [
    'event-destination',
    'fail',
    set({ events: ['DELIVERY', 'BOUNCE'] }),
    /not tell COMPLAINT, REJECT/,
  ],
  ['event-destination', 'fail', set({ events: [] }), /BOUNCE, COMPLAINT, REJECT/],
  ['event-destination', 'unknown', { configurationSet: NO_ANSWER }, /AccessDenied/],

  ['api', 'pass', {}, /answers/],
  ['api', 'skip', { api: undefined }, /CONVOKE_API_KEY/],
  [
    'api',
    'fail',
    { api: { isWell: false, why: 'Nothing answers.', whatNow: 'Look.' } },
    /Nothing answers.*Look/,
  ],

  ['loop-invitation', 'pass', {}, /delivered/],
  ['loop-invitation', 'skip', { loop: undefined }, /--loop/],
  ['loop-invitation', 'fail', invitation('sending', 0), /sending after 180 s/],
  [
    'loop-invitation',
    'fail',
    invitation('needs_attention', 0, { why: 'SES said no' }),
    /needs_attention: SES said no/,
  ],
  ['loop-invitation', 'fail', invitation('finished', 0), /sent 0 mails/],
  ['loop-invitation', 'fail', invitation('finished', 1), /did not tell within 180 s/],
  [
    'loop-invitation',
    'fail',
    {
      ...invitation('finished', 1),
      configurationSet: NO_ANSWER,
    },
    /did not tell/,
  ],
  [
    'loop-invitation',
    'pass',
    {
      ...invitation('finished', 1),
      ...set({ events: ['BOUNCE'] }),
    },
    /not told: see/,
  ],
  ['loop-invitation', 'unknown', loop({ invitation: NO_ANSWER }), /AccessDenied/],

  ['loop-mail', 'pass', {}, /calendar@events\.example\.org came in/],
  ['loop-mail', 'skip', { loop: undefined }, /--loop/],
  ['loop-mail', 'fail', mail(), /did not come in within 180 s/],
  ['loop-mail', 'fail', mail('HOLD poison'), /HOLD poison/],
  ['loop-mail', 'unknown', loop({ mail: NO_ANSWER }), /AccessDenied/],
];

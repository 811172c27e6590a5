import { known, NO_ANSWER, PARTS } from '../sample-facts.ts';
import { account, type Case, type Changed, set } from './changes.ts';

const quota = (inDay: number, sent: number, inSecond = 14): Changed =>
  account({ quota: { inDay, inSecond, sent } });
const { plan: _, ...WITHOUT_PLAN } = PARTS.ACCOUNT;

/** Every verdict of the group's checks. */
export const ACCOUNT_CASES: readonly Case[] = [
  ['sending', 'pass', {}, /SES takes mail/],
  ['sending', 'fail', account({ isSending: false }), /paused.*--sending-enabled/],
  ['sending', 'fail', account({ isSending: false, enforcement: 'SHUTDOWN' }), /shut down.*Support/],
  ['sending', 'warn', account({ enforcement: 'PROBATION' }), /PROBATION/],
  ['sending', 'unknown', { account: NO_ANSWER }, /AccessDenied/],

  ['sandbox', 'pass', {}, /everybody/],
  [
    'sandbox',
    'fail',
    account({ isProduction: false }),
    /put-account-details .*--production-access-enabled/,
  ],
  ['sandbox', 'unknown', { account: NO_ANSWER }, /AccessDenied/],

  ['quota', 'pass', {}, /1,200 of 50,000.*14 a second: 10,000 guests take 14 min/],
  ['quota', 'pass', quota(-1, 9, 500), /No limit.*500 a second: 10,000 guests take 23 s/],
  ['quota', 'pass', quota(200, 0, 1), /1 a second: 10,000 guests take 3\.1 h/],
  ['quota', 'pass', quota(50_000, 39_999), /39,999/],
  [
    'quota',
    'warn',
    quota(50_000, 40_000),
    /nearly.*request-service-quota-increase .*--desired-value 200000/,
  ],
  ['quota', 'fail', quota(200, 200), /used up/],
  ['quota', 'fail', quota(0, 0, 0), /used up/],
  ['quota', 'unknown', { account: NO_ANSWER }, /AccessDenied/],

  ['pricing', 'pass', {}, /No plan is paid: \$0\.10/],
  ['pricing', 'warn', account({ plan: 'ESSENTIALS' }), /Essentials: \$0\.16.*--plan NONE/],
  ['pricing', 'warn', account({ plan: 'PRO' }), /Pro: \$105/],
  ['pricing', 'warn', account({ plan: 'ENTERPRISE' }), /Enterprise: \$500/],
  ['pricing', 'warn', account({ plan: 'NEW' }), /NEW: an unknown price/],
  ['pricing', 'warn', { account: known(WITHOUT_PLAN) }, /does not say/],
  ['pricing', 'unknown', { account: NO_ANSWER }, /AccessDenied/],

  ['suppression', 'pass', {}, /The account suppresses/],
  ['suppression', 'pass', { configurationSet: known(undefined) }, /The account suppresses/],
  [
    'suppression',
    'pass',
    { ...account({ suppressed: [] }), ...set({ suppressed: ['COMPLAINT', 'BOUNCE'] }) },
    /«convoke-mail» suppresses/,
  ],
  [
    'suppression',
    'warn',
    account({ suppressed: [] }),
    /BOUNCE and COMPLAINT.*put-account-suppression-attributes/,
  ],
  [
    'suppression',
    'warn',
    set({ suppressed: ['BOUNCE'] }),
    /not suppress COMPLAINT.*put-configuration-set-suppression-options .*convoke-mail/,
  ],
  ['suppression', 'unknown', { account: NO_ANSWER }, /AccessDenied/],
  ['suppression', 'unknown', { configurationSet: NO_ANSWER }, /AccessDenied/],
];

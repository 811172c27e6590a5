import type { StoredAsk } from '../../adapters/asks.ts';
import type { Use } from '../../adapters/counters.ts';
import { newOrganizerUses } from '../../adapters/new-organizers.ts';
import { keys } from '../../adapters/secrets.ts';
import { sendQuota } from '../../adapters/send-quota.ts';
import { domainOf } from '../../domain/identity/address.ts';
import { installationLimit, LIMITS } from '../../domain/invite/ask-limits.ts';
import { limitKeyOf } from '../../domain/invite/keys.ts';

/** A quota changes with AWS's leave and not by the minute. */
const QUOTA_MS = 300_000;
let known: Readonly<{ perDay: number; until: number }> | undefined;

async function perDay(now: number): Promise<number> {
  if (known === undefined || known.until < now) {
    known = { perDay: (await sendQuota()).perDay, until: now + QUOTA_MS };
  }
  return known.perDay;
}

/**
 * What an invitation is counted by: of an organizer's own asking only what protects the address, and what a new organizer
 * may send.
 */
export async function usesOf(
  { origin, guestKey, eventId, address }: StoredAsk,
  owner: string,
  now: number,
): Promise<Use[]> {
  const ofOwner = await newOrganizerUses(owner, 1, now);
  if (origin === 'api') {
    const ofAddress = { name: 'api_address_day', limit: LIMITS.api_address_day } as const;
    return [{ ...ofAddress, about: guestKey }, ...ofOwner];
  }
  const { mac } = await keys();
  const day = await perDay(now);
  return [
    ...ofOwner,
    { name: 'event_brief', limit: LIMITS.event_brief, about: eventId },
    {
      name: 'domain_hour',
      limit: LIMITS.domain_hour,
      about: limitKeyOf(mac, 'domain', domainOf(address)),
    },
    ...(day === Number.POSITIVE_INFINITY
      ? []
      : [{ name: 'installation_hour', limit: installationLimit(day), about: 'all' } as const]),
  ];
}

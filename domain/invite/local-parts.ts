import { type ListPreview, MAX_ZONES } from '../list/preview.ts';

/** A part of a list whose guests have one clock: a run of its own. */
export type LocalPart = Readonly<{
  /** IANA zone in which the run waits. */
  timeZone: string;
  /** Zones of the guests that it goes to; {@link NO_ZONE} for those without one. */
  zones: readonly string[];
}>;

/** Stands for the zone of a guest whose zone is not known: they are in that of the event. */
export const NO_ZONE = 'event';

/**
 * The parts of a list that is sent at each guest's local time: one for each zone, the event's own with everybody whose
 * zone is not known.
 *
 * @returns undefined where the list has too many zones
 */
export function localParts(
  { zones, accepted }: Pick<ListPreview, 'zones' | 'accepted'>,
  eventZone: string,
): readonly LocalPart[] | undefined {
  if (zones.length >= MAX_ZONES) return undefined;
  const others = zones.filter(({ zone }) => zone !== eventZone);
  const elsewhere = others.reduce((sum, { guests }) => sum + guests, 0);
  const own = { timeZone: eventZone, zones: [NO_ZONE, eventZone] };
  return [
    ...(elsewhere < accepted ? [own] : []),
    ...others.map(({ zone }) => ({ timeZone: zone, zones: [zone] })),
  ];
}

/** True for a guest to whom a run goes. @param zones of the run; absent: everybody's */
export const isInPart = (
  zones: readonly string[] | undefined,
  guest: Readonly<{ zone?: string }>,
): boolean => zones === undefined || zones.includes(guest.zone ?? NO_ZONE);

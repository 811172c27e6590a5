// TEMP
import type { EventSnapshot } from './snapshot.ts';
export function describeDifference(a: EventSnapshot, b: EventSnapshot): readonly string[] {
  return (
    [
      'start',
      'end',
      'rrule',
      'rdates',
      'exdates',
      'summary',
      'description',
      'location',
      'url',
      'transparent',
    ] as const
  )
    .filter((k) => JSON.stringify(a[k]) !== JSON.stringify(b[k]))
    .map((k) => `${k} changed`);
}

/** A change of a zone's clock: instant in epoch milliseconds, offsets in seconds east of UTC. */
export type Change = Readonly<{ at: number; from: number; to: number }>;

const HOUR_MS = 3_600_000;

/**
 * The changes of a zone in a year as Intl tells them: found by halving the hours in which the offset
 * differs. No Temporal: what is tested is built on it.
 */
export function changesOf(zone: string, year: number): readonly Change[] {
  const offset = intlOffset(zone);
  const changes: Change[] = [];
  const hours = (Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)) / HOUR_MS;
  for (let day = 0; day < hours; day += 24) {
    let low = Date.UTC(year, 0, 1) + day * HOUR_MS;
    let high = low + 24 * HOUR_MS;
    const [from, to] = [offset(low), offset(high)];
    if (from === to) continue;
    while (high - low > 1_000) {
      const middle = low + Math.floor((high - low) / 2_000) * 1_000;
      if (offset(middle) === from) low = middle;
      else high = middle;
    }
    changes.push({ at: high, from, to });
  }
  return changes;
}

function intlOffset(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US-u-hc-h23', {
    timeZone: zone,
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  });
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const [year, month, day] = ['year', 'month', 'day'].map((part) => parts.get(part as never));
    const [hour, minute, second] = ['hour', 'minute', 'second'].map((part) =>
      parts.get(part as never),
    );
    return (Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - instant) / 1_000;
  };
}

type Onset = Readonly<{ at: number; from: number; to: number }>;

/**
 * What a client makes of the lines of a VTIMEZONE that it does not know by name: the offset, seconds
 * east of UTC, of a wall clock; of one that happens twice, the first (RFC 5545 §3.6.5).
 *
 * Knows what Exchange knows: STANDARD and DAYLIGHT, with DTSTART alone or with FREQ=YEARLY, BYMONTH and
 * one BYDAY.
 */
export function vtimezoneClock(lines: readonly string[]): (local: string) => number {
  const onsets = lines
    .join('\n')
    .split(/^BEGIN:/m)
    .filter((part) => /^(STANDARD|DAYLIGHT)/.test(part))
    .flatMap(onsetsOf)
    .sort((a, b) => a.at - b.at);
  const offset = (instant: number): number =>
    onsets.findLast(({ at }) => at <= instant)?.to ?? onsets[0]?.from ?? 0;
  return (local) => {
    const wall = Date.parse(`${local}Z`);
    const offsets = [...new Set(onsets.flatMap(({ from, to }) => [from, to]))].sort(
      (a, b) => b - a,
    );
    const fits = offsets.find((each) => offset(wall - each * 1_000) === each);
    if (fits === undefined) throw new Error(`${local} does not happen`);
    return fits;
  };
}

function onsetsOf(part: string): readonly Onset[] {
  const value = (name: string): string => new RegExp(`^${name}:(.*)$`, 'm').exec(part)?.[1] ?? '';
  const [from, to] = [seconds(value('TZOFFSETFROM')), seconds(value('TZOFFSETTO'))];
  const start = value('DTSTART').replace(/^(....)(..)(..)T(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z');
  const rule = /^FREQ=YEARLY;BYMONTH=(\d+);BYDAY=(-?\d)(\w\w)$/.exec(value('RRULE'));
  const walls =
    rule === null
      ? [Date.parse(start)]
      : Array.from({ length: 131 }, (_, index) =>
          onsetIn(1970 + index, Number(rule[1]), Number(rule[2]), rule[3] ?? '', start),
        );
  return walls.map((wall) => ({ at: wall - from * 1_000, from, to }));
}

function onsetIn(year: number, month: number, nth: number, weekday: string, start: string): number {
  const wanted = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'].indexOf(weekday);
  const days = Array.from(
    { length: 31 },
    (_, index) => new Date(Date.UTC(year, month - 1, index + 1)),
  );
  const fitting = days.filter(
    (day) => day.getUTCMonth() === month - 1 && day.getUTCDay() === wanted,
  );
  const day = fitting.at(nth < 0 ? nth : nth - 1);
  return Date.parse(`${day?.toISOString().slice(0, 10)}T${start.slice(11)}`);
}

function seconds(text: string): number {
  const [, sign, hours, minutes, rest = '0'] = /^([+-])(\d\d)(\d\d)(\d\d)?$/.exec(text) ?? [];
  const size = Number(hours) * 3_600 + Number(minutes) * 60 + Number(rest);
  return sign === '-' ? -size : size;
}

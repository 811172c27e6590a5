const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** The day after a date, as `2026-12-01`. */
export const dayAfter = (date: string): string =>
  new Date(Date.parse(`${date}T00:00Z`) + DAY_MS).toISOString().slice(0, 10);

/** The day before a date, as `2026-12-01`. */
export const dayBefore = (date: string): string =>
  new Date(Date.parse(`${date}T00:00Z`) - DAY_MS).toISOString().slice(0, 10);

/** An hour later on a clock that nobody sets, as `2026-12-01T18:00`. */
export const hourAfter = (local: string): string =>
  new Date(Date.parse(`${local}Z`) + HOUR_MS).toISOString().slice(0, 16);

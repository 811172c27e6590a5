import { dayAfter } from '../format/calendar-days.ts';

/** The midnight with which a day begins on the viewer's clock, as an instant; nothing for what is no date. */
function midnight(date: string): string | undefined {
  const at = new Date(`${date}T00:00`);
  return /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(at.getTime())
    ? at.toISOString()
    : undefined;
}

/** The instants of a range of days on the viewer's clock, both days included, as the API asks for them. */
export function instantsOf(range: Readonly<{ from: string; to: string }>) {
  const from = midnight(range.from);
  const to = midnight(range.to) && midnight(dayAfter(range.to));
  return { ...(from && { from }), ...(to && { to }) };
}

import { type BrokenRule, broken, unless } from './broken-rule.ts';
import {
  type Component,
  componentsOf,
  type Property,
  propertiesOf,
  propertyOf,
} from './calendar-reader.ts';
import { checkZones } from './zone-rules.ts';

/** The form in which a time is written: what two times must share to be compared as text. */
export type TimeForm = 'date' | 'utc' | 'floating' | `zone ${string}` | 'bad';

const TIMED = ['DTSTART', 'DTEND', 'RECURRENCE-ID', 'RDATE', 'EXDATE'];

/** The form of a time; `bad` for one that is none, or whose VALUE says something else. */
export function formOf({ params, value }: Property, one = value): TimeForm {
  const type = params.get('VALUE') ?? 'DATE-TIME';
  const zone = params.get('TZID');
  if (!isRealTime(one)) return 'bad';
  if (one.length === 8) return type === 'DATE' && zone === undefined ? 'date' : 'bad';
  if (type !== 'DATE-TIME') return 'bad';
  if (one.endsWith('Z')) return zone === undefined ? 'utc' : 'bad';
  return zone === undefined ? 'floating' : `zone ${zone}`;
}

/** RFC 5545 §3.3.4, §3.3.12: a day that is in the calendar, an hour that is on the clock. */
function isRealTime(value: string): boolean {
  const [, year, month, day, hour = '00', minute = '00', second = '00'] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z?)?$/.exec(value) ?? [];
  if (year === undefined) return false;
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString() === text;
}

/** What the times of a calendar break, series and time zones included. */
export function checkTimes(calendar: Component): readonly BrokenRule[] {
  const events = componentsOf(calendar, 'VEVENT');
  const master = events.find((event) => propertyOf(event, 'RECURRENCE-ID') === undefined);
  const series = master === undefined ? undefined : propertyOf(master, 'DTSTART');
  return [
    ...events.flatMap(checkForms),
    ...events.flatMap(checkEnd),
    ...events.flatMap(checkRule),
    ...events.flatMap((event) => checkInstance(event, series)),
    ...checkZones(calendar),
  ];
}

function timesOf(event: Component): readonly (readonly [Property, TimeForm])[] {
  return TIMED.flatMap((name) => propertiesOf(event, name)).flatMap((property) =>
    property.value.split(',').map((value) => [property, formOf(property, value)] as const),
  );
}

function checkForms(event: Component): readonly BrokenRule[] {
  const start = timesOf(event).find(([{ name }]) => name === 'DTSTART')?.[1];
  return timesOf(event).flatMap(([{ name, value }, form]) => [
    ...unless(form !== 'bad', 'time-form', `${name}:${value}`),
    ...unless(form !== 'floating', 'no-floating-time', `${name}:${value}`),
    ...unless(
      !/^(RDATE|EXDATE)$/.test(name) || start === undefined || isAlike(form, start),
      'dates-like-start',
      `${name} in the form ${form}, DTSTART in the form ${start}`,
    ),
  ]);
}

/** The zone may differ: an instant is an instant (RFC 5545 §3.8.5.1). */
function isAlike(form: TimeForm, start: TimeForm): boolean {
  return form === 'bad' || form.split(' ')[0] === start.split(' ')[0];
}

/** Only ends of the same form can be compared without time zone data. */
function checkEnd(event: Component): readonly BrokenRule[] {
  const start = propertyOf(event, 'DTSTART');
  const end = propertyOf(event, 'DTEND');
  if (start === undefined || end === undefined) return [];
  const forms = [formOf(start), formOf(end)];
  const sameType = forms.filter((form) => form === 'date').length !== 1;
  const isAfter =
    forms[0] === 'date'
      ? end.value > start.value
      : forms[0] !== forms[1] || end.value >= start.value;
  const detail = `DTSTART:${start.value}, DTEND:${end.value}`;
  return unless(forms.includes('bad') || (sameType && isAfter), 'end-after-start', detail);
}

const FREQUENCIES = /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/;
const PART = /^(FREQ|UNTIL|COUNT|INTERVAL|BY[A-Z]+|WKST)=[^=;]+$/;

function checkRule(event: Component): readonly BrokenRule[] {
  const rule = propertyOf(event, 'RRULE')?.value;
  const start = propertyOf(event, 'DTSTART');
  if (rule === undefined || start === undefined) return [];
  const parts = rule.split(';');
  const values = new Map(parts.map((part) => [part.split('=')[0] ?? '', part.split('=')[1] ?? '']));
  const until = values.get('UNTIL');
  const isRule =
    parts.every((part) => PART.test(part)) &&
    values.size === parts.length &&
    FREQUENCIES.test(values.get('FREQ') ?? '') &&
    !(until !== undefined && values.has('COUNT'));
  return [
    ...unless(isRule, 'rrule-form', rule),
    ...unless(until === undefined || isUntil(until, formOf(start)), 'until-form', rule),
  ];
}

/** A DATE where DTSTART is one, floating where it floats, else UTC. */
function isUntil(until: string, start: TimeForm): boolean {
  if (!isRealTime(until)) return false;
  if (start === 'date') return until.length === 8;
  return until.length !== 8 && until.endsWith('Z') === (start !== 'floating');
}

function checkInstance(event: Component, series: Property | undefined): readonly BrokenRule[] {
  const id = propertyOf(event, 'RECURRENCE-ID');
  if (id === undefined) return [];
  const repeated = ['RRULE', 'RDATE', 'EXDATE'].filter((name) => propertyOf(event, name));
  const start = propertyOf(event, 'DTSTART');
  const form = formOf(id);
  // Alone in its mail, an instance can have moved to another zone: only the value type must be kept.
  const isOfSeries =
    series === undefined
      ? start === undefined || (form === 'date') === (formOf(start) === 'date')
      : form === formOf(series);
  return [
    ...repeated.map((name) => broken('series-in-master', `${name} beside RECURRENCE-ID`)),
    ...unless(!id.params.has('RANGE'), 'no-range', `RANGE=${id.params.get('RANGE')}`),
    ...unless(isOfSeries, 'recurrence-id-form', `RECURRENCE-ID in the form ${form}`),
  ];
}

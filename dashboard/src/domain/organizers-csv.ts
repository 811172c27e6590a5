import { writeCsv } from '../../../domain/list/write-csv.ts';
import type { OrganizerRow } from './organizers.ts';

const COLUMNS = ['email', 'name', 'events', 'upcoming', 'reports', 'stopped'] as const;

/** Organizers as CSV that a spreadsheet can open. The mark in front makes Excel read it as UTF-8. */
export const organizersCsv = (organizers: readonly OrganizerRow[]): string =>
  `\ufeff${writeCsv([
    COLUMNS,
    ...organizers.map(({ address, name = '', ...counts }) => [
      ...[address, name],
      ...[counts.events, counts.upcoming, counts.reports, counts.stopped].map(String),
    ]),
  ])}`;

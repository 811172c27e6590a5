import type { Stack } from '../stack.ts';
import type { DemoFigures } from './figures.ts';

const row = (name: string, value: string | number): string => `  ${name.padEnd(38)} ${value}`;

/** The figures as a page of text for people, 80 columns. */
export function reportText(figures: DemoFigures, stack: Stack): string {
  const { list, run, answers, stats, inbound, executions } = figures;
  const clients = Object.entries(stats.byClient).sort(([, a], [, b]) => b - a);
  const lines = [
    '',
    'Organizers',
    row('invited from', 'Google, Exchange, Apple'),
    row('became events', figures.events),
    '',
    'The list',
    row('rows', list.rows),
    row('accepted', list.accepted),
    row('refused, each with its line and reason', list.refused),
    row('duplicates', list.duplicates),
    '',
    'The run',
    row('sent', run.sent),
    row('failed', run.failed),
    row('skipped', run.skipped),
    row('invitations in the mailbox', figures.mails),
    row('guests a second, list to mailbox', figures.guestsPerSecond),
    '',
    'The answers',
    row('mailed', answers.mailed),
    row('yes', answers.accepted),
    row('maybe', answers.tentative),
    row('no', answers.declined),
    row('older, repeated or replaced', answers.ignored),
    '',
    'What the organizers did then, and how many mails guests got',
    ...figures.changes.map(({ name, mails }) => row(name, mails)),
    '',
    'Answers that stand, by calendar client',
    ...clients.map(([client, count]) => row(client, count)),
    '',
    'What became of every inbound mail',
    ...Object.entries(inbound)
      .sort()
      .map(([outcome, count]) => row(outcome, count)),
    '',
    'Executions',
    ...Object.entries(executions).map(([workflow, count]) => row(workflow, count)),
    '',
    `Everything adds up. ${figures.seconds} s, peak memory ${figures.peakRssMb} MB.`,
    '',
    row('Mailbox', `${stack.endpoints.mailbox}/`),
    row('API', `${stack.endpoints.http}/v1/openapi.json`),
    '',
  ];
  return lines.join('\n');
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { App } from 'aws-cdk-lib/core';
import type { Standing } from '../../lib/acknowledged.ts';
import { install } from '../../lib/installation.ts';
import { type Resource, readerOf, type TemplateJson } from '../../scripts/template-text.ts';

const cdkJson = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'cdk.json'), 'utf8'),
) as { context: Record<string, unknown> };

/** An app with the feature flags of cdk.json, and paths in the template. */
export const newApp = (): App =>
  new App({
    context: { ...cdkJson.context, 'aws:cdk:enable-path-metadata': true },
    // Five seconds a time: `npm run synth` does it.
    builtinCloudFormationValidation: false,
  });

/** The least that a configuration has to say. */
export const LEAST = {
  region: 'eu-west-1',
  domain: 'example.org',
  postalAddress: '1 Example Street, Exampleton',
};

/** A configuration with everything that can be chosen. */
export const EVERYTHING = {
  ...LEAST,
  name: 'parties',
  region: 'us-east-1',
  domain: 'events.example.org',
  mailboxes: { calendar: 'invite', bulk: 'lists', invites: 'rsvp' },
  dmarc: 'quarantine',
  hostedZone: { id: 'Z0123456789ABC', name: 'example.org' },
  receiptRuleSet: 'office',
  trackDeliveries: false,
  eventBus: true,
  web: {
    host: 'rsvp.example.org',
    certificateArn:
      'arn:aws:acm:us-east-1:111122223333:certificate/11111111-2222-3333-4444-555555555555',
  },
  waf: { requestsPerFiveMinutes: 1_000 },
  retention: { mailDays: 30, uploadDays: 20, versionDays: 7, logDays: 14 },
  alarms: {
    email: 'ops@example.org',
    topicArn: 'arn:aws:sns:us-east-1:111122223333:pager',
    runbook: 'https://wiki.example.org/runbook',
  },
  sendRate: 50,
  budget: { dollarsPerMonth: 100, email: 'ops@example.org' },
};

/** The two synthesised stacks, with their intrinsic functions readable. */
export type Synthesis = Readonly<{
  data: Template;
  app: Template;
  json: Readonly<Record<'data' | 'app', TemplateJson>>;
  /** What cdk-nag finds and somebody gave a reason for. */
  standing: readonly Standing[];
  /** Resources of a type, in both stacks. */
  of(type: string): readonly Resource[];
  text: ReturnType<typeof readerOf>;
}>;

/** Code that stands for a function's: bundling is not what these tests are about. */
const stub = () => Code.fromInline('exports.handler = () => {};');

/** The templates of an installation with the least configuration, or of another. */
export function synthesise(source: unknown = LEAST): Synthesis {
  const { data, app, check } = install(newApp(), source, stub);
  const templates = { data: Template.fromStack(data), app: Template.fromStack(app) };
  const json = { data: templates.data.toJSON(), app: templates.app.toJSON() } as Synthesis['json'];
  const resources = { ...json.data.Resources, ...json.app.Resources };
  return {
    ...templates,
    json,
    standing: check.standing,
    of: (type) => Object.values(resources).filter(({ Type }) => Type === type),
    text: readerOf([json.data, json.app]),
  };
}

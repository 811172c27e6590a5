import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { App } from 'aws-cdk-lib/core';
import type { Standing } from '../../lib/acknowledged.ts';
import { install } from '../../lib/installation.ts';

const cdkJson = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'cdk.json'), 'utf8'),
) as { context: Record<string, unknown> };

/** An app with the feature flags of cdk.json, and paths in the template. */
export const newApp = (): App =>
  new App({ context: { ...cdkJson.context, 'aws:cdk:enable-path-metadata': true } });

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

/** A resource of a template. */
export type Resource = Readonly<{
  Type: string;
  Properties: Readonly<Record<string, unknown>>;
  DeletionPolicy?: string;
  Metadata?: Readonly<{ 'aws:cdk:path'?: string }>;
}>;

/** The two synthesised stacks, with their intrinsic functions readable. */
export type Synthesis = Readonly<{
  data: Template;
  app: Template;
  json: Readonly<Record<'data' | 'app', TemplateJson>>;
  /** What cdk-nag finds and somebody gave a reason for. */
  standing: readonly Standing[];
  /** Resources of a type, in both stacks. */
  of(type: string): readonly Resource[];
  /** Path of a resource without its stack. */
  pathOf(resource: Resource): string;
  /**
   * A value as text: `<Store/Table.Arn>` where the template says Fn::GetAtt or takes it from the other
   * stack, the pseudo parameters by their last word, `arn:<Partition>:...`.
   */
  text(value: unknown): string;
}>;

/** What a template is made of, as far as tests look. */
export type TemplateJson = Readonly<{
  Resources: Readonly<Record<string, Resource>>;
  Outputs?: Readonly<Record<string, { Value: unknown }>>;
}>;

const pathIn = ({ Metadata }: Resource): string =>
  (Metadata?.['aws:cdk:path'] ?? '').replace(/^[^/]*\//, '').replace(/\/Resource$/, '');

/** Code that stands for a function's: bundling is not what these tests are about. */
const stub = () => Code.fromInline('exports.handler = () => {};');

/** The templates of an installation with the least configuration, or of another. */
export function synthesise(source: unknown = LEAST): Synthesis {
  const { data, app, check } = install(newApp(), source, stub);
  const templates = { data: Template.fromStack(data), app: Template.fromStack(app) };
  const json = { data: templates.data.toJSON(), app: templates.app.toJSON() } as Synthesis['json'];
  const resources = { ...json.data.Resources, ...json.app.Resources };
  const pathOf = (id: string): string =>
    resources[id] ? pathIn(resources[id]) : id.replace(/^AWS::/, '');
  const text = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return String(value);
    const [[name, arg] = ['', '']] = Object.entries(value);
    if (name === 'Ref') return `<${pathOf(String(arg))}>`;
    if (name === 'Fn::GetAtt' && Array.isArray(arg)) return `<${pathOf(arg[0])}.${arg[1]}>`;
    if (name === 'Fn::Join' && Array.isArray(arg)) return arg[1].map(text).join(arg[0]);
    if (name === 'Fn::GetStackOutput')
      return text(json.data.Outputs?.[(arg as { OutputName: string }).OutputName]?.Value);
    return JSON.stringify(value);
  };
  return {
    ...templates,
    json,
    standing: check.standing,
    of: (type) => Object.values(resources).filter(({ Type }) => Type === type),
    pathOf: pathIn,
    text,
  };
}

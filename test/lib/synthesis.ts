import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import { readConfiguration } from '../../lib/configuration.ts';
import { Convoke } from '../../lib/stack.ts';

const cdkJson = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'cdk.json'), 'utf8'),
) as { context: Record<string, unknown> };

/** An app with the feature flags of cdk.json, paths in the template, and no bundling. */
export const newApp = (): App =>
  new App({
    context: {
      ...cdkJson.context,
      'aws:cdk:bundling-stacks': [],
      'aws:cdk:enable-path-metadata': true,
    },
  });

/** A resource of a template. */
export type Resource = Readonly<{
  Type: string;
  Properties: Readonly<Record<string, unknown>>;
  DeletionPolicy?: string;
  Metadata?: Readonly<{ 'aws:cdk:path'?: string }>;
}>;

/** A synthesised stack, with its intrinsic functions readable. */
export type Synthesis = Readonly<{
  template: Template;
  json: unknown;
  resources: Readonly<Record<string, Resource>>;
  /** Resources of a type. */
  of(type: string): readonly Resource[];
  /**
   * A value as text: `<Store/Table.Arn>` where the template says Fn::GetAtt, the pseudo parameters by
   * their last word, `arn:<Partition>:...`.
   */
  text(value: unknown): string;
}>;

/** The template of an installation at example.org, or of what the context says. */
export function synthesise(context?: unknown): Synthesis {
  const { configuration } = readConfiguration(
    context ?? { domain: 'example.org', postalAddress: '1 Example Street, Exampleton' },
  );
  const template = Template.fromStack(new Convoke(newApp(), 'convoke', { configuration }));
  const json = template.toJSON();
  const resources: Record<string, Resource> = json.Resources;
  const pathOf = (id: string): string =>
    resources[id]?.Metadata?.['aws:cdk:path']
      ?.replace(/^convoke\//, '')
      .replace(/\/Resource$/, '') ?? id.replace(/^AWS::/, '');
  const text = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return String(value);
    const [[name, arg] = ['', '']] = Object.entries(value);
    if (name === 'Ref') return `<${pathOf(String(arg))}>`;
    if (name === 'Fn::GetAtt' && Array.isArray(arg)) return `<${pathOf(arg[0])}.${arg[1]}>`;
    if (name === 'Fn::Join' && Array.isArray(arg)) return arg[1].map(text).join(arg[0]);
    return JSON.stringify(value);
  };
  const of = (type: string) => Object.values(resources).filter(({ Type }) => Type === type);
  return { template, json, resources, of, text };
}

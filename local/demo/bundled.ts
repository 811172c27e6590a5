import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import cdk from '../../cdk.json' with { type: 'json' };
import { bundle } from '../../lib/bundles.ts';
import { EXAMPLE_FILE, readConfigurationFile } from '../../lib/configuration.ts';
import { install } from '../../lib/installation.ts';
import type { Entries } from '../function-runtime.ts';

/** A function of a template, as far as its code goes. */
type Uploaded = Readonly<{
  Type: string;
  Properties?: { FunctionName?: string };
  Metadata?: { 'aws:asset:path'?: string };
}>;

/** CDK put no code of that name into its assembly. */
export class NotBundled extends Error {
  override readonly name = 'NotBundled';
}

/**
 * Synthesises the stacks and gives the file of each function as it lies in the cloud assembly, which is
 * what `cdk deploy` uploads.
 *
 * @throws NotBundled from what it gives, for a function that is not in the template
 */
export async function bundledEntries(): Promise<Entries> {
  const folder = mkdtempSync(join(tmpdir(), 'convoke-assembly-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const app = new App({
    outdir: join(folder, 'cdk.out'),
    context: { ...cdk.context, 'aws:cdk:enable-asset-metadata': true },
    builtinCloudFormationValidation: false,
  });
  const source = readConfigurationFile(EXAMPLE_FILE);
  const { app: stack } = install(app, source, await bundle(join(folder, 'bundles')));
  const assembly = app.synth();
  const { Resources } = assembly.getStackByName(stack.stackName).template as {
    Resources: Record<string, Uploaded>;
  };
  const files = new Map(
    Object.values(Resources).flatMap(({ Type, Properties, Metadata }) => {
      const path = Metadata?.['aws:asset:path'];
      if (Type !== 'AWS::Lambda::Function' || path === undefined) return [];
      const name = Properties?.FunctionName?.replace(`${stack.stackName}-`, '') ?? '';
      return [[name, join(assembly.directory, path, 'index.mjs')] as const];
    }),
  );
  return (name) => {
    const file = files.get(name);
    if (file === undefined) throw new NotBundled(`the assembly has no code of ${name}`);
    return file;
  };
}

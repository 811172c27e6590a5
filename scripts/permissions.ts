import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { App } from 'aws-cdk-lib/core';
import cdk from '../cdk.json' with { type: 'json' };
import { EXAMPLE_FILE, readConfigurationFile } from '../lib/configuration.ts';
import { install } from '../lib/installation.ts';
import { PERMISSIONS_FILE, permissionsPage, writtenPage } from './permissions-page.ts';
import type { TemplateJson } from './template-text.ts';

const HELP = `Writes docs/permissions.md: every role of an installation, what it may do and why.

  npm run permissions               writes it when it is stale
  npm run permissions -- --check    writes nothing; ends with 1 when it is stale
`;

function main(): number {
  const { values } = parseArgs({
    options: { check: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const app = new App({
    context: { ...cdk.context, 'aws:cdk:enable-path-metadata': true },
    builtinCloudFormationValidation: false,
  });
  const stacks = install(app, readConfigurationFile(EXAMPLE_FILE), () =>
    Code.fromInline('exports.handler = () => {};'),
  );
  const page = permissionsPage(
    [stacks.data, stacks.app].map((stack) => Template.fromStack(stack).toJSON() as TemplateJson),
  );
  if (page === writtenPage()) return 0;
  process.stdout.write(`${values.check ? 'stale' : 'written'}: docs/permissions.md\n`);
  if (!values.check) {
    writeFileSync(PERMISSIONS_FILE, page);
    return 0;
  }
  process.stderr.write('The page is not that of the template: npm run permissions\n');
  return 1;
}

process.exitCode = main();

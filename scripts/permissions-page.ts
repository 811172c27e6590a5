import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REASONS } from './permission-reasons.ts';
import {
  type Permission,
  pathOf,
  permissionsIn,
  policiesOf,
  type Resource,
  readerOf,
  type TemplateJson,
} from './template-text.ts';

const root = join(import.meta.dirname, '..');

const HEAD = [
  '# Permissions',
  '',
  'Every role of an installation, what it may do and why; made from the template by `npm run permissions`, with the',
  'configuration of convoke.example.json. `<Store/Data.Arn>` is what a resource of the template turns out to be. A test holds the',
  'actions of each function equal to what IAM asks for the calls that its code makes, in both directions.',
  '',
].join('\n');

const kebab = (pascal: string): string => pascal.replace(/\B[A-Z]/g, '-$&').toLowerCase();

/** The first sentence above `export const handler` of a function. */
function purposeOf(file: string): string {
  const [above = ''] = readFileSync(file, 'utf8').split('export const handler');
  const comment = above.slice(above.lastIndexOf('/**')).replace(/^\s*\*\/?|^\/\*\*|\*\/\s*$/gm, '');
  const [first = ''] = comment
    .trim()
    .replace(/\s+/g, ' ')
    .split(/(?<=\.) /);
  return first;
}

/** What a role is for, by its path. */
function roleOf(path: string): readonly [title: string, purpose: string] {
  const [, of = path] = /^Functions\/(\w+)Role$/.exec(path) ?? [];
  if (of !== path) {
    const name = kebab(of);
    return [`Function ${name}`, purposeOf(join(root, 'functions', name, 'handler.ts'))];
  }
  const [, workflow, events] = /^Workflows\/(\w+)\/Machine\/(Events)?Role$/.exec(path) ?? [];
  if (workflow !== undefined) {
    const name = kebab(workflow);
    if (events) return [`Rules that start ${name}`, 'EventBridge, when an object appears.'];
    const file = join(root, 'statemachines', `${name}.asl.json`);
    const { Comment = '' } = JSON.parse(readFileSync(file, 'utf8')) as { Comment?: string };
    return [`Workflow ${name}`, Comment];
  }
  const [title, purpose] = OTHER_ROLES[path] ?? [];
  if (title === undefined || purpose === undefined) {
    throw new Error(`scripts/permissions-page.ts does not know what ${path} is for`);
  }
  return [title, purpose];
}

const OTHER_ROLES: Readonly<Record<string, readonly [string, string]>> = {
  'FirstKeys/FillRole': [
    'Function first-keys',
    'Fills the secret with its first keys at deployment, once.',
  ],
  'Schedules/Role': ['Schedules', 'What EventBridge Scheduler calls at its time.'],
  'AWSCDK.TriggerCustomResourceProviderCustomResourceProvider/Role': [
    'CDK’s trigger',
    'Calls first-keys during a deployment. CDK’s own function, with AWS’s managed policy for its log.',
  ],
};

const code = (text: string): string => `\`${text}\``;

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** Rows of one table: actions with the same resource, condition and reason share one. */
function tableOf(permissions: readonly Permission[]): string {
  const rows = new Map<string, Set<string>>();
  for (const { action, resource, condition } of permissions) {
    const reason = REASONS[action];
    if (reason === undefined) throw new Error(`scripts/permission-reasons.ts has no ${action}`);
    const on = condition === undefined ? code(resource) : `${code(resource)} if ${code(condition)}`;
    const key = `${cell(on)} | ${reason}`;
    rows.set(key, (rows.get(key) ?? new Set()).add(action));
  }
  const lines = [...rows].map(
    ([rest, actions]) => `| ${[...actions].sort().map(code).join(' ')} | ${rest} |`,
  );
  return ['| may | on | because it |', '| --- | --- | --- |', ...lines.sort()].join('\n');
}

/** Policies that a resource itself has: who else may use it. */
function resourcePolicies(resources: readonly Resource[], text: (value: unknown) => string) {
  return resources
    .filter(({ Type }) => /^AWS::(S3::Bucket|SQS::Queue|SNS::Topic)Policy$/.test(Type))
    .flatMap((resource) => {
      const permissions = permissionsIn(text, resource.Properties.PolicyDocument);
      const name = pathOf(resource).replace(/\/Policy$/, '');
      return permissions.length === 0 ? [] : [`### ${name}\n\n${tableOf(permissions)}\n`];
    });
}

/** The page about the permissions of an installation. @throws for a role or an action without a reason */
export function permissionsPage(templates: readonly TemplateJson[]): string {
  const text = readerOf(templates);
  const resources = templates.flatMap(({ Resources }) => Object.values(Resources));
  const roles = resources
    .filter(({ Type }) => Type === 'AWS::IAM::Role')
    .map((role) => {
      const path = pathOf(role);
      const [title, purpose] = roleOf(path);
      const documents = policiesOf(resources, text, path);
      const permissions = documents.flatMap((document) => permissionsIn(text, document));
      const table = permissions.length === 0 ? '' : `\n${tableOf(permissions)}\n`;
      return `### ${title}\n\n${purpose}\n${table}`;
    });
  const others = resourcePolicies(resources, text);
  return [
    HEAD,
    '## Roles\n',
    ...roles.sort(),
    '## Resources that others may use\n',
    ...others.sort(),
  ].join('\n');
}

/** Where the page is. */
export const PERMISSIONS_FILE = join(root, 'docs', 'permissions.md');

/** The page as it is in the repository. */
export const writtenPage = (): string =>
  existsSync(PERMISSIONS_FILE) ? readFileSync(PERMISSIONS_FILE, 'utf8') : '';

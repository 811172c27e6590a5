import type { Resource, Synthesis } from './synthesis.ts';

type Statement = Readonly<{
  Effect: string;
  Action: string | string[];
  Resource?: unknown;
  Condition?: unknown;
}>;

/** One thing that a role may do: `action on resource`, and `if` its condition where it has one. */
export type Permission = string;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** The permissions that the statements of a policy give, each once, in order. */
export function permissionsIn({ text }: Synthesis, document: unknown): readonly Permission[] {
  const { Statement } = document as { Statement: readonly Statement[] };
  const all = Statement.filter(({ Effect }) => Effect === 'Allow').flatMap((statement) =>
    listOf(statement.Action).flatMap((action) =>
      listOf(statement.Resource).map((resource) => {
        const condition = statement.Condition ? ` if ${JSON.stringify(statement.Condition)}` : '';
        return `${String(action)} on ${text(resource)}${condition}`;
      }),
    ),
  );
  return [...new Set(all)].sort();
}

const documentOf = ({ Properties }: Resource): unknown => Properties.PolicyDocument;

/** The permissions of the role at a path of the stack, from every policy that names it. */
export function permissionsOfRole(synthesis: Synthesis, path: string): readonly Permission[] {
  const policies = synthesis
    .of('AWS::IAM::Policy')
    .filter(({ Properties }) => listOf(Properties.Roles).map(synthesis.text).includes(`<${path}>`));
  return policies.flatMap((policy) => permissionsIn(synthesis, documentOf(policy))).sort();
}

/** Every permission that any policy of the template gives, with the path of the policy. */
export function allPermissions(synthesis: Synthesis): readonly (readonly [string, Permission])[] {
  const policies = [
    ...synthesis.of('AWS::IAM::Policy'),
    ...synthesis.of('AWS::S3::BucketPolicy'),
    ...synthesis.of('AWS::SQS::QueuePolicy'),
  ].map((resource) => [resource.Metadata?.['aws:cdk:path'] ?? '', documentOf(resource)] as const);
  const inline = synthesis
    .of('AWS::IAM::Role')
    .flatMap(({ Metadata, Properties }) =>
      listOf(Properties.Policies ?? []).map(
        (policy) =>
          [
            Metadata?.['aws:cdk:path'] ?? '',
            (policy as { PolicyDocument: unknown }).PolicyDocument,
          ] as const,
      ),
    );
  return [...policies, ...inline].flatMap(([path, document]) =>
    permissionsIn(synthesis, document).map((permission) => [path, permission] as const),
  );
}

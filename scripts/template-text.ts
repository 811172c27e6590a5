/** A resource of a template. */
export type Resource = Readonly<{
  Type: string;
  Properties: Readonly<Record<string, unknown>>;
  DeletionPolicy?: string;
  Metadata?: Readonly<{ 'aws:cdk:path'?: string }>;
}>;

/** What a template is made of, as far as anybody here looks. */
export type TemplateJson = Readonly<{
  Resources: Readonly<Record<string, Resource>>;
  Outputs?: Readonly<Record<string, { Value: unknown }>>;
}>;

/** Path of a resource without its stack, and without the `Resource` that CDK ends it with. */
export const pathOf = ({ Metadata }: Resource): string =>
  (Metadata?.['aws:cdk:path'] ?? '').replace(/^[^/]*\//, '').replace(/\/Resource$/, '');

/**
 * Reads values of the templates of one installation as text: `<Store/Table.Arn>` where the template says
 * Fn::GetAtt or takes it from another stack, the pseudo parameters by their last word.
 */
export function readerOf(templates: readonly TemplateJson[]): (value: unknown) => string {
  const resources: Record<string, Resource> = Object.assign(
    {},
    ...templates.map(({ Resources }) => Resources),
  );
  const outputs: Record<string, { Value: unknown }> = Object.assign(
    {},
    ...templates.map(({ Outputs }) => Outputs),
  );
  const nameOf = (id: string): string => {
    const resource = resources[id];
    return resource ? pathOf(resource) : id.replace(/^AWS::/, '');
  };
  const text = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return String(value);
    const [[name, arg] = ['', '']] = Object.entries(value);
    if (name === 'Ref') return `<${nameOf(String(arg))}>`;
    if (name === 'Fn::GetAtt' && Array.isArray(arg)) return `<${nameOf(arg[0])}.${arg[1]}>`;
    if (name === 'Fn::Join' && Array.isArray(arg)) return arg[1].map(text).join(arg[0]);
    if (name === 'Fn::GetStackOutput') {
      return text(outputs[(arg as { OutputName: string }).OutputName]?.Value);
    }
    return JSON.stringify(value);
  };
  return text;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

type Statement = Readonly<{
  Effect: string;
  Action: string | string[];
  Resource?: unknown;
  Condition?: unknown;
}>;

/** One thing that a policy allows. */
export type Permission = Readonly<{ action: string; resource: string; condition?: string }>;

/** What the statements of a policy allow, one action on one resource each. */
export function permissionsIn(
  text: (value: unknown) => string,
  document: unknown,
): readonly Permission[] {
  const { Statement } = document as { Statement: readonly Statement[] };
  return Statement.filter(({ Effect }) => Effect === 'Allow').flatMap((statement) =>
    listOf(statement.Action).flatMap((action) =>
      listOf(statement.Resource).map((resource) => ({
        action: String(action),
        resource: text(resource),
        ...(statement.Condition !== undefined && {
          condition: JSON.stringify(statement.Condition, (_, value) =>
            typeof value === 'object' && value !== null && !Array.isArray(value)
              ? Object.fromEntries(
                  Object.entries(value).map(([key, inner]) => [
                    key,
                    /^(Ref|Fn::)/.test(Object.keys(Object(inner))[0] ?? '') ? text(inner) : inner,
                  ]),
                )
              : value,
          ),
        }),
      })),
    ),
  );
}

/** The policies that are attached to the role at a path. */
export const policiesOf = (
  resources: readonly Resource[],
  text: (value: unknown) => string,
  path: string,
): readonly unknown[] =>
  resources.flatMap(({ Type, Properties }) =>
    Type === 'AWS::IAM::Policy' && listOf(Properties.Roles).map(text).includes(`<${path}>`)
      ? [Properties.PolicyDocument]
      : [],
  );

import { permissionsIn, policiesOf, type Resource } from '../../scripts/template-text.ts';
import type { Synthesis } from './synthesis.ts';

/** One thing that a role may do: `action on resource`, and `if` its condition where it has one. */
export type Permission = string;

const inWords = ({ text }: Synthesis, document: unknown): readonly Permission[] => [
  ...new Set(
    permissionsIn(text, document).map(
      ({ action, resource, condition }) =>
        `${action} on ${resource}${condition === undefined ? '' : ` if ${condition}`}`,
    ),
  ),
];

/** The permissions of the role at a path of its stack, from every policy that names it, in order. */
export function permissionsOfRole(synthesis: Synthesis, path: string): readonly Permission[] {
  const documents = policiesOf(synthesis.of('AWS::IAM::Policy'), synthesis.text, path);
  return documents.flatMap((document) => inWords(synthesis, document)).sort();
}

const inlineOf = ({ Properties }: Resource): readonly unknown[] =>
  (Properties.Policies as { PolicyDocument: unknown }[] | undefined)?.map(
    ({ PolicyDocument }) => PolicyDocument,
  ) ?? [];

/** Every permission that any policy of the templates gives. */
export function allPermissions(synthesis: Synthesis): readonly Permission[] {
  const documents = [
    ...synthesis.of('AWS::IAM::Policy'),
    ...synthesis.of('AWS::S3::BucketPolicy'),
    ...synthesis.of('AWS::SQS::QueuePolicy'),
    ...synthesis.of('AWS::SNS::TopicPolicy'),
  ].map(({ Properties }) => Properties.PolicyDocument);
  const inline = synthesis.of('AWS::IAM::Role').flatMap(inlineOf);
  return [...documents, ...inline].flatMap((document) => inWords(synthesis, document));
}

import { expect, test } from '@jest/globals';
import { permissionsOfRole } from './statements.ts';
import { LEAST, synthesise } from './synthesis.ts';

const least = synthesise();

test('a restored table takes the place of the own one, which stays', () => {
  const restored = synthesise({ ...LEAST, restoredTable: 'convoke-restored' });
  expect(restored.of('AWS::DynamoDB::GlobalTable')).toEqual(least.of('AWS::DynamoDB::GlobalTable'));
  restored.app.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'convoke-api',
    Environment: { Variables: { TABLE_NAME: 'convoke-restored' } },
  });
  const allowed = permissionsOfRole(restored, 'Functions/ApiRole').filter((permission) =>
    permission.startsWith('dynamodb:Query'),
  );
  const arn = 'arn:aws:dynamodb:eu-west-1:<AccountId>:table/convoke-restored';
  expect(allowed).toEqual([`dynamodb:Query on ${arn}`, `dynamodb:Query on ${arn}/index/byTime`]);
  const names = Object.values(restored.json.data.Outputs ?? {}).map(({ Value }) => Value);
  expect(names).toContain('convoke-restored');
});

import { expect, test } from '@jest/globals';
import { pathOf } from '../../scripts/template-text.ts';
import { synthesise } from './synthesis.ts';

const { json, of } = synthesise();

test('the template has no value of a secret', () => {
  const secrets = of('AWS::SecretsManager::Secret').map((each) => [pathOf(each), each] as const);
  expect(secrets.map(([path]) => path).sort()).toEqual(['Keys/Secret', 'Web/Proof']);
  for (const [path, { Properties }] of secrets) {
    expect(Properties).not.toHaveProperty('SecretString');
    expect(Object.hasOwn(Properties, 'GenerateSecretString')).toBe(path === 'Web/Proof');
  }
  expect(JSON.stringify(json)).not.toMatch(/[^0-9a-f][0-9a-f]{64}"/);
});

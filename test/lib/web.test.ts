import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { EDGE_FIELDS } from '../../manifest-environment.ts';
import { pathOf } from '../../scripts/template-text.ts';
import { synthesise } from './synthesis.ts';

const { of, text } = synthesise();

type Way = Readonly<{
  TargetOriginId: string;
  FunctionAssociations?: { EventType: string; FunctionARN: unknown }[];
}>;

type Distribution = Readonly<{
  Origins: {
    Id: string;
    CustomOriginConfig?: unknown;
    OriginCustomHeaders?: { HeaderName: string; HeaderValue: unknown }[];
  }[];
  DefaultCacheBehavior: Way;
  CacheBehaviors: Way[];
}>;

test('CloudFront writes the visitor’s address over whatever came, and proves that it did', () => {
  const [config] = of('AWS::CloudFront::Distribution').map(
    ({ Properties }) => Properties.DistributionConfig as Distribution,
  );
  const api = config?.Origins.find(({ CustomOriginConfig }) => CustomOriginConfig);
  expect(
    api?.OriginCustomHeaders?.map((each) => [each.HeaderName, text(each.HeaderValue)]),
  ).toEqual([[EDGE_FIELDS.secret, '{{resolve:secretsmanager:<Web/Proof>:SecretString:::}}']]);
  const ways = [config?.DefaultCacheBehavior, ...(config?.CacheBehaviors ?? [])].filter(
    (way) => way?.TargetOriginId === api?.Id,
  );
  expect(ways).toHaveLength(2);
  for (const way of ways) {
    expect(way?.FunctionAssociations).toMatchObject([{ EventType: 'viewer-request' }]);
    expect(text(way?.FunctionAssociations?.[0]?.FunctionARN)).toBe('<Web/Viewer.FunctionARN>');
  }
  const viewer = of('AWS::CloudFront::Function').find((each) => pathOf(each) === 'Web/Viewer');
  const request = { uri: '/', headers: { [EDGE_FIELDS.address]: { value: '192.0.2.66' } } };
  const event = { viewer: { ip: '2001:db8::17' }, request };
  const code = `${viewer?.Properties.FunctionCode}; handler(event)`;
  expect(runInNewContext(code, { event })).toEqual({
    uri: '/',
    headers: { [EDGE_FIELDS.address]: { value: '2001:db8::17' } },
  });
});

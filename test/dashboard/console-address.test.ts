import { expect, test } from '@jest/globals';
import { consoleAddress, executionNamed } from '../../dashboard/src/executions/console-address.ts';

const arnIn = (partition: string, region: string) =>
  `arn:${partition}:states:${region}:123456789012:execution:convoke-send:send-abc2345`;

test.each([
  ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com'],
  ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn'],
  ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com'],
  ['aws-eusc', 'eusc-de-east-1', 'https://eusc-de-east-1.console.amazonaws-eusc.eu'],
])(
  'an execution of %s is shown by the console of its partition and region',
  (partition, region, host) => {
    const arn = arnIn(partition, region);
    expect(consoleAddress(arn)).toBe(
      `${host}/states/home?region=${region}#/v2/executions/details/${arn}`,
    );
  },
);

test('a partition without a public console has no address, and the name is known all the same', () => {
  const arn = arnIn('aws-iso', 'us-iso-east-1');
  expect(consoleAddress(arn)).toBeUndefined();
  expect(executionNamed(arn)?.execution).toBe('send-abc2345');
});

test.each([
  'arn:aws:states:eu-west-1:123456789012:express:rsvp:name:id',
  'arn:aws:states:eu-west-1:123456789012:stateMachine:send',
  'arn:aws:s3:eu-west-1:123456789012:execution:send:name',
  'arn:aws:states:evil.example/:123456789012:execution:send:name',
  'javascript:alert(1)',
])('«%s» is nothing that a link goes to', (text) => {
  expect([executionNamed(text), consoleAddress(text)]).toEqual([undefined, undefined]);
});

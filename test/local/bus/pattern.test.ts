import { expect, test } from '@jest/globals';
import {
  compilePattern,
  type EventPattern,
  UnsupportedPattern,
} from '../../../local/bus/pattern.ts';

const event = {
  source: 'aws.s3',
  'detail-type': 'Object Created',
  resources: ['arn:aws:s3:::mail', 'arn:aws:s3:::other'],
  detail: {
    bucket: { name: 'mail' },
    object: { key: 'inbox/rsvp/abc', size: 3 },
    flag: true,
    none: null,
  },
};

test.each<[string, EventPattern, boolean]>([
  ['equality', { source: ['aws.s3'] }, true],
  ['equality of another value', { source: ['aws.ses'] }, false],
  ['one of several values', { source: ['aws.ses', 'aws.s3'] }, true],
  ['a number', { detail: { object: { size: [3] } } }, true],
  ['a number is not its text', { detail: { object: { size: ['3'] } } }, false],
  ['true', { detail: { flag: [true] } }, true],
  ['null', { detail: { none: [null] } }, true],
  ['null is not absence', { detail: { absent: [null] } }, false],
  ['any member of an array', { resources: ['arn:aws:s3:::other'] }, true],
  ['prefix', { detail: { object: { key: [{ prefix: 'inbox/rsvp/' }] } } }, true],
  ['another prefix', { detail: { object: { key: [{ prefix: 'inbox/bulk/' }] } } }, false],
  ['suffix', { detail: { object: { key: [{ suffix: '/abc' }] } } }, true],
  ['anything but a value', { source: [{ 'anything-but': 'aws.ses' }] }, true],
  ['anything but the value', { source: [{ 'anything-but': 'aws.s3' }] }, false],
  ['anything but a list', { source: [{ 'anything-but': ['aws.ses', 'aws.s3'] }] }, false],
  [
    'anything but a suffix',
    { detail: { object: { key: [{ 'anything-but': { suffix: 'abc' } }] } } },
    false,
  ],
  ['anything but, of an absent field', { detail: { absent: [{ 'anything-but': 'x' }] } }, false],
  ['exists', { detail: { bucket: { name: [{ exists: true }] } } }, true],
  ['does not exist', { detail: { absent: [{ exists: false }] } }, true],
  ['nested field of an absent object', { detail: { absent: { name: [{ exists: false }] } } }, true],
  ['all fields together', { source: ['aws.s3'], detail: { bucket: { name: ['other'] } } }, false],
])('%s', (_title, pattern, matches) => {
  expect(compilePattern(pattern)(event)).toBe(matches);
});

test.each([
  ['an unknown operator', { detail: { size: [{ numeric: ['>', 1] }] } }],
  ['two operators at once', { source: [{ prefix: 'a', suffix: 'b' }] }],
  ['no matcher', { source: [] }],
])('%s is refused', (_title, pattern) => {
  expect(() => compilePattern(pattern as unknown as EventPattern)).toThrow(UnsupportedPattern);
});

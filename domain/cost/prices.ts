/** The day on which these prices were read. */
export const PRICES_OF = '2026-11-22';

/** One thing that AWS counts, and what one of it costs in US dollars. */
export type Price = Readonly<{ service: string; what: string; dollars: number }>;

/**
 * List prices of us-east-1 for everything that a send uses: on demand, arm64, no free tier, SES à la carte.
 *
 * @see https://aws.amazon.com/pricing/
 */
export const PRICES = {
  mails: { service: 'SES', what: 'mails', dollars: 0.1 / 1_000 },
  writes: { service: 'DynamoDB', what: 'write units', dollars: 0.625 / 1_000_000 },
  reads: { service: 'DynamoDB', what: 'read units', dollars: 0.125 / 1_000_000 },
  transitions: { service: 'Step Functions', what: 'transitions', dollars: 0.025 / 1_000 },
  expressRequests: { service: 'Step Functions', what: 'express starts', dollars: 1 / 1_000_000 },
  expressGbSeconds: { service: 'Step Functions', what: 'express GB-s', dollars: 0.00001667 },
  lambdaRequests: { service: 'Lambda', what: 'requests', dollars: 0.2 / 1_000_000 },
  lambdaGbSeconds: { service: 'Lambda', what: 'GB-s', dollars: 0.0000133334 },
  queueRequests: { service: 'SQS', what: 'requests', dollars: 0.4 / 1_000_000 },
  objectReads: { service: 'S3', what: 'reads', dollars: 0.0004 / 1_000 },
  objectWrites: { service: 'S3', what: 'writes', dollars: 0.005 / 1_000 },
  logGb: { service: 'CloudWatch', what: 'GB of logs', dollars: 0.5 },
} as const satisfies Readonly<Record<string, Price>>;

/** A key of {@link PRICES}. */
export type PriceName = keyof typeof PRICES;

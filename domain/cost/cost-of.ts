import { PRICES, PRICES_OF, type PriceName } from './prices.ts';
import type { Usage } from './usage.ts';

/** One line of a bill. */
export type CostLine = Readonly<{ service: string; what: string; count: number; dollars: number }>;

/** What something costs, dollars. */
export type Cost = Readonly<{
  lines: readonly CostLine[];
  /** SES's price for the mails: nobody can send for less. */
  ses: number;
  /** Everything else. */
  rest: number;
  total: number;
  /** Date of the prices. */
  pricesOf: string;
}>;

/** What a usage costs by the price table, the dearest line first. */
export function costOf(usage: Usage): Cost {
  const lines = (Object.keys(PRICES) as PriceName[])
    .map((name): CostLine => {
      const { service, what, dollars } = PRICES[name];
      return { service, what, count: usage[name], dollars: usage[name] * dollars };
    })
    .sort((a, b) => b.dollars - a.dollars);
  const sum = (of: readonly CostLine[]) => of.reduce((total, { dollars }) => total + dollars, 0);
  const ses = sum(lines.filter(({ service }) => service === 'SES'));
  const total = sum(lines);
  return { lines, ses, rest: total - ses, total, pricesOf: PRICES_OF };
}

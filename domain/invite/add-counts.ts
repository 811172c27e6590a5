/** The sum of counts, name by name; what only one of them has is as it is there. */
export function addCounts<T extends Readonly<Partial<Record<string, number>>>>(a: T, b: T): T {
  const sum: Partial<Record<string, number>> = { ...a };
  for (const [name, count = 0] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum as T;
}

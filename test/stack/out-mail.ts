/** Fields of a mail by lower-case name, unfolded, in their order; nothing of them is decoded. */
export function splitHeaders(raw: string): ReadonlyMap<string, readonly string[]> {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  const fields = head.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const grouped = Map.groupBy(fields, ([name]) => name);
  return new Map([...grouped].map(([name, each]) => [name, each.map(([, value]) => value)]));
}

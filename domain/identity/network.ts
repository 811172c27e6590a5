import ipaddr from 'ipaddr.js';

/** The networks that a client's address is in: what one household or server has, and what one customer may have. */
export type Networks = Readonly<{
  /** IPv4 /32, IPv6 /64: a host of IPv6 may take any address of its /64. */
  narrow: string;
  /** IPv6 /48: what a provider gives a customer; absent for IPv4. */
  wide?: string;
}>;

/**
 * The networks of an address.
 *
 * @returns one network for all texts that are no address, so that whoever has none shares one limit
 */
export function networksOf(sourceIp: string): Networks {
  if (!ipaddr.isValid(sourceIp)) return { narrow: 'unknown' };
  // `::ffff:192.0.2.1` is 192.0.2.1.
  const address = ipaddr.process(sourceIp);
  if (address.kind() === 'ipv4') return { narrow: `${address.toString()}/32` };
  const octets = address.toByteArray();
  return { narrow: prefixOf(octets, 64), wide: prefixOf(octets, 48) };
}

const prefixOf = (octets: readonly number[], bits: number): string =>
  `${ipaddr.fromByteArray(octets.map((octet, i) => (i * 8 < bits ? octet : 0))).toString()}/${bits}`;

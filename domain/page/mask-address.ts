/**
 * An address that its owner knows again and nobody else learns: `m•••@example.com`. As many dots whatever its
 * length.
 *
 * @param address in the normal form of `readAddress`
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}•••${address.slice(at)}`;
}

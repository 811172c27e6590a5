import { addressesIn } from '../identity/addresses-in.ts';
import type { ListPreview } from '../list/preview.ts';
import type { AudienceRow } from './audience.ts';

/** Somebody whose address is erased: their key, and who they are by it. No address. */
export type ErasedGuest = Readonly<{
  guestKey: string;
  /** True for their address, in the normal form of `readAddress`. */
  isTheirs(address: string): boolean;
}>;

/**
 * A line of an audience without who the guest is, as long as it was: ranges name octets, and a run that is redriven
 * still counts its guests. Undefined for the line of somebody else,
 * and for one that was erased before.
 */
export function erasedAudienceLine(
  line: string,
  { guestKey }: Pick<ErasedGuest, 'guestKey'>,
): string | undefined {
  if (!line.includes(guestKey)) return undefined;
  const row = JSON.parse(line) as AudienceRow;
  if (row.guestKey !== guestKey || row.address === '') return undefined;
  const erased = JSON.stringify({ guestKey, address: '' } satisfies AudienceRow);
  return erased + ' '.repeat(octetsOf(line) - octetsOf(erased));
}

const octetsOf = (text: string): number => new TextEncoder().encode(text).length;

/** True for a line of a list's accepted or refused rows that names the guest. */
export function isListLineOf(line: string, { isTheirs }: ErasedGuest): boolean {
  const { address, cell = '' } = JSON.parse(line) as { address?: string; cell?: string };
  return address === undefined ? addressesIn(cell).some(isTheirs) : isTheirs(address);
}

/** A preview without the rows that name the guest; undefined where none does. The counts stay. */
export function erasedPreview(
  preview: ListPreview,
  { isTheirs }: ErasedGuest,
): ListPreview | undefined {
  const firstRows = preview.firstRows.filter(({ address }) => !isTheirs(address));
  const refusedRows = preview.refusedRows.filter(({ cell }) => !addressesIn(cell).some(isTheirs));
  const isSame =
    firstRows.length === preview.firstRows.length &&
    refusedRows.length === preview.refusedRows.length;
  return isSame ? undefined : { ...preview, firstRows, refusedRows };
}

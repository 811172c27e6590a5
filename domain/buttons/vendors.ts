import data from './vendors.json' with { type: 'json' };

/**
 * How sure a tag is: its vendor's or a user's page was read, a page with a tag of the same family was, it is widely
 * known, or it is to be tried before it is sent.
 */
export type Sureness = 'seen' | 'family' | 'known' | 'verify';

/** What a mail program puts in the place of a reader's address. */
export type Vendor = Readonly<{
  /** Stands in links as `src=`, and in the statistics as `button:<id>`. */
  id: string;
  name: string;
  /** Absent where nothing can stand in a link: the page asks for the address. */
  tag?: string;
  /** The tag that also percent-encodes. */
  encoded?: Readonly<{ tag: string; sure: Sureness }>;
  /** Other tags of the same vendor: older, newer, of another editor. */
  also?: readonly string[];
  /** What the tag gives for somebody without an address. */
  fallback?: string;
  sure: Sureness;
  note?: string;
  /** Where the tag, or its family, was read. */
  source?: string;
}>;

/** Every vendor, by name. */
export const VENDORS = data as readonly Vendor[];

const byId = new Map(VENDORS.map((vendor) => [vendor.id, vendor]));

/** The vendor of an id. */
export const vendorOf = (id: string): Vendor | undefined => byId.get(id);

/** The tag that goes into a link: the one that encodes, where that is sure. */
export function linkTag({ tag, encoded }: Vendor): string | undefined {
  return encoded !== undefined && encoded.sure !== 'verify' ? encoded.tag : tag;
}

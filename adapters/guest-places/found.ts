import type { ErasedGuest } from '../../domain/invite/erase.ts';
import type { KeptKind } from '../../domain/invite/kept-of-guest.ts';
import type { ApiKey } from '../api-keys.ts';
import type { ActAddresses } from '../audit.ts';
import type { StoredList } from '../list-store.ts';
import type { Key } from '../table.ts';

/** How a person is taken out of something: as a value, so that an export has no code that erases. */
export type EraseOrder =
  | Readonly<{ what: 'list'; key: string; list: Partial<StoredList> }>
  | Readonly<{ what: 'audience'; key: string }>
  /** `key` of the mail itself, where it is still on record. */
  | Readonly<{ what: 'mail'; mailId: string; key?: string }>
  | Readonly<{ what: 'sign_in' }>
  | Readonly<{ what: 'session'; id: string }>
  | Readonly<{ what: 'key'; apiKey: ApiKey }>
  | Readonly<{ what: 'export'; exportId: string }>
  | Readonly<{ what: 'act'; key: Key; fields: ActAddresses }>
  | Readonly<{ what: 'guest' | 'ask' | 'words'; key: Key }>;

/** One thing that is kept of a person. */
export type Found = Readonly<{
  kind: KeptKind;
  /** What it is for them to read: made when it is asked for, since it may be a whole mail. */
  show(): Promise<unknown>;
  /** Absent where nothing of it names them, or not any more. */
  erase?: EraseOrder;
}>;

/** What was found at one place; `after`: from where a later call goes on, absent at the last place of its kind. */
export type Look = Readonly<{ found: readonly Found[]; after?: string }>;

/** Goes through one kind of places from `after` on. */
export type Places = (guest: ErasedGuest, after?: string) => AsyncIterable<Look>;

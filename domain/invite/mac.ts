/**
 * A keyed hash of a text, 32 octets, under one of the installation's secrets.
 *
 * `purpose` is part of what is hashed, so that a value made for one use is never valid for another
 * (security.md 1.8). The adapter that holds the secrets makes one; tests pass their own.
 *
 * @param keyId which key; absent = the current one
 * @returns undefined when `keyId` names no key
 */
export type Mac = (purpose: string, text: string, keyId?: string) => Uint8Array | undefined;

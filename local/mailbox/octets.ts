import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

/** Octets that are written once and never changed, one behind the other in a file. */
export type Octets = Readonly<{
  /** Writes them behind all others, and gives where they begin. They survive a killed process. */
  append(octets: Uint8Array): number;
  /** Undefined where the file ends before: a power cut took them. */
  read(start: number, length: number): Uint8Array | undefined;
  close(): void;
}>;

/**
 * Opens the file at `path`, which no other process may write. In SQLite mails would be written twice, into its log and
 * into the file, and every 40 MB the thread would wait for the disk.
 */
export function openOctets(path: string): Octets {
  const file = openSync(path, 'a+');
  let end = fstatSync(file).size;
  return {
    append(octets) {
      const start = end;
      for (let done = 0; done < octets.length; ) {
        const written = writeSync(file, octets, done);
        done += written;
        end += written;
      }
      return start;
    },
    read(start, length) {
      const octets = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const read = readSync(file, octets, done, length - done, start + done);
        if (read === 0) return undefined;
        done += read;
      }
      return octets;
    },
    close: () => closeSync(file),
  };
}

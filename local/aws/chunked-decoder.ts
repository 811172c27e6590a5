import S3Error from '@20minutes/s3rver/lib/models/error.js';

/** A chunk header or a trailer longer than this is not one. */
const MAX_LINE = 1024;

/**
 * Takes the `aws-chunked` framing off an upload: `size[;chunk-signature=…]`, data, and at the end trailers.
 *
 * Signatures of chunks are not checked: the embedded stack does not know who has which secret.
 */
export class ChunkedDecoder {
  /** True once the last chunk and the empty line behind the trailers were read. */
  hasEnded = false;
  readonly trailers = new Map<string, string>();
  #line = '';
  #state: 'size' | 'data' | 'dataEnd' | 'trailer' = 'size';
  #left = 0;

  /**
   * Gives the payload that `bytes` completes.
   *
   * @throws S3Error `IncompleteBody` when the framing is broken
   */
  push(bytes: Buffer): Buffer[] {
    const payload: Buffer[] = [];
    let at = 0;
    while (at < bytes.length && !this.hasEnded) {
      if (this.#state === 'data') {
        const piece = bytes.subarray(at, at + this.#left);
        payload.push(piece);
        at += piece.length;
        this.#left -= piece.length;
        if (this.#left === 0) this.#state = 'dataEnd';
        continue;
      }
      const end = bytes.indexOf(10, at);
      const stop = end === -1 ? bytes.length : end + 1;
      this.#line += bytes.toString('latin1', at, stop);
      at = stop;
      if (this.#line.length > MAX_LINE) throw broken();
      if (end !== -1) this.#readLine();
    }
    return payload;
  }

  #readLine(): void {
    const line = this.#line.replace(/\r?\n$/, '');
    this.#line = '';
    switch (this.#state) {
      case 'dataEnd':
        if (line !== '') throw broken();
        this.#state = 'size';
        return;
      case 'size': {
        const size = /^([0-9a-fA-F]{1,12})(;.*)?$/.exec(line)?.[1];
        if (size === undefined) throw broken();
        this.#left = Number.parseInt(size, 16);
        this.#state = this.#left === 0 ? 'trailer' : 'data';
        return;
      }
      case 'trailer': {
        if (line === '') this.hasEnded = true;
        const colon = line.indexOf(':');
        if (colon > 0)
          this.trailers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
        return;
      }
      case 'data':
        return;
      default:
        this.#state satisfies never;
    }
  }
}

function broken(): S3Error {
  return new S3Error('IncompleteBody', 'The request body terminated unexpectedly');
}

/** The parts that we use of three packages that have no types. */
declare module 'busboy' {
  import type { IncomingHttpHeaders } from 'node:http';
  import type { Readable, Writable } from 'node:stream';

  type Busboy = Writable & {
    on(event: 'field', listener: (name: string, value: string) => void): Busboy;
    once(event: 'file', listener: (name: string, file: Readable) => void): Busboy;
  };

  function busboy(options: { headers: IncomingHttpHeaders }): Busboy;

  export = busboy;
}

declare module 'dynalite' {
  import type { Server } from 'node:http';

  function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;

  export = dynalite;
}

declare module '@20minutes/s3rver' {
  import type { RequestListener } from 'node:http';
  import type FilesystemStore from '@20minutes/s3rver/lib/stores/filesystem.js';

  class S3rver {
    constructor(options: {
      directory: string;
      silent: boolean;
      vhostBuckets: boolean;
      allowMismatchedSignatures: boolean;
      configureBuckets: readonly { name: string; configs: readonly string[] }[];
    });
    store: FilesystemStore;
    context: { store: FilesystemStore };
    middleware: unknown[];
    logger: { exceptions: { unhandle(): void }; close(): void };
    configureBuckets(): Promise<unknown>;
    callback(): RequestListener;
  }

  export = S3rver;
}

declare module '@20minutes/s3rver/lib/stores/filesystem.js' {
  import type S3Object from '@20minutes/s3rver/lib/models/object.js';

  class FilesystemStore {
    constructor(rootDirectory: string);
    rootDirectory: string;
    getResourcePath(bucket: string, key: string | undefined, resource: string): string;
    getBucket(bucket: string): Promise<object | null>;
    deleteBucket(bucket: string): Promise<void>;
    getSubresource(
      bucket: string,
      key: string | undefined,
      type: string,
    ): Promise<{ type: string } | null>;
    putSubresource(
      bucket: string,
      key: string | undefined,
      resource: { type: string },
    ): Promise<void>;
    deleteSubresource(bucket: string, key: string | undefined, type: string): Promise<void>;
    getMetadata(bucket: string, key: string): Promise<Record<string, string | number>>;
    existsObject(bucket: string, key: string): Promise<boolean>;
    getObject(
      bucket: string,
      key: string,
      options?: { start?: number; end?: number },
    ): Promise<S3Object | null>;
    putObject(object: S3Object): Promise<{ size: number; md5: string }>;
    copyObject(
      fromBucket: string,
      fromKey: string,
      toBucket: string,
      toKey: string,
      metadata: Record<string, string> | null,
    ): Promise<Record<string, string | number>>;
    putMetadata(
      bucket: string,
      key: string,
      metadata: Record<string, string>,
      md5?: string,
    ): Promise<void>;
    deleteObject(bucket: string, key: string): Promise<void>;
    listObjects(
      bucket: string,
      options: { delimiter?: string; startAfter?: string; prefix?: string; maxKeys?: number },
    ): Promise<{ objects: S3Object[]; commonPrefixes: string[]; isTruncated: boolean }>;
  }

  export = FilesystemStore;
}

declare module '@20minutes/s3rver/lib/models/object.js' {
  import type { Readable } from 'node:stream';

  class S3Object {
    constructor(
      bucket: string,
      key: string,
      content: Readable | Uint8Array | null,
      metadata: Record<string, unknown>,
    );
    bucket: string;
    key: string;
    content: Readable | Uint8Array | null;
    metadata: Record<string, string>;
    range?: { start: number; end: number };
    readonly size: number;
    readonly lastModifiedDate: Date;
  }

  export = S3Object;
}

declare module '@20minutes/s3rver/lib/models/error.js' {
  class S3Error extends Error {
    constructor(code: string, message: string, detail?: Record<string, unknown>);
    code: string;
    status: number;
    toXML(): string;
  }

  export = S3Error;
}

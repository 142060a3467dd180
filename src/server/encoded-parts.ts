import { constants, createBrotliCompress, createGzip, createZstdCompress } from 'node:zlib';
import { BROTLI, type Coding } from './coding.ts';

/** A compressed answer that is sent in parts. */
export interface EncodedParts {
  /** Gives the bytes with which a client can read all up to the end of this part; parts are taken one after another. */
  write(part: string | Buffer): Promise<Buffer>;
  /** The last bytes. Nothing is written after it. */
  end(): Promise<Buffer>;
}

/** Compresses part by part: what was written is never held back until more comes. */
export function encodeParts(coding: Coding): EncodedParts {
  const stream = open(coding);
  const chunks: Buffer[] = [];
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {}); // heard by whoever writes
  stream.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', failed.reject);
  const gathered = (done: Promise<void>): Promise<Buffer> =>
    Promise.race([done.then(() => Buffer.concat(chunks.splice(0))), failed.promise]);
  return {
    write: (part) =>
      gathered(
        new Promise((resolve) => {
          stream.write(part);
          stream.flush(FLUSH[coding], resolve);
        }),
      ),
    end: () => gathered(new Promise((resolve) => stream.on('end', resolve).end())),
  };
}

/** All that was written comes out, and what comes may still refer to it. */
const FLUSH = {
  br: constants.BROTLI_OPERATION_FLUSH,
  zstd: constants.ZSTD_e_flush,
  gzip: constants.Z_SYNC_FLUSH,
} as const satisfies Record<Coding, number>;

function open(coding: Coding) {
  switch (coding) {
    case 'br':
      return createBrotliCompress(BROTLI);
    case 'zstd':
      return createZstdCompress();
    case 'gzip':
      return createGzip();
  }
}

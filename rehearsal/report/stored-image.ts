import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../command';
import type { Storage } from '../stage/registries';

interface Manifest {
  readonly config?: { readonly digest: string };
  readonly layers?: readonly { readonly digest: string }[];
  readonly manifests?: readonly { readonly digest: string }[];
}

interface Configuration {
  readonly config?: { readonly Labels?: Readonly<Record<string, string>> | null };
}

/** An image as a registry has stored it, read from its files and not through any client. */
export interface StoredImage {
  /** Every id that an engine may know it by: digests of manifest and configuration (of an index: of all its images). */
  readonly ids: ReadonlySet<string>;
  readonly labels: Readonly<Record<string, string>>;
  /** Files with the layers, topmost first. */
  readonly layers: readonly string[];
}

const blobFile = (state: string, storage: Storage, digest: string): string => {
  const [algorithm = '', hex = ''] = digest.split(':');
  const blobs = path.join(state, 'registries', storage, 'docker/registry/v2/blobs');
  return path.join(blobs, algorithm, hex.slice(0, 2), hex, 'data');
};

/** Reads an image by its digest; undefined if the registry does not have it. */
export const storedImage = (state: string, storage: Storage, digest: string): StoredImage | undefined => {
  const read = (of: string): unknown => {
    const file = blobFile(state, storage, of);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  };
  const manifest = read(digest) as Manifest | undefined;
  if (manifest === undefined) return undefined;
  const parts = (manifest.manifests ?? []).flatMap((part) => storedImage(state, storage, part.digest) ?? []);
  const configuration = manifest.config && (read(manifest.config.digest) as Configuration | undefined);
  return {
    ids: new Set([
      digest,
      ...(manifest.config === undefined ? [] : [manifest.config.digest]),
      ...parts.flatMap(({ ids }) => [...ids]),
    ]),
    labels: configuration?.config?.Labels ?? parts[0]?.labels ?? {},
    layers:
      manifest.layers?.map((layer) => blobFile(state, storage, layer.digest)).reverse() ??
      parts[0]?.layers ??
      [],
  };
};

/** Text of a file of an image (path without the first slash); undefined if the image does not have it. */
export const fileOfImage = async (image: StoredImage, file: string): Promise<string | undefined> => {
  const removed = path.posix.join(path.posix.dirname(file), `.wh.${path.posix.basename(file)}`);
  for (const layer of image.layers) {
    const { stdout } = await run(['tar', '--list', '--file', layer]);
    const names = stdout.split('\n');
    const name = names.find((one) => one.replace(/^\.\//, '') === file);
    if (name !== undefined)
      return (await run(['tar', '--extract', '--to-stdout', '--file', layer, name])).stdout;
    if (names.some((one) => one.replace(/^\.\//, '') === removed)) return undefined;
  }
  return undefined;
};

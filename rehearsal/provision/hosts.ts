import path from 'node:path';
import { dockerStorage, hostLayer, hostRoot } from '../paths';
import { makeDockerStorage } from './docker-storage';
import { releases, type Generation, type Suite } from '../hosts/generations';
import { makeHostLayer } from './host-layer';
import { makeHostRoot } from './host-root';
import { getImages } from './images';
import { fingerprint, isStamped, writeStamp } from './stamp';
import { timed, type Say } from './timed';

/** Provides the root file system of a release; returns what it was made from. */
export const provideRoot = async (say: Say, suite: Suite): Promise<string> => {
  const own = JSON.stringify(releases[suite]);
  const stamp = fingerprint('host-root.ts', 'host-files', 'runc-without-cap-sys-resource') + own;
  if (!isStamped(hostRoot(suite), stamp))
    await timed(say, `root file system of Debian ${suite}, by debootstrap and apt`, async () => {
      await makeHostRoot(suite);
      writeStamp(hostRoot(suite), stamp);
    });
  return stamp;
};

/** Provides what a generation has over it; returns what it was made from. */
export const provideLayer = async (say: Say, generation: Generation): Promise<string> => {
  const { name, files = {}, programs = [] } = generation;
  const stamp = JSON.stringify([files, programs]);
  const what = programs.map(({ package: program, version }) => `${path.basename(program)} ${version}`);
  const make = async (): Promise<void> => {
    await makeHostLayer(generation);
    writeStamp(hostLayer(name), stamp);
  };
  if (isStamped(hostLayer(name), stamp)) return stamp;
  if (what.length === 0) await make();
  else await timed(say, `${what.join(', ')} for the hosts ${name}, compiled with Go`, make);
  return stamp;
};

/** An archive cannot be told to stay as it is: what came from it is compared with the table. */
const movedOn = ({ docker, podman }: Generation, versions: string): string => {
  const wanted = [`docker ${docker}`, `podman ${podman}`];
  if (wanted.every((version) => versions.includes(`${version}.`))) return '';
  return `; the table says ${wanted.join(', ')}: Debian has moved on, change rehearsal/hosts/generations.ts`;
};

/** Provides storage of docker with images; `stamps` say what roots and layers were made from, by their folders. */
export const provideStorage = async (
  say: Say,
  generations: readonly Generation[],
  stamps: ReadonlyMap<string, string>,
): Promise<void> => {
  const own = fingerprint('images.ts', 'image-files', 'docker-storage.ts');
  const stampOf = ({ name, suite }: Generation): string =>
    [own, stamps.get(hostRoot(suite)), stamps.get(hostLayer(name))].join('\n');
  const missing = generations.filter(
    (generation) => !isStamped(dockerStorage(generation.name), stampOf(generation)),
  );
  if (missing.length === 0) return;
  const images = await getImages();
  for (const { reference, origin } of images) say(`set-up: ${reference}: ${origin}`);
  for (const generation of missing)
    await timed(say, `storage of docker with these images, for the hosts ${generation.name}`, async () => {
      const versions = await makeDockerStorage(generation, images);
      say(`set-up: hosts ${generation.name}: ${versions}${movedOn(generation, versions)}`);
      writeStamp(dockerStorage(generation.name), stampOf(generation));
    });
};

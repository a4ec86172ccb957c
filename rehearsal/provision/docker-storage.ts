import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { dockerStorage } from '../paths';
import { ssh, startHosts, storageFolders } from '../hosts/hosts';
import { createNamespaces, endNamespaces, runInside, type Namespaces } from '../hosts/namespaces';
import { gateway, makeBridge } from '../hosts/network';
import type { Generation } from '../hosts/generations';
import type { ImageFile } from './images';

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

const versionsOnHost = `docker version --format 'docker {{.Server.Version}}'; podman --version | sed 's/ version//'`;

/** Takes the images in on a host that is up; returns the versions of its engines. */
const takeIn = async (
  namespaces: Namespaces,
  generation: Generation,
  images: readonly ImageFile[],
): Promise<string> => {
  await makeBridge(namespaces, [gateway]);
  const [host] = await startHosts(namespaces, { generation, count: 1, images: false });
  if (host === undefined) throw new Error('no host was started');
  for (const image of images) {
    const onHost = ssh(host, image.command.map(quote).join(' ')).filter((word) => word !== '-n');
    await runInside(namespaces, ['sh', '-c', `${onHost.map(quote).join(' ')} <${quote(image.file)}`]);
  }
  const { stdout } = await runInside(namespaces, ssh(host, versionsOnHost));
  const services = 'docker.socket docker.service containerd.service';
  await runInside(namespaces, ssh(host, `sudo systemctl stop ${services}`));
  return stdout.trim().replace('\n', ', ');
};

/** Keeps the storage of docker with images for all hosts of a generation; returns the versions of its engines. */
export const makeDockerStorage = async (
  generation: Generation,
  images: readonly ImageFile[],
): Promise<string> => {
  const kept = dockerStorage(generation.name);
  const state = `${kept}.part`;
  rmSync(state, { recursive: true, force: true });
  mkdirSync(state, { recursive: true });
  const namespaces = await createNamespaces(state);
  const versions = await takeIn(namespaces, generation, images).finally(() => endNamespaces(namespaces));
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  for (const folder of storageFolders)
    renameSync(path.join(state, 'hosts', 'node1', folder), path.join(kept, folder));
  rmSync(state, { recursive: true });
  return versions;
};

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from '../command';
import { cache, dockerStorage } from '../paths';
import { ssh, startHosts } from '../stage/hosts';
import { createNamespaces, endNamespaces, entering, runInside } from '../stage/namespaces';
import { gateway, makeBridge } from '../stage/network';
import { getImages, type ImageFile } from './images';

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Lets docker on a host take in the images, and keeps its storage for all hosts to come. */
export async function makeDockerStorage(): Promise<readonly ImageFile[]> {
  const images = await getImages();
  const state = path.join(cache, 'docker-storage.part');
  rmSync(state, { recursive: true, force: true });
  mkdirSync(state, { recursive: true });
  const namespaces = await createNamespaces(state);
  try {
    await makeBridge(namespaces, [gateway]);
    const [host] = await startHosts(namespaces, { count: 1, images: false });
    if (host === undefined) throw new Error('no host was started');
    for (const image of images) {
      const onHost = ssh(host, image.command.map(quote).join(' ')).filter((word) => word !== '-n');
      await runInside(namespaces, ['sh', '-c', `${onHost.map(quote).join(' ')} <${quote(image.file)}`]);
    }
    await run(
      entering(namespaces, ssh(host, 'sudo systemctl stop docker.socket docker.service containerd.service')),
    );
  } finally {
    await endNamespaces(namespaces);
  }
  if (existsSync(dockerStorage)) rmSync(dockerStorage, { recursive: true });
  renameSync(path.join(state, 'hosts', 'node1', 'docker'), dockerStorage);
  rmSync(state, { recursive: true });
  return images;
}

import path from 'node:path';
import type { Needs } from '../scenario/scenario';
import { hostKey } from '../paths';
import type { Stage } from '../stage';
import { ssh, sshOptions } from '../hosts/hosts';
import { runInside } from '../hosts/namespaces';
import { passwords, registryUser } from '../stage/passwords';

/** Publishes the first images with docker's own commands on a host of its own, as somebody did before there was a gate. */
export const publishFirstImages = async (stage: Stage, needs: Needs): Promise<readonly string[]> => {
  const { namespaces, workstation } = stage;
  const onHost = (command: string, input = ''): Promise<unknown> => {
    const argv = ssh(workstation, command);
    return runInside(namespaces, input === '' ? argv : argv.filter((word) => word !== '-n'), { input });
  };
  const wanted = needs.projects.flatMap((project) => project.published.map((image) => ({ project, image })));
  if (wanted.length === 0) return [];
  await onHost(
    `docker login --username ${registryUser} --password-stdin`,
    passwords(namespaces.state).dockerHub,
  );
  for (const { project, image } of wanted) {
    const reference = `${image.repository}:${image.tag}`;
    const shell = ['ssh', '-i', hostKey, ...sshOptions].join(' ');
    const target = `zuul@${workstation.address}:${project.name}/`;
    await runInside(namespaces, ['rsync', '--archive', `--rsh=${shell}`, `${project.folder}/`, target]);
    await onHost(`docker build --quiet --tag ${reference} ${path.posix.join(project.name, image.context)}`);
    await onHost(`docker push --quiet ${reference}`);
  }
  await onHost('docker logout');
  return wanted.map(({ image }) => `${image.repository}:${image.tag}`);
};

import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Generation } from '../hosts/generations';
import type { Needs } from '../scenario/scenario';
import { libraryProject, siteProject } from './config-projects';
import { addresses, names } from './addresses';
import { makeCertificates, trustAuthority } from './certificates';
import { startEngineRecords } from './engine-record';
import { startHosts, type Host } from '../hosts/hosts';
import { createNamespaces, endNamespaces, findNamespaces, type Namespaces } from '../hosts/namespaces';
import { makeBridge, mountOver, writeHostsFile } from '../hosts/network';
import { passwords } from './passwords';
import { startDockerHub, startIntermediateRegistry } from './registries';
import { reviewAccounts, startReview } from './review';
import { freePort, startWeb } from './web';
import { writeZuulConfiguration } from './zuul/configuration';
import { startDatabase } from './zuul/database';
import { startZuul, waitForZuul } from './zuul/services';
import { startZookeeper } from './zuul/zookeeper';

/** Everything that a rehearsal runs on. */
export interface Stage {
  readonly namespaces: Namespaces;
  /** Zuul's static nodes. */
  readonly nodes: readonly Host[];
  /** A host of its own, where images are built that exist before the gate does. */
  readonly workstation: Host;
  /** Zuul's page, from inside and from the machine alike. */
  readonly url: string;
  readonly projects: readonly string[];
  /** Name of the generation of all hosts. */
  readonly hosts: string;
}

const recordOf = (state: string): string => path.join(state, 'stage.json');

/** A stage that an earlier call has left running. */
export const findStage = (state: string): Stage | undefined => {
  const namespaces = findNamespaces(state);
  if (namespaces === undefined || !existsSync(recordOf(state))) return undefined;
  return { ...(JSON.parse(readFileSync(recordOf(state), 'utf8')) as Omit<Stage, 'namespaces'>), namespaces };
};

/** Starts all servers and hosts; `beforeZuul` puts the projects into code review, which Zuul reads when it starts. */
export const startStage = async (
  state: string,
  needs: Needs,
  generation: Generation,
  say: (message: string) => void,
  beforeZuul: (namespaces: Namespaces) => Promise<void>,
): Promise<Stage> => {
  rmSync(state, { recursive: true, force: true });
  const namespaces = await createNamespaces(state);
  await makeBridge(namespaces, addresses);
  writeHostsFile(path.join(state, 'etc-hosts'), names);
  await mountOver(namespaces, path.join(state, 'etc-hosts'), '/etc/hosts');
  await makeCertificates(state);
  await trustAuthority(namespaces);
  const projects = needs.projects.map((project) => project.name);
  const port = await freePort(9080);
  const url = `http://127.0.0.1:${port}`;
  writeZuulConfiguration(namespaces, {
    configProjects: [siteProject, libraryProject],
    untrustedProjects: projects,
    url,
    reviewPassword: reviewAccounts.zuul,
    administratorKey: passwords(state).zuulAdministrator,
  });
  await Promise.all([startZookeeper(namespaces), startDatabase(namespaces), startReview(namespaces)]);
  say('ZooKeeper, PostgreSQL and code review answer');
  await beforeZuul(namespaces);
  const zuul = startZuul(namespaces);
  const [hosts] = await Promise.all([
    startHosts(namespaces, { generation, count: needs.nodes + 1, images: true, names }),
    startIntermediateRegistry(namespaces),
    startDockerHub(namespaces),
    startWeb(namespaces, port),
  ]);
  say(`${hosts.length} hosts (${generation.name}) with docker and both registries answer`);
  await waitForZuul(namespaces, zuul);
  say(`Zuul answers: ${url}`);
  const workstation = hosts[needs.nodes];
  if (workstation === undefined) throw new Error('not all hosts were started');
  const nodes = hosts.slice(0, needs.nodes);
  startEngineRecords(namespaces, nodes);
  const stage = { nodes, workstation, url, projects, hosts: generation.name };
  writeFileSync(recordOf(state), JSON.stringify(stage));
  return { ...stage, namespaces };
};

/** Ends everything and removes the state folder, but keeps the logs in `keep`. */
export const endStage = async (state: string, keep?: string): Promise<void> => {
  const namespaces = findNamespaces(state);
  if (namespaces !== undefined) await endNamespaces(namespaces);
  if (keep !== undefined && existsSync(state)) keepLogs(state, keep);
  rmSync(state, { recursive: true, force: true });
};

/** Where the log of a build is once everything is ended; `keep` as for `endStage`. */
export const keptLog = (keep: string, uuid: string): string =>
  path.join(keep, 'builds', uuid, 'job-output.txt');

const keepLogs = (state: string, keep: string): void => {
  rmSync(keep, { recursive: true, force: true });
  mkdirSync(path.join(keep, 'builds'), { recursive: true });
  if (existsSync(path.join(state, 'log'))) renameSync(path.join(state, 'log'), path.join(keep, 'services'));
  const builds = path.join(state, 'builds');
  for (const uuid of existsSync(builds) ? readdirSync(builds) : []) {
    const logs = path.join(builds, uuid, 'work/logs');
    if (existsSync(logs)) renameSync(logs, path.dirname(keptLog(keep, uuid)));
  }
};

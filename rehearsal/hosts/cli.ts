import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { authorityCertificate } from './authority';
import { generationOf, generations, outermost, quickest, selectGenerations } from './generations';
import { repository } from '../paths';
import { listHosts, startHosts } from './hosts';
import { inventory } from './inventory';
import { createNamespaces, endNamespaces, entering, findNamespaces, type Namespaces } from './namespaces';
import { gateway, makeBridge, mountOver } from './network';

const stateOf = (name: string): string => path.join(repository, '.rehearsal', name);

const existing = (name: string): Namespaces => {
  const found = findNamespaces(stateOf(name));
  if (found === undefined)
    throw new Error(`no hosts called ${name} are up; start some: hosts-cli.ts up --name ${name}`);
  return found;
};

const up = async (
  count: number,
  options: { readonly name: string; readonly hosts: string; readonly images: boolean },
): Promise<void> => {
  const state = stateOf(options.name);
  const generation = generationOf(options.hosts);
  if (findNamespaces(state) !== undefined)
    throw new Error(`hosts called ${options.name} are up; first: hosts-cli.ts down`);
  rmSync(state, { recursive: true, force: true });
  const namespaces = await createNamespaces(state);
  try {
    await makeBridge(namespaces, [gateway]);
    const hosts = await startHosts(namespaces, { generation, count, images: options.images });
    writeFileSync(path.join(state, 'inventory.yaml'), inventory(namespaces, hosts));
    await prepareControl(namespaces);
  } catch (error) {
    await endNamespaces(namespaces);
    throw error;
  }
  console.log(path.join(state, 'inventory.yaml'));
};

// What runs beside the hosts knows their names, trusts their authority and has an empty /etc/docker of its own.
const prepareControl = async (namespaces: Namespaces): Promise<void> => {
  const { state } = namespaces;
  await mountOver(namespaces, path.join(state, 'hosts', 'etc-hosts'), '/etc/hosts');
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  writeFileSync(
    path.join(state, 'ca.crt'),
    readFileSync(bundle, 'utf8') + readFileSync(authorityCertificate, 'utf8'),
  );
  await mountOver(namespaces, path.join(state, 'ca.crt'), bundle);
  if (existsSync('/etc/docker')) {
    mkdirSync(path.join(state, 'etc-docker'));
    await mountOver(namespaces, path.join(state, 'etc-docker'), '/etc/docker');
  }
};

const down = async (name: string): Promise<void> => {
  const namespaces = findNamespaces(stateOf(name));
  if (namespaces !== undefined) await endNamespaces(namespaces);
  rmSync(stateOf(name), { recursive: true, force: true });
};

const enter = (name: string, argv: readonly string[]): void => {
  const keep = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const [file = '', ...rest] = entering(existing(name), argv, Object.fromEntries(keep), process.cwd());
  process.exitCode = spawnSync(file, rest, { stdio: 'inherit' }).status ?? 1;
};

const nameOption = ['--name <name>', 'which set of hosts', 'hosts'] as const;
const program = new Command('hosts-cli')
  .description('Disposable hosts with systemd, sshd, docker and podman')
  .enablePositionalOptions();
program
  .command('up [count]')
  .option(...nameOption)
  .option('--hosts <generation>', generations.map(({ name }) => name).join(', '), quickest)
  .option('--images', 'start docker with the images that the set-up made', false)
  .action((count: string | undefined, options: { name: string; hosts: string; images: boolean }) =>
    up(Number(count ?? 1), options),
  );
program
  .command('inventory')
  .option(...nameOption)
  .action((options: { name: string }) => {
    process.stdout.write(inventory(existing(options.name), listHosts(stateOf(options.name))));
  });
program
  .command('enter <command...>')
  .passThroughOptions()
  .option(...nameOption)
  .description('run a command in the network of the hosts')
  .action((argv: string[], options: { name: string }) => enter(options.name, argv));
program
  .command('down')
  .option(...nameOption)
  .action((options: { name: string }) => down(options.name));

program
  .command('generations [names]')
  .description('what the table says of generations (default: the oldest and the newest), as JSON')
  .action((names: string | undefined) => {
    console.log(JSON.stringify(selectGenerations(names ?? outermost)));
  });

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

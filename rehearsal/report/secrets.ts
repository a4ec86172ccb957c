import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from '../command';
import { passwords, registryUser } from '../stage/passwords';

/** Something that must not be found anywhere. */
interface Secret {
  readonly name: string;
  readonly value: string;
}

interface Results {
  readonly secret_data?: {
    readonly buildset_registry?: { readonly username?: string; readonly password?: string };
  };
}

// Zuul's own way for a build to hand secrets to others; the executor keeps it until the build's folder is removed.
const resultsFile = 'results.json';

const withEncodings = (name: string, user: string, password: string): readonly Secret[] => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64').replace(/=+$/, '');
  return [
    { name, value: password },
    { name: `${name} (Basic authentication)`, value: base64(`${user}:${password}`) },
    { name: `${name} (base64)`, value: base64(password) },
  ];
};

/** Passwords of the registries, among them those that the buildset registries got. */
export const secretsOf = (state: string): readonly Secret[] => {
  const known = passwords(state);
  const builds = path.join(state, 'builds');
  const generated = (existsSync(builds) ? readdirSync(builds) : []).flatMap((uuid) => {
    const file = path.join(builds, uuid, 'work', resultsFile);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const registry = text === '' ? undefined : (JSON.parse(text) as Results).secret_data?.buildset_registry;
    return registry?.password === undefined
      ? []
      : withEncodings(
          `password of the buildset registry of ${uuid}`,
          registry.username ?? '',
          registry.password,
        );
  });
  return [
    ...withEncodings('password of the intermediate registry', registryUser, known.intermediateRegistry),
    ...withEncodings('password of Docker Hub', registryUser, known.dockerHub),
    ...generated,
  ];
};

/** Where the secrets were found: logs of builds and services, folders of builds, command lines. */
export const findSecrets = async (
  state: string,
  secrets: readonly Secret[],
  commandLines: ReadonlySet<string>,
): Promise<readonly string[]> => {
  const places = ['logs', 'log', 'builds', 'zuul']
    .map((name) => path.join(state, name))
    .filter((place) => existsSync(place));
  const search = ['grep', '--recursive', '--files-with-matches', '--text', '--fixed-strings', '--file=-'];
  const { stdout } = await run([...search, `--exclude=${resultsFile}`, ...places], {
    input: secrets.map(({ value }) => value).join('\n'),
    accept: [1],
  });
  const inFiles = stdout
    .split('\n')
    .filter(Boolean)
    .flatMap((file) => {
      const text = readFileSync(file, 'latin1');
      return secrets.filter(({ value }) => text.includes(value)).map(({ name }) => `${name} in ${file}`);
    });
  const onCommandLines = [...commandLines].flatMap((line) =>
    secrets
      .filter(({ value }) => line.includes(value))
      .map(({ name }) => `${name} on the command line of ${line.split(' ')[0]}`),
  );
  return [...inFiles, ...onCommandLines];
};

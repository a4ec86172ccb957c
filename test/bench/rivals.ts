import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withGo } from '../../rehearsal/provision/go';
import { timed, type Say } from '../../rehearsal/provision/timed';
import { venv } from '../../rehearsal/paths';

/** A tool that copies images, and the Go module that it is built from. */
interface Rival {
  readonly name: string;
  readonly module: string;
  readonly version: string;
}

/** What is measured beside this library; skopeo comes with Debian, as the module proxy does not have it everywhere. */
const rivals: readonly Rival[] = [
  { name: 'crane', module: 'github.com/google/go-containerregistry/cmd/crane', version: '0.22.1' },
  { name: 'regctl', module: 'github.com/regclient/regclient/cmd/regctl', version: '0.11.7' },
  { name: 'oras', module: 'oras.land/oras/cmd/oras', version: '1.3.6' },
];

const folder = path.join(venv, 'go/bin');

/** The version that was built: not every tool knows its own. */
const note = (name: string): string => path.join(folder, `${name}.version`);

const isThere = ({ name, version }: Rival): boolean =>
  existsSync(path.join(folder, name)) &&
  existsSync(note(name)) &&
  readFileSync(note(name), 'utf8').trim() === version;

/** Builds the rivals that are missing. */
export const provideRivals = async (say: Say): Promise<void> => {
  const missing = rivals.filter((rival) => !isThere(rival));
  if (missing.length === 0) return;
  mkdirSync(folder, { recursive: true });
  await withGo({ GOBIN: folder }, async (go, scratch) => {
    for (const { name, module: source, version } of missing)
      await timed(say, `${name} ${version}, compiled with Go`, async () => {
        await go(scratch, 'install', `${source}@v${version}`);
        writeFileSync(note(name), `${version}\n`);
      });
  });
};

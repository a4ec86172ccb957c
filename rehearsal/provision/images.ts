import { chmodSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../command';
import { cache } from '../paths';

/** An image that jobs or the examples need; made from Debian packages where it cannot be pulled. */
interface Image {
  readonly reference: string;
  /** Fills a folder with the image's files. */
  readonly fill: (root: string) => Promise<void>;
  /** Changes for `docker import`. */
  readonly configuration: readonly string[];
}

/** A file with an image, and how docker takes it in. */
export interface ImageFile {
  readonly reference: string;
  readonly file: string;
  readonly origin: 'pulled' | 'made from Debian packages';
  /** docker command that reads the file from its standard input. */
  readonly command: readonly string[];
}

// Taken out of its package, not installed: on a machine it would take the place of another busybox.
const addBusybox = async (root: string): Promise<void> => {
  const scratch = `${root}.package`;
  mkdirSync(scratch, { recursive: true });
  await run(['apt-get', '-q', '-o', 'APT::Sandbox::User=root', 'download', 'busybox-static'], {
    cwd: scratch,
  });
  await run(['sh', '-c', 'dpkg-deb --extract ./*.deb .'], { cwd: scratch });
  const { stdout } = await run(['find', scratch, '-name', 'busybox', '-type', 'f', '-perm', '-100']);
  mkdirSync(path.join(root, 'bin'), { recursive: true });
  cpSync(stdout.trim(), path.join(root, 'bin/busybox'));
  rmSync(scratch, { recursive: true });
  await run(['chroot', root, '/bin/busybox', '--install', '-s', '/bin']);
};

/** Copies a program with the shared libraries that it is linked with. */
const addProgram = async (root: string, program: string, target = program): Promise<void> => {
  const { stdout } = await run(['ldd', program], { accept: [1] });
  const libraries = [...stdout.matchAll(/(\/\S+\.so\S*)/g)].map((match) => match[1] ?? '');
  for (const [from, to] of [[program, target] as const, ...libraries.map((file) => [file, file] as const)])
    cpSync(from, path.join(root, to), { dereference: true, recursive: true });
};

const addAccounts = (root: string, names: readonly (readonly [string, number])[]): void => {
  mkdirSync(path.join(root, 'etc'), { recursive: true });
  const accounts = [['root', 0] as const, ...names, ['nobody', 65534] as const];
  const groups = [['root', 0] as const, ...names, ['nogroup', 65534] as const];
  writeFileSync(
    path.join(root, 'etc/passwd'),
    accounts.map(([name, id]) => `${name}:x:${id}:${id}::/:/bin/sh\n`).join(''),
  );
  writeFileSync(path.join(root, 'etc/group'), groups.map(([name, id]) => `${name}:x:${id}:\n`).join(''));
};

const addFolders = (root: string, folders: readonly string[]): void => {
  for (const folder of folders) {
    mkdirSync(path.join(root, folder), { recursive: true });
    chmodSync(path.join(root, folder), 0o1777);
  }
};

const images: readonly Image[] = [
  {
    reference: 'docker.io/library/busybox:stable',
    configuration: ['CMD ["sh"]'],
    fill: async (root) => {
      await addBusybox(root);
      addAccounts(root, []);
      addFolders(root, ['tmp', 'var/tmp', 'root', 'home']);
    },
  },
  {
    reference: 'docker.io/library/registry:2',
    configuration: [
      'ENTRYPOINT ["/entrypoint.sh"]',
      'CMD ["/etc/docker/registry/config.yml"]',
      'VOLUME /var/lib/registry',
      'EXPOSE 5000',
    ],
    fill: async (root) => {
      await addBusybox(root);
      await addProgram(root, '/usr/bin/docker-registry', '/bin/registry');
      cpSync(path.join(__dirname, 'image-files/registry'), root, { recursive: true });
      addAccounts(root, []);
      addFolders(root, ['tmp', 'var/lib/registry']);
    },
  },
  {
    reference: 'docker.io/library/nginx:stable',
    configuration: [
      'ENTRYPOINT ["/docker-entrypoint.sh"]',
      'CMD ["nginx", "-g", "daemon off;"]',
      'EXPOSE 80',
    ],
    fill: async (root) => {
      await addBusybox(root);
      await addProgram(root, '/usr/sbin/nginx');
      cpSync(path.join(__dirname, 'image-files/nginx'), root, { recursive: true });
      addAccounts(root, [
        ['www-data', 33],
        ['nginx', 101],
      ]);
      // Debian's nginx keeps its temporary files below /var/lib/nginx, the official one below /var/cache/nginx
      addFolders(root, ['tmp', 'run', 'var/lib/nginx', 'var/cache/nginx', 'var/log/nginx']);
      symlinkSync('/run', path.join(root, 'var/run'));
      cpSync('/etc/nginx/mime.types', path.join(root, 'etc/nginx/mime.types'));
      for (const [log, device] of [
        ['access', 'stdout'],
        ['error', 'stderr'],
      ] as const)
        symlinkSync(`/dev/${device}`, path.join(root, `var/log/nginx/${log}.log`));
    },
  },
];

/** Whether Docker Hub answers; a proxy that refuses does not count. */
const hubAnswers = async (): Promise<boolean> => {
  try {
    const answer = await fetch('https://registry-1.docker.io/v2/', {
      method: 'HEAD',
      signal: AbortSignal.timeout(4000),
    });
    return answer.status === 200 || answer.status === 401;
  } catch {
    return false;
  }
};

const pull = async (image: Image, file: string): Promise<ImageFile> => {
  await run([
    'skopeo',
    '--insecure-policy',
    'copy',
    `docker://${image.reference}`,
    `docker-archive:${file}:${image.reference}`,
  ]);
  return { reference: image.reference, file, origin: 'pulled', command: ['docker', 'load'] };
};

const make = async (image: Image, file: string): Promise<ImageFile> => {
  const root = `${file}.root`;
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  await image.fill(root);
  await run([
    'tar',
    '--sort=name',
    '--mtime=@0',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '-C',
    root,
    '-cf',
    file,
    '.',
  ]);
  rmSync(root, { recursive: true });
  const changes = image.configuration.flatMap((change) => ['--change', change]);
  const command = ['docker', 'import', ...changes, '-', image.reference];
  return { reference: image.reference, file, origin: 'made from Debian packages', command };
};

/** Gets the images as files: pulled where Docker Hub can be reached, else made from Debian packages. */
export const getImages = async (): Promise<readonly ImageFile[]> => {
  const folder = path.join(cache, 'images');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const get = (await hubAnswers()) ? pull : make;
  const files: ImageFile[] = [];
  for (const image of images) {
    const name = path.basename(image.reference).replace(':', '-');
    files.push(await get(image, path.join(folder, `${name}.tar`)));
  }
  return files;
};

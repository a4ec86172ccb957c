import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { run } from '../command';
import { hostKey, hostRoot, packageCache } from '../paths';
import { authorityCertificate } from '../hosts/authority';
import { releases, type Suite } from '../hosts/generations';
import { debianMirror } from './packages';

// Beside what a CI node has: nothing that a role is supposed to install for itself, except the engines.
const common = [
  ...['systemd', 'systemd-sysv', 'libpam-systemd', 'dbus', 'dbus-user-session', 'kmod', 'procps', 'less'],
  ...['openssh-server', 'sudo', 'acl', 'rsync', 'git', 'curl', 'openssl', 'ca-certificates', 'socat'],
  ...['python3', 'python3-apt', 'iptables', 'iproute2', 'iputils-ping'],
  ...['docker.io', 'podman', 'skopeo', 'buildah', 'runc', 'crun', 'catatonit', 'uidmap', 'slirp4netns'],
  ...['fuse-overlayfs', 'containernetworking-plugins', 'netavark', 'aardvark-dns'],
];

// Units that only slow down a host that lives for minutes, or that have nothing to manage in a container.
const maskedUnits = [
  ...[
    'apt-daily.timer',
    'apt-daily-upgrade.timer',
    'e2scrub_all.timer',
    'fstrim.timer',
    'dpkg-db-backup.timer',
  ],
  ...[
    'logrotate.timer',
    'man-db.timer',
    'getty@tty1.service',
    'console-getty.service',
    'systemd-networkd.service',
  ],
  ...[
    'systemd-resolved.service',
    'systemd-timesyncd.service',
    'systemd-firstboot.service',
    'systemd-udevd.service',
  ],
  ...[
    'systemd-udev-trigger.service',
    'apparmor.service',
    'podman-auto-update.timer',
    'podman-auto-update.service',
  ],
  ...['podman-restart.service', 'podman.service', 'podman.socket', 'netavark-dhcp-proxy.socket'],
];

const capSysResource = 1n << 24n;

const lacksCapability = (bit: bigint): boolean => {
  const bounding = /^CapBnd:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return (BigInt(`0x${bounding}`) & bit) === 0n;
};

/** Makes the root file system that the hosts of a release share, by debootstrap and apt. */
export const makeHostRoot = async (suite: Suite): Promise<void> => {
  const mirror = await debianMirror();
  const root = `${hostRoot(suite)}.part`;
  const downloads = packageCache(suite);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(path.dirname(root), { recursive: true });
  mkdirSync(path.join(downloads, 'partial'), { recursive: true });
  await run(['debootstrap', '--variant=minbase', `--cache-dir=${downloads}`, suite, root, mirror]);
  writeFileSync(path.join(root, 'etc/apt/sources.list'), `deb ${mirror} ${suite} main\n`);
  copyFileSync('/etc/resolv.conf', path.join(root, 'etc/resolv.conf'));
  writeFileSync(path.join(root, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });

  // processes and mounts that package scripts leave behind end with these namespaces
  const inRoot = (script: string): Promise<unknown> =>
    run(
      [
        ...['unshare', '--mount', '--pid', '--fork', '--kill-child', 'sh', '-ec'],
        'mount --bind "$1" "$2/var/cache/apt/archives"; exec chroot "$2" /bin/sh -ec "$3"',
        ...['in-root', downloads, root, `mount -t proc proc /proc; ${script}`],
      ],
      {
        env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
      },
    );
  const packages = [...common, ...releases[suite]].join(' ');
  await inRoot(
    [
      // a mirror may lag behind, and so what it says of its age; its signature counts all the same
      'apt-get -q -o Acquire::Check-Valid-Until=false update',
      `apt-get -q -o Dpkg::Options::=--force-unsafe-io install -y --no-install-recommends ${packages}`,
      'apt-get autoclean',
    ].join('\n'),
  );

  cpSync(path.join(__dirname, 'host-files'), root, { recursive: true });
  chmodSync(path.join(root, 'etc/sudoers.d/zuul'), 0o440);
  if (lacksCapability(capSysResource)) {
    const wrapper = path.join(root, 'usr/local/sbin/runc');
    copyFileSync(path.join(__dirname, 'runc-without-cap-sys-resource'), wrapper);
    chmodSync(wrapper, 0o755);
  }
  copyFileSync(authorityCertificate, path.join(root, 'usr/local/share/ca-certificates/rehearsal.crt'));
  await inRoot(
    [
      'useradd --create-home --shell /bin/bash --uid 1000 zuul',
      'usermod --append --groups docker zuul',
      'install -d -m 700 /root/.ssh',
      'install -d -m 700 -o zuul -g zuul /home/zuul/.ssh',
      'mkdir -p /var/lib/systemd/linger /etc/docker; : >/var/lib/systemd/linger/zuul',
      'update-ca-certificates',
      `systemctl mask ${maskedUnits.join(' ')}`,
      'systemctl enable ssh.service docker.service containerd.service node-setup.service',
      'rm -f /etc/machine-id /etc/resolv.conf /usr/sbin/policy-rc.d; : >/etc/machine-id; : >/etc/resolv.conf',
    ].join('\n'),
  );
  for (const home of ['root', 'home/zuul'])
    copyFileSync(`${hostKey}.pub`, path.join(root, home, '.ssh/authorized_keys'));
  await inRoot('chown zuul: /home/zuul/.ssh/authorized_keys');
  rmSync(path.join(root, 'var/cache/apt'), { recursive: true });
  mkdirSync(path.join(root, 'var/cache/apt/archives/partial'), { recursive: true });
  rmSync(hostRoot(suite), { recursive: true, force: true });
  renameSync(root, hostRoot(suite));
};

import type { Task } from '../../model/task';

const debian = "ansible_facts['os_family'] == 'Debian'";
const redHat = "ansible_facts['os_family'] == 'RedHat'";
const keyrings = '/etc/apt/keyrings';
const key = `${keyrings}/docker.asc`;

/** Where Docker's packages are, in private variables of ensure-docker: rebuilds of RHEL use those for CentOS. */
export const dockerPackageSource = {
  _ensure_docker_directory:
    "{{ {'redhat': 'rhel', 'rocky': 'centos', 'almalinux': 'centos', 'oraclelinux': 'centos'}" +
    ".get(ansible_facts['distribution'] | lower, ansible_facts['distribution'] | lower) }}",
  _ensure_docker_source: "{{ 'https://' ~ docker_download_fqdn ~ '/linux/' ~ _ensure_docker_directory }}",
  _ensure_docker_packages_url: '{{ docker_mirror_base_url | default(_ensure_docker_source) }}',
};

/** The packages of the distribution. */
export const installFromDistribution: readonly Task[] = [
  {
    name: 'Require packages of the distribution',
    'ansible.builtin.assert': {
      that: '_ensure_docker_packages | length > 0',
      fail_msg:
        "ensure-docker: {{ ansible_facts['distribution'] }} has no packages of a docker engine. " +
        "Set use_upstream_docker to true to install Docker's own.",
    },
  },
  {
    name: 'Install the packages of the distribution',
    'ansible.builtin.package': {
      name: '{{ _ensure_docker_packages }}',
      state: 'present',
      update_cache: true,
    },
    become: true,
  },
  {
    name: 'Look what is missing of the engine',
    comment:
      'Some releases have the command line and BuildKit as packages of their own, which nothing asks for.',
    docker_engine: {},
    register: '_ensure_docker_installed',
  },
  {
    name: 'Install what is missing of the engine',
    'ansible.builtin.package': { name: '{{ _ensure_docker_installed.missing_packages }}', state: 'present' },
    when: '_ensure_docker_installed.missing_packages | length > 0 and docker_distro_packages is not defined',
    become: true,
  },
];

/** Docker's own packages, for distributions with apt or dnf. */
export const installFromDocker: readonly Task[] = [
  {
    name: 'Require a distribution for which Docker makes packages',
    'ansible.builtin.assert': {
      that: "ansible_facts['os_family'] in ['Debian', 'RedHat']",
      fail_msg:
        "ensure-docker: there are no packages of Docker's own for {{ ansible_facts['distribution'] }}. " +
        'Set use_upstream_docker to false to install those of the distribution.',
    },
  },
  {
    name: 'Make the folder of keys',
    'ansible.builtin.file': { path: keyrings, state: 'directory', mode: '0755' },
    when: debian,
    become: true,
  },
  {
    name: 'Keep the key that came with the job',
    'ansible.builtin.copy': { content: '{{ docker_gpg_key }}', dest: key, mode: '0644' },
    when: [debian, 'docker_gpg_key is defined'],
    become: true,
  },
  {
    name: 'Fetch the key',
    comment: 'From Docker itself: a mirror may be reached without TLS, and must not choose what is trusted.',
    'ansible.builtin.get_url': { url: '{{ _ensure_docker_source }}/gpg', dest: key, mode: '0644' },
    when: [debian, 'docker_gpg_key is not defined'],
    become: true,
  },
  {
    name: 'Add the package source for apt',
    'ansible.builtin.copy': {
      content:
        "Types: deb\nURIs: {{ _ensure_docker_packages_url }}\nSuites: {{ ansible_facts['distribution_release'] }}\n" +
        `Components: {{ docker_update_channel }}\nSigned-By: ${key}\n`,
      dest: '/etc/apt/sources.list.d/docker.sources',
      mode: '0644',
    },
    when: debian,
    become: true,
  },
  {
    name: 'Add the package source for dnf',
    'ansible.builtin.yum_repository': {
      name: 'docker',
      description: 'Docker',
      baseurl: '{{ _ensure_docker_packages_url }}/$releasever/$basearch/{{ docker_update_channel }}',
      gpgkey: '{{ _ensure_docker_source }}/gpg',
      gpgcheck: true,
    },
    when: redHat,
    become: true,
  },
  {
    name: 'Install the packages of Docker',
    'ansible.builtin.package': {
      name: '{{ docker_upstream_distro_packages }}',
      state: 'present',
      update_cache: true,
    },
    become: true,
  },
];

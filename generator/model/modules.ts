/** The arguments of an Ansible module for which this library has no type of its own. */
export type FreeArguments = Readonly<Record<string, unknown>>;

/** Arguments of `ansible.builtin.command`: always a list of words, never a line to be split. */
export interface CommandArguments {
  readonly argv: readonly string[] | string;
  readonly chdir?: string;
  readonly creates?: string;
  readonly removes?: string;
  readonly stdin?: string;
}

/** Arguments of `ansible.builtin.include_role` and `import_role`. */
export interface RoleArguments {
  readonly name: string;
  readonly tasks_from?: string;
}

/** Arguments of `ansible.builtin.file`. */
export interface FileArguments {
  readonly path: string;
  readonly state?: 'absent' | 'directory' | 'file' | 'hard' | 'link' | 'touch';
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
}

/** Arguments of `ansible.builtin.user`, as far as this library sets them. */
export interface UserArguments {
  readonly name: string;
  readonly groups?: readonly string[] | string;
  readonly append?: boolean;
}

/** Arguments of `ansible.builtin.systemd_service`. */
export interface ServiceArguments {
  readonly name: string;
  readonly state?: 'started' | 'stopped' | 'restarted' | 'reloaded' | `{{ ${string} }}ed`;
  readonly enabled?: boolean;
  readonly daemon_reload?: boolean;
}

/**
 * Every module that a task of the library may call, with the type of its arguments.
 * Ansible's own are spelt in full; the ones without a dot ship with a role of this library, or with Zuul.
 */
export interface Modules {
  readonly 'ansible.builtin.apt': FreeArguments;
  readonly 'ansible.builtin.assert': {
    readonly that: string | readonly string[];
    readonly fail_msg?: string;
  };
  readonly 'ansible.builtin.command': CommandArguments;
  readonly 'ansible.builtin.copy': FreeArguments;
  readonly 'ansible.builtin.debug': { readonly msg: string } | { readonly var: string };
  readonly 'ansible.builtin.deb822_repository': FreeArguments;
  readonly 'ansible.builtin.dnf': FreeArguments;
  readonly 'ansible.builtin.fail': { readonly msg: string };
  readonly 'ansible.builtin.file': FileArguments;
  readonly 'ansible.builtin.get_url': FreeArguments;
  readonly 'ansible.builtin.import_role': RoleArguments;
  readonly 'ansible.builtin.include_role': RoleArguments;
  readonly 'ansible.builtin.include_tasks': string;
  readonly 'ansible.builtin.meta': 'flush_handlers' | 'reset_connection' | 'end_play' | 'end_host';
  readonly 'ansible.builtin.package': FreeArguments;
  readonly 'ansible.builtin.set_fact': Readonly<Record<string, unknown>>;
  readonly 'ansible.builtin.stat': FreeArguments;
  readonly 'ansible.builtin.systemd_service': ServiceArguments;
  readonly 'ansible.builtin.user': UserArguments;
  readonly 'ansible.builtin.yum_repository': FreeArguments;
  readonly buildset_registry: FreeArguments;
  readonly buildset_registry_client: FreeArguments;
  readonly docker_engine: FreeArguments;
  readonly docker_settings: FreeArguments;
  readonly image_check: FreeArguments;
  readonly image_plan: FreeArguments;
  readonly mirror_plan: FreeArguments;
  readonly registry_remove: FreeArguments;
  readonly container_logs: FreeArguments;
  readonly quay_repository: FreeArguments;
  readonly image_push: FreeArguments;
  readonly image_siblings: FreeArguments;
  readonly base_images: FreeArguments;
  readonly buildset_registry_images: FreeArguments;
  readonly registry_cleanup: FreeArguments;
  readonly registry_compare: FreeArguments;
  readonly registry_copy: FreeArguments;
  readonly registry_note: FreeArguments;
  readonly registry_promote: FreeArguments;
  readonly zuul_build: FreeArguments;
  readonly zuul_return: {
    readonly data?: FreeArguments | string;
    readonly secret_data?: FreeArguments | string;
  };
}

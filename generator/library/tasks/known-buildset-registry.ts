/**
 * Private variables of a role that find the buildset registry of the job: `_<role>_registry`, empty where there is none.
 * A job that depends on a registry job has the variable `buildset_registry`; a job that started its own finds what it
 * returned in the executor's result file.
 */
export const knownBuildsetRegistry = (role: string) => ({
  [`_${role}_returned`]:
    "{{ lookup('ansible.builtin.file', zuul.executor.result_data_file, errors='ignore') | default('{}', true) | from_json }}",
  [`_${role}_registry`]: `{{ buildset_registry | default((_${role}_returned.secret_data | default({})).buildset_registry | default({})) }}`,
});

/** The same, and where the registry is: `_<role>_address`, which tasks may log. */
export const knownBuildsetRegistryAddress = (role: string) => ({
  ...knownBuildsetRegistry(role),
  [`_${role}_address`]: `{{ {'host': _${role}_registry.host | default(''), 'port': _${role}_registry.port | default('')} }}`,
});

/**
 * What jobs of the buildset have recorded of their pushes, as `image_plan` takes it: first that of the jobs on which this
 * one depends, then that of the job itself. Needs the variables of `knownBuildsetRegistry`.
 */
export const recordedImages = (role: string) => ({
  [`_${role}_recorded`]: `{{ [buildset_images | default({}), (_${role}_returned.data | default({})).buildset_images | default({})] }}`,
});

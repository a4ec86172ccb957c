/** Provides everything that a rehearsal needs. */
export async function provision(_say: (message: string) => void): Promise<void> {}

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The kubeconfig that the program keeps for one identity of the only classroom in this user data. */
export async function kubeconfigOf(userDataDir: string, user: string): Promise<string> {
  const folder = join(userDataDir, 'kubeconfigs')
  const [classroom] = await readdir(folder)
  return join(folder, classroom ?? '', user)
}
